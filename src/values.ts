/** From a row to one value: the field it lies in, then the declared steps. */
import type { Row } from './formats/format'
import { nearest } from './problems'
import { fieldText, get, type Path } from './spec/field'
import type { Step } from './spec/spec'

/** A value, or the step at which no answer could be read. */
export type Stepped = { readonly value: unknown } | { readonly unreadable: string }

/** The answer at `path`: a prediction or reference. In an id → value map a bare value is the answer itself. */
export function answerOf(row: Row, path: Path): unknown {
  if (
    row.key !== undefined &&
    (typeof row.value !== 'object' || row.value === null || Array.isArray(row.value))
  ) {
    return row.value
  }
  return get(row.value, path)
}

/** Applies `steps` in order. Null stays null: a failed answer is told as such, not as an unreadable one. */
export function stepped(value: unknown, steps: readonly Step[]): Stepped {
  let at = value
  for (const step of steps) {
    if (at === null || at === undefined) break
    at = STEPS[step.kind](at, step as never)
    if (at === undefined)
      return { unreadable: step.kind === 'regex' ? `regex ${step.regex.source}` : step.kind }
  }
  return { value: at }
}

type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>
/** Each step takes a value that is there and gives the changed one, or undefined when it cannot. */
const STEPS: { readonly [Kind in Step['kind']]: (value: unknown, step: StepOf<Kind>) => unknown } = {
  strip: value => each(value, text => text.trim()),
  casefold: value => each(value, text => text.toLowerCase()),
  nfc: value => each(value, text => text.normalize('NFC')),
  fence: value => each(value, unfenced),
  map: (value, { map }) => each(value, text => map.get(text) ?? text),
  regex: (value, step) => (typeof value === 'string' ? matched(value, step) : undefined),
  number: value =>
    typeof value === 'number' ? value : typeof value === 'string' ? decimal(value) : undefined,
  json: value => (typeof value === 'string' ? parsed(value) : value),
}

/** Texts and lists of texts change; other JSON values have nothing to change and stay. */
function each(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  return Array.isArray(value) ? value.map(item => (typeof item === 'string' ? change(item) : item)) : value
}

/** The first or last match; without a group number its first non-empty group, or all of it. Stripped. */
function matched(text: string, { regex, match, group }: StepOf<'regex'>): string | undefined {
  const all = text.matchAll(regex)
  let found: RegExpExecArray | undefined
  for (const one of all) {
    found = one
    if (match === 'first') break
  }
  if (!found) return undefined
  const answer =
    group === undefined ? (found.slice(1).find(g => g !== undefined && g !== '') ?? found[0]) : found[group]
  return answer?.trim()
}

/** The content of the first code fence of three backticks, or the text as it is. */
function unfenced(text: string): string {
  return /```[^\n`]*\n([\s\S]*?)```/u.exec(text)?.[1]?.trim() ?? text
}

/** A finite JSON number written as text, spaces around it allowed. */
function decimal(text: string): number | undefined {
  const trimmed = text.trim()
  const number = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/u.test(trimmed) ? Number(trimmed) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A JSON scalar as text: strings as they are, finite numbers and booleans as JSON writes them; else undefined. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  const exact =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (!Number.isInteger(value) || Number.isSafeInteger(value))
  return exact ? String(value) : undefined
}

/** Why a field was not found, for the `nearest` hole: a dotted key that must be quoted, or a similar name. */
export function near(row: unknown, path: Path): string {
  if (typeof row !== 'object' || row === null) return ''
  const dotted = path.join('.')
  if (path.length > 1 && Object.hasOwn(row, dotted))
    return ` The dots are part of the key: write $['${dotted}'].`
  return nearest(fieldText(path), Object.keys(row))
}
