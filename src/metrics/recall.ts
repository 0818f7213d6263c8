import type { Counts } from './averages'
import type { Proportion } from './metric'

/** Of the examples of this class, the share that is found. scikit-learn 1.2.1, recall_score. */
export function recall({ right, expected }: Counts, zeroDivision: number): Proportion {
  return { hits: right, of: expected, otherwise: zeroDivision }
}
