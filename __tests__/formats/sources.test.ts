import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeEach, describe, expect, test } from '@jest/globals'
import { readRows } from '../../src/formats'
import { Problems } from '../../src/problems'
import { workspace } from '../../src/read/sources'
import { LIMITS, type Limits } from '../../src/spec/limits'

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'goldbar-sources-')))
afterAll(() => rmSync(scratch, { recursive: true }))

let count = 0
let root = ''
beforeEach(() => {
  root = join(scratch, `${count++}`, 'workspace')
  mkdirSync(root, { recursive: true })
})

const ROWS = '{"id":"a"}\n{"id":"b"}\n'
const place = { file: 'gate.yml', line: 3 }

function put(file: string, content: string | Uint8Array = ROWS): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), content)
}

interface From {
  readonly spec?: string
  readonly limits?: Partial<Limits>
}

async function open(path: string, { spec, limits }: From = {}) {
  const problems = new Problems()
  const source = await workspace(root).open(path, {
    ...(spec !== undefined && { spec }),
    key: 'candidate.path',
    place,
    limits: { ...LIMITS, ...limits },
    problems,
  })
  return { source, problems }
}

/** What is told of a path: the problems of opening and of reading it to its end. */
async function read(path: string, from: From = {}) {
  const { source, problems } = await open(path, from)
  const parts: Uint8Array[] = []
  if (source) for await (const chunk of source.bytes()) parts.push(chunk)
  const list = problems.list()
  return {
    file: source?.file,
    bytes: Buffer.concat(parts),
    digest: source?.digest(),
    codes: list.map(({ code }) => code),
    messages: list.map(({ message }) => message),
    places: list.map(({ file, line }) => ({ file, line })),
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('which file is opened', () => {
  test('relative to the folder of the spec, or to the workspace without one', async () => {
    put('suites/rows.jsonl', 'of the suite')
    put('rows.jsonl', 'of the workspace')
    expect(await read('rows.jsonl', { spec: 'suites/gate.yml' })).toMatchObject({
      file: 'suites/rows.jsonl',
      bytes: Buffer.from('of the suite'),
      codes: [],
    })
    expect(await read('../rows.jsonl', { spec: 'suites/gate.yml' })).toMatchObject({
      file: 'rows.jsonl',
      codes: [],
    })
    expect(await read('./x/../rows.jsonl')).toMatchObject({
      file: 'rows.jsonl',
      bytes: Buffer.from('of the workspace'),
    })
  })

  test('the digest and the size are those of the bytes on disk', async () => {
    const packed = gzipSync(ROWS)
    put('rows.jsonl')
    put('rows.jsonl.gz', packed)
    expect((await read('rows.jsonl')).digest).toEqual({
      sha256: sha256(Buffer.from(ROWS)),
      bytes: ROWS.length,
    })
    expect(await read('rows.jsonl.gz')).toMatchObject({
      digest: { sha256: sha256(packed), bytes: packed.length },
      bytes: Buffer.from(ROWS),
    })
  })

  test('an absent file is told where the path was written', async () => {
    const { codes, places, messages } = await read('none.jsonl', { spec: 'suites/gate.yml' })
    expect({ codes, places }).toEqual({ codes: ['file.absent'], places: [place] })
    expect(messages[0]).toContain('"suites/none.jsonl"')
    expect(messages[0]).toContain('candidate.path')
  })

  test('a pattern that matches one file names it', async () => {
    put('out/predictions-2026.jsonl')
    expect(await read('out/*.jsonl')).toMatchObject({ file: 'out/predictions-2026.jsonl', codes: [] })
    expect(await read('../**/pred*.jsonl', { spec: 'suites/gate.yml' })).toMatchObject({
      file: 'out/predictions-2026.jsonl',
      codes: [],
    })
  })

  test('a pattern that matches several or none is refused', async () => {
    put('out/b.jsonl')
    put('out/a.jsonl')
    const several = await read('*.jsonl', { spec: 'out/gate.yml' })
    expect(several).toMatchObject({ codes: ['file.pattern'], places: [place] })
    expect(several.messages[0]).toContain('2 files: out/a.jsonl, out/b.jsonl.')
    expect((await read('out/*.csv')).codes).toEqual(['file.absent'])
  })

  test('a name with the characters of a pattern is a name where there is such a file', async () => {
    put('a[1].jsonl', 'the name')
    put('a1.jsonl', 'the match')
    expect(await read('a[1].jsonl')).toMatchObject({ file: 'a[1].jsonl', bytes: Buffer.from('the name') })
  })

  test('a path out of the workspace is refused', async () => {
    put('../secret.jsonl')
    for (const path of ['../secret.jsonl', join(root, '../secret.jsonl'), '../secret.json*'])
      expect(await read(path)).toMatchObject({ file: undefined, codes: ['file.outside'] })
    expect((await read('../../secret.jsonl', { spec: 'suites/gate.yml' })).codes).toEqual(['file.outside'])
  })

  test('a link out of the workspace is refused, one within is not', async () => {
    put('../secret.jsonl')
    put('real/rows.jsonl')
    symlinkSync('../secret.jsonl', join(root, 'out.jsonl'))
    symlinkSync('..', join(root, 'up'))
    symlinkSync('real', join(root, 'alias'))
    expect((await read('out.jsonl')).codes).toEqual(['file.outside'])
    expect((await read('up/secret.jsonl')).codes).toEqual(['file.outside'])
    expect(await read('alias/rows.jsonl')).toMatchObject({
      file: 'alias/rows.jsonl',
      codes: [],
      bytes: Buffer.from(ROWS),
    })
  })

  test('a folder beside the workspace whose name begins alike is outside', async () => {
    put('../workspace-2/rows.jsonl')
    expect((await read('../workspace-2/rows.jsonl')).codes).toEqual(['file.outside'])
  })

  test('a workspace that is reached through a link is no way out', async () => {
    put('rows.jsonl')
    symlinkSync(root, `${root}-link`)
    const problems = new Problems()
    const source = await workspace(`${root}-link`).open('rows.jsonl', {
      key: 'k',
      place,
      limits: LIMITS,
      problems,
    })
    expect({ file: source?.file, problems: problems.list() }).toEqual({ file: 'rows.jsonl', problems: [] })
  })

  test('a spec outside of the workspace has its own folder for one', async () => {
    put('../suite/rows.jsonl')
    put('../secret.jsonl')
    expect(await read('rows.jsonl', { spec: '../suite/gate.yml' })).toMatchObject({
      file: '../suite/rows.jsonl',
      codes: [],
    })
    expect((await read('../secret.jsonl', { spec: '../suite/gate.yml' })).codes).toEqual(['file.outside'])
  })

  test('what is no regular file is refused and not waited for', async () => {
    mkdirSync(join(root, 'folder'))
    symlinkSync('nowhere', join(root, 'dangling'))
    symlinkSync('circle', join(root, 'circle'))
    execFileSync('mkfifo', [join(root, 'pipe')])
    for (const [path, why] of [
      ['folder', 'it is a folder'],
      ['dangling', 'a link to nothing'],
      ['circle', 'its links lead in a circle'],
      ['pipe', 'it is a pipe'],
    ] as const) {
      const { codes, messages } = await read(path)
      expect([path, codes]).toEqual([path, ['file.unreadable']])
      expect(messages[0]).toContain(why)
    }
    expect((await read('a\0b')).codes).toEqual(['file.absent'])
  })
})

describe('what is inflated', () => {
  const one = gzipSync('{"id":"a"}\n')
  const two = gzipSync('{"id":"b"}\n')

  test('gzip by its bytes, with a note where the name says otherwise', async () => {
    put('rows.jsonl', one)
    put('rows.jsonl.gz', 'plain')
    put('rows.JSONL.GZ', one)
    expect(await read('rows.jsonl')).toMatchObject({
      codes: ['file.sniffed'],
      bytes: Buffer.from('{"id":"a"}\n'),
    })
    expect(await read('rows.jsonl.gz')).toMatchObject({
      codes: ['file.sniffed'],
      bytes: Buffer.from('plain'),
    })
    expect((await read('rows.JSONL.GZ')).codes).toEqual([])
  })

  test('all members', async () => {
    const many = Array.from({ length: 300 }, (_, i) => gzipSync(`{"id":"${i}"}\n`))
    put('rows.jsonl.gz', Buffer.concat(many))
    const wanted = many.map((_, i) => `{"id":"${i}"}\n`).join('')
    expect(await read('rows.jsonl.gz')).toMatchObject({ codes: [], bytes: Buffer.from(wanted) })
  })

  test('zeros behind the end are padding', async () => {
    const padded = Buffer.concat([one, two, Buffer.alloc(3 * 2 ** 20)])
    put('rows.jsonl.gz', padded)
    expect(await read('rows.jsonl.gz')).toMatchObject({
      codes: [],
      bytes: Buffer.from(ROWS),
      digest: { sha256: sha256(padded) },
    })
  })

  const damaged: readonly (readonly [string, Buffer])[] = [
    ['cut within the header', one.subarray(0, 5)],
    ['cut within the data', one.subarray(0, 15)],
    ['cut within the checksum', one.subarray(0, -3)],
    ['a second member cut', Buffer.concat([one, two.subarray(0, -6)])],
    ['a wrong checksum', Buffer.from(one.with(-6, one.at(-6)! ^ 1))],
    ['plain text behind it', Buffer.concat([one, Buffer.from(ROWS)])],
    ['a member behind the padding, which zlib drops', Buffer.concat([one, Buffer.alloc(5), two])],
    ['a member far behind the padding', Buffer.concat([one, Buffer.alloc(3 * 2 ** 20), two])],
  ]
  test.each(damaged)('%s is told', async (_, bytes) => {
    put('rows.jsonl.gz', bytes)
    expect((await read('rows.jsonl.gz')).codes).toEqual(['file.truncated'])
  })

  test('a fault of the file is the only one told: rows that end there are not called cut', async () => {
    put('rows.jsonl.gz', gzipSync(ROWS.repeat(9000)).subarray(0, -20))
    for (const file of ['rows.jsonl.gz']) {
      const { source, problems } = await open(file)
      for await (const _ of readRows(source!, { file, fields: ['id'], limits: LIMITS, problems }));
      expect(problems.list().map(({ code }) => code)).toEqual(['file.truncated'])
    }
  })
})

describe('limits', () => {
  test('a file of more bytes than allowed', async () => {
    put('rows.jsonl')
    expect((await read('rows.jsonl', { limits: { file_bytes: ROWS.length } })).codes).toEqual([])
    const { codes, messages } = await read('rows.jsonl', { limits: { file_bytes: ROWS.length - 1 } })
    expect(codes).toEqual(['file.too-large'])
    expect(messages[0]).toContain('raise limits.file_bytes')
    put('rows.jsonl.gz', gzipSync(ROWS.repeat(100)))
    expect((await read('rows.jsonl.gz', { limits: { file_bytes: 1000 } })).codes).toEqual(['file.too-large'])
  })

  test('a bomb is put out soon after the limit', async () => {
    const shared = '../shared/nasty/gz-bomb.jsonl.gz'
    const bomb = existsSync(shared) ? readFileSync(shared) : gzipSync(Buffer.alloc(60e6, 'a'))
    put('bomb.jsonl.gz', bomb)
    const { codes, messages, bytes } = await read('bomb.jsonl.gz')
    expect(codes).toEqual(['file.too-large'])
    expect(messages[0]).toContain('raise limits.inflation')
    expect(bytes.length).toBeLessThanOrEqual(bomb.length * LIMITS.inflation)
    expect((await read('bomb.jsonl.gz', { limits: { inflation: 2000 } })).codes).toEqual([])
  })

  test('a short file of equal lines is no bomb', async () => {
    put('rows.jsonl.gz', gzipSync(ROWS.repeat(40_000)))
    expect((await read('rows.jsonl.gz')).codes).toEqual([])
  })

  test('a file of several chunks comes whole', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, i) => `{"id":"${i}"}`).join('\n'))
    put('rows.jsonl', bytes)
    const got = await read('rows.jsonl')
    expect(got.bytes.equals(bytes)).toBe(true)
    expect(got.digest).toEqual({ sha256: sha256(bytes), bytes: bytes.length })
  })
})

