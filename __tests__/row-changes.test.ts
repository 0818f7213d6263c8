/** What a pull request changes of a file of rows, and what is no change. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { readRows } from '../src/formats'
import { Problems } from '../src/problems'
import { type RowChanges, RowDigester, rowChanges } from '../src/row-changes'
import { LIMITS } from '../src/spec/limits'
import type { RowsSpec } from '../src/spec/spec'
import { jsonl } from './suite'

interface Options {
  readonly file?: string
  readonly spec?: Partial<Pick<RowsSpec, 'id' | 'where'>>
  readonly format?: 'conll'
  readonly codes?: string[]
}

async function digested(text: string | Buffer, options: Options = {}): Promise<RowDigester> {
  const { file = 'gold.jsonl', spec = { id: [['id']] }, format, codes = [] } = options
  const problems = new Problems()
  const digester = new RowDigester({ where: [], ...spec }, ['label'], file, problems)
  async function* bytes() {
    yield Buffer.from(text)
  }
  const source = { file, bytes, digest: () => ({ sha256: '', bytes: 0 }) }
  const fields = ['id', 'label']
  for await (const batch of readRows(source, { file, format, fields, limits: LIMITS, problems }))
    digester.push(batch)
  const told = problems.list().filter(({ severity }) => severity === 'error')
  expect(told.map(({ code }) => code)).toEqual(codes)
  return digester
}

/** Ids by kind, those without any left out. */
function listed({ rows, ...kinds }: RowChanges): Record<string, readonly string[]> {
  const found = Object.entries(kinds).filter(([, { count }]) => count > 0)
  return Object.fromEntries(found.map(([kind, { ids }]) => [kind, ids]))
}

async function between(base: string, head: string | Buffer, options: Options = {}) {
  const before = await digested(base, { ...options, file: options.file ?? 'gold.jsonl' })
  return listed(rowChanges(before, await digested(head, options)))
}

const ROWS = [
  { id: 'a', label: 'x', text: 'one', tags: ['s', 't'], n: 1 },
  { id: 'b', label: 'y', text: 'two', tags: [], n: 2.5 },
  { id: 'c', label: 'x', text: 'three', tags: ['t'], n: 0 },
]
const GOLD = jsonl(ROWS)
const [A, B, C] = ROWS as [(typeof ROWS)[0], (typeof ROWS)[0], (typeof ROWS)[0]]

describe('is no change', () => {
  test.each<[string, string | Buffer]>([
    ['the same bytes', GOLD],
    ['CRLF', GOLD.replaceAll('\n', '\r\n')],
    ['a byte-order mark', `\ufeff${GOLD}`],
    ['no end of the last line', GOLD.trimEnd()],
    ['blank lines', GOLD.replaceAll('\n', '\n\n')],
    ['space in the rows', GOLD.replaceAll(':', ' : ')],
    ['the order of rows', jsonl([C, A, B])],
    ['the order of keys', jsonl(ROWS.map(row => Object.fromEntries(Object.entries(row).reverse())))],
    ['an array of the same rows', JSON.stringify(ROWS, null, 2)],
    ['escapes', GOLD.replaceAll('"x"', '"\\u0078"')],
    ['another writing of numbers', GOLD.replaceAll(':1}', ':1.0}').replaceAll(':0}', ':-0.0}')],
  ])('%s', async (_, head) => {
    expect(await between(GOLD, head)).toEqual({})
  })

  test('CRLF and quotes in a CSV file', async () => {
    const csv = 'id,label\n1,x\n2,y\n'
    const head = '"id","label"\r\n"1","x"\r\n"2","y"\r\n'
    expect(await between(csv, head, { file: 'gold.csv' })).toEqual({})
  })

  test('a row that where leaves out', async () => {
    const where = { where: [{ field: ['split'], equals: 'test' }] }
    const base = jsonl([
      { ...A, split: 'test' },
      { ...B, split: 'train' },
    ])
    const head = jsonl([
      { ...A, split: 'test' },
      { ...B, split: 'train', label: 'z' },
      { id: 'd', split: 'dev' },
    ])
    expect(await between(base, head, { spec: { id: [['id']], ...where } })).toEqual({})
  })
})

