import { mean } from './averages'
import type { HasClasses } from './class-counts'
import type { Figure } from './metric'

/** How often each reference met each answer. */
export interface Agreement {
  readonly n: number
  readonly right: number
  /** how many classes; no answer is one more, which no reference has */
  readonly classes: number
  /** for each class: examples expected; examples answered, with no answer at the end */
  readonly expected: readonly number[]
  readonly answered: readonly number[]
  /** [expected, answered, count] by position in label order */
  readonly cells: readonly (readonly [number, number, number])[]
}

/** Mean recall over the classes that the references have. scikit-learn 1.2.1, balanced_accuracy_score. */
export function balancedAccuracy({ classes: { right, expected } }: HasClasses): Figure {
  return mean(
    right.map((hits, i) => (expected[i] === 0 ? undefined : hits / expected[i]!)),
    expected.map(count => (count === 0 ? 0 : 1)),
  )
}

/**
 * Matthews correlation (Gorodkin's R_K), −1 to 1; 0 where a factor of the denominator is 0.
 * scikit-learn 1.2.1, matthews_corrcoef.
 */
export function mcc({ n, expected, answered, right }: Agreement): Figure {
  if (n === 0) return undefined
  const spreadExpected = n * n - dot(expected, expected)
  const spreadAnswered = n * n - dot(answered, answered)
  if (spreadExpected === 0 || spreadAnswered === 0) return 0
  return (right * n - dot(expected, answered)) / (Math.sqrt(spreadExpected) * Math.sqrt(spreadAnswered))
}

/** How much a confusion of two positions in the label order weighs. */
const WEIGHTS = {
  none: (a: number, b: number) => (a === b ? 0 : 1),
  linear: (a: number, b: number) => Math.abs(a - b),
  quadratic: (a: number, b: number) => (a - b) * (a - b),
} as const

/**
 * Agreement beyond chance, up to 1. Undefined where chance alone agrees fully (one class in all), and with weights
 * where an example has no answer, since there is no distance to nothing. scikit-learn 1.2.1, cohen_kappa_score.
 */
export function cohenKappa(agreement: Agreement, weights: keyof typeof WEIGHTS): Figure {
  const { n, expected, answered, cells, classes } = agreement
  if (weights !== 'none' && answered[classes]! > 0) return undefined
  const weight = WEIGHTS[weights]
  let observed = 0
  for (const [e, a, count] of cells) observed += weight(e, a) * count
  let chance = 0
  for (const [e, expectedCount] of expected.entries()) {
    if (expectedCount === 0) continue
    for (const [a, answeredCount] of answered.entries())
      chance += weight(e, a) * expectedCount * answeredCount
  }
  return chance === 0 ? undefined : 1 - (observed * n) / chance
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
