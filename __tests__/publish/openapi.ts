/** GitHub's published description of its REST API, as far as the tests need it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'

/** One operation of the description: the template that a path fits, what it names, and what may go over it. */
export interface Operation {
  /** `POST /repos/{owner}/{repo}/issues/{issue_number}/comments` */
  readonly name: string
  readonly path: Readonly<Record<string, string>>
  /** what the description does not allow of this request */
  request(query: URLSearchParams, body: unknown): string[]
  /** what the description does not allow of this response */
  response(status: number, body: unknown, media?: string): string[]
  /** the least that the description allows as this response */
  sample(status: number): Record<string, unknown>
}

/** Undefined where GitHub has no such route. */
export function operation(method: string, pathname: string): Operation | undefined {
  for (const [template, item] of Object.entries(PATHS)) {
    const match = new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`).exec(pathname)
    const found = item[method.toLowerCase()]
    if (match === null || found === undefined) continue
    const path = Object.fromEntries(
      Object.entries({ ...match.groups }).map(([key, text]) => [key, decodeURIComponent(text)]),
    )
    return {
      name: `${method} ${template}`,
      path,
      request: (query, body) => [
        ...parameters(found, 'path', new Map(Object.entries(path))),
        ...parameters(found, 'query', new Map(query)),
        ...content(found.requestBody, body, 'request'),
      ],
      response: (status, body, media) =>
        found.responses[status] === undefined && status < 500 && !REFUSALS.has(status)
          ? [`response ${status} is not described`]
          : content(found.responses[status], body, `response ${status}`, media),
      sample: status => {
        const { schema } = resolved(found.responses[status]).content['application/json']
        const { type, items } = resolved(schema)
        return sampled(type === 'array' ? items : schema)
      },
    }
  }
  return undefined
}

/** Sent by GitHub on any route, described on few. */
const REFUSALS = new Set([401, 403, 404, 429])

// biome-ignore lint/suspicious/noExplicitAny: the description is JSON of a thousand shapes
type Json = any

const DOCUMENT: Json = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json'),
    'utf8',
  ),
)

const USED =
  /^\/repos\/\{owner\}\/\{repo\}\/(?:issues\/|pulls(?:\/\{pull_number\})?$|commits\/\{ref\}$|statuses\/|check-runs|branches\/\{branch\}$|rules\/branches|contents\/|compare\/|actions\/(?:runs\/\{run_id\}\/artifacts$|artifacts\/\{artifact_id\}\/)|git\/(?:commits|trees)\/)/

const PATHS: Record<string, Json> = Object.fromEntries(
  Object.entries<Json>(DOCUMENT.paths)
    .filter(([path]) => USED.test(path))
    .map(([path, item]) => [path, item]),
)

/**
 * What the description does not know of an event's payload: a name it does not have, or a value of another kind. A
 * fixture may leave out what nobody reads.
 */
export function webhook(name: string, payload: unknown): string[] {
  const found = DOCUMENT['x-webhooks'][name]
  if (found === undefined) return [`no event ${name}`]
  const schema = partial(plain(found.post.requestBody.content['application/json'].schema))
  const validate = new Ajv({ strict: false, allErrors: true, logger: false, validateFormats: false }).compile(
    schema,
  )
  return validate(payload)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message, params }) =>
        [instancePath, message, ...Object.values(params)].join(' '),
      )
}

/** Nothing is required, and nothing else is known. */
function partial(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(partial)
  if (typeof schema !== 'object' || schema === null) return schema
  const { required: _, allOf = [], oneOf, anyOf = oneOf, properties, ...rest } = schema
  // what several parts say of an object is said together, or each would refuse the others' names
  const all = Object.assign({}, ...allOf.map((part: Json) => part.properties ?? {}), properties)
  const known = Object.entries(all).map(([name, each]) => [name, partial(each)])
  const kept = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, partial(value)])) as Json
  return {
    ...kept,
    ...(known.length > 0 && {
      properties: Object.fromEntries(known),
      additionalProperties: kept.additionalProperties ?? false,
    }),
    ...(anyOf && { anyOf: anyOf.map(partial) }),
  }
}

const ajv = new Ajv({ strict: false, coerceTypes: false, allErrors: true })
formats.default(ajv)
const compiled = new Map<unknown, ValidateFunction>()

function parameters(found: Json, where: 'path' | 'query', given: ReadonlyMap<string, string>): string[] {
  const known: Json[] = found.parameters.map(resolved).filter((each: Json) => each.in === where)
  const unknown = [...given.keys()].filter(name => !known.some(each => each.name === name))
  return [
    ...unknown.map(name => `no ${where} parameter ${name}`),
    ...known.flatMap(({ name, required, schema }) => {
      const text = given.get(name)
      if (text === undefined) return required ? [`${where} parameter ${name} is missing`] : []
      const number = ['integer', 'number'].includes(resolved(schema).type) && /^\d+$/.test(text)
      return check(schema, number ? Number(text) : text, `${where} parameter ${name}`)
    }),
  ]
}

function content(part: Json, body: unknown, name: string, media = 'application/json'): string[] {
  if (part === undefined) return body === undefined ? [] : name === 'request' ? [`${name} has a body`] : []
  const kinds = resolved(part).content
  const schema = (kinds?.[media] ?? kinds?.['application/json'])?.schema
  return schema === undefined ? [] : check(schema, body, name)
}

function check(schema: Json, value: unknown, name: string): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(plain(schema))
  compiled.set(schema, validate)
  if (validate(value)) return []
  return (validate.errors ?? []).map(each => `${name}${each.instancePath} ${each.message}`)
}

function sampled(schema: Json): Json {
  const { type, format, enum: values, nullable, required = [], properties = {}, ...rest } = resolved(schema)
  const [part] = rest.allOf ?? rest.oneOf ?? rest.anyOf ?? []
  if (nullable) return null
  if (values) return values[0]
  if (part) return sampled(part)
  if (type === 'object' || type === undefined)
    return Object.fromEntries(required.map((name: string) => [name, sampled(properties[name])]))
  if (type === 'array') return []
  if (type === 'integer' || type === 'number') return 1
  if (type === 'boolean') return false
  return { uri: 'https://example.com/x', 'date-time': '2026-10-02T12:00:00Z' }[format as string] ?? 'x'
}

/** OpenAPI 3.0 → JSON Schema: references put in place, `nullable` as a type. */
function plain(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(plain)
  if (typeof schema !== 'object' || schema === null) return schema
  const { nullable, example: _, examples: __, ...rest } = resolved(schema)
  const inner = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, plain(value)]))
  return nullable === true ? { anyOf: [inner, { type: 'null' }] } : inner
}

function resolved(part: Json): Json {
  if (typeof part?.$ref !== 'string') return part
  return resolved(
    part.$ref
      .slice(2)
      .split('/')
      .reduce((at: Json, name: string) => at[name], DOCUMENT),
  )
}
