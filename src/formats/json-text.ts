import type { Place, Problems } from '../problems'

/** The value of one JSON text, or undefined after telling what is wrong. `last` says that the data end with it. */
export function parseJson(
  text: string,
  place: Place,
  last: boolean,
  problems: Problems,
): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    const token = nonfinite(text)
    if (token !== undefined) problems.add('json.nonfinite', place, { token })
    else if (last && open(text)) problems.add('json.truncated', place, {})
    else problems.add('json.syntax', place, { why: reason(text) })
    return undefined
  }
}

/** Whether brackets nest deeper than `limit`; those inside strings do not count. */
export function deeper(text: string, limit: number): boolean {
  let depth = 0
  for (const character of outside(text)) {
    if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    if (depth > limit) return true
  }
  return false
}

/** Whether the text ends inside of a string or with brackets open. */
function open(text: string): boolean {
  let depth = 0
  for (const character of outside(text)) {
    if (character === '{' || character === '[') depth++
    else if (character === '}' || character === ']') depth--
    else if (character === '"') return true
  }
  return depth > 0
}

/** The characters that are not in strings; a lone `"` stands for a string that never ends. */
function* outside(text: string): Iterable<string> {
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '"') {
      yield text[i]!
      continue
    }
    let end = i + 1
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    if (end >= text.length) yield '"'
    i = end
  }
}

/** NaN or Infinity written as a number. */
function nonfinite(text: string): string | undefined {
  const plain = [...outside(text)].join('')
  return /(?<![\w.])(-?Infinity|NaN)(?![\w.])/u.exec(plain)?.[1]
}

/** What a reader would look for first. */
function reason(text: string): string {
  const plain = [...outside(text)].join('')
  const start = text.trimStart()
  if (/^['\w]/u.test(start) && !/^(?:true|false|null|\d)/u.test(start))
    return `it starts with ${JSON.stringify(start.slice(0, 20))}`
  if (/,\s*[}\]]/u.test(plain)) return 'there is a comma before a closing bracket'
  if (/\/\/|\/\*/u.test(plain)) return 'there is a comment'
  if (/'/u.test(plain)) return 'there are single quotes'
  if (/\b(?:True|False|None)\b/u.test(plain)) return 'it looks like a Python literal'
  if (/[}\]]\s*[{[]/u.test(plain)) return 'one value follows another without a comma or a line end'
  return open(text) ? 'brackets or quotes are not closed' : 'an unexpected character'
}
