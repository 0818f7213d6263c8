/**
 * Equal examples are counted once. Two examples are equal when they have the same slice values and every system has
 * the same outcome on them; a million rows of a ten-class task are a few thousand groups. Scores, slices, lifts,
 * regressions are all read off the groups, and no row is looked at again.
 */
import { Vectors } from './intern'
import type { Examples } from './pair/gold'
import type { Answers } from './pair/system'
import type { Counted, Outcome } from './tasks/task'

/** The examples, grouped. Group g stands for `counts[g]` examples. */
export interface Groups {
  readonly counts: readonly number[]
  /** for each system the number of its outcome in group g */
  readonly outcomes: readonly (readonly number[])[]
  /** for each system whether group g has a prediction, readable or not */
  readonly present: readonly (readonly boolean[])[]
  /** for each slice column the value numbers of group g */
  readonly slices: readonly (readonly (readonly number[])[])[]
  /** the group of each example, for listing examples by id */
  readonly of: Uint32Array
  /** how many examples there are */
  readonly n: number
}

/** A subset of the groups. */
export type Selection = readonly number[]

export function group(examples: Examples, answers: readonly Answers[]): Groups {
  const keys = new Vectors()
  const of = new Uint32Array(examples.n)
  const counts: number[] = []
  const outcomes: number[][] = answers.map(() => [])
  const present: boolean[][] = answers.map(() => [])
  const slices: number[][][] = examples.slices.map(() => [])
  const key = new Array<number>(2 * answers.length + examples.slices.length)
  for (let i = 0; i < examples.n; i++) {
    let k = 0
    for (const answer of answers) {
      key[k++] = answer.outcomes[i]!
      key[k++] = answer.present[i]!
    }
    for (const { of } of examples.slices) key[k++] = of.get(i)
    const g = keys.add(key)
    of[i] = g
    if (g < counts.length) {
      counts[g]!++
      continue
    }
    counts.push(1)
    for (const [s, answer] of answers.entries()) {
      outcomes[s]!.push(answer.outcomes[i]!)
      present[s]!.push(answer.present[i] === 1)
    }
    for (const [s, { of, sets }] of examples.slices.entries())
      slices[s]!.push(Array.from(sets.get(of.get(i))))
  }
  return { counts, outcomes, present, slices, of, n: examples.n }
}

/** All groups, and for each slice column and value number the groups in it. */
export function selections(
  groups: Groups,
  values: readonly number[],
): { all: Selection; slices: Selection[][] } {
  const all = groups.counts.map((_, g) => g)
  const slices = groups.slices.map((column, s) => {
    const members: number[][] = Array.from({ length: values[s]! }, () => [])
    for (const [g, codes] of column.entries()) for (const code of codes) members[code]!.push(g)
    return members
  })
  return { all, slices }
}

/** The outcomes of system `s` in a selection, each once. */
export function* count(groups: Groups, s: number, selection: Selection, table: Vectors): Counted {
  const counts = new Map<number, number>()
  for (const g of selection) {
    const code = groups.outcomes[s]![g]!
    counts.set(code, (counts.get(code) ?? 0) + groups.counts[g]!)
  }
  for (const [code, times] of counts) yield [table.get(code) as Outcome, times]
}

/** How many examples a selection has. */
export function size(groups: Groups, selection: Selection): number {
  let n = 0
  for (const g of selection) n += groups.counts[g]!
  return n
}
