/** Metrics of what remains without each unit, summed anew: for those whose parts do not simply add up. */
import { type Figure, type Metric, value } from '../metrics/metric'
import type { Groups } from '../outcomes'
import type { AnyScorer, Outcome } from '../tasks/task'
import type { Part, Projection, Unit } from './cells'

/** Outcomes added up, over all sums of one system and part; it would take too long beyond them. */
const MOST = 1_000_000

/** Of one system in one part of the examples. */
export class Resummed {
  /** without each kind of unit */
  private readonly whole = new Map<string, Float64Array>()
  private readonly each = new Map<string, Map<string, Float64Array>>()
  /** of each unit its kind */
  private kinds = new Uint32Array()
  /** why there are none */
  readonly why: string | undefined

  constructor(
    scorer: AnyScorer,
    metrics: readonly Metric<unknown>[],
    byClass: boolean,
    groups: Groups,
    s: number,
    { selection }: Part,
    units: readonly Unit[],
    projection: Projection,
  ) {
    const { cells, counts, of } = cellsOf(groups, s, selection, projection)
    const { kinds, at } = kindsOf(units, of)
    const cost = metrics.reduce((most, { cost = 1 }) => Math.max(most, cost), 1)
    if (kinds.length * cells.length * cost > MOST) {
      this.why = `${kinds.length} distinct outcomes are too many to leave out one by one`
      return
    }
    this.kinds = at
    const again = scorer.recount?.(cells.map(code => Float64Array.from(projection.get(code))))
    for (const [number, { members }] of kinds.entries()) {
      const rest = [...counts]
      for (const [position, times] of members) rest[of[position]!]! -= times
      const sum = again ? again(rest) : scorer.sum(remaining(cells, rest, projection))
      for (const { name, whole, each, applies } of metrics) {
        if (applies?.(sum) === false) continue
        if (!byClass && whole) put(this.whole, name, number, kinds.length, whole(sum))
        if (!byClass || !each) continue
        const classes = this.each.get(name) ?? new Map<string, Float64Array>()
        this.each.set(name, classes)
        for (const [cls, figure] of each(sum)) put(classes, cls, number, kinds.length, figure)
      }
    }
  }

  /** The metric without each unit. */
  of(metric: string, cls: string | null): Float64Array | undefined {
    const values = cls === null ? this.whole.get(metric) : this.each.get(metric)?.get(cls)
    if (!values) return undefined
    const each = new Float64Array(this.kinds.length)
    for (let unit = 0; unit < each.length; unit++) each[unit] = values[this.kinds[unit]!]!
    return each
  }
}

/** The distinct outcomes of a system, how often each occurs, and which one each group of the selection has. */
function cellsOf(groups: Groups, s: number, selection: Part['selection'], projection: Projection) {
  const numbers = new Map<number, number>()
  const counts: number[] = []
  const of = selection.map(g => {
    const code = projection.code(groups.outcomes[s]![g]!)
    const cell = numbers.get(code) ?? counts.length
    numbers.set(code, cell)
    counts[cell] = (counts[cell] ?? 0) + groups.counts[g]!
    return cell
  })
  return { cells: [...numbers.keys()], counts, of }
}

/** Units that leave the same outcomes out leave the same sum: one of each kind, and the kind of each. */
function kindsOf(units: readonly Unit[], of: readonly number[]) {
  const numbers = new Map<number | string, number>()
  const kinds: Unit[] = []
  const at = new Uint32Array(units.length)
  for (let i = 0; i < at.length; i++) {
    const key = keyOf(units[i]!, of)
    const kind = numbers.get(key) ?? kinds.length
    if (kind === kinds.length) {
      numbers.set(key, kind)
      kinds.push(units[i]!)
    }
    at[i] = kind
  }
  return { kinds, at }
}

function keyOf({ members }: Unit, of: readonly number[]): number | string {
  const only = members[0]
  if (only && members.length === 1 && only[1] === 1) return of[only[0]]!
  const times = new Map<number, number>()
  for (const [at, count] of members) times.set(of[at]!, (times.get(of[at]!) ?? 0) + count)
  return [...times]
    .sort(([a], [b]) => a - b)
    .map(pair => pair.join('×'))
    .join(' ')
}

function put(into: Map<string, Float64Array>, key: string, at: number, size: number, figure: Figure): void {
  const values = into.get(key) ?? new Float64Array(size).fill(Number.NaN)
  into.set(key, values)
  values[at] = value(figure) ?? Number.NaN
}

function* remaining(
  cells: readonly number[],
  counts: readonly number[],
  projection: Projection,
): Iterable<readonly [Outcome, number]> {
  for (const [cell, code] of cells.entries())
    if (counts[cell]! > 0) yield [projection.get(code), counts[cell]!]
}
