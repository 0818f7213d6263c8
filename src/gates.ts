/** Scores × bars → outcomes → verdict. */
import { asSlice, COMMON, type Comparison, type SliceOf } from './compare'
import { type Figure, type Metric, value } from './metrics/metric'
import { listed, nearest, type Place, type Problems, quote } from './problems'
import type { GateResult, Level, Outcome, Verdict } from './report/report'
import { gateId } from './spec/parse'
import type { Bars, Gate, Spec } from './spec/spec'
import type { AnyScorer } from './tasks/task'
import { byCodePoint } from './text/code-points'
import { apart, changesApart, number, shown } from './text/numbers'

/** Fewer examples are not judged, where "*" expands and the gate names no min_n. */
const MIN_N_EXPANDED = 20

/** What is checked before any row is read: metrics fit the task, bars fit their metric, comparisons have a baseline. */
export function checkGates(spec: Spec, scorer: AnyScorer, problems: Problems): void {
  for (const gate of spec.gates) {
    const place: Place = { file: spec.file, line: gate.at.line, column: gate.at.column }
    const metric = metricOf(gate, spec, scorer, place, problems)
    checkBars(gate, metric, place, problems)
    checkBaseline(gate, metric, spec, place, problems)
    checkSlice(gate, spec, place, problems)
  }
}

type Known = Pick<Metric<never>, 'name' | 'better' | 'range'> & { readonly paired: boolean }

function metricOf(
  gate: Gate,
  spec: Spec,
  scorer: AnyScorer,
  place: Place,
  problems: Problems,
): Known | undefined {
  const common = COMMON.find(({ name }) => name === gate.metric)
  const own = scorer.metrics.find(({ name }) => name === gate.metric)
  const perClass = scorer.metrics.filter(({ each }) => each).map(({ name }) => name)
  if (!common && !own) {
    const usable = scorer.metrics.filter(({ needs, each }) => !needs || each).map(({ name }) => name)
    const known = [...usable, ...COMMON.map(({ name }) => name)]
    const details = {
      metric: quote(gate.metric),
      task: spec.task,
      nearest: nearest(gate.metric, known),
      known: listed(known, 60),
    }
    problems.add('gate.metric', place, details)
    return undefined
  }
  if (gate.class !== undefined && !own?.each) {
    problems.add('gate.class-unfit', place, { metric: gate.metric, known: listed(perClass) })
  } else if (gate.class === undefined && own?.needs) {
    const averages = scorer.metrics
      .filter(({ name, needs }) => name.startsWith(`${gate.metric}_`) && !needs)
      .map(({ name }) => name)
    if (own.each && averages.length > 0) {
      problems.add('gate.average', place, {
        metric: gate.metric,
        task: spec.task,
        known: averages.join(', '),
      })
    } else problems.add('gate.needs', place, { metric: gate.metric, needs: own.needs })
  }
  return common ?? { ...own!, paired: false }
}

const COMPARING = ['min_lift', 'max_drop'] as const

function checkBars(gate: Gate, metric: Known | undefined, place: Place, problems: Problems): void {
  const { bars } = gate
  if (Object.keys(bars).length === 0) problems.add('gate.bar-none', place, {})
  if (bars.max_gap !== undefined && gate.class !== '*' && gate.slice?.value !== '*')
    problems.add('gate.gap', place, {})
  if (gate.relative && typeof bars.max_drop !== 'number' && bars.min_lift === undefined) {
    problems.add('gate.relative', place, {})
  }
  if (!metric) return
  const [low, high] = metric.range
  const width = high - low
  const outside = (bar: string, got: number, from: number, to: number) => {
    if (got >= from && got <= to) return
    const range = `${number(from)} to ${to === Number.POSITIVE_INFINITY ? 'any' : number(to)}`
    problems.add('gate.bar-range', place, { bar, got, metric: gate.metric, range })
  }
  if (bars.min !== undefined) outside('min', bars.min, low, high)
  if (bars.max !== undefined) outside('max', bars.max, low, high)
  if (bars.min !== undefined && bars.max !== undefined && bars.min > bars.max) {
    outside('min', bars.min, low, bars.max)
  }
  if (bars.min_lift !== undefined)
    outside(
      'min_lift',
      bars.min_lift,
      gate.relative ? -1 : -width,
      gate.relative ? Number.POSITIVE_INFINITY : width,
    )
  if (typeof bars.max_drop === 'number') outside('max_drop', bars.max_drop, 0, gate.relative ? 1 : width)
  else if (bars.max_drop?.abs !== undefined) outside('max_drop.abs', bars.max_drop.abs, 0, width)
  if (bars.max_gap !== undefined) outside('max_gap', bars.max_gap, 0, width)
  for (const bar of [...COMPARING, 'max_gap'] as const) {
    if (bars[bar] === undefined) continue
    if (metric.paired) problems.add('gate.bar-paired', place, { metric: gate.metric, bar })
    else if (metric.better === 'none') problems.add('gate.bar-direction', place, { metric: gate.metric, bar })
  }
}

