import { type Parser, parse } from 'csv-parse'
import { quote } from '../problems'
import { fieldText } from '../spec/field'
import { extensionOf, type Format, type Reading, type Row } from './format'
import { SEPARATORS, separatedBy } from './header'
import { type Lines, misencoded, wholeLines } from './lines'

/** RFC 4180 with a header, lines ended by CRLF or LF; every value is a text. */
export const csv: Format = {
  name: 'CSV',
  extensions: ['csv'],
  sniff: () => true,
  rows: (bytes, reading) => rows(bytes, reading, ','),
}

/** The same, with tabs. */
export const tsv: Format = {
  name: 'TSV',
  extensions: ['tsv'],
  sniff: (head, { file }) => extensionOf(file) === 'tsv' || separatedBy(head, '\t'),
  rows: (bytes, reading) => rows(bytes, reading, '\t'),
}

const BATCH = 2048

async function* rows(
  bytes: AsyncIterable<Uint8Array>,
  reading: Reading,
  separator: string,
): AsyncIterable<Row[]> {
  const { file, limits, problems, records } = reading
  if (records !== undefined) {
    const why = `records: ${fieldText(records)} finds nothing, the file is a table`
    problems.add('file.shape', { file }, { why, remedy: 'Remove records' })
    return
  }
  const table = new Table(reading, separator)
  const parser: Parser = parse({
    delimiter: separator,
    // found by the parser it would be that of the first line, and a file may mix both
    record_delimiter: ['\r\n', '\n'],
    skip_empty_lines: true,
    // counted by the table, which goes on with the next row
    relax_column_count: true,
    max_record_size: limits.line_bytes,
    on_record: (cells: readonly string[]) => {
      table.add(cells, parser.info.empty_lines)
      return undefined
    },
  })
  // each call tells its own error; without a listener the event would end the process
  parser.on('error', () => undefined)
  try {
    for await (const lines of wholeLines(bytes, reading)) {
      checkText(lines, reading)
      await settled(done => parser.write(lines.bytes, done))
      if (table.refused) return
      yield* table.take()
    }
    await settled(done => parser.end(done))
  } catch (error) {
    tell(error, table.line(parser.info.empty_lines), reading)
  }
  yield* table.take()
}

function settled(start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((done, failed) => start(error => (error ? failed(error) : done())))
}

/** The parser replaces what is not UTF-8 and ends a quote at NUL, and says nothing. */
function checkText(lines: Lines, reading: Reading): void {
  const { file, problems } = reading
  misencoded({ ...lines, ended: true }, reading)
  const nul = lines.bytes.indexOf(0)
  if (nul < 0) return
  const before = lines.bytes.toString('latin1', 0, nul).split('\n').length - 1
  problems.add('text.nul', { file, line: lines.line + before }, {})
}

/** Records → rows. */
class Table {
  /** the header has a fault after which no row can be read */
  refused = false
  private header: readonly string[] | undefined
  private batch: Row[] = []
  private next = 1
  private blanks = 0

  constructor(
    private readonly reading: Reading,
    private readonly separator: string,
  ) {}

  /** The line of the record at hand, when `blanks` blank lines were passed; the parser's own count takes CRLF in a value for two. */
  line(blanks: number): number {
    return this.next + blanks - this.blanks
  }

  /** Takes one record; `blanks` is how many blank lines were passed so far. */
  add(cells: readonly string[], blanks: number): void {
    const line = this.line(blanks)
    this.blanks = blanks
    this.next = line + 1
    for (const cell of cells) if (cell.includes('\n')) this.next += cell.split('\n').length - 1
    if (this.header) this.row(cells, line)
    else this.columns(cells, line)
  }

  /** The rows since the last time. */
  *take(): Iterable<Row[]> {
    const rows = this.batch
    this.batch = []
    for (let i = 0; i < rows.length; i += BATCH) yield rows.slice(i, i + BATCH)
  }

  private row(cells: readonly string[], line: number): void {
    const { file, problems } = this.reading
    const header = this.header!
    if (this.refused) return
    if (cells.length !== header.length) {
      problems.add('csv.ragged', { file, line }, { got: cells.length, wanted: header.length })
      return
    }
    const value: Record<string, string> = {}
    for (let c = header[0] === '' ? 1 : 0; c < header.length; c++) {
      const name = header[c]!
      // an assignment to it would set what the object inherits from
      if (name === '__proto__') Object.defineProperty(value, name, { value: cells[c], ...OWN })
      else value[name] = cells[c]!
    }
    this.batch.push({ line, value })
  }

  /** An unnamed first column is the row number that pandas writes; `row` leaves it out. */
  private columns(header: readonly string[], line: number): void {
    const { file, fields, problems } = this.reading
    const place = { file, line }
    this.header = header
    for (const name of new Set(header.filter((name, i) => header.indexOf(name) < i))) {
      problems.add('csv.header', place, { name: quote(name) })
      this.refused = true
    }
    const [only] = header as [string]
    if (header.length > 1 || fields.length === 0 || fields.includes(only)) return
    problems.add('csv.columns', place, { got: quote(only), remedy: remedyFor(only, this.separator) })
    this.refused = true
  }
}

const OWN = { enumerable: true, writable: true, configurable: true }

function remedyFor(header: string, separator: string): string {
  if (header.includes('\r')) return 'Lines end with CR alone; end them with LF.'
  const other = SEPARATORS.find(each => each !== separator && header.includes(each))
  if (other === undefined) return 'Write the names of the columns in the first line, separated by commas.'
  const words = { ',': 'commas', '\t': 'tabs', ';': 'semicolons (;)', '|': 'bars (|)' }[other]
  return separator === '\t' && other === ','
    ? 'It is separated by commas: name the file .csv.'
    : `It is separated by ${words}: write commas, or tabs.`
}

function tell(error: unknown, line: number, { file, limits, problems }: Reading): void {
  const why = WORDS[(error as { code?: string }).code ?? '']
  if (why === undefined) throw error
  problems.add('csv.syntax', { file, line }, { why: why.replace('{limit}', String(limits.line_bytes)) })
}

const WORDS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote opens in this row and is never closed',
  CSV_INVALID_CLOSING_QUOTE: 'text follows a closing quote in this row',
  INVALID_OPENING_QUOTE: 'a quote stands in the middle of a value in this row',
  // no line is so long, so this row goes over many
  CSV_MAX_RECORD_SIZE: 'a quote opens in this row and is not closed within {limit} bytes',
}
