/** XSum summaries with published ROUGE and people's verdicts on faithfulness (Maynez et al. 2020). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from '@jest/globals'
import { parse } from 'csv-parse/sync'
import { describeShared } from '../shared'
import { folderOf, jsonl, judge } from '../suite'

type Row = Readonly<Record<string, string>>

describeShared('data/summarization', 'XSum: pointer-generator against TConvS2S', folder => {
  const file = (name: string) => readFileSync(join(folder, 'raw', name))
  const table = (csv: Buffer): Row[] => parse(csv, { columns: true })

  /** The rows of one system, by the names that the two tables have for it. */
  function summaries(scored: string, annotated: string): { id: string; [key: string]: unknown }[] {
    const texts = new Map<string, string>()
    // one row for each worker and span
    for (const { bbcid, system, summary } of table(
      gunzipSync(file('hallucination_annotations_xsum_summaries.csv.gz')),
    ))
      texts.set(`${system} ${bbcid}`, summary!.replaceAll("\\'", "'"))
    return table(file('eval_scores_xsum_summaries.csv')).flatMap(row => {
      const [, system, id] = /^(.*)_(\d+)$/u.exec(row.system_bbcid!)!
      if (system !== scored) return []
      const { R1, R2, RL, Faithful } = row
      const recorded = { r1: Number(R1), r2: Number(R2), rl: Number(RL), faithful: Number(Faithful) }
      return [
        { id: id!, reference: texts.get(`Gold ${id}`), text: texts.get(`${annotated} ${id}`), recorded },
      ]
    })
  }

  test('ROUGE rises, people find it less faithful, and that fails the gate', async () => {
    const [deployed, candidate] = [summaries('ptgen', 'PtGen'), summaries('tconvs2s', 'TConvS2S')]
    const answers = (rows: typeof deployed) => jsonl(rows.map(({ reference: _, ...answer }) => answer))
    const spec = `version: 1
name: XSum
task: summarization
gold: { path: gold.jsonl, reference: reference }
candidate: { path: candidate.jsonl, prediction: text }
baselines: { deployed: { path: deployed.jsonl, prediction: text } }
options: { stemmer: true }
recorded:
  r1: { field: recorded.r1, better: higher }
  r2: { field: recorded.r2, better: higher }
  rl: { field: recorded.rl, better: higher }
  faithful: { field: recorded.faithful, better: higher }
gates:
  - { metric: rougeL, min_lift: 0.01 }
  - { metric: faithful, max_drop: 0.02 }
`
    const { status, suite, problems } = await judge(
      folderOf({
        'gate.yml': spec,
        'gold.jsonl': jsonl(candidate.map(({ id, reference }) => ({ id, reference }))),
        'candidate.jsonl': answers(candidate),
        'deployed.jsonl': answers(deployed),
      }),
    )
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    // a recorded verdict looks at faithfulness, so that nothing is missing
    expect(problems.map(({ code }) => code)).not.toContain('summarization.faithfulness')
    expect(suite.gold.rows).toBe(498)
    const values = (metric: string) =>
      ['deployed', 'candidate'].map(
        system =>
          suite.scores.find(s => s.system === system && s.metric === metric && s.slice === null)!.value!,
      )
    const published: [string, number, number][] = [
      ['r1.mean', 0.304867, 0.312984],
      ['r2.mean', 0.093035, 0.114449],
      ['rl.mean', 0.240721, 0.260536],
      ['faithful.mean', 0.575351, 0.515248],
    ]
    for (const [metric, then, now] of published) {
      expect([metric, ...values(metric).map(value => value.toFixed(6))]).toEqual([
        metric,
        then.toFixed(6),
        now.toFixed(6),
      ])
    }
    // the published ROUGE is that of ROUGE-1.5.5, whose stemmer also knows irregular forms: 0.0036 to 0.0041 more
    for (const [at, value] of values('rouge1').entries()) {
      const difference = values('r1.mean')[at]! - value
      expect([difference > 0.003, difference < 0.0045]).toEqual([true, true])
    }
    for (const metric of ['rouge1', 'rouge2', 'rougeL']) {
      const [then, now] = values(metric)
      expect([metric, now! > then!]).toEqual([metric, true])
    }
    expect(status).toBe(1)
    expect(suite.gates.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['rougeL', 'pass'],
      ['faithful.mean', 'fail'],
    ])
    expect(suite.gates[1]?.lift).toBeCloseTo(-0.060103, 6)
  })
})
