/** Fields that an earlier step recorded in a system's rows, beside the answers of any task. */
import { Vectors } from '../intern'
import type { Figure, Metric } from '../metrics/metric'
import { passAllOfK, passAtK } from '../metrics/pass-at-k'
import {
  type Agreement,
  agreementKappa,
  agreementRate,
  type Column,
  mean,
  quantile,
  sum as sumOf,
  trueNegativeRate,
  truePositiveRate,
} from '../metrics/recorded'
import { kind as kindOf, quote } from '../problems'
import { fieldText, get } from '../spec/field'
import type { RecordedSpec } from '../spec/spec'
import { near, stepped } from '../values'
import type { AnyScorer, Counted, Outcome, Recorded, Setting, Tell } from './task'

/** Each field stands in an outcome as three numbers: what it is, and two of its own. */
const WIDTH = 3
/** nothing · true or false: 1 or 0 · a number · a list of true and false: how many, and how many true */
const [NONE, BOOLEAN, NUMBER, SAMPLES] = [0, 1, 2, 3]
const KINDS = ['none', 'boolean', 'number', 'samples'] as const
const WORDS = { boolean: 'true or false', number: 'numbers', samples: 'lists of true and false' } as const

interface Sum {
  readonly inner: unknown
  readonly columns: readonly Column[]
  /** by field, where it is held against another */
  readonly agreements: readonly (Agreement | undefined)[]
}

/** The scorer with the statistics of the recorded fields beside its own scores. */
export function withRecorded(scorer: AnyScorer, setting: Setting): AnyScorer {
  const { recorded: specs } = setting
  if (specs.length === 0) return scorer
  const width = specs.length * WIDTH
  const own = (outcome: Outcome) => (outcome as Float64Array).subarray(width)
  const { confusions, rightClasses, tables } = scorer
  return {
    ...scorer,
    get creditNeeds() {
      return scorer.creditNeeds
    },
    metrics: [
      ...scorer.metrics.map(metric => ofInner(metric)),
      ...specs.flatMap((spec, at) => statistics(spec, at, setting.stats, scorer.k ?? [])),
    ],
    record: (row, tell) => specs.flatMap(spec => recordedValue(row, spec, setting.lenient, tell)),
    outcome: (reference, answer, recorded = new Array<number>(width).fill(NONE)) => [
      ...recorded,
      ...Array.from(scorer.outcome(reference, answer, recorded)),
    ],
    credit: outcome => scorer.credit(own(outcome)),
    classes: outcome => scorer.classes(own(outcome)),
    ...(rightClasses && { rightClasses: outcome => rightClasses(own(outcome)) }),
    show: (outcome, reference, answer) => scorer.show(own(outcome), reference, answer),
    sum: counted => sum(counted, scorer, specs),
    review(system, all: Sum, tell) {
      scorer.review(system, all.inner, tell)
      reviewKinds(system, specs, all.columns, tell)
    },
    ...(confusions && { confusions: ({ inner }: Sum) => confusions(inner) }),
    ...(tables && { tables: ({ inner }: Sum) => tables(inner) }),
  }
}

/** The credit of a recorded field of true and false; undefined for anything else. */
export function recordedCredit(recorded: Recorded, at: number, { better }: RecordedSpec): number | undefined {
  const [kind, value] = recorded.slice(at * WIDTH)
  if (kind === NONE) return 0
  return kind === BOOLEAN ? Number((value === 1) === (better === 'higher')) : undefined
}

function ofInner(metric: Metric<unknown>): Metric<Sum> {
  const { whole, each, applies } = metric
  return {
    ...metric,
    ...(whole && { whole: ({ inner }: Sum) => whole(inner) }),
    ...(each && { each: ({ inner }: Sum) => each(inner) }),
    ...(applies && { applies: ({ inner }: Sum) => applies(inner) }),
  } as Metric<Sum>
}

