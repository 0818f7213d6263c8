import { normalBelow } from './normal'

/**
 * The largest of `k` independent standard normal numbers, in the mean: ∫ (1 − Φ(x)^k) dx over x > 0 less ∫ Φ(x)^k dx over
 * x < 0. By the trapezoidal rule, which is exact to many digits for a smooth function that vanishes at both ends.
 * Tippett (1925); table in Harter, "Expected values of normal order statistics" (1961).
 */
export function expectedMaximum(k: number): number {
  const STEP = 1 / 16
  let sum = 0
  for (let at = -160; at <= 160; at++) {
    const x = at * STEP
    const below = power(normalBelow(x), k)
    // half of the jump at 0 belongs to either side
    sum += x > 0 ? 1 - below : x < 0 ? -below : 0.5 - below
  }
  return sum * STEP
}

/** By squaring: the power of Math differs in its last digit between versions of Node. */
function power(base: number, exponent: number): number {
  if (exponent === 0) return 1
  const half = power(base * base, Math.floor(exponent / 2))
  return exponent % 2 === 1 ? half * base : half
}
