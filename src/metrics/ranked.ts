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
  const steps: { positives: number; negatives: number }[] = []
  let score = Number.NaN
  for (const row of orderOf(table, c)) {
    if (table.counts[row] === 0 || !chosen(row)) continue
    if (at(table, row, c) !== score) steps.push({ positives: 0, negatives: 0 })
    score = at(table, row, c)
    steps.at(-1)![positive(row) ? 'positives' : 'negatives'] += table.counts[row]!
  }
  return steps
}

/** Tables of other counts share their probabilities, and with them the order of the rows. */
const orders = new WeakMap<readonly number[], Map<number, readonly number[]>>()

function orderOf(table: Probabilities, c: number): readonly number[] {
  const known = orders.get(table.p) ?? new Map<number, readonly number[]>()
  orders.set(table.p, known)
  const order =
    known.get(c) ?? Array.from(table.counts.keys()).sort((a, b) => at(table, b, c) - at(table, a, c))
  known.set(c, order)
  return order
}
