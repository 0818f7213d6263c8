/** Rows of the gold set → examples. The gold set is the authority: every row of it is in every denominator. */
import type { Row } from '../formats/format'
import { Numbers, Strings } from '../intern'
import { kind, type Problems, quote } from '../problems'
import { type SliceColumn, SliceReader } from '../slices'
import { fieldText, get, type Path } from '../spec/field'
import type { Gold, Spec } from '../spec/spec'
import type { AnyScorer, Tell } from '../tasks/task'
import { answerOf, near, scalarText, stepped } from '../values'
import { idOf } from './id'
import { inputOf, listOf } from './input'
import { type Batches, matches, Teller, tellEmpty } from './row'

/** The gold set: example i has the i-th id, reference and slice values. */
export interface Examples {
  readonly ids: Strings
  readonly n: number
  readonly references: readonly unknown[]
  readonly slices: readonly SliceColumn[]
  /** of each example the number of its cluster; absent where each stands for itself */
  readonly clusters?: ArrayLike<number>
  /** by position only: a hash of the declared input field */
  readonly inputs: Numbers
  /** where that field is a list of tokens, the list */
  readonly tokens: readonly (readonly unknown[] | undefined)[]
  /** joined by tokens only: how many the row has */
  readonly lengths: readonly number[] | undefined
  readonly idKinds: ReadonlySet<string>
}

/** `each` is given the row of every example, in order. */
export async function readGold(
  batches: Batches,
  file: string,
  spec: Spec,
  scorer: AnyScorer,
  problems: Problems,
  each: (row: Row, id: string) => void = () => {},
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
  const clusters = spec.cluster && { values: new Strings(), of: new Numbers() }
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
      each(row, id)
      lengths?.push(listOf(answerOf(row, gold.reference ?? []))?.length ?? 0)
      if (gold.input) {
        inputs.push(inputOf(row, gold.input, at) ?? 0)
        tokens.push(listOf(get(row.value, gold.input)))
      }
      for (const slice of slices) slice.push(row, at.tell)
      clusters?.of.push(clusters.values.add(clusterOf(row, spec.cluster!, at)))
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
  return {
    ...{ ids, n: ids.size, references, slices, inputs, tokens, lengths, idKinds },
    ...(clusters && { clusters: Uint32Array.from({ length: ids.size }, (_, i) => clusters.of.get(i)) }),
  }
}

/** The value that examples of one cluster share. Nobody can say what an example without one belongs to. */
function clusterOf(row: Row, field: Path, at: Teller): string {
  const raw = get(row.value, field)
  const text = raw === null ? undefined : scalarText(raw)
  if (text !== undefined) return text
  at.tell('cluster.absent', {
    field: quote(fieldText(field)),
    nearest: raw === undefined ? near(row.value, field) : '',
  })
  return ''
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
