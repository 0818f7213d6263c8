/** Candidate × baselines: every score, and which examples were won and lost. */
import type { Vectors } from './intern'
import { type Figure, type Metric, value } from './metrics/metric'
import type { Fraction } from './noise/alone'
import type { Part as Examined } from './noise/cells'
import { type Estimate, type Measured, Noise } from './noise/noise'
import { count, type Groups, type Selection, selections, size } from './outcomes'
import type { Examples } from './pair/gold'
import type { Answers } from './pair/system'
import type { Score, Slice } from './report/report'
import type { AnyScorer } from './tasks/task'
import { byCodePoint } from './text/code-points'

/** How the candidate's rights and wrongs meet a baseline's. */
export interface Paired {
  readonly regressions: number
  readonly fixes: number
  readonly bothRight: number
  readonly bothWrong: number
}

/** A slice by name and value; null is all examples. */
export type SliceOf = { readonly name: string; readonly value: string } | null

/** Metrics that every task has. `paired` ones compare, and only the candidate has them. */
export const COMMON = [
  { name: 'coverage', better: 'higher', range: [0, 1], paired: false },
  { name: 'losses', better: 'lower', range: [0, Number.POSITIVE_INFINITY], paired: false },
  { name: 'regressions', better: 'lower', range: [0, Number.POSITIVE_INFINITY], paired: true },
  { name: 'regression_rate', better: 'lower', range: [0, 1], paired: true },
  { name: 'fixes', better: 'higher', range: [0, Number.POSITIVE_INFINITY], paired: true },
] as const satisfies readonly (Pick<Metric<never>, 'name' | 'better' | 'range'> & { paired: boolean })[]
export type Common = (typeof COMMON)[number]

/** Of these the value is a number of examples. */
export const COUNTS: readonly string[] = ['losses', 'regressions', 'fixes']

/** Everything that can be asked of the counted outcomes of one suite. System 0 is the candidate, 1 the primary baseline. */
export class Comparison {
  private readonly all: Selection
  private readonly members: readonly (readonly Selection[])[]
  /** of each outcome */
  private readonly credits: Float64Array
  private readonly measures = new Map<string, Measures>()
  private readonly classCounts = new Map<string, ReadonlyMap<string, number>>()
  private readonly parts = new Map<string, Examined>()
  private readonly pairs = new Map<string, Paired>()
  private readonly noise: Noise

  constructor(
    readonly groups: Groups,
    readonly examples: Examples,
    readonly answers: readonly Answers[],
    readonly scorer: AnyScorer,
    readonly outcomes: Vectors,
    readonly confidence: number,
  ) {
    const { all, slices } = selections(
      groups,
      examples.slices.map(({ values }) => values.size),
    )
    this.all = all
    this.members = slices
    this.noise = new Noise(groups, scorer, outcomes, confidence, examples.clusters)
    this.credits = Float64Array.from({ length: outcomes.size }, (_, code) =>
      scorer.credit(outcomes.get(code)),
    )
  }

  /** Metrics of every task that this suite has: who is right must be known, and graded answers are never wrong. */
  common(): Common[] {
    const { graded, creditNeeds } = this.scorer
    return COMMON.filter(
      ({ name, paired }) =>
        name === 'coverage' ||
        (creditNeeds === undefined && (paired ? this.answers.length > 1 : graded === undefined)),
    )
  }

  /** Slices and their values, in declared and in code-point order. */
  slices(): { name: string; values: string[] }[] {
    return this.examples.slices.map(slice => ({ name: slice.name, values: slice.ordered() }))
  }

  /** Classes of the gold set and of every system's answers. */
  classes(): string[] {
    const all = new Set(this.goldClasses(null).keys())
    for (const s of this.answers.keys()) {
      for (const each of this.measured(s, null).each.values()) for (const name of each.keys()) all.add(name)
    }
    return [...all].sort(byCodePoint)
  }

  /** Classes that averages run over, of one system's answers and the references. */
  classesOf(s: number): string[] {
    const { each } = this.scorer.headline
    return each === undefined ? [] : [...(this.measured(s, null).each.get(each)?.keys() ?? [])]
  }

