import { normalQuantile } from './normal'

/**
 * Tango's score interval of a difference of paired shares, (wins − losses) / n, two-sided at `confidence`; the counts
 * may be effective ones. Undefined where n is 0. Tango, "Equivalence test and confidence interval for the difference in
 * proportions for the paired-sample design" (1998).
 */
export function tango(
  wins: number,
  losses: number,
  n: number,
  confidence: number,
): readonly [number, number] | undefined {
  if (!(n > 0)) return undefined
  const z = normalQuantile((1 + confidence) / 2)
  const difference = (wins - losses) / n
  return [
    bound(-1, difference, delta => score(delta, wins, losses, n) > z),
    bound(difference, 1, delta => score(delta, wins, losses, n) >= -z),
  ]
}

/** Where `beyond` turns from true to false. */
function bound(from: number, to: number, beyond: (delta: number) => boolean): number {
  if (beyond(to)) return to
  let [low, high] = [from, to]
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high || high - low < 1e-16) return middle
    if (beyond(middle)) low = middle
    else high = middle
  }
}

/** How many standard errors the observed difference lies above `delta`, at the most likely shares with that difference. */
function score(delta: number, wins: number, losses: number, n: number): number {
  const b = (2 * n - wins + losses) * delta - wins - losses
  const root = Math.sqrt(b * b + 8 * n * losses * delta * (1 - delta))
  // of the two forms of the root the one that does not cancel
  const lost = b > 0 ? (2 * losses * delta * (1 - delta)) / (root + b) : (root - b) / (4 * n)
  const variance = n * Math.max(0, 2 * lost + delta * (1 - delta))
  const distance = wins - losses - n * delta
  return variance === 0 ? distance * Number.POSITIVE_INFINITY : distance / Math.sqrt(variance)
}
