import type { FieldCounts } from '../report/report'
import { exactSum } from './exact-sum'
import type { Metric } from './metric'

/** What the fields of many examples come to. A leaf is a scalar or an empty container at its path. */
export interface FieldSum {
  readonly n: number
  readonly fields: readonly FieldCounts[]
  /** of all fields */
  readonly total: Omit<FieldCounts, 'field'>
  /** share of an example's gold leaves that are right, and how often it occurs */
  readonly shares: readonly (readonly [share: number, count: number])[]
}

type Counts = Omit<FieldCounts, 'field'>

/** Leaves that are right of those that the reference has. A missing answer has none right. */
export function fieldRecall({ right, missing, wrong }: Counts): number | undefined {
  return ratio(right, right + missing + wrong)
}

/** Leaves that are right of those that the answers have. */
export function fieldPrecision({ right, extra, wrong }: Counts): number | undefined {
  return ratio(right, right + extra + wrong)
}

/** Harmonic mean of both: 2 right / (gold leaves + answered leaves). */
export function fieldF1({ right, missing, extra, wrong }: Counts): number | undefined {
  return ratio(2 * right, 2 * right + missing + extra + 2 * wrong)
}

/**
 * Micro over the leaves of all examples, 0 where they are 0/0; by field, undefined there. Leaves of one example are
 * not independent, so none has an interval. `inOrder` is false where leaves are matched without their places, which
 * leaves no field of an example to hold against its own.
 */
export function fieldMetrics<Sum extends FieldSum>(how: string, inOrder: boolean): Metric<Sum>[] {
  const family = { better: 'higher', range: [0, 1], how } as const
  const micro = (name: string, of: (counts: Counts) => number | undefined): Metric<Sum> => ({
    ...family,
    name,
    whole: ({ total }) => of(total) ?? 0,
    ...(inOrder && { each: ({ fields }) => new Map(fields.map(counts => [counts.field, of(counts)])) }),
  })
  return [
    micro('field_precision', fieldPrecision),
    micro('field_recall', fieldRecall),
    micro('field_f1', fieldF1),
    {
      ...family,
      name: 'field_accuracy',
      mean: true,
      needs: inOrder ? undefined : 'options.array_order: strict',
      whole: ({ n, shares }) => ratio(exactSum(shares.map(([share, count]) => share * count)), n),
    },
  ]
}

function ratio(above: number, below: number): number | undefined {
  return below === 0 ? undefined : above / below
}
