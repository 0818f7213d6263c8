/** Fields that an earlier step recorded in a system's rows, beside the answers of any task. */
import { Vectors } from '../../intern'
import type { Metric } from '../../metrics/metric'
import type { Agreement, Column } from '../../metrics/recorded'
import type { RecordedSpec } from '../../spec/spec'
import type { AnyScorer, Counted, Outcome, Setting, Tell } from '../task'
import { type Columns, type Held, statistics, WORDS } from './statistics'
import { packed, type RecordedKind, recordedValue, valueAt, WIDTH } from './value'

interface Sum extends Columns {
  readonly inner: unknown
}

/** The scorer with the statistics of the recorded fields beside its own scores. */
export function withRecorded(scorer: AnyScorer, setting: Setting): AnyScorer {
  const { recorded: specs, lenient } = setting
  if (specs.length === 0) return scorer
  const width = specs.length * WIDTH
  const own = (outcome: Outcome): Outcome => (outcome as Float64Array).subarray(width)
  const { confusions, nearness, recount, rightClasses, tables } = scorer
  const seen = new Seen(specs)
  const inside = new Map<Metric<unknown>['reads'], Metric<unknown>['reads']>()
  for (const { reads } of scorer.metrics)
    inside.set(reads, outcome => {
      const inner = own(outcome)
      return [...new Array<number>(width).fill(0), ...Array.from(reads ? reads(inner) : inner)]
    })
  return {
    ...scorer,
    // what these say depends on the rows read
    get headline() {
      return scorer.headline
    },
    get creditNeeds() {
      return scorer.creditNeeds
    },
    metrics: [
      ...scorer.metrics.map(metric => ofInner(metric, inside)),
      ...specs.flatMap((spec, at) =>
        statistics(spec, at, setting.stats, scorer.k ?? [], onlyOf([at, against(specs, spec)], width)),
      ),
    ],
    record: (row, tell) =>
      specs.flatMap((spec, at) => packed(seen.add(at, recordedValue(row, spec, lenient, tell)))),
    outcome: (reference, answer, recorded = new Array<number>(width).fill(0)) => [
      ...recorded,
      ...Array.from(scorer.outcome(reference, answer, recorded)),
    ],
    credit: outcome => scorer.credit(own(outcome)),
    verdicts: specs.map(({ name, better }, at) => ({
      name,
      good(outcome) {
        if (seen.kind(at) !== 'boolean') return undefined
        // no verdict counts against the system
        const { kind, first } = valueAt(outcome, at)
        return kind === 'boolean' && (first === 1) === (better === 'higher')
      },
    })),
    classes: outcome => scorer.classes(own(outcome)),
    ...(nearness && { nearness: outcome => nearness(own(outcome)) }),
    ...(rightClasses && { rightClasses: outcome => rightClasses(own(outcome)) }),
    show: (outcome, reference, answer) => scorer.show(own(outcome), reference, answer),
    sum: counted => sum(counted, scorer, specs, seen),
    ...(recount && {
      // of metrics of the task itself: those of the fields read nothing else
      recount(outcomes) {
        if (outcomes.every(outcome => outcome.length <= width)) return undefined
        const inner = recount(outcomes.map(own))
        return inner && ((counts): Sum => ({ inner: inner(counts), columns: [], agreements: [] }))
      },
    }),
    review(system, all: Sum, tell) {
      scorer.review(system, all.inner, tell)
      seen.review(system, all.columns, tell)
    },
    ...(confusions && { confusions: ({ inner }: Sum) => confusions(inner) }),
    ...(tables && { tables: ({ inner }: Sum) => tables(inner) }),
  }
}

/** What the outcome has of these fields, and nothing else. */
function onlyOf(fields: readonly number[], width: number): Metric<unknown>['reads'] {
  return outcome =>
    Array.from({ length: width }, (_, i) => (fields.includes(Math.floor(i / WIDTH)) ? outcome[i]! : 0))
}

function against(specs: readonly RecordedSpec[], spec: RecordedSpec): number {
  return specs.findIndex(({ name }) => name === spec.against)
}

function ofInner(
  metric: Metric<unknown>,
  inside: ReadonlyMap<Metric<unknown>['reads'], Metric<unknown>['reads']>,
): Metric<Sum> {
  const { whole, each, applies, rangeOf, rows, gaps } = metric
  return {
    ...metric,
    reads: inside.get(metric.reads),
    ...(whole && { whole: ({ inner }: Sum) => whole(inner) }),
    ...(each && { each: ({ inner }: Sum) => each(inner) }),
    ...(applies && { applies: ({ inner }: Sum) => applies(inner) }),
    ...(rows && { rows: ({ inner }: Sum) => rows(inner) }),
    ...(gaps && { gaps: ({ inner }: Sum) => gaps(inner) }),
    ...(rangeOf && { rangeOf: ({ inner }: Sum) => rangeOf(inner) }),
  } as Metric<Sum>
}

