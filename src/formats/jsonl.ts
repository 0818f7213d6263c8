import { kind } from '../problems'
import { extensionOf, type Format, type Reading, type Row } from './format'
import { namesColumns } from './header'
import { isColumn } from './json-object'
import { deeper, ending, parseJson } from './json-text'
import { LF, type Lines, misencoded, wholeLines } from './lines'

/** One JSON object a line. Only LF ends a line, CR before it is white space; blank lines are skipped and counted. */
export const jsonl: Format = {
  name: 'JSON Lines',
  extensions: ['jsonl', 'ndjson'],
  sniff,
  rows,
}

/** Bytes of a head that is cut: what it begins with is longer. */
const LONG = 60_000

/** Rows handed on together: enough that handing on costs nothing, few enough that they stay in the cache. */
const BATCH = 4096

/**
 * A text that begins with `{` is JSON Lines when its first line is a whole value and more lines follow. One whole
 * line alone is a row when it has a field that rows have, or when the name says so.
 */
function sniff(head: string, { file, records, fields }: Reading): boolean {
  if (records !== undefined) return false
  const extension = extensionOf(file)
  const named = jsonl.extensions.includes(extension)
  const text = head.trimStart()
  if (!text.startsWith('{')) return named && !text.startsWith('[') && !namesColumns(text, fields)
  const end = text.indexOf('\n')
  if (end < 0 && Buffer.byteLength(head) > LONG) return extension !== 'json'
  const line = end < 0 ? text : text.slice(0, end)
  const state = ending(line)
  // no string of a JSON document goes over a line end, so this is a row that was cut
  if (state === 'string') return named || extension !== 'json'
  if (state === 'open') return false
  if (end >= 0 && text.slice(end).trim() !== '') return true
  return named || rowLike(line, fields, extension)
}

function rowLike(line: string, fields: readonly string[], extension: string): boolean {
  try {
    const value = JSON.parse(line)
    return fields.some(name => Object.hasOwn(value, name) && !isColumn(value[name]))
  } catch {
    return extension !== 'json'
  }
}

async function* rows(bytes: AsyncIterable<Uint8Array>, reading: Reading): AsyncIterable<Row[]> {
  for await (const lines of wholeLines(bytes, reading)) yield* rowsOf(lines, reading)
}

function* rowsOf(lines: Lines, reading: Reading): Iterable<Row[]> {
  const { file, limits, problems } = reading
  const skipped = misencoded(lines, reading)
  let batch: Row[] = []
  let { line } = lines
  // not each(), which makes an object a line: this loop sees every byte of every file
  for (let start = 0, end = 0; start < lines.bytes.length; start = end + 1, line++) {
    end = lines.bytes.indexOf(LF, start)
    if (end < 0) end = lines.bytes.length
    if (skipped.has(line)) continue
    const text = lines.bytes.toString('utf8', start, end)
    if (isBlank(text)) continue
    const place = { file, line }
    // a line cannot be nested deeper than half its length, which spares most lines the look
    if (end - start > 2 * limits.depth && deeper(text, limits.depth)) {
      problems.add('json.depth', place, { limit: limits.depth })
      continue
    }
    const value = parseJson(text, place, problems, !lines.ended).value
    if (value === undefined) continue
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.add('json.row', place, { got: kind(value) })
      continue
    }
    if (batch.push({ line, value }) < BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}

/** White space of JSON only: other spaces are data, and so wrong outside of a string. */
function isBlank(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c !== 32 && c !== 9 && c !== 13) return false
  }
  return true
}