  /** How many examples of the gold set each class has. */
  goldClasses(slice: SliceOf): ReadonlyMap<string, number> {
    const key = keyOf(slice)
    let counts = this.classCounts.get(key) as Map<string, number> | undefined
    if (!counts) {
      counts = new Map()
      for (const [outcome, times] of count(this.groups, 0, this.selection(slice), this.outcomes)) {
        for (const name of this.scorer.classes(outcome)) counts.set(name, (counts.get(name) ?? 0) + times)
      }
      this.classCounts.set(key, counts)
    }
    return counts
  }

  /** Whether a metric can be computed from what the rows of all systems hold. */
  has(metric: string): boolean {
    return this.measured(0, null).whole.has(metric)
  }

  /** How many examples a metric of a class and slice is about, in the gold set. */
  rows(metric: string, cls: string | null, slice: SliceOf): number {
    const own = this.scorer.metrics.find(({ name }) => name === metric)
    return cls === null && own?.rows ? own.rows(this.sum(0, slice)) : this.n(cls, slice)
  }

  /** How many examples a class and slice have. */
  n(cls: string | null, slice: SliceOf): number {
    return cls === null ? this.part(slice).n : (this.goldClasses(slice).get(cls) ?? 0)
  }

  /** A metric's figure for system `s`; paired ones against baseline `b`, the number of a system. */
  figure(s: number, metric: string, cls: string | null, slice: SliceOf, b = 1): Figure {
    if (cls !== null) return this.measured(s, slice).each.get(metric)?.get(cls)
    const common = COMMON.find(({ name }) => name === metric)
    if (!common) return this.measured(s, slice).whole.get(metric)
    if (!common.paired) return this.unpaired(common.name, s, slice)
    if (b >= this.answers.length) return undefined
    return common.name === 'regression_rate' ? this.rate(b, slice) : this.paired(b, slice)[common.name]
  }

  /** How sure the figure of the same name is; undefined where there is none. */
  estimate(s: number, metric: string, cls: string | null, slice: SliceOf, b = 1): Estimate | undefined {
    const mean = this.totals(metric)
    if (mean !== undefined) return times(this.part(slice).n, this.estimate(s, mean, cls, slice, b))
    const figure = this.figure(s, metric, cls, slice, b)
    const part = this.part(slice)
    const counts = COUNTS.includes(metric)
    const n = counts ? part.n : this.rows(metric, cls, slice)
    const share = counts && typeof figure === 'number' ? { hits: figure, of: n } : figure
    const found = this.noise.value(s, part, this.named(metric, cls, b), share, n, this.rangeOf(metric, slice))
    return counts ? times(n, found) : found
  }

  /** How sure its lift over baseline `b` is. */
  liftEstimate(metric: string, cls: string | null, slice: SliceOf, b: number): Estimate | undefined {
    const part = this.part(slice)
    const mean = this.totals(metric)
    if (mean !== undefined) return times(part.n, this.liftEstimate(mean, cls, slice, b))
    const counts = COUNTS.includes(metric)
    const figures = this.both(metric, cls, slice, b)
    const n = counts ? part.n : this.rows(metric, cls, slice)
    const range = this.rangeOf(metric, slice)
    const found = this.noise.lift(b, part, this.named(metric, cls, b), figures, n, range)
    return counts ? times(part.n, found) : found
  }

  /** The metric of which this one is as many times the value as there are examples. */
  private totals(metric: string): string | undefined {
    return this.scorer.metrics.find(({ name }) => name === metric)?.totals
  }

  /** On how many of the `n` that it is a share of the candidate wins and loses against `b`; undefined where it is none. */
  moves(metric: string, cls: string | null, slice: SliceOf, b: number) {
    const figures = this.both(metric, cls, slice, b)
    return this.noise.moves(b, this.part(slice), this.named(metric, cls, b), figures)
  }

  private both(metric: string, cls: string | null, slice: SliceOf, b: number): [Figure, Figure] {
    const [now, then] = [0, b].map(s => {
      const figure = this.figure(s, metric, cls, slice, b)
      const counts = COUNTS.includes(metric) && typeof figure === 'number'
      return counts ? { hits: figure, of: this.n(null, slice) } : figure
    })
    return [now, then]
  }

  /** Whether the candidate scores as baseline `b` on each example. */
  same(b: number, slice: SliceOf): boolean {
    const [now, then] = [this.groups.outcomes[0]!, this.groups.outcomes[b]!]
    return this.selection(slice).every(g => now[g] === then[g])
  }

  /** How many clusters the examples are in; undefined where each stands for itself. */
  clusters(slice: SliceOf): number | undefined {
    return this.noise.clustersOf(this.part(slice))
  }

