/** Sums over all translations. */
export interface EditCounts {
  readonly edits: number
  /** words of the references, of each example the mean over its references */
  readonly words: number
}

/** From 0, in edits for each 100 words. Snover et al., 2006; sacrebleu 2.6.0, TER._compute_score_from_stats. */
export function ter({ edits, words }: EditCounts): number {
  if (words > 0) return (100 * edits) / words
  return edits > 0 ? 100 : 0
}
