import { kind, listed, quote } from '../problems'
import { fieldText, type Path } from '../spec/field'
import { Broken, Cursor, misshapen } from './cursor'
import type { Format, Reading, Row } from './format'

/**
 * One JSON document: an array of rows, a map from id to row or bare value, columns (`{"id": […], …}`, also with maps
 * by row number as pandas writes them), or pandas' split (`{"columns": […], "data": [[…]]}`); `records` says where in
 * the document that lies. Arrays and maps are streamed, columns and split are held.
 */
export const json: Format = {
  name: 'JSON',
  extensions: ['json'],
  sniff: (head, { file }) => /^\s*[{[]/u.test(head) || /\.jsonl?(?:\.|$)|\.ndjson(?:\.|$)/iu.test(file),
  rows,
}

const BATCH = 2048

async function* rows(bytes: AsyncIterable<Uint8Array>, reading: Reading): AsyncIterable<Row[]> {
  const cursor = new Cursor(bytes, reading)
  let batch: Row[] = []
  try {
    for await (const row of walk(cursor, reading.records ?? [], reading)) {
      batch.push(row)
      if (batch.length < BATCH) continue
      yield batch
      batch = []
    }
    const next = await cursor.peek()
    if (next !== '') cursor.fail(next, 'there is more behind the end of the document')
  } catch (error) {
    if (!(error instanceof Broken)) throw error
  }
  yield batch
}

/** Down to where the rows lie, and on to the end of the document. */
async function* walk(cursor: Cursor, path: Path, reading: Reading): AsyncIterable<Row> {
  const [step, ...rest] = path
  const next = await cursor.peek()
  if (step === undefined) {
    if (next === '[') yield* array(cursor, reading)
    else if (next === '{') yield* object(cursor, reading)
    else cursor.fail(next, 'an array or an object of rows was expected')
    return
  }
  const inArray = typeof step === 'number'
  const { place } = cursor
  if (next !== (inArray ? '[' : '{')) {
    const got = next === '[' ? 'a list' : next === '{' ? 'an object' : 'a plain value'
    misshapen(reading.problems, place, `records says ${fieldText(path)}, and here is ${got}`, 'Mend records')
  }
  const keys: string[] = []
  let found = false
  for await (const key of entries(cursor, inArray)) {
    if (key === step && found) cursor.fail(' ', `the key ${quote(String(key))} stands twice`)
    if (key === step) {
      found = true
      yield* walk(cursor, rest, reading)
    } else await cursor.value()
    keys.push(String(key))
  }
  if (!found) {
    const names = inArray ? `${keys.length} items` : listed(keys.map(quote))
    misshapen(
      reading.problems,
      place,
      `records says ${fieldText(path)}, and here are only ${names}`,
      'Mend records',
    )
  }
}

/** The keys of an object or the indices of an array; who iterates consumes each value. */
async function* entries(cursor: Cursor, inArray: boolean): AsyncIterable<string | number> {
  const close = inArray ? ']' : '}'
  await cursor.expect(inArray ? '[' : '{')
  if ((await cursor.peek()) === close) {
    await cursor.expect(close)
    return
  }
  let index = 0
  do {
    if (inArray) yield index++
    else {
      const next = await cursor.peek()
      if (next !== '"') cursor.fail(next, 'a key in double quotes was expected')
      const key = await cursor.value()
      await cursor.expect(':')
      yield key ? String(key.value) : ''
    }
  } while (await cursor.more(close))
}

async function* array(cursor: Cursor, { problems }: Reading): AsyncIterable<Row> {
  for await (const _ of entries(cursor, true)) {
    await cursor.peek()
    const { place } = cursor
    const item = await cursor.value()
    if (!item) continue
    const { value } = item
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      yield { line: place.line!, value }
    else problems.add('json.row', place, { got: kind(value) })
  }
}

async function* object(cursor: Cursor, reading: Reading): AsyncIterable<Row> {
  const start = cursor.place
  let held: [string, unknown][] | undefined
  let first = true
  for await (const name of entries(cursor, false)) {
    const key = String(name)
    await cursor.peek()
    const { place } = cursor
    const item = await cursor.value()
    if (!item) continue
    const { value } = item
    if (first) held = table(key, value, reading) ? [] : undefined
    if (first && !held && isRows(value)) {
      const why = `The file is one JSON object whose field ${quote(key)} is a list of objects`
      misshapen(reading.problems, start, why, `Declare records: ${key}`)
    }
    first = false
    if (held) held.push([key, value])
    else yield { line: place.line!, key, value }
  }
  if (held) yield* tableRows(new Map(held), start.line!, reading)
}

/** Whether an object that begins like this holds columns, or pandas' split. */
function table(key: string, value: unknown, { fields }: Reading): boolean {
  const column = Array.isArray(value) || (typeof value === 'object' && value !== null)
  return column && (fields.includes(key) || ['columns', 'index', 'data'].includes(key))
}

function isRows(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && typeof value[0] === 'object' && value[0] !== null
}

function* tableRows(
  held: ReadonlyMap<string, unknown>,
  line: number,
  { problems, file }: Reading,
): Iterable<Row> {
  const [names, data] = [held.get('columns'), held.get('data')]
  const place = { file, line }
  if (Array.isArray(names) && Array.isArray(data)) {
    for (const [i, cells] of data.entries()) {
      if (!Array.isArray(cells) || cells.length !== names.length) {
        misshapen(
          problems,
          place,
          `Row ${i + 1} of data has not one cell for each of columns`,
          'Write the table again',
        )
      }
      yield { line, value: record(names.map((name, c) => [String(name), cells[c]])) }
    }
    return
  }
  const columns = Array.from(held, ([name, cells]) => [name, cellsOf(cells)] as const)
  const lengths = new Set(columns.map(([, cells]) => cells?.length ?? -1))
  if (lengths.size !== 1 || lengths.has(-1)) {
    const told = columns.map(([name, cells]) => `${quote(name)}: ${cells?.length ?? 'no list'}`)
    misshapen(
      problems,
      place,
      `The columns are of different lengths (${listed(told)})`,
      'Write one value a row in each',
    )
  }
  const n = columns[0]?.[1]?.length ?? 0
  for (let i = 0; i < n; i++) yield { line, value: record(columns.map(([name, cells]) => [name, cells![i]])) }
}

/** A column as a list, or as a map by row number. */
function cellsOf(cells: unknown): unknown[] | undefined {
  if (Array.isArray(cells)) return cells
  return typeof cells === 'object' && cells !== null ? Object.values(cells) : undefined
}

/** An object with these own properties, also where one is named `__proto__`. */
export function record(cells: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(cells)
}
