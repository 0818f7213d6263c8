/** Gold in train is found, counted and blocks; what was not looked at is never an overlap of nothing. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Fingerprint } from '../src/contamination/fingerprint'
import { indexEnd, indexHeader, indexRow } from '../src/contamination/index-file'
import { renderMarkdown } from '../src/report/markdown'
import type { Contamination, Report, Suite } from '../src/report/report'
import { goldbar } from './cli'
import { random, travel } from './journey'
import { folderOf, jsonl, judge } from './suite'

interface Text {
  readonly id?: string
  readonly text: unknown
  readonly label?: string
}

/** A suite whose candidate is always right. */
function suite(gold: readonly Text[], train: string, more = ''): [string, Record<string, string>] {
  const rows = gold.map(({ id, text, label = 'x' }, i) => ({ id: id ?? `g${i}`, text, label }))
  const spec = `version: 1
name: Suite
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
${train}
gates:
  - { metric: accuracy, min: 0.5 }
${more}`
  const answers = rows.map(({ id, label }) => ({ id, prediction: label }))
  return [spec, { 'gold.jsonl': jsonl(rows), 'candidate.jsonl': jsonl(answers) }]
}

/** Gold texts against train texts. */
async function held(gold: readonly unknown[], train: readonly unknown[], keys = 'ngram: 3'): Promise<Suite> {
  const [spec, files] = suite(
    gold.map(text => ({ text })),
    `train: { path: train.jsonl, text: text, ${keys} }`,
  )
  return travel(spec, { ...files, 'train.jsonl': jsonl(train.map(text => ({ text }))) })
}

function counts({ contamination }: Suite): number[] {
  const { exact, normalised, ngram } = contamination as Contamination
  return [exact, normalised, ngram]
}

