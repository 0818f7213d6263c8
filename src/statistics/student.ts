import { betaBelow } from './beta'

/** The quantile of Student's t with `df` degrees of freedom: P(T ≤ t) = p, for 0 < p < 1. */
export function studentQuantile(p: number, df: number): number {
  const key = `${p} ${df}`
  const t = known.get(key) ?? (p < 0.5 ? -upper(p, df) : upper(1 - p, df))
  known.set(key, t)
  return t
}

/** One level and few sizes are asked for many times. */
const known = new Map<string, number>()

/** The t with P(T > t) = tail, at most one half. */
function upper(tail: number, df: number): number {
  let [low, high] = [0, 1]
  while (above(high, df) > tail) high *= 2
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (above(middle, df) > tail) low = middle
    else high = middle
  }
}

function above(t: number, df: number): number {
  const square = t * t
  return betaBelow(df / (df + square), square / (df + square), df / 2, 0.5) / 2
}
