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
    expect(proven!.says[0]).toBe('163 of 180 must be right; what is truly 92.0 % passes 4 times in 5.')
    // scipy: binom.sf(152, 180, 0.8682) = 0.8
    expect(plain!.says[0]).toBe('153 of 180 must be right; what is truly 86.8 % passes 4 times in 5.')
    // 160 of 180: Wilson 83.5 to 92.7
    expect(plain!.says[1]).toBe('base has 88.9 % (83.5 % to 92.7 %).')
    expect(other!.says).toHaveLength(1)
  })

  test('says which drops can be seen, and how often nothing but chance fails the gate', async () => {
    const { plan } = await planned('{ metric: accuracy, max_drop: 0.02 }')
    // scipy: δ √180 = 1.96 √d + .842 √(d − δ²) at .0464, .0656 and .0928; 0.2033 by full enumeration
    expect(plan.gates![0]!.says.slice(1)).toEqual([
      expect.stringMatching(
        /seen 4 times in 5: 4\.6 points where 5 % of the answers change, 6\.6 points where 10 % .* 9\.3 points where 20 %/u,
      ),
      'A model no better and no worse fails it 20.3 % of the time where 10 % of its answers change.',
      'What it allows is less than half of what 180 examples can show: add examples.',
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
    expect(plan.gates![0]!.says[0]).toContain('381 can, all of them right')
    expect(plan.gates![2]!.says).toEqual(['15 examples, fewer than 20: it will not be judged.'])
  })

  test('what a count of none leaves open', async () => {
    const { plan } = await planned('{ metric: regressions, slice: { lang: pl }, max: 0 }')
    // 1 − .05^(1/15)
    expect(plan.gates![0]!.says).toEqual([
      'Should none be found, 15 clean examples still allow a true rate up to 18.1 %.',
    ])
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