describe('is told', () => {
  test.each<[string, readonly object[], Record<string, string[]>]>([
    ['a row more', [...ROWS, { id: 'd', label: 'x' }], { added: ['d'] }],
    ['a row less', [A, C], { removed: ['b'] }],
    ['another reference', [{ ...A, label: 'y' }, B, C], { relabelled: ['a'] }],
    ['a reference that went', [A, { ...B, label: undefined }, C], { relabelled: ['b'] }],
    ['a reference that is null', [A, { ...B, label: null }, C], { relabelled: ['b'] }],
    ['a reference of another type', [A, B, { ...C, label: ['x'] }], { relabelled: ['c'] }],
    ['another text', [A, { ...B, text: 'zwei' }, C], { changed: ['b'] }],
    ['the order of a list', [{ ...A, tags: ['t', 's'] }, B, C], { changed: ['a'] }],
    ['a number that is a text', [{ ...A, n: '1' }, B, C], { changed: ['a'] }],
    ['a field more', [A, B, { ...C, hard: true }], { changed: ['c'] }],
    ['another id', [A, B, { ...C, id: 'C' }], { added: ['C'], removed: ['c'] }],
    [
      'references that changed places',
      [{ ...A, label: 'y' }, { ...B, label: 'x' }, C],
      { relabelled: ['a', 'b'] },
    ],
    [
      'everything at once',
      [{ ...A, label: 'y', n: 5 }, { ...B, n: 3 }, { id: 'd' }],
      {
        added: ['d'],
        removed: ['c'],
        relabelled: ['a'],
        changed: ['b'],
      },
    ],
  ])('%s', async (_, head, told) => {
    expect(await between(GOLD, jsonl(head))).toEqual(told)
  })

  test('a row that where takes out of the gold set', async () => {
    const spec = { id: [['id']], where: [{ field: ['split'], equals: 'test' }] }
    const base = jsonl([
      { ...A, split: 'test' },
      { ...B, split: 'test' },
    ])
    expect(await between(base, base.replace(/test"\}\n$/u, 'train"}\n'), { spec })).toEqual({
      removed: ['b'],
    })
  })

  test('by several fields as id', async () => {
    const rows = [
      { d: 'x', s: 1, label: 'p' },
      { d: 'x', s: 2, label: 'q' },
    ]
    const head = [rows[0]!, { d: 'x', s: 2, label: 'p' }]
    expect(await between(jsonl(rows), jsonl(head), { spec: { id: [['d'], ['s']] } })).toEqual({
      relabelled: ['["x","2"]'],
    })
  })

  test('by position, where rows have no id', async () => {
    const rows = [{ label: 'x' }, { label: 'y' }]
    const head = [{ label: 'x' }, { label: 'x' }, { label: 'y' }]
    expect(await between(jsonl(rows), jsonl(head), { spec: {} })).toEqual({ added: ['3'], relabelled: ['2'] })
  })

  test('in an id → answer map', async () => {
    const options = { file: 'gold.json' }
    expect(await between('{"a": "x", "b": "y"}', '{"b":"z", "a":"x"}', options)).toEqual({
      relabelled: ['b'],
    })
  })

  test('in columns of tokens', async () => {
    const spec: Options = { file: 'gold.conll', format: 'conll', spec: {} }
    const base = 'token label\na O\nb B-x\n\nc O\n'
    expect(await between(base, base.replaceAll('\n', '\r\n'), spec)).toEqual({})
    expect(await between(base, base.replace('b B-x', 'b O'), spec)).toEqual({ relabelled: ['1'] })
  })

  test('an id that is there twice, or nowhere: nothing is compared in silence', async () => {
    const doubled = await digested(`${GOLD}${JSON.stringify({ ...A, label: 'z' })}\n{"label":"x"}\n`, {
      codes: ['id.duplicate', 'id.absent'],
    })
    expect(rowChanges(await digested(GOLD), doubled).rows).toEqual({ base: 3, head: 3 })
  })
})

test('the first 20 ids of a kind are listed, and all are counted', async () => {
  const rows = Array.from({ length: 50 }, (_, i) => ({ id: `r${i}`, label: 'x' }))
  const changes = rowChanges(await digested(GOLD), await digested(jsonl(rows)))
  expect(changes).toMatchObject({ rows: { base: 3, head: 50 }, added: { count: 50 }, removed: { count: 3 } })
  expect(changes.added.ids).toEqual(rows.slice(0, 20).map(({ id }) => id))
})

test('half a million rows need their ids and 32 bytes a row', () => {
  const digester = new RowDigester({ id: [['id']], where: [] }, ['label'], 'gold.jsonl', new Problems())
  const text = 'some words of a ticket '.repeat(40)
  const before = process.memoryUsage()
  for (let i = 0; i < 500_000; i += 1000) {
    const ids = Array.from({ length: 1000 }, (_, j) => `ticket-${i + j}`)
    digester.push(ids.map((id, j) => ({ line: i + j + 1, value: { id, label: 'x', text } })))
  }
  const { arrayBuffers } = process.memoryUsage()
  expect(digester.ids.size).toBe(500_000)
  // 13 characters, two digests, a line and the tables; arrays grow by half
  expect((arrayBuffers - before.arrayBuffers) / 500_000).toBeLessThan(200)
}, 60_000)

test('a digest is the beginning of SHA-256', async () => {
  const { rows } = await digested('{"id":"a"}\n')
  const { words } = rows as unknown as { words: { get(i: number): number } }
  const wanted = createHash('sha256').update('[{"id":"a"}]').digest()
  expect([0, 1, 2, 3].map(i => words.get(i))).toEqual([0, 4, 8, 12].map(at => wanted.readUInt32LE(at)))
})