describe('one gold text and one train row', () => {
  const LETTERS = 'a b c d e f g'
  test.each<[string, unknown, unknown, string, number[]]>([
    ['the very text', 'Where is my order?', 'Where is my order?', 'ngram: 3', [1, 0, 0]],
    ['case, punctuation and space', 'Where is my order?', ' where  is\nmy, ORDER', 'ngram: 3', [0, 1, 0]],
    ['another word', 'Where is my order?', 'Where is my parcel?', 'ngram: 5', [0, 0, 0]],
    ['the order of words', 'a b c', 'c b a', 'ngram: 3', [0, 0, 0]],
    ['words run together', 'a bc', 'ab c', 'ngram: 3', [0, 0, 0]],
    // runs abc bcd cde def efg: four of five
    ['4 of 5 runs at 0.8', LETTERS, 'x a b c d e f y', 'ngram: 3', [0, 0, 1]],
    ['3 of 5 runs at 0.8', LETTERS, 'x a b c d e y', 'ngram: 3', [0, 0, 0]],
    ['3 of 5 runs at 0.6', LETTERS, 'x a b c d e y', 'ngram: 3, containment: 0.6', [0, 0, 1]],
    ['3 of 5 runs at 0.61', LETTERS, 'x a b c d e y', 'ngram: 3, containment: 0.61', [0, 0, 0]],
    ['a single run at next to nothing', LETTERS, 'e f g', 'ngram: 3, containment: 0.0001', [0, 0, 1]],
    ['no run at next to nothing', LETTERS, 'a b d e g', 'ngram: 3, containment: 0.0001', [0, 0, 0]],
    // distinct runs ab ba: one of two, however often
    ['a repeated run counts once', 'a b a b a b', 'a b x a b', 'ngram: 2, containment: 0.51', [0, 0, 0]],
    ['and is half of the runs', 'a b a b a b', 'a b x a b', 'ngram: 2, containment: 0.5', [0, 0, 1]],
    ['all of it in a longer row', 'a b c', 'please a b c now', 'ngram: 3', [0, 0, 1]],
    ['shorter than a run, in a longer row', 'a b c', 'please a b c now', 'ngram: 4', [0, 0, 0]],
    ['shorter than a run, the whole row', 'a b c', 'A, b: C!', 'ngram: 4', [0, 1, 0]],
    [
      '13 words by default',
      'a b c d e f g h i j k l m',
      'x a b c d e f g h i j k l m',
      'ngram: 13',
      [0, 0, 1],
    ],
    // Unicode
    ['composed and decomposed', 'caf\u00e9 noir', 'cafe\u0301 noir', 'ngram: 2', [0, 1, 0]],
    ['ligatures and full width', 'ﬁne １２', 'fine 12', 'ngram: 2', [0, 1, 0]],
    ['ß and ss', 'Straße', 'STRASSE', 'ngram: 2', [0, 1, 0]],
    ['both kinds of small sigma', 'ΟΔΟΣ', 'οδοσ', 'ngram: 2', [0, 1, 0]],
    ['typographic quotes', '“don’t” — go', "don't go", 'ngram: 2', [0, 1, 0]],
    ['invisible characters', 're\u200bfund \u00admy', 'refund my', 'ngram: 2', [0, 1, 0]],
    ['space that does not break', 'a\u00a0b', 'a b', 'ngram: 2', [0, 1, 0]],
    ['symbols are words', '1 + 2', '1 < 2', 'ngram: 2', [0, 0, 0]],
    ['accents are letters', 'resume', 'résumé', 'ngram: 2', [0, 0, 0]],
    [
      'characters of a script without spaces',
      '我的订单在哪里',
      '请问：我的订单在哪里？',
      'ngram: 5',
      [0, 0, 1],
    ],
    ['another such text', '我的订单在哪里', '我的包裹在什么地方', 'ngram: 3', [0, 0, 0]],
    ['surrogates alone', 'x \ud800 y', 'X \ud800 Y', 'ngram: 2', [0, 1, 0]],
    // what is not words
    ['punctuation alone, equal', '?!', '?!', 'ngram: 2', [1, 0, 0]],
    ['punctuation alone, different', '?!', '...', 'ngram: 2', [0, 0, 0]],
    ['a list of tokens', ['a', 'b', 'c'], 'a b c', 'ngram: 2', [1, 0, 0]],
    ['a number', 42, '42', 'ngram: 2', [1, 0, 0]],
    [
      'names that objects have',
      '__proto__ constructor',
      'CONSTRUCTOR __proto__ constructor',
      'ngram: 2',
      [0, 0, 1],
    ],
  ])('%s', async (_, gold, train, keys, wanted) => {
    const found = await held([gold, 'another text of its own'], [train, 'something else'], keys)
    expect(found.problems.filter(({ code }) => code !== 'text.lone-surrogate')).toEqual([])
    expect(counts(found)).toEqual(wanted)
    const overlap = wanted.reduce((sum, n) => sum + n, 0)
    expect(found.verdict).toBe(overlap > 0 ? 'fail' : 'pass')
    expect(found.gates.at(-1)).toMatchObject({
      ...{ id: 'train.max_overlap', metric: 'train_overlap', bars: { max: 0 }, n: 2, candidate: overlap },
      ...{ outcome: overlap > 0 ? 'fail' : 'pass', level: 'blocking', line: 6 },
    })
  })
})

test('runs that two rows share between them are in neither', async () => {
  const text = 'a b c d e f g'
  expect(counts(await held([text], ['a b c d', 'd e f g']))).toEqual([0, 0, 0])
  expect(counts(await held([text], ['a b c d', 'a b c d e f g h']))).toEqual([0, 0, 1])
})

test('an example counts once, for the strongest way, at the first row that has it', async () => {
  const found = await held(
    ['a b c d', 'e f g h', 'i j k l', 'm n o p', 'free'],
    ['x a b c d', 'A B C D', 'a b c d', 'e f g h x', 'E, f g h', 'i j k l m', 'a b c d'],
  )
  expect(counts(found)).toEqual([1, 1, 1])
  expect(found.contamination).toMatchObject({ overlap: 3, of: 5, short: 1, ngram_size: 3, threshold: 0.8 })
  expect(found.contamination?.train).toMatchObject({ rows: 7, empty: 0, files: [{ path: 'train.jsonl' }] })
  const place = (line: number) => ({ file: 'train.jsonl', line, share: 1 })
  expect(found.contamination?.found).toEqual({
    exact: [{ id: 'g0', ...place(3) }],
    normalised: [{ id: 'g1', ...place(5) }],
    ngram: [{ id: 'g2', ...place(6) }],
  })
  expect(found.gates.at(-1)?.message).toBe(
    'Not met: 3 of 5 gold examples are in the training data (1 exactly, 1 but for case, punctuation or space, 1 by runs of 3 words), bar ≤ 0. n = 5.',
  )
})

