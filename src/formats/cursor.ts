import { isUtf8 } from 'node:buffer'
import { Broken } from './broken'
import type { Reading } from './format'
import { parseJson } from './json-text'

const [TAB, LF, CR, SPACE, QUOTE, COMMA, SLASH, COLON, BACKSLASH] = [9, 10, 13, 32, 34, 44, 47, 58, 92]
export const [OPEN_LIST, OPEN_OBJECT] = [91, 123]
const [CLOSE_LIST, CLOSE_OBJECT] = [93, 125]

/**
 * A place in a JSON document that comes in chunks. It walks brackets and separators itself, strictly, and hands what
 * lies between them to JSON.parse, so that a document of any size is read one value at a time.
 */
export class Cursor {
  /** of the next byte, from 1 */
  line = 1
  private buffer: Buffer = Buffer.alloc(0)
  private at = 0
  private readonly chunks: AsyncIterator<Uint8Array>
  /** closers of the brackets that are open */
  private readonly closers: number[] = []

  constructor(
    bytes: AsyncIterable<Uint8Array>,
    private readonly reading: Reading,
  ) {
    this.chunks = bytes[Symbol.asyncIterator]()
  }

  /** The next byte that is not white space, which stays; -1 at the end. */
  async peek(): Promise<number> {
    for (;;) {
      while (this.at < this.buffer.length) {
        const byte = this.buffer[this.at]!
        if (byte !== SPACE && byte !== LF && byte !== CR && byte !== TAB) return byte
        if (byte === LF) this.line++
        this.at++
      }
      if (!(await this.more())) return -1
    }
  }

  /** Goes into the array or object that comes next; true when there is a first member. */
  async enter(): Promise<boolean> {
    const open = await this.peek()
    this.at++
    this.closers.push(open === OPEN_LIST ? CLOSE_LIST : CLOSE_OBJECT)
    if (this.closers.length > this.reading.limits.depth) this.tooDeep()
    return !(await this.leaves())
  }

  /** Goes over the comma to the next member, or out of the array or object; true when there is one. */
  async next(): Promise<boolean> {
    if (await this.leaves()) return false
    const byte = await this.peek()
    if (byte !== COMMA) await this.fail(`a comma or ${quoted(this.closers.at(-1)!)} was expected`)
    this.at++
    if ((await this.peek()) === this.closers.at(-1)) await this.fail('a comma has no value after it')
    return true
  }

  /** The key that comes next, up to its value. */
  async key(): Promise<string> {
    if ((await this.peek()) !== QUOTE) await this.fail('a key in double quotes was expected')
    const key = await this.value()
    if ((await this.peek()) !== COLON) await this.fail('a colon was expected')
    this.at++
    await this.peek()
    if (key === undefined) throw new Broken()
    return key.value as string
  }

  /** The value that comes next; undefined for one that is told to be wrong in itself, after which reading goes on. */
  async value(): Promise<{ readonly value: unknown } | undefined> {
    if ((await this.peek()) === -1) this.truncated()
    const { file, limits, problems } = this.reading
    const place = { file, line: this.line }
    const { length, deepest } = await this.measure()
    if (length === 0) await this.fail('a value was expected')
    const bytes = this.buffer.subarray(this.at, this.at + length)
    this.at += length
    if (!isUtf8(bytes)) {
      problems.add('text.encoding', place, {})
      return undefined
    }
    if (deepest > limits.depth) {
      problems.add('json.depth', place, { limit: limits.depth })
      return undefined
    }
    const parsed = parseJson(bytes.toString('utf8'), place, problems)
    if (!('wrong' in parsed)) return parsed
    // Python's NaN leaves the brackets as they are; after any other fault nobody knows where the next value begins
    if (parsed.wrong !== 'json.nonfinite') throw new Broken()
    return undefined
  }

  /** Over the value that comes next, of any size. It is looked at, as a broken one hides where the rows are. */
  async skip(): Promise<void> {
    const byte = await this.peek()
    if (byte !== OPEN_LIST && byte !== OPEN_OBJECT) {
      await this.value()
      return
    }
    for (let some = await this.enter(); some; some = await this.next()) {
      if (byte === OPEN_OBJECT) await this.key()
      await this.skip()
    }
  }

