import { type Agreement, balancedAccuracy, cohenKappa, mcc } from '../metrics/agreement'
import { averagePrecision, averagePrecisionMean } from '../metrics/average-precision'
import { classMetric } from '../metrics/averages'
import { brier, brierMulticlass } from '../metrics/brier'
import type { ClassCounts } from '../metrics/class-counts'
import { calibration, ece } from '../metrics/ece'
import { f1, fbeta } from '../metrics/fbeta'
import { logLoss } from '../metrics/log-loss'
import type { Figure, Metric } from '../metrics/metric'
import { precision } from '../metrics/precision'
import type { Probabilities } from '../metrics/probabilities'
import { recall } from '../metrics/recall'
import { rocAuc, rocAucOvo, rocAucOvr } from '../metrics/roc-auc'
import { specificity } from '../metrics/specificity'
import { topKAccuracy } from '../metrics/top-k-accuracy'
import { listed, quote } from '../problems'
import type { Confusion } from '../report/report'
import { scalarText } from '../values'
import { ProbabilityReader } from './classification/probability-reader'
import { LABEL_OPTIONS, Labels } from './labels'
import type { Counted, Outcome, Scorer, Setting, Task } from './task'

/** One label an example. */
export const classification: Task = {
  name: 'classification',
  right: 'the labels are equal',
  fields: { reference: 'required', prediction: 'required', probabilities: true },
  options: {
    ...LABEL_OPTIONS,
    positive: {
      description: 'The label that precision, recall, f1, roc_auc … mean when no class is named.',
      type: 'string',
    },
    beta: {
      description: 'Weight of recall in fbeta; 2 weighs it twice as much as precision.',
      type: 'number',
      exclusiveMinimum: 0,
    },
    k: {
      description: 'For each k a top_{k}_accuracy.',
      type: 'array',
      items: { type: 'integer', minimum: 1 },
      minItems: 1,
      uniqueItems: true,
    },
    bins: {
      description: 'Bins of the expected calibration error.',
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      default: 15,
    },
  },
  scorer,
}

interface Options {
  readonly labels?: readonly string[]
  readonly zero_division: number
  readonly positive?: string
  readonly beta?: number
  readonly k?: readonly number[]
  readonly bins: number
}

interface Answer {
  readonly label: number
  readonly probabilities: readonly number[] | undefined
}

interface Sum {
  readonly n: number
  readonly right: number
  /** examples by reference and answered label, −1 for no answer */
  readonly pairs: readonly Pair[]
  readonly classes: ClassCounts
  readonly probabilities: Probabilities
  /** over the label list, where other labels count as no answer */
  readonly listed: () => Agreement
  /** over all labels that occur */
  readonly occurring: () => Agreement
}

type Pair = readonly [expected: number, answered: number, count: number]

/** No readable answer, or no probabilities. */
const NONE = -1
/** More labels than this make no table that anyone reads. */
const CONFUSION_LIMIT = 500

