/** Numbers against numbers; expected values by hand, in exact fractions where digits matter. */
import { describe, expect, test } from '@jest/globals'
import type { Suite } from '../../src/report/report'
import { travel } from '../journey'
import { jsonl } from '../suite'

interface Case {
  readonly gold: readonly unknown[]
  readonly candidate: readonly unknown[]
  readonly baseline?: readonly unknown[]
  readonly gates?: string
  readonly rest?: string
  readonly steps?: string
}

async function judged({ gold, candidate, baseline, gates, rest = '', steps = '' }: Case): Promise<Suite> {
  const rows = (field: string, values: readonly unknown[]) =>
    jsonl(values.flatMap((value, i) => (value === undefined ? [] : [{ id: i, [field]: value }])))
  const spec = `version: 1
name: regression
task: regression
gold: { path: gold.jsonl, reference: y${steps} }
candidate: { path: candidate.jsonl, prediction: p${steps} }
${baseline ? 'baselines: { base: { path: baseline.jsonl, prediction: p } }\n' : ''}gates: ${gates ?? '[{ metric: coverage, min: 0 }]'}
${rest}`
  return travel(spec, {
    'gold.jsonl': rows('y', gold),
    'candidate.jsonl': rows('p', candidate),
    ...(baseline && { 'baseline.jsonl': rows('p', baseline) }),
  })
}

const errors = ({ problems }: Suite) =>
  problems.filter(({ severity }) => severity === 'error').map(({ code, message }) => [code, message])

async function scores(gold: readonly unknown[], candidate: readonly unknown[]) {
  const suite = await judged({ gold, candidate })
  expect(errors(suite)).toEqual([])
  return Object.fromEntries(suite.scores.map(({ metric, value }) => [metric, value]))
}

describe('decide: proven', () => {
  const gold = Array.from({ length: 40 }, (_, i) => i)
  const gates = (bars: string) => `[{ metric: mae, decide: proven, ${bars} }]`

  test('numbers without an end that do not vary say nothing of others', async () => {
    const off = gold.map(y => y + 0.1)
    const value = await judged({ gold, candidate: off, gates: gates('max: 8') })
    expect([value.gates[0]!.outcome, value.gates[0]!.no_interval]).toEqual([
      'inconclusive',
      'all examples are alike',
    ])
    const lift = await judged({ gold, candidate: off, baseline: gold, gates: gates('max_drop: 0.2') })
    expect(lift.gates[0]!.message).toContain('No interval: all examples changed alike, or not at all.')
    expect(lift.gates[0]!.outcome).toBe('inconclusive')
  })

  test('how many examples would settle a drop depends on how much they scatter', async () => {
    const candidate = gold.map((y, i) => y + (i % 2 === 0 ? 40 : 0))
    const baseline = gold.map((y, i) => y + (i % 4 < 2 ? 40 : 0))
    const suite = await judged({ gold, candidate, baseline, gates: gates('max_drop: 2') })
    // each changes by 40 or not at all, half of them: (1.96 + .84)² · 800 / 2²
    const [, said] = /about ([\d,]+) would/u.exec(suite.gates[0]!.message)!
    const needed = (1.959964 + 0.841621) ** 2 * (800 / 4)
    expect(Math.abs(Number(said!.replace(',', '')) / needed - 1)).toBeLessThan(0.1)
  })
})

describe('by hand', () => {
  // errors 1, 0, 2, 1, 4; the mean of 1, 2, 4, 5, 8 is 4, their spread 9 + 4 + 0 + 1 + 16
  const [gold, candidate] = [
    [1, 2, 4, 5, 8],
    [2, 2, 6, 4, 4],
  ]
  test.each([
    ['mae', 8 / 5],
    ['rmse', Math.sqrt(22 / 5)],
    ['median_absolute_error', 1],
    ['max_error', 4],
    ['mape', (1 + 0 + 2 / 4 + 1 / 5 + 4 / 8) / 5],
    ['r2', 1 - 22 / 30],
    // deviations of 2, 2, 6, 4, 4 from 3.6: products −3·−1.6 + −2·−1.6 + 0 + 0.4 + 4·0.4; spread 11.2
    ['pearson', 10 / Math.sqrt(30 * 11.2)],
    // ranks 1 2 3 4 5 and 1.5 1.5 5 3.5 3.5: products 3 + 1.5 + 0 + 0.5 + 1; spreads 10 and 9
    ['spearman', 6 / Math.sqrt(90)],
  ])('%s', async (metric, value) => {
    expect((await scores(gold, candidate))[metric]).toBeCloseTo(value, 12)
  })

  test('the median of an even number is the mean of the middle two', async () => {
    expect((await scores([0, 0, 0, 0], [1, 2, 4, 9])).median_absolute_error).toBe(3)
    expect((await scores([0, 0], [1e308, 1.5e308])).median_absolute_error).toBe(1.25e308)
  })

  test('of a reference of 0 the percentage is enormous, as in scikit-learn', async () => {
    expect((await scores([0, 1], [1, 1])).mape).toBe(2 ** 52 / 2)
    expect((await scores([0, 1], [0, 1])).mape).toBe(0)
  })
})

