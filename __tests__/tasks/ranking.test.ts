/** Rankings, held against trec_eval's definitions by hand. */
import { describe, expect, test } from '@jest/globals'
import type { Suite } from '../../src/report/report'
import { travel } from '../journey'
import { jsonl } from '../suite'

type Grades = Readonly<Record<string, unknown>>
/** Documents by rank; scores are made to fall. */
const ranked = (...docs: string[]) => docs.map((doc, i) => ({ doc, score: docs.length - i }))

interface Case {
  readonly gold: readonly unknown[]
  readonly candidate: readonly unknown[]
  readonly baseline?: readonly unknown[]
  readonly gates?: string
  readonly rest?: string
}

async function judged({ gold, candidate, baseline, gates, rest = '' }: Case): Promise<Suite> {
  const rows = (values: readonly unknown[]) =>
    jsonl(values.flatMap((ranking, i) => (ranking === undefined ? [] : [{ id: `q${i}`, ranking }])))
  const spec = `version: 1
name: ranking
task: ranking
gold: { path: gold.jsonl, reference: relevance }
candidate: { path: candidate.jsonl, prediction: ranking }
${baseline ? 'baselines: { base: { path: baseline.jsonl, prediction: ranking } }\n' : ''}gates: ${gates ?? '[{ metric: coverage, min: 0 }]'}
${rest}`
  return travel(spec, {
    'gold.jsonl': gold.map((relevance, i) => `${JSON.stringify({ id: `q${i}`, relevance })}\n`).join(''),
    'candidate.jsonl': rows(candidate),
    ...(baseline && { 'baseline.jsonl': rows(baseline) }),
  })
}

const errors = ({ problems }: Suite) =>
  problems.filter(({ severity }) => severity === 'error').map(({ code, message }) => [code, message])
const score = (suite: Suite, metric: string, system = 'candidate') =>
  suite.scores.find(s => s.metric === metric && s.system === system && s.slice === null)?.value

/** Every score of one query. */
async function scoresOf(relevance: Grades, ranking: unknown, rest = ''): Promise<Record<string, number>> {
  const suite = await judged({ gold: [relevance], candidate: [ranking], rest })
  expect(errors(suite)).toEqual([])
  return Object.fromEntries(suite.scores.map(({ metric, value }) => [metric, value!]))
}

