import { csv, tsv } from './csv'
import { extensionOf, type Format, type Reading, type Row, type Source } from './format'
import { json } from './json'
import { jsonl } from './jsonl'

/** The first that recognises the bytes reads them. */
const FORMATS: readonly Format[] = [jsonl, json, tsv, csv]

/** How much is looked at before a format is chosen. */
const HEAD = 64 * 1024

/**
 * The rows of a file, in batches. What is wrong is added to `reading.problems` with file and line; a file without
 * rows is a problem, too.
 */
export async function* readRows(source: Source, reading: Reading): AsyncIterable<Row[]> {
  const { file, problems, limits } = reading
  const before = problems.errors
  const { head, bytes } = await peek(source.bytes())
  if (head.length === 0 && problems.errors > before) return
  const format = recognised(head, reading)
  if (!format) return
  const rows = format.rows(bytes, reading)
  let n = 0
  for await (const batch of rows) {
    n += batch.length
    if (n > limits.rows) {
      problems.add('rows.too-many', { file }, { limit: limits.rows })
      return
    }
    if (batch.length > 0) yield batch
  }
  if (n === 0 && problems.errors === before) problems.add('file.empty', { file }, {})
}

function recognised(head: Uint8Array, reading: Reading): Format | undefined {
  const { file, problems } = reading
  if (head.length === 0) {
    problems.add('file.empty', { file }, {})
    return undefined
  }
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff) || halfNul(head)) {
    problems.add('text.utf16', { file }, {})
    return undefined
  }
  const binary = MAGIC.find(({ bytes }) => bytes.every((byte, i) => head[i] === byte))
  if (binary) {
    problems.add(
      'file.shape',
      { file },
      { why: `The file is ${binary.what}`, remedy: 'Export JSON Lines or CSV' },
    )
    return undefined
  }
  const text = new TextDecoder('utf-8').decode(head) // drops a byte-order mark
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    problems.add('file.lfs-pointer', { file }, {})
    return undefined
  }
  if (/^\s*<(?:!doctype|html|\?xml|head|body)/iu.test(text)) {
    problems.add(
      'json.syntax',
      { file, line: 1 },
      { why: 'it looks like an HTML or XML page, as a failed download leaves it' },
    )
    return undefined
  }
  const format = FORMATS.find(({ sniff }) => sniff(text, reading))!
  const extension = extensionOf(file)
  const named = FORMATS.find(({ extensions }) => extensions.includes(extension))
  if (named && named !== format)
    problems.add('file.sniffed', { file }, { named: named.name, found: format.name })
  return format
}

const MAGIC = [
  { what: 'a ZIP archive or a spreadsheet', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { what: 'Parquet, which this version does not read', bytes: [0x50, 0x41, 0x52, 0x31] },
  { what: 'Zstandard, which this version does not read', bytes: [0x28, 0xb5, 0x2f, 0xfd] },
  { what: 'a Python pickle, which could run code', bytes: [0x80, 0x04] },
] as const

/** UTF-16 without a byte-order mark: every other byte of Latin text is NUL. */
function halfNul(head: Uint8Array): boolean {
  const n = Math.min(head.length, 64) & ~1
  if (n < 8) return false
  const nuls = (odd: number) =>
    Array.from({ length: n / 2 }, (_, i) => head[2 * i + odd]).filter(byte => byte === 0).length
  return Math.max(nuls(0), nuls(1)) > n / 4 && Math.min(nuls(0), nuls(1)) === 0
}

/** The first bytes, and all of them again without a byte-order mark. */
async function peek(source: AsyncIterable<Uint8Array>) {
  const chunks = source[Symbol.asyncIterator]()
  const first: Uint8Array[] = []
  let length = 0
  while (length < HEAD) {
    const { value, done } = await chunks.next()
    if (done) break
    first.push(value)
    length += value.length
  }
  const whole = Buffer.concat(first)
  const start = whole[0] === 0xef && whole[1] === 0xbb && whole[2] === 0xbf ? 3 : 0
  async function* bytes() {
    if (whole.length > start) yield whole.subarray(start)
    yield* { [Symbol.asyncIterator]: () => chunks }
  }
  return { head: whole.subarray(start, start + HEAD), bytes: bytes() }
}
