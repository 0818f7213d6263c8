/** Whether a number of a spec can be a value of its metric. */
import type { Metric } from '../metrics/metric'
import type { Place, Problems } from '../problems'
import { number } from '../text/numbers'

export type Range = Metric<never>['range']

/** One that cannot is a slip of the pen, such as 90 for 0.90, and is told; `whole` is the range of the metric itself. */
export function within(
  bar: string,
  got: number,
  [from, to]: Range,
  { metric, whole: [, high] }: { readonly metric: string; readonly whole: Range },
  place: Place,
  problems: Problems,
): boolean {
  if (got >= from && got <= to) return true
  const range =
    to === Number.POSITIVE_INFINITY
      ? `${number(from)} or more`
      : from === Number.NEGATIVE_INFINITY
        ? `${number(to)} or less`
        : `${number(from)} to ${number(to)}`
  const percent = high === 1 && got > 1 && got <= 100
  const remedy = percent
    ? `Scores are fractions: write ${got / 100} for ${got} %.`
    : 'Write a value that it can have.'
  problems.add('gate.bar-range', place, { bar, got, metric, range, remedy })
  return false
}

/** Of a metric that goes from 0 to 100, a number up to 1 was probably meant as a fraction; as it stands it is next to none. */
export function notFraction(
  bar: string,
  got: number,
  { metric, whole: [, high] }: { readonly metric: string; readonly whole: Range },
  place: Place,
  problems: Problems,
): boolean {
  if (high !== 100 || got <= 0 || got > 1) return true
  problems.add('gate.bar-fraction', place, { bar, metric, got, percent: number(got * 100) })
  return false
}
