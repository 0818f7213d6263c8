import { exactSum } from './exact-sum'
import type { Quantile } from './metric'
import { ascending, complete, finite, type NumberPair, type Numbers } from './number-pairs'

/** scikit-learn 1.2.1, mean_absolute_error. */
export function meanAbsoluteError(numbers: Numbers): number | undefined {
  return mean(numbers, distance)
}

/** Root of scikit-learn 1.2.1, mean_squared_error. */
export function rootMeanSquaredError(numbers: Numbers): number | undefined {
  const square = mean(numbers, pair => distance(pair) * distance(pair))
  return square === undefined ? undefined : Math.sqrt(square)
}

/** scikit-learn 1.2.1, mean_absolute_percentage_error: a reference of 0 counts as 2^-52. */
export function meanAbsolutePercentageError(numbers: Numbers): number | undefined {
  return mean(numbers, pair => distance(pair) / Math.max(Math.abs(pair.reference), Number.EPSILON))
}

/** scikit-learn 1.2.1, max_error. */
export function maxError(numbers: Numbers): number | undefined {
  return complete(numbers) ? finite(ascending(numbers, distance).at(-1)!) : undefined
}

/** The middle error, of an even number the mean of the middle two. scikit-learn 1.2.1, median_absolute_error. */
export function medianAbsoluteError(numbers: Numbers): Quantile | undefined {
  if (!complete(numbers)) return undefined
  const sorted = ascending(numbers, distance)
  const { n } = numbers
  const [low, high] = [sorted[(n - 1) >> 1]!, sorted[n >> 1]!]
  const median = finite(low + (high - low) / 2)
  return median === undefined ? undefined : { quantile: median, share: 0.5, n, rank: r => sorted[r - 1]! }
}

function mean(numbers: Numbers, of: (pair: NumberPair) => number): number | undefined {
  if (!complete(numbers)) return undefined
  return finite(exactSum(numbers.pairs.map(pair => pair.count * of(pair))) / numbers.n)
}

function distance({ reference, prediction }: NumberPair): number {
  return Math.abs(prediction - reference)
}
