import { mean } from './averages'
import type { Probabilities } from './probabilities'
import { ranked, type Step } from './ranked'

/**
 * Chance that a random example of class `c` has a higher probability of it than a random other one, ties half.
 * Undefined unless both kinds occur. scikit-learn 1.2.1, roc_auc_score.
 */
export function rocAuc(table: Probabilities, c: number): number | undefined {
  return table.absent > 0 ? undefined : area(ranked(table, c, row => table.expected[row] === c))
}

/** One class against the rest, averaged; undefined unless three or more classes all occur in the references. */
export function rocAucOvr(table: Probabilities, average: 'macro' | 'weighted'): number | undefined {
  const support = supports(table)
  if (!support) return undefined
  const weights = average === 'macro' ? support.map(() => 1) : support
  return mean(
    table.classes.map((_, c) => rocAuc(table, c)),
    weights,
  )
}

/** Each pair of classes by itself (Hand and Till 2001), averaged; `weighted` by how many examples a pair has. */
export function rocAucOvo(table: Probabilities, average: 'macro' | 'weighted'): number | undefined {
  const support = supports(table)
  if (!support) return undefined
  const values: (number | undefined)[] = []
  const weights: number[] = []
  for (let a = 0; a < support.length; a++) {
    for (let b = a + 1; b < support.length; b++) {
      const [one, other] = [between(table, a, b), between(table, b, a)]
      values.push(one === undefined || other === undefined ? undefined : (one + other) / 2)
      weights.push(average === 'macro' ? 1 : support[a]! + support[b]!)
    }
  }
  return mean(values, weights)
}

/** Area of `c` against `other` among the examples of these two. */
function between(table: Probabilities, c: number, other: number): number | undefined {
  const isC = (row: number) => table.expected[row] === c
  return area(ranked(table, c, isC, row => isC(row) || table.expected[row] === other))
}

function area(steps: readonly Step[]): number | undefined {
  let positives = 0
  let negatives = 0
  let won = 0
  for (const step of steps) {
    won += step.negatives * (positives + step.positives / 2)
    positives += step.positives
    negatives += step.negatives
  }
  return positives === 0 || negatives === 0 ? undefined : won / (positives * negatives)
}

/** Examples of each class, when the averages are defined. */
function supports(table: Probabilities): number[] | undefined {
  const support = table.classes.map(() => 0)
  for (const [row, c] of table.expected.entries()) {
    if (c < 0) return undefined
    support[c]! += table.counts[row]!
  }
  return support.length < 3 || table.absent > 0 || support.includes(0) ? undefined : support
}
