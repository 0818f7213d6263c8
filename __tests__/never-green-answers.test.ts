/** Suites in which saying nothing, or comparing with nothing, would be enough: none of them passes. */
import { describe, expect, test } from '@jest/globals'
import { travel } from './journey'
import { jsonl } from './suite'

type Row = Readonly<Record<string, unknown>>

const ten = (row: (i: number) => Row): string =>
  jsonl(Array.from({ length: 10 }, (_, i) => ({ id: i, ...row(i) })))

/** A suite of `task` with `gold`, and what both systems answer. */
async function judged(
  task: string,
  [gold, candidate, baseline]: readonly [gold: string, candidate: string, baseline: string],
  gates: string,
  rest = '',
) {
  const recorded = task === 'recorded'
  const spec = `version: 1
name: never green
task: ${task}
gold: { path: gold.jsonl${recorded ? '' : ', reference: ref'} }
candidate: { path: candidate.jsonl${recorded ? '' : ', prediction: p'} }
baselines: { base: { path: baseline.jsonl${recorded ? '' : ', prediction: p'} } }
${rest}
gates: ${gates}
`
  const files = { 'gold.jsonl': gold, 'candidate.jsonl': candidate, 'baseline.jsonl': baseline }
  const { verdict, problems, gates: results } = await travel(spec, files)
  const codes = problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)
  return { verdict, codes, messages: results.map(({ message }) => message) }
}

const answer = (p: unknown) => ten(() => ({ p }))

describe('a baseline that says nothing', () => {
  test.each<[string, string, unknown, unknown, string]>([
    ['qa', 'f1', 'Paris', '', 'exact_match'],
    ['ranking', 'ndcg', { a: 1 }, [], 'ndcg'],
  ])('of %s', async (task, metric, ref, nothing) => {
    const gold = ten(() => ({ ref }))
    const both = answer(nothing)
    const { verdict, codes } = await judged(
      task,
      [gold, both, both],
      `[{ metric: ${metric}, max_drop: 0.01 }]`,
    )
    expect({ verdict, codes }).toEqual({ verdict: 'error', codes: ['prediction.none', 'prediction.none'] })
  })
})

describe('a baseline with holes', () => {
  const gold = ten(() => ({ ref: 'Paris' }))
  const half = jsonl([0, 1, 2, 3, 4].map(id => ({ id, p: 'Paris' })))

  test.each(['{ metric: exact_match, max_drop: 0 }', '{ metric: regressions, max: 0 }'])('%s', async gate => {
    const { verdict, messages } = await judged(
      'qa',
      [gold, answer('Paris'), half],
      `[${gate}]`,
      'missing: wrong',
    )
    expect(verdict).toBe('error')
    expect(messages[0]).toBe('base has no prediction for 5 examples: nothing to compare with.')
  })

  test('is fine where nothing is compared with it', async () => {
    const gates = '[{ metric: exact_match, min: 0.9 }]'
    const { verdict } = await judged('qa', [gold, answer('Paris'), half], gates, 'missing: wrong')
    expect(verdict).toBe('pass')
  })

  test('of recorded verdicts', async () => {
    const verdicts = ten(i => ({ ok: i === 0 ? true : null }))
    const { verdict, messages } = await judged(
      'recorded',
      [ten(() => ({})), ten(() => ({ ok: true })), verdicts],
      '[{ metric: ok, min_lift: 0.1 }]',
      'recorded: { ok: { field: ok, better: higher } }',
    )
    expect(verdict).toBe('error')
    expect(messages[0]).toBe('9 rows of base have no value: nothing to compare with.')
  })
})

describe('questions that nothing answers', () => {
  const gate = '[{ metric: exact_match, min: 0.9 }]'

  test.each<[string, unknown, unknown, string, string]>([
    ['references of punctuation', '+ - *', '', '', 'qa.vacuous'],
    ['references of articles', 'the', 'a?', '', 'qa.vacuous'],
    ['an empty text among the references', ['Paris', ''], '', '', 'qa.vacuous'],
    ['regexes that delete all', 'Paris', 'no idea', 'options: { regexes_to_ignore: ["."] }', 'qa.vacuous'],
    ['no references at all', '', '', '', 'qa.unanswerable'],
  ])('%s', async (_, ref, p, options, code) => {
    const { verdict, codes } = await judged(
      'qa',
      [ten(() => ({ ref })), answer(p), answer('x')],
      gate,
      options,
    )
    expect(verdict).toBe('error')
    expect(codes).toContain(code)
  })
})

describe('the gold set’s own answers', () => {
  test.each([
    ['ref', '$.ref[0]', true],
    ['$.m[0]', '$.m[-1]', true],
    ['label', 'label', true],
    ['a.gold', 'a.answer', false],
    ['ref', 'answer', false],
  ])('%s read as %s', async (reference, prediction, told) => {
    const rows = ten(() => ({
      ref: ['x'],
      m: ['x', 'x'],
      label: 'x',
      a: { gold: 'x', answer: 'x' },
      answer: 'x',
    }))
    const spec = `version: 1
name: same
task: qa
gold: { path: gold.jsonl, reference: "${reference}" }
candidate: { path: gold.jsonl, prediction: "${prediction}" }
gates: [{ metric: exact_match, min: 0.9 }]
`
    const { problems } = await travel(spec, { 'gold.jsonl': rows })
    expect(problems.some(({ code }) => code === 'file.same')).toBe(told)
  })
})

describe('gates that the worst would meet', () => {
  const gold = ten(i => ({ ref: i }))

  test.each([
    ['{ metric: mae, min: 8 }', 'gate.bar-side'],
    ['{ metric: r2, max: 0.9 }', 'gate.bar-side'],
  ])('%s', async (gate, code) => {
    const { verdict, codes } = await judged(
      'regression',
      [gold, ten(i => ({ p: i })), ten(i => ({ p: i + 1 }))],
      `[${gate}]`,
    )
    expect({ verdict, codes }).toEqual({ verdict: 'error', codes: [code] })
  })

  test.each(['{ metric: mae, min: 0, max: 8 }', '{ metric: mae, min: 0, level: advisory }'])(
    '%s is meant so',
    async gate => {
      const gates = `[${gate}, { metric: mae, max: 9 }]`
      const { codes } = await judged(
        'regression',
        [gold, ten(i => ({ p: i })), ten(i => ({ p: i + 1 }))],
        gates.replace('metric: mae, max: 9', 'metric: rmse, max: 9'),
      )
      expect(codes.filter(code => code === 'gate.bar-side')).toEqual([])
    },
  )

  test.each([
    '{ metric: f1, max_drop: 1 }',
    '{ metric: f1, min_lift: -1 }',
    '{ metric: f1, max_drop: { rel: 1 } }',
  ])('%s is met by anything', async gate => {
    const rows = ten(() => ({ ref: 'Paris' }))
    const { codes } = await judged('qa', [rows, answer('Rome'), answer('Paris')], `[${gate}]`)
    expect(codes).toEqual(['gate.bar-vacuous'])
  })
})

test('a judge is not held against itself', async () => {
  const { codes } = await judged(
    'recorded',
    [ten(() => ({})), ten(() => ({ ok: true })), ten(() => ({ ok: true }))],
    '[{ metric: a, stat: accuracy, min: 0.9 }]',
    'recorded: { a: { field: ok, better: higher, against: b }, b: { field: ok, better: higher } }',
  )
  expect(codes).toEqual(['spec.value'])
})
