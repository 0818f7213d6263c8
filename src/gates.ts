/** Scores × bars → outcomes → verdict. */
import { decided, type Held, reaches, sentence, weigh, widened } from './bars'
import { asSlice, COMMON, COUNTS, type Comparison, type SliceOf } from './compare'
import { countOf, missing, movesCounted, sharesCounted } from './counted'
import { COMPARING } from './fits'
import { type Figure, isProportion, value } from './metrics/metric'
import type { Estimate } from './noise/noise'
import { quote } from './problems'
import type { Better, GateResult, Interval, Level, Outcome, Suite, Verdict } from './report/report'
import { resultId, TRAIN_METRIC } from './spec/gate-id'
import { expands, leastOf } from './spec/least'
import type { Bars, Gate, Spec } from './spec/spec'
import { betaQuantile } from './statistics/beta'
import { leastRows } from './statistics/power'
import type { AnyScorer } from './tasks/task'
import { apart, changeRange, changesApart, measureOf, range, shown, unitOf } from './text/numbers'

/** Every gate's results, in the order of the spec. */
export function judge(spec: Spec, comparison: Comparison): GateResult[] {
  return spec.gates.flatMap(gate => new Judgement(gate, spec, comparison).results())
}

/** What a gate stands for: one part, or one for each class or slice value. */
export function partsOf(
  gate: Gate,
  spec: Spec,
  comparison: Comparison,
): { id: string; class: string | null; slice: SliceOf }[] {
  return new Judgement(gate, spec, comparison).parts()
}

/** The worst that the blocking results come to; nothing to decide is an error. */
export function verdictOf(results: readonly GateResult[]): Verdict {
  const blocking = results.filter(({ level }) => level === 'blocking').map(comesTo)
  return RANK.find(verdict => blocking.includes(verdict)) ?? 'error'
}

/** What a result counts as in the verdict. */
export function comesTo(result: Judged): Outcome {
  const shown = shownAs(result)
  return shown === 'waived' ? 'pass' : shown
}

/** What a result is shown as: a waiver lets a fail through, and nothing else. */
export function shownAs({ outcome, waiver }: Judged): Shown {
  return outcome === 'fail' && waiver !== null ? 'waived' : outcome
}

/** Whether a result blocks where it stands: a change of the bar and of nothing else is judged by no gate. */
export function levelIn({ registration }: Pick<Suite, 'registration'>, { level }: GateResult): Level {
  return registration.state === 'registration_change' ? 'advisory' : level
}

export type Shown = Outcome | 'waived'
type Judged = Pick<GateResult, 'outcome' | 'waiver'>

/** Which values of a metric are better. */
export function betterOf(metric: string, { metrics }: Pick<AnyScorer, 'metrics'>): Better {
  return [...COMMON, TRAIN_METRIC, ...metrics].find(({ name }) => name === metric)!.better
}

/** Worst first. */
export const RANK: readonly Verdict[] = ['error', 'fail', 'inconclusive', 'pass']

/** One gate on the comparison. */
class Judgement {
  private readonly better: Better
  private readonly paired: boolean
  /** number of the baseline's system */
  private readonly against: number

  constructor(
    private readonly gate: Gate,
    private readonly spec: Spec,
    private readonly comparison: Comparison,
  ) {
    this.better = betterOf(gate.metric, comparison.scorer)
    this.paired = COMMON.find(({ name }) => name === gate.metric)?.paired ?? false
    this.against =
      1 +
      Math.max(
        0,
        spec.baselines.findIndex(({ name }) => name === gate.baseline),
      )
  }

  results(): GateResult[] {
    const { gate } = this
    const several = expands(gate)
    const members = this.members().map(([cls, slice]) => this.member(cls, slice))
    const { max_gap: gap, ...others } = gate.bars
    const each = Object.keys(others).length > 0 ? members : []
    const spread = gap === undefined ? [] : [this.gap(gap, members)]
    if (several && each.length > 0 && each.every(({ outcome }) => outcome === 'too_small')) {
      return [...each, ...spread, this.nothing(each)]
    }
    return [...each, ...spread]
  }

