import { exactSum } from '../metrics/exact-sum'

/**
 * Standard error of a statistic from its values with one unit left out each: `values[i]` is what is left without a unit
 * of kind i, of which there are `counts[i]`. Undefined below two units. Efron and Tibshirani, "An Introduction to the
 * Bootstrap" (1993), 11.5. Sums are exact, so that no order of the units changes a digit.
 */
export function standardError(values: ArrayLike<number>, counts: ArrayLike<number>): number | undefined {
  const units = exactSum(Array.from(counts))
  if (units < 2) return undefined
  const mean = exactSum(Array.from(values, (value, i) => value * counts[i]!)) / units
  const squares = Array.from(values, (value, i) => counts[i]! * (value - mean) * (value - mean))
  return Math.sqrt(((units - 1) / units) * exactSum(squares))
}