describe('one query by hand', () => {
  const relevance = { a: 1, b: 3, c: 2, d: 0 }
  // unjudged, c, d, a; b is not found
  const ranking = ranked('u', 'c', 'd', 'a')
  const ideal = 3 + 2 / Math.log2(3) + 1 / 2

  test.each([
    ['ndcg', (2 / Math.log2(3) + 1 / Math.log2(5)) / ideal],
    ['ndcg@1', 0],
    ['ndcg@3', 2 / Math.log2(3) / ideal],
    ['ndcg@10', (2 / Math.log2(3) + 1 / Math.log2(5)) / ideal],
    ['mrr', 1 / 2],
    ['mrr@1', 0],
    ['mrr@3', 1 / 2],
    ['map', (1 / 2 + 2 / 4) / 3],
    ['map@3', 1 / 2 / 3],
    ['precision@1', 0],
    ['precision@3', 1 / 3],
    ['precision@5', 2 / 5], // over 5, though 4 were ranked
    ['precision@10', 2 / 10],
    ['recall@3', 1 / 3],
    ['recall@10', 2 / 3],
    ['success@1', 0],
    ['success@3', 1],
  ])('%s', async (metric, value) => {
    expect((await scoresOf(relevance, ranking))[metric]).toBeCloseTo(value, 12)
  })

  test('the gain may be exponential', async () => {
    const got = await scoresOf(relevance, ranking, 'options: { gain: exponential, k: [2] }')
    const best = 7 + 3 / Math.log2(3) + 1 / 2
    expect(got.ndcg).toBeCloseTo((3 / Math.log2(3) + 1 / Math.log2(5)) / best, 12)
    expect(got['ndcg@2']).toBeCloseTo(3 / Math.log2(3) / (7 + 3 / Math.log2(3)), 12)
    expect(got['precision@2']).toBe(0.5)
    expect(Object.keys(got)).not.toContain('ndcg@1')
  })

  test('the best order has 1 everywhere, in whatever order equal grades stand', async () => {
    const best = await scoresOf(
      { a: 1, b: 3, c: 1, d: 2 },
      ranked('b', 'd', 'c', 'a', 'x'),
      'options: { k: [4] }',
    )
    for (const [metric, value] of Object.entries(best)) expect([metric, value]).toEqual([metric, 1])
  })

  test.each([
    ['an empty ranking', { a: 1 }, []],
    ['nothing relevant found', { a: 1 }, ranked('b', 'c')],
    ['a document of grade 0 only', { a: 1, b: 0 }, ranked('b')],
    ['a document of negative grade', { a: 1, b: -2 }, ranked('b')],
  ])('%s is 0 everywhere', async (_, grades, ranking) => {
    const { coverage, ...scores } = await scoresOf(grades, ranking)
    expect(coverage).toBe(1)
    expect(new Set(Object.values(scores))).toEqual(new Set([0]))
  })

  test('a grade below 1 gains and is not relevant', async () => {
    const got = await scoresOf({ a: 1, b: 0.5 }, ranked('b'))
    expect(got.ndcg).toBeCloseTo(0.5 / (1 + 0.5 / Math.log2(3)), 12)
    expect([got.mrr, got.map, got['recall@1']]).toEqual([0, 0, 0])
  })
})

describe('the order', () => {
  const first = async (ranking: unknown, docs: readonly string[]) => {
    const found: string[] = []
    for (const doc of docs) {
      const { 'success@1': hit } = await scoresOf({ [doc]: 1 }, ranking)
      if (hit === 1) found.push(doc)
    }
    return found
  }

  test('is by score, whatever the order of the list', async () => {
    const ranking = [
      { doc: 'a', score: -3 },
      { doc: 'b', score: 2.5 },
      { doc: 'c', score: 1e300 },
    ]
    expect(await first(ranking, ['a', 'b', 'c'])).toEqual(['c'])
  })

  test.each([
    ['by id, falling', ['a', 'b', 'B'], 'b'],
    ['as texts, not as numbers', ['10', '9', '100'], '9'],
    ['by code point, not by UTF-16 unit', ['\u{1f600}', '\uff5e', 'z'], '\u{1f600}'],
    ['with a longer id after the shorter', ['ab', 'a'], 'ab'],
  ])('of equal scores is %s', async (_, docs, expected) => {
    expect(
      await first(
        docs.map(doc => ({ doc, score: 0.5 })),
        docs,
      ),
    ).toEqual([expected])
  })

  test('takes −0 and 0 for equal', async () => {
    expect(
      await first(
        [
          { doc: 'a', score: 0 },
          { doc: 'b', score: -0 },
        ],
        ['a', 'b'],
      ),
    ).toEqual(['b'])
  })
})

