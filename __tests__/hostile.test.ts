/** Every hostile file that a reader of this version can meet, through the committed bundle, as candidate and as baseline. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { describeShared } from './shared'
import { folderOf, jsonl, judge } from './suite'

interface Entry {
  readonly file: string
  readonly want: 'ok' | 'warn' | 'error'
  readonly code: string
  readonly why: string
}

/** Files that this suite of labels cannot meet. */
const LATER: Readonly<Record<string, string>> = {
  'iob.conll': 'columns are declared, in formats/conll.test.ts',
  'conll-token-drift.conll': 'columns are declared, in formats/conll.test.ts',
}

/** Files that are about a recorded field: its name. What it holds is told as a recorded value of the wrong type. */
const RECORDED: Readonly<Record<string, string>> = {
  'score-as-string.jsonl': 'score',
  'score-comma.jsonl': 'score',
  'bool-as-string.jsonl': 'passed',
}

interface Own {
  readonly ids: readonly string[]
  readonly id?: string
  readonly prediction?: string
  readonly labels?: readonly string[]
}

/** Ids of the files that do not have those of gold.jsonl, and the field that holds the answer. */
const OWN: Readonly<Record<string, Own>> = {
  'gold.jsonl': { ids: range(8), prediction: 'gold' },
  'gold-int.jsonl': { ids: range(8).map((_, i) => String(i)), prediction: 'gold' },
  'lone-surrogate.jsonl': { ids: ['ex-0'] },
  'u2028.jsonl': { ids: ['ex-0'] },
  'control-and-markdown.jsonl': { ids: ['ex-0'] },
  'multiline.csv': { ids: ['ex-0', 'ex-1'] },
  'bom.csv': { ids: ['ex-0'] },
  'pandas-index.csv': { ids: ['ex-0'] },
  'formula.csv': { ids: ['ex-0'] },
  'semicolon.csv': { ids: ['ex-0'] },
  'preds.tsv': { ids: ['0', '1'], id: 'index' },
  'dotted-keys.jsonl': {
    ids: range(8),
    id: "$['inputs.id']",
    prediction: "$['outputs.f1.f1_score']",
    labels: ['0.5', 'pos'],
  },
  'plain-gz.jsonl.gz': { ids: range(8) },
  'gz-wrong-ext.jsonl': { ids: range(8) },
}

function range(n: number): string[] {
  return Array.from({ length: n }, (_, i) => `ex-${i}`)
}

describeShared('nasty', 'hostile files', folder => {
  const entries = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Entry[]
  const met = entries.filter(({ file }) => LATER[file] === undefined)
  test('are nearly all', () => expect(met.length).toBeGreaterThanOrEqual(50))

  test.concurrent.each(met)('$file: $want $code', async ({ file, want, code: named }) => {
    const code = RECORDED[file] === undefined ? named : 'recorded.type'
    const content = readFileSync(join(folder, file))
    const rows = OWN[file]?.ids ?? range(8)
    const { id = 'id', prediction = 'prediction', labels = ['neg', 'pos'] } = OWN[file] ?? {}
    const suite = folderOf({
      [`data/${file}`]: content,
      'data/plain.jsonl': jsonl(rows.map(id => ({ id, prediction: 'pos', score: 0.5, passed: true }))),
      'gold.jsonl': jsonl(rows.map((id, i) => ({ id, label: labels[i % 2] }))),
      'candidate.yml': spec(file, id, prediction, 'plain.jsonl') + recorded(file),
      'baseline.yml': spec('plain.jsonl', 'id', 'prediction', file, id, prediction) + recorded(file),
    })
    const { status, report } = await judge(suite, 'candidate.yml', ['baseline.yml'])
    expect(status).toBe(want === 'error' ? 2 : 0)
    expect(report.suites.map(({ spec }) => spec.path)).toEqual(['baseline.yml', 'candidate.yml'])
    for (const { problems, systems, verdict } of report.suites) {
      const errors = problems.filter(({ severity }) => severity === 'error')
      const told = problems.filter(problem => problem.code === code && problem.file?.endsWith(file))
      if (want === 'error') {
        expect(verdict).toBe('error')
        expect(errors.map(problem => problem.code)).toContain(code)
        expect(told.length).toBeGreaterThan(0)
      } else {
        expect(errors).toEqual([])
        expect(systems.map(({ rows }) => rows)).toEqual([rows.length, rows.length])
        if (want === 'warn') expect(told.map(({ severity }) => severity)).toContain('note')
      }
    }
  })
})

function spec(
  candidate: string,
  id: string,
  prediction: string,
  baseline: string,
  baseId = 'id',
  basePrediction = 'prediction',
) {
  return `version: 1
name: hostile
task: classification
gold: { path: gold.jsonl, id: id, reference: label }
candidate: { path: data/${candidate}, id: "${id}", prediction: "${prediction}" }
baselines: { base: { path: data/${baseline}, id: "${baseId}", prediction: "${basePrediction}" } }
gates:
  - { metric: accuracy, min: 0 }
`
}

function recorded(file: string): string {
  const field = RECORDED[file]
  return field === undefined ? '' : `recorded: { it: { field: ${field}, better: higher } }\n`
}
