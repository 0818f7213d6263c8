/** Rows → examples by id. The gold set is the authority; absent answers stay visible. */
import type { Row } from './formats/format'
import { recut } from './formats/recut'
import { hashOf, Numbers, Strings } from './intern'
import { kind, type Place, PROBLEMS, Problems, quote } from './problems'
import { type SliceColumn, SliceReader } from './slices'
import { fieldText, get, type Path } from './spec/field'
import type { Gold, RowsSpec, Scalar, Spec, Step, SystemSpec } from './spec/spec'
import type { AnyScorer, Outcome, Recorded, Tell } from './tasks/task'
import { answerOf, near, scalarText, stepped } from './values'

/** The gold set: example i has the i-th id, reference and slice values. */
export interface Examples {
  readonly ids: Strings
  readonly n: number
  readonly references: readonly unknown[]
  readonly slices: readonly SliceColumn[]
  /** by position only: a hash of the declared input field */
  readonly inputs: Numbers
  /** where that field is a list of tokens, the list */
  readonly tokens: readonly (readonly unknown[] | undefined)[]
  /** joined by tokens only: how many the row has */
  readonly lengths: readonly number[] | undefined
  readonly idKinds: ReadonlySet<string>
}

/** What one system answered: an outcome for every example of the gold set. */
export interface Answers {
  readonly name: string
  /** outcome numbers, one an example */
  readonly outcomes: Uint32Array
  /** 1 where there is a prediction, readable or not */
  readonly present: Uint8Array
  readonly rows: number
  readonly missing: number
  readonly unreadable: number
  readonly extra: number
  /** whether there are rows enough to expect an answer, and none gives one */
  readonly silent: boolean
}

type Batches = AsyncIterable<readonly Row[]>

/** Tells problems at the row that is being read. */
class Teller {
  line = 0
  id: string | undefined

  constructor(
    private readonly file: string,
    private readonly problems: Problems,
  ) {}

  readonly tell: Tell = (code, details, severity) => this.problems.add(code, this.place, details, severity)

  get place(): Place {
    return { file: this.file, line: this.line, id: this.id }
  }
}

export async function readGold(
  batches: Batches,
  file: string,
  spec: Spec,
  scorer: AnyScorer,
  problems: Problems,
): Promise<Examples> {
  const { gold } = spec
  const before = problems.errors
  const at = new Teller(file, problems)
  const ids = new Strings()
  const lines = new Numbers()
  const references: unknown[] = []
  const inputs = new Numbers()
  const tokens: Examples['tokens'][number][] = []
  const lengths: number[] | undefined = gold.join === 'tokens' ? [] : undefined
  const idKinds = new Set<string>()
  const slices = spec.slices.map(slice => new SliceReader(slice))
  let others = 0
  for await (const batch of batches) {
    for (const row of batch) {
      if (!matches(row, gold)) {
        others++
        continue
      }
      at.line = row.line
      at.id = undefined
      const id = gold.id ? idOf(row, gold.id, at, idKinds) : String(ids.size + 1)
      if (id === undefined) continue
      at.id = id
      const index = ids.add(id)
      if (index < lines.length) {
        at.tell('id.duplicate', { line: lines.get(index) })
        continue
      }
      lines.push(row.line)
      references.push(referenceOf(row, gold, scorer, at))
      lengths?.push(listOf(answerOf(row, gold.reference ?? []))?.length ?? 0)
      if (gold.input) {
        inputs.push(inputOf(row, gold.input, at) ?? 0)
        tokens.push(listOf(get(row.value, gold.input)))
      }
      for (const slice of slices) slice.push(row, at.tell)
    }
  }
  if (ids.size === 0 && problems.errors === before) tellEmpty(file, others, problems)
  for (const slice of slices) {
    const gated = spec.gates.some(gate => gate.slice?.name === slice.name)
    slice.review(spec.file, gated, problems)
  }
  const { line, column } = gold.at
  scorer.reviewGold((code, details, severity) =>
    problems.add(code, { file: spec.file, line, column }, details, severity),
  )
  return { ids, n: ids.size, references, slices, inputs, tokens, lengths, idKinds }
}

