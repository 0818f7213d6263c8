import { isUtf8 } from 'node:buffer'
import type { Reading } from './format'

export const LF = 10

/** Whole lines, as many as came together; `line` is the first one's number. */
export interface Lines {
  readonly bytes: Buffer
  readonly line: number
  /** false for a last line without its line end, which may have been cut */
  readonly ended: boolean
}

/** Cuts chunks at line ends. A line over the limit is told and left blank, so that later ones keep their numbers. */
export async function* wholeLines(chunks: AsyncIterable<Uint8Array>, reading: Reading): AsyncIterable<Lines> {
  const { line_bytes } = reading.limits
  let rest: Buffer[] = []
  let length = 0
  let line = 1
  let overlong = false
  for await (const chunk of chunks) {
    const from = overlong ? chunk.indexOf(LF) : 0
    if (from < 0) continue
    overlong = false
    const end = Math.max(chunk.lastIndexOf(LF) + 1, from)
    // only the line that lies across two chunks is copied
    const first = length > 0 ? chunk.indexOf(LF, from) + 1 : from
    const across = first > from ? [Buffer.concat([...rest, chunk.subarray(from, first)])] : []
    for (const bytes of end > first ? [...across, view(chunk, first, end)] : across) {
      yield* bytes.length > line_bytes
        ? withoutOverlong(bytes, line, reading)
        : [{ bytes, line, ended: true }]
      line += count(bytes)
    }
    if (end > from) {
      rest = []
      length = 0
    }
    // a copy, so that one line does not keep a whole chunk in memory
    rest.push(Buffer.from(chunk.subarray(end)))
    length += chunk.length - end
    if (length > line_bytes) {
      tooLong(line, reading)
      rest = []
      length = 0
      overlong = true
    }
  }
  if (length > 0) yield { bytes: Buffer.concat(rest), line, ended: false }
}

function view({ buffer, byteOffset }: Uint8Array, start: number, end: number): Buffer {
  return Buffer.from(buffer, byteOffset + start, end - start)
}

/** Tells every line that is not UTF-8 and returns their numbers; but for a last character of the file that was cut. */
export function misencoded({ bytes, line, ended }: Lines, { file, problems }: Reading): ReadonlySet<number> {
  const lines = new Set<number>()
  if (isUtf8(bytes)) return lines
  for (const { start, end, line: at } of each(bytes, line)) {
    const text = bytes.subarray(start, end)
    if (isUtf8(text) || (!ended && end === bytes.length && beginsUtf8(text))) continue
    problems.add('text.encoding', { file, line: at }, {})
    lines.add(at)
  }
  return lines
}

/** Whether more bytes could make this UTF-8. */
function beginsUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/** Where each line lies, without its line end. */
function* each(bytes: Buffer, first: number) {
  let line = first
  for (let start = 0; start < bytes.length; line++) {
    const found = bytes.indexOf(LF, start)
    const end = found < 0 ? bytes.length : found
    yield { start, end, line }
    start = end + 1
  }
}

function* withoutOverlong(bytes: Buffer, first: number, reading: Reading): Iterable<Lines> {
  let from = 0
  let line = first
  for (const { start, end, line: at } of each(bytes, first)) {
    if (end - start <= reading.limits.line_bytes) continue
    if (start > from) yield { bytes: bytes.subarray(from, start), line, ended: true }
    tooLong(at, reading)
    from = end
    line = at
  }
  yield { bytes: bytes.subarray(from), line, ended: true }
}

function tooLong(line: number, { file, limits, problems }: Reading): void {
  problems.add('json.line-length', { file, line }, { limit: limits.line_bytes })
}

function count(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) lines++
  return lines
}
