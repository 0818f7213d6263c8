import { describe, expect, test } from '@jest/globals'
import type { Suite } from '../../src/report/report'
import { travel } from '../journey'
import { jsonl } from '../suite'

interface Row {
  readonly [key: string]: unknown
}

/** What a spec says besides its files. */
interface Said {
  readonly gold?: string
  readonly more?: string
  readonly gates?: string
}

const REFERENCE = 'reference: reference'
const SOURCE = 'source: source'

/** Judges summaries, by rows: each has what the gold set has of it, and `candidate` and `base`. */
async function judged(
  rows: readonly Row[],
  { gold = REFERENCE, more = '', gates }: Said = {},
): Promise<Suite> {
  const compared = rows.some(row => 'base' in row)
  const spec = `version: 1
name: summaries
task: summarization
gold: { path: g, ${gold} }
candidate: { path: c, prediction: prediction }
${compared ? 'baselines: { base: { path: b, prediction: prediction } }' : ''}
${more}
gates: ${gates ?? '[{ metric: coverage, min: 0 }]'}
`
  const answers = (of: 'candidate' | 'base') =>
    jsonl(rows.flatMap((row, id) => (of in row ? [{ id, prediction: row[of], judge: row.judge }] : [])))
  const examples = rows.map(({ candidate: _, base: __, judge: ___, ...row }, id) => ({ id, ...row }))
  return travel(spec, { g: jsonl(examples), c: answers('candidate'), b: answers('base') })
}

const errors = ({ problems }: Suite) =>
  problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)
const notes = ({ problems }: Suite) =>
  problems.filter(({ severity }) => severity === 'note').map(({ code }) => code)
const scoreOf = ({ scores }: Suite, metric: string, system = 'candidate') =>
  scores.find(score => score.metric === metric && score.system === system && score.slice === null)?.value

