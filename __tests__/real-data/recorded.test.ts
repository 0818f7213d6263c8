/** Real verdicts: GPT-4 and people on the same answers to 301 questions of Natural Questions (Kamalloo et al. 2023). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { describeShared } from '../shared'
import { folderOf, jsonl, judge } from '../suite'

describeShared('data/qa', 'GPT-4 as a judge of answers, held against people', folder => {
  /** id, question, answer, acceptable?, … of one answer; both files hold the same answers in the same order. */
  const rows = (name: string) =>
    readFileSync(join(folder, 'raw', `NQ301_${name}.tsv`), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map(line => line.split('\t'))
  const [people, gpt4] = [rows('human'), rows('gpt-4')]
  const verdict = (text: string | undefined) => (text === '' ? null : text === 'Yes')
  const both = people.map(([id, , , acceptable], i) => ({
    id: i,
    question: id,
    verdict: { people: verdict(acceptable), 'gpt-4': verdict(gpt4[i]![3]) },
  }))
  const spec = `version: 1
name: GPT-4 against people
task: recorded
gold: { path: answers.jsonl }
candidate: { path: verdicts.jsonl }
options: { credit: people }
recorded:
  judge: { field: "$.verdict['gpt-4']", better: higher, against: people }
  people: { field: verdict.people, better: higher }
gates:
  - { metric: judge, stat: cohen_kappa, min: 0.6 }
`
  const judged = (all: typeof both) =>
    judge(folderOf({ 'answers.jsonl': jsonl(all), 'verdicts.jsonl': jsonl(all), 'gate.yml': spec }))

  test('both files hold the same answers', () => {
    expect(people.length).toBe(1490)
    expect(people.filter(([id], i) => id !== gpt4[i]![0])).toEqual([])
  })

  test('agreement on the answers that both judged', async () => {
    const { status, suite } = await judged(both.filter(row => row.verdict['gpt-4'] !== null))
    const score = (metric: string) => suite.scores.find(one => one.metric === metric)?.value
    // cross-tabulated in Python: 679 both yes, 583 both no, 89 only GPT-4, 137 only people
    expect(score('judge.accuracy')).toBeCloseTo((679 + 583) / 1488, 12)
    expect(score('judge.true_positive_rate')).toBeCloseTo(679 / 816, 12)
    expect(score('judge.true_negative_rate')).toBeCloseTo(583 / 672, 12)
    // scikit-learn 1.2.1, cohen_kappa_score
    expect(score('judge.cohen_kappa')).toBeCloseTo(0.695, 3)
    expect([score('judge.mean'), score('people.mean')]).toEqual([768 / 1488, 816 / 1488])
    expect({ status, verdict: suite.verdict }).toEqual({ status: 0, verdict: 'pass' })
  })

  test('two answers that GPT-4 said nothing on leave kappa undefined, and the gate on it an error', async () => {
    const { status, suite, problems } = await judged(both)
    expect(problems.map(({ code, severity }) => [code, severity])).toEqual([
      ['recorded.null', 'note'],
      ['recorded.null', 'note'],
    ])
    expect(suite.scores.find(({ metric }) => metric === 'judge.accuracy')!.value).toBeCloseTo(1262 / 1490, 12)
    expect({ status, gate: suite.gates[0]!.outcome }).toEqual({ status: 2, gate: 'error' })
  })
})
