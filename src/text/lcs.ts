import type { Occurrences } from './occurrences'

/** Tokens from `start` up to `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

/**
 * The longest common subsequence of a text and an indexed one, 32 cells of the table at a time: H. Hyyrö, "Bit-parallel
 * LCS-length computation revisited" (2004). Row i of the table is kept as bits; a 0 at column j means that the value
 * grows from column j to j + 1.
 */
export class CommonSubsequence {
  private rows = new Uint32Array(64)
  private matches = new Uint32Array(8)

  /** Its length. */
  length(ids: Int32Array, rows: Range, other: Occurrences, columns: Range): number {
    const words = this.begin(columns, 1)
    for (let i = rows.start; i < rows.end; i++) this.step(ids[i]!, other, columns, 0, 0, words)
    return this.value(0, columns.end - columns.start, words)
  }

  /**
   * Puts 1 into `marks` at each position of `ids` that belongs to it. Of several the one of rouge-score 0.1.2,
   * _backtrack_norec: from the end, a match is taken, else the way is up unless the left cell is greater.
   */
  mark(ids: Int32Array, rows: Range, other: Occurrences, columns: Range, marks: Uint8Array): void {
    const height = rows.end - rows.start
    // what the whole table will take, before there is room made for it
    other.step((height * (columns.end - columns.start)) / 32)
    const words = this.begin(columns, height + 1)
    for (let i = 0; i < height; i++) {
      this.step(ids[rows.start + i]!, other, columns, i * words, (i + 1) * words, words)
    }
    let [i, j] = [height, columns.end - columns.start]
    while (i > 0 && j > 0) {
      other.step(words)
      if (ids[rows.start + i - 1] === other.ids[columns.start + j - 1]) {
        marks[rows.start + --i] = 1
        j--
      } else if (this.value(i * words, j - 1, words) > this.value((i - 1) * words, j, words)) j--
      else i--
    }
  }

  /** Makes room for `rows` of the table and gives the words of each; the first row is all zeros, so all bits are 1. */
  private begin({ start, end }: Range, rows: number): number {
    const words = (end - start + 31) >>> 5
    if (rows * words > this.rows.length)
      this.rows = new Uint32Array(Math.max(rows * words, this.rows.length * 2))
    if (words > this.matches.length) this.matches = new Uint32Array(words * 2)
    this.rows.fill(0xffffffff, 0, words)
    return words
  }

  /** The row at `from` with one token more gives the row at `to`. */
  private step(
    id: number,
    other: Occurrences,
    { start, end }: Range,
    from: number,
    to: number,
    words: number,
  ) {
    const { rows, matches } = this
    matches.fill(0, 0, words)
    let found = 0
    for (let at = other.first(id, start); at >= 0 && at < end; at = other.after(at)) {
      matches[(at - start) >>> 5]! |= 1 << ((at - start) & 31)
      found++
    }
    other.step(words + found)
    let carry = 0
    for (let w = 0; w < words; w++) {
      const row = rows[from + w]!
      const match = matches[w]!
      const sum = row + ((row & match) >>> 0) + carry
      carry = sum > 0xffffffff ? 1 : 0
      rows[to + w] = sum | (row & ~match)
    }
  }

  /** The value of a row's cell: how many of its first `columns` bits are 0. */
  private value(row: number, columns: number, words: number): number {
    let ones = 0
    for (let w = 0; w < words && w * 32 < columns; w++) {
      const beyond = columns - w * 32 < 32 ? 0xffffffff << (columns - w * 32) : 0
      ones += bits(this.rows[row + w]! & ~beyond)
    }
    return columns - ones
  }
}

/** How many bits of 32 are 1. */
function bits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
