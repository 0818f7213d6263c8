/** n-grams of characters, and then of words, for each order. */
export interface GramCounts {
  /** of translations, where the reference has any of this order */
  readonly answered: readonly number[]
  readonly expected: readonly number[]
  readonly common: readonly number[]
}

/** Recall weighs twice as much as precision. */
const BETA = 2

/**
 * From 0 to 100: F of the mean precision and the mean recall of those orders that both sides have. Popović, 2015 and
 * 2017; sacrebleu 2.6.0, CHRF._compute_f_score without eps smoothing, step by step, because the last digit decides which
 * of two references is the better one.
 */
export function chrf({ answered, expected, common }: GramCounts): number {
  let [precision, recall, orders] = [0, 0, 0]
  for (const [n, found] of common.entries()) {
    if (answered[n] === 0 || expected[n] === 0) continue
    precision += found / answered[n]!
    recall += found / expected[n]!
    orders++
  }
  if (precision === 0) return 0
  precision /= orders
  recall /= orders
  return 100 * (((1 + BETA * BETA) * precision * recall) / (BETA * BETA * precision + recall))
}
