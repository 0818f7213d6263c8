/** The texts of the gold set: equal ones have one number, so that a million train rows look each up once. */
import type { Row } from '../formats/format'
import { Numbers } from '../intern'
import { Teller } from '../pair/row'
import { kind, type Problems, quote } from '../problems'
import { fieldText, get, type Path } from '../spec/field'
import type { Spec } from '../spec/spec'
import { answerOf, near, scalarText, stepped } from '../values'
import { Fingerprint } from './fingerprint'
import { Pairs } from './pairs'

/** Stands for a text that there is not. */
export const NONE = 0xffffffff

/** Example i has the i-th entry of each list. */
export class GoldTexts {
  /** distinct texts, distinct sequences of words, distinct runs of n words */
  readonly exacts = new Pairs()
  readonly wholes = new Pairs()
  readonly grams = new Pairs()
  /** by example: the number of its text, of its words, of its reference; NONE without one */
  readonly exact = new Numbers()
  readonly whole = new Numbers()
  readonly reference = new Numbers()
  /** by sequence of words: where in `runs` its distinct runs begin */
  readonly starts = new Numbers()
  readonly runs = new Numbers()
  /** examples whose text is empty, and those with fewer words than a run has */
  empty = 0
  short = 0
  private readonly references = new Pairs()
  private readonly print: Fingerprint
  private readonly at: Teller

  constructor(
    private readonly spec: Spec,
    private readonly field: Path,
    file: string,
    problems: Problems,
  ) {
    this.print = new Fingerprint(spec.train?.ngram ?? 1)
    this.at = new Teller(file, problems)
    this.starts.push(0)
  }

  /** The next example's row. */
  readonly add = (row: Row, id: string): void => {
    const { print, exacts } = this
    print.read(this.textOf(row, id))
    if (print.empty) this.empty++
    else if (print.words < print.ngram) this.short++
    this.exact.push(print.empty ? NONE : exacts.add(print.exactA, print.exactB))
    this.whole.push(print.wordless ? NONE : this.wholeOf())
    this.reference.push(this.referenceOf(row))
  }

  /** What is wrong with the field is told where train needs it; otherwise by the task that reads it. */
  private textOf(row: Row, id: string): string {
    const value = get(row.value, this.field)
    const text = textOf(value)
    if (text === undefined && this.spec.train) {
      this.at.line = row.line
      this.at.id = id
      this.at.tell('train.text', {
        key: 'train.gold_text',
        field: quote(fieldText(this.field)),
        got: kind(value),
        nearest: value === undefined ? near(row.value, this.field) : '',
      })
    }
    return text ?? ''
  }

  private wholeOf(): number {
    const { print, wholes, grams } = this
    const known = wholes.size
    const whole = wholes.add(print.wholeA, print.wholeB)
    if (whole < known) return whole
    const distinct = new Set<number>()
    // without train nothing is looked up
    for (let i = 0; this.spec.train && i < print.grams; i++)
      distinct.add(grams.add(print.keys[i * 2]!, print.keys[i * 2 + 1]!))
    for (const run of distinct) this.runs.push(run)
    this.starts.push(this.runs.length)
    return whole
  }

  private referenceOf(row: Row): number {
    const { reference, as } = this.spec.gold
    if (reference === undefined) return NONE
    const text = JSON.stringify(stepped(answerOf(row, reference), as), sorted)
    const { exactA, exactB } = this.print.read(text)
    return this.references.add(exactA, exactB)
  }
}

/** A text, a number or boolean as JSON writes it, or a list of tokens; undefined for what is no text. */
export function textOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return scalarText(value)
  return value.every(token => typeof token === 'string') ? value.join(' ') : undefined
}

/** The order of an object's keys does not matter. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
}
