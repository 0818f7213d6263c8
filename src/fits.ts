/** Whether a spec's gates fit: metrics their task, bars their metric, names the gold set. */
import { COMMON, type Comparison, type SliceOf } from './compare'
import { checkFloors, type Judging } from './fits/floors'
import { notFraction, type Range, within } from './fits/range'
import type { Metric } from './metrics/metric'
import { listed, nearest, type Place, type Problems, quote } from './problems'
import { TRAIN_GATE, TRAIN_METRIC } from './spec/gate-id'
import { leastOf } from './spec/least'
import type { Gate, Spec } from './spec/spec'
import type { AnyScorer } from './tasks/task'
import { byCodePoint } from './text/code-points'

/** What is checked before any row is read: metrics fit the task, bars fit their metric, comparisons have a baseline. */
export function checkGates(spec: Spec, scorer: AnyScorer, problems: Problems): void {
  const [first] = spec.gates
  if (first && spec.gates.every(({ level }) => level === 'advisory')) {
    problems.add('gate.none-blocking', { file: spec.file, line: first.at.line, column: first.at.column }, {})
  }
  checkRecordedNames(spec, scorer, problems)
  const known = new Map<string, Judging>([[TRAIN_GATE, TRAIN_METRIC]])
  for (const gate of spec.gates) {
    const place: Place = { file: spec.file, line: gate.at.line, column: gate.at.column }
    const metric = metricOf(gate, spec, scorer, place, problems)
    checkBars(gate, metric, place, problems)
    checkBaseline(gate, metric, spec, place, problems)
    checkSlice(gate, spec, place, problems)
    if (metric) known.set(gate.id, metric)
  }
  checkFloors(spec, known, problems)
}

/** What makes the intervals of these gates rougher than they look. */
export function reviewNoise(spec: Spec, comparison: Comparison, problems: Problems): void {
  const clusters = comparison.clusters(null)
  if (clusters !== undefined && clusters < FEW)
    problems.add(
      'cluster.few',
      { file: spec.file },
      { clusters: `${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}` },
    )
  const told = new Set<string>()
  for (const gate of spec.gates) {
    const place = { file: spec.file, line: gate.at.line, column: gate.at.column }
    for (const slice of slicesOf(gate, comparison)) {
      reviewAverage(gate, slice, comparison, told, place, problems)
      reviewSpans(gate, slice, spec, comparison, told, place, problems)
    }
  }
}

/** Those that the gate judges: with enough examples. */
function slicesOf({ slice, ...gate }: Gate, comparison: Comparison): SliceOf[] {
  if (!slice) return [null]
  const { values } = comparison.slices().find(({ name }) => name === slice.name) ?? { values: [] }
  const all = slice.value === '*' ? values : [slice.value]
  return all
    .map(value => ({ name: slice.name, value }))
    .filter(one => comparison.n(null, one) >= leastOf({ slice, ...gate }))
}

/** An average over classes is as rough as its smallest class. */
function reviewAverage(
  { metric }: Gate,
  slice: SliceOf,
  comparison: Comparison,
  told: Set<string>,
  place: Place,
  problems: Problems,
): void {
  const key = `${metric} ${slice?.name ?? ''}`
  if (!/_macro$|^balanced_accuracy$/u.test(metric) || told.has(key)) return
  const [least] = [...comparison.goldClasses(slice)].sort(([a, m], [b, n]) => m - n || byCodePoint(a, b))
  if (!least || least[1] >= FEW) return
  told.add(key)
  const of = slice ? `${metric} of ${slice.name} = ${quote(slice.value)}` : metric
  problems.add('gate.rough', place, { metric: of, class: quote(least[0]), count: least[1] })
}