describe('means over queries', () => {
  test('have every query of the gold set in them', async () => {
    const suite = await judged({
      gold: [{ a: 1 }, { a: 1 }, { a: 0 }, { a: 1 }],
      candidate: [ranked('a'), ranked('x', 'a'), ranked('a'), undefined],
      rest: 'missing: wrong\nslices: [id]',
    })
    expect(errors(suite)).toEqual([])
    expect(suite.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['ranking.no-relevant', 'rows.missing']),
    )
    expect([score(suite, 'mrr'), score(suite, 'success@1'), score(suite, 'coverage')]).toEqual([
      1.5 / 4,
      1 / 4,
      3 / 4,
    ])
    const interval = (metric: string) => suite.scores.find(s => s.metric === metric)!.interval
    expect(interval('success@1')).not.toBeNull()
    expect(interval('mrr')).toBeNull()
  })

  test('do not depend on the order of rows', async () => {
    const gold = [
      { a: 1, b: 2 },
      { a: 3, c: 1 },
      { b: 1, c: 1 },
      { c: 1, d: 2 },
    ]
    const candidate = [ranked('a', 'b'), ranked('x', 'c', 'a'), ranked('y', 'z', 'c'), ranked('d', 'x', 'c')]
    const values = async (order: readonly number[]) => {
      const suite = await judged({ gold: order.map(i => gold[i]), candidate: order.map(i => candidate[i]) })
      return suite.scores.map(({ metric, value }) => [metric, value])
    }
    expect(await values([3, 1, 0, 2])).toEqual(await values([0, 1, 2, 3]))
  })
})

describe('regressions and losses', () => {
  const gold = [{ a: 3, b: 1, c: 1 }, { a: 1 }, { a: 1 }]
  const long = ['k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u']

  test('are queries whose ndcg falls by more than the tolerance, the greatest fall first', async () => {
    const suite = await judged({
      gold,
      candidate: [ranked('x', 'b', 'a'), ranked('a'), ranked(...long, 'a')],
      baseline: [ranked('a', 'b', 'x', 'c'), ranked('x', 'a'), ranked('a')],
    })
    const [{ count, fixes, examples, fixed_examples: fixed }] = suite.regressions as [
      Suite['regressions'][number],
    ]
    expect([count, fixes]).toEqual([2, 1])
    expect(examples.map(({ id }) => id)).toEqual(['q2', 'q0'])
    expect(fixed.map(({ id }) => id)).toEqual(['q1'])
    expect(examples[0]).toMatchObject({
      expected: 'a (1)',
      baseline: 'a',
      candidate: 'k, l, m, n, o, p, q, r, s, t, … (12)',
      parts: [{ part: 'a (grade 1)', expected: 'rank 1', baseline: 'rank 1', candidate: 'rank 12' }],
    })
    expect(examples[1]).toMatchObject({
      expected: 'a (3), b (1), c (1)',
      parts: [
        { part: 'a (grade 3)', expected: 'rank 1', baseline: 'rank 1', candidate: 'rank 3' },
        { part: 'c (grade 1)', expected: 'rank ≤ 3', baseline: 'rank 4', candidate: null },
      ],
    })
    expect(examples[1]!.credit!.candidate).toBeLessThan(examples[1]!.credit!.baseline!)
    expect(suite.graded).toEqual({ metric: 'ndcg', tolerance: 0.05 })
    expect(suite.losses.wrong).toBeNull()
  })

  test.each([
    ['', 0],
    ['options: { tolerance: 0 }', 1],
  ])('within the tolerance nothing is lost (%s)', async (rest, count) => {
    // 30 relevant documents, the last of which is lost: well under 0.05 of ndcg
    const docs = Array.from({ length: 30 }, (_, i) => `d${i}`)
    const grades = Object.fromEntries(docs.map(doc => [doc, 1]))
    const suite = await judged({
      gold: [grades],
      candidate: [ranked(...docs.slice(0, -1))],
      baseline: [ranked(...docs)],
      rest,
    })
    expect(suite.regressions[0]!.count).toBe(count)
    // the best ten are looked at, and none of them is wrong
    if (count === 1) expect(suite.regressions[0]!.examples[0]!.parts).toEqual([])
  })

  test('no ranking and an empty one are told apart', async () => {
    const suite = await judged({
      gold,
      candidate: [[], null, ranked('a')],
      baseline: [ranked('a'), ranked('a'), ranked('a')],
    })
    expect(suite.regressions[0]!.examples.map(({ candidate }) => candidate)).toEqual([null, '(none)'])
  })
})