describe('ROUGE of one summary', () => {
  test.each<[string, unknown, string, Record<string, number>]>([
    ['an equal text', 'the cat sat', 'The cat sat.', { rouge1: 1, rouge2: 1, rougeL: 1, rougeLsum: 1 }],
    [
      'repeated n-grams, each shared as often as the reference has it',
      'the cat sat on the mat',
      'the cat the cat',
      {
        rouge1_precision: 3 / 4,
        rouge1_recall: 3 / 6,
        rouge1: 0.6,
        rouge2_precision: 1 / 3,
        rouge2_recall: 1 / 5,
        rouge2: 1 / 4,
        rougeL: 0.6,
      },
    ],
    [
      'the union over lines: Lin (2004), section 3.2',
      'w1 w2 w3 w4 w5',
      'w1 w2 w6 w7 w8\nw1 w3 w8 w9 w5',
      { rougeLsum_recall: 4 / 5, rougeLsum_precision: 4 / 10, rougeLsum: 8 / 15 },
    ],
    [
      'lines in another order, which a common subsequence of the whole does not forgive',
      'one two\nthree four',
      'three four\none two',
      { rougeL: 1 / 2, rougeLsum: 1 },
    ],
    [
      'a token of the summary that two lines of the reference want is counted once',
      'the cat\nthe dog',
      'the cat\nbird',
      { rougeLsum_recall: 2 / 4, rougeLsum_precision: 2 / 3 },
    ],
    ['an empty summary', 'the cat', '', { rouge1: 0, rouge2: 0, rougeL: 0, rougeLsum_precision: 0 }],
    ['one token has no bigram', 'cat', 'cat', { rouge1: 1, rouge2: 0, rougeL: 1 }],
    [
      'several references: for each type the one of the highest F',
      ['a b c d', 'a x y z', 'd c b a'],
      'a b d c',
      { rouge1: 1, rouge2: 1 / 3, rougeL: 3 / 4 },
    ],
    [
      'of equal ones the first',
      ['a b c d', 'a b'], // 2 · 1/3 · 1/4 / (7/12) = 2/7, and 2 · 1/3 · 1/2 / (5/6) = 2/5 with the second
      'a x y',
      { rouge1: 2 / 5, rouge1_precision: 1 / 3, rouge1_recall: 1 / 2 },
    ],
    ['accents part words', 'Café', 'caf', { rouge1: 1 }],
    ['words named like properties', '__proto__ constructor', 'constructor __proto__', { rouge1: 1 }],
    ['half a surrogate pair', 'a \ud800 b', 'a b', { rouge1: 1 }],
  ])('%s', async (_, reference, candidate, wanted) => {
    const suite = await judged([{ reference, candidate }])
    expect(errors(suite)).toEqual([])
    for (const [metric, value] of Object.entries(wanted)) {
      expect([metric, Math.abs(scoreOf(suite, metric)! - value) < 1e-12, scoreOf(suite, metric)]).toEqual([
        metric,
        true,
        expect.any(Number),
      ])
    }
  })

  test('with a stemmer compares stems, of words of four letters and more', async () => {
    const rows = [{ reference: 'running was fun', candidate: 'runs was funs' }]
    expect(scoreOf(await judged(rows), 'rouge1')).toBeCloseTo(1 / 3, 12)
    const stemmed = await judged(rows, { more: 'options: { stemmer: true }' })
    expect(scoreOf(stemmed, 'rouge1')).toBe(1)
    expect(stemmed.signatures.rouge1).toContain('stemmer:nltk')
  })

  test('is the plain mean over all examples; a missing one is 0', async () => {
    const rows = [
      { reference: 'a b', candidate: 'a b' },
      { reference: 'a b', candidate: 'a' },
      { reference: 'a b' },
    ]
    expect(errors(await judged(rows))).toEqual(['rows.missing'])
    const suite = await judged(rows, { more: 'missing: wrong' })
    expect(errors(suite)).toEqual([])
    expect(scoreOf(suite, 'rouge1')).toBeCloseTo((1 + 2 / 3) / 3, 12)
    expect(scoreOf(suite, 'length_ratio')).toBeCloseTo((1 + 1 / 2) / 3, 12)
  })

  test('length is measured by the mean of the references', async () => {
    const suite = await judged([
      { reference: ['a b c d', 'a b'], candidate: 'a b c' },
      { reference: [''], candidate: 'a b c' },
    ])
    expect(scoreOf(suite, 'length_ratio')).toBe(1)
  })
})

