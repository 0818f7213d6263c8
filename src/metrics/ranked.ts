import { at, type Probabilities } from './probabilities'

/** Equal scores in one step: how many positives and negatives have this score. */
export interface Step {
  readonly positives: number
  readonly negatives: number
}

/** The examples by falling probability of class `c`; `chosen` leaves rows out, `positive` tells right from wrong. */
export function ranked(
  table: Probabilities,
  c: number,
  positive: (row: number) => boolean,
  chosen: (row: number) => boolean = () => true,
): Step[] {
  const order = Array.from(table.counts.keys())
    .filter(chosen)
    .sort((a, b) => at(table, b, c) - at(table, a, c))
  const steps: { positives: number; negatives: number }[] = []
  let score = Number.NaN
  for (const row of order) {
    if (at(table, row, c) !== score) steps.push({ positives: 0, negatives: 0 })
    score = at(table, row, c)
    steps.at(-1)![positive(row) ? 'positives' : 'negatives'] += table.counts[row]!
  }
  return steps
}
