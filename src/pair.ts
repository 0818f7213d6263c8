/** Rows → examples by id. The gold set is the authority; absent answers stay visible. */
import type { Row } from './formats/format'
import { Strings } from './intern'
import { kind, type Place, type Problems, quote, type Severity } from './problems'
import { type SliceColumn, SliceReader } from './slices'
import { fieldText, type Path } from './spec/field'
import type { Gold, RowsSpec, Scalar, Spec, SystemSpec } from './spec/spec'
import type { AnyScorer, Outcome, Tell } from './tasks/task'
import { near, read, scalarText, stepped } from './values'

/** The gold set: example i has the i-th id, reference and slice values. */
export interface Examples {
  readonly ids: Strings
  readonly n: number
  readonly references: readonly unknown[]
  readonly slices: readonly SliceColumn[]
  /** by position only: the text of the declared input field */
  readonly inputs: readonly string[]
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
}

type Batches = AsyncIterable<readonly Row[]>

export async function readGold(
  batches: Batches,
  file: string,
  spec: Spec,
  scorer: AnyScorer,
  problems: Problems,
): Promise<Examples> {
  const { gold } = spec
  const before = problems.errors
  const ids = new Strings()
  const lines: number[] = []
  const references: unknown[] = []
  const inputs: string[] = []
  const idKinds = new Set<string>()
  const slices = spec.slices.map(slice => new SliceReader(slice))
  let n = 0
  for await (const batch of batches) {
    for (const row of batch) {
      if (!matches(row, gold)) continue
      const place = { file, line: row.line }
      const id = gold.id ? idOf(row, gold.id, place, idKinds, problems) : String(n + 1)
      if (id === undefined) continue
      const before = ids.size
      const index = ids.add(id)
      if (index < before) {
        problems.add('id.duplicate', { ...place, id }, { line: lines[index]! })
        continue
      }
      lines.push(row.line)
      n++
      const at = { ...place, id }
      references.push(referenceOf(row, gold, scorer, at, problems))
      if (gold.input) inputs.push(textOf(read(row, gold.input)))
      for (const slice of slices) slice.push(row, at, problems)
    }
  }
  if (n === 0 && problems.errors === before) problems.add('file.empty', { file }, {})
  for (const slice of slices) slice.review(spec.file, problems)
  scorer.reviewGold(teller({ file: spec.file, line: gold.at.line, column: gold.at.column }, problems))
  return { ids, n, references, slices, inputs, idKinds }
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
  const answer = scorer.reader()
  const before = problems.errors
  const outcomes = new Uint32Array(examples.n).fill(UNSEEN)
  const lines = new Uint32Array(examples.n)
  const idKinds = new Set<string>()
  const [name, wrong] = [system.name, spec.missing === 'wrong']
  const present = new Uint8Array(examples.n)
  let [rows, unreadable, extra, answered, matched] = [0, 0, 0, 0, 0]

  /** The outcome's answer, or undefined for a row that counts as wrong. */
  const answerOf = (row: Row, index: number, place: Place): unknown => {
    const tell = teller(place, problems)
    const lenient: Severity = wrong ? 'note' : 'error'
    const raw = read(row, system.prediction)
    if (raw === undefined) {
      const details = {
        field: quote(fieldText(system.prediction)),
        nearest: near(row.value, system.prediction),
      }
      problems.add('prediction.absent', place, details, lenient)
      return undefined
    }
    if (raw === null) {
      problems.add('prediction.null', place, {})
      return undefined
    }
    answered++
    present[index] = 1
    const result = stepped(raw, system.as)
    if ('unreadable' in result) {
      unreadable++
      problems.add('prediction.unreadable', place, { step: result.unreadable })
      return undefined
    }
    let probabilities: unknown
    if (system.probabilities) {
      probabilities = read(row, system.probabilities)
      if (probabilities === undefined) {
        const details = {
          field: quote(fieldText(system.probabilities)),
          nearest: near(row.value, system.probabilities),
        }
        problems.add('probabilities.absent', place, details, lenient)
      }
    }
    const got = answer(result.value, probabilities, tell)
    if (got !== undefined) return got
    unreadable++
    problems.add('prediction.type', place, { got: kind(result.value), wanted: scorer.wanted }, lenient)
    return undefined
  }

  for await (const batch of batches) {
    for (const row of batch) {
      if (!matches(row, system)) continue
      const place = { file, line: row.line }
      const position = rows++
      if (examples.inputs.length > 0 && position < examples.n) {
        if (textOf(read(row, spec.gold.input!)) !== examples.inputs[position])
          problems.add('rows.input', place, {})
      }
      const id = system.id ? idOf(row, system.id, place, idKinds, problems) : String(position + 1)
      if (id === undefined) continue
      const index = examples.ids.find(id)
      const at = { ...place, id }
      if (index < 0) {
        extra++
        if (system.id)
          problems.add('rows.extra', at, { system: name }, spec.extra === 'ignore' ? 'note' : 'error')
        continue
      }
      if (outcomes[index] !== UNSEEN) {
        problems.add('id.duplicate', at, { line: lines[index]! })
        continue
      }
      matched++
      lines[index] = row.line
      // a reference that could not be read is a problem already, and there will be no score
      const reference = examples.references[index]
      const got = answerOf(row, index, at)
      outcomes[index] = reference === undefined ? 0 : intern(scorer.outcome(reference, got))
    }
  }
  if (rows === 0 && problems.errors === before) problems.add('file.empty', { file }, {})
  if (!system.id && rows !== examples.n) {
    problems.add('rows.count', { file }, { system: name, got: rows, wanted: examples.n })
  }
  for (let i = 0; matched < examples.n && i < examples.n; i++) {
    if (outcomes[i] !== UNSEEN) continue
    if (system.id)
      problems.add(
        'rows.missing',
        { file, id: examples.ids.get(i) },
        { system: name },
        wrong ? 'note' : 'error',
      )
    const reference = examples.references[i]
    outcomes[i] = reference === undefined ? 0 : intern(scorer.outcome(reference, undefined))
  }
  if ([...idKinds].some(k => !examples.idKinds.has(k)) && matched > 0) problems.add('id.mixed', { file }, {})
  return { name, outcomes, present, rows, missing: examples.n - answered, unreadable, extra }
}

