import { AnyOf } from '../../metrics/anls-star'
import { canonical, isContainer } from '../../text/json-value'
import type { OptionSchema } from '../task'
import { COMPARATORS, type ComparatorSpec, comparator } from './comparators'
import { joined, type Rules } from './leaves'

export interface StructuredOptions {
  readonly schema?: string | { readonly field: string }
  readonly formats: boolean
  readonly parse: 'strict' | 'lenient'
  readonly comparator: ComparatorSpec | Readonly<Record<string, ComparatorSpec>>
  readonly array_order: 'strict' | 'ignore'
  readonly alternatives?: readonly string[]
}

export const DEFAULTS: StructuredOptions = {
  formats: false,
  parse: 'strict',
  comparator: 'exact',
  array_order: 'strict',
}

const PLAIN = ['exact', 'normalized', 'casefold', 'anls'] as const

/** A name, or a tolerance for numbers. */
function oneOf(names: readonly string[]) {
  return {
    if: { type: 'string' },
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    then: { enum: names },
    else: {
      type: 'object',
      properties: {
        number: {
          description: 'Numbers, and texts that are numbers, may lie this far apart.',
          type: 'number',
          minimum: 0,
        },
      },
      required: ['number'],
      additionalProperties: false,
    },
  }
}

export const OPTIONS: Readonly<Record<string, OptionSchema>> = {
  schema: {
    description:
      'Path of a JSON Schema, relative to the spec, or { field: F } where each gold row has its own.',
    if: { type: 'string' },
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    then: { minLength: 1 },
    else: {
      type: 'object',
      properties: {
        field: {
          description: 'The field of the gold row that holds its schema.',
          type: 'string',
          minLength: 1,
        },
      },
      required: ['field'],
      additionalProperties: false,
    },
  },
  formats: {
    description: 'Whether the schema’s format is asserted.',
    type: 'boolean',
    default: DEFAULTS.formats,
  },
  parse: {
    description:
      'strict: the whole text is JSON. lenient: else its first code fence, object or array that is.',
    enum: ['strict', 'lenient'],
    default: DEFAULTS.parse,
  },
  comparator: {
    description:
      'When two values of a field are equal; or a map from a field’s path, or * for the rest, to that.',
    default: DEFAULTS.comparator,
    if: { type: 'string' },
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    then: { enum: PLAIN },
    else: {
      type: 'object',
      properties: { '*': oneOf(COMPARATORS.filter(name => name !== 'set')) },
      additionalProperties: oneOf(COMPARATORS),
      minProperties: 1,
    },
  },
  array_order: {
    description: 'ignore: the leaves of an answer are a multiset, without their places in arrays.',
    enum: ['strict', 'ignore'],
    default: DEFAULTS.array_order,
  },
  alternatives: {
    description:
      'Fields whose gold value lists the acceptable answers; null or "" among them says that the field may be absent.',
    type: 'array',
    items: { type: 'string' },
    minItems: 1,
    uniqueItems: true,
  },
}

/** Paths of fields that the options name, by option: the gold set must have them. */
export function namedFields({
  comparator,
  alternatives,
}: StructuredOptions): [option: string, field: string][] {
  const named = typeof comparator === 'object' ? Object.keys(comparator).filter(field => field !== '*') : []
  return [
    ...named.map((field): [string, string] => ['comparator', field]),
    ...(alternatives ?? []).map((field): [string, string] => ['alternatives', field]),
  ]
}

/** Whether a field is compared in its own way: then the fields, not the whole value, say what right is. */
export function comparesByField({ comparator, alternatives }: StructuredOptions): boolean {
  return typeof comparator === 'object' || alternatives !== undefined
}

export function rulesOf(options: StructuredOptions): Rules {
  const alternatives = new Set(options.alternatives)
  if (typeof options.comparator === 'string') {
    const all = comparator(options.comparator)
    return { comparator: () => all, alternatives }
  }
  const { '*': rest = 'exact', ...fields } = options.comparator as Readonly<Record<string, ComparatorSpec>>
  const known = new Map(Object.entries(fields).map(([field, spec]) => [field, comparator(spec)]))
  const other = comparator(rest)
  return { comparator: field => known.get(field) ?? other, alternatives }
}

/** Exact, and of lists of acceptable answers any one. */
export function exactRules({ alternatives }: StructuredOptions): Rules {
  const exact = comparator('exact')
  return { comparator: () => exact, alternatives: new Set(alternatives) }
}

/** For the signature. */
export function how({ parse, comparator, array_order, alternatives }: StructuredOptions): string {
  const compared = typeof comparator === 'string' ? comparator : canonical(comparator)
  const listed = alternatives ? `|alternatives:${[...alternatives].sort().join(',')}` : ''
  return `parse:${parse}|comparator:${compared}|array_order:${array_order}${listed}`
}

/** The reference with its lists of acceptable answers as such. "" among them is what is absent, as null is. */
export function withAlternatives(value: unknown, { alternatives }: Rules): unknown {
  if (alternatives.size === 0) return value
  const visit = (at: unknown, name: string | undefined): unknown => {
    if (alternatives.has(name ?? '$') && Array.isArray(at))
      return new AnyOf(at.map(one => (one === '' ? null : one)))
    if (Array.isArray(at)) return at.map(item => visit(item, `${name ?? ''}[]`))
    if (!isContainer(at)) return at
    const members = Object.entries(at).map(([key, item]) => [key, visit(item, joined(name, key))])
    return Object.fromEntries(members)
  }
  return visit(value, undefined)
}