/** An outcome is [reference, answered label or −1, …probabilities as their reader gives them, or −1]. */
function scorer({ options, probabilities }: Setting): Scorer<number, Answer, Sum> {
  const given = options as unknown as Options
  const labels = new Labels(given.labels)
  const reader = new ProbabilityReader()
  return {
    metrics: metrics(given, probabilities),
    headline: { whole: 'accuracy', each: 'f1' },
    wanted: {
      reference: 'a label (text, number, true or false)',
      prediction: 'a label (text, number, true or false)',
    },
    reference(value, tell) {
      const label = scalarText(value)
      return label === undefined ? undefined : labels.reference(label, tell)
    },
    reader() {
      const read = reader.system()
      return (prediction, raw, tell) => {
        const label = scalarText(prediction)
        if (label === undefined) return undefined
        return { label: labels.answer(label), probabilities: raw === undefined ? undefined : read(raw, tell) }
      }
    },
    outcome: (reference, answer) => [reference, answer?.label ?? NONE, ...(answer?.probabilities ?? [NONE])],
    credit: outcome => (outcome[0] === outcome[1] ? 1 : 0),
    classes: outcome => [labels.name(outcome[0]!)],
    show: outcome => ({
      expected: labels.name(outcome[0]!),
      answered: outcome[1] === NONE ? null : labels.name(outcome[1]!),
    }),
    sum: counted => sum(counted, labels, reader),
    recount: outcomes => recount(outcomes, labels, reader),
    reviewGold: tell => labels.mustKnow('options.positive', given.positive, tell),
    review(system, { pairs, probabilities: { classes, counts } }, tell) {
      const without = labels
        .sorted(pairs.map(([expected]) => expected))
        .filter(label => !classes.includes(label))
      if (counts.length > 0 && without.length > 0) {
        tell('probabilities.labels', { system, labels: listed(without.map(quote), 10) })
      }
      const answered = new Map<number, number>()
      for (const [, label, count] of pairs) {
        if (label !== NONE) answered.set(label, (answered.get(label) ?? 0) + count)
      }
      labels.review(system, answered, tell)
    },
    confusions: ({ pairs, classes }) =>
      pairs.flatMap(([e, a, count]) =>
        e === a || a === NONE || classes.labels.length > CONFUSION_LIMIT
          ? []
          : [{ expected: labels.name(e), answered: labels.name(a), count }],
      ),
    tables: sum => {
      const table = confusion(sum, labels)
      const { counts, absent } = sum.probabilities
      const binned = counts.length > 0 && absent === 0
      return {
        ...(table && { confusion: table }),
        ...(binned && { calibration: calibration(sum.probabilities, given.bins) }),
      }
    },
  }
}

function metrics(options: Options, declared: boolean): Metric<Sum>[] {
  const { zero_division: zero, positive, beta, k = [], bins, labels } = options
  const how = `labels:${labels ? labels.join(',') : 'auto'}|zero_division:${zero}`
  const averages = ['macro', 'micro', 'weighted'] as const
  const family = { zero_division: zero, positive, how }
  const withBeta = {
    ...family,
    how: `beta:${beta}|${how}`,
    needs: beta === undefined ? 'options.beta' : undefined,
  }
  const probabilities = declared ? undefined : 'candidate.probabilities'
  const ofPositive = probabilities ?? (positive === undefined ? 'options.positive, or a class' : undefined)
  const eachClass =
    (of: (table: Probabilities, c: number) => Figure) =>
    ({ probabilities }: Sum) =>
      new Map(probabilities.classes.map((label, c) => [label, of(probabilities, c)] as const))
  const wholePositive =
    (of: (table: Probabilities, c: number) => Figure) =>
    ({ probabilities }: Sum) => {
      const c = probabilities.classes.indexOf(positive!)
      return c < 0 ? undefined : of(probabilities, c)
    }
  const all: Metric<Sum>[] = [
    whole('accuracy', [0, 1], ({ right, n }) => ({ hits: right, of: n })),
    whole('balanced_accuracy', [0, 1], balancedAccuracy),
    ...classMetric<Sum>('precision', counts => precision(counts, zero), averages, family),
    ...classMetric<Sum>('recall', counts => recall(counts, zero), averages, family),
    ...classMetric<Sum>('f1', counts => f1(counts, zero), averages, family),
    ...classMetric<Sum>('fbeta', counts => fbeta(counts, beta ?? 1, zero), averages, withBeta),
    ...classMetric<Sum>('specificity', counts => specificity(counts, zero), [], family),
    whole('mcc', [-1, 1], ({ occurring }) => mcc(occurring())),
    whole('cohen_kappa', [-1, 1], ({ listed }) => cohenKappa(listed(), 'none')),
    whole('cohen_kappa_linear', [-1, 1], ({ listed }) => cohenKappa(listed(), 'linear')),
    whole('cohen_kappa_quadratic', [-1, 1], ({ listed }) => cohenKappa(listed(), 'quadratic')),
    ...k.map(k =>
      whole(`top_${k}_accuracy`, [0, 1], sum => topKAccuracy(sum.probabilities, k), probabilities),
    ),
    loss('log_loss', [0, 37], sum => logLoss(sum.probabilities), probabilities),
    loss('brier', [0, 1], sum => brier(sum.probabilities, positive!), ofPositive),
    loss('brier_multiclass', [0, 2], sum => brierMulticlass(sum.probabilities), probabilities),
    {
      ...whole('roc_auc', [0, 1], wholePositive(rocAuc), ofPositive),
      ...(declared && { each: eachClass(rocAuc) }),
    },
    whole('roc_auc_ovr_macro', [0, 1], sum => rocAucOvr(sum.probabilities, 'macro'), probabilities),
    whole('roc_auc_ovr_weighted', [0, 1], sum => rocAucOvr(sum.probabilities, 'weighted'), probabilities),
    whole('roc_auc_ovo_macro', [0, 1], sum => rocAucOvo(sum.probabilities, 'macro'), probabilities),
    whole('roc_auc_ovo_weighted', [0, 1], sum => rocAucOvo(sum.probabilities, 'weighted'), probabilities),
    {
      ...whole('average_precision', [0, 1], wholePositive(averagePrecision), ofPositive),
      ...(declared && { each: eachClass(averagePrecision) }),
    },
    whole(
      'average_precision_macro',
      [0, 1],
      sum => averagePrecisionMean(sum.probabilities, 'macro'),
      probabilities,
    ),
    whole(
      'average_precision_weighted',
      [0, 1],
      sum => averagePrecisionMean(sum.probabilities, 'weighted'),
      probabilities,
    ),
    { ...loss('ece', [0, 1], sum => ece(sum.probabilities, bins), probabilities), how: `bins:${bins}` },
  ]
  return all.map(metric => ({ ...metric, ...traits(metric) }))
}