  parts(): ReturnType<typeof partsOf> {
    return this.members().map(([cls, slice]) => ({
      id: resultId(this.gate, cls, slice, this.spec),
      class: cls,
      slice,
    }))
  }

  private members(): [string | null, SliceOf][] {
    const { class: cls, slice } = this.gate
    const classes = cls === '*' ? this.comparison.classes() : [cls ?? null]
    const values =
      slice?.value === '*'
        ? this.comparison.slices().find(({ name }) => name === slice.name)!.values
        : [slice?.value ?? null]
    return classes.flatMap(one =>
      values.map((v): [string | null, SliceOf] => [one, v === null ? null : { name: slice!.name, value: v }]),
    )
  }

  private member(cls: string | null, slice: SliceOf): GateResult {
    const { gate, comparison } = this
    const candidate = comparison.figure(0, gate.metric, cls, slice, this.against)
    const compares = this.paired || COMPARING.some(bar => gate.bars[bar] !== undefined)
    const reference =
      this.paired || !this.hasBaseline()
        ? undefined
        : value(comparison.figure(this.against, gate.metric, cls, slice))
    const got = value(candidate)
    const lift =
      got === undefined || reference === undefined || this.better === 'none'
        ? undefined
        : comparison.lift(gate.metric, got, reference)
    const n = comparison.rows(gate.metric, cls, slice)
    const sure = comparison.estimate(0, gate.metric, cls, slice, this.against)
    const sureLift =
      lift === undefined ? undefined : comparison.liftEstimate(gate.metric, cls, slice, this.against)
    const comparing = COMPARING.some(bar => gate.bars[bar] !== undefined)
    const base: Omit<GateResult, 'outcome' | 'summary' | 'message'> = {
      ...this.frame(cls, slice),
      baseline: compares ? comparison.answers[this.against]!.name : null,
      n,
      candidate: got ?? null,
      reference: reference ?? null,
      lift: lift ?? null,
      interval: sure?.interval ?? null,
      lift_interval: sureLift?.interval ?? null,
      no_interval: comparing ? whyNot(sureLift) : whyNot(sure),
      evidence: null,
    }
    const least = leastOf(gate)
    if (n < least) {
      const message = `${n} ${n === 1 ? 'example' : 'examples'}, fewer than ${least}: not judged.`
      return { ...base, outcome: expands(gate) ? 'too_small' : 'inconclusive', summary: message, message }
    }
    const gaps = compares ? this.gaps(slice) : undefined
    if (gaps !== undefined) return { ...base, outcome: 'error', summary: gaps, message: gaps }
    return { ...base, ...this.outcome(got, reference, lift, candidate, n, sure, sureLift, cls, slice) }
  }

  /** Why the baseline is nothing to compare with; what it did not answer would count for the candidate. */
  private gaps(slice: SliceOf): string | undefined {
    const { comparison, against, gate } = this
    const { name, absent } = comparison.answers[against]!
    const own = comparison.scorer.metrics.find(one => one.name === gate.metric)
    const values = own?.gaps?.(comparison.sum(against, slice)) ?? 0
    if (values > 0)
      return `${values} ${values === 1 ? 'row' : 'rows'} of ${name} ${values === 1 ? 'has' : 'have'} no value: nothing to compare with.`
    return absent > 0
      ? `${name} has no prediction for ${absent} ${absent === 1 ? 'example' : 'examples'}: nothing to compare with.`
      : undefined
  }