describe('against the source', () => {
  test('copied fragments, new n-grams, numbers and names', async () => {
    const suite = await judged(
      [
        { source: 'Ada paid 1,000 euros on 3 May.', candidate: 'Ada paid 1000 euros to Bob on 4 May' },
        { source: 'One two three', candidate: 'two three' },
        { source: 'One two three', candidate: '' },
      ],
      { gold: SOURCE },
    )
    expect(errors(suite)).toEqual([])
    // ada paid · euros · on · may, since the tokens of 1,000 are 1 and 000; and two three
    const wanted = {
      fragment_coverage: (5 / 9 + 1 + 0) / 3,
      fragment_density: ((4 + 1 + 1 + 1) / 9 + 4 / 2 + 0) / 3,
      compression: (8 / 9 + 3 / 2 + 0) / 3,
      novel_bigram_share: (7 / 8 + 0) / 2,
      novel_trigram_share: 1,
      novel_numbers: 1,
      novel_numbers_rate: 1 / 3,
      novel_entities: 1,
      novel_entities_rate: 1 / 3,
    }
    for (const [metric, value] of Object.entries(wanted))
      expect([metric, scoreOf(suite, metric)!.toFixed(12)]).toEqual([metric, value.toFixed(12)])
    expect(scoreOf(suite, 'rouge1')).toBeUndefined()
    expect(scoreOf(suite, 'length_ratio')).toBeUndefined()
  })

  test('a missing summary cannot be trusted, and copies nothing', async () => {
    const rows = [{ source: 'One two', candidate: 'Two one' }, { source: 'One two' }]
    const suite = await judged(rows, { gold: SOURCE, more: 'missing: wrong' })
    expect(scoreOf(suite, 'novel_numbers_rate')).toBe(1 / 2)
    expect(scoreOf(suite, 'novel_entities_rate')).toBe(1 / 2)
    expect([scoreOf(suite, 'novel_numbers'), scoreOf(suite, 'novel_entities')]).toEqual([null, null])
    expect(scoreOf(suite, 'fragment_coverage')).toBe(1 / 2)
    expect(suite.scores.find(({ metric }) => metric === 'novel_numbers_rate')?.interval).not.toBeNull()
  })

  describe('silence meets no bar', () => {
    const said = { source: 'Ada met Bob in 1999', reference: 'Ada met Bob', candidate: 'Ada met Bob' }
    const silent = { ...said, candidate: '…' }
    const { candidate: _, ...absent } = said
    const ratios = ['fragment_coverage', 'fragment_density', 'compression', 'length_ratio']
    const shares = ['novel_bigram_share', 'novel_trigram_share']
    const facts = ['novel_numbers', 'novel_numbers_rate', 'novel_entities', 'novel_entities_rate']
    const judge = (row: Row, metric: string, bar = 'max: 1') =>
      judged([said, row], {
        gold: `${REFERENCE}, ${SOURCE}`,
        more: 'missing: wrong',
        gates: `[{ metric: ${metric}, ${bar} }]`,
      })

    test.each([...ratios, ...shares, ...facts])('of %s', async metric => {
      const suite = await judge(silent, metric)
      expect([suite.verdict, errors(suite)]).toEqual(['error', ['summarization.empty']])
    })

    test.each([...ratios, ...shares])('of %s, nor absence', async metric => {
      const suite = await judge(absent, metric)
      expect([suite.verdict, errors(suite)]).toEqual(['error', ['summarization.empty']])
    })

    test.each(['novel_numbers', 'novel_entities'])('of %s, which absence leaves undefined', async metric => {
      const suite = await judge(absent, metric, 'max: 0')
      expect([suite.verdict, suite.gates[0]?.outcome]).toEqual(['error', 'error'])
      expect(suite.gates[0]?.message).toContain('a summary is absent')
    })

    test.each(['novel_numbers_rate', 'novel_entities_rate'])(
      'of %s, where absence is a hit',
      async metric => {
        expect((await judge(absent, metric, 'max: 0.4')).verdict).toBe('fail')
      },
    )

    test('and counts against a ratio that has a min alone', async () => {
      expect((await judge(silent, 'fragment_coverage', 'min: 0.6')).verdict).toBe('fail')
      expect((await judge(silent, 'fragment_coverage', 'min: 0.5')).verdict).toBe('pass')
    })

    test('other scripts are not silence', async () => {
      const row = { source: '会議は3時', reference: '3時', candidate: '会議' }
      expect((await judge(row, 'novel_numbers', 'max: 0')).verdict).toBe('pass')
    })
  })

  test.each<[string, Row, string]>([
    ['no source', { candidate: 'x' }, 'source.absent'],
    ['a source that is no text', { source: ['x'], candidate: 'x' }, 'source.type'],
    ['no source beside a reference', { reference: 'x', candidate: 'x' }, 'source.absent'],
  ])('%s is an error', async (_, row, code) => {
    const gold = 'reference' in row ? `${REFERENCE}, ${SOURCE}` : SOURCE
    expect(errors(await judged([row], { gold }))).toEqual([code])
  })

  test('names of text without case are undefined, and a gate on them is an error', async () => {
    const rows = [
      { source: 'Ada met Bob', candidate: 'carl met bob' },
      { source: 'ada met bob', candidate: 'Carl met Bob' },
      { source: 'Ada met Bob', candidate: 'Carl met Bob' },
      { source: 'Ada met Bob', candidate: '3' },
    ]
    const gates = '[{ metric: novel_entities, max: 100 }]'
    const suite = await judged(rows, { gold: SOURCE, gates })
    expect([scoreOf(suite, 'novel_entities'), scoreOf(suite, 'novel_entities_rate')]).toEqual([null, null])
    expect(notes(suite)).toContain('text.uncased')
    expect(suite.verdict).toBe('error')
    const cased = await judged(rows.slice(1), { gold: SOURCE, gates })
    expect([scoreOf(cased, 'novel_entities'), cased.verdict]).toEqual([1, 'pass'])
  })
})