test('max_overlap is a number of examples', async () => {
  const gold = ['a b c', 'd e f', 'g h i']
  const verdict = async (max: number) =>
    (await held(gold, ['a b c', 'D E F'], `ngram: 3, max_overlap: ${max}`)).verdict
  expect([await verdict(0), await verdict(1), await verdict(2), await verdict(3)]).toEqual([
    'fail',
    'fail',
    'pass',
    'pass',
  ])
})

test('the first 20 of a kind are listed, all are counted', async () => {
  const texts = Array.from({ length: 30 }, (_, i) => `text number ${i}`)
  const { contamination } = await held(texts, texts)
  expect(contamination).toMatchObject({ exact: 30, overlap: 30 })
  expect(contamination?.found.exact.map(({ id }) => id)).toEqual(texts.slice(0, 20).map((_, i) => `g${i}`))
})

test('very long texts', async () => {
  const draw = random(3)
  const long = Array.from({ length: 200_000 }, () => Math.floor(draw() * 5000)).join(' ')
  const part = long.slice(long.length / 4)
  const found = await held(
    [long, part, 'a '.repeat(300_000)],
    [`${part} x`, `b ${'a '.repeat(300_000)}`],
    'ngram: 13',
  )
  expect(counts(found)).toEqual([0, 0, 2])
  expect(found.contamination?.found.ngram.map(({ id }) => id)).toEqual(['g1', 'g2'])
})

/** As the definition says, with sets of texts. */
function byDefinition(gold: readonly string[], train: readonly string[], n: number, least: number): number[] {
  const words = (text: string) =>
    text
      .toLowerCase()
      .split(/\s+/u)
      .filter(word => word !== '')
  const runs = (text: string) => {
    const all = words(text)
    return new Set(all.slice(n - 1).map((_, i) => all.slice(i, i + n).join(' ')))
  }
  const result = [0, 0, 0]
  for (const text of gold) {
    const own = [...runs(text)]
    const way = [
      train.includes(text),
      train.some(row => words(row).join(' ') === words(text).join(' ')),
      train.some(
        row => own.length > 0 && own.filter(run => runs(row).has(run)).length >= least * own.length - 1e-9,
      ),
    ].indexOf(true)
    if (way >= 0) result[way]!++
  }
  return result
}

function texts(draw: () => number, count: number, words: number, most: number): string[] {
  return Array.from({ length: count }, () =>
    Array.from({ length: 1 + Math.floor(draw() * most) }, () => {
      const word = String.fromCharCode(97 + Math.floor(draw() ** 2 * words))
      return draw() < 0.02 ? word.toUpperCase() : word
    }).join(' '),
  )
}

async function bytesOf(rows: readonly string[], ngram: number): Promise<Uint8Array> {
  const print = new Fingerprint(ngram)
  return Buffer.concat([
    indexHeader(ngram),
    ...rows.map(row => indexRow(print.read(row))),
    indexEnd(rows.length),
  ])
}

describe('texts of few words drawn at random', () => {
  const cases = [2, 3, 5].flatMap(n => [0.001, 0.3, 0.5, 0.75, 0.8, 1].map(least => [n, least] as const))
  test.each(cases)(
    'n = %d, containment %d: as by the definition, from rows and from an index',
    async (n, least) => {
      const draw = random(n * 100 + least * 10)
      const gold = texts(draw, 60, 4, 12)
      const rows = texts(draw, 80, 4, 16)
      const wanted = byDefinition(gold, rows, n, least)
      expect(counts(await held(gold, rows, `ngram: ${n}, containment: ${least}`))).toEqual(wanted)
      const [spec, files] = suite(
        gold.map(text => ({ text })),
        `train: { index: [a.gbx, b.gbx], gold_text: text, ngram: ${n}, containment: ${least} }`,
      )
      const found = await travel(spec, {
        ...files,
        'a.gbx': await bytesOf(rows.slice(0, 30), n),
        'b.gbx': await bytesOf(rows.slice(30), n),
      })
      expect(counts(found)).toEqual(wanted)
      expect(found.contamination?.train?.rows).toBe(80)
    },
  )
})

