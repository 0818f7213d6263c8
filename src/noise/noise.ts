/**
 * How sure numbers are: intervals of values and of lifts, in closed form from counted outcomes. No random number has a
 * part in them. Which method is for which number, and how often it is right: docs/statistics.md.
 */
import type { Vectors } from '../intern'
import {
  type Figure,
  isF1,
  isProportion,
  isQuantile,
  type Metric,
  type Quantile,
  value,
} from '../metrics/metric'
import type { Groups, Selection } from '../outcomes'
import type { Interval } from '../report/report'
import { plusMinus, type Spread, shrink, tangoEffective, wilsonEffective } from '../statistics/effective'
import { standardError } from '../statistics/jackknife'
import { quantileRanks } from '../statistics/order'
import { tango } from '../statistics/tango'
import { f1Interval, wilson } from '../statistics/wilson'
import type { AnyScorer } from '../tasks/task'
import { Alone, type Fraction, withoutParts } from './alone'
import { cellUnits, clusterUnits, type Part, Projection, rowUnits, type Unit } from './cells'
import { Resummed } from './resummed'

/** An interval, or why there is none. */
export type Estimate =
  | { readonly interval: Interval; readonly few?: boolean }
  | { readonly interval: null; readonly why: string }

/** A number of one system: a metric of all examples of the part, or of one class. */
export interface Measured {
  readonly metric: Metric<unknown>
  readonly class: string | null
  /** read off what each example has, beside any outcome; for metrics that every task has */
  readonly fraction?: (s: number, g: number) => Fraction
}

/** Below these many nothing is known of a number that is no share. */
const LEAST_UNITS = 5
/** With fewer changed rows the interval of a lift that is no difference of shares may be too narrow. */
const FEW = 10

export class Noise {
  private readonly projections = new Map<Metric<unknown>['reads'], { projection: Projection; alone: Alone }>()
  private readonly units = new Map<string, readonly Unit[]>()
  private readonly resummed = new Map<string, Resummed>()
  private readonly meetings = new Map<string, Met>()

  constructor(
    private readonly groups: Groups,
    private readonly scorer: AnyScorer,
    private readonly outcomes: Vectors,
    private readonly confidence: number,
    /** of each example its cluster; absent where each stands for itself */
    private readonly clusters?: ArrayLike<number>,
  ) {}

  /** Interval of `figure`, which is about `n` examples; `range` is what the metric can be here. */
  value(
    s: number,
    part: Part,
    of: Measured,
    figure: Figure,
    n: number,
    range = of.metric.range,
  ): Estimate | undefined {
    const got = value(figure)
    if (got === undefined) return undefined
    const { noise } = of.metric
    if (typeof noise === 'object') return none(noise.none)
    if (isQuantile(figure)) return this.quantile(figure, this.confidence)
    if (isProportion(figure) || isF1(figure)) return this.share(s, part, of, figure)
    const spread = this.spread(part, units => this.without(s, part, of, figure, units), this.alike(s, of))
    if ('why' in spread) return none(spread.why)
    const unbounded = noise === 'unbounded' || !isBounded(range)
    if (unbounded && isNone(spread, got)) return none('all examples are alike')
    if (unbounded) return within(plusMinus(got, summed(spread, of.metric), this.confidence), range)
    const [low, width] = [range[0], range[1] - range[0]]
    const scaled = { se: spread.se / width, units: spread.units }
    const place = Math.max(0, Math.min(1, (got - low) / width))
    const share = wilsonEffective(place, n, scaled, this.confidence)
    if (!share) return none('no example of it')
    return { interval: [low + share[0] * width, low + share[1] * width] }
  }

