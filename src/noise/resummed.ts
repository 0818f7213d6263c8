/** Metrics of what remains without each unit, summed anew: for those whose parts do not simply add up. */
import { type Figure, type Metric, value } from '../metrics/metric'
import type { Groups } from '../outcomes'
import type { AnyScorer, Outcome } from '../tasks/task'
import type { Part, Projection, Unit } from './cells'

/** Outcomes added up, over all sums of one system and part; it would take too long beyond them. */
const MOST = 1_000_000

/** Of one system in one part of the examples. */
export class Resummed {
  private readonly whole = new Map<string, Float64Array>()
  private readonly each = new Map<string, Map<string, Float64Array>>()
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
    const kinds = new Map(units.map(unit => [kindOf(unit, of), unit]))
    const cost = metrics.reduce((most, { cost = 1 }) => Math.max(most, cost), 1)
    if (kinds.size * cells.length * cost > MOST) {
      this.why = `${kinds.size} distinct outcomes are too many to leave out one by one`
      return
    }
    const numbers = new Map(Array.from(kinds.keys(), (kind, number) => [kind, number]))
    const at = units.map(unit => numbers.get(kindOf(unit, of))!)
    const wholes = new Map<string, Float64Array>()
    const eachs = new Map<string, Map<string, Float64Array>>()
    const again =
      metrics[0]?.cost === undefined
        ? undefined
        : scorer.recount?.(cells.map(code => Float64Array.from(projection.get(code))))
    for (const [number, { members }] of [...kinds.values()].entries()) {
      const rest = [...counts]
      for (const [position, times] of members) rest[of[position]!]! -= times
      const sum = again ? again(rest) : scorer.sum(remaining(cells, rest, projection))
      for (const { name, whole, each, applies } of metrics) {
        if (applies?.(sum) === false) continue
        if (!byClass && whole) put(wholes, name, number, kinds.size, whole(sum))
        if (!byClass || !each) continue
        const classes = eachs.get(name) ?? new Map<string, Float64Array>()
        eachs.set(name, classes)
        for (const [cls, figure] of each(sum)) put(classes, cls, number, kinds.size, figure)
      }
    }
    const spread = (values: Float64Array) => Float64Array.from(at, number => values[number]!)
    for (const [name, values] of wholes) this.whole.set(name, spread(values))
    for (const [name, classes] of eachs)
      this.each.set(name, new Map(Array.from(classes, ([cls, values]) => [cls, spread(values)])))
  }

  of(metric: string, cls: string | null): Float64Array | undefined {
    return cls === null ? this.whole.get(metric) : this.each.get(metric)?.get(cls)
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

/** Units that leave the same outcomes out leave the same sum. */
function kindOf({ members }: Unit, of: readonly number[]): string {
  const [only, ...others] = members
  if (only && others.length === 0 && only[1] === 1) return String(of[only[0]])
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