describe('the edges of r2 and of correlations', () => {
  test.each([
    ['a perfect answer', [1, 2, 3], [1, 2, 3], 1, 1, 1],
    ['the opposite', [1, 2, 3], [3, 2, 1], 1 - 8 / 2, -1, -1],
    ['the mean of the references', [1, 2, 3], [2, 2, 2], 0, null, null],
    ['worse than the mean', [1, 2, 3], [9, 9, 9], 1 - (64 + 49 + 36) / 2, null, null],
    ['a constant reference, met', [5, 5], [5, 5], 1, null, null],
    ['a constant reference, missed', [5, 5], [5, 6], 0, null, null],
    // the mean of three times 0.1 is not 0.1 in doubles
    ['a constant reference that is no binary fraction', [0.1, 0.1, 0.1], [0.1, 0.1, 0.2], 0, null, null],
    ['one example', [5], [4], null, null, null],
    ['two examples', [1, 2], [10, 30], 1 - (81 + 784) / 0.5, 1, 1],
    ['ranks alone', [1, 2, 3, 4], [1, 10, 100, 1000], undefined, undefined, 1],
    [
      'spreads whose squares no double holds',
      [1e-200, 2e-200, 3e-200],
      [2e200, 4e200, 6e200],
      undefined,
      1,
      1,
    ],
  ])('%s', async (_, gold, candidate, r2, pearson, spearman) => {
    const got = await scores(gold, candidate)
    for (const [metric, wanted] of Object.entries({ r2, pearson, spearman })) {
      if (wanted === undefined) continue
      if (wanted === null) expect([metric, got[metric]]).toEqual([metric, null])
      else expect([metric, got[metric]]).toEqual([metric, expect.closeTo(wanted, 9)])
    }
  })

  test.each([0, 1e6, 1e9, 1e12])('hold beside an offset of %d', async offset => {
    // a prime step makes both sides wander; all values are whole, so that their moments are exact
    const n = 200
    const noise = Array.from({ length: n }, (_, i) => [(i * 37) % 101, (i * 37 + ((i * 53) % 17)) % 103])
    const exact = exactly(noise)
    const got = await scores(
      noise.map(([y]) => offset + y!),
      noise.map(([, p]) => offset + p!),
    )
    expect(Math.abs(got.pearson! - exact.pearson)).toBeLessThan(1e-12)
    expect(Math.abs(got.r2! - exact.r2)).toBeLessThan(1e-12)
  })

  test('hold for noise of a thousandth beside a billion', async () => {
    // multiples of 2^-10 up to 2^-3 beside 10^9 are exact in doubles
    const noise = Array.from({ length: 128 }, (_, i) => [(i * 37) % 127, (i * 37 + ((i * 53) % 17)) % 127])
    const exact = exactly(noise)
    const at = (x: number) => 1e9 + x / 1024
    const got = await scores(
      noise.map(([y]) => at(y!)),
      noise.map(([, p]) => at(p!)),
    )
    expect(Math.abs(got.pearson! - exact.pearson)).toBeLessThan(1e-12)
    expect(Math.abs(got.r2! - exact.r2)).toBeLessThan(1e-12)
  })
})

