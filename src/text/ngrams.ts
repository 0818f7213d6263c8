/**
 * The n-grams of a sequence of numbers up to an order, each numbered and counted: a trie, whose branches lie in one
 * hash table. Other sequences are looked up by walking down from each of their places.
 */
export class Ngrams {
  /** how often each n-gram occurs; number 0 is the empty one, with which all begin */
  private readonly counts: Int32Array
  /** how many items each has */
  private readonly lengths: Uint8Array
  private readonly branches: Branches
  private size = 1

  constructor(
    items: ArrayLike<number>,
    private readonly order: number,
  ) {
    const most = 1 + items.length * order
    this.counts = new Int32Array(most)
    this.lengths = new Uint8Array(most)
    this.branches = new Branches(most)
    for (let start = 0; start < items.length; start++) {
      const end = Math.min(start + order, items.length)
      for (let at = start, gram = 0; at < end; at++) {
        gram = this.longer(gram, items[at]!)
        this.counts[gram]!++
      }
    }
  }

  /**
   * For each order, how many n-grams the others have, too: each as often as it occurs here, and at most as often as in
   * that one of the others where it occurs most.
   */
  common(others: readonly ArrayLike<number>[]): number[] {
    const most = new Int32Array(this.size)
    for (const other of others) {
      const found = this.occurrences(other)
      for (let gram = 1; gram < this.size; gram++) {
        if (found[gram]! > most[gram]!) most[gram] = found[gram]!
      }
    }
    const common = new Array<number>(this.order).fill(0)
    for (let gram = 1; gram < this.size; gram++) {
      common[this.lengths[gram]! - 1]! += Math.min(this.counts[gram]!, most[gram]!)
    }
    return common
  }

  private occurrences(other: ArrayLike<number>): Int32Array {
    const found = new Int32Array(this.size)
    for (let start = 0; start < other.length; start++) {
      const end = Math.min(start + this.order, other.length)
      for (let at = start, gram = 0; at < end; at++) {
        gram = this.branches.find(gram, other[at]!)
        if (gram === 0) break
        found[gram]!++
      }
    }
    return found
  }

  /** The n-gram `gram` and then `item`. */
  private longer(gram: number, item: number): number {
    const found = this.branches.find(gram, item)
    if (found !== 0) return found
    this.lengths[this.size] = this.lengths[gram]! + 1
    this.branches.put(gram, item, this.size)
    return this.size++
  }
}

/** How many n-grams of each order a sequence of this length has. */
export function gramCounts(length: number, order: number): number[] {
  return Array.from({ length: order }, (_, n) => Math.max(0, length - n))
}

/** Items as numbers, the same one for equal items. */
export function numbered(sequences: readonly (readonly string[])[]): Int32Array[] {
  const numbers = new Map<string, number>()
  const numberOf = (item: string) => {
    const number = numbers.get(item) ?? numbers.size
    if (number === numbers.size) numbers.set(item, number)
    return number
  }
  return sequences.map(sequence => Int32Array.from(sequence, numberOf))
}

export function codePoints(text: string): Int32Array {
  const points = new Int32Array(text.length)
  let length = 0
  for (let at = 0; at < text.length; length++) {
    const point = text.codePointAt(at)!
    points[length] = point
    at += point > 0xffff ? 2 : 1
  }
  return points.subarray(0, length)
}

/** From a number above 0 … and an item to a number: open addressing, at most half full. */
class Branches {
  private readonly from: Int32Array
  private readonly items: Int32Array
  /** 0 where a slot is free */
  private readonly to: Int32Array
  private readonly mask: number

  constructor(most: number) {
    const slots = 2 ** (32 - Math.clz32(2 * most))
    this.mask = slots - 1
    this.from = new Int32Array(slots)
    this.items = new Int32Array(slots)
    this.to = new Int32Array(slots)
  }

  /** 0 when there is none. */
  find(from: number, item: number): number {
    return this.to[this.slot(from, item)]!
  }

  put(from: number, item: number, to: number): void {
    const slot = this.slot(from, item)
    this.from[slot] = from
    this.items[slot] = item
    this.to[slot] = to
  }

  private slot(from: number, item: number): number {
    const hash = Math.imul(Math.imul(from, 0x9e3779b1) ^ item, 0x85ebca6b)
    let slot = (hash ^ (hash >>> 15)) & this.mask
    while (this.to[slot] !== 0 && (this.from[slot] !== from || this.items[slot] !== item)) {
      slot = (slot + 1) & this.mask
    }
    return slot
  }
}
