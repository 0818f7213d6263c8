/** `goldbar plan`: what a gold set can show, with no candidate there. */
import { describe, expect, test } from '@jest/globals'
import type { Plan } from '../src/report/report'
import { goldbar } from './cli'
import { folderOf, jsonl } from './suite'

const SPEC = (gates: string, more = '') => `version: 1
name: Planned
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: out/never-there.jsonl, prediction: prediction }
baselines: { base: { path: base.jsonl, prediction: prediction } }
slices: [lang]
${more}
gates: [${gates}]
`
/** 180 examples, of which the baseline has 160 right; 15 are in Polish. */
const rows = Array.from({ length: 180 }, (_, i) => ({
  id: i,
  label: i % 3 === 0 ? 'a' : 'b',
  lang: i < 15 ? 'pl' : 'en',
}))
const FILES = {
  'gold.jsonl': jsonl(rows),
  'base.jsonl': jsonl(rows.map(({ id, label }) => ({ id, prediction: id < 20 ? 'c' : label }))),
}

async function planned(gates: string, more = '') {
  const folder = folderOf({ ...FILES, 'gate.yml': SPEC(gates, more) })
  const { status, stdout } = await goldbar(['plan', 'gate.yml', '--json'], folder)
  return { status, plan: JSON.parse(stdout) as Plan & { version: 1 } }
}