  /** Interval of the lift of the candidate over baseline `b`, of which these are the figures, about `n` examples. */
  lift(
    b: number,
    part: Part,
    of: Measured,
    figures: readonly [Figure, Figure],
    n: number,
    range = of.metric.range,
  ): Estimate | undefined {
    const [now, then] = figures.map(value)
    const { better, noise } = of.metric
    if (now === undefined || then === undefined || better === 'none') return undefined
    if (typeof noise === 'object') return none(noise.none)
    const sign = better === 'lower' ? -1 : 1
    if (isQuantile(figures[0]) && isQuantile(figures[1])) return this.quantiles(figures[0], figures[1], sign)
    const known = new Map<readonly Unit[], Float64Array | string>()
    const differences = (units: readonly Unit[]): Float64Array | string => {
      const found = known.get(units) ?? apart(units)
      known.set(units, found)
      return found
    }
    const apart = (units: readonly Unit[]) => {
      const sides = [0, b].map((s, i) => this.without(s, part, of, figures[i], units))
      const [one, other] = sides
      if (typeof one === 'string') return one
      if (typeof other === 'string') return other
      return one!.map((x, u) => sign * (x - other![u]!))
    }
    const paired = this.pairs(b, part, of, figures, sign)
    if (paired) return this.pairedShares(part, paired, differences)
    const spread = this.spread(part, differences)
    if ('why' in spread) return none(spread.why)
    const difference = sign * (now - then)
    const { changed, loudest, size } = this.swings(b, part, of, difference, differences)
    const few = !of.metric.mean && changed > 0 && changed < FEW
    const [low, high] = range
    const reach = high - low
    const unbounded = noise === 'unbounded' || !isBounded(range)
    if (unbounded && isNone(spread, Math.max(Math.abs(now), Math.abs(then))))
      return none('all examples changed alike, or not at all')
    if (unbounded) {
      const sides = plusMinus(difference, summed(spread, of.metric), this.confidence)
      return { ...within(sides, [-reach, reach]), few }
    }
    // in units of what one row can move, so that gains and losses are those of a difference of shares
    const unit = Math.max(reach, loudest)
    const moved = Math.max(size, Math.abs(difference)) / unit
    const interval = tangoEffective(
      (moved + difference / unit) / 2,
      (moved - difference / unit) / 2,
      n,
      { se: spread.se / unit, units: spread.units },
      this.confidence,
    )
    if (!interval) return none('no example of it')
    return { ...within([interval[0] * unit, interval[1] * unit], [-reach, reach]), few }
  }

  /** Wins and losses of the candidate where both figures are shares of the same examples; else undefined. */
  moves(b: number, part: Part, of: Measured, figures: readonly [Figure, Figure]) {
    return this.pairs(b, part, of, figures, of.metric.better === 'lower' ? -1 : 1)
  }

  /** How many clusters a part has; undefined where each example stands for itself. */
  clustersOf(part: Part): number | undefined {
    return this.clusters && this.unitsOf(part, CLUSTERS).length
  }

  private share(
    s: number,
    part: Part,
    of: Measured,
    figure: Exclude<Figure, number | undefined | Quantile>,
  ): Estimate {
    const effect = this.designEffect(
      part,
      units => this.without(s, part, of, figure, units),
      this.alike(s, of),
    )
    if (typeof effect === 'string') return none(effect)
    const { confidence } = this
    const bounds = isProportion(figure)
      ? wilson(figure.hits * effect, figure.of * effect, confidence)
      : f1Interval(figure.right * effect, figure.wrong * effect, confidence)
    return bounds ? { interval: bounds } : none('nothing to count')
  }

  private pairedShares(
    part: Part,
    { wins, losses, n }: { wins: number; losses: number; n: number },
    differences: (units: readonly Unit[]) => Float64Array | string,
  ): Estimate {
    const effect = this.designEffect(part, differences)
    if (typeof effect === 'string') return none(effect)
    const bounds = tango(wins * effect, losses * effect, n * effect, this.confidence)
    return bounds ? { interval: bounds } : none('nothing to count')
  }

  /** By what counts must be multiplied because examples of one cluster are alike: 1 without clusters. */
  private designEffect(
    part: Part,
    without: (units: readonly Unit[]) => Float64Array | string,
    alike: Alike = EACH,
  ): number | string {
    if (!this.clusters) return 1
    const rows = this.error(part, alike, without)
    const clusters = this.error(part, CLUSTERS, without)
    if ('why' in rows) return rows.why
    if ('why' in clusters) return clusters.why
    const ratio = rows.se === 0 ? 1 : clusters.se / rows.se
    return shrink(clusters.units, this.confidence) / Math.max(1, ratio * ratio)
  }

  /** The larger of the standard errors by row and by cluster. */
  private spread(
    part: Part,
    without: (units: readonly Unit[]) => Float64Array | string,
    alike: Alike = EACH,
  ): Spread | { readonly why: string } {
    const rows = this.error(part, alike, without)
    if (!this.clusters || 'why' in rows) return rows
    const clusters = this.error(part, CLUSTERS, without)
    return 'why' in clusters ? clusters : { se: Math.max(rows.se, clusters.se), units: clusters.units }
  }

