import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { listed, nearest, type Problems, quote } from '../problems'
import { isDay } from './day'
import { gateSchema, type Schema, type TaskOptions } from './schema'
import type { Located } from './yaml'

/** How far a document that was held against the schema can still be read, so that all its errors are told at once. */
export interface Soundness {
  /** false when a part is missing or of another type than it must be */
  readonly usable: boolean
  /** numbers of the gates that are not usable */
  readonly brokenGates: ReadonlySet<number>
}

/** Holds the document against the schema and tells every difference in our words. */
export function checked(
  located: Located,
  file: string,
  tasks: readonly TaskOptions[],
  problems: Problems,
): Soundness {
  const valid = compiled.get(tasks) ?? compile(tasks)
  const brokenGates = new Set<number>()
  let usable = true
  for (const error of valid(located.value) ? [] : (valid.errors ?? [])) {
    tell(error, located, file, problems)
    const [part, gate] = pointer(error.instancePath)
    if (error.keyword === 'additionalProperties' || error.keyword === 'if') continue
    if (part === 'gates' && typeof gate === 'number') brokenGates.add(gate)
    else usable &&= harmless(error)
  }
  return { usable, brokenGates }
}

/** Compiling takes longer than checking; several specs are checked by one. */
const compiled = new WeakMap<readonly TaskOptions[], ValidateFunction>()

function compile(tasks: readonly TaskOptions[]): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, strictTypes: false, strictRequired: false })
  ajv.addFormat('regex', text => whyNot(text) === undefined)
  ajv.addFormat('date', isDay)
  const valid = ajv.compile(gateSchema(tasks))
  compiled.set(tasks, valid)
  return valid
}

/** Why a regular expression does not compile; undefined when it does. */
function whyNot(regex: string): string | undefined {
  try {
    new RegExp(regex, 'u')
    return undefined
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /u, '')
  }
}

/** Values that nothing else depends on. */
function harmless({ instancePath, keyword }: ErrorObject): boolean {
  return (
    (keyword === 'enum' || keyword === 'const') &&
    ['/version', '/decide', '/report/examples'].includes(instancePath)
  )
}

/** Parts of the format that a later version reads. */
const NOT_YET: Readonly<Record<string, readonly string[]>> = {
  '': ['preset'],
  gold: ['preset', 'shards'],
  candidate: ['preset', 'shards'],
}

/** What a key that only some tasks need is for. */
const NEEDED_FOR: Readonly<Record<string, string>> = {
  reference: 'the field of the right answer',
  prediction: 'the field of the answer',
  recorded: 'the fields that an earlier step wrote, by name',
}

function tell(error: ErrorObject, located: Located, file: string, problems: Problems): void {
  const path = pointer(error.instancePath)
  const { line, column } = located.at(path)
  const here = { file, line, column }
  const key = path.length === 0 ? 'The spec' : quote(path.join('.'))
  const got = quote(typeof error.data === 'string' ? error.data : JSON.stringify(error.data))
  const place = (name: string) => ({ file, ...located.at(path, name) })
  switch (error.keyword) {
    case 'if':
      return
    case 'additionalProperties': {
      const name = error.params.additionalProperty as string
      const known = Object.keys((error.parentSchema?.properties ?? {}) as object)
      const family = path[0] === 'baselines' ? 'candidate' : String(path[0] ?? '')
      if (NOT_YET[family]?.includes(name)) problems.add('spec.not-yet', place(name), { key: quote(name) })
      else
        problems.add('spec.key', place(name), {
          key: quote(name),
          nearest: nearest(name, known),
          known: listed(known),
        })
      return
    }
    case 'required': {
      const name = error.params.missingProperty as string
      const schema = (error.parentSchema?.properties as Record<string, Schema> | undefined)?.[name]
      const hint = String(schema?.description ?? NEEDED_FOR[name] ?? name).replace(/\.$/u, '')
      problems.add('spec.missing', here, {
        key: quote(name),
        where: path.length === 0 ? '' : ` in ${path.join('.')}`,
        hint,
      })
      return
    }
    case 'dependentRequired':
      problems.add('spec.missing', here, {
        key: quote(error.params.missingProperty as string),
        where: ` beside ${error.params.property}`,
        hint: 'a text has a measure only where there are edges',
      })
      return
    case 'type':
      problems.add('spec.type', here, {
        key,
        got: Array.isArray(error.data) ? 'a list' : error.data === null ? 'empty' : got,
        wanted: [error.params.type]
          .flat()
          .map(name => TYPES[name as string] ?? name)
          .join(' or '),
      })
      return
    case 'enum':
    case 'const': {
      const known = (error.params.allowedValues ?? [error.params.allowedValue]) as unknown[]
      const name = path.filter(part => typeof part === 'string').join('.')
      if (NOT_YET[name]?.includes(error.data as string))
        problems.add('spec.not-yet', here, { key: `${name}: ${error.data}` })
      else
        problems.add('spec.value', here, {
          key,
          got,
          nearest: nearest(String(error.data), known.map(String)),
          known: listed(known.map(String)),
        })
      return
    }
    case 'propertyNames':
      problems.add('spec.value', here, {
        key,
        got: quote(error.params.propertyName as string),
        nearest: '',
        known:
          path[0] === 'recorded'
            ? 'names without spaces, dots or @'
            : 'names without spaces or @, other than candidate',
      })
      return
    case 'format':
      if (error.params.format === 'date') break
      problems.add('spec.regex', here, { key, why: whyNot(String(error.data)) ?? '' })
      return
    case 'pattern':
      if (error.schemaPath.includes('propertyNames')) return
  }
  problems.add('spec.value', here, {
    key,
    got,
    nearest: '',
    known: KINDS[error.schema as string] ?? (error.message ?? 'another value').replace(/^must /u, ''),
  })
}

/** What a format or a pattern allows. */
const KINDS: Readonly<Record<string, string>> = {
  date: 'a day of the calendar as YYYY-MM-DD',
  '\\S': 'a text that is not blank',
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map',
  null: 'null',
}

function pointer(path: string): (string | number)[] {
  return path
    .split('/')
    .slice(1)
    .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .map(part => (/^(?:0|[1-9]\d*)$/u.test(part) ? Number(part) : part))
}
