import type { Counts } from './averages'
import type { Proportion } from './metric'

/** Of the answers with this class, the share that is right. scikit-learn 1.2.1, precision_score. */
export function precision({ right, answered }: Counts, zeroDivision: number): Proportion {
  return { hits: right, of: answered, otherwise: zeroDivision }
}