  private part(slice: SliceOf): Examined {
    const key = keyOf(slice)
    let part = this.parts.get(key)
    if (!part) {
      const selection = this.selection(slice)
      part = { key, selection, n: size(this.groups, selection) }
      this.parts.set(key, part)
    }
    return part
  }

  private named(metric: string, cls: string | null, b: number): Measured {
    const common = COMMON.find(({ name }) => name === metric)
    if (!common) return { metric: this.scorer.metrics.find(({ name }) => name === metric)!, class: cls }
    return { metric: common, class: null, fraction: (s, g) => this.fraction(common.name, s, g, b) }
  }

  /** What an example of group `g` adds to a metric that every task has. */
  private fraction(name: Common['name'], s: number, g: number, b: number): Fraction {
    if (name === 'coverage') return [Number(this.groups.present[s]![g]), 1]
    if (name === 'losses') return [Number(!this.right(s, g)), 1]
    const change = this.change(g, b)
    if (name === 'regression_rate')
      return [Number(change === 'regressions'), Number(this.credit(b, g) > this.leastMove())]
    return [Number(change === name), 1]
  }

  private rangeOf(metric: string, slice: SliceOf): Metric<unknown>['range'] {
    if (COUNTS.includes(metric)) return [0, 1]
    const own = this.scorer.metrics.find(({ name }) => name === metric)
    return own?.rangeOf?.(this.sum(0, slice)) ?? own?.range ?? [0, 1]
  }

  paired(b: number, slice: SliceOf): Paired {
    const key = `${b} ${keyOf(slice)}`
    const known = this.pairs.get(key)
    if (known) return known
    const found = { regressions: 0, fixes: 0, bothRight: 0, bothWrong: 0 }
    for (const g of this.selection(slice)) found[this.change(g, b)] += this.groups.counts[g]!
    this.pairs.set(key, found)
    return found
  }

  /** The same for the examples of each class of the gold set; where classes are parts of an example, for the parts. */
  pairedByClass(b: number): ReadonlyMap<string, Paired> {
    const { scorer, groups } = this
    const found = new Map<string, Record<keyof Paired, number>>()
    for (const g of this.all) {
      const [now, then] = [0, b].map(s => {
        const outcome = this.outcomes.get(groups.outcomes[s]![g]!)
        return { classes: scorer.classes(outcome), right: scorer.rightClasses?.(outcome) }
      }) as [Part, Part]
      for (const cls of now.classes) {
        const paired = found.get(cls) ?? { regressions: 0, fixes: 0, bothRight: 0, bothWrong: 0 }
        found.set(cls, paired)
        const change =
          now.right && then.right ? CHANGE[+then.right.has(cls)]![+now.right.has(cls)]! : this.change(g, b)
        paired[change] += groups.counts[g]!
      }
    }
    return found
  }

  /** How much better the candidate's value is; + is better. */
  lift(metric: string, candidate: number, reference: number): number {
    const { better } =
      COMMON.find(({ name }) => name === metric) ?? this.scorer.metrics.find(({ name }) => name === metric)!
    return better === 'lower' ? reference - candidate : candidate - reference
  }

  /**
   * What became of the examples of group `g` since baseline `b`. Graded answers have changed when their credit moved by
   * more than the tolerance; what has not is neither right nor wrong, and counts as right.
   */
  change(g: number, b: number): keyof Paired {
    const [now, then] = [this.credit(0, g), this.credit(b, g)]
    const { graded } = this.scorer
    if (Math.abs(now - then) > this.leastMove()) return now > then ? 'fixes' : 'regressions'
    return graded || now === 1 ? 'bothRight' : 'bothWrong'
  }

  /** A credit that moves by more has changed. */
  private leastMove(): number {
    return (this.scorer.graded?.tolerance ?? 0) + 1e-9
  }

  /** Credit of system `s` for the examples of group `g`. */
  credit(s: number, g: number): number {
    return this.credits[this.groups.outcomes[s]![g]!]!
  }

  /** Whether system `s` has the examples of group `g` right; graded answers are neither right nor wrong. */
  right(s: number, g: number): boolean {
    return this.credit(s, g) === 1
  }

  /** The sum of all outcomes of system `s`, as the task makes it. */
  sum(s: number, slice: SliceOf = null): unknown {
    return this.scorer.sum(count(this.groups, s, this.selection(slice), this.outcomes))
  }

