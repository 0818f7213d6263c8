import { exactSum } from '../metrics/exact-sum'
import type { Metric } from '../metrics/metric'
import {
  averagePrecisionOf,
  GAINS,
  type Judged,
  ndcg,
  precisionAt,
  recallAt,
  reciprocalRank,
  successAt,
  UNJUDGED,
} from '../metrics/ranking'
import { tolerance } from './graded'
import {
  type Answer,
  judgedDocuments,
  RELEVANT,
  type Reference,
  rankedDocuments,
  showRanking,
} from './ranking/ranked-documents'
import type { Counted, Scorer, Setting, Task } from './task'

/** Documents in the order of their scores, held against the grades that the gold set gives them. */
export const ranking: Task = {
  name: 'ranking',
  right: 'its ndcg does not fall by more than options.tolerance',
  fields: { reference: 'required', prediction: 'required' },
  options: {
    k: {
      description: 'For each k ndcg@k, mrr@k, map@k, precision@k, recall@k and success@k.',
      type: 'array',
      items: { type: 'integer', minimum: 1 },
      minItems: 1,
      uniqueItems: true,
      default: [1, 3, 5, 10],
    },
    gain: {
      description:
        'What a document of a grade is worth to ndcg: linear: the grade. exponential: 2^grade − 1.',
      enum: ['linear', 'exponential'],
      default: 'linear',
    },
    tolerance: tolerance('ndcg'),
  },
  scorer,
}

interface Options {
  readonly k?: readonly number[]
  readonly gain?: keyof typeof GAINS
  readonly tolerance?: number
}

interface Sum {
  readonly n: number
  /** rankings that have a document, and those of them that have a judged one */
  readonly ranked: number
  readonly known: number
  /** for each measure the sum over the queries */
  readonly totals: readonly number[]
}

/** An outcome is [1 where a document is ranked, 1 where a judged one is, …the query's value of each measure]. */
const MEASURES_AT = 2

function scorer({ options, lenient }: Setting): Scorer<Reference, Answer, Sum> {
  const { k = [1, 3, 5, 10], gain = 'linear', tolerance: most = 0.05 } = options as Options
  const measures = measuresOf(k)
  let [queries, judged] = [0, 0]
  return {
    metrics: measures.map((measure, at) => metricOf(measure, at, gain)),
    headline: { whole: 'ndcg' },
    wanted: {
      reference: 'an object of document: grade, with a number for each',
      prediction: 'a list of {"doc": …, "score": …}',
    },
    reference(value) {
      const reference = judgedDocuments(value, GAINS[gain])
      if (reference) queries++
      if (reference && reference.relevant > 0) judged++
      return reference
    },
    reader: () => (prediction, _, tell) => rankedDocuments(prediction, tell, lenient),
    outcome(reference, answer) {
      const { worth, ideal, relevant } = reference
      const ranked = (answer ?? []).map(doc => worth.get(doc) ?? UNJUDGED)
      const known = answer?.some(doc => worth.has(doc)) ?? false
      return [
        ranked.length > 0 ? 1 : 0,
        known ? 1 : 0,
        ...measures.map(({ of }) => of({ ranked, ideal, relevant })),
      ]
    },
    credit: outcome => outcome[MEASURES_AT]!,
    graded: { metric: 'ndcg', tolerance: most },
    silent: answer => answer.length === 0,
    classes: () => [],
    showsAnswers: true,
    show: (_, reference, answer) => showRanking(reference, answer),
    sum: counted => sum(counted, measures.length),
    reviewGold(tell) {
      if (queries > 0 && judged === 0) tell('ranking.irrelevant', {})
      else if (judged < queries) tell('ranking.no-relevant', { count: queries - judged })
    },
    review(system, { ranked, known }, tell) {
      // as with labels of which none is known: ids of another kind would make every other system look good
      if (ranked >= 5 && known === 0) tell('ranking.unknown', { system, ranked })
    },
  }
}

interface Measure {
  readonly name: string
  of(judged: Judged): number
  /** 0 or 1 of each query, so that the mean is a share of them */
  readonly share?: true
}

/** The measure that is the credit stands first. */
function measuresOf(ks: readonly number[]): Measure[] {
  return [
    { name: 'ndcg', of: ndcg },
    { name: 'mrr', of: reciprocalRank },
    { name: 'map', of: averagePrecisionOf },
    ...ks.flatMap((k): Measure[] => [
      { name: `ndcg@${k}`, of: judged => ndcg(judged, k) },
      { name: `mrr@${k}`, of: judged => reciprocalRank(judged, k) },
      { name: `map@${k}`, of: judged => averagePrecisionOf(judged, k) },
      { name: `precision@${k}`, of: judged => precisionAt(judged, k) },
      { name: `recall@${k}`, of: judged => recallAt(judged, k) },
      { name: `success@${k}`, of: judged => successAt(judged, k), share: true },
    ]),
  ]
}

/** Mean over all queries of the gold set; of `share` a proportion of them. */
function metricOf({ name, share }: Measure, at: number, gain: string): Metric<Sum> {
  return {
    name,
    better: 'higher',
    range: [0, 1],
    mean: true,
    whole({ n, totals }) {
      if (share) return { hits: totals[at]!, of: n }
      return n === 0 ? undefined : totals[at]! / n
    },
    how: `${name.startsWith('ndcg') ? `gain:${gain}|` : ''}ties:doc-descending|relevant:${RELEVANT}|reference:trec_eval 10.0`,
  }
}

function sum(counted: Counted, measures: number): Sum {
  const columns: number[][] = Array.from({ length: measures }, () => [])
  let [n, ranked, known] = [0, 0, 0]
  for (const [outcome, count] of counted) {
    n += count
    ranked += outcome[0]! * count
    known += outcome[1]! * count
    for (const [at, column] of columns.entries()) column.push(outcome[MEASURES_AT + at]! * count)
  }
  return { n, ranked, known, totals: columns.map(column => exactSum(column)) }
}
