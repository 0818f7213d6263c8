import type { Place, Problems } from '../problems'
import type { Reading } from './format'
import { deeper, parseJson } from './json-text'

/** Thrown inside of a JSON document after its problem was told; there is no way to go on behind it. */
export class Broken extends Error {}

const [QUOTE, BACKSLASH, LF] = [0x22, 0x5c, 0x0a]
const OPENING = new Set([0x7b, 0x5b])
const CLOSING = new Set([0x7d, 0x5d])
const SPACE = new Set([0x20, 0x09, LF, 0x0d])

/** Walks a JSON document that arrives in chunks, one value at a time; never holds more than a value and a chunk. */
export class Cursor {
  private readonly chunks: AsyncIterator<Uint8Array>
  private buffer: Buffer = Buffer.alloc(0)
  private at = 0
  private done = false
  /** of the next byte, from 1 */
  line = 1

  constructor(
    bytes: AsyncIterable<Uint8Array>,
    private readonly reading: Reading,
  ) {
    this.chunks = bytes[Symbol.asyncIterator]()
  }

  get place(): Place {
    return { file: this.reading.file, line: this.line }
  }

  /** The next character that is no white space, or '' at the end; it is not consumed. */
  async peek(): Promise<string> {
    for (;;) {
      while (this.at < this.buffer.length && SPACE.has(this.buffer[this.at]!)) {
        if (this.buffer[this.at++] === LF) this.line++
      }
      if (this.at < this.buffer.length) return String.fromCharCode(this.buffer[this.at]!)
      if (!(await this.fill())) return ''
    }
  }

  /** Consumes `character`, which must come next. */
  async expect(character: string): Promise<void> {
    const next = await this.peek()
    if (next === character) this.at++
    else this.fail(next, `${JSON.stringify(character)} was expected`)
  }

  /** Consumes the separator of a list: true after a comma, false after `close`. */
  async more(close: string): Promise<boolean> {
    const next = await this.peek()
    if (next !== ',' && next !== close) this.fail(next, `a comma or ${JSON.stringify(close)} was expected`)
    this.at++
    if (next === close) return false
    if ((await this.peek()) === close) this.fail(close, 'there is a comma before a closing bracket')
    return true
  }

  /** Consumes one value and parses it. Undefined, and told, when it is broken in itself but ends where a value does. */
  async value(): Promise<{ readonly value: unknown } | undefined> {
    const { problems, limits } = this.reading
    const { place } = this
    const text = await this.text()
    if (text.length > 2 * limits.depth && deeper(text, limits.depth)) {
      problems.add('json.depth', place, { limit: limits.depth })
      return undefined
    }
    return parseJson(text, place, this.done && this.at >= this.buffer.length, problems)
  }

  /** A problem at this place that ends the reading. */
  fail(next: string, why: string): never {
    const { problems } = this.reading
    if (next === '') problems.add('json.truncated', this.place, {})
    else problems.add('json.syntax', this.place, { why })
    throw new Broken()
  }

  /** The text of the next value: up to its closing bracket or quote, or to what follows a bare word. */
  private async text(): Promise<string> {
    await this.peek()
    let [depth, end, quoted] = [0, this.at, false]
    for (;;) {
      if (end >= this.buffer.length) {
        if (end - this.at > this.reading.limits.line_bytes) this.tooLong()
        const before = end - this.at
        if (!(await this.fill())) {
          if (depth > 0 || quoted || before === 0) this.fail('', '')
          break
        }
        end = this.at + before
        continue
      }
      const byte = this.buffer[end]!
      if (quoted) {
        if (byte === BACKSLASH) end++
        else if (byte === QUOTE) quoted = false
        end++
        if (!quoted && depth === 0) break
        continue
      }
      if (byte === QUOTE && end !== this.at && depth === 0) break
      if (byte === QUOTE) quoted = true
      else if (OPENING.has(byte)) depth++
      else if (CLOSING.has(byte)) {
        if (depth === 0) break
        if (--depth === 0) {
          end++
          break
        }
      } else if (depth === 0 && (SPACE.has(byte) || byte === 0x2c || byte === 0x3a)) break
      end++
    }
    if (end - this.at > this.reading.limits.line_bytes) this.tooLong()
    const bytes = this.buffer.subarray(this.at, end)
    const text = this.decoded(bytes)
    for (let lf = bytes.indexOf(LF); lf >= 0; lf = bytes.indexOf(LF, lf + 1)) this.line++
    this.at = end
    if (text === '') this.fail(await this.peek(), 'a value was expected')
    return text
  }

  private decoded(bytes: Uint8Array): string {
    const { problems } = this.reading
    if (bytes.includes(0)) problems.add('text.nul', this.place, {})
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    } catch {
      problems.add('text.encoding', this.place, {})
      throw new Broken()
    }
  }

  private tooLong(): never {
    const { problems, limits } = this.reading
    problems.add('json.line-length', this.place, { limit: limits.line_bytes })
    throw new Broken()
  }

  /** Takes in one more chunk and drops what is consumed; false at the end. */
  private async fill(): Promise<boolean> {
    if (this.done) return false
    const next = await this.chunks.next()
    if (next.done) {
      this.done = true
      return false
    }
    this.buffer = Buffer.concat([this.buffer.subarray(this.at), next.value])
    this.at = 0
    return true
  }
}

/** Adds a problem about the shape of the document and ends the reading. */
export function misshapen(problems: Problems, place: Place, why: string, remedy: string): never {
  problems.add('file.shape', place, { why, remedy })
  throw new Broken()
}
