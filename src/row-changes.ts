/**
 * Which rows of a gold set, a baseline or another registered file differ between the base and the head of a pull
 * request. Rows meet by id and are compared as they were parsed, so that line ends, a byte-order mark, the order of
 * rows or keys and another container of equal values are no change.
 */
import { createHash } from 'node:crypto'
import type { Row } from './formats/format'
import { Numbers, Strings } from './intern'
import { idOf } from './pair/id'
import { matches, Teller } from './pair/row'
import type { Problems } from './problems'
import type { Path } from './spec/field'
import type { RowsSpec } from './spec/spec'
import { canonical } from './text/json-value'
import { answerOf } from './values'

/** What is kept of a file: of each row the id, and digests of the whole row and of its answer. */
export interface RowDigests {
  readonly ids: Strings
  /** what a row is called in a list */
  name(index: number): string
  readonly rows: Digests
  readonly answers: Digests
}

export interface RowChanges {
  /** rows of each file */
  readonly rows: { readonly base: number; readonly head: number }
  readonly added: Listed
  readonly removed: Listed
  /** the same id with another answer: the reference of a gold set, the prediction of a baseline */
  readonly relabelled: Listed
  /** the same id and answer, and something else of the row is another */
  readonly changed: Listed
}

export interface Listed {
  readonly count: number
  /** the first of them, in the order of the file */
  readonly ids: readonly string[]
}

/** How many ids of a kind are listed. */
const LISTED = 20

export function rowChanges(base: RowDigests, head: RowDigests): RowChanges {
  const found = { added: new List(), removed: new List(), relabelled: new List(), changed: new List() }
  for (let i = 0; i < base.ids.size; i++) {
    const id = base.ids.get(i)
    const at = head.ids.find(id)
    if (at < 0) found.removed.add(base.name(i))
    else if (!base.answers.equal(i, head.answers, at)) found.relabelled.add(base.name(i))
    else if (!base.rows.equal(i, head.rows, at)) found.changed.add(base.name(i))
  }
  for (let i = 0; i < head.ids.size; i++) {
    if (base.ids.find(head.ids.get(i)) < 0) found.added.add(head.name(i))
  }
  return { rows: { base: base.ids.size, head: head.ids.size }, ...found }
}

/** Takes the rows of one file. Memory grows with their ids and 32 bytes a row, whatever lies in them. */
export class RowDigester implements RowDigests {
  readonly ids = new Strings()
  readonly rows = new Digests()
  readonly answers = new Digests()
  private readonly at: Teller
  private readonly kinds = new Set<string>()
  private readonly lines = new Numbers()

  /**
   * `spec` says where the id lies and which rows count; give both files that of the base. `answer` is the field of the
   * reference or prediction. A row without an id, or with that of another row, is added to `problems`.
   */
  constructor(
    private readonly spec: Pick<RowsSpec, 'id' | 'where'>,
    private readonly answer: Path | undefined,
    file: string,
    problems: Problems,
  ) {
    this.at = new Teller(file, problems)
  }

  name(index: number): string {
    return this.ids.get(index)
  }

  push(batch: readonly Row[]): void {
    for (const row of batch) if (matches(row, this.spec)) this.add(row)
  }

  private add(row: Row): void {
    const { spec, ids } = this
    this.at.line = row.line
    this.at.id = undefined
    const id = spec.id ? idOf(row, spec.id, this.at, this.kinds) : String(ids.size + 1)
    if (id === undefined) return
    this.at.id = id
    const before = ids.size
    const index = ids.add(id)
    if (index < before) {
      this.at.tell('id.duplicate', { line: this.lines.get(index) })
      return
    }
    this.lines.push(row.line)
    this.rows.push(row.key === undefined ? [row.value] : [row.value, row.key])
    const answer = this.answer && answerOf(row, this.answer)
    this.answers.push(answer === undefined ? [] : [answer])
  }
}

/**
 * Takes the rows of training data, which have no id: a row is its text, so that a change takes rows away and adds
 * others. They are called by their lines, for nothing of the data itself is to be shown.
 */
export class TextDigester implements RowDigests {
  readonly ids = new Strings()
  readonly rows = new Digests()
  readonly answers = this.rows
  private readonly lines = new Numbers()
  private readonly seen = new Map<string, number>()

  constructor(
    private readonly spec: Pick<RowsSpec, 'where'>,
    private readonly text: Path,
  ) {}

  name(index: number): string {
    return `line ${this.lines.get(index)}`
  }

  push(batch: readonly Row[]): void {
    for (const row of batch) {
      if (!matches(row, this.spec)) continue
      const text = answerOf(row, this.text)
      const digest = createHash('sha256')
        .update(canonical(text ?? null))
        .digest('base64')
        .slice(0, 22)
      const nth = (this.seen.get(digest) ?? 0) + 1
      this.seen.set(digest, nth)
      this.ids.add(`${digest} ${nth}`)
      this.rows.push(null)
      this.lines.push(row.line)
    }
  }
}

/** The first 128 bits of SHA-256 for each of many values: nobody can make two rows that differ and look the same. */
class Digests {
  private readonly words = new Numbers()

  push(value: unknown): void {
    const digest = createHash('sha256').update(canonical(value)).digest()
    for (let word = 0; word < WORDS; word++) this.words.push(digest.readUInt32LE(word * 4))
  }

  equal(index: number, other: Digests, otherIndex: number): boolean {
    for (let word = 0; word < WORDS; word++) {
      const at = (i: number) => i * WORDS + word
      if (this.words.get(at(index)) !== other.words.get(at(otherIndex))) return false
    }
    return true
  }
}

const WORDS = 4

class List implements Listed {
  count = 0
  readonly ids: string[] = []

  add(id: string): void {
    if (this.count++ < LISTED) this.ids.push(id)
  }
}
