/** What is computed of summaries, by name. */
import type { Figure, Metric } from './metric'
import { fmeasure, type Overlap, precision, ROUGE, recall } from './rouge'
import { COLUMNS, mean, overlapOf, type Row, rate, type Summaries, total } from './summaries'

/** Against references; `declared` says whether there are any. */
export function rougeMetrics(declared: boolean, stemmer: boolean): Metric<Summaries>[] {
  const parts: readonly [suffix: string, of: (overlap: Overlap) => number][] = [
    ['', fmeasure],
    ['_precision', precision],
    ['_recall', recall],
  ]
  const needs = declared ? undefined : 'gold.reference'
  const how = `rouge-score:0.1.2|stemmer:${stemmer ? 'nltk' : 'none'}|references:best f|agg:mean`
  const applicable = {
    applies: ({ references }: Summaries) => references,
    wants: 'references with letters a to z or digits',
  }
  return [
    ...ROUGE.flatMap((type, at) =>
      parts.map(([suffix, of]): Metric<Summaries> => {
        const n = type === 'rouge2' ? 2 : 1
        return {
          name: type + suffix,
          better: 'higher',
          range: [0, 1],
          whole: sum => mean(sum, row => of(overlapOf(row, at, n))),
          mean: true,
          ...applicable,
          needs,
          how: type === 'rougeLsum' ? `${how}|split:newline` : how,
        }
      }),
    ),
    {
      ...report('length_ratio', sum =>
        mean(sum, row => {
          const reference = row[COLUMNS.referenceTokens]!
          return reference > 0 ? Math.max(row[COLUMNS.tokens]!, 0) / reference : undefined
        }),
      ),
      ...applicable,
      needs,
    },
  ]
}

/** Against source texts; `declared` says whether there are any. */
export function sourceMetrics(declared: boolean): Metric<Summaries>[] {
  const perToken = (column: keyof typeof COLUMNS) => (row: Row) =>
    row[COLUMNS.tokens]! > 0 ? row[COLUMNS[column]]! / row[COLUMNS.tokens]! : 0
  const perNgram = (column: keyof typeof COLUMNS, n: number) => (row: Row) => {
    const of = row[COLUMNS.tokens]! - n + 1
    return of > 0 ? row[COLUMNS[column]]! / of : undefined
  }
  const ofTokens = (metric: Metric<Summaries>): Metric<Summaries> => ({
    ...metric,
    applies: ({ sources }) => sources,
    wants: 'sources with letters a to z or digits',
  })
  const newsroom = 'newsroom:545391b|tokens:rouge|agg:mean'
  const facts = (name: string, column: 'numbers' | 'names', known: (sum: Summaries) => boolean) => [
    {
      ...novel(name, [0, Number.POSITIVE_INFINITY], sum => (known(sum) ? total(sum, column) : undefined)),
      blank: 'a summary is absent, or nothing is in upper case',
      total: true as const,
    },
    novel(`${name}_rate`, [0, 1], sum => (known(sum) ? rate(sum, column) : undefined)),
  ]
  const share: Metric<Summaries>['range'] = [0, 1]
  return [
    ofTokens(report('fragment_coverage', sum => mean(sum, perToken('copied')), share, newsroom)),
    ofTokens(report('fragment_density', sum => mean(sum, perToken('squares')), undefined, newsroom)),
    ofTokens(report('compression', sum => mean(sum, perToken('sourceTokens')), undefined, newsroom)),
    ofTokens(report('novel_bigram_share', sum => mean(sum, perNgram('bigrams', 2)), share)),
    ofTokens(report('novel_trigram_share', sum => mean(sum, perNgram('trigrams', 3)), share)),
    ...facts('novel_numbers', 'numbers', () => true),
    ...facts('novel_entities', 'names', ({ cased }) => cased),
  ].map(metric => ({ ...metric, needs: declared ? undefined : 'gold.source' }))
}

/**
 * The metrics of these gates that silence helps: how many summaries have nothing that they could count, so that nothing
 * is made up there, a ratio is 0, a share leaves them out. Only a ratio with no bar but min has them against it.
 */
export function silenced(
  { n, written, wordless }: Summaries,
  gated: ReadonlyMap<string, ReadonlySet<string>>,
): { metric: string; count: number }[] {
  return [...gated].flatMap(([metric, bars]) => {
    const of = SILENCE[metric]
    const safe = of === undefined || (of === 'ratio' && [...bars].every(bar => bar === 'min'))
    const count = safe ? 0 : of === 'facts' ? wordless : n - written
    return count > 0 ? [{ metric, count }] : []
  })
}

/** What a summary without words, or tokens, does to a metric. */
const SILENCE: Readonly<Record<string, 'ratio' | 'share' | 'facts'>> = {
  length_ratio: 'ratio',
  fragment_coverage: 'ratio',
  fragment_density: 'ratio',
  compression: 'ratio',
  novel_bigram_share: 'share',
  novel_trigram_share: 'share',
  novel_numbers: 'facts',
  novel_numbers_rate: 'facts',
  novel_entities: 'facts',
  novel_entities_rate: 'facts',
}

/** A measure without a better or worse. */
function report(
  name: string,
  whole: (sum: Summaries) => Figure,
  range: Metric<Summaries>['range'] = [0, Number.POSITIVE_INFINITY],
  how = 'tokens:rouge|agg:mean',
): Metric<Summaries> {
  return { name, better: 'none', range, whole, mean: true, how }
}

function novel(
  name: string,
  range: Metric<Summaries>['range'],
  whole: (sum: Summaries) => Figure,
): Metric<Summaries> {
  return { name, better: 'lower', range, whole, how: 'against:source|version:1' }
}