describe('goldbar plan', () => {
  test('says how many must be right, of a bar that must be proven and of one that must not', async () => {
    const { status, plan } = await planned(
      '{ metric: accuracy, min: 0.85, decide: proven }, { metric: balanced_accuracy, min: 0.8 }, { id: plain, metric: accuracy, min: 0.85 }',
    )
    expect(status).toBe(0)
    expect([plan.name, plan.rows]).toEqual(['Planned', 180])
    const [proven, other, plain] = plan.gates!
    // statsmodels: 163 of 180, true 0.920
    expect(proven!.says[0]).toBe(
      '163 of 180 must be right; a model that is truly at 92.0 % passes 4 times in 5.',
    )
    // scipy: binom.sf(152, 180, 0.8682) = 0.8
    expect(plain!.says[0]).toBe(
      '153 of 180 must be right; a model that is truly at 86.8 % passes 4 times in 5.',
    )
    // 160 of 180: Wilson 83.5 to 92.7
    expect(plain!.says[1]).toBe('base has 88.9 % (83.5–92.7).')
    expect(other!.passes).toBeGreaterThan(0.5)
    // scipy: binom.sf(152, 180, 160 / 180)
    expect(plain!.passes).toBeCloseTo(0.957594, 6)
  })

  test('says which drops can be seen, and how often nothing but chance fails the gate', async () => {
    const { plan } = await planned('{ metric: accuracy, max_drop: 0.02 }')
    // scipy: δ √180 = 1.96 √d + .842 √(d − δ²) at .0464, .0656 and .0928; 0.2033 by full enumeration
    expect(plan.gates![0]!.says.slice(1)).toEqual([
      'Smallest change seen 4 times in 5: 4.6 points where 5 % of the answers change, 6.6 points where 10 %, 9.3 points where 20 %.',
      'It allows 2.0 points, less than half of what 180 examples can show; about 2,000 can. Add examples, or bar single losses instead (regressions).',
      'An equally good model fails it 20 times in 100, where 10 % of the answers change.',
    ])
  })

  test('a gate that can never pass is told, and ends with 1', async () => {
    const { status, plan } = await planned(
      '{ metric: accuracy, min: 0.99 }, { metric: accuracy, slice: { lang: "*" }, min: 0.8 }',
      'decide: proven',
    )
    expect(status).toBe(1)
    expect(plan.gates!.map(({ id, never, n }) => [id, never, n])).toEqual([
      ['accuracy', true, 180],
      ['accuracy{lang=en}', false, 165],
      ['accuracy{lang=pl}', false, 15],
    ])
    expect(plan.gates![0]!.says[0]).toContain('381 can, all of them right. Add examples.')
    expect(plan.gates![2]!.says).toEqual(['15 examples, fewer than 20: it will not be judged.'])
  })

  test('that a baseline answers a class seldom bars nobody from proving its precision', async () => {
    const folder = folderOf({
      ...FILES,
      // of the 60 that are a, it says so of 10
      'base.jsonl': jsonl(rows.map(({ id }) => ({ id, prediction: id % 18 === 0 ? 'a' : 'b' }))),
      'gate.yml': SPEC('{ metric: precision, class: a, min: 0.9, decide: proven }'),
    })
    const { status, stdout } = await goldbar(['plan', 'gate.yml'], folder)
    expect(stdout).not.toContain('never pass')
    expect(status).toBe(0)
  })

  test('what has no interval can never be proven, and clusters take more than is told', async () => {
    const { status, plan } = await planned(
      '{ id: gap, metric: accuracy, slice: { lang: "*" }, max_gap: 0.5, min_n: 5 }, { metric: accuracy, slice: { lang: pl }, min: 0.5 }, { metric: accuracy, min: 0.5 }',
      'decide: proven\ncluster: lang',
    )
    expect(status).toBe(1)
    expect(Object.fromEntries(plan.gates!.map(({ id, never }) => [id, never]))).toEqual({
      gap: true,
      'accuracy{lang=pl}': true,
      accuracy: false,
    })
    const says = (of: string) => plan.gates!.find(({ id }) => id === of)!.says
    expect(says('accuracy{lang=pl}')).toEqual([
      'It can never pass: all its examples are in one cluster, so nothing is proven. Decide it as observed.',
    ])
    expect(says('gap')[0]).toContain('a gap has no interval')
    expect(says('accuracy').at(-1)).toContain('where those of a cluster err together, it takes more')
  })

  test('what a count of none leaves open', async () => {
    const { plan } = await planned('{ metric: regressions, slice: { lang: pl }, max: 0 }')
    // 1 − .05^(1/15)
    expect(plan.gates![0]!.says).toEqual([
      'Should none be found, 15 clean examples still allow a true rate up to 18.1 %.',
      // 1 − .95^15
      'An equally good model fails it 54 times in 100, where 10 % of the answers change.',
    ])
  })

  test('gates that hardly ever pass or fail are named', async () => {
    const { plan } = await planned(
      '{ id: high, metric: accuracy, min: 0.95 }, { id: low, metric: accuracy, min: 0.7 }, { id: none, metric: accuracy, max_drop: 0 }, { metric: f1, class: a, min: 0.999 }',
    )
    const says = plan.gates!.map(one => one.says.at(-1))
    expect(says[0]).toBe('It hardly ever passes a model as good as base: less than once in 100.')
    expect(says[1]).toBe('It hardly ever fails a model as good as base: less than once in 100.')
    expect(plan.gates![2]!.says.at(-2)).toContain('Nothing is allowed')
    expect(says[3]).toMatch(/^It hardly ever passes/u)
  })

  test('a score that is no share is told by its own noise, and an average like a share of the same noise', async () => {
    const { plan } = await planned(
      '{ metric: accuracy, max_drop: 0.02 }, { metric: f1_weighted, max_drop: 0.02 }',
    )
    const sizes = plan.gates!.map(({ says }) => {
      const told = /where 5 % of the answers change, (\S+) points where 10 %/u.exec(says.join(' '))
      return Number(told?.[1])
    })
    expect(sizes[0]).toBe(6.6)
    // nothing is wrongly taken for a or b: F1 = 2R / (1 + R), which moves by 2 / (1 + R)² of what R does
    expect(Math.abs(sizes[1]! - (6.6 * 2) / (1 + 160 / 180) ** 2)).toBeLessThan(0.2)
  })

  test('a gap is held against what chance makes of equal parts', async () => {
    const { plan } = await planned(
      '{ id: even, metric: accuracy, slice: { lang: "*" }, max_gap: 0.05, min_n: 5 }',
    )
    expect(plan.gates).toHaveLength(1)
    expect(plan.gates![0]!.says.join(' ')).toMatch(
      /^2 parts that are equally good are about \d+\.\d points apart/u,
    )
  })

  test('what each class and slice is too small to show', async () => {
    const { plan } = await planned('{ metric: accuracy, min: 0.8 }')
    expect(plan.parts.map(({ class: cls, slice, n }) => [cls, slice, n])).toEqual([
      [null, null, 180],
      [null, { lang: 'pl' }, 15],
      ['a', null, 60],
      ['b', null, 120],
      [null, { lang: 'en' }, 165],
    ])
    const [all, polish] = plan.parts
    expect(all!.smallest_drop).toBeCloseTo(0.0656, 4)
    // δ √15 = 1.959964 √δ + .841621 √(δ − δ²)
    const d = polish!.smallest_drop!
    expect(d * Math.sqrt(15)).toBeCloseTo(1.959964 * Math.sqrt(d) + 0.841621 * Math.sqrt(d - d * d), 5)
  })

  test('works without a baseline, and tells what must be mended first', async () => {
    const folder = folderOf({
      'gold.jsonl': FILES['gold.jsonl'],
      'gate.yml': SPEC('{ metric: recall, class: a, min: 0.5 }').replace(/baselines.*\n/u, ''),
      'broken.yml': SPEC('{ metric: accuracy, min: 90 }'),
    })
    const { status, stdout } = await goldbar(['plan', 'gate.yml'], folder)
    expect(status).toBe(0)
    expect(stdout).toContain('recall[a], 60 examples\n  30 of 60 must be right')
    const broken = await goldbar(['plan', 'broken.yml'], folder)
    expect(broken.status).toBe(2)
    expect(broken.stdout).toContain('gate.bar-range')
    expect((await goldbar(['plan'], folder)).status).toBe(2)
  })
})