describe('what is refused', () => {
  test.each<[string, unknown, unknown, string[]]>([
    ['a reference that is a number', 3, 'x', ['reference.type']],
    ['no reference', [], 'x', ['reference.type']],
    ['a list with something else', ['a', null], 'x', ['reference.type']],
    ['a summary that is a list', 'x', ['x'], ['prediction.type']],
    ['a summary that is a number', 'x', 3, ['prediction.type']],
    ['a summary that is null, which counts as none', 'x', null, []],
  ])('%s', async (_, reference, candidate, codes) =>
    expect(errors(await judged([{ reference, candidate }]))).toEqual(codes),
  )

  test.each([
    ['accuracy', 'gate.metric', 'rougeLsum'],
    ['losses', 'gate.metric', 'regressions'],
    ['fragment_coverage', 'gate.needs', 'gold.source'],
  ])('a gate on %s, with what fits', async (metric, code, words) => {
    const suite = await judged([{ reference: 'x', candidate: 'x' }], {
      gates: `[{ metric: ${metric}, min: 0 }]`,
    })
    expect(suite.problems[0]).toMatchObject({ code, message: expect.stringContaining(words) })
  })

  test.each(['rougeL', 'length_ratio', 'regressions'])(
    'a gate on %s where only sources are declared',
    async metric => {
      const row = { source: 'x', candidate: 'x', base: 'x' }
      const suite = await judged([row], { gold: SOURCE, gates: `[{ metric: ${metric}, max: 1 }]` })
      expect(suite.problems[0]).toMatchObject({
        code: 'gate.needs',
        message: expect.stringContaining('gold.reference'),
      })
    },
  )

  test('a comparison of measures that have no better', async () => {
    const row = { source: 'x', candidate: 'x', base: 'y' }
    const gates = '[{ metric: fragment_coverage, max_drop: 0.1 }]'
    expect(errors(await judged([row], { gold: SOURCE, gates }))).toEqual(['gate.bar-direction'])
  })
})

describe('other scripts', () => {
  test('texts without tokens are counted, and score 0', async () => {
    const suite = await judged([
      { reference: '日本語', candidate: '日本語' },
      { reference: 'a', candidate: 'а' }, // a Cyrillic one
      { reference: ['', 'b'], candidate: 'b' },
    ])
    expect(scoreOf(suite, 'rouge1')).toBeCloseTo(1 / 3, 12)
    const told = suite.problems.filter(({ code }) => code === 'text.tokenless').map(({ message }) => message)
    expect(told.map(message => message.slice(0, 30))).toEqual([
      '1 of 3 references have no toke',
      '2 of 3 summaries of candidate ',
    ])
  })

  test('a gate on ROUGE is refused where no reference has a token: 0 would never fall', async () => {
    const row = { reference: '日本語', candidate: '日本', base: '日本' }
    const suite = await judged([row], { gates: '[{ metric: rougeL, max_drop: 0 }]' })
    expect(errors(suite)).toEqual(['gate.inapplicable'])
  })

  test('likewise in a slice', async () => {
    const rows = [
      { reference: '日本語', lang: 'ja', candidate: '日本' },
      { reference: 'a', lang: 'en', candidate: 'a' },
    ]
    const gates = '[{ metric: rougeL, slice: { lang: ja }, min: 0 }]'
    expect((await judged(rows, { more: 'slices: [lang]', gates })).verdict).toBe('error')
  })

  test.each([
    ['日本', 'text.tokenless'],
    ['...', 'prediction.none'],
  ])('a system whose summaries are all %p is an error: any other would look good', async (base, code) => {
    const rows = Array.from({ length: 5 }, () => ({ reference: 'a', candidate: 'a', base }))
    expect(errors(await judged(rows))).toEqual([code])
    expect(errors(await judged(rows.slice(1)))).toEqual([])
  })
})

