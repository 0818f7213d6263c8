import type { Counts } from './averages'
import type { Proportion } from './metric'

/** Right over all that is answered or expected. scikit-learn 1.2.1, jaccard_score. */
export function jaccard({ right, answered, expected }: Counts, zeroDivision: number): Proportion {
  return { hits: right, of: answered + expected - right, otherwise: zeroDivision }
}
