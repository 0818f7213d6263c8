/** No path leads here. Far above every distance, and far below what 32 bits hold. */
const NOWHERE = 2 ** 29
/** Cells on either side of the diagonal. TERcom: BEAM_WIDTH. */
const BEAM = 25

/** How a held text meets the reference. */
export interface Alignment {
  /** for each word of the reference, the place of the word that stands for it, or of the one before; −1 before all */
  readonly places: Int32Array
  /** for each place, how many words before it are wrong */
  readonly wrongWords: Int32Array
  /** the same for the reference */
  readonly wrongReference: Int32Array
}

/**
 * Edit distance to one reference of texts of one length, as numbers: insertion, deletion and substitution of words cost
 * 1, and only cells near the diagonal are looked at. sacrebleu 2.6.0, BeamEditDistance, which follows TERcom (Snover et
 * al., 2006). One text is held; others that differ from it in a stretch cost little more than that stretch.
 */
export class BeamDistance {
  /** columns of each row, from (inclusive) and to (exclusive); row i has the distances of the first i words */
  private readonly from: Int32Array
  private readonly to: Int32Array
  /** where each row begins in `cells` */
  private readonly starts: Int32Array
  private readonly cells: Int32Array
  private readonly spare: [Int32Array, Int32Array]
  private held: Int32Array = new Int32Array(0)
  private heldDistance = 0

  constructor(
    private readonly reference: Int32Array,
    private readonly length: number,
    private readonly step: (count: number) => void = () => {},
  ) {
    const columns = reference.length + 1
    const ratio = length === 0 ? 1 : reference.length / length
    // so wide that a row always meets the one above it
    const beam = BEAM < ratio / 2 ? Math.ceil(ratio / 2 + BEAM) : BEAM
    this.from = new Int32Array(length + 1)
    this.to = new Int32Array(length + 1).fill(columns)
    this.starts = new Int32Array(length + 2)
    this.starts[1] = columns
    for (let i = 1; i <= length; i++) {
      const diagonal = Math.floor(i * ratio)
      this.from[i] = Math.max(0, diagonal - beam)
      if (i < length) this.to[i] = Math.min(columns, diagonal + beam)
      this.starts[i + 1] = this.starts[i]! + this.to[i]! - this.from[i]!
    }
    // before there is room made for them
    step(this.starts[length + 1]!)
    this.cells = new Int32Array(this.starts[length + 1]!)
    for (let j = 0; j < columns; j++) this.cells[j] = j
    this.spare = [new Int32Array(columns), new Int32Array(columns)]
  }

  /** The distance of `text`, which is held. */
  hold(text: Int32Array): number {
    this.step(this.cells.length)
    this.held = text
    for (let i = 1; i <= this.length; i++) this.fill(i, text[i - 1]!, this.row(i - 1), this.row(i))
    this.heldDistance = this.row(this.length).at(-1)!
    return this.heldDistance
  }

  /** The distance of `text`, which differs from the held one only between `first` and `last` (exclusive). */
  distance(text: Int32Array, first: number, last: number): number {
    let above = this.row(first)
    let looked = 0
    for (let i = first + 1; i <= this.length; i++) {
      const row = this.spare[i % 2]!
      this.fill(i, text[i - 1]!, above, row)
      above = row
      looked += this.to[i]! - this.from[i]!
      if (i < last) continue
      // all that follows is the same: rows that differ by a constant stay so
      const shift = this.difference(i, row)
      if (shift === undefined) continue
      this.step(looked)
      return this.heldDistance + shift
    }
    this.step(looked)
    return above[this.reference.length - this.from[this.length]!]!
  }

  /** How the held text meets the reference on the cheapest path: same or other word before deletion, before insertion. */
  alignment(): Alignment {
    const { reference } = this
    const places = new Int32Array(reference.length)
    const wrongWords = new Int32Array(this.length + 1)
    const wrongReference = new Int32Array(reference.length + 1)
    let [i, j] = [this.length, reference.length]
    while (i > 0 || j > 0) {
      const here = this.at(i, j)
      const wrong = this.held[i - 1] === reference[j - 1] ? 0 : 1
      if (i > 0 && j > 0 && this.at(i - 1, j - 1) + wrong === here) {
        places[--j] = --i
        wrongWords[i + 1] = wrong
        wrongReference[j + 1] = wrong
      } else if (i > 0 && this.at(i - 1, j) + 1 === here) wrongWords[i--] = 1
      else {
        wrongReference[j--] = 1
        places[j] = i - 1
      }
    }
    for (const counts of [wrongWords, wrongReference]) {
      for (let at = 1; at < counts.length; at++) counts[at]! += counts[at - 1]!
    }
    return { places, wrongWords, wrongReference }
  }

  /** Row `i` of a text whose i-th word is `word`. */
  private fill(i: number, word: number, above: Int32Array, row: Int32Array): void {
    const { reference } = this
    const [from, to] = [this.from[i]!, this.to[i]!]
    const [aboveFrom, aboveTo] = [this.from[i - 1]!, this.to[i - 1]!]
    let left = NOWHERE
    let diagonal = from > aboveFrom ? above[from - 1 - aboveFrom]! : NOWHERE
    for (let j = from; j < to; j++) {
      const over = j < aboveTo ? above[j - aboveFrom]! : NOWHERE
      let cost = word === reference[j - 1] ? diagonal : diagonal + 1
      if (over + 1 < cost) cost = over + 1
      if (left + 1 < cost) cost = left + 1
      row[j - from] = cost
      left = cost
      diagonal = over
    }
  }

  /** By how much `row` is above the held row `i` in every cell; undefined where that differs. */
  private difference(i: number, row: Int32Array): number | undefined {
    const start = this.starts[i]!
    const width = this.to[i]! - this.from[i]!
    const shift = row[0]! - this.cells[start]!
    for (let at = 1; at < width; at++) if (row[at]! - this.cells[start + at]! !== shift) return undefined
    return shift
  }

  private row(i: number): Int32Array {
    return this.cells.subarray(this.starts[i]!, this.starts[i + 1]!)
  }

  private at(i: number, j: number): number {
    const [from, to] = [this.from[i]!, this.to[i]!]
    return j < from || j >= to ? NOWHERE : this.cells[this.starts[i]! + j - from]!
  }
}
