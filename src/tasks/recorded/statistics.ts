import type { Figure, Metric } from '../../metrics/metric'
import { passAllOfK, passAtK } from '../../metrics/pass-at-k'
import {
  type Agreement,
  agreementKappa,
  agreementRate,
  type Column,
  mean,
  quantile,
  sum,
  trueNegativeRate,
  truePositiveRate,
} from '../../metrics/recorded'
import { fieldText } from '../../spec/field'
import type { RecordedSpec } from '../../spec/spec'
import type { Setting } from '../task'

/** The recorded fields of some rows. */
export interface Columns {
  readonly columns: readonly Column[]
  /** by field, where it is held against another */
  readonly agreements: readonly (Agreement | undefined)[]
}

/** Kinds of values that have statistics. */
export const WORDS = {
  boolean: 'true or false',
  number: 'numbers',
  samples: 'lists of true and false',
} as const
export type Held = keyof typeof WORDS

/** The statistics of one field, those that gates ask for among them; which of them apply depends on what it holds. */
export function statistics(
  spec: RecordedSpec,
  at: number,
  stats: Setting['stats'],
  given: readonly number[],
  reads: Metric<Columns>['reads'],
): Metric<Columns>[] {
  const asked = [...(stats.get(spec.name) ?? [])]
  const numbered = (pattern: RegExp) => asked.flatMap(stat => pattern.exec(stat)?.slice(1).map(Number) ?? [])
  const percents = new Set([50, 95, ...numbered(/^p([1-9]\d?)$/u)])
  const ks = new Set([1, ...given, ...numbered(/^pass[@^]([1-9]\d{0,5})$/u)])
  const all = [
    ...SUMMARIES,
    ...Array.from(percents, percentile),
    ...Array.from(ks).flatMap(passes),
    ...(spec.against === undefined ? [] : AGREEMENTS),
  ]
  return all.map(({ stat, kinds, range, ofBooleans, of, better = spec.better, how, mean, blank }) => ({
    name: `${spec.name}.${stat}`,
    better,
    range,
    rangeOf: ({ columns }) => (columns[at]!.kind === 'boolean' ? ofBooleans : undefined),
    whole: ({ columns, agreements }) => of(columns[at]!, agreements[at]!),
    applies: ({ columns }) => kinds.some(kind => kind === columns[at]!.kind),
    wants: `${kinds.map(kind => WORDS[kind]).join(' or ')} in ${spec.name}`,
    mean,
    ...(stat === 'sum' && { totals: `${spec.name}.mean` }),
    reads,
    gaps: ({ columns }) => columns[at]!.absent,
    blank: blank?.(spec) ?? `a row of ${spec.name} is null`,
    how: signature(spec, how),
  }))
}

/** One statistic of a field: what it reads, and of which kinds of values. */
interface Statistic {
  readonly stat: string
  readonly kinds: readonly Held[]
  readonly range: Metric<Columns>['range']
  /** range of true and false, where it is narrower */
  readonly ofBooleans?: Metric<Columns>['range']
  of(column: Column, agreement: Agreement): Figure
  /** agreement with people is better where it is more, whatever is agreed on */
  readonly better?: 'higher'
  readonly how?: string
  readonly mean?: true
  /** why it has no value, where that is not only a row that is null */
  readonly blank?: (spec: RecordedSpec) => string
}

const ANY = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const
const SHARE = [0, 1] as const

const SUMMARIES: readonly Statistic[] = [
  {
    ...{ stat: 'mean', kinds: ['boolean', 'number'], range: ANY, ofBooleans: SHARE, of: mean, mean: true },
    blank: tooLarge,
  },
  { stat: 'sum', kinds: ['boolean', 'number'], range: ANY, of: sum, blank: tooLarge },
  { stat: 'pass_rate', kinds: ['boolean'], range: SHARE, of: mean },
]

const AGREEMENTS: readonly Statistic[] = (
  [
    ['accuracy', SHARE, agreementRate],
    ['cohen_kappa', [-1, 1], agreementKappa],
    ['true_positive_rate', SHARE, truePositiveRate],
    ['true_negative_rate', SHARE, trueNegativeRate],
  ] as const
).map(([stat, range, of]) => ({
  stat,
  kinds: ['boolean'],
  range,
  of: (_, agreement) => of(agreement),
  better: 'higher',
  blank: ({ name, against }) => `a row of ${name} or ${against} is null, or ${against} is the same in all`,
}))

function percentile(percent: number): Statistic {
  const of = (column: Column) => quantile(column, percent)
  return { stat: `p${percent}`, kinds: ['number'], range: ANY, of, how: 'nearest-rank' }
}

function passes(k: number): Statistic[] {
  const estimate = { kinds: ['samples'], range: SHARE, how: 'unbiased', mean: true, blank: tooFew } as const
  const unless = (of: typeof passAtK) => (column: Column) =>
    column.absent > 0 ? undefined : of(column.samples, k)
  return [
    { ...estimate, stat: `pass@${k}`, of: unless(passAtK) },
    { ...estimate, stat: `pass^${k}`, of: unless(passAllOfK) },
  ]
}

function tooLarge({ name }: RecordedSpec): string {
  return `a row of ${name} is null, or its numbers are too large to be added`
}

function tooFew({ name }: RecordedSpec): string {
  return `a row of ${name} is null, or has too few samples`
}

/** `field:judge.human|reduce:max|at_least:0.5` */
function signature(
  { field, reduce, at_least: least, against }: RecordedSpec,
  how: string | undefined,
): string {
  const parts = { field: fieldText(field), reduce, at_least: least, against, estimate: how }
  return Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}:${value}`)
    .join('|')
}
