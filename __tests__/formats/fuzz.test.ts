/** The readers against JSON.parse of the whole, on random documents in random white space, cuts and damage. */
import { describe, expect, test } from '@jest/globals'
import { readAll, seeded } from './reading'

type Random = () => number
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!
const many = <T>(random: Random, most: number, make: () => T): T[] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, make)

const TEXTS = [
  '',
  'a',
  'é',
  '😀',
  '\u2028',
  '"',
  '\\',
  '\\"',
  '{',
  ']}',
  ',',
  ':',
  '\n',
  '\0',
  'NaN',
  '//',
  '\ufeff',
]

function value(random: Random, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 6 : 4))
  if (kind === 0) return many(random, 3, () => pick(random, TEXTS)).join('')
  if (kind === 1) return pick(random, [0, -0, 1, -1.5, 1e21, 1e-7, 123456789])
  if (kind === 2) return pick(random, [true, false, null])
  if (kind === 3) return ''
  return kind === 4 ? many(random, 3, () => value(random, depth - 1)) : row(random, depth - 1)
}

function row(random: Random, depth = 2): Record<string, unknown> {
  const names = many(random, 3, () => pick(random, ['k', 'v', '__proto__', 'a.b', '"', '']))
  return Object.fromEntries(names.map(name => [name, value(random, depth)]))
}

/** JSON with white space wherever it may stand, and characters written in any of the ways they may be. */
function render(random: Random, at: unknown, spaces: readonly string[]): string {
  const space = () => pick(random, spaces)
  const list = (items: string[]) => items.join(`${space()},`)
  if (typeof at === 'string')
    return JSON.stringify(at).replace(/[^"\\\x20-\x7e]/gu, c => (random() < 0.5 ? c : escaped(c)))
  if (typeof at !== 'object' || at === null) return JSON.stringify(at)
  if (Array.isArray(at)) return `[${list(at.map(item => space() + render(random, item, spaces)))}${space()}]`
  const members = Object.entries(at).map(
    ([key, item]) =>
      `${space()}${render(random, key, spaces)}${space()}:${space()}${render(random, item, spaces)}`,
  )
  return `{${list(members)}${space()}}`
}

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')
}

function cut(random: Random, bytes: Buffer): Buffer[] {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(random() * 12)
    parts.push(bytes.subarray(at, end))
    at = end
  }
  return parts
}

const ANY = ['', '', ' ', '\n', '\t', '\r\n ']
const INLINE = ['', '', ' ', '\t']
const ids = (random: Random) => many(random, 5, () => pick(random, ['a', 'b', 'é', '__proto__', '0', '"']))

interface Kind {
  readonly name: string
  readonly file: string
  /** a text, and what its rows are by a JSON.parse of all of it; undefined where that refuses it */
  readonly text: (random: Random) => string
  readonly rows: (text: string) => unknown[]
}

const kinds: readonly Kind[] = [
  {
    name: 'arrays',
    file: 'p.json',
    text: random => render(random, [row(random), ...many(random, 5, () => row(random))], ANY),
    rows: text => JSON.parse(text),
  },
  {
    name: 'maps',
    file: 'p.json',
    text: random =>
      render(
        random,
        {
          first: 'x',
          ...Object.fromEntries(ids(random).map(id => [id, pick(random, ['x', null, 1.5, row(random)])])),
        },
        ANY,
      ),
    rows: text => Object.entries(JSON.parse(text)),
  },
  {
    name: 'lines',
    file: 'p.jsonl',
    text: random =>
      [{ id: 'a' }, ...many(random, 5, () => row(random))]
        .map(one => render(random, one, INLINE) + pick(random, ['\n', '\r\n', '\n\n', '\n \n']))
        .join(''),
    rows: text =>
      text
        .split('\n')
        .filter(line => !/^[ \t\r]*$/u.test(line))
        .map(line => JSON.parse(line)),
  },
]

/** A map's members in the order of JSON.parse, which puts whole numbers first. */
const comparable = (rows: readonly { key?: string; value: unknown }[]) => {
  if (rows.every(({ key }) => key === undefined)) return rows.map(({ value }) => value)
  return Object.entries(Object.fromEntries(rows.map(({ key, value }) => [key!, value])))
}

describe.each(kinds)('$name', ({ name, file, text, rows }) => {
  test('rows are those of JSON.parse, however it is written and cut', async () => {
    const random = seeded(1)
    for (let i = 0; i < 400; i++) {
      const written = text(random)
      const got = await readAll(file, cut(random, Buffer.from(written)), { fields: ['id'] })
      expect([written, got.told]).toEqual([written, []])
      expect(comparable(got.rows)).toEqual(rows(written))
    }
  })

  test('damaged bytes give a problem, or JSON.parse takes them, too', async () => {
    const random = seeded(2)
    let [refused, taken] = [0, 0]
    for (let i = 0; i < 1500; i++) {
      const bytes = damaged(random, Buffer.from(text(random)))
      const got = await readAll(file, cut(random, bytes), { fields: ['id'] })
      const told = got.told.filter(code => !/^(?:file\.sniffed|text\.lone-surrogate)/u.test(code))
      if (told.length > 0) {
        refused++
        continue
      }
      taken++
      // throws where the bytes are neither UTF-8 nor JSON
      const whole = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      // damage may turn lines into one document, or a map into columns
      const alike = !got.told.includes('file.sniffed') && got.rows.some(keyed) === (name === 'maps')
      const wanted = alike ? rows(whole) : undefined
      if (wanted) expect([whole, comparable(got.rows)]).toEqual([whole, wanted])
      else expect(() => JSON.parse(whole)).not.toThrow()
    }
    expect(refused).toBeGreaterThan(500)
    expect(taken).toBeGreaterThan(50)
  })
})

const keyed = ({ key }: { key?: string }) => key !== undefined

function damaged(random: Random, bytes: Buffer): Buffer {
  const at = Math.floor(random() * bytes.length)
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)]
  const kind = Math.floor(random() * 4)
  if (kind === 0) return before
  if (kind === 1) return Buffer.concat([before, after.subarray(1)])
  const other =
    random() < 0.8
      ? Buffer.from(pick(random, ['"', '\\', '{', '}', '[', ']', ',', ':', '\n', ' ', '1', 'e', '/']))
      : Buffer.of(random() * 256)
  return Buffer.concat([before, other, after.subarray(kind - 2)])
}