describe('what was not looked at blocks', () => {
  const TRAIN = 'train: { path: train.jsonl, text: text }'
  const rows = jsonl([{ text: 'a b c' }])
  test.each<[string, string, Record<string, string>, string]>([
    ['no file', TRAIN, {}, 'file.absent'],
    ['an empty file', TRAIN, { 'train.jsonl': '' }, 'file.empty'],
    ['an empty list', TRAIN, { 'train.jsonl': '[]' }, 'file.empty'],
    ['a row without the field', TRAIN, { 'train.jsonl': `${rows}{"txet":"x"}\n` }, 'train.text'],
    ['a row of null', TRAIN, { 'train.jsonl': `${rows}{"text":null}\n` }, 'train.text'],
    ['a row of messages', TRAIN, { 'train.jsonl': '{"text":[{"role":"user"}]}\n' }, 'train.text'],
    [
      'a field of every object',
      TRAIN.replace('text: text', 'text: __proto__, gold_text: text'),
      { 'train.jsonl': rows },
      'train.text',
    ],
    ['a row that is cut short', TRAIN, { 'train.jsonl': `${rows}{"text":"a` }, 'json.truncated'],
    ['empty texts only', TRAIN, { 'train.jsonl': jsonl([{ text: '' }]) }, 'train.empty'],
    [
      'no row that is selected',
      TRAIN.replace(' }', ', where: { split: a } }'),
      { 'train.jsonl': rows },
      'rows.where',
    ],
    [
      'the second file is not there',
      TRAIN.replace('train.jsonl', '[train.jsonl, more.jsonl]'),
      { 'train.jsonl': rows },
      'file.absent',
    ],
    [
      'a gold field that is not there',
      TRAIN.replace(' }', ', gold_text: body }'),
      { 'train.jsonl': rows },
      'train.text',
    ],
    [
      'rows in place of an index',
      'train: { index: train.jsonl, gold_text: text }',
      { 'train.jsonl': rows },
      'train.index',
    ],
    [
      'a pointer in place of an index',
      'train: { index: t, gold_text: text }',
      { t: 'version https://git-lfs.github.com/spec/v1\n' },
      'train.index',
    ],
    ['an empty index', 'train: { index: t, gold_text: text }', { t: '' }, 'train.index'],
  ])('%s', async (_, train, files, code) => {
    const [spec, own] = suite([{ text: 'x y z' }], train)
    const { verdict, problems, contamination } = await travel(spec, { ...own, ...files })
    expect(verdict).toBe('error')
    expect(problems.filter(({ severity }) => severity === 'error').map(problem => problem.code)).toEqual([
      code,
    ])
    expect(contamination).toBeNull()
  })

  test('gold texts that are all empty', async () => {
    const { verdict, problems } = await held(['', ''], ['a'])
    expect([verdict, problems.map(({ code }) => code)]).toEqual(['error', ['train.gold-empty']])
  })

  test('an empty gold text is counted and told', async () => {
    const found = await held(['', 'a b c'], ['', 'x'])
    expect(found.problems).toMatchObject([{ code: 'train.gold-empty', severity: 'note' }])
    expect(found.contamination).toMatchObject({ empty: 1, overlap: 0, of: 2, train: { rows: 2, empty: 1 } })
  })
})