/** What `row` has in the field, as three numbers; NONE, and told, where it has nothing that can be counted. */
function recordedValue(
  row: unknown,
  { name, field, as, reduce, at_least: least }: RecordedSpec,
  lenient: Setting['lenient'],
  tell: Tell,
): number[] {
  const nothing = [NONE, 0, 0]
  const raw = get(row, field)
  if (raw === undefined) {
    tell('recorded.absent', { name, field: quote(fieldText(field)), nearest: near(row, field) }, lenient)
    return nothing
  }
  const wrong = (got: string, wanted: string) => {
    tell('recorded.type', { name, got, wanted })
    return nothing
  }
  const result = stepped(raw, as)
  if ('unreadable' in result) return wrong(`unreadable (${result.unreadable})`, 'what its steps can read')
  let { value } = result
  if (value === null) {
    tell('recorded.null', { name })
    return nothing
  }
  if (Array.isArray(value) && (reduce !== undefined || least !== undefined)) {
    const numbers = value.map(item => (typeof item === 'boolean' ? Number(item) : item))
    if (reduce === undefined) return wrong('a list', 'one number, or declare reduce')
    if (numbers.length === 0 || !numbers.every(isNumber)) return wrong('another list', 'a list of numbers')
    value = REDUCE[reduce](numbers)
  }
  if (least !== undefined) {
    if (!isNumber(value)) return wrong(kindOf(value), 'a number for at_least')
    value = value >= least
  }
  if (typeof value === 'boolean') return [BOOLEAN, Number(value), 0]
  if (isNumber(value)) return [NUMBER, value, 0]
  if (!Array.isArray(value)) return wrong(kindOf(value), 'true, false, a number, or a list of them')
  if (!value.every(item => typeof item === 'boolean'))
    return wrong('a list of other things', 'a list of true and false, or of numbers with reduce')
  return [SAMPLES, value.length, value.filter(passed => passed).length]
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

const REDUCE: Readonly<Record<NonNullable<RecordedSpec['reduce']>, (list: readonly number[]) => number>> = {
  mean: list => list.reduce((a, b) => a + b, 0) / list.length,
  max: list => list.reduce((a, b) => Math.max(a, b)),
  min: list => list.reduce((a, b) => Math.min(a, b)),
}

/** A column of two kinds cannot be one statistic, and no statistic compares two systems across kinds. */
function reviewKinds(
  system: string,
  specs: readonly RecordedSpec[],
  columns: readonly Column[],
  tell: Tell,
): void {
  for (const [at, column] of columns.entries()) {
    const { name } = specs[at]!
    if (column.kind === 'none' && column.n > 0) tell('recorded.none', { name, system })
    else if (column.kind === 'mixed') tell('recorded.mixed', { name, system })
  }
}

function sum(counted: Counted, scorer: AnyScorer, specs: readonly RecordedSpec[]): Sum {
  const width = specs.length * WIDTH
  const heads = new Vectors()
  const tails = new Vectors()
  const headCounts: number[] = []
  const tailCounts: number[] = []
  for (const [outcome, count] of counted) {
    const vector = outcome as Float64Array
    const [head, tail] = [heads.add(vector.subarray(0, width)), tails.add(vector.subarray(width))]
    headCounts[head] = (headCounts[head] ?? 0) + count
    tailCounts[tail] = (tailCounts[tail] ?? 0) + count
  }
  const rows = headCounts.map((count, i) => [heads.get(i), count] as const)
  return {
    inner: scorer.sum(tailCounts.map((count, i) => [tails.get(i), count])),
    columns: specs.map((spec, at) => column(rows, at, spec)),
    agreements: specs.map(({ against }, at) => {
      const other = specs.findIndex(({ name }) => name === against)
      return other < 0 ? undefined : agreement(rows, at, other)
    }),
  }
}

type Rows = readonly (readonly [head: Float64Array, count: number])[]

function column(rows: Rows, at: number, { better }: RecordedSpec): Column {
  const numbers = new Map<number, number>()
  const samples: Column['samples'][number][] = []
  const kinds = new Set<number>()
  let [n, absent, yes] = [0, 0, 0]
  for (const [head, count] of rows) {
    const [kind, a, b] = head.subarray(at * WIDTH) as unknown as [number, number, number]
    n += count
    if (kind === NONE) absent += count
    else kinds.add(kind)
    if (kind === BOOLEAN) yes += a * count
    if (kind === NUMBER) numbers.set(a, (numbers.get(a) ?? 0) + count)
    if (kind === SAMPLES) samples.push({ n: a, passed: b, count })
  }
  const [only] = kinds
  return {
    kind: kinds.size > 1 ? 'mixed' : KINDS[only ?? NONE]!,
    n,
    absent,
    yes: better === 'lower' ? yes + absent : yes,
    numbers: [...numbers].sort(([x], [y]) => x - y),
    samples,
  }
}

function agreement(rows: Rows, here: number, there: number): Agreement {
  const found = { both: 0, neither: 0, onlyThis: 0, onlyThat: 0, absent: 0 }
  for (const [head, count] of rows) {
    const [kind, one] = [head[here * WIDTH], head[here * WIDTH + 1]]
    const [otherKind, other] = [head[there * WIDTH], head[there * WIDTH + 1]]
    if (kind !== BOOLEAN || otherKind !== BOOLEAN) found.absent += count
    else
      found[one === 1 ? (other === 1 ? 'both' : 'onlyThis') : other === 1 ? 'onlyThat' : 'neither'] += count
  }
  return found
}

/** The statistics of one field, those that gates ask for among them; which of them apply depends on what it holds. */
function statistics(
  spec: RecordedSpec,
  at: number,
  stats: Setting['stats'],
  given: readonly number[],
): Metric<Sum>[] {
  const { name, better, against } = spec
  const anything: Metric<Sum>['range'] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const metric = (
    stat: string,
    kinds: readonly (keyof typeof WORDS)[],
    range: Metric<Sum>['range'],
    of: (column: Column, sum: Sum) => Figure,
  ): Metric<Sum> => ({
    name: `${name}.${stat}`,
    better,
    range,
    whole: sum => of(sum.columns[at]!, sum),
    applies: ({ columns }) => kinds.some(kind => kind === columns[at]!.kind),
    wants: `${kinds.map(kind => WORDS[kind]).join(' or ')} in ${name}`,
    how: signature(spec),
  })
  const asked = [...(stats.get(name) ?? [])]
  const numbered = (pattern: RegExp) => asked.flatMap(stat => pattern.exec(stat)?.slice(1).map(Number) ?? [])
  const percents = new Set([50, 95, ...numbered(/^p([1-9]\d?)$/u)])
  const ks = new Set([...given, ...numbered(/^pass[@^]([1-9]\d{0,5})$/u)])
  const agreed = (of: (agreement: Agreement) => Figure) => (_: Column, sum: Sum) => of(sum.agreements[at]!)
  return [
    metric('mean', ['boolean', 'number'], anything, column => mean(column)),
    metric('sum', ['boolean', 'number'], anything, column => sumOf(column)),
    metric('pass_rate', ['boolean'], [0, 1], column => mean(column)),
    ...Array.from(percents, percent =>
      metric(`p${percent}`, ['number'], anything, column => quantile(column, percent)),
    ),
    ...Array.from(ks).flatMap(k => [
      metric(`pass@${k}`, ['samples'], [0, 1], ({ samples, absent }) =>
        absent > 0 ? undefined : passAtK(samples, k),
      ),
      metric(`pass^${k}`, ['samples'], [0, 1], ({ samples, absent }) =>
        absent > 0 ? undefined : passAllOfK(samples, k),
      ),
    ]),
    ...(against === undefined
      ? []
      : [
          metric('accuracy', ['boolean'], [0, 1], agreed(agreementRate)),
          metric('cohen_kappa', ['boolean'], [-1, 1], agreed(agreementKappa)),
          metric('true_positive_rate', ['boolean'], [0, 1], agreed(truePositiveRate)),
          metric('true_negative_rate', ['boolean'], [0, 1], agreed(trueNegativeRate)),
        ].map((one): Metric<Sum> => ({ ...one, better: 'higher' }))),
  ]
}

/** `field:judge.human|reduce:max|at_least:0.5` */
function signature({ field, reduce, at_least: least, against }: RecordedSpec): string {
  const parts = { field: fieldText(field), reduce, at_least: least, against }
  return Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}:${value}`)
    .join('|')
}
