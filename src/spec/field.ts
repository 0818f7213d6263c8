/**
 * Field references: RFC 9535 singular queries (`$.a[0]`, `$['inputs.id']`, `$.messages[-1]`), with a bare name or a
 * dotted path as a short form. No wildcards, filters or recursion, so a reference names one value and costs nothing.
 */
export type Path = readonly (string | number)[]

const DEPTH = 32
const NAME = /^[^\s.[\]'"$*?@(),:]+/u
const SEGMENT =
  /^(?:\.([^\s.[\]'"$*?@(),:]+)|\[(-?(?:0|[1-9]\d*))\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\])/u

/** The parsed reference, or a sentence on what is wrong with it. */
export function parseField(text: string): Path | { readonly why: string } {
  let rest = text
  if (rest.startsWith('$')) rest = rest.slice(1)
  else {
    const name = NAME.exec(rest)?.[0]
    if (name === undefined)
      return { why: rest === '' ? 'it is empty' : `unexpected ${JSON.stringify(rest[0])}` }
    rest = `.${rest}`
  }
  const path: (string | number)[] = []
  while (rest !== '') {
    const match = SEGMENT.exec(rest)
    if (!match)
      return { why: `unexpected ${JSON.stringify(rest[0])} after ${text.length - rest.length} characters` }
    const [whole, dotted, index, single, double] = match
    if (dotted !== undefined) path.push(dotted)
    else if (index !== undefined) path.push(Number(index))
    else path.push((single ?? double!).replace(/\\(.)/gu, '$1'))
    rest = rest.slice(whole.length)
  }
  if (path.length === 0) return { why: 'it names no field' }
  return path.length > DEPTH ? { why: `it is deeper than ${DEPTH}` } : path
}

/** The value at `path`, or `undefined` when there is none; inherited properties do not count. */
export function get(value: unknown, path: Path): unknown {
  let at = value
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined
    if (typeof step === 'number') {
      if (!Array.isArray(at)) return undefined
      at = at.at(step)
    } else {
      if (Array.isArray(at) || !Object.hasOwn(at, step)) return undefined
      at = (at as Record<string, unknown>)[step]
    }
  }
  return at
}

/** The reference as a user would write it. */
export function fieldText(path: Path): string {
  const text = path
    .map(s =>
      typeof s === 'number'
        ? `[${s}]`
        : NAME.exec(s)?.[0] === s
          ? `.${s}`
          : `['${s.replace(/['\\]/g, '\\$&')}']`,
    )
    .join('')
  return text.startsWith('.') && !text.includes('[') ? text.slice(1) : `$${text}`
}
