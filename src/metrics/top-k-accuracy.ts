import type { Proportion } from './metric'
import { at, type Probabilities } from './probabilities'

/**
 * Share of examples whose reference is among the `k` most probable classes; of equal probabilities the later class in
 * label order ranks first, and an example without probabilities is not found. Undefined under three classes.
 * scikit-learn 1.2.1, top_k_accuracy_score.
 */
export function topKAccuracy(table: Probabilities, k: number): Proportion | undefined {
  if (table.classes.length < 3) return undefined
  let hits = 0
  let of = table.absent
  for (const [row, expected] of table.expected.entries()) {
    of += table.counts[row]!
    if (expected >= 0 && rank(table, row, expected) < k) hits += table.counts[row]!
  }
  return { hits, of }
}

/** How many classes rank before `expected`. */
function rank(table: Probabilities, row: number, expected: number): number {
  const own = at(table, row, expected)
  let before = 0
  for (let c = 0; c < table.classes.length; c++) {
    const p = at(table, row, c)
    if (p > own || (p === own && c > expected)) before++
  }
  return before
}
