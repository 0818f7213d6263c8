import { type Counts, classMetric } from './averages'
import type { HasClasses } from './class-counts'
import { fbeta } from './fbeta'
import { type Figure, type Metric, value } from './metric'
import { precision } from './precision'
import { recall } from './recall'

/** A sum of spans: by type, and all together, which is not the sum of the types where a match crosses types. */
export interface HasSpans extends HasClasses {
  readonly all: Counts
}

export interface SpanMetricOptions {
  readonly how: string
  /** what the spec must declare before any of them can be computed */
  readonly needs: string | undefined
  /** the same, of the averages over types */
  readonly averagesNeed: string | undefined
  /** whether spans of one type are counted by themselves */
  readonly byType: boolean
}

/**
 * Precision, recall and F1 of spans: of all spans (micro), of each type, and averaged over the types. 0/0 is 0.
 * seqeval @ cd01b52, precision_score, recall_score, f1_score (zero_division=0). Spans of one example are not independent,
 * so there is no interval.
 */
export function spanMetrics<Sum extends HasSpans>(options: SpanMetricOptions): Metric<Sum>[] {
  return [
    ...family<Sum>('precision', counts => value(precision(counts, 0)), options),
    ...family<Sum>('recall', counts => value(recall(counts, 0)), options),
    ...family<Sum>('f1', counts => fbeta(counts, 1, 0), options),
  ]
}

function family<Sum extends HasSpans>(
  name: string,
  of: (counts: Counts) => Figure,
  { how, needs, averagesNeed, byType }: SpanMetricOptions,
): Metric<Sum>[] {
  const [plain, ...averages] = classMetric<Sum>(name, of, ['macro', 'weighted'], { zero_division: 0, how })
  const { each, ...rest } = plain!
  return [
    { ...rest, ...(byType && each && { each }), whole: ({ all }) => of(all), needs },
    ...averages.map(average => ({ ...average, needs: needs ?? averagesNeed })),
  ]
}
