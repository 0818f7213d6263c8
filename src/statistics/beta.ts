import { exp, ln, ln1p } from '../metrics/elementary'

/**
 * The regularised incomplete beta function I_x(a, b) for a, b > 0, by its continued fraction (modified Lentz); `y` is
 * 1 − x, given by itself because a tiny one would be lost. DLMF 8.17.22.
 */
export function betaBelow(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (y <= 0) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaBelow(y, x, b, a)
  return (binomialTerm(a, a + b, x, y) * b) / (a + b) / fraction(x, a, b)
}

/** The x with I_x(a, b) = p. */
export function betaQuantile(p: number, a: number, b: number): number {
  let [low, high] = [0, 1]
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (betaBelow(middle, 1 - middle, a, b) < p) low = middle
    else high = middle
  }
}

/** P(X ≤ k) of n trials that succeed with p each. */
export function binomialUpTo(k: number, n: number, p: number): number {
  return k < 0 ? 0 : k >= n ? 1 : betaBelow(1 - p, p, n - k, k + 1)
}

/** P(X ≥ k). */
export function binomialFrom(k: number, n: number, p: number): number {
  return k <= 0 ? 1 : k > n ? 0 : betaBelow(p, 1 - p, k, n - k + 1)
}

/**
 * n! / (x! (n − x)!) p^x q^(n − x), also between whole numbers. Loader, "Fast and Accurate Computation of Binomial
 * Probabilities" (2000): no difference of large logarithms.
 */
export function binomialTerm(x: number, n: number, p: number, q: number): number {
  if (x === 0) return exp(n * (p < 0.5 ? ln1p(-p) : ln(q)))
  if (x === n) return exp(n * (q < 0.5 ? ln1p(-q) : ln(p)))
  const errors = stirlingError(n) - stirlingError(x) - stirlingError(n - x)
  const deviances = deviance(x, n * p) + deviance(n - x, n * q)
  return exp(errors - deviances) * Math.sqrt(n / (2 * Math.PI * x * (n - x)))
}

/** ln Γ(n + 1) less Stirling's formula. */
function stirlingError(n: number): number {
  let [at, error] = [n, 0]
  for (; at < 16; at++) error += (at + 0.5) * ln1p(1 / at) - 1
  const square = at * at
  const series =
    1 / 12 -
    (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188 - 691 / 360360 / square) / square) / square) / square) /
      square
  return error + series / at
}

/** x ln(x / m) + m − x. */
function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * ln(x / m) + m - x
  const v = (x - m) / (x + m)
  let sum = (x - m) * v
  let power = 2 * x * v
  for (let j = 1; j < 100; j++) {
    power *= v * v
    const next = sum + power / (2 * j + 1)
    if (next === sum) break
    sum = next
  }
  return sum
}

function fraction(x: number, a: number, b: number): number {
  const TINY = 1e-300
  const least = (value: number) => (Math.abs(value) < TINY ? TINY : value)
  let c = 1
  let d = 1 / least(1 - ((a + b) * x) / (a + 1))
  let result = d
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / least(1 + even * d)
    c = least(1 + even / c)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / least(1 + odd * d)
    c = least(1 + odd / c)
    result *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return 1 / result
}