  private error(
    part: Part,
    alike: Alike,
    without: (units: readonly Unit[]) => Float64Array | string,
  ): Spread | { readonly why: string } {
    const byCluster = alike === CLUSTERS
    const units = this.unitsOf(part, alike)
    const size = byCluster ? units.length : part.n
    if (size < (byCluster ? 2 : LEAST_UNITS))
      return { why: `${size} ${byCluster ? 'cluster' : 'example'}${size === 1 ? '' : 's'}` }
    const values = without(units)
    if (typeof values === 'string') return { why: values }
    const se = standardError(
      values,
      units.map(({ count }) => count),
    )
    return se === undefined || Number.isNaN(se)
      ? { why: `without one ${byCluster ? 'cluster' : 'example'} it is undefined` }
      : { se, units: size }
  }

  /** The value without each unit, or why nobody knows. */
  private without(
    s: number,
    part: Part,
    of: Measured,
    figure: Figure,
    units: readonly Unit[],
  ): Float64Array | string {
    const fractions = this.fractions(s, part.selection, of)
    const known =
      fractions &&
      withoutParts(
        fractions,
        part.selection.map(g => this.groups.counts[g]!),
        figure,
        units,
      )
    if (known) return known
    if (of.fraction) return 'its parts do not add up'
    const sums = this.sums(s, part, of, units)
    return sums.why ?? sums.of(of.metric.name, of.class) ?? 'without one example it is undefined'
  }

  /** The fraction that each group adds; undefined where the metric has none. */
  private fractions(s: number, selection: Selection, of: Measured): Fraction[] | undefined {
    const { fraction, metric } = of
    if (fraction) return selection.map(g => fraction(s, g))
    const { projection, alone } = this.projection(metric)
    const parts = alone.fractions(metric, of.class)
    if (!parts) return undefined
    const all: Fraction[] = []
    for (const g of selection) {
      const one = parts(projection.code(this.groups.outcomes[s]![g]!))
      if (one === undefined) return undefined
      all.push(one)
    }
    return all
  }

  /** Wins and losses where both figures are shares of the same examples. */
  private pairs(b: number, part: Part, of: Measured, figures: readonly [Figure, Figure], sign: number) {
    const [candidate, baseline] = figures
    if (!isProportion(candidate) || !isProportion(baseline)) return undefined
    const { selection, counts } = of.fraction ? this.grouped(part) : this.met(b, part, of.metric)
    const sides = [0, b].map(s => this.fractions(s, selection, of))
    const [now, then] = sides
    if (!now || !then) return undefined
    let [wins, losses, n] = [0, 0, 0]
    for (const [at, count] of counts.entries()) {
      const [one, other] = [now[at]!, then[at]!]
      if (one[1] !== other[1] || one[1] > 1) return undefined
      const moved = sign * (one[0] - other[0])
      n += one[1] * count
      if (moved > 0) wins += count
      if (moved < 0) losses += count
    }
    // what does not add up to the figure is no share of examples
    return n === candidate.of && n === baseline.of ? { wins, losses, n } : undefined
  }

  /** All groups of the part, with how many examples each stands for. */
  private grouped({ selection }: Part): Met {
    return { selection, counts: selection.map(g => this.groups.counts[g]!) }
  }

  /** One group for each pair of outcomes of the two, as the metric reads them, with how many examples have it. */
  private met(b: number, part: Part, metric: Metric<unknown>): Met {
    const { projection } = this.projection(metric)
    const reading = [...this.projections.keys()].indexOf(metric.reads)
    const key = `${b} ${reading} ${part.key}`
    const known = this.meetings.get(key)
    if (known) return known
    const [now, then] = [0, b].map(s => this.groups.outcomes[s]!) as [readonly number[], readonly number[]]
    const cells = new Map<number, number>()
    const [selection, counts]: [number[], number[]] = [[], []]
    for (const g of part.selection) {
      const pair = projection.code(now[g]!) * projection.size + projection.code(then[g]!)
      const at = cells.get(pair) ?? selection.length
      if (at === selection.length) {
        cells.set(pair, at)
        selection.push(g)
        counts.push(0)
      }
      counts[at]! += this.groups.counts[g]!
    }
    const met = { selection, counts }
    this.meetings.set(key, met)
    return met
  }

