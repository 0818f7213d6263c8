/**
 * The fingerprints of training rows as a file, for data that may not leave: a header of one line of JSON, then for each
 * row the number of its distinct runs + 1 as LEB128, the hash of its characters, that of its words and those of its
 * runs, in ascending order, eight bytes each (two little-endian halves). A zero and the number of rows, eight bytes, end
 * the file, so that one that was cut short is noticed. docs/contamination.md describes it.
 */
import type { Source } from '../formats/format'
import type { Problems } from '../problems'
import type { Limits } from '../spec/limits'
import { Fingerprint } from './fingerprint'

/** How texts are normalised and hashed; another way needs another number. */
const VERSION = 1
const HEADER_MOST = 256

export function indexHeader(ngram: number): Uint8Array {
  return Buffer.from(
    `${JSON.stringify({ goldbar_index: VERSION, ngram, text: 'nfkc-casefold-no-punctuation' })}\n`,
  )
}

/** A row's bytes. */
export function indexRow(print: Fingerprint): Uint8Array {
  const runs = distinct(print.keys.subarray(0, print.grams * 2))
  const { exactA, exactB, wholeA, wholeB } = print
  const count = leb128(runs.length / 2 + 1)
  const bytes = Buffer.allocUnsafe(count.length + 16 + runs.length * 4)
  bytes.set(count)
  let at = count.length
  for (const half of [exactA, exactB, wholeA, wholeB]) at = bytes.writeUInt32LE(half, at)
  for (const half of runs) at = bytes.writeUInt32LE(half, at)
  return bytes
}

export function indexEnd(rows: number): Uint8Array {
  const bytes = Buffer.alloc(9)
  bytes.writeBigUInt64LE(BigInt(rows), 1)
  return bytes
}

/** Each row's fingerprint in turn, in one object; what is wrong with the file is told, and ends it. */
export async function readIndex(
  source: Source,
  { ngram, limits, problems }: { ngram: number; limits: Limits; problems: Problems },
  each: (print: Fingerprint, row: number) => void,
): Promise<void> {
  const { file } = source
  const print = new Fingerprint(ngram)
  const before = problems.errors
  const rows = new Rows(print, limits, each)
  let why = 'it is empty'
  for await (const chunk of source.bytes()) {
    why = rows.take(chunk) ?? ''
    if (why !== '') break
  }
  // a fault of the bytes was told by the source
  if (problems.errors > before) return
  why ||= rows.ended ? '' : 'it ends early'
  if (why === 'ngram') problems.add('train.ngram', { file }, { got: rows.ngram, wanted: ngram })
  else if (why === 'rows') problems.add('rows.too-many', { file }, { limit: limits.rows })
  else if (why !== '') problems.add('train.index', { file }, { why })
  else if (rows.count === 0) problems.add('file.empty', { file }, {})
}

/** Reads as many rows as the bytes taken so far hold. */
class Rows {
  count = 0
  ended = false
  ngram = 0
  private readonly parts: Uint8Array[] = []
  private length = 0
  /** fewer bytes than this are not looked at: the next row needs them */
  private wanted = 1
  private headed = false

  constructor(
    private readonly print: Fingerprint,
    private readonly limits: Limits,
    private readonly each: (print: Fingerprint, row: number) => void,
  ) {}

  /** What is wrong, in words. */
  take(chunk: Uint8Array): string | undefined {
    if (this.ended) return 'something follows its end'
    this.parts.push(chunk)
    this.length += chunk.length
    if (this.length < this.wanted) return undefined
    const bytes = Buffer.concat(this.parts)
    let at = 0
    if (!this.headed) {
      const end = bytes.indexOf(10)
      if (end < 0 && bytes.length < HEADER_MOST) return undefined
      const why = this.header(bytes.toString('utf8', 0, Math.min(Math.max(end, 0), HEADER_MOST)))
      if (why !== undefined) return why
      this.headed = true
      at = end + 1
    }
    for (;;) {
      const next = this.row(bytes, at)
      if (typeof next === 'string') return next
      if (next === at) break
      at = next
      if (this.ended) return at < bytes.length ? 'something follows its end' : undefined
    }
    this.parts.splice(0, this.parts.length, bytes.subarray(at))
    this.length = bytes.length - at
    return undefined
  }

  private header(line: string): string | undefined {
    const { goldbar_index: version, ngram } = parsed(line)
    if (typeof version !== 'number') return 'it does not begin as an index does'
    if (version !== VERSION) return `its version is ${version}, not ${VERSION}`
    this.ngram = typeof ngram === 'number' ? ngram : 0
    return this.ngram === this.print.ngram ? undefined : 'ngram'
  }

  /** Where the next row begins; `at` itself when this one is not all there yet. */
  private row(bytes: Buffer, at: number): number | string {
    let [count, start] = [0, at]
    for (let scale = 1; ; scale *= 128) {
      if (start === bytes.length) return this.wait(bytes.length - at + 1, at)
      const byte = bytes[start++]!
      count += (byte & 127) * scale
      // a row has no more words than half the bytes it may have
      if (count > this.limits.line_bytes / 2 + 1)
        return `row ${this.count + 1} is longer than limits.line_bytes`
      if (byte < 128) break
      if (scale > 2 ** 28) return `row ${this.count + 1} is damaged`
    }
    const end = start + (count === 0 ? 8 : 8 + count * 8)
    if (end > bytes.length) return this.wait(end - at, at)
    this.wanted = 1
    if (count === 0) {
      const rows = Number(bytes.readBigUInt64LE(start))
      if (rows !== this.count) return `it holds ${this.count} rows and says ${rows}`
      this.ended = true
      return end
    }
    if (this.count === this.limits.rows) return 'rows'
    this.fill(bytes, start, count - 1)
    this.each(this.print, ++this.count)
    return end
  }

  private wait(length: number, at: number): number {
    this.wanted = length
    return at
  }

  private fill(bytes: Buffer, start: number, runs: number): void {
    const { print } = this
    const half = (i: number) => bytes.readUInt32LE(start + i * 4)
    print.exactA = half(0)
    print.exactB = half(1)
    print.wholeA = half(2)
    print.wholeB = half(3)
    print.room(runs)
    for (let i = 0; i < runs * 2; i++) print.keys[i] = half(i + 4)
  }
}

function parsed(line: string): { readonly goldbar_index?: unknown; readonly ngram?: unknown } {
  try {
    return Object(JSON.parse(line))
  } catch {
    return {}
  }
}

/** Sorted, so that the order of a text's words cannot be read off; each once. */
function distinct(keys: Uint32Array): Uint32Array {
  const halves = keys.slice()
  new BigUint64Array(halves.buffer).sort()
  let kept = 0
  for (let i = 0; i < halves.length; i += 2) {
    if (kept > 0 && halves[i] === halves[kept - 2] && halves[i + 1] === halves[kept - 1]) continue
    halves[kept++] = halves[i]!
    halves[kept++] = halves[i + 1]!
  }
  return halves.subarray(0, kept)
}

function leb128(count: number): number[] {
  return count < 128 ? [count] : [(count % 128) | 128, ...leb128(Math.floor(count / 128))]
}
