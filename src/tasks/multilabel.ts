import { classMetric } from '../metrics/averages'
import type { ClassCounts } from '../metrics/class-counts'
import { exactSum } from '../metrics/exact-sum'
import { f1, fbeta } from '../metrics/fbeta'
import { jaccard } from '../metrics/jaccard'
import { type Metric, type Proportion, value } from '../metrics/metric'
import { precision } from '../metrics/precision'
import { recall } from '../metrics/recall'
import { scalarText } from '../values'
import { LABEL_OPTIONS, Labels } from './labels'
import type { Counted, Outcome, Scorer, Setting, Task, Tell } from './task'

/** Any number of labels an example; order and repetition do not matter. */
export const multilabel: Task = {
  name: 'multilabel',
  right: 'the sets of labels are equal',
  fields: { reference: 'required', prediction: 'required' },
  options: LABEL_OPTIONS,
  scorer,
}

interface Options {
  readonly labels?: readonly string[]
  readonly zero_division: number
}

/** Label numbers, ascending, each once. */
type LabelSet = readonly number[]

interface Sum {
  readonly classes: ClassCounts
  /** examples whose sets are equal */
  readonly equal: number
  /** cells of the examples × labels table in which reference and answer differ */
  readonly wrongCells: number
  /** how often each label number is answered */
  readonly answered: ReadonlyMap<number, number>
  /** how often the same numbers of common, answered and expected labels occur in one example */
  readonly examples: readonly Example[]
}

interface Example {
  readonly common: number
  readonly answered: number
  readonly expected: number
  /** no readable answer: 0 in every average over examples, also where nothing was expected */
  readonly absent: boolean
  readonly count: number
}

/** Stands for the number of answered labels where there is no answer. */
const NONE = -1

/** An outcome is [how many labels expected, …those, how many answered or −1, …those]. */
function scorer({ options }: Setting): Scorer<LabelSet, LabelSet, Sum> {
  const given = options as unknown as Options
  const labels = new Labels(given.labels)
  return {
    metrics: metrics(given),
    headline: { whole: 'subset_accuracy', each: 'f1' },
    wanted: { reference: 'a list of labels', prediction: 'a list of labels' },
    reference: (raw, tell) => labelSet(raw, label => labels.reference(label, tell)),
    reader: () => raw => labelSet(raw, label => labels.answer(label)),
    outcome: (reference, answer) => [
      reference.length,
      ...reference,
      answer?.length ?? NONE,
      ...(answer ?? []),
    ],
    credit: outcome => {
      const [expected, answered] = sets(outcome)
      const equal = expected.length === answered?.length && expected.every((l, i) => l === answered[i])
      return equal ? 1 : 0
    },
    classes: outcome => sets(outcome)[0].map(code => labels.name(code)),
    show(outcome) {
      const [expected, answered] = sets(outcome)
      return {
        expected: labels.sorted(expected).join(', '),
        answered: answered ? labels.sorted(answered).join(', ') : null,
      }
    },
    sum: counted => sum(counted, labels),
    reviewGold: () => {},
    review: (system, { answered }, tell: Tell) => labels.review(system, answered, tell),
  }
}

function labelSet(raw: unknown, number: (label: string) => number | undefined): LabelSet | undefined {
  if (!Array.isArray(raw)) return undefined
  const codes = new Set<number>()
  for (const item of raw) {
    const label = scalarText(item)
    const code = label === undefined ? undefined : number(label)
    if (code === undefined) return undefined
    codes.add(code)
  }
  return [...codes].sort((a, b) => a - b)
}

function sets(outcome: Outcome): [expected: LabelSet, answered: LabelSet | undefined] {
  const all = Array.from(outcome)
  const expected = all.slice(1, 1 + all[0]!)
  const count = all[1 + all[0]!]!
  return [expected, count === NONE ? undefined : all.slice(2 + all[0]!)]
}

