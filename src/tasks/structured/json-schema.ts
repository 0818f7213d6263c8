/** JSON Schema by ajv, so that neither a hostile schema nor a hostile answer decides how long it takes. */
import { Ajv, type AnySchemaObject, type Options, type ValidateFunction } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { fullFormats } from 'ajv-formats/dist/formats.js'
import { canonical, isContainer, isObject } from '../../text/json-value'
import { linearRegex } from '../../text/linear-regex'
import { Steps, TooManySteps } from '../../text/steps'
import { type DialectName, ignored, subschemas } from './schema-words'

/** What an answer's check may cost; one of a thousand fields takes some hundred thousand. */
export const MOST_STEPS = 20_000_000
/** UTF-16 units of a schema's canonical text. */
const LONGEST = 2 ** 20
/** Nesting of a schema; the compiler calls itself at every level. */
const DEEPEST_SCHEMA = 200
/** How many compiled schemas are kept; compiling one takes a fraction of a millisecond. */
const KEPT = 500

/** Whether a value is as the schema says; `costly` when that takes more steps than an answer may. */
export type Check = (value: unknown) => boolean | 'costly'

/** The schemas of one suite, each compiled once as long as there are few. */
export class Schemas {
  private readonly checks = new Map<string, Check | { readonly why: string }>()

  constructor(private readonly formats: boolean) {}

  /** The check of one schema, or a sentence on why it is none. */
  get(schema: unknown): Check | { readonly why: string } {
    if (depthOf(schema) > DEEPEST_SCHEMA) return { why: `it nests deeper than ${DEEPEST_SCHEMA} levels` }
    const key = canonical(schema)
    const known = this.checks.get(key)
    const check = known ?? compiled(schema, key.length, this.formats)
    // the one used last becomes the last to go
    this.checks.delete(key)
    this.checks.set(key, check)
    if (this.checks.size > KEPT) this.checks.delete(this.checks.keys().next().value!)
    return check
  }
}

function depthOf(schema: unknown): number {
  let level = [schema].filter(isContainer)
  for (let depth = 0; ; depth++) {
    if (level.length === 0 || depth > DEEPEST_SCHEMA) return depth
    level = level.flatMap(at => Object.values(at).filter(isContainer))
  }
}

function compiled(schema: unknown, length: number, formats: boolean): Check | { readonly why: string } {
  if (typeof schema === 'boolean') return () => schema
  if (!isObject(schema)) return { why: 'it is neither an object nor true or false' }
  if (length > LONGEST) return { why: `it is longer than ${LONGEST} characters` }
  const dialect = dialectOf(schema)
  if (!dialect) return { why: `its $schema is none of ${DIALECTS.map(({ name }) => name).join(', ')}` }
  const wrong = againstDialect(schema, dialect) ?? ignored(schema, dialect.name)
  if (wrong !== undefined) return { why: wrong }
  const steps = new Steps(MOST_STEPS)
  try {
    return counted(validator(schema, dialect, steps, formats), steps)
  } catch (error) {
    if (error instanceof RangeError) return { why: 'its references lead in circles' }
    return { why: (error as Error).message }
  }
}

interface Dialect {
  readonly name: DialectName
  /** key of the dialect's own schema */
  readonly key: string
  readonly named: RegExp
  readonly create: (options: Options) => Ajv
  /** draft-07: what stands beside $ref does not count */
  readonly ignoreKeywordsWithRef: boolean
}

const DIALECTS: readonly Dialect[] = [
  {
    name: 'draft-07',
    key: 'http://json-schema.org/draft-07/schema',
    named: /^https?:\/\/json-schema\.org\/draft-0[67]\/schema#?$/,
    create: options => new Ajv(options),
    ignoreKeywordsWithRef: true,
  },
  {
    name: '2020-12',
    key: 'https://json-schema.org/draft/2020-12/schema',
    named: /^https?:\/\/json-schema\.org\/draft\/2020-12\/schema#?$/,
    create: options => new Ajv2020(options),
    ignoreKeywordsWithRef: false,
  },
]

const PLAIN: Options = { strict: false, logger: false, validateFormats: false }

function dialectOf({ $schema = DIALECTS[0]!.key }: AnySchemaObject): Dialect | undefined {
  return DIALECTS.find(({ named }) => typeof $schema === 'string' && named.test($schema))
}

