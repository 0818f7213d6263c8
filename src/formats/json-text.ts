import type { Code, Place, Problems } from '../problems'

/** A value, or the problem that was told instead. */
export type Parsed = { readonly value: unknown } | { readonly value?: undefined; readonly wrong: Code }

/**
 * The value of one JSON text. `cut` says that the data end here without a line end, so that open brackets mean a job
 * that was stopped.
 */
export function parseJson(text: string, place: Place, problems: Problems, cut = false): Parsed {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { wrong: tell(text, place, problems, cut) }
  }
  if (text.includes('\\u') && !wellFormed(value)) problems.add('text.lone-surrogate', place, {})
  return { value }
}

/** Whether brackets nest deeper than `limit`; those inside strings do not count. */
export function deeper(text: string, limit: number): boolean {
  return nesting(unquoted(text).plain).deepest > limit
}

/** `string` when the text ends inside of a string, `open` when in brackets, else `closed`. */
export function ending(text: string): 'string' | 'open' | 'closed' {
  const { plain, quoted } = unquoted(text)
  if (quoted) return 'string'
  return nesting(plain).depth > 0 ? 'open' : 'closed'
}

function tell(text: string, place: Place, problems: Problems, cut: boolean): Code {
  const { plain } = unquoted(text)
  const token = /(?<![\w.])(-?Infinity|NaN)(?![\w.])/u.exec(plain)?.[1]
  if (text.includes('\0')) {
    problems.add('text.nul', place, {})
    return 'text.nul'
  }
  if (cut && ending(text) !== 'closed') {
    problems.add('json.truncated', place, {})
    return 'json.truncated'
  }
  if (token !== undefined) {
    problems.add('json.nonfinite', place, { token })
    return 'json.nonfinite'
  }
  problems.add('json.syntax', place, { why: reason(text, plain) })
  return 'json.syntax'
}

/** What a person would look for first, in this order; tested on the text without its strings. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/\/\/|\/\*/u, 'there is a comment'],
  [/,\s*[}\]]|,\s*$/u, 'a comma has no value after it'],
  [/[[{:,]\s*,/u, 'a comma has no value before it'],
  [/\b(?:True|False|None)\b/u, 'it looks like a Python literal'],
  [/'/u, 'there are single quotes'],
  [/[}\]]\s*[{[]/u, 'one value follows another without a comma or a line end'],
]

function reason(text: string, plain: string): string {
  const known = REASONS.find(([pattern]) => pattern.test(plain))
  if (known) return known[1]
  if (ending(text) !== 'closed') return 'brackets or quotes are not closed'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x08\x0b\x0c\x0e-\x1f]/u.test(text)) return 'there is a control character; write it as \\u00XX'
  return `it begins with ${JSON.stringify(text.trimStart().slice(0, 24))}`
}

/** The text with every string emptied, and whether the last string never ends. Linear, as hostile lines are long. */
function unquoted(text: string): { readonly plain: string; readonly quoted: boolean } {
  const parts: string[] = []
  let at = 0
  for (;;) {
    const start = text.indexOf('"', at)
    if (start < 0)
      return { plain: parts.join('""') + (parts.length > 0 ? '""' : '') + text.slice(at), quoted: false }
    parts.push(text.slice(at, start))
    let end = text.indexOf('"', start + 1)
    while (end >= 0 && escaped(text, end)) end = text.indexOf('"', end + 1)
    if (end < 0) return { plain: parts.join('""'), quoted: true }
    at = end + 1
  }
}

function escaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text[at - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1
}

function nesting(plain: string): { readonly depth: number; readonly deepest: number } {
  let depth = 0
  let deepest = 0
  for (let i = 0; i < plain.length; i++) {
    const c = plain[i]
    if (c === '{' || c === '[') deepest = Math.max(deepest, ++depth)
    else if (c === '}' || c === ']') depth--
  }
  return { depth, deepest }
}

/** Whether every text in the value is whole characters. A list instead of recursion: nesting is the writer's choice. */
function wellFormed(value: unknown): boolean {
  const left = [value]
  while (left.length > 0) {
    const at = left.pop()
    if (typeof at === 'string' && !at.isWellFormed()) return false
    if (typeof at !== 'object' || at === null) continue
    for (const [key, item] of Object.entries(at)) {
      if (!key.isWellFormed()) return false
      left.push(item)
    }
  }
  return true
}
