import { mean } from './averages'
import type { Probabilities } from './probabilities'
import { ranked } from './ranked'

/**
 * Precision at each distinct probability of class `c`, weighted by the recall gained there; no interpolation.
 * Undefined without an example of the class. scikit-learn 1.2.1, average_precision_score.
 */
export function averagePrecision(table: Probabilities, c: number): number | undefined {
  if (table.absent > 0) return undefined
  let found = 0
  let answered = 0
  let sum = 0
  for (const { positives, negatives } of ranked(table, c, row => table.expected[row] === c)) {
    found += positives
    answered += positives + negatives
    sum += (positives * found) / answered
  }
  return found === 0 ? undefined : sum / found
}

/** Mean over the classes, plain or by how often each is expected; undefined where a class that counts is. */
export function averagePrecisionMean(
  table: Probabilities,
  average: 'macro' | 'weighted',
): number | undefined {
  const support = table.classes.map(() => 0)
  for (const [row, c] of table.expected.entries()) if (c >= 0) support[c]! += table.counts[row]!
  return mean(
    support.map((_, c) => averagePrecision(table, c)),
    average === 'macro' ? support.map(() => 1) : support,
  )
}