  /** Every score of the report: all metrics on all examples, by class, and whole by slice. */
  scores(): Score[] {
    const scores: Score[] = []
    for (const [s, { name: system }] of this.answers.entries()) {
      scores.push(...this.scoresOf(s, system, null))
      const classes = this.classes()
      for (const { name: metric, each } of this.scorer.metrics) {
        if (!each) continue
        const known = this.measured(s, null).each.get(metric)
        for (const cls of classes) if (known?.has(cls)) scores.push(this.score(s, system, metric, cls, null))
      }
      for (const { name, values } of this.slices()) {
        for (const value of values) scores.push(...this.scoresOf(s, system, { name, value }))
      }
    }
    return scores
  }

  /** One row of the report's scores. */
  score(s: number, system: string, metric: string, cls: string | null, slice: SliceOf): Score {
    const figure = this.figure(s, metric, cls, slice)
    const n = this.rows(metric, cls, slice)
    const estimate = this.estimate(s, metric, cls, slice)
    return {
      metric,
      class: cls,
      slice: asSlice(slice),
      system,
      n,
      value: value(figure) ?? null,
      interval: estimate?.interval ?? null,
      ...(estimate && 'why' in estimate && { no_interval: estimate.why }),
    }
  }

  private scoresOf(s: number, system: string, slice: SliceOf): Score[] {
    const common = this.common().filter(({ paired }) => !paired || s === 0)
    const { whole } = this.measured(s, slice)
    return [...common.map(({ name }) => name), ...whole.keys()].map(metric =>
      this.score(s, system, metric, null, slice),
    )
  }

  private measured(s: number, slice: SliceOf): Measures {
    const key = `${s} ${keyOf(slice)}`
    let measures = this.measures.get(key)
    if (!measures) {
      const sum = this.sum(s, slice)
      const whole = new Map<string, Figure>()
      const each = new Map<string, ReadonlyMap<string, Figure>>()
      for (const metric of this.scorer.metrics) {
        if (metric.applies?.(sum) === false) continue
        if (metric.whole && !metric.needs) whole.set(metric.name, metric.whole(sum))
        if (metric.each) each.set(metric.name, metric.each(sum))
      }
      measures = { whole, each }
      this.measures.set(key, measures)
    }
    return measures
  }

  private unpaired(name: 'coverage' | 'losses', s: number, slice: SliceOf): Figure {
    const selection = this.selection(slice)
    if (name === 'losses')
      return selection.reduce((sum, g) => sum + (this.right(s, g) ? 0 : this.groups.counts[g]!), 0)
    let hits = 0
    for (const g of selection) if (this.groups.present[s]![g]) hits += this.groups.counts[g]!
    return { hits, of: this.n(null, slice) }
  }

  /** Regressions as a share of the examples that could be one. */
  private rate(b: number, slice: SliceOf): Figure {
    let of = 0
    for (const g of this.selection(slice))
      if (this.credit(b, g) > this.leastMove()) of += this.groups.counts[g]!
    return { hits: this.paired(b, slice).regressions, of }
  }

  private selection(slice: SliceOf): Selection {
    if (slice === null) return this.all
    const s = this.examples.slices.findIndex(({ name }) => name === slice.name)
    const code = this.examples.slices[s]?.values.find(slice.value) ?? -1
    return code < 0 ? [] : this.members[s]![code]!
  }
}

/** What one system has of the classes of an example. */
interface Part {
  readonly classes: readonly string[]
  readonly right: ReadonlySet<string> | undefined
}

/** By whether the baseline, and whether the candidate is right. */
const CHANGE: readonly (readonly (keyof Paired)[])[] = [
  ['bothWrong', 'fixes'],
  ['regressions', 'bothRight'],
]

interface Measures {
  readonly whole: ReadonlyMap<string, Figure>
  readonly each: ReadonlyMap<string, ReadonlyMap<string, Figure>>
}

export function asSlice(slice: SliceOf): Slice | null {
  return slice && { [slice.name]: slice.value }
}

function times(n: number, estimate: Estimate | undefined): Estimate | undefined {
  return estimate?.interval
    ? { ...estimate, interval: [estimate.interval[0] * n, estimate.interval[1] * n] }
    : estimate
}

function keyOf(slice: SliceOf): string {
  return slice === null ? '' : JSON.stringify([slice.name, slice.value])
}