/** Which kinds of values the fields hold, in any row of any system. */
class Seen {
  private readonly kinds: readonly Set<Held>[]
  /** of the system that was reviewed first */
  private readonly first: (Held | undefined)[] = []

  constructor(private readonly specs: readonly RecordedSpec[]) {
    this.kinds = specs.map(() => new Set())
  }

  add<Value extends { readonly kind: RecordedKind }>(at: number, value: Value): Value {
    if (value.kind !== 'none') this.kinds[at]!.add(value.kind)
    return value
  }

  /** The kind of field `at` where it is one: rows without a value are rows of that kind all the same. */
  kind(at: number): RecordedKind {
    const [only, ...others] = this.kinds[at]!
    return only === undefined || others.length > 0 ? 'none' : only
  }

  /** A column of two kinds is no statistic, and none compares two systems across kinds. */
  review(system: string, columns: readonly Column[], tell: Tell): void {
    for (const [at, { name }] of this.specs.entries()) {
      const { kind, n, absent } = columns[at]!
      if (n > 0 && absent === n) tell('recorded.none', { name, system })
      else if (kind === 'mixed') tell('recorded.mixed', { name, system })
      else if (kind !== 'none') {
        const first = this.first[at] ?? kind
        this.first[at] = first
        if (kind !== first) tell('recorded.differ', { name, system, got: WORDS[kind], wanted: WORDS[first] })
      }
    }
    this.reviewAgreement(columns, tell)
  }

  private reviewAgreement(columns: readonly Column[], tell: Tell): void {
    const sides = this.specs.flatMap(({ against }, at) =>
      against === undefined ? [] : [at, this.specs.findIndex(({ name }) => name === against)],
    )
    for (const at of new Set(sides)) {
      const { kind } = columns[at]!
      if (kind === 'number' || kind === 'samples')
        tell('recorded.against', { name: this.specs[at]!.name, got: WORDS[kind] })
    }
  }
}

function sum(counted: Counted, scorer: AnyScorer, specs: readonly RecordedSpec[], seen: Seen): Sum {
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
  let inner: { readonly sum: unknown } | undefined
  return {
    // not every sum is asked for it, and where only the fields are looked at there is none
    get inner() {
      inner ??= { sum: scorer.sum(tailCounts.map((count, i) => [tails.get(i), count])) }
      return inner.sum
    },
    columns: specs.map((spec, at) => column(rows, at, spec, seen.kind(at))),
    agreements: specs.map((spec, at) => {
      const other = against(specs, spec)
      return other < 0 ? undefined : agreement(rows, at, other)
    }),
  }
}

type Rows = readonly (readonly [head: Float64Array, count: number])[]

/** `kind` is that of the field where no row has a value. */
function column(rows: Rows, at: number, { better }: RecordedSpec, kind: RecordedKind): Column {
  const numbers = new Map<number, number>()
  const samples: Column['samples'][number][] = []
  const kinds = new Set<RecordedKind>()
  let [n, absent, yes] = [0, 0, 0]
  for (const [head, count] of rows) {
    const { kind, first, second } = valueAt(head, at)
    n += count
    if (kind === 'none') absent += count
    else kinds.add(kind)
    if (kind === 'boolean') yes += first * count
    if (kind === 'number') numbers.set(first, (numbers.get(first) ?? 0) + count)
    if (kind === 'samples') samples.push({ n: first, passed: second, count })
  }
  const [only] = kinds
  return {
    kind: kinds.size > 1 ? 'mixed' : (only ?? kind),
    n,
    absent,
    yes: better === 'lower' ? yes + absent : yes,
    numbers: Array.from(Float64Array.from(numbers.keys()).sort(), value => [value, numbers.get(value)!]),
    samples,
  }
}

function agreement(rows: Rows, here: number, there: number): Agreement {
  const found = { both: 0, neither: 0, onlyThis: 0, onlyThat: 0, absent: 0 }
  for (const [head, count] of rows) {
    const [one, other] = [valueAt(head, here), valueAt(head, there)]
    if (one.kind !== 'boolean' || other.kind !== 'boolean') found.absent += count
    else found[MEETING[one.first * 2 + other.first]!] += count
  }
  return found
}

const MEETING = ['neither', 'onlyThat', 'onlyThis', 'both'] as const
