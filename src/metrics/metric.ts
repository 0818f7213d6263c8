import type { Better } from '../report/report'

/** A share: `hits` of `of`. Where `of` is 0 the value is `otherwise`, and undefined without it. */
export interface Proportion {
  readonly hits: number
  readonly of: number
  readonly otherwise?: number
}

/** A metric's value; undefined where there is no such number, never NaN. A proportion gets a Wilson interval. */
export type Figure = number | undefined | Proportion

/** Reads one number, or one for each class, off the sum of many outcomes. */
export interface Metric<Sum> {
  readonly name: string
  readonly better: Better
  /** the least and the greatest value, for checking bars */
  readonly range: readonly [number, number]
  /** where it is narrower for what the rows hold: the range of these outcomes, for the same */
  rangeOf?(sum: Sum): readonly [number, number] | undefined
  /** value for all examples */
  whole?(sum: Sum): Figure
  /** value for each class, in class order */
  each?(sum: Sum): ReadonlyMap<string, Figure>
  /** false when these outcomes hold nothing that it could be computed from, so that it is no score at all */
  applies?(sum: Sum): boolean
  /** what `applies` looks for, in words */
  readonly wants?: string
  /** how many examples it is about, where that is not all of them */
  rows?(sum: Sum): number
  /** why it may have no value, in a sentence for a gate that needs one */
  readonly blank?: string
  /** how many rows lack the value that it is of, and count against the system: in a baseline that flatters a candidate */
  gaps?(sum: Sum): number
  /** what the spec must declare before `whole` can be computed; absent when it can */
  readonly needs?: string | undefined
  /** how it is computed: the options that matter, for the signature; a function where only the rows say it */
  readonly how?: string | (() => string) | undefined
}

export function value(figure: Figure): number | undefined {
  if (typeof figure !== 'object') return figure
  return figure.of === 0 ? figure.otherwise : figure.hits / figure.of
}
