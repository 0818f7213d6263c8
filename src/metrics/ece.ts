import { exactSum } from './exact-sum'
import { at, type Probabilities } from './probabilities'

/**
 * Expected calibration error, 0 to 1 (Guo et al. 2017): the largest probability is the confidence, its class (the
 * first of equal ones) the answer; over `bins` equal-width bins (lo, hi], the share-weighted distance of mean
 * confidence from accuracy.
 */
export function ece(table: Probabilities, bins: number): number | undefined {
  const n = exactSum(table.counts)
  if (n === 0 || table.absent > 0) return undefined
  const confidences: number[][] = Array.from({ length: bins }, () => [])
  const rights = new Array<number>(bins).fill(0)
  for (const [row, count] of table.counts.entries()) {
    const best = answer(table, row)
    const bin = binOf(at(table, row, best), bins)
    confidences[bin]!.push(count * at(table, row, best))
    if (best === table.expected[row]) rights[bin]! += count
  }
  return exactSum(confidences.map((bin, i) => Math.abs(exactSum(bin) - rights[i]!))) / n
}

function answer(table: Probabilities, row: number): number {
  let best = 0
  for (let c = 1; c < table.classes.length; c++) if (at(table, row, c) > at(table, row, best)) best = c
  return best
}

/** Edges are i · (1/bins) in double arithmetic, as numpy.linspace gives them to the reference. */
function binOf(confidence: number, bins: number): number {
  const width = 1 / bins
  let bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))
  while (bin > 0 && confidence <= bin * width) bin--
  while (bin < bins - 1 && confidence > (bin + 1) * width) bin++
  return bin
}