  /** Tells that this is no JSON, in words that fit what comes next, and ends the reading. */
  async fail(why: string): Promise<never> {
    const byte = await this.peek()
    if (byte === -1) this.truncated()
    const found = byte === SLASH ? 'there is a comment' : `${why}, not ${quoted(byte)}`
    this.reading.problems.add('json.syntax', this.place(), { why: found })
    throw new Broken()
  }

  /** Tells that the document is none of rows, and ends the reading. */
  misshapen(line: number, why: string, remedy: string): never {
    this.reading.problems.add('file.shape', { file: this.reading.file, line }, { why, remedy })
    throw new Broken()
  }

  /**
   * The length in bytes and nesting of the value at hand, all of it in the buffer afterwards. Only strings and
   * brackets are told apart; whether it is a value JSON.parse says.
   */
  private async measure(): Promise<{ readonly length: number; readonly deepest: number }> {
    let length = 0
    let depth = 0
    let deepest = 0
    let inString = false
    for (;;) {
      const { buffer, at } = this
      let i = at + length
      scan: for (; i < buffer.length; i++) {
        if (inString) {
          // most bytes of most files are in strings
          while (i < buffer.length && buffer[i] !== QUOTE && buffer[i] !== BACKSLASH) i++
          if (i === buffer.length) break
          // what is escaped may lie in the next chunk; the place then is one behind the end of this one
          if (buffer[i] === BACKSLASH) i++
          else {
            inString = false
            if (depth === 0) return this.measured(i + 1 - at, deepest)
          }
          continue
        }
        const byte = buffer[i]!
        switch (byte) {
          case QUOTE:
            inString = true
            break
          case OPEN_LIST:
          case OPEN_OBJECT:
            if (++depth > deepest) deepest = depth
            break
          case CLOSE_LIST:
          case CLOSE_OBJECT:
            if (depth === 0) return this.measured(i - at, deepest)
            if (--depth === 0) return this.measured(i + 1 - at, deepest)
            break
          case LF:
          case COMMA:
          case COLON:
          case SPACE:
          case TAB:
          case CR:
            if (depth === 0) break scan
            if (byte === LF) this.line++
        }
      }
      length = i - at
      if (i < buffer.length) return this.measured(length, deepest)
      if (length > this.reading.limits.line_bytes) this.tooLong()
      if (await this.more()) continue
      if (inString || depth > 0) this.truncated()
      return this.measured(length, deepest)
    }
  }

  private measured(length: number, deepest: number) {
    if (length > this.reading.limits.line_bytes) this.tooLong()
    return { length, deepest }
  }

  private async leaves(): Promise<boolean> {
    if ((await this.peek()) !== this.closers.at(-1)) return false
    this.closers.pop()
    this.at++
    return true
  }

  /** Takes in one more chunk and drops what was read; false when there is none. */
  private async more(): Promise<boolean> {
    const { value, done } = await this.chunks.next()
    if (done) return false
    const rest = this.buffer.subarray(this.at)
    this.buffer = rest.length > 0 ? Buffer.concat([rest, value]) : asBuffer(value)
    this.at = 0
    return true
  }

  private truncated(): never {
    this.reading.problems.add('json.truncated', this.place(), {})
    throw new Broken()
  }

  private tooLong(): never {
    const { limits, problems } = this.reading
    problems.add('json.line-length', this.place(), { limit: limits.line_bytes })
    throw new Broken()
  }

  private tooDeep(): never {
    const { limits, problems } = this.reading
    problems.add('json.depth', this.place(), { limit: limits.depth })
    throw new Broken()
  }

  private place() {
    return { file: this.reading.file, line: this.line }
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function quoted(byte: number): string {
  return byte < 0x7f && byte > 0x20
    ? String.fromCharCode(byte)
    : `byte 0x${byte.toString(16).padStart(2, '0')}`
}
