/** What an earlier step recorded in one field of a system's row, as three numbers. */
import { exactSum } from '../../metrics/exact-sum'
import { kind as kindOf, quote } from '../../problems'
import { fieldText, get } from '../../spec/field'
import type { RecordedSpec } from '../../spec/spec'
import { near, stepped } from '../../values'
import type { Setting, Tell } from '../task'

/** How many numbers each field has in an outcome: its kind, and two more that depend on it. */
export const WIDTH = 3
/** nothing · true or false: 1 or 0 · a number · a list of true and false: how many, and how many true */
const KINDS = ['none', 'boolean', 'number', 'samples'] as const
export type RecordedKind = (typeof KINDS)[number]

export interface RecordedValue {
  readonly kind: RecordedKind
  readonly first: number
  readonly second: number
}

const NOTHING: RecordedValue = { kind: 'none', first: 0, second: 0 }

export function packed({ kind, first, second }: RecordedValue): number[] {
  return [KINDS.indexOf(kind), first, second]
}

/** The value of field number `at`; nothing where nothing is recorded. */
export function valueAt(recorded: ArrayLike<number> | undefined, at: number): RecordedValue {
  if (recorded === undefined) return NOTHING
  const [kind, first, second] = [0, 1, 2].map(i => recorded[at * WIDTH + i]!) as [number, number, number]
  return { kind: KINDS[kind]!, first, second }
}

/** What `row` has in the field; nothing, and told, where it has nothing that can be counted. */
export function recordedValue(
  row: unknown,
  spec: RecordedSpec,
  lenient: Setting['lenient'],
  tell: Tell,
): RecordedValue {
  const { name, field, as } = spec
  const raw = get(row, field)
  if (raw === undefined) {
    tell('recorded.absent', { name, field: quote(fieldText(field)), nearest: near(row, field) }, lenient)
    return NOTHING
  }
  const result = stepped(raw, as)
  const found = 'unreadable' in result ? CANNOT.read(result.unreadable) : counted(result.value, spec)
  if ('got' in found) {
    tell('recorded.type', { name, ...found })
    return NOTHING
  }
  if (found.kind === 'none') tell('recorded.null', { name })
  return found
}

interface Wrong {
  readonly got: string
  readonly wanted: string
}

const CANNOT = {
  read: (step: string): Wrong => ({ got: `unreadable (${step})`, wanted: 'what its steps can read' }),
  reduce: (got: string): Wrong => ({ got, wanted: 'a list of numbers for reduce' }),
  compare: (got: string): Wrong => ({ got, wanted: 'a number for at_least' }),
  count: (got: string): Wrong => ({ got, wanted: 'true, false, a number, or a list of them' }),
  sample: (got: string): Wrong => ({ got, wanted: 'a list of true and false, or of numbers with reduce' }),
} as const

/** Reduces, compares, and says what came out. */
function counted(raw: unknown, { reduce, at_least: least }: RecordedSpec): RecordedValue | Wrong {
  if (raw === null) return NOTHING
  let value = raw
  if (reduce !== undefined) {
    if (!Array.isArray(value)) return CANNOT.reduce(kindOf(value))
    const numbers = value.map(item => (typeof item === 'boolean' ? Number(item) : item))
    if (numbers.length === 0) return CANNOT.reduce('an empty list')
    if (!numbers.every(isNumber)) return CANNOT.reduce('a list of other things')
    value = REDUCE[reduce](numbers)
  }
  if (least !== undefined) {
    if (!isNumber(value)) return CANNOT.compare(kindOf(value))
    value = value >= least
  }
  if (typeof value === 'boolean') return { kind: 'boolean', first: Number(value), second: 0 }
  if (isNumber(value)) return { kind: 'number', first: value, second: 0 }
  if (!Array.isArray(value)) return CANNOT.count(kindOf(value))
  if (!value.every(item => typeof item === 'boolean')) return CANNOT.sample('a list of other things')
  return { kind: 'samples', first: value.length, second: value.filter(passed => passed).length }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

const REDUCE: Readonly<Record<NonNullable<RecordedSpec['reduce']>, (list: readonly number[]) => number>> = {
  mean: list => exactSum(list) / list.length,
  max: list => list.reduce((a, b) => Math.max(a, b)),
  min: list => list.reduce((a, b) => Math.min(a, b)),
}
