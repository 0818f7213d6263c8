/**
 * Where each token of one text stands: the positions of equal tokens lie side by side in their order, so that looking
 * one up costs as much as it occurs. Made once and read into anew for each text. `step` counts what is looked at.
 */
export class Occurrences {
  ids: Int32Array = new Int32Array(0)
  /** by token: where its positions begin and end in `positions`; −1 and 0 where there is none */
  private starts = new Int32Array(1024).fill(-1)
  private ends = new Int32Array(1024)
  private positions = new Int32Array(256)
  /** by position: where it stands in `positions` */
  private places = new Int32Array(256)

  constructor(readonly step: (count: number) => void = () => {}) {}

  read(ids: Int32Array): this {
    for (const id of this.ids) [this.starts[id], this.ends[id]] = [-1, 0]
    this.ids = ids
    if (ids.length > this.positions.length) {
      this.positions = new Int32Array(ids.length * 2)
      this.places = new Int32Array(ids.length * 2)
    }
    for (const id of ids) {
      if (id >= this.ends.length) this.grow(id)
      this.ends[id]!++
    }
    let used = 0
    for (let at = 0; at < ids.length; at++) {
      const id = ids[at]!
      if (this.starts[id]! < 0) {
        const count = this.ends[id]!
        this.starts[id] = used
        this.ends[id] = used
        used += count
      }
      this.places[at] = this.ends[id]!
      this.positions[this.ends[id]!++] = at
    }
    return this
  }

  /** The first position of a token, `from` on or behind it, or −1. */
  first(id: number, from = 0): number {
    if (id >= this.starts.length || this.starts[id]! < 0) return -1
    let [low, high] = [this.starts[id]!, this.ends[id]!]
    if (this.positions[low]! >= from) return this.positions[low]!
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.positions[middle]! < from) low = middle + 1
      else high = middle
    }
    return low < this.ends[id]! ? this.positions[low]! : -1
  }

  /** The next position of the token at `at`, or −1. */
  after(at: number): number {
    const next = this.places[at]! + 1
    return next < this.ends[this.ids[at]!]! ? this.positions[next]! : -1
  }

  /** The first position at which the `n` tokens from `at` of another text stand, or −1. */
  find(other: Int32Array, at: number, n: number): number {
    let [here, looked] = [this.first(other[at]!), 1]
    for (; here >= 0 && this.shared(other, at, here, n) < n; looked++) here = this.after(here)
    this.step(looked)
    return here
  }

  /** How many tokens are the same from `at` of another text and from `here` on, `limit` at most. */
  shared(other: Int32Array, at: number, here: number, limit = Number.POSITIVE_INFINITY): number {
    const most = Math.min(limit, other.length - at, this.ids.length - here)
    let length = 0
    while (length < most && other[at + length] === this.ids[here + length]) length++
    return length
  }

  private grow(id: number): void {
    const length = Math.max(id + 1, this.starts.length * 2)
    const starts = new Int32Array(length).fill(-1)
    const ends = new Int32Array(length)
    starts.set(this.starts)
    ends.set(this.ends)
    this.starts = starts
    this.ends = ends
  }
}
