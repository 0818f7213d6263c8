/**
 * Where each token of one text stands: the positions of equal tokens are chained, so that looking one up costs as much
 * as it occurs. Made once and read into anew for each text.
 */
export class Occurrences {
  ids: Int32Array = new Int32Array(0)
  /** by token: its first position + 1 */
  private heads = new Int32Array(1024)
  /** by position: the next one of the same token + 1 */
  private nexts = new Int32Array(256)

  read(ids: Int32Array): this {
    for (const id of this.ids) this.heads[id] = 0
    this.ids = ids
    if (ids.length > this.nexts.length) this.nexts = new Int32Array(ids.length * 2)
    for (let at = ids.length - 1; at >= 0; at--) {
      const id = ids[at]!
      if (id >= this.heads.length) this.grow(id)
      this.nexts[at] = this.heads[id]!
      this.heads[id] = at + 1
    }
    return this
  }

  /** The first position of a token, or −1. */
  first(id: number): number {
    return id < this.heads.length ? this.heads[id]! - 1 : -1
  }

  /** The next position of the token at `at`, or −1. */
  after(at: number): number {
    return this.nexts[at]! - 1
  }

  /** The first position at which the `n` tokens from `at` of another text stand, or −1. */
  find(other: Int32Array, at: number, n: number): number {
    for (let here = this.first(other[at]!); here >= 0; here = this.after(here)) {
      if (this.shared(other, at, here, n) === n) return here
    }
    return -1
  }

  /** How many tokens are the same from `at` of another text and from `here` on, `limit` at most. */
  shared(other: Int32Array, at: number, here: number, limit = Number.POSITIVE_INFINITY): number {
    const most = Math.min(limit, other.length - at, this.ids.length - here)
    let length = 0
    while (length < most && other[at + length] === this.ids[here + length]) length++
    return length
  }

  private grow(id: number): void {
    const larger = new Int32Array(Math.max(id + 1, this.heads.length * 2))
    larger.set(this.heads)
    this.heads = larger
  }
}