function checkBaseline(
  gate: Gate,
  metric: Known | undefined,
  spec: Spec,
  place: Place,
  problems: Problems,
): void {
  const known = spec.baselines.map(({ name }) => name)
  if (gate.baseline !== undefined && !known.includes(gate.baseline)) {
    problems.add('gate.baseline', place, {
      what: `The gate names ${quote(gate.baseline)}; it`,
      known: listed(known),
    })
    return
  }
  const bar = COMPARING.find(name => gate.bars[name] !== undefined)
  const what = metric?.paired ? metric.name : bar
  if (what !== undefined && known.length === 0) problems.add('gate.baseline', place, { what, known: 'none' })
  if (what === undefined && gate.baseline !== undefined)
    problems.add('gate.baseline-unused', place, { baseline: quote(gate.baseline) })
}

function checkSlice(gate: Gate, spec: Spec, place: Place, problems: Problems): void {
  if (gate.slice === undefined || spec.slices.some(({ name }) => name === gate.slice!.name)) return
  const known = spec.slices.map(({ name }) => name)
  problems.add('gate.slice', place, {
    got: quote(gate.slice.name),
    nearest: nearest(gate.slice.name, known),
    known: listed(known),
  })
}

/** What is checked when the gold set is known: named classes and slice values exist in it. */
export function checkNames(spec: Spec, comparison: Comparison, problems: Problems): void {
  const classes = [...comparison.goldClasses(null).keys()].sort(byCodePoint)
  for (const gate of spec.gates) {
    const place: Place = { file: spec.file, line: gate.at.line, column: gate.at.column }
    const { class: cls, slice } = gate
    if (cls !== undefined && cls !== '*' && !classes.includes(cls)) {
      problems.add('gate.class', place, {
        got: quote(cls),
        nearest: nearest(cls, classes),
        known: listed(classes.map(quote)),
      })
    }
    if (slice === undefined || slice.value === '*') continue
    const values = comparison.slices().find(({ name }) => name === slice.name)?.values ?? []
    if (!values.includes(slice.value)) {
      const details = {
        slice: slice.name,
        got: quote(slice.value),
        nearest: nearest(slice.value, values),
        known: listed(values.map(quote)),
      }
      problems.add('gate.slice-value', place, details)
    }
  }
}

/** Every gate's results, in the order of the spec. */
export function judge(spec: Spec, comparison: Comparison): GateResult[] {
  return spec.gates.flatMap(gate => new Judgement(gate, spec, comparison).results())
}

/** The worst outcome of the blocking results; nothing to decide is an error. */
export function verdictOf(results: readonly GateResult[]): Verdict {
  const blocking = results.filter(({ level, outcome }) => level === 'blocking' && outcome !== 'too_small')
  const worst = RANK.find(verdict => blocking.some(({ outcome }) => outcome === verdict))
  return worst ?? 'error'
}

/** Worst first. */
export const RANK: readonly Verdict[] = ['error', 'fail', 'inconclusive', 'pass']

/** Equal to 1e-9: the one place where a value meets a bar, so that 0.85 − 0.83 is a drop of 0.02. */
export function reaches(value: number, bar: number): boolean {
  return value >= bar - 1e-9 * Math.max(1, Math.abs(bar))
}

/** One gate on the comparison. */
class Judgement {
  private readonly better: Known['better']
  private readonly paired: boolean
  /** number of the baseline's system */
  private readonly against: number

  constructor(
    private readonly gate: Gate,
    private readonly spec: Spec,
    private readonly comparison: Comparison,
  ) {
    const common = COMMON.find(({ name }) => name === gate.metric)
    this.better = (common ?? comparison.scorer.metrics.find(({ name }) => name === gate.metric)!).better
    this.paired = common?.paired ?? false
    this.against =
      1 +
      Math.max(
        0,
        spec.baselines.findIndex(({ name }) => name === gate.baseline),
      )
  }

