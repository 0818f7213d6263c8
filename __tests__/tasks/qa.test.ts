/** Answers to questions: what counts as the same answer, whose words decide, and what is never green by accident. */
import { describe, expect, test } from '@jest/globals'
import { tokenF1 } from '../../src/metrics/token-f1'
import { decimal } from '../../src/text/decimal'
import { type Language, mlqa, squad } from '../../src/text/normalize-answer'
import { words } from '../../src/text/white-space'
import { travel } from '../journey'
import { jsonl } from '../suite'

describe('normalisation', () => {
  // SQuAD's normalize_answer, Python 3.11
  test.each([
    ['The  Beatles!', 'beatles'],
    ['an A-team, the best', 'ateam best'],
    ['España', 'españa'],
    ['ça va, à la carte', 'ça va à la carte'],
    ['a\u0300 propos', '\u0300 propos'], // a combining mark is no letter to Python
    ['x\u00a0y\u3000z', 'x y z'],
    ['a\u200bb \u200b', '\u200bb \u200b'],
    ['one\x1ctwo\u0085three\ufeff', 'one two three\ufeff'],
    ['1,000.50 $', '100050'],
    ['“quoted” – it’s', '“quoted” – it’s'],
    ['ΟΔΟΣ', 'οδος'],
    ['İstanbul STRASSE ß', 'i\u0307stanbul strasse ß'],
    ['THE a An', ''],
    ['state-of-the-art', 'stateoftheart'],
    ['the_a a_the', 'thea athe'],
    ['²a aⅷ', '²a aⅷ'],
    ['a😀an', '😀'],
    ['', ''],
    ['\ud83d a', '\ud83d'],
  ])('squad: %j is %j', (text, form) => expect(squad(text)).toBe(form))

  // MLQA's script v1.0, normalize_answer, Python 3.11
  test.each<[Language, string, string]>([
    ['en', 'The “Beatles” — a band', 'beatles band'],
    ['en', '$5 + 7 = 12', '5 7 12'],
    ['es', 'El Niño y la España de los años, un día', 'niño y españa de años día'],
    ['de', 'Der Rat DES Königs: eine Straße für den König', 'rat königs straße für könig'],
    ['vi', 'Những cái bàn của là', 'bàn'],
    ['ar', 'الكتاب والبيت، في المدينة؟', 'كتاب و بيت في مدينة'],
    ['hi', 'यह भारत का है। १२', 'यह भारत का है १२'],
    ['zh', '他在1998年生于《北京》的iPhone 手机店。', '他 在 1998 年 生 于 北 京 的 iphone 手 机 店'],
    ['zh', '中 国', '中 国'],
  ])('mlqa, %s: %s', (language, text, form) => expect(mlqa(language)(text)).toBe(form))

  test.each([
    ['18.0', '18'],
    ['018', '18'],
    ['+18', '18'],
    [' 18 ', '18'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-0', '0'],
    ['-0.50', '-0.5'],
    ['000', '0'],
    ['9007199254740993.0', '9007199254740993'],
    ['1,000', undefined],
    ['', undefined],
    ['.', undefined],
    ['-', undefined],
    ['1e3', undefined],
    ['0x10', undefined],
    ['Infinity', undefined],
    ['NaN', undefined],
    ['1 2', undefined],
    ['१२', undefined],
  ])('the number in %j is %j', (text, number) => expect(decimal(text)).toBe(number))

  test.each([
    ['red', 'big red dog', 0.5], // precision 1, recall 1/3
    ['to be to be', 'to be or not to be', 0.8], // 4 of 4, 4 of 6
    ['red red red', 'red', 0.5],
    ['dog red', 'red dog', 1],
    ['x', 'y', 0],
    ['', 'x', 0],
    ['constructor __proto__', '__proto__', 2 / 3],
  ])('F1 of %j for %j is %d', (answer, reference, f1) =>
    expect(tokenF1(words(answer), words(reference), 0)).toBeCloseTo(f1, 15),
  )
})

interface Row {
  readonly answers: unknown
  /** undefined where the system has no row */
  readonly candidate?: unknown
  readonly base?: unknown
}

interface Asked {
  readonly options?: string
  readonly gate?: string
  readonly system?: string
  readonly keys?: string
  readonly missing?: 'error' | 'wrong'
}

/** What comes of the rows; both systems answer alike where only the candidate's answer is given. */
async function suiteOf(rows: readonly Row[], asked: Asked = {}) {
  const {
    options = '{}',
    gate = 'metric: coverage, min: 0',
    system = '',
    keys = '',
    missing = 'wrong',
  } = asked
  const answered = (of: (row: Row) => unknown) =>
    jsonl(rows.flatMap((row, i) => (of(row) === undefined ? [] : [{ id: i, prediction: of(row) }])))
  const spec = `version: 1
name: questions
task: qa
gold: { path: gold.jsonl, reference: answers }
candidate: { path: candidate.jsonl, prediction: prediction${system} }
baselines: { base: { path: base.jsonl, prediction: prediction${system} } }
options: ${options}
missing: ${missing}
${keys}
gates: [{ ${gate} }]
`
  const suite = await travel(spec, {
    'gold.jsonl': jsonl(rows.map(({ answers }, i) => ({ id: i, answers, answer: answers }))),
    'candidate.jsonl': answered(row => row.candidate),
    'base.jsonl': `${answered(row => ('base' in row ? row.base : row.candidate))}\n`,
  })
  const errors = suite.problems.filter(({ severity }) => severity === 'error')
  const score = (metric: string, system = 'candidate') =>
    suite.scores.find(s => s.metric === metric && s.system === system && s.slice === null)?.value
  return { ...suite, errors, score, codes: suite.problems.map(({ code }) => code) }
}

describe('scores', () => {
  test.each<[string, Row[], string, Record<string, number | null | undefined>]>([
    [
      'the best reference counts, for exact match and F1 apart',
      [
        { answers: ['1912', '15 April 1912'], candidate: 'April 1912' }, // F1 with the second: 4/5
        { answers: 'The Hague', candidate: 'hague.' },
      ],
      '{}',
      { exact_match: 1 / 2, f1: 9 / 10, accuracy: 0, no_ans_f1: undefined, numeric_match: undefined },
    ],
    [
      'a missing answer, an empty one and null are wrong',
      [{ answers: ['x'] }, { answers: ['x'], candidate: '' }, { answers: ['x'], candidate: null }],
      '{}',
      { exact_match: 0, f1: 0, accuracy: 0, coverage: 1 / 3 },
    ],
    [
      'v1.1: two answers of which nothing is left are equal and have F1 0',
      [{ answers: ['a'], candidate: 'the' }],
      '{}',
      { exact_match: 1, f1: 0, accuracy: 0 },
    ],
    [
      'v2.0: the same has F1 1',
      [{ answers: ['an', 'the'], candidate: '' }],
      '{ squad_version: "2.0" }',
      { exact_match: 1, f1: 1, accuracy: 0, has_ans_exact_match: 1, no_ans_exact_match: null },
    ],
    [
      'an empty list of references makes it 2.0, and the two kinds of question are told apart',
      [
        { answers: [], candidate: '' },
        { answers: [], candidate: 'x' },
        { answers: [], candidate: 'the' },
        { answers: [] },
        { answers: ['x y'], candidate: 'x' },
        { answers: ['x y'], candidate: '' },
      ],
      '{}',
      {
        exact_match: 2 / 6,
        f1: (2 + 2 / 3) / 6,
        has_ans_exact_match: 0,
        has_ans_f1: 1 / 3,
        no_ans_exact_match: 2 / 4,
        no_ans_f1: 2 / 4,
        accuracy: 1 / 6,
      },
    ],
    [
      'an empty text by itself is no answer, too',
      [{ answers: '', candidate: '' }],
      '{}',
      { no_ans_exact_match: 1, has_ans_f1: null, accuracy: 1 },
    ],
    [
      'v2.0 drops references of which nothing is left, and the question keeps its answer',
      [{ answers: ['the', 'Rome'], candidate: '' }],
      '{ squad_version: 2.0 }',
      { exact_match: 0, has_ans_exact_match: 0, no_ans_exact_match: null },
    ],
    [
      'numbers are their JSON text',
      [
        { answers: 18, candidate: 18 },
        { answers: [0.5, 'half'], candidate: '0.5' },
      ],
      '{ normalizer: none }',
      { exact_match: 1, accuracy: 1, numeric_match: 1 },
    ],
    [
      'numbers are equal by value where texts are not',
      [
        { answers: ['$1,000'], candidate: '1000.00' },
        { answers: ['9007199254740993'], candidate: '9007199254740992' },
        { answers: ['-3'], candidate: '3' },
        { answers: ['7'], candidate: 'seven' },
        { answers: ['0'], candidate: '' },
      ],
      '{ normalizer: none, regexes_to_ignore: [",", "\\\\$"] }',
      { exact_match: 0, numeric_match: 1 / 5 },
    ],
    [
      'a question without an answer among numbers is to be declined',
      [
        { answers: ['7', 'seven'], candidate: '7.0' },
        { answers: [], candidate: '' },
        { answers: [], candidate: '7' },
        { answers: [] },
      ],
      '{ normalizer: none }',
      { numeric_match: 2 / 4, no_ans_exact_match: 1 / 3 },
    ],
    [
      'regexes go before the case and the normaliser, in their order',
      [{ answers: ['Final: 7 KG'], candidate: 'fiNAL: 7 kg' }],
      '{ regexes_to_ignore: ["[Ff]i", "nal: "], ignore_case: true, normalizer: none }',
      { exact_match: 0, f1: (2 * (2 / 2) * (2 / 3)) / (2 / 2 + 2 / 3) },
    ],
    [
      'none keeps the text, F1 the words between white space',
      [{ answers: ['The Hague'], candidate: 'The  Hague' }],
      '{ normalizer: none }',
      { exact_match: 0, f1: 1 },
    ],
    [
      'mlqa drops the articles of the language',
      [{ answers: ['los Alpes'], candidate: '¡Alpes!' }],
      '{ normalizer: mlqa, language: es }',
      { exact_match: 1, f1: 1 },
    ],
    ['squad does not', [{ answers: ['los Alpes'], candidate: 'Alpes' }], '{}', { exact_match: 0, f1: 2 / 3 }],
    [
      'names of Object’s own and half characters are answers as any',
      [
        { answers: ['__proto__'], candidate: '__proto__' },
        { answers: ['constructor toString'], candidate: 'toString' },
        { answers: ['\ud83d'], candidate: '\ude00' },
      ],
      '{ normalizer: none }',
      { exact_match: 1 / 3, f1: (1 + 2 / 3) / 3, accuracy: 1 / 3 },
    ],
  ])('%s', async (_, rows, options, wanted) => {
    const { score, errors } = await suiteOf(rows, { options })
    expect(errors).toEqual([])
    for (const [metric, value] of Object.entries(wanted)) {
      const got = score(metric)
      if (typeof value === 'number') expect([metric, got]).toEqual([metric, expect.closeTo(value, 12)])
      else expect([metric, got]).toEqual([metric, value])
    }
  })

  test.each([
    ['{}', [['x']], 'f1|squad_version:1.1|normalizer:squad'],
    ['{}', [['x'], []], 'f1|squad_version:2.0|normalizer:squad'],
    [
      '{ squad_version: 1.1, normalizer: mlqa, language: de }',
      [['x']],
      'f1|squad_version:1.1|normalizer:mlqa|language:de',
    ],
    [
      '{ normalizer: none, regexes_to_ignore: [","], ignore_case: true }',
      [['x']],
      'f1|squad_version:1.1|normalizer:none|regexes_to_ignore:[","]|ignore_case:true',
    ],
  ])('%s of references %j: the signature says how', async (options, references, signature) => {
    const rows = references.map(answers => ({ answers, candidate: 'x' }))
    // with recorded fields beside it, too
    for (const keys of ['', 'recorded: { place: { field: id, better: lower } }']) {
      const { signatures } = await suiteOf(rows, { options, keys })
      expect(signatures.f1?.replace(/\|goldbar:.*/u, '')).toBe(signature)
    }
  })
})

describe('right and wrong', () => {
  test('by exact match', async () => {
    const { regressions } = await suiteOf([
      { answers: ['the'], base: 'a', candidate: 'b' }, // nothing is left of both
      { answers: ['Rome'], base: 'x', candidate: 'rome!' },
      { answers: ['Rome'], base: 'x', candidate: 'in Rome' },
    ])
    expect(regressions[0]).toMatchObject({ count: 1, fixes: 1, still_wrong: 1 })
  })

  test('by the letter where every reference is one, whatever is left of it', async () => {
    const { regressions, score, losses } = await suiteOf(
      [
        { answers: 'A', base: 'A', candidate: '' },
        { answers: ['(B)', 'B'], base: 'B', candidate: 'b' },
        { answers: 'A.', base: 'B', candidate: 'A.' },
      ],
      { keys: 'slices: [answer]' },
    )
    expect(regressions[0]).toMatchObject({ count: 2, fixes: 1 })
    expect([score('exact_match'), score('accuracy')]).toEqual([1, 1 / 3])
    expect(losses.slices.every(({ metric }) => metric === 'accuracy')).toBe(true)
  })

  test('lost answers are shown beside the nearest reference and the others', async () => {
    const { regressions } = await suiteOf([
      { answers: ['1912', 'April 1912'], base: '1912', candidate: '1913' },
      { answers: [], base: '', candidate: 'Paris' },
      { answers: 7, base: 7, candidate: null },
    ])
    expect(regressions[0]!.examples).toMatchObject([
      { expected: '1912', alternatives: ['April 1912'], baseline: '1912', candidate: '1913' },
      { expected: '', baseline: '', candidate: 'Paris' },
      { expected: '7', baseline: '7', candidate: null },
    ])
  })
})

describe('is told', () => {
  const rows = (answers: unknown, prediction: unknown, n = 6): Row[] =>
    Array.from({ length: n }, () => ({ answers, candidate: prediction, base: answers }))

  test.each<[string, Row[], Asked, string, string]>([
    ['a list as answer', rows('x', ['x'], 1), {}, 'prediction.type', 'a list, not a text'],
    ['true as answer', rows('x', true, 1), {}, 'prediction.type', 'a boolean, not a text'],
    [
      'an object as reference',
      rows({ text: ['x'] }, 'x'),
      {},
      'reference.type',
      'an object, not a text or a list',
    ],
    [
      'null among the references',
      rows(['x', null], 'x'),
      {},
      'reference.type',
      'a list, not a text or a list of',
    ],
    [
      'no answer in version 1.1',
      rows([], ''),
      { options: '{ squad_version: 1.1 }' },
      'reference.type',
      'every question has an answer',
    ],
    ['a number beyond 2^53', rows('x', 2 ** 60, 1), {}, 'prediction.type', 'beyond 2^53'],
    [
      'an expression that does not compile',
      rows('x', 'x'),
      { options: '{ regexes_to_ignore: ["(?s).*"] }' },
      'spec.regex',
      'options.regexes_to_ignore.0',
    ],
    ['another version', rows('x', 'x'), { options: '{ squad_version: 2 }' }, 'spec.value', '1.1, 2.0'],
    [
      'mlqa without a language',
      rows('x', 'x'),
      { options: '{ normalizer: mlqa }' },
      'spec.missing',
      'options.language',
    ],
    [
      'a language without mlqa',
      rows('x', 'x'),
      { options: '{ language: es }' },
      'spec.unread',
      'normalizer: squad',
    ],
    [
      'a language that mlqa does not have',
      rows('x', 'x'),
      { options: '{ normalizer: mlqa, language: fr }' },
      'spec.value',
      'ar, de, en, es, hi, vi, zh',
    ],
    [
      'a metric of another task',
      rows('x', 'x'),
      { gate: 'metric: rougeL, min: 0.1' },
      'gate.metric',
      'exact_match, f1, has_ans_exact_match',
    ],
    ['a class', rows('x', 'x'), { gate: 'metric: f1, class: x, min: 0.1' }, 'gate.class-unfit', 'f1'],
    [
      'a score of unanswerable questions without any',
      rows('x', 'x'),
      { gate: 'metric: no_ans_f1, min: 0.1' },
      'gate.inapplicable',
      'a question without an answer',
    ],
    [
      'numbers that are none',
      rows('x', 'x'),
      { gate: 'metric: numeric_match, min: 0.1' },
      'gate.inapplicable',
      'a number among the references',
    ],
    [
      'answers of which none is a letter',
      rows('B', 'The answer is B.'),
      {},
      'prediction.choices',
      '6 answers, and none of them is a choice',
    ],
  ])('%s', async (_, all, asked, code, words) => {
    const { verdict, errors } = await suiteOf(all, { ...asked, missing: 'error' })
    expect(verdict).toBe('error')
    expect(errors.map(error => error.code)).toContain(code)
    expect(errors.find(error => error.code === code)?.message).toContain(words)
  })

  test.each([
    ['letters', 'A', 'Gate accuracy'],
    ['numbers', '12', 'Gate numeric_match'],
  ])('that the normaliser spoils %s, in a note', async (_, answers, advice) => {
    const told = (suite: { problems: readonly { code: string; severity: string; message: string }[] }) =>
      suite.problems.filter(({ code }) => code === 'option.normalizer')
    const [note, ...more] = told(await suiteOf(rows(answers, answers)))
    expect(more).toEqual([])
    expect(note).toMatchObject({ severity: 'note', message: expect.stringContaining(advice) })
    expect(told(await suiteOf(rows(answers, answers), { options: '{ normalizer: none }' }))).toEqual([])
  })
})

describe('a system of which nothing can be read', () => {
  const system = `, as: [{ regex: '#### (\\d+)' }]`
  const all = (candidate: unknown, base: unknown): Row[] =>
    Array.from({ length: 6 }, () => ({ answers: ['7'], candidate, base }))
  const severities = async (rows: Row[], asked: Asked = {}) => {
    const { problems, verdict } = await suiteOf(rows, { system, ...asked })
    return [verdict, ...problems.filter(({ code }) => code === 'prediction.none').map(p => p.severity)]
  }

  test('is wrong throughout where the same steps read a baseline', async () => {
    expect(await severities(all('it is 7', '#### 7'), { gate: 'metric: exact_match, min: 0.1' })).toEqual([
      'fail',
      'note',
    ])
  })

  test.each<[string, Row[], Asked]>([
    ['and no other system is read', all('it is 7', 'it is 8'), {}],
    ['and it is the baseline', all('#### 7', 'it is 7'), {}],
    ['and it is null', all(null, '#### 7'), {}],
    [
      'and a gate is on a number that may fall',
      all('it is 7', '#### 7'),
      {
        keys: 'recorded: { length: { field: id, better: lower } }',
        gate: 'metric: length, max: 100',
      },
    ],
  ])('is an error of the run %s', async (_, rows, asked) => {
    const [verdict, ...told] = await severities(rows, asked)
    expect(verdict).toBe('error')
    expect(told).toContain('error')
  })
})
