/** Fields that an earlier step recorded: as a task of their own, and beside the answers of another. */
import { describe, expect, test } from '@jest/globals'
import type { Suite } from '../../src/report/report'
import { travel } from '../journey'
import { jsonl } from '../suite'

interface Case {
  readonly recorded: string
  readonly candidate: readonly unknown[]
  readonly baseline?: readonly unknown[]
  /** lines of the spec that take the place of others */
  readonly gates?: string
  readonly rest?: string
}

/** Judges rows that have each value in the field `v`, or are the object itself; undefined is no field. */
async function judged({ recorded, candidate, baseline, gates, rest = '' }: Case): Promise<Suite> {
  const row = (value: unknown, i: number) => ({ id: i, ...(isObject(value) ? value : { v: value }) })
  const spec = `version: 1
name: recorded
task: recorded
gold: { path: gold.jsonl }
candidate: { path: candidate.jsonl }
${baseline ? 'baselines: { base: { path: baseline.jsonl } }\n' : ''}recorded: ${recorded}
gates: ${gates ?? '[{ metric: coverage, min: 0 }]'}
${rest}`
  return travel(spec, {
    'gold.jsonl': jsonl(candidate.map((_, i) => ({ id: i, half: i % 2 === 0 ? 'even' : 'odd' }))),
    'candidate.jsonl': jsonl(candidate.map(row)),
    ...(baseline && { 'baseline.jsonl': jsonl(baseline.map(row)) }),
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const errors = ({ problems }: Suite) =>
  problems.filter(({ severity }) => severity === 'error').map(({ code, message }) => [code, message])
const codes = (suite: Suite) => errors(suite).map(([code]) => code)
const notes = ({ problems }: Suite) =>
  problems.filter(({ severity }) => severity === 'note').map(({ code }) => code)

/** Scores of the candidate on all rows, those of the task's own names left out. */
function scores(suite: Suite, of = 'v', system = 'candidate'): Record<string, number | null> {
  const whole = suite.scores.filter(s => s.system === system && s.slice === null)
  return Object.fromEntries(
    whole
      .filter(({ metric }) => metric.startsWith(`${of}.`))
      .map(({ metric, value }) => [metric.slice(of.length + 1), value]),
  )
}

const HIGHER = '{ v: { field: v, better: higher } }'
const LOWER = '{ v: { field: v, better: lower } }'

describe('what a field holds decides which statistics it has', () => {
  test.each([
    ['true and false', HIGHER, '', [true, true, false, true], { mean: 0.75, sum: 3, pass_rate: 0.75 }],
    ['numbers', LOWER, '', [4, 1, 2, 3, 10], { mean: 4, sum: 20, p50: 3, p95: 10 }],
    [
      'a number at least',
      HIGHER.replace('}', ', at_least: 3 }'),
      '',
      [1, 3, 5],
      { mean: 2 / 3, sum: 2, pass_rate: 2 / 3 },
    ],
    [
      'lists, reduced by mean',
      LOWER.replace('}', ', reduce: mean }'),
      '',
      [[1, 2], [6]],
      { mean: 3.75, sum: 7.5, p50: 1.5, p95: 6 },
    ],
    [
      'lists, reduced by max',
      LOWER.replace('}', ', reduce: max }'),
      '',
      [[0.1, 0.7], [0.2]],
      { mean: 0.45, sum: 0.9, p50: 0.2, p95: 0.7 },
    ],
    [
      'lists, reduced by min',
      LOWER.replace('}', ', reduce: min }'),
      '',
      [[1, 7], [3]],
      { mean: 2, sum: 4, p50: 1, p95: 3 },
    ],
    [
      'lists, reduced and compared',
      LOWER.replace('}', ', reduce: max, at_least: 0.5 }'),
      '',
      [[0.1, 0.7], [0.2]],
      { mean: 0.5, sum: 1, pass_rate: 0.5 },
    ],
    [
      'lists of true and false, reduced',
      LOWER.replace('}', ', reduce: mean }'),
      '',
      [[true, false], [true]],
      { mean: 0.75, sum: 1.5, p50: 0.5, p95: 1 },
    ],
    // C(5−2,2)/C(5,2) = 3/10 and C(3−1,2)/C(3,2) = 1/3; C(2,2)/C(5,2) = 1/10 and 0
    [
      'samples',
      HIGHER,
      'options: { k: [1, 2] }',
      [
        [true, true, false, false, false],
        [false, true, false],
      ],
      {
        'pass@1': (2 / 5 + 1 / 3) / 2,
        'pass^1': (2 / 5 + 1 / 3) / 2,
        'pass@2': (7 / 10 + 2 / 3) / 2,
        'pass^2': 1 / 20,
      },
    ],
    [
      'fewer samples than k',
      HIGHER,
      'options: { k: [1, 3] }',
      [
        [true, true],
        [false, true, true],
      ],
      { 'pass@1': 5 / 6, 'pass^1': 5 / 6, 'pass@3': null, 'pass^3': null },
    ],
    ['no sample at all', HIGHER, 'options: { k: [1] }', [[], [true]], { 'pass@1': null, 'pass^1': null }],
    [
      'texts read as numbers',
      HIGHER.replace('}', ', as: [number] }'),
      '',
      ['1.5', ' 2.5 '],
      { mean: 2, sum: 4, p50: 1.5, p95: 2.5 },
    ],
    [
      'texts read as true and false',
      HIGHER.replace('}', ', as: [casefold, json] }'),
      '',
      ['True', 'false'],
      { mean: 0.5, sum: 1, pass_rate: 0.5 },
    ],
  ])('%s', async (_, recorded, rest, candidate, expected) => {
    const suite = await judged({ recorded, candidate, rest })
    expect(errors(suite)).toEqual([])
    const got = scores(suite)
    expect(Object.keys(got)).toEqual(Object.keys(expected))
    for (const [stat, value] of Object.entries(expected)) {
      if (value === null) expect([stat, got[stat]]).toEqual([stat, null])
      else expect([stat, Math.abs(got[stat]! - value) < 1e-12]).toEqual([stat, true])
    }
  })

  test('a share of true has an interval, a mean of numbers has none', async () => {
    const share = await judged({ recorded: HIGHER, candidate: [true, false] })
    const number = await judged({ recorded: HIGHER, candidate: [1, 0] })
    const interval = (suite: Suite) => suite.scores.find(({ metric }) => metric === 'v.mean')!.interval
    expect(interval(share)).not.toBeNull()
    expect(interval(number)).toBeNull()
  })

  test('a gate asks for any percentile, and gets the smallest value that so many rows do not exceed', async () => {
    const candidate = Array.from({ length: 10 }, (_, i) => (i + 1) * 10)
    const gates =
      '[{ metric: v, stat: p90, max: 90 }, { metric: v, stat: p1, max: 10 }, { metric: v, stat: p99, max: 99 }]'
    const suite = await judged({ recorded: LOWER, candidate, gates })
    expect(suite.gates.map(({ metric, candidate, outcome }) => [metric, candidate, outcome])).toEqual([
      ['v.p90', 90, 'pass'],
      ['v.p1', 10, 'pass'],
      ['v.p99', 100, 'fail'],
    ])
  })

  test.each(['p0', 'p100', 'p9.5', 'median', 'pass@0', 'accuracy'])(
    'there is no statistic %s',
    async stat => {
      const suite = await judged({
        recorded: LOWER,
        candidate: [1],
        gates: `[{ metric: v, stat: ${stat}, max: 1 }]`,
      })
      expect(codes(suite)).toEqual(['gate.metric'])
    },
  )

  test('sums do not depend on the order of rows', async () => {
    const values = [0.1, 0.2, 0.3, 1e16, -1e16, 0.7]
    const [one, other] = await Promise.all(
      [values, values.toReversed()].map(async candidate =>
        scores(await judged({ recorded: LOWER, candidate })),
      ),
    )
    expect(one!.sum).toBe(1.3)
    expect(other).toEqual(one)
  })

  test('a sum that no number holds is undefined, and a gate on it an error', async () => {
    const suite = await judged({
      recorded: LOWER,
      candidate: [1.7e308, 1.7e308],
      gates: '[{ metric: v, stat: sum, min: 0, max: 0 }]',
    })
    expect(suite.gates[0]).toMatchObject({ outcome: 'error', candidate: null })
  })
})

describe('a judge against people', () => {
  const recorded =
    '{ judge: { field: j, better: higher, against: human }, human: { field: h, better: higher } }'
  const row = (j: unknown, h: unknown) => ({ j, h })
  const [hit, falseAlarm, miss, correct] = [
    row(true, true),
    row(true, false),
    row(false, true),
    row(false, false),
  ]

  test('agreement by hand', async () => {
    // 3 hits, 1 false alarm, 2 misses, 4 both false: chance = (4·5 + 6·5)/100
    const candidate = [hit, hit, hit, falseAlarm, miss, miss, correct, correct, correct, correct]
    const suite = await judged({ recorded, candidate, rest: 'options: { credit: judge }' })
    expect(errors(suite)).toEqual([])
    const {
      accuracy,
      cohen_kappa: kappa,
      true_positive_rate: tpr,
      true_negative_rate: tnr,
    } = scores(suite, 'judge')
    expect([accuracy, tpr, tnr]).toEqual([0.7, 0.6, 0.8])
    expect(kappa).toBeCloseTo((0.7 - 0.5) / (1 - 0.5), 12)
    expect(scores(suite, 'human')).toEqual({ mean: 0.5, sum: 5, pass_rate: 0.5 })
  })

  test('is undefined where there is nothing to hold against', async () => {
    const suite = await judged({ recorded, candidate: [hit, hit], rest: 'options: { credit: judge }' })
    expect(scores(suite, 'judge')).toEqual({
      mean: 1,
      sum: 2,
      pass_rate: 1,
      accuracy: 1,
      cohen_kappa: null,
      true_positive_rate: 1,
      true_negative_rate: null,
    })
  })

  test('a row without one of the verdicts agrees in nothing', async () => {
    const suite = await judged({
      recorded,
      candidate: [hit, correct, row(true, null)],
      rest: 'options: { credit: judge }',
    })
    expect(notes(suite)).toEqual(['recorded.null'])
    expect(scores(suite, 'judge')).toMatchObject({
      accuracy: 2 / 3,
      cohen_kappa: null,
      true_positive_rate: null,
      true_negative_rate: null,
    })
  })

  test('more agreement is better also where less of the field is', async () => {
    const lower = recorded.replace('better: higher, against', 'better: lower, against')
    const suite = await judged({
      recorded: lower,
      candidate: [hit, correct, falseAlarm, hit],
      baseline: [hit, correct, correct, hit],
      gates: '[{ metric: judge, stat: accuracy, max_drop: 0.1 }]',
    })
    expect(suite.gates[0]).toMatchObject({ outcome: 'fail', lift: -0.25 })
  })

  test.each([
    ['numbers', 1, 0.5],
    ['lists of true and false', [true], [false]],
  ])('%s are no verdicts', async (got, one, other) => {
    const suite = await judged({ recorded, candidate: [row(true, one), row(false, other)] })
    expect(errors(suite)).toEqual([
      [
        'recorded.against',
        `recorded human holds ${got}, and agreement is of true and false on both sides. Write true or false; at_least makes them of numbers.`,
      ],
    ])
  })
})

describe('what is not there', () => {
  test.each([
    ['higher', HIGHER, { mean: 0.5, sum: 1, pass_rate: 0.5 }],
    ['lower', LOWER, { mean: 1, sum: 2, pass_rate: 1 }],
  ])('a null verdict counts against the system where %s is better', async (_, recorded, expected) => {
    const suite = await judged({ recorded, candidate: [true, null] })
    expect(errors(suite)).toEqual([])
    expect(notes(suite)).toEqual(['recorded.null'])
    expect(scores(suite)).toEqual(expected)
    expect(suite.losses.examples.map(({ id, candidate }) => [id, candidate]).at(-1)).toEqual(['1', null])
  })

  test('a slice of nothing but null verdicts has a value, too', async () => {
    const suite = await judged({
      recorded: LOWER,
      candidate: [false, null, false, null],
      rest: 'slices: [half]',
      gates: '[{ metric: v, slice: { half: "*" }, max: 0, min_n: 1 }]',
    })
    expect(suite.gates.map(({ id, candidate, outcome }) => [id, candidate, outcome])).toEqual([
      ['v.mean{half=even}', 0, 'pass'],
      ['v.mean{half=odd}', 1, 'fail'],
    ])
  })

  test('a null among numbers leaves them undefined, and a gate on them is an error', async () => {
    const suite = await judged({ recorded: LOWER, candidate: [1, null], gates: '[{ metric: v, max: 5 }]' })
    expect(scores(suite)).toEqual({ mean: null, sum: null, p50: null, p95: null })
    expect([suite.verdict, suite.gates[0]!.outcome]).toEqual(['error', 'error'])
  })

  test('a null among samples leaves them undefined', async () => {
    const suite = await judged({ recorded: HIGHER, candidate: [[true], null], rest: 'options: { k: [1] }' })
    expect(scores(suite)).toEqual({ 'pass@1': null, 'pass^1': null })
  })

  test('a row without the field is an error', async () => {
    const suite = await judged({ recorded: HIGHER, candidate: [true, { V: true }] })
    expect(errors(suite)).toEqual([
      [
        'recorded.absent',
        'recorded v: the row has no field "v". Did you mean "V"? Write it in every row, null for one that failed; missing: wrong counts a verdict that is absent against the system.',
      ],
    ])
  })

  test('under missing: wrong it counts against the system, as a row that is absent does', async () => {
    const spec = `version: 1
name: absent
task: recorded
gold: { path: gold.jsonl }
candidate: { path: candidate.jsonl }
recorded: ${LOWER}
missing: wrong
gates: [{ metric: v, max: 0.5 }, { metric: coverage, min: 0 }]
`
    const suite = await travel(spec, {
      'gold.jsonl': jsonl([{ id: 1 }, { id: 2 }, { id: 3 }, { id: 4 }]),
      'candidate.jsonl': jsonl([{ id: 1, v: false }, { id: 2, v: false }, { id: 3 }]),
    })
    expect(errors(suite)).toEqual([])
    expect(scores(suite)).toEqual({ mean: 0.5, sum: 2, pass_rate: 0.5 })
    expect(suite.gates.map(({ candidate }) => candidate)).toEqual([0.5, 0.75])
  })

  test.each([
    ['without a value in any row', [null, null], undefined, '', ['recorded.none']],
    [
      'without the field in any row, missing: wrong',
      [{}, {}],
      undefined,
      'missing: wrong',
      ['recorded.none'],
    ],
    ['of the baseline without a value', [true, true], [null, null], '', ['recorded.none']],
    ['of two kinds', [true, 1], undefined, '', ['recorded.mixed']],
    ['of two kinds, one of them lists', [[true], true], undefined, '', ['recorded.mixed']],
    ['of another kind than the other system', [true, false], [1, 0], '', ['recorded.differ']],
  ])('a column %s is an error', async (_, candidate, baseline, rest, expected) => {
    const suite = await judged({ recorded: HIGHER, candidate, ...(baseline && { baseline }), rest })
    expect(codes(suite)).toEqual(expected)
    expect(suite.verdict).toBe('error')
  })
})

describe('values of the wrong kind', () => {
  test.each([
    ['a text', HIGHER, 'yes', 'a text, not true, false, a number, or a list of them'],
    ['a text of a number', HIGHER, '0.5', 'a text, not true, false, a number, or a list of them'],
    ['an object', HIGHER, { v: { score: 1 } }, 'an object, not true, false, a number, or a list of them'],
    [
      'a list of texts',
      HIGHER,
      ['pass'],
      'a list of other things, not a list of true and false, or of numbers with reduce',
    ],
    [
      'a list of numbers without reduce',
      HIGHER,
      [1, 2],
      'a list of other things, not a list of true and false, or of numbers with reduce',
    ],
    [
      'an empty list to reduce',
      HIGHER.replace('}', ', reduce: max }'),
      [],
      'an empty list, not a list of numbers for reduce',
    ],
    [
      'one number to reduce',
      HIGHER.replace('}', ', reduce: max }'),
      3,
      'a number, not a list of numbers for reduce',
    ],
    [
      'a list with null to reduce',
      HIGHER.replace('}', ', reduce: max }'),
      [1, null],
      'a list of other things, not a list of numbers for reduce',
    ],
    ['true to compare', HIGHER.replace('}', ', at_least: 1 }'), true, 'a boolean, not a number for at_least'],
    ['a list to compare', HIGHER.replace('}', ', at_least: 1 }'), [1], 'a list, not a number for at_least'],
    [
      'a text that is no number',
      HIGHER.replace('}', ', as: [number] }'),
      'n/a',
      'unreadable (number), not what its steps can read',
    ],
    [
      'a regex without a match',
      HIGHER.replace('}', ", as: [{ regex: '(\\d+)/10' }, number] }"),
      'n/a',
      'unreadable (regex (\\d+)\\/10), not what its steps can read',
    ],
  ])('%s', async (_, recorded, value, told) => {
    const suite = await judged({ recorded, candidate: [value] })
    expect(errors(suite)[0]).toEqual([
      'recorded.type',
      `recorded v: the value is ${told}. Write true, false or a number, or declare steps under as.`,
    ])
    expect(suite.verdict).toBe('error')
  })

  test('a number too large for a double', async () => {
    const suite = await travel(
      `version: 1
name: large
task: recorded
gold: { path: g }
candidate: { path: c }
recorded: ${LOWER}
gates: [{ metric: v, max: 1 }]
`,
      { g: '{"id": 1}\n', c: '{"id": 1, "v": 1e999}\n' },
    )
    expect(suite.verdict).toBe('error')
    expect(codes(suite)).toContain('recorded.type')
  })
})

describe('regressions', () => {
  const paired = async (recorded: string, rest = '') => {
    const suite = await judged({
      recorded,
      candidate: [true, false, true, true, null],
      baseline: [true, true, false, true, true],
      rest,
    })
    expect(errors(suite)).toEqual([])
    const [{ count, fixes, still_wrong: still, examples }] = suite.regressions as [
      Suite['regressions'][number],
    ]
    return {
      count,
      fixes,
      still,
      examples: examples.map(({ id, expected, candidate }) => [id, expected, candidate]),
    }
  }

  test('where higher is better: true → false, and true → nothing', async () => {
    expect(await paired(HIGHER)).toEqual({
      count: 2,
      fixes: 1,
      still: 0,
      examples: [
        ['1', 'v: true', 'v: false'],
        ['4', 'v: true', null],
      ],
    })
  })

  test('where lower is better: false → true', async () => {
    expect(await paired(LOWER)).toEqual({
      count: 1,
      fixes: 1,
      still: 3,
      examples: [['2', 'v: false', 'v: true']],
    })
  })

  const two = '{ v: { field: v, better: higher }, w: { field: v, better: lower } }'

  test('options.credit says which field decides', async () => {
    expect((await paired(two, 'options: { credit: w }')).count).toBe(1)
    expect((await paired(two, 'options: { credit: v }')).count).toBe(2)
  })

  test('of several fields none decides unless it is named', async () => {
    const suite = await judged({
      recorded: two,
      candidate: [true],
      baseline: [true],
      gates: '[{ metric: regressions, max: 0 }]',
    })
    expect(errors(suite)).toEqual([
      [
        'gate.needs',
        'The metric regressions needs options.credit, the recorded field that says what is right. Declare it, or gate another metric.',
      ],
    ])
    const without = await judged({ recorded: two, candidate: [true], baseline: [true] })
    expect(without.scores.map(({ metric }) => metric)).not.toContain('regressions')
    expect(without.regressions).toEqual([])
  })

  test('options.credit names a field', async () => {
    const suite = await judged({ recorded: two, candidate: [true], rest: 'options: { credit: x }' })
    expect(errors(suite)).toEqual([
      ['option.field', 'options.credit "x" is no recorded field. Recorded fields: "v", "w".'],
    ])
  })

  test.each([
    ['numbers', [1, 2]],
    ['samples', [[true], [false]]],
  ])('%s are neither right nor wrong', async (_, candidate) => {
    const suite = await judged({
      recorded: HIGHER,
      candidate,
      baseline: candidate,
      gates: '[{ metric: regressions, max: 0 }]',
    })
    expect(codes(suite)).toEqual(['gate.needs'])
    const without = await judged({ recorded: HIGHER, candidate, baseline: candidate })
    expect(without.scores.map(({ metric }) => metric)).not.toContain('regressions')
  })
})

describe('what the spec may say', () => {
  test.each([
    [
      'against a field that is not declared',
      '{ v: { field: v, better: higher, against: w } }',
      '',
      '',
      ['spec.value'],
    ],
    ['against itself', '{ v: { field: v, better: higher, against: v } }', '', '', ['spec.value']],
    ['no direction', '{ v: { field: v } }', '', '', ['spec.missing']],
    ['another reduction', '{ v: { field: v, better: higher, reduce: median } }', '', '', ['spec.value']],
    ['a name with a dot', '{ v.w: { field: v, better: higher } }', '', '', ['spec.value']],
    ['the name of a metric', '{ coverage: { field: v, better: higher } }', '', '', ['spec.value']],
    [
      'a statistic of what is no recorded field',
      HIGHER,
      '[{ metric: coverage, stat: mean, min: 0 }]',
      '',
      ['gate.stat-unfit'],
    ],
    ['a class', HIGHER, '[{ metric: v, class: x, min: 0 }]', '', ['gate.class-unfit']],
    [
      'a prediction',
      HIGHER,
      '',
      'baselines: { b: { path: baseline.jsonl, prediction: v } }',
      ['spec.unread'],
    ],
    [
      'steps of an answer',
      HIGHER,
      '',
      'baselines: { b: { path: baseline.jsonl, as: [json] } }',
      ['spec.unread'],
    ],
  ])('%s: %j', async (_, recorded, gates, rest, expected) => {
    const suite = await judged({ recorded, candidate: [true], ...(gates && { gates }), rest })
    expect(codes(suite)).toEqual(expected)
  })

  test('nothing recorded', async () => {
    const spec =
      'version: 1\nname: x\ntask: recorded\ngold: { path: g }\ncandidate: { path: c }\ngates: [{ metric: coverage, min: 1 }]\n'
    expect(codes(await travel(spec, {}))).toEqual(['spec.missing'])
  })

  test.each([
    ['pass_rate', [1, 2], 'true or false in v', 'v.mean'],
    ['p95', [true, false], 'numbers in v', 'v.pass_rate'],
    ['mean', [[true], [false]], 'true or false or numbers in v', 'coverage'],
    ['pass@2', [true, false], 'lists of true and false in v', 'v.sum'],
  ])('a gate on %s of %j is told what would fit', async (stat, candidate, wants, known) => {
    const suite = await judged({
      recorded: HIGHER,
      candidate,
      gates: `[{ metric: v, stat: ${stat}, min: 0 }]`,
    })
    const [[code, message]] = errors(suite) as [[string, string]]
    expect(code).toBe('gate.inapplicable')
    expect(message).toContain(`it needs ${wants}.`)
    if (known !== 'coverage') expect(message).toContain(known)
  })

  test.each([
    [
      'max: 5',
      'max 5 lies outside of what v.mean can be (0 to 1). Scores are fractions: write 0.05 for 5 %.',
    ],
    [
      'max_drop: 2',
      'max_drop 2 lies outside of what v.mean can be (0 to 1). Scores are fractions: write 0.02 for 2 %.',
    ],
    ['max: 0.05', undefined],
  ])('a share of true is a fraction, also in its bar: %s', async (bar, told) => {
    const candidate = [false, false]
    const suite = await judged({
      recorded: LOWER,
      candidate,
      baseline: candidate,
      gates: `[{ metric: v, ${bar} }]`,
    })
    expect(errors(suite)).toEqual(told === undefined ? [] : [['gate.bar-range', told]])
  })

  test('names and columns of a JavaScript object’s own', async () => {
    const rows = [
      { id: 1, proto: 0 },
      { id: 2, proto: 0 },
    ]
    const text = jsonl(rows).replaceAll('"proto":0', '"__proto__":true,"constructor":3')
    const spec = `version: 1
name: names
task: recorded
gold: { path: g }
candidate: { path: c }
recorded:
  __proto__: { field: "__proto__", better: higher }
  constructor: { field: constructor, better: higher }
  toString: { field: "$['toString']", better: higher }
missing: wrong
options: { credit: __proto__ }
gates: [{ metric: __proto__, min: 1 }, { metric: constructor, min: 3 }]
`
    const suite = await travel(spec, { g: '{"id": 1}\n{"id": 2}\n', c: text })
    // nothing is inherited: toString is in no row
    expect(codes(suite)).toEqual(['recorded.none'])
    const fine = await travel(spec.replace(/^ {2}toString.*\n/m, ''), {
      g: '{"id": 1}\n{"id": 2}\n',
      c: text,
    })
    expect(errors(fine)).toEqual([])
    expect(fine.gates.map(({ id, candidate }) => [id, candidate])).toEqual([
      ['__proto__.mean', 1],
      ['constructor.mean', 3],
    ])
    expect(Object.keys(fine.signatures)).toContain('__proto__.pass_rate')
  })
})

describe('beside the answers of another task', () => {
  const spec = (more: string, gates: string) => `version: 1
name: beside
task: classification
gold: { path: g, reference: label }
candidate: { path: c, prediction: p }
baselines: { base: { path: b, prediction: p } }
recorded: ${more}
gates: ${gates}
`
  const files = (c: readonly object[], b: readonly object[]) => ({
    g: jsonl([
      { id: 1, label: 'x' },
      { id: 2, label: 'y' },
    ]),
    c: jsonl(c.map((row, i) => ({ id: i + 1, ...row }))),
    b: jsonl(b.map((row, i) => ({ id: i + 1, ...row }))),
  })
  const fine = files(
    [
      { p: 'x', ms: 100, tries: [true, false] },
      { p: 'x', ms: 300, tries: [true, true] },
    ],
    [
      { p: 'x', ms: 100, tries: [false, false] },
      { p: 'y', ms: 100, tries: [true, true] },
    ],
  )

  test('both are scored, and the task decides what is right', async () => {
    const suite = await travel(
      spec(
        '{ ms: { field: ms, better: lower }, tries: { field: tries, better: higher } }',
        '[{ metric: ms, stat: p95, max_drop: 0.5, relative: true }, { metric: tries, stat: pass@2, min: 1 }, { metric: accuracy, min: 0.5 }]',
      ),
      fine,
    )
    expect(errors(suite)).toEqual([])
    expect(suite.gates.map(({ id, candidate, lift, outcome }) => [id, candidate, lift, outcome])).toEqual([
      ['ms.p95', 300, -200, 'fail'],
      ['tries.pass@2', 1, 0.5, 'pass'],
      ['accuracy', 0.5, -0.5, 'pass'],
    ])
    expect(suite.regressions[0]).toMatchObject({ count: 1, fixes: 0 })
    expect(suite.confusion!.candidate!.matrix).toEqual([
      [1, 0],
      [1, 0],
    ])
  })

  test('a field of a metric’s name would leave open what a gate means', async () => {
    const suite = await travel(
      spec('{ accuracy: { field: ms, better: lower } }', '[{ metric: accuracy, max: 9 }]'),
      fine,
    )
    expect(errors(suite)).toEqual([
      ['spec.value', '"recorded" cannot be "accuracy". Allowed: a name that no metric of the task has.'],
    ])
  })

  test('a prediction that is null keeps what was recorded', async () => {
    const suite = await travel(
      spec('{ ms: { field: ms, better: lower } }', '[{ metric: coverage, min: 0 }]'),
      files(
        [
          { p: null, ms: 100 },
          { p: 'y', ms: 300 },
        ],
        [
          { p: 'x', ms: 1 },
          { p: 'y', ms: 1 },
        ],
      ),
    )
    expect(errors(suite)).toEqual([])
    expect(scores(suite, 'ms').mean).toBe(200)
  })
})

describe('how sure', () => {
  const PROVEN = 'decide: proven'

  test('a sum is as sure as its mean, times the examples', async () => {
    const verdicts = await judged({
      recorded: LOWER,
      candidate: new Array(10).fill(false),
      gates: '[{ metric: v, stat: sum, max: 2 }, { metric: v, stat: mean, max: 0.2 }]',
      rest: PROVEN,
    })
    const [sum, mean] = verdicts.gates
    // scipy: Wilson of 0 of 10 goes up to 27.8 %
    expect(sum!.interval).toEqual([0, expect.closeTo(2.7753279986, 9)])
    expect([sum!.outcome, mean!.outcome]).toEqual(['inconclusive', 'error'])
    const numbers = await judged({
      recorded: LOWER,
      candidate: [3, 3, 3, 3, 3, 4],
      baseline: [3, 3, 3, 3, 4, 3],
      gates: '[{ metric: v, stat: sum, max_drop: 4 }, { metric: v, stat: mean, max_drop: 1 }]',
      rest: PROVEN,
    })
    const [total, each] = numbers.gates
    for (const end of [0, 1] as const) {
      expect(total!.interval![end]).toBeCloseTo(6 * each!.interval![end], 12)
      expect(total!.lift_interval![end]).toBeCloseTo(6 * each!.lift_interval![end], 12)
    }
  })

  test('of a share of some examples as many more are needed of all', async () => {
    const suite = await judged({
      recorded: '{ v: { field: v, better: higher, against: w }, w: { field: w, better: higher } }',
      candidate: Array.from({ length: 100 }, (_, i) => ({ v: i >= 3, w: i >= 15 })),
      gates: '[{ metric: v, stat: true_negative_rate, min: 0.3 }]',
      rest: `${PROVEN}\noptions: { credit: v }`,
    })
    // z² · .3 · .7 / .1² = 81 that w has false, of which there are 15 in 100
    expect(suite.gates[0]!.message).toContain('3 of 15 (8 needed)')
    expect(suite.gates[0]!.message).toContain('100 examples cannot settle this; about 540 would.')
  })

  test('says why a statistic has no value', async () => {
    const suite = await judged({
      recorded: '{ v: { field: v, better: higher, against: w }, w: { field: w, better: higher } }',
      candidate: new Array(6).fill({ v: true, w: true }),
      gates: '[{ metric: v, stat: cohen_kappa, min: 0.3 }]',
      rest: 'options: { credit: v }',
    })
    expect(suite.gates[0]!.message).toContain('(a row of v or w is null, or w is the same in all)')
    const large = await judged({
      recorded: LOWER,
      candidate: [1e308, 1e308],
      gates: '[{ metric: v, stat: sum, max: 3 }]',
    })
    expect(large.gates[0]!.message).toContain('its numbers are too large to be added')
  })
})