/** What is wrong with the schema by the dialect's own schema, which in draft-07 does not look into $defs. */
function againstDialect(schema: AnySchemaObject, dialect: Dialect): string | undefined {
  const hidden = dialect.name === 'draft-07' ? Array.from(subschemas(schema), ([{ $defs }]) => $defs) : []
  for (const one of [schema, ...hidden.flatMap(map => (isObject(map) ? Object.values(map) : []))]) {
    const wrong = unlike(one, dialect)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

function unlike(schema: unknown, { name, key, create }: Dialect): string | undefined {
  let ajv = dialects.get(name)
  if (!ajv) {
    ajv = create(PLAIN)
    // of an enum, where it would hold each value against each other
    ajv.removeKeyword('uniqueItems')
    dialects.set(name, ajv)
  }
  return ajv.validate(key, schema) ? undefined : ajv.errorsText(ajv.errors, { dataVar: 'schema' })
}

/** Compiling a dialect takes longer than all else. */
const dialects = new Map<string, Ajv>()

/** Answers are bounded in depth, so that only references that lead in circles overflow the stack. */
function counted(valid: ValidateFunction, steps: Steps): Check {
  return value => {
    steps.reset()
    try {
      return valid(value)
    } catch (error) {
      if (error instanceof TooManySteps || error instanceof RangeError) return 'costly'
      throw error
    }
  }
}

/** Each schema has its own instance: an $id of one must not be found by another. */
function validator(
  schema: AnySchemaObject,
  dialect: Dialect,
  steps: Steps,
  formats: boolean,
): ValidateFunction {
  const engine = (pattern: string) => {
    const test = linearRegex(pattern, steps)
    return { test, toString: () => `/${pattern}/u` }
  }
  const ajv = dialect.create({
    ...PLAIN,
    validateFormats: formats,
    // the schema has been held against its dialect already
    validateSchema: false,
    meta: false,
    inlineRefs: false,
    // names such as constructor are there only where the answer has them
    ownProperties: true,
    ignoreKeywordsWithRef: dialect.ignoreKeywordsWithRef,
    code: { regExp: Object.assign(engine, { code: 'linearRegex' }) },
  })
  for (const [keyword, check] of Object.entries(KEYWORDS)) {
    const before = keyword === STEP && { before: '$ref' }
    ajv.addKeyword({ keyword, ...before, errors: false, compile: (given: unknown) => check(given, steps) })
  }
  if (formats) for (const name of FORMATS) ajv.addFormat(name, slow(fullFormats[name], steps))
  return ajv.compile(prepared(schema, dialect) as AnySchemaObject)
}

const STEP = 'goldbar:step'
/** Steps of one keyword; the compiler's bookkeeping of errors takes longer than a look at a character. */
const SUBSCHEMA = 10

/** Keywords of our own. All but the first take the place of ajv's, which hold each value against each other. */
const KEYWORDS: Readonly<Record<string, (given: unknown, steps: Steps) => (value: unknown) => boolean>> = {
  /** stands in every subschema, and counts each time that one is applied */
  [STEP]: (given, steps) => {
    const [size, perKey] = given as [size: number, perKey: boolean]
    return value => {
      steps.take(SUBSCHEMA * size + (perKey && isObject(value) ? Object.keys(value).length : 0))
      return true
    }
  },
  'goldbar:enum': among,
  'goldbar:const': (given, steps) => among([given], steps),
  'goldbar:uniqueItems': (given, steps) => value => {
    if (given !== true || !Array.isArray(value)) return true
    const seen = new Set<string>()
    for (const item of value) seen.add(text(item, steps))
    return seen.size === value.length
  },
}

function among(given: unknown, steps: Steps): (value: unknown) => boolean {
  const values = new Set((given as unknown[]).map(canonical))
  const scalars = !(given as unknown[]).some(isContainer)
  return value => !(scalars && isContainer(value)) && values.has(text(value, steps))
}

function text(value: unknown, steps: Steps): string {
  const text = canonical(value)
  steps.take(text.length)
  return text
}

/** Those of JSON Schema that ajv-formats has; others mean nothing, as without formats. */
const FORMATS = [
  'date',
  'time',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uri-template',
  'uuid',
  'json-pointer',
  'relative-json-pointer',
  'regex',
] as const

/** Whether it is asserted where formats are. */
export function isFormat(name: string): boolean {
  return FORMATS.some(one => one === name)
}

/** The formats' regular expressions were written with care, and at worst take the square of the length. */
function slow(format: unknown, steps: Steps): (text: string) => boolean {
  const validate = isObject(format) && !(format instanceof RegExp) ? format.validate : format
  return text => {
    steps.take(text.length * text.length)
    return validate instanceof RegExp ? validate.test(text) : (validate as (text: string) => boolean)(text)
  }
}

/** Keywords whose values are maps from a name to a schema or to names. */
const MAPS = ['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas', 'dependencies']
const OURS = ['enum', 'const', 'uniqueItems']
/** Annotations, of which ajv would heed some. */
const DROPPED = /^(?:default|examples?|discriminator|x-.*)$/
const PER_KEY = /^(?:additionalProperties|patternProperties|propertyNames|unevaluatedProperties)$/

/** The schema with our keywords for ajv's. Wherever a reference may lead, the subschema counts its steps. */
function prepared(schema: unknown, dialect: Dialect): unknown {
  const inner = (value: unknown) => prepared(value, dialect)
  if (Array.isArray(schema)) return schema.map(inner)
  if (!isObject(schema)) return schema
  // ajv heeds the type even where it ignores what stands beside $ref
  const untyped = dialect.ignoreKeywordsWithRef && typeof schema.$ref === 'string'
  const members: [string, unknown][] = []
  let size = 1
  for (const [key, value] of Object.entries(schema)) {
    if (DROPPED.test(key) || (untyped && key === 'type')) continue
    if (isContainer(value) && key !== 'enum') size += Object.keys(value).length
    if (OURS.includes(key)) members.push([`goldbar:${key}`, value])
    else if (MAPS.includes(key) && isObject(value)) members.push([key, each(value, inner)])
    else members.push([key, key === 'dependentRequired' ? value : inner(value)])
  }
  return Object.fromEntries([...members, [STEP, [size, Object.keys(schema).some(key => PER_KEY.test(key))]]])
}

function each(map: object, change: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]))
}
