/** Bytes → rows: one file and one entry for each container of rows. */
import type { Problems } from '../problems'
import { Broken } from './broken'
import { conll } from './conll'
import { csv, tsv } from './csv'
import { tellForeign } from './foreign'
import { extensionOf, type Format, type Reading, type Row, type Source } from './format'
import { json } from './json'
import { jsonl } from './jsonl'

/** Those that a spec declares. */
const DECLARED = { conll } as const satisfies Record<string, Format>
/** Of the others the first that recognises the bytes reads them. */
export const FORMATS: readonly Format[] = [jsonl, json, tsv, csv]

/** Bytes that are looked at before a format is chosen. */
const HEAD = 64 * 1024

/**
 * The rows of a file, in batches. What is wrong is added to `reading.problems` with file and line, and reading goes on
 * where the container lets it; a file without rows is a problem, too. Throws only what nobody can mend.
 */
export async function* readRows(source: Source, reading: Reading): AsyncIterable<Row[]> {
  const { file, format, limits, problems } = reading
  const before = problems.errors
  const chunks = unbroken(source, problems)
  let n = 0
  try {
    const { head, bytes } = await peek(chunks)
    if (tellForeign(head, { file }, problems)) return
    const rows =
      head.length > 0 ? (format ? DECLARED[format] : recognised(head, reading)).rows(bytes, reading) : []
    for await (const batch of rows) {
      const room = limits.rows - n
      n += batch.length
      source.read?.(batch.length)
      if (batch.length > room) {
        yield batch.slice(0, room)
        problems.add('rows.too-many', { file, line: batch[room]!.line }, { limit: limits.rows })
        return
      }
      if (batch.length > 0) yield batch
    }
  } catch (error) {
    if (!(error instanceof Broken)) throw error
  } finally {
    // closes the file also when reading ended early
    await chunks.return()
  }
  if (n === 0 && problems.errors === before) problems.add('file.empty', { file }, {})
}

/** A source that tells a fault ends early; a reader must not take that for the end of the file. */
async function* unbroken(source: Source, problems: Problems): AsyncGenerator<Uint8Array, void, void> {
  const before = problems.errors
  let others = 0
  for await (const chunk of source.bytes()) {
    const reading = problems.errors
    yield chunk
    others += problems.errors - reading
  }
  if (problems.errors - others > before) throw new Broken()
}

/** By the bytes; the name is a hint, and a note says when it is wrong. */
function recognised(head: Buffer, reading: Reading): Format {
  const { file, problems } = reading
  const text = head.toString('utf8')
  const format = FORMATS.find(({ sniff }) => sniff(text, reading))!
  const extension = extensionOf(file)
  const named = FORMATS.find(({ extensions }) => extensions.includes(extension))
  if (named && named !== format)
    problems.add('file.sniffed', { file }, { named: named.name, found: format.name })
  return format
}

const BOM = Buffer.of(0xef, 0xbb, 0xbf)

/** The first bytes, and all of them again, both without a byte-order mark. */
async function peek(chunks: AsyncIterator<Uint8Array>) {
  const parts: Uint8Array[] = []
  let length = 0
  while (length < HEAD) {
    const { value, done } = await chunks.next()
    if (done) break
    parts.push(value)
    length += value.length
  }
  const whole = Buffer.concat(parts)
  const first = whole.subarray(whole.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0)
  async function* bytes() {
    if (first.length > 0) yield first
    yield* { [Symbol.asyncIterator]: () => chunks }
  }
  return { head: first.subarray(0, HEAD - BOM.length), bytes: bytes() }
}
