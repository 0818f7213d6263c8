import type { Better } from '../report/report'

/** A share: `hits` of `of`. Where `of` is 0 the value is `otherwise`, and undefined without it. */
export interface Proportion {
  readonly hits: number
  readonly of: number
  readonly otherwise?: number
}

/** F1 of one class: examples that are right in it, and wrong in it either way. Where there is neither, `otherwise`. */
export interface F1 {
  readonly right: number
  /** false positives and misses */
  readonly wrong: number
  readonly otherwise?: number
}

/** The value that a share of the examples does not exceed. */
export interface Quantile {
  readonly quantile: number
  readonly share: number
  readonly n: number
  /** the r-th value of the ascending ones, from 1 */
  rank(r: number): number
}

/**
 * A metric's value; undefined where there is no such number, never NaN. Shapes other than a number say what the interval
 * can be read off; each unit of a proportion or of an F1 must be an example of its own.
 */
export type Figure = number | undefined | Proportion | F1 | Quantile

/** Reads one number, or one for each class, off the sum of many outcomes. */
export interface Metric<Sum> {
  readonly name: string
  readonly better: Better
  /** the least and the greatest value, for checking bars; an interval stays within */
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
  /** whether it is the plain mean of what it is for each example alone, where it is something */
  readonly mean?: true | undefined
  /** whether it is the sum of what it is for each example alone */
  readonly total?: true
  /** of a sum over the examples: the metric that is its mean */
  readonly totals?: string | undefined
  /** how sure it is where that is not read off its range: `unbounded` where the range is technical; or why nobody knows */
  readonly noise?: 'unbounded' | { readonly none: string }
  /** what it reads of an outcome; all of it without */
  readonly reads?: ((outcome: ArrayLike<number>) => ArrayLike<number>) | undefined
  /** how many times as long as adding up an outcome it takes to compute, 1 without */
  readonly cost?: number | undefined
  /** how it is computed: the options that matter, for the signature; a function where only the rows say it */
  readonly how?: string | (() => string) | undefined
}

export function value(figure: Figure): number | undefined {
  if (typeof figure !== 'object') return figure
  if ('quantile' in figure) return figure.quantile
  if ('hits' in figure) return figure.of === 0 ? figure.otherwise : figure.hits / figure.of
  const { right, wrong, otherwise } = figure
  return right + wrong === 0 ? otherwise : (2 * right) / (2 * right + wrong)
}

export function isProportion(figure: Figure): figure is Proportion {
  return typeof figure === 'object' && 'hits' in figure
}

export function isF1(figure: Figure): figure is F1 {
  return typeof figure === 'object' && 'right' in figure
}

export function isQuantile(figure: Figure): figure is Quantile {
  return typeof figure === 'object' && 'quantile' in figure
}
