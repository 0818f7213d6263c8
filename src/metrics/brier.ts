import { at, meanOver, type Probabilities } from './probabilities'

/** Mean squared distance of P(positive) from 0 or 1, 0 to 1. scikit-learn 1.2.1, brier_score_loss. */
export function brier(table: Probabilities, positive: string): number | undefined {
  const c = table.classes.indexOf(positive)
  if (c < 0) return undefined
  return meanOver(table, row => distance(table, row, c))
}

/** Mean over examples of the summed squared distances over all classes, 0 to 2 (Brier 1950). */
export function brierMulticlass(table: Probabilities): number | undefined {
  return meanOver(table, row => {
    let sum = table.expected[row]! < 0 ? 1 : 0
    for (let c = 0; c < table.classes.length; c++) sum += distance(table, row, c)
    return sum
  })
}

function distance(table: Probabilities, row: number, c: number): number {
  const difference = at(table, row, c) - (table.expected[row] === c ? 1 : 0)
  return difference * difference
}
