import { exp, ln } from './elementary'
import { exactSum } from './exact-sum'

/**
 * One query's ranking held against its judged documents: all that its scores read. Definitions of trec_eval 10.0
 * unless another is named; a query without a relevant document has 0 in each.
 */
export interface Judged {
  /** gain and relevance of the ranked documents, the first one first; an unjudged document has neither */
  readonly ranked: readonly Worth[]
  /** gains of all judged documents, the greatest first */
  readonly ideal: readonly number[]
  /** how many judged documents are relevant */
  readonly relevant: number
}

export interface Worth {
  readonly gain: number
  readonly relevant: boolean
}

export const UNJUDGED: Worth = { gain: 0, relevant: false }

/** How much a document is worth by its grade; nothing where it is none or negative. */
export const GAINS = {
  /** trec_eval */
  linear: (grade: number) => Math.max(0, grade),
  /** Burges et al. 2005, "Learning to Rank using Gradient Descent"; ranx ndcg_burges */
  exponential: (grade: number) => (grade > 0 ? powerOfTwo(grade) - 1 : 0),
} as const satisfies Record<string, (grade: number) => number>

/** Discounted gain of the first k over that of the best order of all judged documents: ndcg, ndcg_cut_k. */
export function ndcg({ ranked, ideal }: Judged, k = Number.POSITIVE_INFINITY): number {
  const best = discounted(ideal, k)
  const gains = ranked.map(({ gain }) => gain)
  // a ranking in the best order has the same sum, so 1 is exact
  return best === 0 ? 0 : Math.min(1, discounted(gains, k) / best)
}

/** 1 over the rank of the first relevant document, 0 without one among the first k: recip_rank; ranx mrr@k. */
export function reciprocalRank({ ranked }: Judged, k = Number.POSITIVE_INFINITY): number {
  const first = ranked.findIndex(({ relevant }) => relevant)
  return first < 0 || first >= k ? 0 : 1 / (first + 1)
}

/** Sum of the precisions at the relevant documents among the first k, over all relevant ones: map, map_cut_k. */
export function averagePrecisionOf({ ranked, relevant: all }: Judged, k = Number.POSITIVE_INFINITY): number {
  const precisions: number[] = []
  for (const [i, { relevant }] of ranked.entries()) {
    if (i >= k) break
    if (relevant) precisions.push((precisions.length + 1) / (i + 1))
  }
  return all === 0 ? 0 : exactSum(precisions) / all
}

/** Share of relevant documents among the first k, over k also where fewer were ranked: P_k. */
export function precisionAt({ ranked }: Judged, k: number): number {
  return found(ranked, k) / k
}

/** Share of all relevant documents that is among the first k: recall_k. */
export function recallAt({ ranked, relevant }: Judged, k: number): number {
  return relevant === 0 ? 0 : found(ranked, k) / relevant
}

/** 1 when a relevant document is among the first k, the hit rate: success_k. */
export function successAt({ ranked }: Judged, k: number): number {
  return found(ranked, k) > 0 ? 1 : 0
}

function found(ranked: readonly Worth[], k: number): number {
  return ranked.slice(0, k).filter(({ relevant }) => relevant).length
}

/** Gains divided by log2(rank + 1), ranks from 1. */
function discounted(gains: readonly number[], k: number): number {
  const terms: number[] = []
  for (const [i, gain] of gains.entries()) {
    if (i >= k) break
    if (gain !== 0) terms.push(gain / (ln(i + 2) / ln(2)))
  }
  return exactSum(terms)
}

/** Of a number above 0: by doubling as far as it is whole, which is exact. */
function powerOfTwo(exponent: number): number {
  const whole = Math.min(Math.floor(exponent), 1024)
  let power = exp((exponent - whole) * Math.LN2)
  for (let i = 0; i < whole; i++) power *= 2
  return power
}
