/** When two values of a field are equal. */
import { decimal, type Exact, exactly, plainly, within } from '../../text/decimal'
import { isoDate } from '../../text/iso-date'
import { canonical, isContainer } from '../../text/json-value'
import { folded, similarity, squeezed } from '../../text/similarity'

export const COMPARATORS = ['exact', 'normalized', 'casefold', 'anls', 'date', 'set'] as const
export type Named = (typeof COMPARATORS)[number]
/** `number`: how far two numbers may lie apart. */
export type ComparatorSpec = Named | { readonly number: number }

/** Told of the work that a comparison takes; may throw when it is too much. */
export type Step = (steps: number) => void

export interface Comparator {
  equal(reference: unknown, answer: unknown, step: Step): boolean
  /** one text for all values that are equal, where there is one */
  readonly key?: (value: unknown) => string
  /** takes the value as one leaf, whatever lies in it */
  readonly whole?: true
}

export function comparator(spec: ComparatorSpec): Comparator {
  return typeof spec === 'string' ? NAMED[spec] : { equal: (a, b, step) => near(a, b, spec.number, step) }
}

const NAMED: Readonly<Record<Named, Comparator>> = {
  exact: by(value => value),
  normalized: by(value => each(value, normalized)),
  casefold: by(value => eachText(value, text => text.toLowerCase())),
  date: by(value => eachText(value, text => isoDate(text) ?? text)),
  set: {
    ...by(value => (Array.isArray(value) ? [...new Set(value.map(canonical))].sort() : value)),
    whole: true,
  },
  anls: { equal: alike },
}

/** Equal when both become the same. */
function by(form: (value: unknown) => unknown): Comparator {
  const key = (value: unknown) => canonical(form(value))
  return { key, equal: (reference, answer) => reference === answer || key(reference) === key(answer) }
}

/** Changes every scalar in a value. */
function each(value: unknown, change: (scalar: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(item => each(item, change))
  if (!isContainer(value)) return change(value)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, each(item, change)]))
}

function eachText(value: unknown, change: (text: string) => unknown): unknown {
  return each(value, scalar => (typeof scalar === 'string' ? change(scalar) : scalar))
}

/** "00123" is none: it is a code, and 123 another. */
const PLAIN_DECIMAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/u

/** NFKC, white space squeezed, lower case; a number and a plain decimal become the same text, digit by digit. */
function normalized(scalar: unknown): unknown {
  if (typeof scalar === 'number') return plainly(scalar)
  if (typeof scalar !== 'string') return scalar
  const text = squeezed(scalar.normalize('NFKC')).toLowerCase()
  return PLAIN_DECIMAL.test(text) ? decimal(text) : text
}

/** At least half alike, as ANLS has it; null and what is empty are the same. */
function alike(reference: unknown, answer: unknown, step: Step): boolean {
  const [a, b] = [leafText(reference), leafText(answer)]
  return a === undefined || b === undefined ? a === b : similarity(folded(a), folded(b), step) > 0
}

function leafText(value: unknown): string | undefined {
  if (value === null || value === '') return undefined
  if (!isContainer(value)) return String(value)
  return Object.keys(value).length === 0 ? undefined : canonical(value)
}

/** Steps of a comparison to the last digit. */
const EXACT = 5

/** Numbers, or texts that are numbers, that lie no farther apart than `tolerance`; else the same value. */
function near(reference: unknown, answer: unknown, tolerance: number, step: Step): boolean {
  step(EXACT)
  const [a, b] = [numberIn(reference), numberIn(answer)]
  if (a === undefined || b === undefined) return canonical(reference) === canonical(answer)
  return within(a, b, exactly(String(tolerance))!)
}

function numberIn(value: unknown): Exact | undefined {
  return typeof value === 'number' || typeof value === 'string' ? exactly(String(value)) : undefined
}
