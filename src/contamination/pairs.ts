/**
 * 64-bit hashes, as two halves of 32 bits, by number in the order of their first appearance. Two different texts share
 * one by chance once in 2^64 pairs of texts.
 */
export class Pairs {
  /** number + 1, or 0 where nothing is */
  private slots = new Uint32Array(1024)
  private halves = new Uint32Array(512)
  size = 0

  /** The number of the hash; a new one gets the next. */
  add(a: number, b: number): number {
    const slot = this.slotOf(a, b)
    if (this.slots[slot] !== 0) return this.slots[slot]! - 1
    this.slots[slot] = ++this.size
    if (this.size * 2 > this.halves.length) {
      const halves = new Uint32Array(this.halves.length * 2)
      halves.set(this.halves)
      this.halves = halves
    }
    this.halves[this.size * 2 - 2] = a
    this.halves[this.size * 2 - 1] = b
    if (this.size * 4 > this.slots.length) this.grow()
    return this.size - 1
  }

  /** The number of the hash, or −1 when it was never added. */
  find(a: number, b: number): number {
    return this.slots[this.slotOf(a, b)]! - 1
  }

  /** Where the hash lies, or the free slot for it. */
  private slotOf(a: number, b: number): number {
    const mask = this.slots.length - 1
    // both are unsigned, as they are kept
    const low = a >>> 0
    const high = b >>> 0
    let slot = (low ^ (high >>> 7)) & mask
    for (;;) {
      const number = this.slots[slot]!
      if (number === 0) return slot
      if (this.halves[number * 2 - 2] === low && this.halves[number * 2 - 1] === high) return slot
      slot = (slot + 1) & mask
    }
  }

  private grow(): void {
    this.slots = new Uint32Array(this.slots.length * 2)
    for (let i = 0; i < this.size; i++) {
      this.slots[this.slotOf(this.halves[i * 2]!, this.halves[i * 2 + 1]!)] = i + 1
    }
  }
}
