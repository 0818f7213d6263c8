/** Spans and tags through the whole journey. Expected values are worked by hand unless a line names its source. */
import { describe, expect, test } from '@jest/globals'
import type { Suite } from '../../src/report/report'
import { TASKS } from '../../src/tasks'
import { type SpanReader, tagReader } from '../../src/tasks/extraction/reader'
import { settingOf, travel } from '../journey'
import { jsonl } from '../suite'

type Spans = readonly (readonly [type: string, start: number, end: number])[]
type Rows = readonly (readonly [id: string, value: unknown, more?: object])[]

const entities = (spans: Spans) => spans.map(([type, start, end]) => ({ type, start, end }))

interface Case {
  readonly gold: Rows
  readonly candidate: Rows
  readonly baseline?: Rows
  readonly options?: object
  readonly text?: string
  readonly gates?: string
  readonly more?: string
}

function judged({ gold, candidate, baseline, options = {}, text, gates, more = '' }: Case): Promise<Suite> {
  const rows = (list: Rows, by: string) =>
    jsonl(list.map(([id, value, rest]) => ({ id, value, ...rest, by })))
  const spec = `version: 1
name: spans
task: extraction
gold: { path: gold.jsonl, reference: value${text === undefined ? '' : `, text: ${text}`} }
candidate: { path: candidate.jsonl, prediction: value }
${baseline ? 'baselines: { base: { path: baseline.jsonl, prediction: value } }' : ''}
options: ${JSON.stringify(options)}
gates:
  - ${gates ?? '{ metric: coverage, min: 0 }'}
${more}
`
  return travel(spec, {
    'gold.jsonl': rows(gold, 'people'),
    'candidate.jsonl': rows(candidate, 'candidate'),
    ...(baseline && { 'baseline.jsonl': rows(baseline, 'base') }),
  })
}

/** One row each. */
const spans = (gold: Spans, candidate: Spans, rest: Partial<Case> = {}) =>
  judged({ gold: [['1', entities(gold)]], candidate: [['1', entities(candidate)]], ...rest })
const tags = (gold: string, candidate: string, options: object, rest: Partial<Case> = {}) =>
  judged({ gold: [['1', gold.split(' ')]], candidate: [['1', candidate.split(' ')]], options, ...rest })

const score = (suite: Suite, metric: string, cls: string | null = null) =>
  suite.scores.find(
    s => s.metric === metric && s.class === cls && s.slice === null && s.system === 'candidate',
  )?.value
const told = (suite: Suite, severity = 'error') =>
  suite.problems
    .filter(problem => problem.severity === severity)
    .map(({ code, message }) => ({ code, message }))
const codes = (suite: Suite, severity = 'error') => told(suite, severity).map(({ code }) => code)

