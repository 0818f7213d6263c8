import { listed, quote } from '../problems'
import { fieldText } from '../spec/field'
import { Broken } from './broken'
import type { Format, Reading, Row } from './format'
import { misencoded, wholeLines } from './lines'

/**
 * One token a line, its columns separated by tabs or by runs of spaces. A block of lines is one row: each column is a
 * list. Blank lines, `-DOCSTART-` lines and metadata (`# key = value`) end a block; metadata is of the block below it.
 * Columns have the names of the header in the first line, or, where the spec numbers them, "0", "1" … and "-1", "-2" …
 * from the end, and there is no header.
 */
export const conll: Format = {
  name: 'CoNLL columns',
  extensions: ['conll', 'iob', 'bio'],
  // columns of text look like any table: only a spec can say what they are
  sniff: () => false,
  rows,
}

const BATCH = 2048

async function* rows(bytes: AsyncIterable<Uint8Array>, reading: Reading): AsyncIterable<Row[]> {
  const { file, problems, records } = reading
  if (records !== undefined) {
    const why = `records: ${fieldText(records)} finds nothing, the file is declared as columns`
    problems.add('file.shape', { file }, { why, remedy: 'Remove records' })
    return
  }
  const blocks = new Blocks(reading)
  for await (const lines of wholeLines(bytes, reading)) {
    const skipped = misencoded(lines, reading)
    const texts = lines.bytes.toString('utf8').split('\n')
    if (lines.ended) texts.pop()
    for (const [i, text] of texts.entries()) {
      if (!skipped.has(lines.line + i)) blocks.add(text.replace(/\r$/u, ''), lines.line + i)
    }
    yield* blocks.take()
  }
  blocks.end()
  yield* blocks.take()
}

/** Lines → rows. */
class Blocks {
  private batch: Row[] = []
  private lines: { readonly text: string; readonly line: number }[] = []
  private length = 0
  private metadata = new Map<string, string>()
  /** of the columns; undefined before the first line of them */
  private names: readonly (readonly string[])[] | undefined
  /** as the first line of columns is */
  private tabs = false
  private readonly numbered: boolean

  constructor(private readonly reading: Reading) {
    this.numbered = reading.fields.some(name => /^-?\d+$/u.test(name))
  }

  add(text: string, line: number): void {
    if (text.trim() === '' || text.startsWith('-DOCSTART-')) {
      this.end()
      return
    }
    const metadata = metadataOf(text)
    if (metadata) {
      this.end()
      this.metadata.set(...metadata)
      return
    }
    this.lines.push({ text, line })
    this.length += text.length
    const { file, limits, problems } = this.reading
    if (this.length <= limits.line_bytes) return
    problems.add('json.line-length', { file, line }, { limit: limits.line_bytes })
    throw new Broken()
  }

  /** Ends the block; metadata above a block that is yet to come stays. */
  end(): void {
    const { lines } = this
    if (lines.length === 0) return
    this.lines = []
    this.length = 0
    let header = 0
    if (!this.names) {
      const first = lines.find(({ text }) => !text.startsWith('#'))
      if (!first) return
      this.names = this.named(first.text, first.line)
      if (!this.numbered) header = first.line
    }
    const { names } = this
    const columns = names.map((): string[] => [])
    let start = 0
    for (const { text, line } of lines) {
      if (line === header) continue
      const cells = this.cells(text)
      // a token may be #, a comment has no columns
      if (text.startsWith('#') && cells.length !== names.length) continue
      if (!this.fits(cells, line)) continue
      start ||= line
      for (const [c, cell] of cells.entries()) columns[c]!.push(cell)
    }
    if (start > 0) this.batch.push({ line: start, value: this.value(names, columns) })
  }

  /** The rows since the last time. */
  *take(): Iterable<Row[]> {
    const rows = this.batch
    this.batch = []
    for (let i = 0; i < rows.length; i += BATCH) yield rows.slice(i, i + BATCH)
  }

  /** What each column is called, by the first line of columns. */
  private named(text: string, line: number): string[][] {
    const { file, fields, problems } = this.reading
    this.tabs = text.includes('\t')
    const cells = this.cells(text)
    if (this.numbered) return cells.map((_, c) => [String(c), String(c - cells.length)])
    if (!cells.some(cell => fields.includes(cell))) {
      problems.add('conll.header', { file, line }, { wanted: listed(fields.map(quote)) })
      throw new Broken()
    }
    for (const name of new Set(cells.filter((name, c) => cells.indexOf(name) < c)))
      problems.add('csv.header', { file, line }, { name: quote(name) })
    return cells.map(cell => [cell])
  }

  private cells(text: string): string[] {
    return this.tabs ? text.split('\t') : text.trim().split(/ +/u)
  }

  private fits({ length }: readonly string[], line: number): boolean {
    const { file, problems } = this.reading
    const wanted = this.names!.length
    if (length !== wanted) problems.add('conll.ragged', { file, line }, { got: length, wanted })
    return length === wanted
  }

  private value(names: readonly (readonly string[])[], columns: readonly (readonly string[])[]): object {
    const value = Object.fromEntries([
      ...this.metadata,
      ...names.flatMap((each, c) => each.map(name => [name, columns[c]] as const)),
    ])
    this.metadata = new Map()
    return value
  }
}

/** `# key = value`, and no columns. */
function metadataOf(text: string): [key: string, value: string] | undefined {
  if (!text.startsWith('#') || text.includes('\t')) return undefined
  const at = `${text} `.indexOf(' = ')
  const key = text.slice(1, Math.max(at, 1)).trim()
  return key === '' ? undefined : [key, text.slice(at + 3).trim()]
}
