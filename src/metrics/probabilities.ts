import { exactSum } from './exact-sum'

/** The probabilities of one system: equal examples once, row by row. */
export interface Probabilities {
  /** the labels that have a probability, sorted by code point */
  readonly classes: readonly string[]
  /** examples like row i */
  readonly counts: readonly number[]
  /** position of row i's reference in `classes`; −1 when it has no probability */
  readonly expected: readonly number[]
  /** rows × classes, as written */
  readonly p: readonly number[]
  /** examples without probabilities */
  readonly absent: number
}

/** A sum that may have probabilities. */
export interface HasProbabilities {
  readonly probabilities?: Probabilities | undefined
}

/**
 * Mean over all examples of one number a row. Undefined where an example has no probabilities: there is no honest
 * number for it, and leaving it out would let a model gain by not answering.
 */
export function meanOver(table: Probabilities, of: (row: number) => number): number | undefined {
  const n = exactSum(table.counts)
  if (n === 0 || table.absent > 0) return undefined
  return exactSum(table.counts.map((count, row) => count * of(row))) / n
}

/** The probability of class `c` in `row`. */
export function at({ p, classes }: Probabilities, row: number, c: number): number {
  return p[row * classes.length + c]!
}
