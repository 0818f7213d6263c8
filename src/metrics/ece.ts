import type { CalibrationBin } from '../report/report'
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
  return (
    exactSum(binned(table, bins).map(({ confidences, right }) => Math.abs(exactSum(confidences) - right))) / n
  )
}

/** The same bins for a reliability diagram: those that have examples. */
export function calibration(table: Probabilities, bins: number): CalibrationBin[] {
  return binned(table, bins).flatMap(({ confidences, right, n }, i) =>
    n === 0 ? [] : [{ low: i / bins, high: (i + 1) / bins, n, right, confidence: exactSum(confidences) / n }],
  )
}

interface Bin {
  n: number
  right: number
  /** whose sum is the bin's */
  readonly confidences: number[]
}

function binned(table: Probabilities, bins: number): Bin[] {
  const found: Bin[] = Array.from({ length: bins }, () => ({ n: 0, right: 0, confidences: [] }))
  for (const [row, count] of table.counts.entries()) {
    const best = answer(table, row)
    const bin = found[binOf(at(table, row, best), bins)]!
    bin.n += count
    bin.confidences.push(count * at(table, row, best))
    if (best === table.expected[row]) bin.right += count
  }
  return found
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