function metrics({ zero_division: zero, labels }: Options): Metric<Sum>[] {
  const how = `labels:${labels ? labels.join(',') : 'auto'}|zero_division:${zero}`
  const family = { zero_division: zero, how }
  const averages = ['macro', 'micro', 'weighted'] as const
  const [jaccardPlain, ...jaccardAverages] = classMetric<Sum>('jaccard', c => jaccard(c, 0), averages, {
    ...family,
    zero_division: 0,
  })
  return [
    share('subset_accuracy', ({ equal, classes: { n } }) => ({ hits: equal, of: n })),
    {
      // cells of one example are not independent: a share without an interval
      name: 'hamming_loss',
      better: 'lower',
      range: [0, 1],
      whole: ({ wrongCells, classes: { n, labels } }) => value({ hits: wrongCells, of: n * labels.length }),
    },
    ...classMetric<Sum>('precision', c => precision(c, zero), averages, family).map(adapted),
    ...classMetric<Sum>('recall', c => recall(c, zero), averages, family).map(adapted),
    ...classMetric<Sum>('f1', c => f1(c, zero), averages, family).map(adapted),
    samples('precision', c => precision(c, zero)),
    samples('recall', c => recall(c, zero)),
    samples('f1', c => fbeta(c, 1, zero)),
    { ...jaccardPlain!, needs: 'a class' },
    ...jaccardAverages.map(adapted),
    samples('jaccard', c => jaccard(c, 0)),
  ]
}

/** There is no positive label where an example has several, and labels of one example are not independent. */
function adapted(metric: Metric<Sum>): Metric<Sum> {
  if (metric.each) return { ...metric, needs: 'a class' }
  return { ...metric, whole: sum => value(metric.whole!(sum)) }
}

function share(name: string, whole: (sum: Sum) => Proportion): Metric<Sum> {
  return { name, better: 'higher', range: [0, 1], whole }
}

/** Mean over examples of a metric computed within each. scikit-learn 1.2.1, average='samples'. */
function samples(name: string, of: (counts: Counts) => ReturnType<typeof precision> | number): Metric<Sum> {
  return {
    name: `${name}_samples`,
    better: 'higher',
    range: [0, 1],
    mean: true,
    whole: ({ examples, classes: { n } }) =>
      n === 0
        ? undefined
        : exactSum(
            examples.map(({ common, answered, expected, absent, count }) =>
              absent ? 0 : count * value(of({ right: common, answered, expected, n: 1 }))!,
            ),
          ) / n,
  }
}

type Counts = Parameters<Parameters<typeof classMetric>[1]>[0]

function sum(counted: Counted, labels: Labels): Sum {
  const rows = Array.from(counted, ([outcome, count]) => ({ sets: sets(outcome), count }))
  const list = labels.declared ?? labels.sorted(rows.flatMap(({ sets: [e, a] }) => [...e, ...(a ?? [])]))
  const at = new Map(labels.codes(list).map((code, i) => [code, i]))
  const [right, answered, expected] = [list.map(() => 0), list.map(() => 0), list.map(() => 0)]
  const every = new Map<number, number>()
  const examples: Example[] = []
  let [n, equal, wrongCells] = [0, 0, 0]
  for (const {
    sets: [e, a],
    count,
  } of rows) {
    n += count
    for (const code of a ?? []) every.set(code, (every.get(code) ?? 0) + count)
    const wanted = new Set(e)
    const given = new Set(a?.filter(code => at.has(code)))
    const common = [...given].filter(code => wanted.has(code))
    for (const code of wanted) expected[at.get(code)!]! += count
    for (const code of given) answered[at.get(code)!]! += count
    for (const code of common) right[at.get(code)!]! += count
    // no answer is wrong in every cell
    wrongCells += count * (a ? wanted.size + given.size - 2 * common.length : list.length)
    if (a && a.length === e.length && common.length === e.length) equal += count
    examples.push({
      common: common.length,
      answered: given.size,
      expected: wanted.size,
      absent: a === undefined,
      count,
    })
  }
  return {
    classes: { labels: list, right, answered, expected, n },
    equal,
    wrongCells,
    answered: every,
    examples,
  }
}