describe('what is no ranking', () => {
  test.each([
    [
      'a list of ids, which has no scores',
      ['a', 'b'],
      'ranking.item',
      'Item 1 of the ranking is a text, not an object of doc and score. Write every document with the score that it was ordered by.',
    ],
    [
      'an item without a score',
      [{ doc: 'a', score: 1 }, { doc: 'b' }],
      'ranking.item',
      'Item 2 of the ranking is an object whose score is nothing, not an object of doc and score. Write every document with the score that it was ordered by.',
    ],
    ['a score that is a text', [{ doc: 'a', score: '1' }], 'ranking.item', /whose score is a text/],
    ['an item without a document', [{ id: 'a', score: 1 }], 'ranking.item', /whose doc is nothing/],
    ['a document that is a list', [{ doc: ['a'], score: 1 }], 'ranking.item', /whose doc is a list/],
    ['a pair', [['a', 1]], 'ranking.item', /Item 1 of the ranking is a list/],
    [
      'a document twice',
      [
        { doc: 'a', score: 2 },
        { doc: 'a', score: 1 },
      ],
      'ranking.duplicate',
      'The ranking has the document "a" twice. Write each document once; of several passages keep the best.',
    ],
    [
      'a map of scores',
      { a: 1 },
      'prediction.type',
      'The prediction is an object, not a list of {"doc": …, "score": …}. Write a list of {"doc": …, "score": …}, or declare steps under as.',
    ],
    ['a text', 'a b c', 'prediction.type', /is a text, not a list/],
  ])('%s', async (_, ranking, code, message) => {
    const suite = await judged({ gold: [{ a: 1 }], candidate: [ranking] })
    expect(errors(suite)).toEqual([
      [code, typeof message === 'string' ? message : expect.stringMatching(message)],
    ])
    expect(suite.verdict).toBe('error')
  })

  test('a score beyond what a double holds', async () => {
    const suite = await travel(
      'version: 1\nname: x\ntask: ranking\ngold: { path: g, reference: r }\ncandidate: { path: c, prediction: p }\ngates: [{ metric: ndcg, min: 0 }]\n',
      { g: '{"id": 1, "r": {"a": 1}}\n', c: '{"id": 1, "p": [{"doc": "a", "score": 1e999}]}\n' },
    )
    expect(errors(suite)[0]![1]).toContain('whose score is a number too large')
  })

  test('under missing: wrong a list that is none is 0 and counted; a document twice stays an error', async () => {
    const gold = [{ a: 1 }, { a: 1 }]
    const lenient = await judged({ gold, candidate: [['a'], ranked('a')], rest: 'missing: wrong' })
    expect(errors(lenient)).toEqual([])
    expect([score(lenient, 'ndcg'), lenient.systems[0]!.unreadable]).toEqual([0.5, 1])
    const twice = await judged({
      gold,
      candidate: [[...ranked('a'), ...ranked('a')], ranked('a')],
      rest: 'missing: wrong',
    })
    expect(errors(twice).map(([code]) => code)).toEqual(['ranking.duplicate'])
  })

  test('whole numbers are ids', async () => {
    expect(
      (
        await scoresOf({ 7: 1 }, [
          { doc: 7, score: 1 },
          { doc: '8', score: 2 },
        ])
      ).mrr,
    ).toBe(0.5)
  })
})

