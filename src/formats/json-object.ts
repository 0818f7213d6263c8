import { kind, listed, quote } from '../problems'
import { fieldText } from '../spec/field'
import { Broken } from './broken'
import { type Cursor, OPEN_LIST, OPEN_OBJECT } from './cursor'
import type { Reading, Row } from './format'

/** How many members are held to tell columns from a map of rows; a table has fewer columns. */
const HELD = 1000

/** A member as it was read. */
interface Member {
  readonly key: string
  readonly line: number
  readonly value: unknown
  /** of a list's items */
  readonly lines?: readonly number[]
}

/**
 * The rows of one object: columns when a field that rows have is one, pandas' split when there are `columns` and
 * `data`, else a map from id to row or bare value. Maps are streamed; columns are held, as each has a part of every row.
 */
export async function* readObject(cursor: Cursor, reading: Reading): AsyncIterable<Row> {
  const { line } = cursor
  const held: Member[] = []
  let some = await cursor.enter()
  for (; some && held.length < HELD; some = await cursor.next()) {
    const read = await member(cursor, documentSoFar(held, reading))
    if (!read) continue
    held.push(read)
    if (!reading.fields.includes(read.key) || !isColumn(read.value)) continue
    while (await cursor.next()) held.push((await member(cursor)) ?? broken())
    return yield* columns(cursor, held, line)
  }
  const [names, data] = ['columns', 'data'].map(name =>
    held.find(({ key, value }) => key === name && Array.isArray(value)),
  )
  if (names && data && !some) return yield* split(cursor, names, data)
  for (const { key, line: at, value } of held) yield { line: at, key, value }
  for (; some; some = await cursor.next()) {
    const at = cursor.line
    const key = await cursor.key()
    const item = await cursor.value()
    if (item) yield { line: at, key, value: item.value }
  }
}

/**
 * The next member, or undefined, and told, when its value is wrong. A list is read item by item, as a column may be
 * longer than a row may be. `refuses` says for which keys a list of objects ends the reading.
 */
async function member(cursor: Cursor, refuses = (_key: string) => false): Promise<Member | undefined> {
  const { line } = cursor
  const key = await cursor.key()
  if ((await cursor.peek()) !== OPEN_LIST) {
    const item = await cursor.value()
    return item && { key, line, value: item.value }
  }
  const value: unknown[] = []
  const lines: number[] = []
  let whole = true
  for (let some = await cursor.enter(); some; some = await cursor.next()) {
    const first = await cursor.peek()
    if (value.length === 0 && first === OPEN_OBJECT && refuses(key)) {
      const why = `The file is one JSON object whose field ${quote(key)} is a list of objects`
      cursor.misshapen(line, why, `Declare records: ${fieldText([key])}`)
    }
    lines.push(cursor.line)
    const item = await cursor.value()
    if (item) value.push(item.value)
    else whole = false
  }
  return whole ? { key, line, value, lines } : broken()
}

/**
 * A document with its rows in one field would else be taken for a map whose ids are the names of its fields. Lists of
 * objects alone may be a map from id to spans; then the first one decides, or records does.
 */
function documentSoFar(held: readonly Member[], { fields, records }: Reading) {
  const document = held.length === 0 || held.some(({ value }) => !Array.isArray(value))
  return (key: string) => records === undefined && document && !fields.includes(key)
}

/** What is wrong in a list was told; without it there is no column. */
function broken(): never {
  throw new Broken()
}

/** pandas writes a column as a list or, unless told otherwise, as a map from row number. */
export function isColumn(value: unknown): boolean {
  return Array.isArray(value) || (isObject(value) && Object.hasOwn(value, '0'))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function* columns(cursor: Cursor, held: readonly Member[], line: number): Iterable<Row> {
  const names = held.map(({ key }) => key)
  once(cursor, names, line)
  const first = held.find(({ value }) => isColumn(value))!
  const numbers = Array.isArray(first.value) ? undefined : Object.keys(first.value as object)
  const cells = held.map(({ key, line: at, value }) => {
    if (numbers === undefined && Array.isArray(value)) return value
    if (numbers !== undefined && isObject(value) && sameKeys(value, numbers))
      return numbers.map(n => value[n])
    const why = `The columns are not alike: ${quote(first.key)} is ${size(first.value)}, ${quote(key)} ${size(value)}`
    return cursor.misshapen(at, why, 'Write one value a row in each')
  })
  const odd = cells.findIndex(({ length }) => length !== cells[0]!.length)
  if (odd > 0) {
    const told = held.map(({ key }, c) => `${quote(key)} has ${cells[c]!.length}`)
    cursor.misshapen(
      held[odd]!.line,
      `The columns have different lengths: ${listed(told)}`,
      'Write one value a row in each',
    )
  }
  for (const i of cells[0]!.keys()) {
    yield {
      line: first.lines?.[i] ?? line,
      value: Object.fromEntries(names.map((name, c) => [name, cells[c]![i]])),
    }
  }
}

function* split(cursor: Cursor, { value, line }: Member, { value: data, lines }: Member): Iterable<Row> {
  const names = (value as unknown[]).map(name => (typeof name === 'number' ? String(name) : name))
  const odd = names.find(name => typeof name !== 'string')
  if (odd !== undefined) cursor.misshapen(line, `A name in columns is ${kind(odd)}`, 'Write texts')
  once(cursor, names as string[], line)
  for (const [i, cells] of (data as unknown[]).entries()) {
    const at = lines![i]!
    if (!Array.isArray(cells) || cells.length !== names.length) {
      const got = Array.isArray(cells) ? `${cells.length} values` : kind(cells)
      cursor.misshapen(
        at,
        `Item ${i + 1} of data is ${got}, and there are ${names.length} columns`,
        'Write one value a column',
      )
    }
    yield { line: at, value: Object.fromEntries(names.map((name, c) => [name, (cells as unknown[])[c]])) }
  }
}

/** Object.fromEntries would keep the last of two equal names and say nothing. */
function once(cursor: Cursor, names: readonly string[], line: number): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name))
      cursor.misshapen(line, `The column ${quote(name)} stands twice`, 'Give each column its own name')
    seen.add(name)
  }
}

function sameKeys(value: object, keys: readonly string[]): boolean {
  return Object.keys(value).length === keys.length && keys.every(key => Object.hasOwn(value, key))
}

function size(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`
  return isObject(value) ? `a map of ${Object.keys(value).length}` : kind(value)
}
