/** Numbers off many summaries, each of which is a row of COLUMNS and of what it shares with a reference. */
import { exactSum } from './exact-sum'
import type { Figure } from './metric'
import type { Overlap } from './rouge'

/** What a summary's row has, in order; counts are of this summary. */
export const COLUMNS = {
  /** NONE without an answer */
  tokens: 0,
  /** mean of the references */
  referenceTokens: 1,
  sourceTokens: 2,
  /** tokens in fragments copied from the source */
  copied: 3,
  /** squared lengths of those fragments */
  squares: 4,
  /** that the source lacks, as all below */
  bigrams: 5,
  trigrams: 6,
  numbers: 7,
  names: 8,
  /** 1 or 0: whether case says anything; −1 where there is no letter */
  cased: 9,
  /** 1 with a letter or a digit of any script */
  words: 10,
} as const
/** Tokens of a summary that is not there, case of one without letters. */
export const NONE = -1
/** Behind the columns: for each ROUGE type what is shared, and the length of the reference. */
const OVERLAPS = Object.keys(COLUMNS).length

export type Row = ArrayLike<number>

export interface Summaries {
  readonly rows: readonly (readonly [row: Row, count: number])[]
  readonly n: number
  /** whether any reference, any source has a token */
  readonly references: boolean
  readonly sources: boolean
  /** whether case says something in half of the texts with letters, or more */
  readonly cased: boolean
  /** summaries without a token, and with one or more */
  readonly empty: number
  readonly written: number
  /** summaries that are not there, and that are and have neither letter nor digit */
  readonly absent: number
  readonly wordless: number
}

export function summaries(counted: Iterable<readonly [row: Row, count: number]>): Summaries {
  const rows = [...counted]
  const count = (is: (row: Row) => boolean) =>
    rows.reduce((all, [row, times]) => all + (is(row) ? times : 0), 0)
  return {
    rows,
    n: count(() => true),
    references: rows.some(([row]) => row[COLUMNS.referenceTokens]! > 0),
    sources: rows.some(([row]) => row[COLUMNS.sourceTokens]! > 0),
    cased: count(row => row[COLUMNS.cased] === 1) >= count(row => row[COLUMNS.cased] === 0),
    empty: count(row => row[COLUMNS.tokens] === 0),
    written: count(row => row[COLUMNS.tokens]! > 0),
    absent: count(isAbsent),
    wordless: count(row => !isAbsent(row) && row[COLUMNS.words] === 0),
  }
}

/** The numbers behind the columns. */
export function packed(overlaps: readonly Overlap[]): number[] {
  return overlaps.flatMap(({ shared, reference }) => [shared, reference])
}

/** What the summary shares by n-grams of length `n`, or by a subsequence with 1. */
export function overlapOf(row: Row, type: number, n: number): Overlap {
  return {
    shared: row[OVERLAPS + 2 * type]!,
    summary: Math.max(row[COLUMNS.tokens]! - n + 1, 0),
    reference: row[OVERLAPS + 2 * type + 1]!,
  }
}

/** Plain mean over the summaries for which `of` has a value. */
export function mean({ rows }: Summaries, of: (row: Row) => number | undefined): number | undefined {
  let n = 0
  const values: number[] = []
  for (const [row, count] of rows) {
    const value = of(row)
    if (value === undefined) continue
    n += count
    values.push(value * count)
  }
  return n === 0 ? undefined : exactSum(values) / n
}

/** Sum over all summaries; undefined where there is none, or one is absent: nobody knows what it would add. */
export function total({ rows, n, absent }: Summaries, column: keyof typeof COLUMNS): number | undefined {
  return n === 0 || absent > 0
    ? undefined
    : rows.reduce((all, [row, count]) => all + row[COLUMNS[column]]! * count, 0)
}

/** The share of the summaries that have at least one; an absent one counts as if it had. */
export function rate({ rows, n }: Summaries, column: keyof typeof COLUMNS): Figure {
  const hits = rows.reduce(
    (all, [row, count]) => all + (isAbsent(row) || row[COLUMNS[column]]! > 0 ? count : 0),
    0,
  )
  return { hits, of: n }
}

function isAbsent(row: Row): boolean {
  return row[COLUMNS.tokens] === NONE
}