  results(): GateResult[] {
    const { gate } = this
    const expands = gate.class === '*' || gate.slice?.value === '*'
    const members = this.members().map(([cls, slice]) => this.member(cls, slice, expands))
    const { max_gap: gap, ...others } = gate.bars
    const each = Object.keys(others).length > 0 ? members : []
    const spread = gap === undefined ? [] : [this.gap(gap, members)]
    if (expands && each.length > 0 && each.every(({ outcome }) => outcome === 'too_small')) {
      return [...each, ...spread, this.nothing(each)]
    }
    return [...each, ...spread]
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

  private member(cls: string | null, slice: SliceOf, expands: boolean): GateResult {
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
        : this.signed(got - reference)
    const n = comparison.n(cls, slice)
    const base: Omit<GateResult, 'outcome' | 'message'> = {
      ...this.frame(cls, slice),
      baseline: compares ? comparison.answers[this.against]!.name : null,
      n,
      candidate: got ?? null,
      reference: reference ?? null,
      lift: lift ?? null,
      interval: comparison.interval(candidate),
    }
    const least = gate.min_n ?? (expands ? MIN_N_EXPANDED : 1)
    if (n < least) {
      const message = `${n} ${n === 1 ? 'example' : 'examples'}, fewer than ${least}: not judged.`
      return { ...base, outcome: expands ? 'too_small' : 'inconclusive', message }
    }
    return { ...base, ...this.outcome(got, reference, lift, candidate, n) }
  }

  private outcome(
    got: number | undefined,
    reference: number | undefined,
    lift: number | undefined,
    figure: Figure,
    n: number,
  ): { outcome: Outcome; message: string } {
    const { bars, metric } = this.gate
    const compares = COMPARING.some(bar => bars[bar] !== undefined)
    if (got === undefined)
      return {
        outcome: 'error',
        message: `${metric} is undefined here (0/0, or a part is missing): nothing to judge.`,
      }
    if (compares && (reference === undefined || lift === undefined)) {
      return {
        outcome: 'error',
        message: `${metric} of the baseline is undefined here: nothing to compare with.`,
      }
    }
    const unmet: string[] = []
    const met: string[] = []
    const test = (holds: boolean, words: string) => (holds ? met : unmet).push(words)
    if (bars.min !== undefined) {
      const [value, bar] = apart(got, bars.min, metric)
      test(reaches(got, bars.min), `${value}, bar ≥ ${bar}${short(got, bars.min, figure)}`)
    }
    if (bars.max !== undefined) {
      const [value, bar] = apart(got, bars.max, metric)
      test(reaches(-got, -bars.max), `${value}, bar ≤ ${bar}`)
    }
    const against = `against ${this.name()}`
    if (bars.min_lift !== undefined) {
      const wanted = this.gate.relative ? bars.min_lift * Math.abs(reference!) : bars.min_lift
      const [value, bar] = changesApart(lift!, wanted, metric)
      test(reaches(lift!, wanted), `${value} ${against}, bar ≥ ${bar}`)
    }
    if (bars.max_drop !== undefined) {
      const allowed = 0 - allowance(bars.max_drop, this.gate.relative, reference!)
      const [value, bar] = changesApart(lift!, allowed, metric)
      test(reaches(lift!, allowed), `${value} ${against}, allowed ${bar}`)
    }
    if (unmet.length > 0) return { outcome: 'fail', message: `Not met: ${unmet.join('; ')}. n = ${n}.` }
    return { outcome: 'pass', message: `Met: ${met.join('; ')}. n = ${n}.` }
  }

  /** Best − worst over the members that are large enough. */
  private gap(most: number, members: readonly GateResult[]): GateResult {
    const judged = members.filter(
      ({ n, candidate }) => n >= (this.gate.min_n ?? MIN_N_EXPANDED) && candidate !== null,
    )
    const base = {
      ...this.frame(this.gate.class ?? null, this.gate.slice ?? null),
      baseline: null,
      n: judged.reduce((sum, { n }) => sum + n, 0),
      reference: null,
      lift: null,
      interval: null,
    }
    const undefinedOnes = members.filter(
      ({ n, candidate }) => n >= (this.gate.min_n ?? MIN_N_EXPANDED) && candidate === null,
    )
    if (undefinedOnes.length > 0) {
      return {
        ...base,
        candidate: null,
        outcome: 'error',
        message: `${this.gate.metric} is undefined in ${undefinedOnes.length} of the compared parts: no gap.`,
      }
    }
    if (judged.length < 2) {
      return {
        ...base,
        candidate: null,
        outcome: 'error',
        message: `Fewer than two parts have ${this.gate.min_n ?? MIN_N_EXPANDED} examples: no gap to judge.`,
      }
    }
    const sorted = [...judged].sort((a, b) => this.signed(b.candidate! - a.candidate!))
    const [best, worst] = [sorted[0]!, sorted.at(-1)!]
    const gap = Math.abs(best.candidate! - worst.candidate!)
    const words = `gap ${shown(gap, this.gate.metric)} from ${part(best)} to ${part(worst)}, allowed ${shown(most, this.gate.metric)}`
    const holds = reaches(-gap, -most)
    return {
      ...base,
      candidate: gap,
      outcome: holds ? 'pass' : 'fail',
      message: `${holds ? 'Met' : 'Not met'}: ${words}.`,
    }
  }

  /** Stands for a gate of which no member could be judged. */
  private nothing(members: readonly GateResult[]): GateResult {
    const message = `None of its ${members.length} parts has ${this.gate.min_n ?? MIN_N_EXPANDED} examples: the gate judges nothing.`
    return {
      ...this.frame(this.gate.class ?? null, this.gate.slice ?? null),
      baseline: null,
      n: 0,
      candidate: null,
      reference: null,
      lift: null,
      interval: null,
      outcome: 'error',
      message,
    }
  }

  private frame(cls: string | null, slice: SliceOf) {
    const { id, metric, level, why, at, bars } = this.gate
    return {
      id: this.idOf(id, cls, slice),
      metric,
      class: cls,
      slice: asSlice(slice),
      bars: plain(bars),
      level: level as Level,
      why: why ?? null,
      line: at.line,
    }
  }

  /** The gate's id with `*` filled in; an id of the user's own gets its member appended. */
  private idOf(id: string, cls: string | null, slice: SliceOf): string {
    const { gate } = this
    const other = this.against > 1 && gate.baseline !== undefined ? gate.baseline : null
    const own = gateId(gate.metric, gate.class ?? null, gate.slice ?? null, other)
    if (id === own) return gateId(gate.metric, cls, slice, other)
    const expanded = cls !== (gate.class ?? null) || slice?.value !== gate.slice?.value
    return expanded
      ? gateId(id, gate.class === '*' ? cls : null, gate.slice?.value === '*' ? slice : null, null)
      : id
  }

  private hasBaseline(): boolean {
    return this.spec.baselines.length > 0
  }

  private name(): string {
    return this.comparison.answers[this.against]!.name
  }

  private signed(lift: number): number {
    return this.better === 'lower' ? 0 - lift : lift
  }
}

/** How far the candidate may fall. Relative bars multiply, never divide. */
function allowance(drop: NonNullable<Bars['max_drop']>, relative: boolean, reference: number): number {
  if (typeof drop === 'number') return relative ? drop * Math.abs(reference) : drop
  return Math.max(drop.abs ?? 0, (drop.rel ?? 0) * Math.abs(reference))
}

/** How many examples a share is short of its bar. */
function short(got: number, bar: number, figure: Figure): string {
  if (typeof figure !== 'object' || figure.of === 0 || reaches(got, bar)) return ''
  const missing = Math.ceil(bar * figure.of - 1e-9 * figure.of) - figure.hits
  return `, ${missing} ${missing === 1 ? 'example' : 'examples'} short`
}

function part({ class: cls, slice }: GateResult): string {
  const [pair] = Object.entries(slice ?? {})
  return [cls === null ? [] : [quote(cls)], pair ? [`${pair[0]} = ${quote(pair[1])}`] : []].flat().join(', ')
}

/** Bars as flat numbers for the report. */
function plain({ max_drop: drop, ...bars }: Bars): Record<string, number> {
  if (drop === undefined) return { ...bars }
  if (typeof drop === 'number') return { ...bars, max_drop: drop }
  return {
    ...bars,
    ...(drop.abs !== undefined && { 'max_drop.abs': drop.abs }),
    ...(drop.rel !== undefined && { 'max_drop.rel': drop.rel }),
  }
}