/** The reference as the task has it, or undefined, and told. */
function referenceOf(row: Row, gold: Gold, scorer: AnyScorer, at: Teller): unknown {
  let told = false
  const tell: Tell = (code, details, severity) => {
    told ||= severity !== 'note'
    at.tell(code, details, severity)
  }
  if (gold.reference === undefined) return scorer.reference(undefined, tell, row.value)
  const raw = answerOf(row, gold.reference)
  if (raw === undefined) {
    at.tell('reference.absent', {
      field: quote(fieldText(gold.reference)),
      nearest: near(row.value, gold.reference),
    })
    return undefined
  }
  const result = stepped(raw, gold.as)
  if ('unreadable' in result) {
    at.tell('reference.unreadable', { step: result.unreadable })
    return undefined
  }
  const reference = scorer.reference(result.value, tell, row.value)
  if (reference === undefined && !told) {
    at.tell('reference.type', { got: kind(result.value), wanted: scorer.wanted.reference })
  }
  return reference
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
  const silent = rows >= 5 && reader.answers === 0 && problems.errors === before
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
  return { name, outcomes, present, rows, missing, unreadable: reader.unreadable, extra, silent }
}

/**
 * Tells of systems without a single answer: each such row alone is a defect that may be a note, but all of them make
 * any other system look good. It is no fault of the spec when the steps that read nothing of what the candidate wrote
 * read a baseline's answers; then it is wrong throughout, as long as no gate is on a number that silence makes better.
 */
export function checkSilent(
  answers: readonly Answers[],
  files: readonly string[],
  { candidate, baselines, gates }: Spec,
  { metrics }: AnyScorer,
  problems: Problems,
): void {
  const proven = baselines.some(
    ({ as }, b) => !answers[b + 1]!.silent && spelling(as) === spelling(candidate.as),
  )
  const better = metrics.some(one => one.better !== 'higher' && gates.some(gate => gate.metric === one.name))
  for (const [s, { name, rows, unreadable, silent }] of answers.entries()) {
    if (!silent) continue
    const wrong = s === 0 && unreadable === rows && proven && !better
    problems.add('prediction.none', { file: files[s] }, { rows, system: name }, wrong ? 'note' : 'error')
  }
}