describe('a suite that does not look at faithfulness', () => {
  const row = { reference: 'x', source: 'x', candidate: 'x', judge: { claims: true, supported: true } }
  const recorded = (name: string, field: string) =>
    `recorded: { ${name}: { field: ${field}, better: higher } }`
  test.each<[string, Said, boolean]>([
    ['says so', {}, true],
    ['says so beside other verdicts', { more: recorded('fluent', 'judge.claims') }, true],
    ['not with a source', { gold: `${REFERENCE}, ${SOURCE}` }, false],
    ['not with a verdict by name', { more: recorded('faithful', 'judge.claims') }, false],
    ['not with a verdict by field', { more: recorded('judge', 'judge.supported') }, false],
  ])('%s', async (_, said, told) => {
    const suite = await judged([row], said)
    expect(errors(suite)).toEqual([])
    expect(notes(suite).includes('summarization.faithfulness')).toBe(told)
  })
})

describe('losses', () => {
  const rows = [
    { reference: 'a b c d', source: 'a b c d', base: 'a b c d', candidate: 'a b c d' },
    { reference: 'a b c d', source: 'A b c d in 2020', base: 'a b c d', candidate: 'a b c x, 2021 in Rome' },
    { reference: 'a b c d', source: 'a b c d', base: 'a b', candidate: 'a b c' },
  ]

  test('a fall of rougeL beyond the tolerance is a regression, shown with what the source lacks', async () => {
    const suite = await judged(rows, { gold: `${REFERENCE}, ${SOURCE}` })
    expect(suite.graded).toEqual({ metric: 'rougeL', tolerance: 0.05 })
    expect([scoreOf(suite, 'regressions'), scoreOf(suite, 'fixes')]).toEqual([1, 1])
    expect(suite.regressions[0]?.examples).toEqual([
      expect.objectContaining({
        id: '1',
        expected: 'a b c d',
        baseline: 'a b c d',
        candidate: 'a b c x, 2021 in Rome',
        source: 'A b c d in 2020',
        parts: [
          { part: 'number not in the source', expected: null, baseline: null, candidate: '2021' },
          { part: 'name not in the source', expected: null, baseline: null, candidate: 'Rome' },
        ],
      }),
    ])
    expect(suite.regressions[0]?.examples[0]?.credit?.candidate).toBeCloseTo(6 / 11, 12)
  })

  test('the tolerance can be another', async () => {
    const suite = await judged(rows, { more: 'options: { tolerance: 0.5 }' })
    expect([scoreOf(suite, 'regressions'), scoreOf(suite, 'fixes')]).toEqual([0, 0])
  })
})

test('a sum is as sure as its mean times the examples', async () => {
  // none, one or two numbers that the source lacks
  const rows = [0, 1, 2, 0, 1, 2, 0, 1].map(count => ({
    ...{ source: 'a tale', reference: 'a tale', base: 'a tale' },
    candidate: `a tale ${['', '7', '7 8'][count]}`,
  }))
  const gates = '[{ metric: novel_numbers, max: 9 }, { id: drop, metric: novel_numbers, max_drop: 9 }]'
  const [value] = (await judged(rows, { gold: `${REFERENCE}, ${SOURCE}`, gates })).gates
  // scipy: 8 times the mean's standard error √(4.875 / 7 / 8) times t of 7, at 97.5 %
  const reach = 8 * Math.sqrt(4.875 / 7 / 8) * 2.364624251
  expect(value!.candidate).toBe(7)
  expect(value!.interval).toEqual([expect.closeTo(7 - reach, 6), expect.closeTo(7 + reach, 6)])
  expect(value!.lift_interval).toEqual([expect.closeTo(-7 - reach, 6), expect.closeTo(-7 + reach, 6)])
})