  private outcome(
    got: number | undefined,
    reference: number | undefined,
    lift: number | undefined,
    figure: Figure,
    n: number,
    sure: Estimate | undefined,
    sureLift: Estimate | undefined,
    cls: string | null,
    slice: SliceOf,
  ): Pick<GateResult, 'outcome' | 'summary' | 'message'> & Partial<Pick<GateResult, 'evidence'>> {
    const { comparison, gate, against } = this
    const { bars } = gate
    const metric = this.measure()
    const compares = COMPARING.some(bar => bars[bar] !== undefined)
    if (got === undefined)
      return failed(`${gate.metric} is undefined here (${this.blank()}): nothing to judge.`)
    if (compares && (reference === undefined || lift === undefined))
      return failed(`${gate.metric} of the baseline is undefined here: nothing to compare with.`)
    const { confidence } = this.spec
    const decide = this.decide()
    const share = isProportion(figure)
    // these are about these very examples
    const count = COUNTS.includes(gate.metric)
    const exact = count || gate.metric === 'coverage'
    if (decide === 'proven' && share && !exact) {
      const of = sizeOf(gate.metric, figure.of, n)
      const never = unprovable(bars, of, confidence)
      if (never !== undefined) {
        const bar = bars[never.bar]!
        const words = `${never.bar === 'min' ? '≥' : '≤'} ${apart(got, bar, metric)[1]}`
        const clean = never.bar === 'min' ? 'all of them right' : 'none of them counted'
        const rows =
          never.rows === undefined
            ? 'No number of examples can show'
            : `It takes ${never.rows} examples to show`
        return failed(
          `${rows} ${gate.metric} ${words}, ${clean}; there are ${of}. This gate can never pass: ${never.rows === undefined ? 'decide it as observed' : 'add examples'}.`,
        )
      }
    }
    const clustered = comparison.clusters(slice) !== undefined
    const provable = decide === 'proven' && !exact
    // in clusters it takes more of them than so many
    const told = provable && clustered ? { ...gate, bars: {} } : gate
    const value = {
      exact,
      n,
      of: share && !clustered ? figure.of : undefined,
      value: got,
      estimate: sure,
      counts: sharesCounted(told, figure, provable ? confidence : undefined),
      range: (interval: Interval) => `expect ${range(interval, metric)}${unitOf(metric, false)}`,
    }
    const { short, over } = missing(figure, bars)
    const all: Held[] = []
    if (bars.min !== undefined) {
      const [text, bar] = apart(got, bars.min, metric)
      const words = count
        ? `${countOf(gate.metric, got, n, this.graded())}, bar ≥ ${bar}`
        : `${text}, bar ≥ ${bar}${short}`
      all.push({ ...value, bar: bars.min, side: 'least', words })
    }
    if (bars.max !== undefined) {
      const [text, bar] = apart(got, bars.max, metric)
      const words = count
        ? `${countOf(gate.metric, got, n, this.graded())}, allowed ${bar}`
        : `${text}, bar ≤ ${bar}${over}`
      const clean = count && got === 0 ? [`${stillAllowed(n, confidence)}.`] : []
      all.push({ ...value, bar: bars.max, side: 'most', words, counts: [...value.counts, ...clean] })
    }
    /** `share`: how much of the baseline’s value is added to the lift before it is held against 0 */
    const moved = (bar: number, share: number | undefined): Omit<Held, 'side' | 'words'> => {
      const counts = movesCounted(gate, cls, slice, against, comparison)
      if (share === undefined) {
        const change = (interval: Interval) =>
          `the true change could be ${changeRange(interval, metric)}${unitOf(metric, true)}`
        return { exact, n, of: undefined, value: lift!, bar, estimate: sureLift, counts, range: change }
      }
      // the bar is as unsure as the baseline that it is a share of
      const baseline = comparison.estimate(against, gate.metric, cls, slice, against)
      const estimate = widened(sureLift, baseline, share)
      const beyond = (interval: Interval) =>
        `the true distance from the bar could be ${changeRange(interval, metric)}${unitOf(metric, true)}`
      return { exact, n, of: undefined, value: lift! - bar, bar: 0, estimate, counts, range: beyond }
    }
    if (bars.min_lift !== undefined) {
      const wanted = gate.relative ? bars.min_lift * Math.abs(reference!) : bars.min_lift
      const [text, bar] = changesApart(lift!, wanted, metric)
      const words = `${text} against ${this.name()}, ${wanted === 0 ? NO_DROP : `bar ≥ ${bar}`}`
      all.push({ ...moved(wanted, gate.relative ? 0 - bars.min_lift : undefined), side: 'least', words })
    }
    if (bars.max_drop !== undefined) {
      const margin = allowance(bars.max_drop, gate.relative, reference!)
      const [text, bar] = changesApart(lift!, 0 - margin, metric)
      const words = `${text} against ${this.name()}, ${margin === 0 ? NO_DROP : `allowed ${bar}`}`
      const share = shareOf(bars.max_drop, gate.relative, reference!)
      all.push({ ...moved(0 - margin, share), side: 'least', words, margin })
    }
    const weighed = all.map(one => weigh(one, confidence))
    const decision = decided(weighed, decide)
    return { ...decision, ...sentence(weighed, decision, n) }
  }

