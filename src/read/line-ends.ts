/** The digest that a text has where lines end in LF: a checkout on Windows must not look like another file. */
import type { Hash } from 'node:crypto'

export const CR = 13
const LF = 10

export class LineEnds {
  /** the last chunk ended in CR */
  private open = false

  /** `hash` has taken what came before, in which there was no CR. */
  constructor(private readonly hash: Hash) {}

  update(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    if (this.open && chunk[0] !== LF) this.hash.update('\r')
    this.open = chunk.at(-1) === CR
    let from = 0
    for (let at = chunk.indexOf(CR); at >= 0; at = chunk.indexOf(CR, at + 1)) {
      if (at + 1 < chunk.length && chunk[at + 1] !== LF) continue
      this.hash.update(chunk.subarray(from, at))
      from = at + 1
    }
    this.hash.update(chunk.subarray(from))
  }

  sha256(): string {
    const hash = this.hash.copy()
    if (this.open) hash.update('\r')
    return hash.digest('hex')
  }
}