describe('specs', () => {
  const find = async (...patterns: string[]) => {
    const { specs, problems } = await workspace(root).specs(patterns)
    return { specs, told: problems.list().map(({ code, file }) => [code, file]) }
  }

  test('paths and patterns, sorted, each once', async () => {
    put('b/gate.yml', 'name: b')
    put('a/gate.yml', '\ufeffname: a')
    put('.github/gate.yml', 'name: hidden')
    const { specs, told } = await find('b/gate.yml', '**/gate.yml', './a/../b/gate.yml')
    expect(told).toEqual([])
    expect(specs).toEqual([
      { file: '.github/gate.yml', text: 'name: hidden', sha256: sha256(Buffer.from('name: hidden')) },
      { file: 'a/gate.yml', text: 'name: a', sha256: sha256(Buffer.from('\ufeffname: a')) },
      { file: 'b/gate.yml', text: 'name: b', sha256: sha256(Buffer.from('name: b')) },
    ])
  })

  test('each pattern that matches nothing is told', async () => {
    put('gate.yml')
    const { specs, told } = await find('gate.yml', 'none.yml', 'x/*.yml')
    expect([specs.length, told]).toEqual([
      1,
      [
        ['spec.none', null],
        ['spec.none', null],
      ],
    ])
  })

  test('what cannot be read is told, the rest is read', async () => {
    put('gate.yml', 'name: a')
    put('latin.yml', Buffer.from('name: \xe9', 'latin1'))
    put('large.yml', '')
    truncateSync(join(root, 'large.yml'), 2 ** 20 + 1)
    mkdirSync(join(root, 'folder.yml'))
    const { specs, told } = await find('gate.yml', 'latin.yml', 'large.yml', 'folder.yml')
    expect(specs.map(({ file }) => file)).toEqual(['gate.yml'])
    expect(told).toEqual([
      ['spec.unreadable', 'folder.yml'],
      ['spec.too-large', 'large.yml'],
      ['text.encoding', 'latin.yml'],
    ])
  })
})

describe('the digest with LF as line ends', () => {
  const CHUNK = 2 ** 18
  const at = (length: number, text: string) => 'x'.repeat(length) + text
  test.each<[string, string, string]>([
    ['a file without CR', ROWS, ROWS],
    ['CRLF', ROWS.replaceAll('\n', '\r\n'), ROWS],
    ['a CR by itself stays', 'a\rb\r\n\r', 'a\rb\n\r'],
    ['two before an LF', 'a\r\r\nb', 'a\r\nb'],
    ['CRLF over the border of two chunks', at(CHUNK - 1, '\r\nb'), at(CHUNK - 1, '\nb')],
    ['CR at the end of a chunk', at(CHUNK - 1, '\rb'), at(CHUNK - 1, '\rb')],
    ['CR in the second chunk only', at(CHUNK + 5, '\r\nb'), at(CHUNK + 5, '\nb')],
  ])('%s', async (_, text, unix) => {
    put('gold.jsonl', text)
    const { source } = await open('gold.jsonl')
    for await (const _ of source!.bytes());
    expect(source!.digest().sha256).toBe(sha256(Buffer.from(text)))
    expect(source!.lineEnds!()).toBe(sha256(Buffer.from(unix)))
  })
})