function whole(
  name: string,
  range: Metric<Sum>['range'],
  of: (sum: Sum) => Figure,
  needs?: string,
): Metric<Sum> {
  return { name, better: 'higher', range, whole: of, needs }
}

/** Reference and answer: all that is read where there are no probabilities to look at. */
function answers(outcome: Outcome): Outcome {
  return [outcome[0]!, outcome[1]!, NONE]
}

/** What is known of a metric by what it reads. */
function traits({ name }: Metric<Sum>): Partial<Metric<Sum>> {
  // each of them goes through the examples several times, for each class or for each two
  if (name.startsWith('roc_auc_ovo')) return { cost: 40 }
  if (/^(?:roc_auc|average_precision)/u.test(name)) return { cost: 4 }
  if (name.startsWith('brier')) return { mean: true }
  // its range is where probabilities are clipped
  if (name === 'log_loss') return { mean: true, noise: 'unbounded' }
  if (name === 'ece') return { cost: 1 }
  return name.startsWith('top_') ? {} : { reads: answers }
}

function loss(
  name: string,
  range: Metric<Sum>['range'],
  of: (sum: Sum) => Figure,
  needs?: string,
): Metric<Sum> {
  return { ...whole(name, range, of, needs), better: 'lower' }
}

function sum(counted: Counted, labels: Labels, reader: ProbabilityReader): Sum {
  const table = reader.table()
  const counts: number[] = []
  const all: Outcome[] = []
  for (const [outcome, count] of counted) {
    table.push(labels.name(outcome[0]!), outcome, 2, count)
    counts.push(count)
    all.push(outcome)
  }
  return summing(all, labels)(counts, table)
}

/** The sum of the same outcomes with other counts, of which what they hold is looked at once. */
function recount(outcomes: readonly Outcome[], labels: Labels, reader: ProbabilityReader) {
  const table = reader.table()
  for (const outcome of outcomes) table.push(labels.name(outcome[0]!), outcome, 2, 1)
  const add = summing(outcomes, labels)
  return (counts: readonly number[]): Sum => add(counts, table.recounted(counts))
}