describe('an index', () => {
  const rows = Array.from({ length: 40 }, (_, i) => `row ${i} with some words of its own and ${i} more`)
  const read = async (bytes: Uint8Array, keys = 'ngram: 3') => {
    const [spec, files] = suite([{ text: rows[7] }], `train: { index: t.gbx, gold_text: text, ${keys} }`)
    return travel(spec, { ...files, 't.gbx': bytes })
  }

  test('of which any part is missing is an error', async () => {
    const whole = await bytesOf(rows, 3)
    expect(counts(await read(whole))).toEqual([1, 0, 0])
    for (let length = 0; length < whole.length; length += 13)
      expect((await read(whole.subarray(0, length))).problems.map(({ code }) => code)).toEqual([
        'train.index',
      ])
    expect((await read(whole.subarray(0, whole.length - 1))).verdict).toBe('error')
  })

  test.each<[string, (whole: Buffer) => Uint8Array, string]>([
    ['with something behind its end', whole => Buffer.concat([whole, Buffer.of(1)]), 'follows its end'],
    [
      'of another number of rows',
      whole => Buffer.concat([whole.subarray(0, -8), Buffer.of(39), whole.subarray(-7)]),
      'holds 40 rows and says 39',
    ],
    [
      'of another version',
      whole =>
        Buffer.from(whole.toString('latin1').replace('"goldbar_index":1', '"goldbar_index":2'), 'latin1'),
      'its version is 2',
    ],
    [
      'of a row without end',
      whole => Buffer.concat([whole.subarray(0, whole.length - 9), Buffer.alloc(12, 255)]),
      'row 41 is longer',
    ],
    ['of no rows', () => Buffer.concat([indexHeader(3), indexEnd(0)]), 'no rows'],
  ])('%s is an error', async (_, change, words) => {
    const { verdict, problems } = await read(change(Buffer.from(await bytesOf(rows, 3))))
    expect(verdict).toBe('error')
    expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining(words)])
  })

  test('of runs of another length is an error', async () => {
    const { problems } = await read(await bytesOf(rows, 3), 'ngram: 4')
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['train.ngram', expect.stringContaining('runs of 3 words, and train.ngram is 4')],
    ])
  })

  test('has eight bytes for each run and 17 for each row, and no order of words', () => {
    const row = (text: string) => Buffer.from(indexRow(new Fingerprint(2).read(text)))
    expect(row('a b c d').length).toBe(17 + 3 * 8)
    expect(row('a b a b a b').length).toBe(17 + 2 * 8)
    expect(row('a').length).toBe(17)
    const runs = (text: string) => {
      const keys = row(text).subarray(17)
      return Array.from({ length: keys.length / 8 }, (_, i) => keys.readBigUInt64LE(i * 8))
    }
    const sorted = runs('k j i h g f e d c b a').every((run, i, all) => i === 0 || run > all[i - 1]!)
    expect(sorted).toBe(true)
  })

  test('hashes do not change: an index is kept for years', () => {
    const print = new Fingerprint(2).read('Where is my ORDER, café?')
    // computed by another program from the description in docs/contamination.md
    expect(Buffer.from(indexRow(print)).toString('hex')).toBe(
      '0519b7a6a8c571270baafefbb4cd1f14580c814e7e73774e0e9fd8b1a88f120d2e6a9b29b8e90c0c42a8f24507180e998e',
    )
  })
})

test('a letter that is read by itself is read as in any text', () => {
  const draw = random(5)
  const letters = [
    ...'abcXYZ éÉßſıİŉΣσςΐьЙй½²\u00a8\u00ad\u0085\u00a0.—’“…',
    ...[0x300, 0x301, 0x306].map(code => String.fromCharCode(code)),
  ]
  for (let i = 0; i < 20_000; i++) {
    const length = 1 + Math.floor(draw() * 8)
    const text = Array.from({ length }, () =>
      draw() < 0.8 ? letters[Math.floor(draw() * letters.length)] : String.fromCharCode(draw() * 0x530),
    ).join('')
    const words = (some: string) => {
      const { keys, grams } = new Fingerprint(1).read(some)
      return [...keys.subarray(0, grams * 2)]
    }
    // the character at the end has the whole text folded at once
    const whole = words(`${text} 山`)
    expect([text, words(text)]).toEqual([text, whole.slice(0, -2)])
  }
}, 30_000)

