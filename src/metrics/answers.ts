import { exactSum } from './exact-sum'
import type { Figure } from './metric'

/** How right the answers to some questions are. */
export interface Answered {
  /** how many questions */
  readonly n: number
  /** answers that are a reference once both are normalised */
  readonly exact: number
  /** token F1 of each distinct outcome, times how often it occurs */
  readonly f1: readonly number[]
}

/** SQuAD's scripts: exact_match of v1.1, exact, HasAns_exact and NoAns_exact of v2.0. */
export function exactMatch(...all: readonly Answered[]): Figure {
  return { hits: total(all.map(({ exact }) => exact)), of: total(all.map(({ n }) => n)) }
}

/** The mean over questions. SQuAD's scripts: f1 of v1.1 and v2.0, HasAns_f1, NoAns_f1. */
export function meanF1(...all: readonly Answered[]): Figure {
  const n = total(all.map(answered => answered.n))
  return n === 0 ? undefined : exactSum(all.flatMap(({ f1 }) => f1)) / n
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