/** Equal for steps that do the same. */
function spelling(steps: readonly Step[]): string {
  return JSON.stringify(steps, (_, part) =>
    part instanceof RegExp ? String(part) : part instanceof Map ? [...part] : part,
  )
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

/** Joined by tokens, a system's rows are cut anew where those of the gold set end. */
function aligned(
  batches: Batches,
  system: SystemSpec,
  { input }: Pick<Gold, 'input'>,
  { lengths }: Examples,
  problems: Problems,
  file: string,
): Batches {
  if (!lengths) return batches
  const before = problems.errors
  return recut(batches, {
    // join: tokens takes plain names only
    fields: [system.prediction, input].flatMap(path => (path ? [String(path[0])] : [])),
    lengths,
    wanted: row => matches(row, system),
    ended: got => {
      const wanted = lengths.reduce((sum, length) => sum + length, 0)
      if (got !== wanted && problems.errors === before)
        problems.add('rows.tokens', { file }, { system: system.name, got, wanted })
    },
  })
}

/** Reads the answers of one system; what counts as wrong is undefined, and told. */
class AnswerReader {
  unreadable = 0
  answers = 0
  /** whether the row read last has a prediction, readable or not */
  present = false
  /** severity of a defect that `missing: wrong` lets count as wrong */
  readonly lenient: 'error' | 'note'
  private readonly answer: ReturnType<AnyScorer['reader']>

  constructor(
    private readonly system: SystemSpec,
    spec: Spec,
    private readonly scorer: AnyScorer,
    private readonly at: Teller,
  ) {
    this.lenient = spec.missing === 'wrong' ? 'note' : 'error'
    this.answer = scorer.reader()
  }

  read(row: Row): unknown {
    const { system, at } = this
    if (system.prediction === undefined) {
      this.present = true
      this.answers++
      return undefined
    }
    const raw = answerOf(row, system.prediction)
    this.present = raw !== undefined && raw !== null
    if (raw === undefined) {
      const details = {
        field: quote(fieldText(system.prediction)),
        nearest: near(row.value, system.prediction),
      }
      at.tell('prediction.absent', details, this.lenient)
      return undefined
    }
    if (raw === null) {
      at.tell('prediction.null', {})
      return undefined
    }
    const result = stepped(raw, system.as)
    if ('unreadable' in result) {
      this.unreadable++
      at.tell('prediction.unreadable', { step: result.unreadable })
      return undefined
    }
    let told = false
    const tell: Tell = (code, details, severity) => {
      told ||= severity !== undefined ? severity === 'error' : PROBLEMS[code][0] === 'error'
      at.tell(code, details, severity)
    }
    const answer = this.answer(result.value, this.probabilities(row), tell)
    if (answer !== undefined) this.answers++
    else {
      this.unreadable++
      const details = { got: kind(result.value), wanted: this.scorer.wanted.prediction }
      if (!told) at.tell('prediction.type', details, this.lenient)
    }
    return answer
  }

  private probabilities(row: Row): unknown {
    const { probabilities: field } = this.system
    if (!field) return undefined
    const raw = get(row.value, field)
    if (raw === undefined) {
      const details = { field: quote(fieldText(field)), nearest: near(row.value, field) }
      this.at.tell('probabilities.absent', details, this.lenient)
    }
    return raw
  }
}

function matches(row: Row, { where }: RowsSpec): boolean {
  return where.every(({ field, equals }) => same(get(row.value, field), equals))
}

/** Equal constants; a CSV cell, which is always text, equals the constant's text. */
function same(value: unknown, equals: Scalar): boolean {
  return value === equals || (typeof value === 'string' && equals !== null && value === scalarText(equals))
}

/** The row's id as text; several fields make a JSON list. Undefined, and told, when there is none. */
function idOf(row: Row, fields: readonly Path[], at: Teller, kinds: Set<string>): string | undefined {
  if (row.key !== undefined) return keyOf(row.key, row, fields, at, kinds)
  if (fields.length === 1) return idPart(row, fields[0]!, at, kinds)
  const parts = fields.map(field => idPart(row, field, at, kinds))
  return parts.includes(undefined) ? undefined : JSON.stringify(parts)
}

/** Under its key a row needs no id; one that differs leaves open which of them is meant. */
function keyOf(
  key: string,
  row: Row,
  fields: readonly Path[],
  at: Teller,
  kinds: Set<string>,
): string | undefined {
  const own = fields.length === 1 ? get(row.value, fields[0]!) : undefined
  if (own === undefined || scalarText(own) === key) return idText(key, at, kinds)
  at.tell('id.key', { key: quote(key) })
  return undefined
}

function idPart(row: Row, field: Path, at: Teller, kinds: Set<string>): string | undefined {
  const raw = get(row.value, field)
  if (raw !== undefined) return idText(raw, at, kinds)
  at.tell('id.absent', { field: quote(fieldText(field)), nearest: near(row.value, field) })
  return undefined
}

function idText(raw: unknown, at: Teller, kinds: Set<string>): string | undefined {
  if (typeof raw === 'string' && raw !== '') {
    kinds.add('text')
    return raw
  }
  if (typeof raw === 'number' && Number.isSafeInteger(raw)) {
    kinds.add('number')
    return String(raw)
  }
  if (raw === '') at.tell('id.empty', {})
  else if (typeof raw === 'number' && Number.isInteger(raw)) at.tell('id.unsafe-integer', {})
  else at.tell('id.type', { got: kind(raw) })
  return undefined
}

/** A hash of the field that tells by position whether two rows belong together; undefined, and told, without it. */
function inputOf(row: Row, field: Path, at: Teller): number | undefined {
  const value = get(row.value, field)
  if (value !== undefined) return hashOf(typeof value === 'string' ? value : JSON.stringify(value))
  at.tell('rows.input-absent', { field: quote(fieldText(field)), nearest: near(row.value, field) })
  return undefined
}

/** Tells when the field differs from that of example `i`, and where it is a list, from which item on. */
function checkInput(row: Row, field: Path, i: number, { inputs, tokens }: Examples, at: Teller): void {
  const input = inputOf(row, field, at)
  if (input === undefined || input === inputs.get(i)) return
  const [wanted, got] = [tokens[i], listOf(get(row.value, field))]
  if (!wanted || !got) {
    at.tell('rows.input', {})
    return
  }
  const of = Math.max(wanted.length, got.length)
  const differing = Array.from({ length: of }, (_, t) => t).filter(t => wanted[t] !== got[t])
  const first = differing[0] ?? 0
  const word = (list: readonly unknown[]) => (first < list.length ? quote(String(list[first])) : 'nothing')
  const details = { token: first + 1, got: word(got), wanted: word(wanted), count: differing.length, of }
  at.tell('conll.token-drift', details)
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}

/** `others` are the rows that where leaves out. */
function tellEmpty(file: string, others: number, problems: Problems): void {
  if (others > 0) problems.add('rows.where', { file }, { count: others })
  else problems.add('file.empty', { file }, {})
}
