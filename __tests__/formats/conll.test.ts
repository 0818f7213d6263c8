/** Columns of tokens, as a spec declares them, and systems that are joined to the gold set by tokens. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { travel } from '../journey'
import { describeShared } from '../shared'
import { jsonl } from '../suite'
import { readAll, readText } from './reading'

const named = { format: 'conll', fields: ['TOKEN', 'NER'] } as const
const numbered = { format: 'conll', fields: ['0', '-1'] } as const
const values = async (text: string, options: typeof named | typeof numbered) => {
  const { rows, told } = await readText('a.conll', text, options)
  expect(told).toEqual([])
  return rows.map(({ value }) => value)
}

describe('a block of lines is a row', () => {
  const rows = [
    { TOKEN: ['Ann', 'left'], NER: ['B-PER', 'O'] },
    { TOKEN: ['Bob'], NER: ['B-PER'] },
  ]
  test.each([
    ['by tabs', 'TOKEN\tNER\nAnn\tB-PER\nleft\tO\n\nBob\tB-PER\n'],
    ['by runs of spaces', 'TOKEN  NER\nAnn   B-PER\nleft  O\n\nBob B-PER'],
    ['with CRLF', 'TOKEN\tNER\r\nAnn\tB-PER\r\nleft\tO\r\n\r\nBob\tB-PER\r\n'],
    ['with documents', '-DOCSTART- O\n\nTOKEN NER\nAnn B-PER\nleft O\n-DOCSTART- O\n\n\nBob B-PER\n \n'],
    ['with comments', '# a comment\nTOKEN\tNER\n# one\nAnn\tB-PER\n# two\nleft\tO\n\nBob\tB-PER\n'],
    ['after a byte-order mark', '\ufeffTOKEN\tNER\nAnn\tB-PER\nleft\tO\n\nBob\tB-PER\n'],
  ])('%s', async (_, text) => expect(await values(text, named)).toEqual(rows))

  test('whatever the chunks', async () => {
    const bytes = Buffer.from('TOKEN\tNER\nAnn\tB-PER\nleft\tO\n\nBob\tB-PER\n')
    for (let cut = 1; cut < bytes.length; cut++) {
      const read = await readAll('a.tsv', [bytes.subarray(0, cut), bytes.subarray(cut)], named)
      expect(read.rows.map(({ value }) => value)).toEqual(rows)
      expect(read.rows.map(({ line }) => line)).toEqual([2, 5])
    }
  })

  test('columns are numbered from both ends where the spec numbers them', async () => {
    expect(await values('Ann\tNNP\tB-PER\n', numbered)).toEqual([
      {
        0: ['Ann'],
        1: ['NNP'],
        2: ['B-PER'],
        '-1': ['B-PER'],
        '-2': ['NNP'],
        '-3': ['Ann'],
      },
    ])
  })

  test('metadata is of the block below it, and ends the one above', async () => {
    const text = 'TOKEN\tNER\n# id = a = b\n# date =\nAnn\tO\n# id = c\n\nBob\tO\n\nEve\tO\n# last = 1\n'
    expect(await values(text, named)).toEqual([
      { TOKEN: ['Ann'], NER: ['O'], id: 'a = b', date: '' },
      { TOKEN: ['Bob'], NER: ['O'], id: 'c' },
      { TOKEN: ['Eve'], NER: ['O'] },
    ])
  })

  test('a # may be a token', async () => {
    expect(await values('# O\n#tag O\nend O\n', numbered)).toMatchObject([{ 0: ['#', '#tag', 'end'] }])
    expect(await values('TOKEN\tNER\n\n#\tO\n', named)).toEqual([{ TOKEN: ['#'], NER: ['O'] }])
  })

  test('names of columns and metadata are exact, whatever they are', async () => {
    const { rows } = await readText('a.tsv', 'NER\t__proto__\n# constructor = x\nO\ta\n', named)
    const value = rows[0]!.value as Record<string, unknown>
    expect(Object.entries(value)).toEqual([
      ['constructor', 'x'],
      ['NER', ['O']],
      ['__proto__', ['a']],
    ])
  })
})

describe('faults', () => {
  test.each([
    ['a line with fewer columns', 'TOKEN\tNER\nAnn\tO\nBob\n', named, ['conll.ragged@3']],
    ['a line with more', 'Ann O\nBob O O\n', numbered, ['conll.ragged@2']],
    ['no header', 'Ann\tO\n', named, ['conll.header@1']],
    ['a header of one name twice', 'TOKEN\tNER\tNER\nAnn\tO\tO\n', named, ['csv.header@1']],
    ['a header alone', 'TOKEN\tNER\n', named, ['file.empty']],
    ['comments alone', '# a\n# b = c\n', named, ['file.empty']],
    ['nothing', '', named, ['file.empty']],
    ['records', 'TOKEN\tNER\nAnn\tO\n', { ...named, records: '$.a' }, ['file.shape']],
    [
      'a block without end',
      `${'Ann O\n'.repeat(50)}`,
      { ...numbered, limits: { line_bytes: 100 } },
      ['json.line-length@21'],
    ],
    ['not UTF-8', 'Ann\tO\nZ\xfcrich\tO\n', numbered, ['text.encoding@2']],
  ])('%s', async (_, text, options, codes) => {
    const { told } = await readAll('a.tsv', [Buffer.from(text, 'latin1')], options)
    expect(told).toEqual(codes)
  })

  test('a long line of nothing but spaces costs no time', async () => {
    const { told } = await readText('a.conll', `#${' '.repeat(1_000_000)}x\nAnn O\n`, numbered)
    expect(told).toEqual([])
  })
})

const GOLD = 'TOKEN\tNER\nAnn\tB-PER\nLee\tI-PER\nleft\tO\n\nParis\tB-LOC\n'
const SPEC = (system = 'candidate.tsv, format: conll', gold = '') => `version: 1
name: tokens
task: extraction
gold: { path: gold.tsv, format: conll, join: tokens, reference: NER${gold} }
candidate: { path: ${system}, prediction: NER }
options: { scheme: iob2 }
gates: [{ metric: f1, min: 0 }]
`
const judged = async (system: string, gold = '') => {
  const suite = await travel(SPEC(undefined, gold), { 'gold.tsv': GOLD, 'candidate.tsv': system })
  return { suite, told: suite.problems.map(({ code, message }) => `${code}: ${message}`) }
}

describe('join: tokens', () => {
  test.each([
    ['one block', 'TOKEN\tNER\nAnn\tB-PER\nLee\tO\nleft\tO\nParis\tB-LOC\n'],
    ['other blocks', 'TOKEN\tNER\nAnn\tB-PER\n\nLee\tO\nleft\tO\nParis\tB-LOC\n'],
    ['a block a token', 'TOKEN\tNER\nAnn\tB-PER\n\nLee\tO\n\nleft\tO\n\nParis\tB-LOC\n'],
  ])('cuts %s where the gold set’s end', async (_, system) => {
    const { suite, told } = await judged(system, ', input: TOKEN, text: TOKEN')
    expect(told).toEqual([])
    expect(suite.systems[0]).toMatchObject({ rows: 2, missing: 0 })
    expect(suite.span_errors?.candidate).toMatchObject({
      expected: 2,
      answered: 2,
      right: 1,
      right_boundary: 1,
    })
    expect(suite.losses.examples[0]).toMatchObject({ id: '1', candidate: 'PER “Ann” [0, 1)' })
  })

  test('reads any container of lists', async () => {
    const rows = [{ NER: ['B-PER', 'I-PER', 'O', 'B-LOC'] }]
    const suite = await travel(SPEC('candidate.jsonl'), { 'gold.tsv': GOLD, 'candidate.jsonl': jsonl(rows) })
    expect(suite.problems).toEqual([])
    expect(suite.span_errors?.candidate).toMatchObject({ right: 2 })
  })

  test.each([
    ['fewer', 'TOKEN\tNER\nAnn\tB-PER\nLee\tO\nleft\tO\n', 3],
    ['more', 'TOKEN\tNER\nAnn\tB-PER\nLee\tO\nleft\tO\nParis\tO\nwon\tO\n', 5],
  ])('%s tokens are an error with both counts', async (_, system, got) => {
    expect((await judged(system)).told).toEqual([
      expect.stringContaining(`rows.tokens: candidate has ${got} tokens, the gold set 4;`),
    ])
  })

  test('another token is an error that names the first', async () => {
    const { told } = await judged('TOKEN\tNER\nAnn\tB-PER\nLeigh\tO\nwent\tO\nParis\tO\n', ', input: TOKEN')
    expect(told).toEqual([
      expect.stringContaining(
        'conll.token-drift: Token 2 is "Leigh", in the gold set it is "Lee"; 2 of 3 differ.',
      ),
    ])
  })

  test('a row without its list is an error, and what follows it is not read as another’s', async () => {
    const rows = [{ NER: ['B-PER'] }, { NER: 'O O' }, { NER: ['O', 'O', 'B-LOC'] }]
    const suite = await travel(SPEC('candidate.jsonl'), { 'gold.tsv': GOLD, 'candidate.jsonl': jsonl(rows) })
    expect(suite.problems.map(({ code, line }) => [code, line])).toContainEqual(['prediction.type', 2])
    expect(suite.verdict).toBe('error')
  })

  test.each([
    [
      'a task of other values',
      'classification',
      '',
      '{}',
      'gold.join" cannot be tokens with task: classification',
    ],
    ['spans', 'extraction', '', '{}', 'gold.join" cannot be tokens without options.scheme'],
    [
      'a path',
      'extraction',
      'a.',
      '{ scheme: iob2 }',
      '"candidate.prediction" cannot be "a.NER" beside join: tokens',
    ],
  ])('does not go with %s', async (_, task, at, options, message) => {
    const spec = SPEC()
      .replace('task: extraction', `task: ${task}`)
      .replace('prediction: NER', `prediction: ${at}NER`)
      .replace('options: { scheme: iob2 }', `options: ${options}`)
    const { problems } = await travel(spec)
    const messages = problems.map(problem => problem.message)
    expect(messages).toEqual(expect.arrayContaining([expect.stringContaining(message)]))
  })
})

describeShared('nasty', 'hostile columns', folder => {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  const spec = (gold: string, candidate: string) => `version: 1
name: columns
task: extraction
gold: { path: ${gold}, format: conll, join: position, reference: "1", input: "0" }
candidate: { path: ${candidate}, format: conll, prediction: "-1" }
options: { scheme: iob2 }
gates: [{ metric: f1, min: 1 }]
`
  test('iob.conll: an I- without B- opens a span, and the report says that strict would not', async () => {
    const files = { 'iob.conll': read('iob.conll') }
    const suite = await travel(spec('iob.conll', 'iob.conll'), files)
    expect(suite.problems.map(({ code, severity }) => [code, severity])).toEqual([['tags.strict', 'note']])
    expect(suite.problems[0]?.message).toContain('100.0 % in mode: default, and 66.7 % in mode: strict')
    expect(suite.verdict).toBe('pass')
  })

  test('conll-token-drift.conll: another token is an error', async () => {
    const gold = read('iob.conll').split('\n\n')[0]!
    const files = { 'gold.conll': gold, 'drift.conll': read('conll-token-drift.conll') }
    const suite = await travel(spec('gold.conll', 'drift.conll'), files)
    expect(suite.problems.map(({ code }) => code)).toEqual(['conll.token-drift'])
    expect(suite.verdict).toBe('error')
  })
})
