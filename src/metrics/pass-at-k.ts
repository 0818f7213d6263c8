import { exactSum } from './exact-sum'

/** How many of an example's samples passed, and how many examples have these numbers. */
export interface Samples {
  readonly n: number
  readonly passed: number
  readonly count: number
}

/**
 * Mean over examples of the chance that at least one of k samples passes, `1 − C(n−c, k) / C(n, k)`: the unbiased
 * estimator of Chen et al. 2021, "Evaluating Large Language Models Trained on Code". Undefined where an example has
 * fewer than k samples.
 */
export function passAtK(all: readonly Samples[], k: number): number | undefined {
  return meanOf(all, k, ({ n, passed }) => 1 - chosen(n - passed, n, k))
}

/** Mean over examples of the chance that all of k samples pass, `C(c, k) / C(n, k)`. */
export function passAllOfK(all: readonly Samples[], k: number): number | undefined {
  return meanOf(all, k, ({ n, passed }) => chosen(passed, n, k))
}

function meanOf(all: readonly Samples[], k: number, of: (one: Samples) => number): number | undefined {
  const examples = all.reduce((sum, { count }) => sum + count, 0)
  if (examples === 0 || all.some(({ n }) => n < k)) return undefined
  return exactSum(all.map(one => one.count * of(one))) / examples
}

/** `C(some, k) / C(n, k)`: the chance that k of n, drawn at once, all are among `some`. */
function chosen(some: number, n: number, k: number): number {
  let product = 1
  for (let i = 0; i < k; i++) product *= Math.max(0, some - i) / (n - i)
  return product
}