  /** How many rows changed what it is, how far the loudest moves the difference, and how far a row does in the mean. */
  private swings(
    b: number,
    part: Part,
    { metric }: Measured,
    difference: number,
    differences: (units: readonly Unit[]) => Float64Array | string,
  ) {
    const units = this.unitsOf(part, EACH)
    const without = differences(units) as Float64Array
    const { projection } = this.projection(metric)
    let [changed, loudest, size] = [0, 0, 0]
    for (const [at, g] of part.selection.entries()) {
      const count = this.groups.counts[g]!
      const swing = Math.abs(part.n * difference - (part.n - 1) * without[at]!)
      loudest = Math.max(loudest, swing)
      size += (swing * count) / part.n
      const [now, then] = [0, b].map(s => projection.code(this.groups.outcomes[s]![g]!))
      if (now !== then && Math.abs(without[at]! - difference) > 1e-12) changed += count
    }
    return { changed, loudest, size }
  }

  private quantile(figure: Quantile, confidence: number): Estimate {
    const ranks = quantileRanks(figure.n, figure.share, confidence)
    return ranks
      ? { interval: [figure.rank(ranks[0]), figure.rank(ranks[1])] }
      : none(`${figure.n} examples do not reach beyond it`)
  }

  /** Each of the two at half the risk, so that their difference is right at the whole one. */
  private quantiles(now: Quantile, then: Quantile, sign: number): Estimate {
    const [one, other] = [now, then].map(side => this.quantile(side, (1 + this.confidence) / 2))
    if (!one?.interval) return one!
    if (!other?.interval) return other!
    const [low, high] = [one.interval[0] - other.interval[1], one.interval[1] - other.interval[0]]
    return { interval: sign > 0 ? [low, high] : [0 - high, 0 - low] }
  }

  private projection({ reads }: Metric<unknown>) {
    const known = this.projections.get(reads)
    if (known) return known
    const projection = new Projection(this.outcomes, reads)
    const made = { projection, alone: new Alone(this.scorer, projection) }
    this.projections.set(reads, made)
    return made
  }

  /** Of a value, examples with the outcome of one system in common are alike. */
  private alike(s: number, { metric, fraction }: Measured): Alike {
    if (fraction) return EACH
    const { projection } = this.projection(metric)
    const reading = [...this.projections.keys()].indexOf(metric.reads)
    return { key: `${s} ${reading}`, units: part => cellUnits(this.groups, part, s, projection) }
  }

  private unitsOf(part: Part, alike: Alike): readonly Unit[] {
    const key = `${alike.key} ${part.key}`
    const units = this.units.get(key) ?? alike.units(part, this.groups, this.clusters)
    this.units.set(key, units)
    return units
  }

  /** Metrics that read the same and cost the same are summed together. */
  private sums(s: number, part: Part, of: Measured, units: readonly Unit[]): Resummed {
    const { reads, cost } = of.metric
    const byClass = of.class !== null
    const reading = [...this.projections.keys()].indexOf(reads)
    const unitsKey = [...this.units].find(([, known]) => known === units)![0]
    const key = JSON.stringify([s, byClass, unitsKey, reading, cost])
    const known = this.resummed.get(key)
    if (known) return known
    const together = this.scorer.metrics.filter(
      one => one.reads === reads && one.cost === cost && !one.mean && (byClass || !one.needs),
    )
    const { projection } = this.projection(of.metric)
    const sums = new Resummed(this.scorer, together, byClass, this.groups, s, part, units, projection)
    this.resummed.set(key, sums)
    return sums
  }
}

/** Groups, and how many examples each of them stands for here. */
interface Met {
  readonly selection: Selection
  readonly counts: readonly number[]
}

/** Which examples are left out together, and which are one kind of unit. */
interface Alike {
  readonly key: string
  units(part: Part, groups: Groups, clusters?: ArrayLike<number>): Unit[]
}

const EACH: Alike = { key: 'each', units: (part, groups) => rowUnits(groups, part) }
const CLUSTERS: Alike = {
  key: 'clusters',
  units: (part, groups, clusters) => clusterUnits(groups, part, clusters!),
}

function none(why: string): Estimate {
  return { interval: null, why }
}

/** Numbers without an end that do not vary at all say nothing of how much others would; rounding leaves a little. */
function isNone({ se }: Spread, size: number): boolean {
  return se <= 1e-12 * Math.abs(size)
}

/** Without one unit a sum is of one fewer, as a mean is not. */
function summed({ se, units }: Spread, { total }: Metric<unknown>): Spread {
  return { se: total ? (se * units) / (units - 1) : se, units }
}

function isBounded([low, high]: readonly [number, number]): boolean {
  return Number.isFinite(low) && Number.isFinite(high)
}

function within([low, high]: Interval, [least, most]: readonly [number, number]): { interval: Interval } {
  return { interval: [Math.max(low, least), Math.min(high, most)] }
}
