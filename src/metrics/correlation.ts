import { exactSum } from './exact-sum'
import { ascending, complete, finite, type NumberPair, type Numbers } from './number-pairs'

/**
 * Share of the references' spread that the predictions explain; negative where their mean would be closer. With a
 * constant reference there is no spread: 1 when every prediction equals it, otherwise 0. Undefined below two examples.
 * scikit-learn 1.2.1, r2_score.
 */
export function r2(numbers: Numbers): number | undefined {
  if (!complete(numbers) || numbers.n < 2) return undefined
  const { pairs, n } = numbers
  const spread = centred(pairs, n, ({ reference }) => reference)
  if (spread === undefined) return pairs.every(p => p.prediction === p.reference) ? 1 : 0
  const residuals = total(pairs, i => {
    const distance = (pairs[i]!.prediction - pairs[i]!.reference) / spread.greatest
    return distance * distance
  })
  return finite(1 - residuals / moment(pairs, n, spread, spread))
}

/** How close to a line, −1 to 1. Undefined where a side is constant or there are fewer than two. scipy 1.10.1, pearsonr. */
export function pearson(numbers: Numbers): number | undefined {
  return complete(numbers) ? correlation(numbers.pairs, numbers.n) : undefined
}

/** How close to the same order: Pearson's correlation of the ranks, equal values at their mean rank. scipy 1.10.1, spearmanr. */
export function spearman(numbers: Numbers): number | undefined {
  if (!complete(numbers)) return undefined
  const references = ascending(numbers, ({ reference }) => reference)
  const predictions = ascending(numbers, ({ prediction }) => prediction)
  const ranked = numbers.pairs.map(({ reference, prediction, count }) => ({
    reference: rank(references, reference),
    prediction: rank(predictions, prediction),
    count,
  }))
  return correlation(ranked, numbers.n)
}

function correlation(pairs: readonly NumberPair[], n: number): number | undefined {
  const x = centred(pairs, n, ({ reference }) => reference)
  const y = centred(pairs, n, ({ prediction }) => prediction)
  if (!x || !y) return undefined
  const spreads = Math.sqrt(moment(pairs, n, x, x) * moment(pairs, n, y, y))
  const r = finite(moment(pairs, n, x, y) / spreads)
  return r === undefined ? undefined : Math.max(-1, Math.min(1, r))
}

/** Deviations from the mean over the greatest of them, so that no square is too large or too small for a double. */
interface Centred {
  readonly deviations: Float64Array
  readonly greatest: number
  /** of the deviations: 0 but for what the mean lost in rounding */
  readonly sum: number
}

/** Undefined for a constant. */
function centred(
  pairs: readonly NumberPair[],
  n: number,
  of: (pair: NumberPair) => number,
): Centred | undefined {
  const values = Float64Array.from(pairs, of)
  if (values.every(value => value === values[0])) return undefined
  const mean = total(pairs, i => values[i]!) / n
  const greatest = values.reduce((most, value) => Math.max(most, Math.abs(value - mean)), 0)
  const deviations = values.map(value => (value - mean) / greatest)
  return { deviations, greatest, sum: total(pairs, i => deviations[i]!) }
}

/**
 * Sum of the products of two deviations. What the mean lost in rounding is taken off again (the corrected two-pass
 * algorithm: Chan, Golub and LeVeque 1983), which matters where the mean is large and the spread small.
 */
function moment(pairs: readonly NumberPair[], n: number, a: Centred, b: Centred): number {
  return total(pairs, i => a.deviations[i]! * b.deviations[i]!) - (a.sum * b.sum) / n
}

/** Sum over the examples of what pair i has. */
function total(pairs: readonly NumberPair[], of: (i: number) => number): number {
  return exactSum(Float64Array.from(pairs, ({ count }, i) => count * of(i)))
}

/** The mean rank, from 1, of all that equal `value`. */
function rank(sorted: Float64Array, value: number): number {
  return (below(sorted, other => other < value) + below(sorted, other => other <= value) + 1) / 2
}

/** How many there are before the first that does not hold. */
function below(sorted: Float64Array, holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(sorted[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