  private graded(): boolean {
    return this.comparison.scorer.graded !== undefined
  }

  /** Best − worst over the members that are large enough. */
  private gap(most: number, members: readonly GateResult[]): GateResult {
    const { metric } = this.gate
    const least = leastOf(this.gate)
    const judged = members.filter(({ n }) => n >= least)
    const without = judged.filter(({ candidate }) => candidate === null).length
    if (without > 0) return this.whole(`${metric} is undefined in ${without} of the compared parts: no gap.`)
    if (judged.length < 2) return this.whole(`Fewer than two parts have ${least} examples: no gap to judge.`)
    const sorted = [...judged].sort((a, b) => this.comparison.lift(metric, b.candidate!, a.candidate!))
    const [best, worst] = [sorted[0]!, sorted.at(-1)!]
    const gap = Math.abs(best.candidate! - worst.candidate!)
    const holds = reaches(-gap, -most)
    const [value, bar] = changesApart(gap, most, this.measure()).map(text => text.slice(1))
    const words = `gap ${value} from ${part(best)} (best) to ${part(worst)} (worst), allowed ${bar}`
    const why = 'the best and the worst are picked out of several'
    const proven = this.decide() === 'proven'
    const message = proven
      ? `Not shown: ${words}. No interval: ${why}. Counts as not passed.`
      : `${holds ? 'Met' : 'Not met'}: ${words}.`
    return {
      ...this.whole(message),
      summary: words,
      n: judged.reduce((sum, { n }) => sum + n, 0),
      candidate: gap,
      no_interval: why,
      evidence: 'unknown',
      outcome: proven ? 'inconclusive' : holds ? 'pass' : 'fail',
    }
  }

  /** Stands for a gate of which no member could be judged. */
  private nothing(members: readonly GateResult[]): GateResult {
    const why = this.gate.min_n === undefined ? `, which a part of "*" needs without min_n` : ''
    return this.whole(
      `None of its ${members.length} parts has ${leastOf(this.gate)} examples${why}: the gate judges nothing.`,
    )
  }

  /** A result of the gate as a whole: an error, unless more is known. */
  private whole(message: string): GateResult {
    const { class: cls, slice } = this.gate
    return {
      ...this.frame(cls ?? null, slice ?? null),
      baseline: null,
      n: 0,
      candidate: null,
      reference: null,
      lift: null,
      interval: null,
      lift_interval: null,
      no_interval: null,
      evidence: null,
      ...failed(message),
    }
  }

  private frame(cls: string | null, slice: SliceOf) {
    const { metric, level, why, at } = this.gate
    return {
      id: resultId(this.gate, cls, slice, this.spec),
      metric,
      class: cls,
      slice: asSlice(slice),
      bars: plain(this.gate),
      level: level as Level,
      waiver: null,
      why: why ?? null,
      line: at.line,
      column: at.column,
    }
  }