/** Lifts of span F1 where little changed: of small sets their intervals can be too narrow. */
function reviewSpans(
  { metric, class: cls, bars, baseline }: Gate,
  slice: SliceOf,
  spec: Spec,
  comparison: Comparison,
  told: Set<string>,
  place: Place,
  problems: Problems,
): void {
  const key = `spans ${metric} ${slice?.name ?? ''}`
  const n = comparison.n(null, slice)
  const compares = COMPARING.some(bar => bars[bar] !== undefined)
  if (spec.task !== 'extraction' || !compares || cls === '*' || n > FEW_SPANS || told.has(key)) return
  if (!/^(?:f1|precision|recall)/u.test(metric) || comparison.answers.length < 2) return
  const b =
    1 +
    Math.max(
      0,
      spec.baselines.findIndex(({ name }) => name === baseline),
    )
  const { regressions, fixes } = comparison.paired(b, slice)
  const changed = regressions + fixes
  if (changed === 0 || changed > n / 5) return
  told.add(key)
  problems.add('gate.narrow', place, { metric, changed, n })
}

/** Clusters, or examples of a class. */
const FEW = 10
/** Examples of texts with spans. */
const FEW_SPANS = 180

/** A gate that names a metric must not mean a recorded field, nor the other way round. */
function checkRecordedNames(spec: Spec, scorer: AnyScorer, problems: Problems): void {
  const metrics = new Set([...COMMON, ...scorer.metrics].map(({ name }) => name))
  for (const { name, at } of spec.recorded) {
    if (!metrics.has(name)) continue
    const known = 'a name that no metric of the task has'
    problems.add(
      'spec.value',
      { file: spec.file, line: at.line, column: at.column },
      { key: quote('recorded'), got: quote(name), nearest: '', known },
    )
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
  const fitting = COMMON.filter(({ name }) => name !== 'losses' || !scorer.graded)
  if ((!common && !own) || (common && !fitting.includes(common))) {
    const usable = scorer.metrics.filter(({ needs, each }) => !needs || each).map(({ name }) => name)
    const known = [...usable, ...fitting.map(({ name }) => name)]
    const details = {
      metric: quote(gate.metric),
      task: spec.task,
      nearest: meant(gate.metric, scorer) ?? nearest(gate.metric, known),
      known: listed(known, 60),
    }
    problems.add('gate.metric', place, details)
    return undefined
  }
  const { creditNeeds } = scorer
  if (common && common.name !== 'coverage' && creditNeeds !== undefined)
    problems.add('gate.needs', place, { metric: gate.metric, needs: creditNeeds })
  if (own?.needs && !own.each) problems.add('gate.needs', place, { metric: gate.metric, needs: own.needs })
  else if (gate.class !== undefined && !own?.each) {
    problems.add('gate.class-unfit', place, { metric: gate.metric, known: listed(perClass) })
  } else if (gate.class === undefined && own?.needs) {
    const averages = scorer.metrics
      .filter(({ name, needs }) => name.startsWith(`${gate.metric}_`) && !needs)
      .map(({ name }) => name)
    if (averages.length === 0) problems.add('gate.needs', place, { metric: gate.metric, needs: own.needs })
    else
      problems.add('gate.average', place, {
        metric: gate.metric,
        task: spec.task,
        known: averages.join(', '),
      })
  }
  return common ?? { ...own!, paired: false }
}

/** A hint of the task's own, or that a number behind @ must be declared. */
function meant(metric: string, scorer: AnyScorer): string | undefined {
  const own = scorer.meant?.(metric)
  if (own !== undefined) return ` ${own}`
  const [, name, k] = /^(.*[@^])([1-9]\d*)$/u.exec(metric) ?? []
  const counted = name !== undefined && scorer.metrics.some(one => one.name.startsWith(name))
  return counted ? ` Is ${k} in options.k?` : undefined
}

function checkBars(gate: Gate, metric: Known | undefined, place: Place, problems: Problems): void {
  const { bars } = gate
  if (Object.keys(bars).length === 0) problems.add('gate.bar-none', place, {})
  if (bars.max_gap !== undefined && gate.class !== '*' && gate.slice?.value !== '*')
    problems.add('gate.gap', place, {})
  if (gate.relative && typeof bars.max_drop !== 'number' && bars.min_lift === undefined) {
    problems.add('gate.relative', place, {})
  }
  if (!metric) return
  checkRange(gate, metric.range, place, problems)
  checkSide(gate, metric, place, problems)
  for (const bar of [...COMPARING, 'max_gap'] as const) {
    if (bars[bar] === undefined) continue
    if (metric.paired) problems.add('gate.bar-paired', place, { metric: gate.metric, bar })
    else if (metric.better === 'none') problems.add('gate.bar-direction', place, { metric: gate.metric, bar })
  }
}

/** A bar that its metric cannot reach or cannot miss is a slip of the pen, such as 90 for 0.90. */
function checkRange(gate: Gate, range: Range, place: Place, problems: Problems): void {
  const { bars, metric } = gate
  const [low, high] = range
  const width = high - low
  const about = { metric, whole: range }
  const outside = (bar: string, got: number, from: number, to: number) =>
    within(bar, got, [from, to], about, place, problems)
  if (bars.min !== undefined) outside('min', bars.min, low, high)
  if (bars.max !== undefined) outside('max', bars.max, low, high)
  if (bars.min !== undefined) notFraction('min', bars.min, about, place, problems)
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
  checkVacuous(gate, width, place, problems)
}

/** A blocking gate that bounds a metric on its harmless side only is met best by the worst. */
function checkSide({ bars, level, metric }: Gate, { better }: Known, place: Place, problems: Problems): void {
  const [only, ...others] = Object.keys(bars)
  const harmless = { higher: 'max', lower: 'min', none: undefined }[better]
  if (others.length === 0 && only === harmless && only !== undefined && level === 'blocking')
    problems.add('gate.bar-side', place, { metric, bar: only, better: better === 'lower' ? 'less' : 'more' })
}

/** A bar that any value meets judges nothing, whatever it was meant to say. */
function checkVacuous(
  { bars, relative, metric }: Gate,
  width: number,
  place: Place,
  problems: Problems,
): void {
  const { max_drop: drop, max_gap: gap, min_lift: lift } = bars
  const all = relative ? 1 : width
  const tell = (bar: string, got: number) => problems.add('gate.bar-vacuous', place, { bar, got, metric })
  if (typeof drop === 'number' && drop === all) tell('max_drop', drop)
  if (typeof drop === 'object' && drop.abs === width) tell('max_drop.abs', drop.abs)
  if (typeof drop === 'object' && drop.rel === 1) tell('max_drop.rel', drop.rel)
  if (lift !== undefined && lift === -all) tell('min_lift', lift)
  if (gap === width) tell('max_gap', gap)
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
  let made: unknown[] | undefined
  const known = new Map<string, Judging>()
  const sums = () => (made ??= comparison.answers.map((_, s) => comparison.sum(s)))
  for (const gate of spec.gates) {
    const place: Place = { file: spec.file, line: gate.at.line, column: gate.at.column }
    const { class: cls, slice } = gate
    checkHeld(gate, known, comparison, sums, place, problems)
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
  checkFloors(spec, known, problems)
}

/** What a metric needs of the rows is there, in each system that it is asked of. */
function checkHeld(
  gate: Gate,
  known: Map<string, Judging>,
  comparison: Comparison,
  sums: () => readonly unknown[],
  place: Place,
  problems: Problems,
): void {
  const { metric } = gate
  const { metrics, creditNeeds, graded } = comparison.scorer
  const paired = COMMON.some(({ name, paired }) => name === metric && paired)
  // what regresses is the score that examples are graded by
  const judged = paired && graded ? graded.metric : metric
  const own = metrics.find(({ name }) => name === judged)
  const range = own?.rangeOf?.(sums()[0])
  if (range) {
    checkRange(gate, range, place, problems)
    known.set(gate.id, { better: own!.better, range })
  }
  if (own?.applies && sums().some(sum => own.applies!(sum) === false)) {
    const fitting = metrics.filter(
      one => (!one.needs || one.each) && sums().every(sum => one.applies?.(sum) !== false),
    )
    const known = listed(
      fitting.map(({ name }) => name),
      60,
    )
    problems.add('gate.inapplicable', place, { metric, wants: own.wants ?? 'other values', known })
  }
  if (creditNeeds !== undefined && metric !== 'coverage' && COMMON.some(({ name }) => name === metric))
    problems.add('gate.needs', place, { metric, needs: creditNeeds })
}

/** Bars that compare with a baseline. */
export const COMPARING = ['min_lift', 'max_drop'] as const
