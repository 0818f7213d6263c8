/** Real prediction pairs with published figures. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { describeShared } from './shared'
import { folderOf, judge } from './suite'

describeShared('data/classification', 'BIG-Bench Hard: answer only against chain of thought', folder => {
  const name = (kind: string) => `code-davinci-002-${kind}.salient_translation_error_detection.json.gz`
  const raw = (kind: string) => readFileSync(join(folder, 'raw', name(kind)))

  test('gives the published figures, the losses, and fails a drop of one point', async () => {
    // the chain of thought ends in "the answer is (D)."; text behind a next "Q:" is the model going on with the prompt
    const spec = `version: 1
name: Salient translation errors
task: classification
gold: { path: direct.json.gz, records: outputs, join: position, reference: target }
candidate:
  path: cot.json.gz
  records: outputs
  prediction: prediction
  as:
    - { regex: 'the answer is (\\([A-Z]\\))' }
baselines:
  direct: { path: direct.json.gz, records: outputs, prediction: prediction, as: [strip] }
options: { labels: ["(A)", "(B)", "(C)", "(D)", "(E)", "(F)"] }
gates:
  - { metric: accuracy, max_drop: 0.01 }
`
    const files = { 'direct.json.gz': raw('direct'), 'cot.json.gz': raw('cot'), 'gate.yml': spec }
    const { status, report, suite, problems } = await judge(folderOf(files))
    const score = (system: string, metric: string, cls: string | null = null) =>
      suite.scores.find(
        s => s.system === system && s.metric === metric && s.class === cls && s.slice === null,
      )?.value
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
    // published: eval_metrics.jsonl of the repository
    expect([score('direct', 'accuracy'), score('candidate', 'accuracy')]).toEqual([0.62, 0.608])
    expect(suite.regressions[0]).toMatchObject({ baseline: 'direct', count: 23, fixes: 20 })
    expect(score('direct', 'recall', '(F)')).toBeCloseTo(3 / 46, 12)
    expect(score('candidate', 'recall', '(F)')).toBe(0)
    expect(problems.filter(({ code }) => code === 'label.unknown').map(({ message }) => message)).toEqual([
      expect.stringContaining('"(G)", which is no label of the gold set; 4 predictions count as wrong'),
    ])
    expect({ status, verdict: report.verdict }).toEqual({ status: 1, verdict: 'fail' })
    expect(suite.gates[0]).toMatchObject({ id: 'accuracy', outcome: 'fail' })
    expect(suite.gates[0]?.lift).toBeCloseTo(-0.012, 12)
  })
})
