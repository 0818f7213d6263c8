import { binomialFrom, binomialUpTo } from './beta'

/**
 * Ranks, from 1, of the two of `n` ascending values between which the quantile `share` of what they are drawn from lies
 * with `confidence`; undefined where the outermost values do not reach so far. Conover, "Practical Nonparametric
 * Statistics" (1999), 3.2.
 */
export function quantileRanks(
  n: number,
  share: number,
  confidence: number,
): readonly [number, number] | undefined {
  const tail = (1 - confidence) / 2
  const low = search(n, r => binomialUpTo(r - 1, n, share) <= tail)
  const high = n + 1 - search(n, r => binomialFrom(n + 1 - r, n, share) <= tail)
  return low < 1 || high > n ? undefined : [low, high]
}

/** The greatest r from 1 to n that holds, where all smaller ones do too; 0 where none does. */
function search(n: number, holds: (r: number) => boolean): number {
  let [low, high] = [0, n]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle - 1
  }
  return low
}