describe('what is no gold set', () => {
  test.each([
    ['a list', ['a']],
    ['a grade that is a text', { a: '1' }],
    ['a grade that is null', { a: null }],
    ['a text', 'a'],
  ])('%s', async (_, relevance) => {
    const suite = await judged({ gold: [relevance], candidate: [ranked('a')] })
    expect(errors(suite)[0]![0]).toBe('reference.type')
  })

  test('a gain beyond what a double holds', async () => {
    const rest = 'options: { gain: exponential }'
    expect(errors(await judged({ gold: [{ a: 2000 }], candidate: [ranked('a')], rest }))[0]![0]).toBe(
      'reference.type',
    )
    expect((await scoresOf({ a: 1000, b: 1 }, ranked('a', 'b'), rest)).ndcg).toBe(1)
  })

  test('nothing relevant anywhere', async () => {
    const suite = await judged({
      gold: [{ a: 0 }, {}, { a: 0.9 }],
      candidate: [ranked('a'), ranked('a'), ranked('a')],
    })
    expect(errors(suite).map(([code]) => code)).toEqual(['ranking.irrelevant'])
  })

  test('a query without a relevant document is told, and 0', async () => {
    const suite = await judged({ gold: [{ a: 1 }, {}], candidate: [ranked('a'), ranked('a')] })
    expect(suite.problems).toMatchObject([
      {
        code: 'ranking.no-relevant',
        severity: 'note',
        message: expect.stringContaining('Queries without a relevant document: 1.'),
      },
    ])
    expect(score(suite, 'ndcg')).toBe(0.5)
  })
})

test('a system whose documents the gold set never judges is an error, candidate or baseline', async () => {
  const gold = Array.from({ length: 5 }, () => ({ 'doc-1': 1 }))
  const fine = gold.map(() => ranked('doc-1'))
  const foreign = gold.map(() => ranked('1', '2'))
  for (const [candidate, baseline, system] of [
    [foreign, fine, 'candidate'],
    [fine, foreign, 'base'],
  ] as const) {
    const suite = await judged({ gold, candidate, baseline })
    expect(errors(suite)).toEqual([
      [
        'ranking.unknown',
        `None of the 5 rankings of ${system} has a document that the gold set judges. Write document ids as the gold set does; such a system makes any other look good.`,
      ],
    ])
  }
  const bad = await judged({ gold: gold.slice(1), candidate: fine.slice(1), baseline: foreign.slice(1) })
  expect(errors(bad)).toEqual([])
})

test('documents may have the names of what every JavaScript object has, and halves of characters', async () => {
  const text = '{"id": 1, "r": {"__proto__": 2, "constructor": 1, "\\ud800": 1, "": 1}}\n'
  const docs =
    '[{"doc": "__proto__", "score": 5}, {"doc": "toString", "score": 4}, {"doc": "constructor", "score": 3}, {"doc": "\\ud800", "score": 2}, {"doc": "", "score": 1}]'
  const suite = await travel(
    'version: 1\nname: x\ntask: ranking\ngold: { path: g, reference: r }\ncandidate: { path: c, prediction: p }\ngates: [{ metric: ndcg, min: 0 }]\n',
    { g: text, c: `{"id": 1, "p": ${docs}}\n` },
  )
  expect(errors(suite)).toEqual([])
  expect([score(suite, 'precision@1'), score(suite, 'map')]).toEqual([1, (1 + 2 / 3 + 3 / 4 + 4 / 5) / 4])
  expect(suite.losses.examples[0]).toMatchObject({ expected: expect.stringMatching(/^__proto__ \(2\), /) })
})

describe('metrics that do not fit', () => {
  test.each([
    ['accuracy', 'gate.metric'],
    ['losses', 'gate.metric'], // graded answers are never wrong
    ['ndcg@7', 'gate.metric'],
    ['precision', 'gate.metric'],
  ])('%s is refused with what fits', async (metric, code) => {
    const suite = await judged({
      gold: [{ a: 1 }],
      candidate: [ranked('a')],
      gates: `[{ metric: "${metric}", max: 0 }]`,
    })
    expect(errors(suite)).toEqual([[code, expect.stringContaining('ndcg@10')]])
  })

  test('a bar in percent is refused', async () => {
    const suite = await judged({
      gold: [{ a: 1 }],
      candidate: [ranked('a')],
      gates: '[{ metric: "ndcg@10", min: 45 }]',
    })
    expect(errors(suite)).toEqual([['gate.bar-range', expect.stringContaining('write 0.45 for 45 %')]])
  })
})
