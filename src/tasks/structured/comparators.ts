/** When two values of a field are equal. */
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
  return typeof spec === 'string' ? NAMED[spec] : { equal: (a, b) => near(a, b, spec.number) }
}

const NAMED: Readonly<Record<Named, Comparator>> = {
  exact: by(value => value),
  normalized: by(value => each(value, normalized)),
  casefold: by(value => each(value, text => text.toLowerCase())),
  date: by(value => each(value, text => isoDate(text) ?? text)),
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

/** Changes every text in a value. */
function each(value: unknown, change: (text: string) => unknown): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map(item => each(item, change))
  if (!isContainer(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, each(item, change)]))
}

/** NFKC, white space squeezed, lower case; a plain decimal becomes its number. */
function normalized(text: string): string | number {
  const plain = squeezed(text.normalize('NFKC')).toLowerCase()
  const number = /^-?\d+(?:\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN
  return Number.isFinite(number) ? number : plain
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

/** Numbers, or texts that are numbers, that lie no farther apart than `tolerance`; else the same value. */
function near(reference: unknown, answer: unknown, tolerance: number): boolean {
  const [a, b] = [decimal(reference), decimal(answer)]
  if (a === undefined || b === undefined) return canonical(reference) === canonical(answer)
  // 1.1 − 1 is a little more than 0.1
  const slack = tolerance === 0 ? 0 : Math.max(Math.abs(a), Math.abs(b)) * 2 ** -50
  return Math.abs(a - b) <= tolerance + slack
}

function decimal(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !/^\s*[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$/.test(value))
    return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}
