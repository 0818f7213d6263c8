/** Real answers with published figures. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { squad } from '../../src/text/normalize-answer'
import { describeShared } from '../shared'
import { folderOf, jsonl, judge } from '../suite'

interface Row {
  readonly question: string
  readonly answer: readonly string[]
  readonly prediction: string | readonly string[]
}

describeShared(
  'data/qa',
  'Natural Questions: a reader of retrieved passages against a language model',
  folder => {
    const raw = (name: string) => readFileSync(join(folder, 'raw', name), 'utf8')
    const rows = (name: string) =>
      raw(name)
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line) as Row)
    const verdicts = verdictsOf(raw('NQ301_human.tsv'))
    /** The rows of one system as a harness would write them: one answer, and what people said of it. */
    const system = (all: readonly Row[]) =>
      all.map(({ question, answer, prediction }) => {
        const [first] = [prediction].flat() as [string]
        return { question, prediction: first, human: accepted(answer, first, verdicts.get(key(question))) }
      })

    test('exact match falls by 19 points and fails, people see a rise of 4 and it passes', async () => {
      const model = rows('NQ301_text-davinci-003_fewshot-n64.jsonl')
      const spec = `version: 1
name: NQ-open, 301 questions
task: qa
gold: { path: gold.jsonl, id: question, reference: answer }
candidate: { path: model.jsonl, prediction: prediction }
baselines:
  reader: { path: reader.jsonl, prediction: prediction }
recorded:
  human: { field: human, better: higher }
extra: ignore                 # the reader answered all 3610 questions of the test set
gates:
  - { metric: exact_match, max_drop: 0.02 }
  - { metric: human, min_lift: 0.02 }
`
      const files = {
        'gold.jsonl': jsonl(model.map(({ question, answer }) => ({ question, answer }))),
        'model.jsonl': jsonl(system(model)),
        'reader.jsonl': jsonl(system(rows('NQ_R2D2.jsonl'))),
        'gate.yml': spec,
      }
      const { status, report, suite, problems } = await judge(folderOf(files))
      const percent = (of: string, metric: string) => {
        const found = suite.scores.find(s => s.system === of && s.metric === metric && s.slice === null)
        return Number((100 * found!.value!).toFixed(2))
      }
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
      // published: Kamalloo et al. 2023, "Evaluating Open-Domain Question Answering in the Era of Large Language Models"
      const figures = (of: string) => ['exact_match', 'f1', 'human.mean'].map(metric => percent(of, metric))
      expect({ reader: figures('reader'), model: figures('candidate') }).toEqual({
        reader: [52.82, 61.41, 71.43],
        model: [33.89, 50.47, 75.75],
      })
      expect({ status, verdict: report.verdict }).toEqual({ status: 1, verdict: 'fail' })
      expect(suite.gates.map(({ id, outcome }) => [id, outcome])).toEqual([
        ['exact_match', 'fail'],
        ['human.mean', 'pass'],
      ])
    })
  },
)

/** Answers that people accepted and refused, by question. */
type Verdicts = Readonly<Record<'yes' | 'no', Set<string>>>

function verdictsOf(tsv: string): Map<string, Verdicts> {
  const found = new Map<string, Verdicts>()
  for (const line of tsv.trimEnd().split('\n').slice(1)) {
    const [, question, answer, verdict] = line.split('\t').map(unquoted)
    const of = found.get(key(question!)) ?? { yes: new Set(), no: new Set() }
    found.set(key(question!), of)
    if (verdict === 'Yes' || verdict === 'No') of[verdict === 'Yes' ? 'yes' : 'no'].add(answer!)
  }
  return found
}

function unquoted(cell: string): string {
  return /^"[\s\S]*"$/u.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell
}

/** The two files write questions with other quotes and spaces. */
function key(question: string): string {
  return question.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
}

/**
 * AnnotatedEM of the data's own evaluation: an exact match with the references and what people accepted, but for what
 * they refused.
 */
function accepted(references: readonly string[], answer: string, verdicts: Verdicts | undefined): boolean {
  const right = new Set([...references, ...(verdicts?.yes ?? [])])
  for (const refused of verdicts?.no ?? []) {
    if (!right.delete(refused)) right.delete(refused.toLowerCase())
  }
  return [...right].some(one => squad(one) === squad(answer))
}
