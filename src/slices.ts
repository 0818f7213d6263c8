/** Which subsets an example belongs to: the values of the declared slice fields. */
import type { Row } from './formats/format'
import { Numbers, Strings, Vectors } from './intern'
import { kind, type Problems, quote } from './problems'
import { fieldText, get } from './spec/field'
import type { SliceSpec } from './spec/spec'
import type { Tell } from './tasks/task'
import { byCodePoint } from './text/code-points'
import { scalarText } from './values'

/** Value of an example that has no such field, null, or an empty list. */
export const NO_VALUE = '(none)'
/** A slice of more values is a mistake, such as slicing by id. */
const MANY = 1000

/** One slice over the examples: values by number, sets of values by number, and the set of each example. */
export interface SliceColumn {
  readonly name: string
  /** all values in the order of a report: by edge, otherwise by code point */
  ordered(): string[]
  readonly values: Strings
  /** the value numbers of each set, ascending */
  readonly sets: Vectors
  readonly of: Numbers
}

/** Reads one declared slice, example by example. */
export class SliceReader implements SliceColumn {
  readonly values = new Strings()
  readonly sets = new Vectors()
  readonly of = new Numbers()
  private present = false

  constructor(private readonly slice: SliceSpec) {}

  get name(): string {
    return this.slice.name
  }

  ordered(): string[] {
    const { edges } = this.slice
    const names = edges ? [Number.NEGATIVE_INFINITY, ...edges].map(from => bucket(from, edges)) : []
    const rank = (value: string) => (names.includes(value) ? names.indexOf(value) : names.length)
    return this.values.all().sort((a, b) => rank(a) - rank(b) || byCodePoint(a, b))
  }

  push(row: Row, tell: Tell): void {
    const raw = get(row.value, this.slice.field)
    this.present ||= raw !== undefined
    const items = Array.isArray(raw) && !this.slice.edges ? (raw.length === 0 ? [null] : raw) : [raw]
    const codes = items.map(item => this.value(item, tell))
    this.of.push(this.sets.add(codes.length === 1 ? codes : [...new Set(codes)].sort((a, b) => a - b)))
  }

  /** Tells what is odd about the slice as a whole; a gate on a field that no example has would judge something else. */
  review(file: string, gated: boolean, problems: Problems): void {
    const { name, field, at } = this.slice
    const place = { file, line: at.line, column: at.column }
    if (!this.present && this.of.length > 0) {
      problems.add(
        'slice.absent',
        place,
        { field: quote(fieldText(field)), none: NO_VALUE },
        gated ? 'error' : 'note',
      )
    }
    if (this.values.size > MANY) problems.add('slice.many', place, { slice: name, limit: MANY })
  }

  /** The number of one value; 0 after a problem, which ends the run before anything is counted. */
  private value(raw: unknown, tell: Tell): number {
    if (raw === undefined || raw === null) return this.values.add(NO_VALUE)
    const { field, edges } = this.slice
    if (edges) {
      const number = measured(raw, this.slice)
      if (number !== undefined) return this.values.add(bucket(number, edges))
    } else {
      const text = scalarText(raw)
      if (text !== undefined) return this.values.add(text)
    }
    tell(edges ? 'slice.edges' : 'slice.type', {
      field: quote(fieldText(field)),
      got: kind(raw),
    })
    return 0
  }
}

function measured(raw: unknown, { measure }: SliceSpec): number | undefined {
  if (measure === undefined) return typeof raw === 'number' && Number.isFinite(raw) ? raw : numberOf(raw)
  if (typeof raw !== 'string') return undefined
  return measure === 'chars' ? [...raw].length : raw.split(/\s+/u).filter(word => word !== '').length
}

/** A CSV cell is text also where it is a number. */
function numberOf(raw: unknown): number | undefined {
  return typeof raw === 'string' && raw.trim() !== '' && Number.isFinite(Number(raw))
    ? Number(raw)
    : undefined
}

/** `<100`, `100..400` (from 100 to under 400), `>=400`. */
export function bucket(number: number, edges: readonly number[]): string {
  const above = edges.findIndex(edge => number < edge)
  if (above === 0) return `<${edges[0]}`
  return above < 0 ? `>=${edges.at(-1)}` : `${edges[above - 1]}..${edges[above]}`
}
