import { isUtf8 } from 'node:buffer'
import { kind } from '../problems'
import type { Format, Reading, Row } from './format'
import { deeper, parseJson } from './json-text'

/** One JSON object a line. Only LF ends a line, CR before it is dropped; blank lines are skipped. */
export const jsonl: Format = {
  name: 'JSON Lines',
  extensions: ['jsonl', 'ndjson'],
  sniff,
  rows,
}

/**
 * A text that starts with `{` is JSON Lines when its first line is a whole value and more lines follow. One whole
 * line alone is a row when it has a field that rows have, or the extension says so.
 */
function sniff(head: string, { file, records, fields }: Reading): boolean {
  if (records !== undefined || !/^\s*\{/u.test(head)) return false
  const named = /\.(?:jsonl|ndjson)(?:\.|$)/iu.test(file)
  const text = head.trimStart()
  const end = text.indexOf('\n')
  if (end < 0 && head.length >= 60_000) return !/\.json(?:\.|$)/iu.test(file)
  const first = end < 0 ? text : text.slice(0, end)
  let value: unknown
  try {
    value = JSON.parse(first)
  } catch {
    // a row that is broken in itself is still a line; a pretty-printed document has only its bracket there
    return named || /[:,].*\}\s*$/u.test(first)
  }
  if (end >= 0 && text.slice(end).trim() !== '') return true
  const own = Object.entries(value as object).filter(([name]) => fields.includes(name))
  return named || (own.length > 0 && own.every(([, item]) => !Array.isArray(item)))
}

const LF = 10

async function* rows(bytes: AsyncIterable<Uint8Array>, reading: Reading): AsyncIterable<Row[]> {
  const { file, limits, problems } = reading
  let rest: Uint8Array = new Uint8Array()
  let line = 1
  for await (const chunk of bytes) {
    // only the line that lies across two chunks is copied
    const first = rest.length > 0 ? chunk.indexOf(LF) + 1 : 0
    const end = chunk.lastIndexOf(LF) + 1
    if (end === 0) rest = Buffer.concat([rest, chunk])
    else {
      for (const block of [Buffer.concat([rest, chunk.subarray(0, first)]), view(chunk, first, end)]) {
        yield blockRows(block, line, reading, true)
        line += count(block)
      }
      // a copy, so that one line does not keep a whole chunk in memory
      rest = Buffer.from(chunk.subarray(end))
    }
    if (rest.length > limits.line_bytes) {
      problems.add('json.line-length', { file, line }, { limit: limits.line_bytes })
      return
    }
  }
  if (rest.length > 0) yield blockRows(view(rest, 0, rest.length), line, reading, false)
}

function view(bytes: Uint8Array, start: number, end: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
}

/** The rows of whole lines; `ended` is false for a last line without its LF, which may have been cut. */
function blockRows(block: Buffer, firstLine: number, reading: Reading, ended: boolean): Row[] {
  const { file, limits, problems } = reading
  const found: Row[] = []
  const [valid, nul] = [isUtf8(block), block.includes(0)]
  let line = firstLine
  for (let start = 0; start < block.length; line++) {
    let end = block.indexOf(LF, start)
    if (end < 0) end = block.length
    const bytes = block.subarray(start, end)
    start = end + 1
    const place = { file, line }
    if (bytes.length > limits.line_bytes) {
      problems.add('json.line-length', place, { limit: limits.line_bytes })
      continue
    }
    if (!valid && !isUtf8(bytes)) {
      problems.add('text.encoding', place, {})
      continue
    }
    const text = bytes.toString('utf8')
    if (nul && bytes.includes(0)) {
      problems.add('text.nul', place, {})
      continue
    }
    if (text.trim() === '') continue
    if (bytes.length > 2 * limits.depth && deeper(text, limits.depth)) {
      problems.add('json.depth', place, { limit: limits.depth })
      continue
    }
    const parsed = parseJson(text, place, !ended && end === block.length, problems)
    if (!parsed) continue
    const { value } = parsed
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) found.push({ line, value })
    else problems.add('json.row', place, { got: kind(value) })
  }
  return found
}

function count(block: Buffer): number {
  let lines = 0
  for (let at = block.indexOf(LF); at >= 0; at = block.indexOf(LF, at + 1)) lines++
  return lines
}
