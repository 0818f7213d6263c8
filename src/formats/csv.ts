import { parse } from 'csv-parse'
import { type Problems, quote } from '../problems'
import { extensionOf, type Format, type Reading, type Row } from './format'
import { record } from './json'

/** RFC 4180 with a header; every value is a text. */
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
  sniff: (head, { file }) =>
    extensionOf(file) === 'tsv' ||
    head
      .split('\n', 1)[0]!
      .replace(/"[^"]*"/gu, '')
      .includes('\t'),
  rows: (bytes, reading) => rows(bytes, reading, '\t'),
}

const BATCH = 2048

interface Parsed {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

async function* rows(
  bytes: AsyncIterable<Uint8Array>,
  reading: Reading,
  delimiter: string,
): AsyncIterable<Row[]> {
  const { file, limits, problems } = reading
  const parser = parse({
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: limits.line_bytes,
  })
  const feeding = feed(bytes, parser, reading)
  let header: readonly string[] | undefined
  let batch: Row[] = []
  let line = 1
  try {
    for await (const parsed of parser as AsyncIterable<Parsed>) {
      const cells = parsed.record
      const place = { file, line }
      line = parsed.info.lines + 1
      if (!header) {
        header = cells
        if (!columns(header, delimiter, file, problems)) return
      } else if (cells.length !== header.length) {
        problems.add('csv.ragged', place, { got: cells.length, wanted: header.length })
      } else {
        // an unnamed column is the row number that pandas writes
        const named = header.map((name, c) => [name, cells[c]] as const).filter(([name]) => name !== '')
        batch.push({ line: place.line, value: record(named) })
      }
      if (batch.length < BATCH) continue
      yield batch
      batch = []
    }
    await feeding
  } catch (error) {
    tell(error as Error & { code?: string; lines?: number }, line, reading)
  } finally {
    parser.destroy()
  }
  yield batch
}

/** Passes the bytes on, checked: a parser replaces what is not UTF-8 and says nothing. */
async function feed(
  bytes: AsyncIterable<Uint8Array>,
  parser: ReturnType<typeof parse>,
  { file, problems }: Reading,
) {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let line = 1
  try {
    for await (const chunk of bytes) {
      if (parser.destroyed) return
      if (chunk.includes(0)) problems.add('text.nul', { file }, {})
      const text = decoder.decode(chunk, { stream: true })
      line += text.split('\n').length - 1
      if (!parser.write(text)) await Promise.race([once(parser, 'drain'), once(parser, 'close')])
    }
    decoder.decode()
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    problems.add('text.encoding', { file, line }, {})
  } finally {
    parser.end()
  }
}

function once(parser: ReturnType<typeof parse>, event: string): Promise<void> {
  return new Promise(resolve => parser.once(event, () => resolve()))
}

function columns(header: readonly string[], delimiter: string, file: string, problems: Problems): boolean {
  const place = { file, line: 1 }
  const twice = header.find((name, i) => name !== '' && header.indexOf(name) < i)
  if (twice !== undefined) problems.add('csv.header', place, { name: quote(twice) })
  const other = [';', '|', '\t'].find(separator => separator !== delimiter && header[0]!.includes(separator))
  if (header.length > 1 || other === undefined) return twice === undefined
  const remedy = `It seems to be separated by ${JSON.stringify(other)}: write commas or tabs.`
  problems.add('csv.columns', place, { got: quote(header[0]!), remedy })
  return false
}

function tell(
  error: Error & { code?: string; lines?: number },
  line: number,
  { file, limits, problems }: Reading,
): void {
  if (error.code === 'ERR_STREAM_PREMATURE_CLOSE') return
  if (!error.code?.startsWith('CSV_')) throw error
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    problems.add('json.line-length', { file, line }, { limit: limits.line_bytes })
  else
    problems.add(
      'csv.syntax',
      { file, line },
      { why: CSV_WORDS[error.code] ?? 'a quote stands where none may' },
    )
}

const CSV_WORDS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened in this row and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'a closing quote is followed by more text',
  INVALID_OPENING_QUOTE: 'a quote opens in the middle of a value',
}