test('different runs have different hashes', () => {
  const draw = random(11)
  const seen = new Map<string, string>()
  for (let i = 0; i < 200_000; i++) {
    const words = Array.from({ length: 4 }, () => String.fromCharCode(97 + Math.floor(draw() * 26))).join(' ')
    const { keys } = new Fingerprint(4).read(words)
    const key = `${keys[0]} ${keys[1]}`
    expect(seen.get(key) ?? words).toBe(words)
    seen.set(key, words)
  }
}, 30_000)

describe('texts that the gold set has twice', () => {
  const TRAIN = 'train: { path: train.jsonl, text: text }'
  const FILES = { 'train.jsonl': jsonl([{ text: 'other' }]) }

  test('are told, those of different references first and louder', async () => {
    const [spec, files] = suite(
      [
        { text: 'one two', label: 'x' },
        { text: 'three', label: 'x' },
        { text: 'One, two!', label: 'x' },
        { text: 'THREE', label: 'y' },
        { text: 'four', label: 'x' },
        { text: 'one two', label: 'x' },
        { text: '', label: 'x' },
        { text: '', label: 'y' },
        { text: '?', label: 'x' },
        { text: '?', label: 'x' },
      ],
      TRAIN,
    )
    const { problems, contamination, verdict } = await travel(spec, { ...files, ...FILES })
    expect(verdict).toBe('pass')
    expect(contamination?.duplicates).toEqual({
      ...{ texts: 3, examples: 7, differing_texts: 1, differing_examples: 2 },
      groups: [
        { ids: ['g1', 'g3'], count: 2, match: 'normalised', references: 'different' },
        { ids: ['g0', 'g2', 'g5'], count: 3, match: 'normalised', references: 'equal' },
        { ids: ['g8', 'g9'], count: 2, match: 'exact', references: 'equal' },
      ],
    })
    expect(problems.filter(({ code }) => code.startsWith('gold.'))).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringContaining('answers 1 texts in several ways, in 2 examples: "g1" = "g3"'),
      },
      { severity: 'note', message: expect.stringContaining('7 examples share 3 texts') },
    ])
  })

  test('are told without train, where the task reads a text', async () => {
    const spec = `version: 1
name: Digests
task: summarization
gold: { path: gold.jsonl, source: text }
candidate: { path: candidate.jsonl, prediction: prediction }
gates: [{ metric: coverage, min: 1 }]
`
    const { problems, contamination } = await travel(spec, {
      'gold.jsonl': jsonl([1, 2].map(id => ({ id, text: 'A long text.' }))),
      'candidate.jsonl': jsonl([1, 2].map(id => ({ id, prediction: 'A text.' }))),
    })
    expect(problems.map(({ code }) => code)).toContain('gold.duplicates')
    expect(contamination).toMatchObject({
      train: null,
      overlap: 0,
      duplicates: { groups: [{ references: null }] },
    })
  })

  test('and without a text there is nothing to compare', async () => {
    const [spec, files] = suite([{ text: 'a' }, { text: 'a' }], '')
    expect((await travel(spec, files)).contamination).toBeNull()
  })
})

test('rows are selected, and lie where the spec says', async () => {
  const [spec, files] = suite(
    [{ text: 'a b c' }, { text: 'd e f' }],
    'train: { path: t.json, records: $.rows, where: { split: train }, text: "$.chat[0]", gold_text: text }',
  )
  const rows = [
    { split: 'train', chat: ['a b c'] },
    { split: 'dev', chat: ['d e f'] },
  ]
  const found = await travel(spec, { ...files, 't.json': JSON.stringify({ rows }) })
  expect(found.problems).toEqual([])
  expect(found.contamination).toMatchObject({ exact: 1, overlap: 1, train: { rows: 1 } })
})