/** Adds outcomes up with any counts. Which label stands where is looked up once, as long as all occur. */
function summing(outcomes: readonly Outcome[], labels: Labels) {
  const cells = new Map<number, number>()
  const met: (readonly [expected: number, answered: number])[] = []
  const cellOf = outcomes.map(outcome => {
    const [expected, answered] = [outcome[0]!, outcome[1]!]
    const key = expected * 67_108_864 + answered + 1
    const cell = cells.get(key) ?? met.length
    if (cell === met.length) {
      cells.set(key, cell)
      met.push([expected, answered])
    }
    return cell
  })
  const listing = (list: readonly string[]): Listing => ({ labels: list, at: positions(labels.codes(list)) })
  const occurringIn = (pairs: readonly (readonly [number, number, number?])[]) =>
    listing(labels.sorted(pairs.flatMap(([e, a]) => (a === NONE ? [e] : [e, a]))))
  const declared = labels.declared && listing(labels.declared)
  const all = once(() => occurringIn(met))
  return (counts: readonly number[], probabilities: Probabilities): Sum => {
    const totals = new Float64Array(met.length)
    for (let i = 0; i < cellOf.length; i++) totals[cellOf[i]!]! += counts[i]!
    const pairs: Pair[] = []
    let [n, right] = [0, 0]
    for (let cell = 0; cell < totals.length; cell++) {
      const count = totals[cell]!
      if (count === 0) continue
      const [expected, answered] = met[cell]!
      pairs.push([expected, answered, count])
      n += count
      if (expected === answered) right += count
    }
    const known = pairs.length === met.length ? all() : occurringIn(pairs)
    const list = declared ?? known
    const listed = once(() => agreement(pairs, n, right, list))
    return {
      n,
      right,
      pairs,
      probabilities,
      classes: classCounts(pairs, n, list),
      listed,
      occurring: list === known ? listed : once(() => agreement(pairs, n, right, known)),
    }
  }
}

/** Labels in order, and by number where each stands. */
interface Listing {
  readonly labels: readonly string[]
  readonly at: ReadonlyMap<number, number>
}

/** Several metrics ask for it, and some sums are asked by none. */
function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

function classCounts(pairs: readonly Pair[], n: number, { labels, at }: Listing): ClassCounts {
  const [right, answered, expected] = [labels.map(() => 0), labels.map(() => 0), labels.map(() => 0)]
  for (const [e, a, count] of pairs) {
    const [of, as] = [at.get(e), at.get(a)]
    if (of !== undefined) expected[of]! += count
    if (as !== undefined) answered[as]! += count
    if (of !== undefined && of === as) right[of]! += count
  }
  return { labels, right, answered, expected, n }
}

function agreement(pairs: readonly Pair[], n: number, right: number, { labels, at }: Listing): Agreement {
  const classes = labels.length
  const expected = new Array<number>(classes + 1).fill(0)
  const answered = new Array<number>(classes + 1).fill(0)
  const cells = pairs.map(([e, a, count]) => [at.get(e) ?? classes, at.get(a) ?? classes, count] as const)
  for (const [of, as, count] of cells) {
    expected[of]! += count
    answered[as]! += count
  }
  return { n, right, classes, expected, answered, cells }
}

function confusion({ pairs, classes: { labels: list } }: Sum, labels: Labels): Confusion | undefined {
  if (list.length > CONFUSION_LIMIT) return undefined
  const at = positions(labels.codes(list))
  const matrix = list.map(() => list.map(() => 0))
  const [missing, unknown] = [list.map(() => 0), list.map(() => 0)]
  for (const [e, a, count] of pairs) {
    const [of, as] = [at.get(e)!, at.get(a)]
    if (a === NONE) missing[of]! += count
    else if (as === undefined) unknown[of]! += count
    else matrix[of]![as]! += count
  }
  return {
    labels: list,
    matrix,
    ...(missing.some(count => count > 0) && { missing }),
    ...(unknown.some(count => count > 0) && { unknown }),
  }
}

function positions(codes: readonly number[]): Map<number, number> {
  return new Map(codes.map((code, i) => [code, i]))
}
