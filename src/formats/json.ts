import { kind, listed, quote } from '../problems'
import { fieldText, type Path } from '../spec/field'
import { Broken } from './broken'
import { Cursor, OPEN_LIST, OPEN_OBJECT } from './cursor'
import { extensionOf, type Format, type Reading, type Row } from './format'
import { namesColumns } from './header'
import { readObject } from './json-object'

/**
 * One JSON document: an array of rows, a map from id to row or bare value, columns (`{"id": […], …}`) or pandas'
 * split (`{"columns": […], "data": [[…]]}`). `records` says where in the document that lies.
 */
export const json: Format = {
  name: 'JSON',
  extensions: ['json'],
  sniff: (head, { file, fields }) =>
    /^\s*[{[]/u.test(head) || (extensionOf(file) === 'json' && !namesColumns(head, fields)),
  rows,
}

const BATCH = 2048

async function* rows(bytes: AsyncIterable<Uint8Array>, reading: Reading): AsyncIterable<Row[]> {
  const cursor = new Cursor(bytes, reading)
  let batch: Row[] = []
  try {
    for await (const row of documentRows(cursor, reading)) {
      if (batch.push(row) < BATCH) continue
      yield batch
      batch = []
    }
  } catch (error) {
    if (!(error instanceof Broken)) throw error
  }
  yield batch
}

/** The document is read to its end, as what is broken after the rows means that they may be cut, too. */
async function* documentRows(cursor: Cursor, reading: Reading): AsyncIterable<Row> {
  if ((await cursor.peek()) === -1) return
  const path = reading.records ?? []
  await descend(cursor, path)
  const byte = await cursor.peek()
  if (byte === OPEN_LIST) yield* list(cursor, reading)
  else if (byte === OPEN_OBJECT) yield* readObject(cursor, reading)
  else {
    const { line } = cursor
    const item = await cursor.value()
    if (!item) return
    const what = path.length > 0 ? `records: ${fieldText(path)} is` : 'The document is'
    cursor.misshapen(line, `${what} ${kind(item.value)}, not a list or a map of rows`, REMEDY)
  }
  await ascend(cursor, path)
  if ((await cursor.peek()) !== -1) await cursor.fail('the document is over and more follows')
}

const REMEDY = 'Name the list of rows in records'

async function* list(cursor: Cursor, { file, problems }: Reading): AsyncIterable<Row> {
  for (let some = await cursor.enter(); some; some = await cursor.next()) {
    await cursor.peek()
    const { line } = cursor
    const item = await cursor.value()
    if (!item) continue
    const { value } = item
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) yield { line, value }
    else problems.add('json.row', { file, line }, { got: kind(value) })
  }
}

/** Goes to the value at `path`. */
async function descend(cursor: Cursor, path: Path): Promise<void> {
  for (const [level, step] of path.entries()) await find(cursor, step, path.slice(0, level + 1))
}

/** Goes to the member `step` of the array or object that comes next. */
async function find(cursor: Cursor, step: string | number, path: Path): Promise<void> {
  const byte = await cursor.peek()
  const { line } = cursor
  const wrong = (there: string) =>
    cursor.misshapen(line, `records: ${fieldText(path)} finds nothing, ${there}`, REMEDY)
  if (byte !== OPEN_LIST && byte !== OPEN_OBJECT) wrong('there is a plain value')
  if (typeof step === 'number' && step < 0) wrong('as a list that is streamed has no end to count from')
  const names: string[] = []
  let index = 0
  for (let some = await cursor.enter(); some; some = await cursor.next()) {
    const name = byte === OPEN_OBJECT ? await cursor.key() : index++
    if (name === step) return
    if (typeof name === 'string') names.push(quote(name))
    await cursor.skip()
  }
  wrong(byte === OPEN_LIST ? `there is a list of ${index}` : `the keys there are ${listed(names)}`)
}

/** Over what comes after the rows; a key that stands twice would leave open which one is meant. */
async function ascend(cursor: Cursor, path: Path): Promise<void> {
  for (const step of path.toReversed()) {
    while (await cursor.next()) {
      const { line } = cursor
      if (typeof step === 'string' && (await cursor.key()) === step)
        cursor.misshapen(line, `The key ${quote(step)} stands twice`, 'Write it once')
      await cursor.skip()
    }
  }
}
