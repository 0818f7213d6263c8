/** Schemas that say less than they look like: what JSON Schema does not know it ignores, and so accepts. */
import { nearest, quote } from '../../problems'
import { isContainer, isObject } from '../../text/json-value'

export type DialectName = 'draft-07' | '2020-12'
type Schema = Readonly<Record<string, unknown>>

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Say nothing of a value; the last line is OpenAPI's, which libraries write into schemas. */
const ANNOTATIONS = words(
  '$id $schema $comment $anchor $defs definitions title description default examples readOnly writeOnly deprecated ' +
    'contentMediaType contentEncoding contentSchema ' +
    'example discriminator externalDocs xml',
)
const ASSERTIONS = words(
  '$ref type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern format ' +
    'maxItems minItems uniqueItems maxProperties minProperties required dependencies allOf anyOf oneOf not if then else ' +
    'items contains properties patternProperties additionalProperties propertyNames',
)
/** Those of one dialect alone. */
const OWN: Readonly<Record<DialectName, ReadonlySet<string>>> = {
  'draft-07': words('additionalItems'),
  '2020-12': words(
    '$dynamicRef $dynamicAnchor $vocabulary prefixItems minContains maxContains dependentRequired dependentSchemas ' +
      'unevaluatedItems unevaluatedProperties',
  ),
}

/** Hold one schema or a list of them. */
const SCHEMAS = words(
  'allOf anyOf oneOf not if then else items additionalItems prefixItems contains additionalProperties propertyNames ' +
    'unevaluatedItems unevaluatedProperties contentSchema',
)
/** Hold schemas by name. */
const MAPS = words('properties patternProperties definitions $defs dependentSchemas dependencies')
/** Say something of a value only where a schema in them does. */
const OPEN = words(
  'allOf then else items additionalItems prefixItems additionalProperties propertyNames unevaluatedItems ' +
    'unevaluatedProperties properties patternProperties dependentSchemas',
)
/** What a schema is wrapped in where it is handed to a model. */
const WRAPPERS = ['schema', 'json_schema', 'parameters', 'input_schema', 'function']

/** What would be ignored in a schema that is sound by its dialect's own; undefined when everything counts. */
export function ignored(schema: unknown, dialect: DialectName): string | undefined {
  for (const [at, place] of subschemas(schema)) {
    const why = unknownWord(at, place, dialect) ?? besideRef(at, place, dialect) ?? prototype(at, place)
    if (why !== undefined) return why
  }
  return undefined
}

function unknownWord(schema: Schema, place: string, dialect: DialectName): string | undefined {
  const isKnown = (key: string) => ANNOTATIONS.has(key) || says(key, dialect) || key.startsWith('x-')
  const key = Object.keys(schema).find(key => !isKnown(key))
  if (key === undefined) return undefined
  const why = `${quote(key)} at ${place} is no keyword of ${dialect} and would be ignored`
  if (OWN['2020-12'].has(key)) return `${why}; it needs ${DECLARED}`
  if (OWN['draft-07'].has(key)) return `${why}; write items beside prefixItems`
  if (key === 'nullable') return `${why}; write "null" among the types`
  const wrapper = WRAPPERS.find(name => isObject(schema[name]))
  if (wrapper !== undefined && !Object.keys(schema).some(key => says(key, dialect)))
    return `${why}; the schema itself seems to be what is in ${quote(wrapper)}`
  const meant =
    key.length > LONGEST ? '' : nearest(key, [...ANNOTATIONS, ...ASSERTIONS, ...OWN[dialect]]).trim()
  return meant === '' ? why : `${why} (${meant})`
}

/** Longer words than this are not held against each keyword. */
const LONGEST = 80

const DECLARED = '"$schema": "https://json-schema.org/draft/2020-12/schema"'

function says(key: string, dialect: DialectName): boolean {
  return ASSERTIONS.has(key) || OWN[dialect].has(key)
}

function besideRef(schema: Schema, place: string, dialect: DialectName): string | undefined {
  if (dialect !== 'draft-07' || schema.$ref === undefined) return undefined
  const key = Object.keys(schema).find(key => key !== '$ref' && says(key, dialect))
  const why = `${quote(key ?? '')} at ${place} stands beside $ref, where draft-07 ignores it`
  return key === undefined ? undefined : `${why}; write both into allOf, or declare ${DECLARED}`
}

/** The compiler leaves out what has this name. */
function prototype(schema: Schema, place: string): string | undefined {
  const key = [...MAPS, 'dependentRequired'].find(key => {
    const map = schema[key]
    return isObject(map) && Object.hasOwn(map, '__proto__')
  })
  return key === undefined ? undefined : `"__proto__" in ${key} at ${place} cannot be checked`
}

/** Whether any value is as the schema says. A reference is taken to say something. */
export function acceptsAll(schema: unknown, formats: boolean): boolean {
  if (!isObject(schema)) return schema === true
  const open = (one: unknown) => acceptsAll(one, formats)
  return Object.entries(schema).every(([key, value]) => {
    if (OPEN.has(key)) return held(key, value).every(([, one]) => open(one))
    if (key === 'anyOf') return held(key, value).some(([, one]) => open(one))
    if (key === 'required') return Array.isArray(value) && value.length === 0
    if (key === 'uniqueItems') return value === false
    if (key === 'format') return !formats
    return key === 'if' || !(ASSERTIONS.has(key) || OWN['2020-12'].has(key))
  })
}

/** The formats that a schema names, each once. */
export function formatsIn(schema: unknown): string[] {
  const named = Array.from(subschemas(schema), ([{ format }]) => format)
  return [...new Set(named.filter(format => typeof format === 'string'))]
}

/** Every schema in a schema, itself first, each with its place. */
export function* subschemas(schema: unknown, place = 'schema'): Generator<readonly [Schema, place: string]> {
  if (!isObject(schema)) return
  yield [schema, quote(place)]
  for (const [key, value] of Object.entries(schema))
    for (const [name, one] of held(key, value)) yield* subschemas(one, `${place}/${key}${name}`)
}

/** The schemas that a keyword holds, by name or place in it. */
function held(key: string, value: unknown): [name: string, schema: unknown][] {
  if (MAPS.has(key) || (SCHEMAS.has(key) && Array.isArray(value)))
    return isContainer(value) ? Object.entries(value).map(([name, one]) => [`/${name}`, one]) : []
  return SCHEMAS.has(key) ? [['', value]] : []
}