  private decide(): Spec['decide'] {
    return this.gate.decide ?? this.spec.decide
  }

  /** The unit that its values are told in. */
  private measure(): string {
    return measureOf(this.gate.metric, name => this.comparison.has(name))
  }

  private blank(): string {
    const own = this.comparison.scorer.metrics.find(({ name }) => name === this.gate.metric)
    return own?.blank ?? '0/0, or a part is missing'
  }

  private hasBaseline(): boolean {
    return this.spec.baselines.length > 0
  }

  private name(): string {
    return this.comparison.answers[this.against]!.name
  }
}

const NO_DROP = 'no drop allowed'

function failed(message: string) {
  return { outcome: 'error', summary: message, message } as const
}

/** Which share of the baseline's value may be lost; undefined where a fixed allowance is the larger one. */
function shareOf(
  drop: NonNullable<Bars['max_drop']>,
  relative: boolean,
  reference: number,
): number | undefined {
  if (typeof drop === 'number') return relative ? drop : undefined
  const { abs = 0, rel = 0 } = drop
  return reaches(abs, rel * Math.abs(reference)) ? undefined : rel
}

function whyNot(estimate: Estimate | undefined): string | null {
  return estimate && 'why' in estimate ? estimate.why : null
}

/**
 * How many examples a share can be of: these where the gold set says which they are. Where the system itself does, by what
 * it answers, no more than all `n` of them can count for it.
 */
export function sizeOf(metric: string, of: number, n: number): number {
  return /^(?:precision|jaccard)|\.true_(?:positive|negative)_rate$/u.test(metric) ? n : of
}

/** The bar on a share that so many examples cannot prove, and how many can at least; undefined where each can be. */
function unprovable(
  { min, max }: Bars,
  of: number,
  confidence: number,
): { bar: 'min' | 'max'; rows: number | undefined } | undefined {
  const needs = [
    ...(min === undefined ? [] : [{ bar: 'min' as const, rows: leastRows(min, confidence) }]),
    ...(max === undefined ? [] : [{ bar: 'max' as const, rows: leastRows(1 - max, confidence) }]),
  ]
  return needs.find(({ rows }) => rows === undefined || rows > of)
}

/** What a count of nothing leaves open: the exact one-sided bound. */
export function stillAllowed(n: number, confidence: number): string {
  if (n === 0) return ''
  const rate = shown(betaQuantile(confidence, 1, n), 'accuracy')
  return `${n} clean ${n === 1 ? 'example still allows' : 'examples still allow'} a true rate up to ${rate}`
}

/** How far the candidate may fall. Relative bars multiply, never divide. */
export function allowance(drop: NonNullable<Bars['max_drop']>, relative: boolean, reference: number): number {
  if (typeof drop === 'number') return relative ? drop * Math.abs(reference) : drop
  return Math.max(drop.abs ?? 0, (drop.rel ?? 0) * Math.abs(reference))
}

function part({ class: cls, slice }: GateResult): string {
  const [pair] = Object.entries(slice ?? {})
  return [cls === null ? [] : [quote(cls)], pair ? [`${pair[0]} = ${quote(pair[1])}`] : []].flat().join(', ')
}

/** Bars as flat numbers for the report; `.rel` is a share of the baseline's value. */
function plain({
  bars: { max_drop: drop, min_lift: lift, ...bars },
  relative,
}: Gate): Record<string, number> {
  const suffix = relative ? '.rel' : ''
  return {
    ...bars,
    ...(lift !== undefined && { [`min_lift${suffix}`]: lift }),
    ...(typeof drop === 'number' && { [`max_drop${suffix}`]: drop }),
    ...(typeof drop === 'object' && drop.abs !== undefined && { 'max_drop.abs': drop.abs }),
    ...(typeof drop === 'object' && drop.rel !== undefined && { 'max_drop.rel': drop.rel }),
  }
}
