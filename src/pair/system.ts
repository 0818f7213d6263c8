/** Rows of a system → an outcome for every example; absent answers stay visible. */

import { Problems } from '../problems'
import type { Spec, SystemSpec } from '../spec/spec'
import type { AnyScorer, Outcome, Recorded } from '../tasks/task'
import { answerOf, stepped } from '../values'
import { aligned } from './aligned'
import { AnswerReader } from './answer-reader'
import type { Examples } from './gold'
import { idOf } from './id'
import { checkInput } from './input'
import { type Batches, matches, Teller, tellEmpty } from './row'

/** What one system answered: an outcome for every example of the gold set. */
export interface Answers {
  readonly name: string
  /** outcome numbers, one an example */
  readonly outcomes: Uint32Array
  /** 1 where there is a prediction, readable or not */
  readonly present: Uint8Array
  readonly rows: number
  /** examples without a prediction */
  readonly missing: number
  /** of these: without a row, or a row without the field */
  readonly absent: number
  readonly unreadable: number
  readonly extra: number
  /** whether there are rows enough to expect an answer, and none gives one */
  readonly silent: boolean
}

/** Stands for an example that has no row yet. */
const UNSEEN = 0xffffffff

/** `intern` gives an outcome its number. */
export async function readSystem(
  batches: Batches,
  file: string,
  system: SystemSpec,
  spec: Spec,
  examples: Examples,
  scorer: AnyScorer,
  intern: (outcome: Outcome) => number,
  problems: Problems,
): Promise<Answers> {
  const before = problems.errors
  const at = new Teller(file, problems)
  const reader = new AnswerReader(system, spec, scorer, at)
  const outcomes = new Uint32Array(examples.n).fill(UNSEEN)
  const present = new Uint8Array(examples.n)
  const lines = new Uint32Array(examples.n)
  const idKinds = new Set<string>()
  const { name } = system
  let [rows, others, extra, matched] = [0, 0, 0, 0]
  const score = (index: number, answer: unknown, recorded?: Recorded) => {
    // a reference that could not be read is a problem already, and there will be no score
    const reference = examples.references[index]
    if (reference !== undefined && answer !== undefined) scorer.misfit?.(reference, answer, at.tell)
    outcomes[index] = reference === undefined ? 0 : intern(scorer.outcome(reference, answer, recorded))
  }

  for await (const batch of aligned(batches, system, spec.gold, examples, problems, file)) {
    for (const row of batch) {
      if (!matches(row, system)) {
        others++
        continue
      }
      at.line = row.line
      at.id = undefined
      rows++
      const id = system.id ? idOf(row, system.id, at, idKinds) : String(rows)
      if (id === undefined) continue
      at.id = id
      if (spec.gold.input && rows <= examples.n) checkInput(row, spec.gold.input, rows - 1, examples, at)
      const index = examples.ids.find(id)
      if (index < 0) {
        extra++
        if (system.id) at.tell('rows.extra', { system: name }, spec.extra === 'ignore' ? 'note' : 'error')
        continue
      }
      if (outcomes[index] !== UNSEEN) {
        at.tell('id.duplicate', { line: lines[index]! })
        continue
      }
      matched++
      lines[index] = row.line
      const answer = reader.read(row)
      if (reader.present) present[index] = 1
      score(index, answer, scorer.record?.(row.value, at.tell))
    }
  }
  if (rows === 0 && problems.errors === before) tellEmpty(file, others, problems)
  const silent = examples.n >= 5 && rows > 0 && reader.answers === 0 && problems.errors === before
  const counts = !examples.lengths || problems.errors === before
  if (!system.id && rows !== examples.n && counts && !problems.unreadable(file)) {
    problems.add('rows.count', { file }, { system: name, got: rows, wanted: examples.n })
  }
  // rows that could not be read are told already, and are not missing
  const broken = problems.unreadable(file)
  for (let i = 0; matched < examples.n && i < examples.n; i++) {
    if (outcomes[i] !== UNSEEN) continue
    if (system.id && !broken)
      problems.add('rows.missing', { file, id: examples.ids.get(i) }, { system: name }, reader.lenient)
    score(i, undefined)
  }
  if (matched > 0 && [...idKinds].some(kind => !examples.idKinds.has(kind)))
    problems.add('id.mixed', { file }, {})
  const missing = present.reduce((sum, one) => sum - one, examples.n)
  const absent = missing - reader.nulls
  return { name, outcomes, present, rows, missing, absent, unreadable: reader.unreadable, extra, silent }
}

/** The answers to the examples of these numbers, read once more; what is wrong with them was told the first time. */
export async function readAnswers(
  batches: Batches,
  system: SystemSpec,
  examples: Examples,
  wanted: ReadonlySet<number>,
  reader: ReturnType<AnyScorer['reader']>,
): Promise<Map<number, unknown>> {
  const answers = new Map<number, unknown>()
  const problems = new Problems()
  const silent = new Teller('', problems)
  let rows = 0
  for await (const batch of aligned(batches, system, {}, examples, problems, '')) {
    for (const row of batch) {
      if (!matches(row, system)) continue
      rows++
      const id = system.id ? idOf(row, system.id, silent, new Set()) : String(rows)
      const index = id === undefined ? -1 : examples.ids.find(id)
      if (!wanted.has(index) || system.prediction === undefined) continue
      const result = stepped(answerOf(row, system.prediction), system.as)
      if ('unreadable' in result || result.value === null || result.value === undefined) continue
      answers.set(index, reader(result.value, undefined, silent.tell))
    }
  }
  return answers
}