function matches(row: Row, { where }: RowsSpec): boolean {
  return where.every(({ field, equals }) => same(read(row, field), equals))
}

/** Equal constants; a CSV cell, which is always text, equals the constant's text. */
function same(value: unknown, equals: Scalar): boolean {
  return value === equals || (typeof value === 'string' && equals !== null && value === scalarText(equals))
}

/** The row's id as text; several fields make a JSON list. Undefined, and told, when there is none. */
function idOf(
  row: Row,
  fields: readonly Path[],
  place: Place,
  kinds: Set<string>,
  problems: Problems,
): string | undefined {
  if (row.key !== undefined) return idText(row.key, place, kinds, problems)
  const parts: string[] = []
  for (const field of fields) {
    const raw = read(row, field)
    if (raw === undefined) {
      problems.add('id.absent', place, { field: quote(fieldText(field)), nearest: near(row.value, field) })
      return undefined
    }
    const part = idText(raw, place, kinds, problems)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return parts.length === 1 ? parts[0] : JSON.stringify(parts)
}

function idText(raw: unknown, place: Place, kinds: Set<string>, problems: Problems): string | undefined {
  if (typeof raw === 'string' && raw !== '') {
    kinds.add('text')
    return raw
  }
  if (typeof raw === 'number' && Number.isSafeInteger(raw)) {
    kinds.add('number')
    return String(raw)
  }
  if (raw === '') problems.add('id.empty', place, {})
  else if (typeof raw === 'number' && Number.isInteger(raw)) problems.add('id.unsafe-integer', place, {})
  else problems.add('id.type', place, { got: kind(raw) })
  return undefined
}

function referenceOf(row: Row, gold: Gold, scorer: AnyScorer, place: Place, problems: Problems): unknown {
  const raw = read(row, gold.reference)
  if (raw === undefined) {
    const details = { field: quote(fieldText(gold.reference)), nearest: near(row.value, gold.reference) }
    problems.add('reference.absent', place, details)
    return undefined
  }
  const result = stepped(raw, gold.as)
  if ('unreadable' in result) {
    problems.add('reference.unreadable', place, { step: result.unreadable })
    return undefined
  }
  let told = false
  const tell: Tell = (code, details, severity) => {
    told = true
    problems.add(code, place, details, severity)
  }
  const reference = scorer.reference(result.value, tell)
  if (reference === undefined && !told) {
    problems.add('reference.type', place, { got: kind(result.value), wanted: scorer.wanted })
  }
  return reference
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

function teller(place: Place, problems: Problems): Tell {
  return (code, details, severity) => problems.add(code, place, details, severity)
}