/** From the moments in whole numbers, with one rounding at the end. */
function exactly(pairs: readonly (readonly number[])[]): { pearson: number; r2: number } {
  const all = pairs.map(([y, p]) => [BigInt(y!), BigInt(p!)] as const)
  const n = BigInt(all.length)
  const sum = (of: (y: bigint, p: bigint) => bigint) => all.reduce((total, [y, p]) => total + of(y, p), 0n)
  const [sy, sp] = [sum(y => y), sum((_, p) => p)]
  const syy = n * sum(y => y * y) - sy * sy
  const spp = n * sum((_, p) => p * p) - sp * sp
  const syp = n * sum((y, p) => y * p) - sy * sp
  const residuals = n * sum((y, p) => (y - p) * (y - p))
  return {
    pearson: Number(syp) / Math.sqrt(Number(syy) * Number(spp)),
    r2: 1 - Number(residuals) / Number(syy),
  }
}

test('the order of rows changes no digit', async () => {
  const gold = [0.1, 0.2, 0.3, 1e10, -7.7, 0.1]
  const candidate = [0.3, 0.1, 0.7, 1e10 + 0.3, -1.1, 0.3]
  expect(await scores(gold.toReversed(), candidate.toReversed())).toEqual(await scores(gold, candidate))
})

test('every example twice changes no digit', async () => {
  const gold = Array.from({ length: 40 }, (_, i) => ((i * 37) % 41) / 10)
  const candidate = gold.map((y, i) => y + ((i * 13) % 7) / 7)
  const twice = await scores([...gold, ...gold], [...candidate, ...candidate])
  expect(twice).toEqual(await scores(gold, candidate))
})

describe('an example without a prediction', () => {
  const files = {
    gold: [1, 2, 3],
    candidate: [1, undefined, 3],
    rest: 'missing: wrong\noptions: { within: 0.5 }',
  }

  test('has no error, so that no mean of errors is defined', async () => {
    const suite = await judged({ ...files, gates: '[{ metric: mae, max: 10 }]' })
    expect(errors(suite)).toEqual([])
    const undefinedOnes = suite.scores.filter(({ value }) => value === null).map(({ metric }) => metric)
    expect(undefinedOnes).toEqual([
      'mae',
      'rmse',
      'median_absolute_error',
      'max_error',
      'mape',
      'r2',
      'pearson',
      'spearman',
    ])
    expect([suite.verdict, suite.gates[0]!.outcome]).toEqual(['error', 'error'])
  })

  test('is wrong, and a regression', async () => {
    const suite = await judged({
      ...files,
      baseline: [1, 2, 9],
      gates: '[{ metric: regressions, max: 0 }, { metric: losses, max: 1 }]',
    })
    expect(suite.gates.map(({ candidate, outcome }) => [candidate, outcome])).toEqual([
      [1, 'fail'],
      [1, 'pass'],
    ])
    expect(suite.regressions[0]).toMatchObject({
      count: 1,
      fixes: 1,
      examples: [{ id: '1', expected: '2', baseline: '2', candidate: null }],
    })
  })

  test('is an error without missing: wrong', async () => {
    const suite = await judged({ ...files, rest: '' })
    expect(errors(suite).map(([code]) => code)).toEqual(['rows.missing'])
  })

  test('the same goes for null', async () => {
    const suite = await judged({ gold: [1, 2], candidate: [1, null], gates: '[{ metric: rmse, max: 10 }]' })
    expect([errors(suite), suite.gates[0]!.outcome]).toEqual([[], 'error'])
  })
})

describe('options.within', () => {
  test.each([
    [0.7, 0.8, 0.1, 1], // 0.10000000000000009
    [0.3, 0.1, 0.2, 1],
    [1, 1, 0, 1],
    [1, 1.0000001, 0, 0],
    [1e-12, 3e-12, 1e-12, 0],
    [100, 105, 5, 1],
    [100, 105.000001, 5, 0],
    [-5, 5, 10, 1],
    [1e308, -1e308, 1e308, 0],
  ])('%d answered by %d within %d: right %i', async (y, p, within, right) => {
    const suite = await judged({ gold: [y], candidate: [p], rest: `options: { within: ${within} }` })
    expect(errors(suite)).toEqual([])
    expect(suite.scores.find(({ metric }) => metric === 'losses')!.value).toBe(1 - right)
  })

  test('without it nobody says what right is', async () => {
    const all = [1, 2]
    const suite = await judged({
      gold: all,
      candidate: all,
      baseline: all,
      gates: '[{ metric: regressions, max: 0 }]',
    })
    expect(errors(suite)).toEqual([['gate.needs', expect.stringContaining('options.within')]])
    const without = await judged({ gold: all, candidate: [2, 1], baseline: all })
    expect(without.scores.map(({ metric }) => metric)).not.toContain('losses')
    expect(without.regressions).toEqual([])
  })
})

