/** Real systems with published figures: HIPE-2022, commentaries on Sophocles (AjMC, English). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { describeShared } from '../shared'
import { folderOf, judge } from '../suite'

/** Precision, recall, F1, true positives, false positives, false negatives: ranking-ajmc-en-coarse-micro-strict-all.tsv. */
const PUBLISHED = {
  neurbsl: [0.68, 0.802, 0.736, 279, 131, 69],
  team2: [0.831, 0.851, 0.841, 296, 60, 52],
  team1: [0.826, 0.885, 0.854, 308, 65, 40],
} as const
type System = keyof typeof PUBLISHED

describeShared('data/ner', 'HIPE-2022, AjMC English', folder => {
  const raw = (file: string) => readFileSync(join(folder, 'raw', file))
  const files = {
    'gold.tsv': raw('HIPE-2022-v2.1-ajmc-test-en.tsv'),
    'neurbsl.tsv': raw('neurbsl_bundle3_ajmc_en_1.tsv'),
    'team2.tsv': raw('team2_bundle1_ajmc_en_2.tsv'),
    'team1.tsv': raw('team1_bundle4_ajmc_en_2.tsv'),
  }
  /** One token of 6,052 has no tag in two of the files; the scorer of the task reads it as O. */
  const system = (name: System) =>
    `{ path: ${name}.tsv, format: conll, prediction: NE-COARSE-LIT, as: [{ map: { _: O } }] }`
  const spec = (candidate: System, baseline: System, gates: string) => `version: 1
name: ${baseline} → ${candidate}
task: extraction
gold: { path: gold.tsv, format: conll, join: tokens, reference: NE-COARSE-LIT, input: TOKEN, text: TOKEN }
candidate: ${system(candidate)}
baselines: { before: ${system(baseline)} }
slices: [{ name: author, field: "$['ajmc:author']" }]
options: { scheme: bioes }
gates:
${gates}`

  async function judged(candidate: System, baseline: System, gates: string) {
    const { status, suite, problems } = await judge(
      folderOf({ ...files, 'gate.yml': spec(candidate, baseline, gates) }),
    )
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(suite.gold.rows).toBe(13)
    const value = (name: string, metric: string, cls: string | null = null, author?: string) =>
      suite.scores.find(
        s => s.system === name && s.metric === metric && s.class === cls && s.slice?.author === author,
      )!.value!
    for (const [name, of] of [
      ['candidate', candidate],
      ['before', baseline],
    ] as const) {
      const { right, answered, expected } = suite.span_errors![name]!
      const three = (x: number) => Math.round(x * 1000) / 1000
      expect([
        ...['precision', 'recall', 'f1'].map(metric => three(value(name, metric))),
        right,
        answered - right,
        expected - right,
      ]).toEqual(PUBLISHED[of])
    }
    return { status, suite, value }
  }

  test('the second system is better, and loses people', async () => {
    const gates = `  - { metric: f1, min_lift: 0.05 }
  - { metric: recall, class: "*", max_drop: 0.02, min_n: 10 }
`
    const { status, suite, value } = await judged('team2', 'neurbsl', gates)
    // PERS: TP 87, FN 9 and TP 83, FN 13
    expect(value('before', 'recall', 'pers')).toBeCloseTo(87 / 96, 12)
    expect(value('candidate', 'recall', 'pers')).toBeCloseTo(83 / 96, 12)
    expect(suite.gates.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id)).toEqual([
      'recall[pers]',
    ])
    expect(status).toBe(1)
  })

  test('the third is better again, and worse on one commentator', async () => {
    const gates = `  - { metric: f1, min_lift: 0.01 }
  - { metric: f1, slice: { author: "*" }, max_drop: 0.005, min_n: 1 }
`
    const { status, suite, value } = await judged('team1', 'team2', gates)
    expect(value('before', 'f1', null, 'Campbell, Lewis')).toBeCloseTo(0.827, 3)
    expect(value('candidate', 'f1', null, 'Campbell, Lewis')).toBeCloseTo(0.819, 3)
    expect(suite.losses.slices[0]?.slice).toEqual({ author: 'Campbell, Lewis' })
    expect(suite.losses.confusions[0]).toMatchObject({
      expected: 'work',
      answered: 'work, end off by more',
      candidate: 5,
      reference: 0,
    })
    expect(status).toBe(1)
  })
})
