/** What may be left out: one example of a group, or a cluster of examples. */
import { Vectors } from '../intern'
import type { Groups, Selection } from '../outcomes'
import type { Outcome } from '../tasks/task'

/** A subset of the examples, with a name of its own for what is remembered of it. */
export interface Part {
  readonly key: string
  readonly selection: Selection
  /** examples */
  readonly n: number
}

/** Examples to leave out together, by position of their group in the selection; there are `count` such units. */
export interface Unit {
  readonly members: readonly (readonly [at: number, times: number])[]
  readonly count: number
}

/** Each example by itself; equal ones are one kind of unit. */
export function rowUnits({ counts }: Groups, { selection }: Part): Unit[] {
  return selection.map((g, at) => ({ members: [[at, 1]], count: counts[g]! }))
}

/** The same for one system: examples with one outcome, as a metric reads it, are one kind of unit. */
export function cellUnits(groups: Groups, { selection }: Part, s: number, projection: Projection): Unit[] {
  const cells = new Map<number, { at: number; count: number }>()
  for (const [at, g] of selection.entries()) {
    const code = projection.code(groups.outcomes[s]![g]!)
    const cell = cells.get(code)
    if (cell) cell.count += groups.counts[g]!
    else cells.set(code, { at, count: groups.counts[g]! })
  }
  return Array.from(cells.values(), ({ at, count }) => ({ members: [[at, 1]], count }))
}

/** The examples of each cluster together; `clusters` has the cluster of each example. */
export function clusterUnits({ of }: Groups, { selection }: Part, clusters: ArrayLike<number>): Unit[] {
  const positions = new Map(selection.map((g, at) => [g, at]))
  const units = new Map<number, Map<number, number>>()
  for (const [i, g] of of.entries()) {
    const at = positions.get(g)
    if (at === undefined) continue
    const members = units.get(clusters[i]!) ?? new Map<number, number>()
    units.set(clusters[i]!, members)
    members.set(at, (members.get(at) ?? 0) + 1)
  }
  return Array.from(units.values(), members => ({ members: [...members], count: 1 }))
}

/** Outcomes as a metric reads them, by number: many that differ elsewhere are one here. */
export class Projection {
  /** of each outcome its number here */
  private readonly codes: Uint32Array
  private readonly table: Vectors

  constructor(outcomes: Vectors, reads: ((outcome: Outcome) => Outcome) | undefined) {
    this.table = reads ? new Vectors() : outcomes
    this.codes = Uint32Array.from({ length: outcomes.size }, (_, code) =>
      reads ? this.table.add(reads(outcomes.get(code))) : code,
    )
  }

  code(outcome: number): number {
    return this.codes[outcome]!
  }

  get(code: number): Outcome {
    return this.table.get(code)
  }

  get size(): number {
    return this.table.size
  }
}