describe('what is no number', () => {
  test.each([
    ['a text', '12', 'a text'],
    ['true', true, 'a boolean'],
    ['a list', [12], 'a list'],
  ])('%s', async (_, value, got) => {
    const answer = await judged({ gold: [12], candidate: [value] })
    expect(errors(answer)).toEqual([
      [
        'prediction.type',
        `The prediction is ${got}, not a number. Write a number, or declare steps under as.`,
      ],
    ])
    const reference = await judged({ gold: [value], candidate: [12] })
    expect(errors(reference)[0]).toEqual([
      'reference.type',
      `The reference is ${got}, not a number. Mend the gold set, or declare steps under gold.as (of CSV: as: [number]).`,
    ])
  })

  test('as: [number] reads texts, and nothing that is none', async () => {
    const steps = ', as: [number]'
    const suite = await judged({ gold: ['12', '3.5'], candidate: [' 10 ', '3.5e0'], steps })
    expect([errors(suite), suite.scores.find(({ metric }) => metric === 'mae')!.value]).toEqual([[], 1])
    const unread = await judged({
      gold: ['12', '3'],
      candidate: ['', '0x10'],
      steps,
      gates: '[{ metric: mae, max: 99 }]',
    })
    expect([unread.systems[0]!.unreadable, unread.gates[0]!.outcome]).toEqual([2, 'error'])
  })

  test('a number too large for a double', async () => {
    const suite = await travel(
      'version: 1\nname: x\ntask: regression\ngold: { path: g, reference: y }\ncandidate: { path: c, prediction: y }\ngates: [{ metric: mae, max: 1 }]\n',
      { g: '{"id": 1, "y": 1}\n', c: '{"id": 1, "y": 1e999}\n' },
    )
    expect(errors(suite)[0]![1]).toContain('The prediction is a number too large, not a number.')
  })

  test('an error too large for a double is undefined, never infinite', async () => {
    const suite = await judged({
      gold: [-1.7e308, 1],
      candidate: [1.7e308, 1],
      gates: '[{ metric: max_error, max: 9 }]',
    })
    expect(suite.scores.filter(({ value }) => value !== null).map(({ metric }) => metric)).not.toContain(
      'mae',
    )
    expect(suite.gates[0]!.outcome).toBe('error')
  })
})

describe('gates', () => {
  test('on errors lower is better, and numbers are shown as they are', async () => {
    const suite = await judged({
      gold: [10, 20],
      candidate: [14, 26],
      baseline: [12, 22],
      gates:
        '[{ metric: mae, max: 4 }, { metric: rmse, max_drop: 0.5, relative: true }, { metric: r2, min: -10 }]',
    })
    expect(
      suite.gates.map(({ metric, candidate, lift, outcome }) => [metric, candidate, lift, outcome]),
    ).toEqual([
      ['mae', 5, -3, 'fail'],
      ['rmse', Math.sqrt(26), 2 - Math.sqrt(26), 'fail'],
      ['r2', 1 - 52 / 50, 1 - 52 / 50 - (1 - 8 / 50), 'pass'],
    ])
    expect(suite.gates[0]!.message).toBe('Not met: 5, bar ≤ 4. n = 2.')
  })

  test.each([
    ['metric: accuracy, min: 0', 'gate.metric', 'median_absolute_error'],
    ['metric: mae, class: x, max: 1', 'gate.class-unfit', 'no value per class'],
    ['metric: mae, max: -1', 'gate.bar-range', '0 or more'],
    ['metric: r2, min: 80', 'gate.bar-range', '(1 or less). Scores are fractions: write 0.8 for 80 %'],
  ])('{ %s } is refused', async (gate, code, told) => {
    const suite = await judged({ gold: [1], candidate: [1], gates: `[{ ${gate} }]` })
    expect(errors(suite)).toEqual([[code, expect.stringContaining(told)]])
  })
})
