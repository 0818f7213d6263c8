/**
 * F1 of two bags of tokens; a token counts as often as both have it. Where neither has any, `neither`.
 * SQuAD's scripts: f1_score of v1.1 (`neither` 0), compute_f1 of v2.0 (`neither` 1).
 */
export function tokenF1(answered: readonly string[], expected: readonly string[], neither: 0 | 1): number {
  if (answered.length + expected.length === 0) return neither
  const left = new Map<string, number>()
  for (const token of expected) left.set(token, (left.get(token) ?? 0) + 1)
  let common = 0
  for (const token of answered) {
    const count = left.get(token) ?? 0
    if (count === 0) continue
    left.set(token, count - 1)
    common++
  }
  return (2 * common) / (answered.length + expected.length)
}