test('the report says how many were found, how and where, and text of others stays inert', async () => {
  const id = '<b>|`@x'
  const [spec, files] = suite(
    [{ id, text: 'a b c d' }, { text: 'e' }],
    'train: { path: t.jsonl, text: text, ngram: 3 }',
  )
  const found = await travel(spec, { ...files, 't.jsonl': jsonl([{ text: 'x a b c d' }]) })
  const report: Report = {
    version: 1,
    goldbar: '',
    goldbar_sha256: null,
    verdict: 'fail',
    problems: [],
    suites: [found],
  }
  const text = renderMarkdown(report, 65_000)
  expect(text).toContain('train.max_overlap: 1 of 2 gold examples is in the training data')
  expect(text).toContain(
    '**Gold in the training data:** 1 of 2 examples, looked for in 1 row of `t.jsonl`. Runs of 3 words; one row with 80 % of them counts. 1 text is shorter than a run, and found only as a whole row.',
  )
  expect(text).toContain('| by runs of words | 1 | ``<b>\\|`@x`` in `t.jsonl:1` |')
})

describe('goldbar index', () => {
  const rows = Array.from({ length: 500 }, (_, i) => ({
    text: `Ticket ${i}: where is my order number ${i * 7}?`,
  }))
  const [spec, files] = suite(
    [
      rows[3]!,
      { text: 'TICKET 4 where is my order number 28' },
      { text: 'Ticket 5: where is my order number' },
      { text: 'none' },
    ],
    'train: { path: train.jsonl, text: text, ngram: 4, max_overlap: 2 }',
  )
  const folder = folderOf({
    ...files,
    'rows.yml': spec,
    'index.yml': spec.replace('path: train.jsonl, text: text', 'index: train.gbx, gold_text: text'),
    'train.jsonl': jsonl(rows),
    'bad.jsonl': jsonl([...rows, { body: 'x' }]),
  })

  test('writes what the check then reads as it reads the rows', async () => {
    const run = await goldbar(
      ['index', 'train.jsonl', '--text', 'text', '--out', 'train.gbx', '--ngram', '4'],
      folder,
    )
    expect(run).toMatchObject({ status: 0, stderr: '' })
    const bytes = readFileSync(join(folder, 'train.gbx'))
    expect(run.stdout).toBe(`train.gbx: 500 rows, runs of 4 words, ${bytes.length} bytes\n`)
    expect(bytes.includes('order')).toBe(false)
    const [byRows, byIndex] = [await judge(folder, 'rows.yml'), await judge(folder, 'index.yml')]
    expect(byRows.status).toBe(1)
    expect(counts(byRows.suite)).toEqual([1, 1, 1])
    const { found, exact, normalised, ngram, overlap } = byRows.suite.contamination!
    const lines = (list: Contamination['found']) =>
      Object.values(list).flatMap(all => all.map(({ id, line, share }) => [id, line, share]))
    expect(byIndex.suite.contamination).toMatchObject({ exact, normalised, ngram, overlap })
    expect(lines(byIndex.suite.contamination!.found)).toEqual(lines(found))
  })

  test('leaves nothing behind when a row cannot be read', async () => {
    const run = await goldbar(
      ['index', 'train.jsonl', 'bad.jsonl', '--text', 'text', '--out', 'bad.gbx'],
      folder,
    )
    expect(run.status).toBe(2)
    expect(run.stderr).toMatch(/bad\.jsonl:501: .*\(train\.text\)/u)
    expect(() => readFileSync(join(folder, 'bad.gbx'))).toThrow()
  })

  test.each([
    ['no file', ['--text', 'text', '--out', 'x.gbx']],
    ['no field', ['train.jsonl', '--out', 'x.gbx']],
    ['no output', ['train.jsonl', '--text', 'text']],
    ['the training file as output', ['train.jsonl', '--text', 'text', '--out', './train.jsonl']],
    ['runs of one word', ['train.jsonl', '--text', 'text', '--out', 'x.gbx', '--ngram', '1']],
    ['a folder that is not there', ['train.jsonl', '--text', 'text', '--out', 'no/x.gbx']],
    ['a file that is not there', ['none.jsonl', '--text', 'text', '--out', 'x.gbx']],
  ])('refuses %s', async (_, words) => {
    const { status, stderr } = await goldbar(['index', ...words], folder)
    expect(status).toBe(2)
    expect(stderr).not.toContain('a fault of ours')
    expect(readFileSync(join(folder, 'train.jsonl'), 'utf8')).toBe(jsonl(rows))
  })
})
