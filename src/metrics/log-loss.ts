import { ln } from './elementary'
import { at, meanOver, type Probabilities } from './probabilities'

/**
 * Mean of −ln p(reference), in nats; probabilities are clipped to [2^-52, 1 − 2^-52] and then divided by the row's
 * sum. A reference that has no probability counts as one of 0. scikit-learn 1.2.1, log_loss.
 */
export function logLoss(table: Probabilities): number | undefined {
  return meanOver(table, row => {
    let sum = 0
    for (let c = 0; c < table.classes.length; c++) sum += clipped(at(table, row, c))
    const expected = table.expected[row]!
    return -ln((expected < 0 ? Number.EPSILON : clipped(at(table, row, expected))) / sum)
  })
}

function clipped(p: number): number {
  return Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON)
}