describe('exact', () => {
  test('counts equal type and boundaries, over all spans and by type', async () => {
    const suite = await spans(
      [
        ['PER', 0, 3],
        ['LOC', 5, 9],
        ['LOC', 12, 14],
      ],
      [
        ['PER', 0, 3],
        ['LOC', 5, 8],
        ['ORG', 20, 22],
      ],
    )
    expect(score(suite, 'precision')).toBeCloseTo(1 / 3, 12)
    expect(score(suite, 'f1', 'PER')).toBe(1)
    expect(score(suite, 'recall', 'LOC')).toBe(0)
    // a type that is only answered counts with 0
    expect(score(suite, 'precision', 'ORG')).toBe(0)
    expect(score(suite, 'f1_macro')).toBeCloseTo((1 + 0 + 0) / 3, 12)
    expect(score(suite, 'f1_weighted')).toBeCloseTo((1 * 1 + 2 * 0) / 3, 12)
    expect(score(suite, 'exact_match')).toBe(0)
    expect(suite.scores.find(({ metric }) => metric === 'f1')?.interval).toBeNull()
    expect(suite.scores.find(({ metric }) => metric === 'exact_match')?.interval).not.toBeNull()
  })

  test('collapses duplicates, and keeps overlap and nesting', async () => {
    const nested: Spans = [
      ['ORG', 0, 23],
      ['LOC', 8, 16],
    ]
    expect(score(await spans(nested, [...nested, ...nested]), 'exact_match')).toBe(1)
  })

  test('an empty list is an answer, and 0/0 is 0', async () => {
    const suite = await spans([], [])
    expect([score(suite, 'f1'), score(suite, 'precision'), score(suite, 'exact_match')]).toEqual([0, 0, 1])
    expect(score(suite, 'f1_macro')).toBeNull()
  })

  test('an absent answer lowers recall, adds nothing, and is never right', async () => {
    const suite = await judged({
      gold: [
        ['1', entities([['PER', 0, 3]])],
        ['2', []],
        ['3', entities([['PER', 0, 3]])],
      ],
      candidate: [['3', entities([['PER', 0, 3]])]],
      more: 'missing: wrong',
    })
    expect([score(suite, 'precision'), score(suite, 'recall')]).toEqual([1, 0.5])
    expect(score(suite, 'exact_match')).toBeCloseTo(1 / 3, 12)
    expect(suite.span_errors?.candidate).toMatchObject({
      expected: 2,
      answered: 1,
      right: 1,
      missed: 1,
      spurious: 0,
    })
  })

  test('types are exact names, whatever they are', async () => {
    const names = ['__proto__', 'constructor', 'toString', '', 'ä', 'a\u0308', '\ud800', '10', '9']
    const all: Spans = names.map((name, i) => [name, i, i + 1])
    const suite = await spans(all, all.slice(0, -1))
    expect(suite.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    for (const name of names.slice(0, -1)) expect([name, score(suite, 'f1', name)]).toEqual([name, 1])
    expect(score(suite, 'f1', '9')).toBe(0)
  })
})

describe('other matches', () => {
  const gold: Spans = [
    ['PER', 0, 10],
    ['LOC', 20, 24],
    ['ORG', 30, 34],
    ['PER', 40, 44],
  ]
  const answered: Spans = [
    ['PER', 0, 10],
    ['ORG', 20, 24],
    ['ORG', 31, 34],
    ['LOC', 41, 43],
    ['PER', 90, 91],
  ]
  test.each([
    // right + half of partly right, of 5 answered and 4 expected
    ['exact', 1, 5, 4],
    ['exact_boundary', 2, 5, 4],
    ['partial', 2 + 0.5 * 2, 5, 4],
    ['type', 2, 5, 4],
  ])('%s', async (match, right, of, expected) => {
    const suite = await spans(gold, answered, { options: { match } })
    expect(score(suite, 'precision')).toBeCloseTo(right / of, 12)
    expect(score(suite, 'recall')).toBeCloseTo(right / expected, 12)
  })

  test('a span takes the first free one that it overlaps, in list order, and stops there', async () => {
    // nervaluate 1.1.0: the earlier span of the list is eaten by an exact match of the later one
    const suite = await spans(
      [
        ['LOC', 0, 8],
        ['LOC', 4, 8],
      ],
      [['LOC', 4, 8]],
      { options: { match: 'exact_boundary' } },
    )
    expect(score(suite, 'precision')).toBe(0)
  })

  test('less than a hundredth of the gold span is no overlap', async () => {
    const of = async (length: number) =>
      score(
        await spans([['PER', 0, length]], [['PER', length - 1, length + 5]], { options: { match: 'type' } }),
        'f1',
      )
    expect([await of(100), await of(101)]).toEqual([1, 0])
  })

  test('by type, a span never meets one of another type', async () => {
    const suite = await spans([['PER', 0, 4]], [['LOC', 0, 4]], { options: { match: 'exact_boundary' } })
    expect([score(suite, 'f1'), score(suite, 'f1', 'PER'), score(suite, 'f1', 'LOC')]).toEqual([1, 0, 0])
  })

  test('words, as a set and as often as they occur', async () => {
    const text = 'Ann met Bob. Ann left.'
    const one = (value: Spans) => [['1', entities(value), { text }]] as const
    const of = async (match: string) => {
      const suite = await judged({
        gold: one([
          ['PER', 0, 3],
          ['PER', 8, 11],
          ['PER', 13, 16],
        ]),
        candidate: one([['PER', 13, 16]]),
        text: 'text',
        options: { match },
      })
      expect(score(suite, 'f1', 'PER')).toBeUndefined()
      return [score(suite, 'precision'), score(suite, 'recall')]
    }
    expect(await of('text_set')).toEqual([1, 1 / 2])
    expect(await of('text_multiset')).toEqual([1, 1 / 3])
  })

  test('have no averages and no exact_match, and a gate on them says what they need', async () => {
    for (const metric of ['f1_macro', 'exact_match']) {
      const suite = await spans(gold, answered, {
        options: { match: 'partial' },
        gates: `{ metric: ${metric}, min: 0.5 }`,
      })
      expect(told(suite)).toEqual([
        { code: 'gate.needs', message: expect.stringContaining(`${metric} needs options.match: exact`) },
      ])
    }
  })
})

describe('offsets', () => {
  const text = '🎉 Zürich'
  const gold = (start: number, end: number): Rows => [['1', entities([['LOC', start, end]]), { text }]]
  const of = (offsets: string, start: number, end: number) =>
    judged({ gold: gold(start, end), candidate: gold(start, start + 1), text: 'text', options: { offsets } })

  test.each([
    ['code_points', 2, 8],
    ['utf16', 3, 9],
  ])('%s cut the words', async (offsets, start, end) => {
    const suite = await of(offsets, start, end)
    expect(suite.losses.examples[0]?.parts).toEqual([
      {
        part: 'LOC',
        expected: `“Zürich” [${start}, ${end})`,
        baseline: null,
        candidate: `“Z” [${start}, ${start + 1})`,
      },
    ])
  })

  test('a gold span behind the end of its text is an error; an answered one is wrong', async () => {
    expect(told(await of('code_points', 3, 9))).toEqual([
      {
        code: 'reference.type',
        message: expect.stringContaining('ends at 9, where the text has 8 code points'),
      },
    ])
    const suite = await judged({
      gold: gold(2, 8),
      candidate: [['1', entities([['LOC', 2, 80]])]],
      text: 'text',
    })
    expect(codes(suite)).toEqual([])
    expect(suite.span_errors?.candidate).toMatchObject({ right: 0, right_boundary: 1 })
  })

  test('a gold row without its text is an error', async () => {
    const rows: Rows = [['1', []]]
    const suite = await judged({ gold: rows, candidate: rows, text: 'text' })
    expect(told(suite)[0]).toEqual({
      code: 'reference.type',
      message: expect.stringContaining('without "text"'),
    })
  })
})

describe('tags', () => {
  const numbers = ['A', 'B-C']
  const read = (reader: SpanReader, sequence: string) => {
    const result = reader(sequence.split(' '))
    if ('got' in result) throw new Error(result.got)
    return result.spans.map(({ type, start, end }) => [numbers[type], start, end])
  }
  // seqeval @ cd01b52, get_entities and Tokens.entities, on each of these
  test.each([
    [
      'iob2',
      'I-A I-A O B-A I-B-C',
      [
        ['A', 0, 2],
        ['A', 3, 4],
        ['B-C', 4, 5],
      ],
      [['A', 3, 4]],
    ],
    [
      'iob2',
      'B-A B-A I-A',
      [
        ['A', 0, 1],
        ['A', 1, 3],
      ],
      [
        ['A', 0, 1],
        ['A', 1, 3],
      ],
    ],
    [
      'iob1',
      'I-A B-A I-A',
      [
        ['A', 0, 1],
        ['A', 1, 3],
      ],
      [
        ['A', 0, 1],
        ['A', 1, 3],
      ],
    ],
    ['iob1', 'B-A I-A O', [['A', 0, 2]], [['A', 1, 2]]],
    [
      'iob1',
      'I-A B-A B-B-C',
      [
        ['A', 0, 1],
        ['A', 1, 2],
        ['B-C', 2, 3],
      ],
      [['A', 0, 1]],
    ],
    [
      'ioe2',
      'I-A E-A E-A I-A O',
      [
        ['A', 0, 2],
        ['A', 2, 3],
        ['A', 3, 4],
      ],
      [
        ['A', 0, 2],
        ['A', 2, 3],
      ],
    ],
    [
      'bioes',
      'B-A E-A S-B-C B-A O E-A',
      [
        ['A', 0, 2],
        ['B-C', 2, 3],
        ['A', 3, 4],
        ['A', 5, 6],
      ],
      [
        ['A', 0, 2],
        ['B-C', 2, 3],
      ],
    ],
  ] as const)('%s: %s', (scheme, sequence, byDefault, strict) => {
    const number = (name: string) => numbers.indexOf(name)
    expect(read(tagReader(scheme, 'default', number), sequence)).toEqual(byDefault)
    expect(read(tagReader(scheme, 'strict', number), sequence)).toEqual(strict)
  })

  test('bilou needs its closing tag', () => {
    const reader = tagReader('bilou', 'strict', name => numbers.indexOf(name))
    expect(read(reader, 'B-A L-A U-B-C B-A I-A')).toEqual([
      ['A', 0, 2],
      ['B-C', 2, 3],
    ])
  })

  test('where the mode matters the report says so, with both figures', async () => {
    const suite = await tags('B-PER I-PER O', 'I-PER I-PER O', { scheme: 'iob2' })
    expect(score(suite, 'f1')).toBe(1)
    expect(told(suite, 'note')).toEqual([
      {
        code: 'tags.strict',
        message: expect.stringContaining(
          'candidate has f1 100.0 % in mode: default, and 0.0 % in mode: strict',
        ),
      },
    ])
    expect(codes(await tags('B-PER I-PER O', 'B-PER I-PER O', { scheme: 'iob2' }), 'note')).toEqual([])
    expect(codes(await tags('I-PER O', 'I-PER O', { scheme: 'iob2' }), 'note')).toContain('tags.illegal')
  })

  test.each(['_', 'X-PER', 'B', 'B-', 'O-PER', 'o', 'b-PER', 'U-PER', 7, null])('%j is no tag', async tag => {
    const suite = await judged({
      gold: [['1', ['B-PER', 'O']]],
      candidate: [['1', ['O', tag]]],
      options: { scheme: 'iob2' },
    })
    expect(told(suite)).toEqual([
      {
        code: 'prediction.type',
        message: expect.stringContaining(
          `a list whose tag 2 is ${typeof tag === 'string' ? JSON.stringify(tag) : ''}`,
        ),
      },
    ])
  })

  test('a row of another length is an error, also where absent answers are wrong', async () => {
    for (const more of ['', 'missing: wrong']) {
      const suite = await tags('B-PER O O', 'B-PER O', { scheme: 'iob2' }, { more })
      expect(told(suite)).toEqual([
        { code: 'prediction.length', message: expect.stringContaining('has 2 tags, the gold set’s row 3') },
      ])
      expect(suite.problems[0]).toMatchObject({ file: 'candidate.jsonl', line: 1, id: '1' })
    }
  })

  test('gold.text may be the tokens', async () => {
    const one = (value: string) => [['1', value.split(' '), { tokens: ['New', 'York', 'won'] }]] as const
    const suite = await judged({
      gold: one('B-LOC I-LOC O'),
      candidate: one('B-ORG I-ORG O'),
      text: 'tokens',
      options: { scheme: 'iob2' },
    })
    expect(suite.losses.examples[0]).toMatchObject({
      expected: 'LOC “New York” [0, 2)',
      candidate: 'ORG “New York” [0, 2)',
      parts: [{ part: 'LOC', expected: '“New York” [0, 2)', candidate: 'ORG “New York” [0, 2)' }],
    })
    const short = await judged({
      gold: one('B-LOC I-LOC'),
      candidate: one('B-LOC I-LOC'),
      text: 'tokens',
      options: { scheme: 'iob2' },
    })
    expect(told(short)[0]?.message).toContain('a list of 2 tags beside 3 tokens')
  })
})

describe('answers that are none', () => {
  test.each([
    ['a text', 'PER', 'is a text, not'],
    ['an object', { type: 'PER', start: 0, end: 1 }, 'is an object, not'],
    ['tags without a scheme', ['B-PER'], 'span 1 is a text (tags need options.scheme)'],
    ['a span without type', [{ start: 0, end: 1 }], 'span 1 has no type'],
    [
      'a span of inherited type',
      [{ ['__proto__']: { type: 'PER' }, start: 0, end: 1 }],
      'span 1 has no type',
    ],
    ['a negative start', [{ type: 'PER', start: -1, end: 1 }], 'has no start that is a whole number'],
    ['half a place', [{ type: 'PER', start: 0, end: 1.5 }], 'has no end that is a whole number'],
    ['a place as text', [{ type: 'PER', start: '0', end: 1 }], 'has no start'],
    ['an empty span', [{ type: 'PER', start: 2, end: 2 }], 'span 1 ends at 2, not after its start 2'],
    ['a backward span', [{ type: 'PER', start: 3, end: 2 }], 'span 1 ends at 2'],
    ['null among spans', [null], 'span 1 is null'],
  ])('%s', async (_, value, message) => {
    const gold: Rows = [['1', entities([['PER', 0, 1]])]]
    const wrong = await judged({ gold, candidate: [['1', value]] })
    expect(told(wrong)).toEqual([{ code: 'prediction.type', message: expect.stringContaining(message) }])
    // the other way round the gold set is at fault
    expect(told(await judged({ gold: [['1', value]], candidate: gold }))).toEqual([
      { code: 'reference.type', message: expect.stringContaining(message) },
    ])
    const lenient = await judged({ gold, candidate: [['1', value]], more: 'missing: wrong' })
    expect([codes(lenient), score(lenient, 'recall')]).toEqual([[], 0])
  })
})

describe('options', () => {
  test.each([
    [{ scheme: 'bilou' }, 'options.scheme cannot be bilou beside mode: default. Declare mode: strict'],
    [
      { scheme: 'iob2', mode: 'strict', match: 'partial' },
      'options.match cannot be partial beside mode: strict',
    ],
    [{ mode: 'strict' }, 'options.mode cannot be strict beside spans'],
    [{ match: 'text_set' }, 'options.match cannot be text_set beside a gold set without gold.text'],
  ])('%j contradict', async (options: object, message) => {
    const rows: Rows = [['1', 'scheme' in options ? ['O'] : []]]
    expect(told(await judged({ gold: rows, candidate: rows, options }))).toEqual([
      { code: 'option.beside', message: expect.stringContaining(message) },
    ])
  })

  test('a gate on words without gold.text says what is missing', async () => {
    const suite = await spans([], [], { options: { match: 'text_set' }, gates: '{ metric: f1, min: 0.5 }' })
    expect(told(suite)[0]).toEqual({
      code: 'gate.needs',
      message: expect.stringContaining('f1 needs gold.text'),
    })
  })

  test('there is no accuracy, and a gate on it is told what fits', async () => {
    const suite = await spans([['PER', 0, 1]], [['PER', 0, 1]], { gates: '{ metric: accuracy, min: 0.9 }' })
    expect(told(suite)).toEqual([
      {
        code: 'gate.metric',
        message: expect.stringMatching(
          /"accuracy" does not fit the task extraction.*precision, .*f1.*exact_match/,
        ),
      },
    ])
    expect(suite.verdict).toBe('error')
  })

  test('mode: strict has no exact_match', async () => {
    const suite = await tags('B-PER', 'B-PER', { scheme: 'iob2', mode: 'strict' })
    expect([score(suite, 'f1'), score(suite, 'exact_match')]).toEqual([1, undefined])
  })

  test('every figure says how it was computed', () => {
    const signature = (options: object) =>
      TASKS.find(({ name }) => name === 'extraction')!
        .scorer(settingOf({ options: options as Record<string, unknown> }))
        .metrics.find(({ name }) => name === 'f1')?.how
    expect(signature({})).toBe('match:exact')
    expect(signature({ scheme: 'iob2', mode: 'strict' })).toBe('match:exact|scheme:iob2|mode:strict')
    expect(signature({ match: 'text_set' })).toBe('match:text_set|offsets:code_points')
  })
})

describe('how spans are wrong', () => {
  const gold: Spans = [
    ['PER', 0, 5],
    ['PER', 10, 15],
    ['PER', 20, 25],
    ['PER', 30, 35],
    ['PER', 40, 45],
    ['PER', 50, 55],
    ['LOC', 60, 65],
    ['LOC', 70, 75],
  ]
  const answered: Spans = [
    ['PER', 0, 5], // right
    ['PER', 11, 15], // start 1 later
    ['PER', 17, 25], // start off by more
    ['PER', 30, 34], // end 1 earlier
    ['PER', 41, 46], // both ends 1 later
    ['PER', 48, 53], // both ends off
    ['ORG', 60, 65], // another type
    ['ORG', 70, 74], // neither: missed and spurious
    ['PER', 80, 85], // spurious
  ]

  test('is counted', async () => {
    const suite = await spans(gold, answered)
    expect(suite.span_errors).toEqual({
      candidate: {
        expected: 8,
        answered: 9,
        right: 1,
        wrong_type: [['LOC', 'ORG', 1]],
        left_boundary: 2,
        right_boundary: 1,
        both_boundaries: 2,
        missed: 1,
        spurious: 2,
      },
    })
  })

  test('is listed, what grew most first', async () => {
    const suite = await spans(gold, answered, { baseline: [['1', entities(gold)]] })
    expect(suite.losses.confusions.map(({ expected, answered }) => [expected, answered])).toEqual([
      ['LOC', 'ORG'],
      ['PER', 'PER, both ends 1 later'],
      ['PER', 'PER, both ends off'],
      ['PER', 'PER, end 1 earlier'],
      ['PER', 'PER, start 1 later'],
      ['PER', 'PER, start off by more'],
    ])
  })

  test('is shown part by part, with what the other system has', async () => {
    const { regressions } = await spans(
      [
        ['PER', 0, 5],
        ['LOC', 10, 12],
      ],
      [
        ['PER', 0, 4],
        ['ORG', 20, 22],
      ],
      {
        baseline: [
          [
            '1',
            entities([
              ['PER', 0, 5],
              ['LOC', 10, 12],
            ]),
          ],
        ],
      },
    )
    expect(regressions[0]!.examples[0]).toMatchObject({
      expected: 'PER [0, 5), LOC [10, 12)',
      baseline: 'PER [0, 5), LOC [10, 12)',
      candidate: 'PER [0, 4), ORG [20, 22)',
      parts: [
        { part: 'PER', expected: '[0, 5)', baseline: '[0, 5)', candidate: '[0, 4)' },
        { part: 'LOC', expected: '[10, 12)', baseline: '[10, 12)', candidate: null },
        { part: 'ORG', expected: null, baseline: null, candidate: '[20, 22)' },
      ],
    })
  })

  test('does not depend on the order of the spans', async () => {
    const there = await spans(gold, answered)
    const back = await spans([...gold].reverse(), [...answered].reverse())
    expect(back.span_errors).toEqual(there.span_errors)
    expect(back.losses).toEqual(there.losses)
  })

  test('a nearer span is met before a farther one', async () => {
    const suite = await spans(
      [['PER', 10, 20]],
      [
        ['PER', 0, 20],
        ['PER', 11, 20],
      ],
    )
    expect(suite.losses.confusions.map(({ answered }) => answered)).toEqual(['PER, start 1 later'])
  })
})

test('a system of which no type is known is an error', async () => {
  const types = (name: string): Spans => [0, 1, 2, 3, 4].map(i => [name, i * 2, i * 2 + 1])
  expect(codes(await spans(types('PER'), types('PERSON')))).toEqual(['label.unknown'])
  expect(codes(await spans(types('PER'), [...types('PER'), ['per', 0, 1]]), 'note')).toContain(
    'label.unknown',
  )
  // a gold set of nothing to find knows no type, and every span is spurious
  expect(codes(await spans([], types('PER')))).toEqual([])
})

describe('spans behind the end of the text', () => {
  const gold: Rows = [['1', entities([['A', 0, 3]]), { text: 'Ada' }]]

  test.each(['exact', 'exact_boundary', 'partial', 'type', 'text_set', 'text_multiset'])(
    'are found nowhere, and counted: %s',
    async match => {
      const judge = (...candidate: Spans) =>
        judged({ gold, candidate: [['1', entities(candidate)]], options: { match }, text: 'text' })
      const outside = await judge(['A', 0, 9999])
      expect([codes(outside), codes(outside, 'note')]).toEqual([[], ['spans.outside']])
      expect([score(outside, 'recall'), score(outside, 'f1')]).toEqual([0, 0])
      const both = await judge(['A', 0, 9999], ['A', 0, 3])
      expect([score(both, 'precision'), score(both, 'recall')]).toEqual([1 / 2, 1])
    },
  )

  test('say where the text ends', async () => {
    const candidate: Rows = [['1', entities([['A', 0, 4]])]]
    const suite = await judged({ gold, candidate, text: 'text' })
    expect(told(suite, 'note')[0]?.message).toContain('ends at 4, where the text has 3 code points')
  })
})

test('a gold set in which nothing is to be found is told', async () => {
  const nothing = await judged({ gold: [['1', []]], candidate: [['1', []]] })
  expect(codes(nothing, 'note')).toContain('spans.none')
  expect(codes(await spans([['A', 0, 1]], []), 'note')).not.toContain('spans.none')
})

test('finding nothing five times is an error only where something is to be found', async () => {
  const none: Rows = Array.from({ length: 5 }, (_, i) => [`${i}`, []])
  const gold: Rows = [['0', entities([['A', 0, 1]])], ...none.slice(1)]
  expect(codes(await judged({ gold, candidate: none }))).toEqual(['prediction.none'])
  expect(codes(await judged({ gold: none, candidate: none }))).toEqual([])
})

test('of an answer with wrong parts without end a hundred are listed, and the rest counted', async () => {
  const candidate = Array.from({ length: 250 }, (_, i) => ['B', 2 * i, 2 * i + 1] as const)
  const { losses } = await spans([['B', 900, 901]], candidate)
  const [example] = losses.examples
  expect([example?.parts?.length, example?.more_parts]).toEqual([100, 151])
  expect(example?.candidate).toMatch(/ and 230 more$/)
})
