import type { Counts } from './averages'
import { type F1, value } from './metric'
import { precision } from './precision'
import { recall } from './recall'

/**
 * Weighted harmonic mean of precision and recall; `beta` = 1 is F1, a larger one weighs recall more. 0 where both are
 * 0: zero_division acts through precision and recall only. scikit-learn 1.2.1, fbeta_score.
 */
export function fbeta(counts: Counts, beta: number, zeroDivision: number): number {
  const p = value(precision(counts, zeroDivision))!
  const r = value(recall(counts, zeroDivision))!
  const weight = beta * beta
  const below = weight * p + r
  return below === 0 ? 0 : ((1 + weight) * p * r) / below
}

/** The same for beta 1, with what its interval is read off; each example is right in the class, wrong in it, or neither. */
export function f1({ right, answered, expected }: Counts, zeroDivision: number): F1 {
  return { right, wrong: answered + expected - 2 * right, otherwise: zeroDivision }
}
