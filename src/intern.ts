/**
 * Equal things get one small number. Tables carry a million rows in typed arrays: strings (ids, labels, slice
 * values) and vectors of numbers (outcomes, groups of equal examples).
 */

/** Strings by number, in the order of their first appearance. Exact: code units are kept, nothing is normalised. */
export class Strings {
  private units = new Uint16Array(1024)
  private starts = new Uint32Array(257)
  private readonly slots = new Slots()
  size = 0

  /** The number of `text`; a new text gets the next one. */
  add(text: string): number {
    const hash = hashOf(text)
    const found = this.slots.find(hash, i => this.is(i, text))
    if (found >= 0) return found
    const start = this.starts[this.size]!
    this.units = fitting(this.units, start + text.length)
    for (let i = 0; i < text.length; i++) this.units[start + i] = text.charCodeAt(i)
    this.starts = fitting(this.starts, this.size + 2)
    this.starts[this.size + 1] = start + text.length
    this.slots.put(hash, this.size)
    return this.size++
  }

  /** The number of `text`, or −1 when it was never added. */
  find(text: string): number {
    return this.slots.find(hashOf(text), i => this.is(i, text))
  }

  get(index: number): string {
    const [start, end] = [this.starts[index]!, this.starts[index + 1]!]
    let text = ''
    // in pieces, because arguments are limited
    for (let at = start; at < end; at += 4096) {
      text += String.fromCharCode(...this.units.subarray(at, Math.min(end, at + 4096)))
    }
    return text
  }

  all(): string[] {
    return Array.from({ length: this.size }, (_, i) => this.get(i))
  }

  private is(index: number, text: string): boolean {
    const start = this.starts[index]!
    if (this.starts[index + 1]! - start !== text.length) return false
    for (let i = 0; i < text.length; i++) if (this.units[start + i] !== text.charCodeAt(i)) return false
    return true
  }
}

/** Vectors of numbers by number, in the order of their first appearance; 0 and −0 are equal. */
export class Vectors {
  private numbers = new Float64Array(1024)
  private starts = new Uint32Array(257)
  private readonly slots = new Slots()
  size = 0

  /** The number of `vector`; a new vector gets the next one. */
  add(vector: ArrayLike<number>): number {
    const hash = hashed(vector)
    const found = this.slots.find(hash, i => this.is(i, vector))
    if (found >= 0) return found
    const start = this.starts[this.size]!
    this.numbers = fitting(this.numbers, start + vector.length)
    this.numbers.set(vector, start)
    this.starts = fitting(this.starts, this.size + 2)
    this.starts[this.size + 1] = start + vector.length
    this.slots.put(hash, this.size)
    return this.size++
  }

  /** A view, valid until the next `add`. */
  get(index: number): Float64Array {
    return this.numbers.subarray(this.starts[index]!, this.starts[index + 1]!)
  }

  private is(index: number, vector: ArrayLike<number>): boolean {
    const start = this.starts[index]!
    if (this.starts[index + 1]! - start !== vector.length) return false
    for (let i = 0; i < vector.length; i++) if (this.numbers[start + i] !== vector[i]) return false
    return true
  }
}

/** Whole numbers from 0 to 2^32 − 1, one after the other: four bytes each. */
export class Numbers {
  private numbers = new Uint32Array(1024)
  length = 0

  push(number: number): void {
    this.numbers = fitting(this.numbers, this.length + 1)
    this.numbers[this.length++] = number
  }

  get(index: number): number {
    return this.numbers[index]!
  }
}

/** Open addressing from a hash to an index. */
class Slots {
  private slots = new Uint32Array(1024)
  private hashes = new Uint32Array(512)
  private used = 0

  find(hash: number, equal: (index: number) => boolean): number {
    const mask = this.slots.length - 1
    for (let slot = hash & mask; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const index = this.slots[slot]! - 1
      if (this.hashes[index] === hash && equal(index)) return index
    }
    return -1
  }

  put(hash: number, index: number): void {
    this.hashes = fitting(this.hashes, index + 1)
    this.hashes[index] = hash
    if (++this.used * 2 > this.slots.length) this.grow()
    else this.place(hash, index)
  }

  private place(hash: number, index: number): void {
    const mask = this.slots.length - 1
    let slot = hash & mask
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask
    this.slots[slot] = index + 1
  }

  private grow(): void {
    this.slots = new Uint32Array(this.slots.length * 2)
    for (let index = 0; index < this.used; index++) this.place(this.hashes[index]!, index)
  }
}

/** 32 bits that differ for different texts, but for one pair in four thousand million. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return mixed(hash)
}

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)

function hashed(vector: ArrayLike<number>): number {
  let hash = vector.length
  for (let i = 0; i < vector.length; i++) {
    double[0] = vector[i]! + 0 // −0 becomes 0
    hash = Math.imul(hash ^ words[0]!, 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 15) ^ words[1]!, 0xc2b2ae35)
  }
  return mixed(hash)
}

/** The last step of MurmurHash3: spreads the high bits over the low ones, which choose the slot. */
function mixed(hash: number): number {
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** `array` itself when it holds `length` items, otherwise a larger copy. */
function fitting<T extends Uint16Array | Uint32Array | Float64Array>(array: T, length: number): T {
  if (length <= array.length) return array
  const larger = new (array.constructor as new (size: number) => T)(
    Math.max(length, Math.ceil(array.length * 1.5)),
  )
  larger.set(array)
  return larger
}
