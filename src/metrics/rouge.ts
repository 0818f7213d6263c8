import { CommonSubsequence, type Range } from '../text/lcs'
import { Occurrences } from '../text/occurrences'
import type { Tokens } from '../text/rouge-tokens'

export const ROUGE = ['rouge1', 'rouge2', 'rougeL', 'rougeLsum'] as const
export type RougeType = (typeof ROUGE)[number]

/** What a summary shares with a reference: n-grams or tokens of a common subsequence, and how many each has. */
export interface Overlap {
  readonly shared: number
  readonly summary: number
  readonly reference: number
}

export function precision({ shared, summary }: Overlap): number {
  return shared / Math.max(summary, 1)
}

export function recall({ shared, reference }: Overlap): number {
  return shared / Math.max(reference, 1)
}

/** Harmonic mean of the two; 0 where they are. */
export function fmeasure(overlap: Overlap): number {
  const [p, r] = [precision(overlap), recall(overlap)]
  return p + r > 0 ? (2 * p * r) / (p + r) : 0
}

/**
 * ROUGE of summaries against references: C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries" (2004), as
 * rouge-score 0.1.2, RougeScorer.score_multi has it.
 */
export class Rouge {
  private readonly index: Occurrences
  private readonly subsequence = new CommonSubsequence()
  private counts = new Int32Array(256)
  private left = new Int32Array(256)
  private marks = new Uint8Array(256)

  /** `step` counts the work. */
  constructor(step?: (count: number) => void) {
    this.index = new Occurrences(step)
  }

  /** For each type what is shared with the reference of the highest F-measure, the first of equal ones. */
  overlaps(summary: Tokens, references: readonly Tokens[]): Overlap[] {
    this.index.read(summary.ids)
    const longest = references.map(reference => this.longest(summary, reference))
    const all = [
      this.ngrams(1, summary, references),
      this.ngrams(2, summary, references),
      longest,
      this.unions(summary, references, longest),
    ]
    return all.map(overlaps => overlaps.reduce((best, one) => (fmeasure(one) > fmeasure(best) ? one : best)))
  }

  /** An n-gram of the summary is shared as often as the reference has it. */
  private ngrams(n: number, { ids }: Tokens, references: readonly Tokens[]): Overlap[] {
    const summary = this.count(ids, n)
    return references.map(({ ids: reference }) => {
      this.left.set(this.counts.subarray(0, ids.length))
      let shared = 0
      for (let i = 0; i + n <= reference.length; i++) {
        const at = this.index.find(reference, i, n)
        if (at >= 0 && this.left[at]! > 0) {
          this.left[at]!--
          shared++
        }
      }
      return { shared, summary, reference: Math.max(reference.length - n + 1, 0) }
    })
  }

  /** Counts the n-grams of the summary, each at its first position, and gives their number. */
  private count(ids: Int32Array, n: number): number {
    if (ids.length > this.counts.length) {
      this.counts = new Int32Array(ids.length * 2)
      this.left = new Int32Array(ids.length * 2)
    }
    this.counts.fill(0, 0, ids.length)
    for (let i = 0; i + n <= ids.length; i++) this.counts[this.index.find(ids, i, n)]!++
    return Math.max(ids.length - n + 1, 0)
  }

  private longest({ ids }: Tokens, { ids: reference }: Tokens): Overlap {
    const all = (list: Int32Array): Range => ({ start: 0, end: list.length })
    const shared = this.subsequence.length(reference, all(reference), this.index, all(ids))
    return { shared, summary: ids.length, reference: reference.length }
  }

  /**
   * For each line of the reference the union of what it has in common with each line of the summary; of each token at
   * most as many as the summary has. Of one line each that is `longest`. rouge-score 0.1.2, _summary_level_lcs.
   */
  private unions(summary: Tokens, references: readonly Tokens[], longest: readonly Overlap[]): Overlap[] {
    const { ids } = summary
    this.count(ids, 1)
    const columns = lines(summary)
    return references.map((reference, r) => {
      const rows = lines(reference)
      if (rows.length <= 1 && columns.length <= 1) return longest[r]!
      const marks = this.unmarked(reference.ids.length)
      for (const row of rows) {
        for (const column of columns) {
          this.subsequence.mark(reference.ids, row, this.index, column, marks)
        }
      }
      this.left.set(this.counts.subarray(0, ids.length))
      let shared = 0
      for (let i = 0; i < reference.ids.length; i++) {
        if (marks[i] === 0) continue
        const at = this.index.first(reference.ids[i]!)
        if (this.left[at]! > 0) {
          this.left[at]!--
          shared++
        }
      }
      return { shared, summary: ids.length, reference: reference.ids.length }
    })
  }

  private unmarked(length: number): Uint8Array {
    if (length > this.marks.length) this.marks = new Uint8Array(length * 2)
    return this.marks.fill(0, 0, length)
  }
}

function lines({ ends }: Tokens): Range[] {
  return ends.map((end, i) => ({ start: ends[i - 1] ?? 0, end }))
}
