/** The JSON value in what a model wrote: the whole text, or with good will a part of it. */
import { DEEPEST, unsound } from './json-value'

/** Undefined where there is no value; null is one. */
export interface Found {
  readonly value: unknown
}

/** The whole text is one RFC 8259 value: no BOM, no NaN, no comments, no number beyond a double. */
export function strictJson(text: string): Found | undefined {
  if (text === '') return undefined
  try {
    const value: unknown = JSON.parse(text)
    return unsound(value) === undefined ? { value } : undefined
  } catch {
    return undefined
  }
}

/** The whole text, else the first code fence that parses, else the first object or array that does. */
export function lenientJson(text: string): Found | undefined {
  return strictJson(text) ?? fenced(text) ?? embedded(text)
}

const FENCE = '```'

function fenced(text: string): Found | undefined {
  let open = text.indexOf(FENCE)
  while (open >= 0) {
    const close = text.indexOf(FENCE, open + FENCE.length)
    if (close < 0) return undefined
    const content = text.slice(open + FENCE.length, close)
    const tag = /^[\w+-]*/.exec(content)![0]
    // what looks like a tag may be all there is
    const found =
      strictJson(content.slice(tag.length).trim()) ?? (tag === '' ? undefined : strictJson(content.trim()))
    if (found) return found
    open = text.indexOf(FENCE, close + FENCE.length)
  }
  return undefined
}

/**
 * The object or array at the first opening bracket from which one can be read to its end. A reading that fails has
 * settled all brackets that it took for brackets: those still open fail with it, those closed are values. Only the
 * brackets in its strings are left, and a reading from one of these takes text for strings and strings for text.
 * So no character is read more than a few times, whatever the text.
 */
function embedded(text: string): Found | undefined {
  const settled = new Uint8Array(text.length)
  let [first, end] = [-1, -1]
  for (let at = nextBracket(text, 0); at >= 0; at = nextBracket(text, at + 1)) {
    if (!settled[at]) {
      readContainer(text, at, (start, stop) => {
        settled[start] = 1
        if (stop !== undefined && (first < at || start < first)) [first, end] = [start, stop]
      })
    }
    if (at === first) return { value: JSON.parse(text.slice(first, end)) }
  }
  return undefined
}

function nextBracket(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === '{' || text[at] === '[') return at
  return -1
}

/**
 * Reads from the opening bracket at `start`, and settles every bracket met on the way: with the end of its object or
 * array, or without one when that cannot be read, or nests too deep.
 */
function readContainer(text: string, start: number, settle: (start: number, end?: number) => void): void {
  /** brackets that are open, and how deep the values in each nest so far */
  const open: number[] = []
  const heights: number[] = []
  for (let at = start; at >= 0; ) {
    const item = spaced(text, at)
    if (text[item] === '{' || text[item] === '[') {
      open.push(item)
      heights.push(0)
      at = item + 1
      if (!isClosing(text, at, open)) {
        at = afterKey(text, at, open)
        continue
      }
    } else at = scalarEnd(text, item)
    while (at >= 0 && isClosing(text, at, open)) {
      at = spaced(text, at) + 1
      const height = heights.pop()! + 1
      settle(open.pop()!, height <= DEEPEST ? at : undefined)
      if (open.length === 0) return
      heights.push(Math.max(heights.pop()!, height))
    }
    if (at < 0) break
    const comma = spaced(text, at)
    at = text[comma] === ',' ? afterKey(text, comma + 1, open) : -1
  }
  for (const bracket of open) settle(bracket)
}

/** Whether the bracket opened last closes here. */
function isClosing(text: string, at: number, open: readonly number[]): boolean {
  const bracket = text[open.at(-1) ?? -1]
  return bracket !== undefined && text[spaced(text, at)] === (bracket === '{' ? '}' : ']')
}

/** In an object, behind the next key and its colon; −1 where there is none. */
function afterKey(text: string, at: number, open: readonly number[]): number {
  if (text[open.at(-1)!] !== '{') return at
  const key = spaced(text, at)
  const end = text[key] === '"' ? stringEnd(text, key) : -1
  const colon = end < 0 ? -1 : spaced(text, end)
  return text[colon] === ':' ? colon + 1 : -1
}

function spaced(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++
  return at
}

/** A number, or a word, as long as it may be. */
const SCALAR = /(?:true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)/y

/** Behind the string, number or word that stands here; −1 where none does, or a number beyond a double. */
function scalarEnd(text: string, at: number): number {
  if (text[at] === '"') return stringEnd(text, at)
  SCALAR.lastIndex = at
  const scalar = SCALAR.exec(text)?.[0]
  const finite = scalar !== undefined && (/^[tfn]/.test(scalar) || Number.isFinite(Number(scalar)))
  return finite ? at + scalar.length : -1
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '"') return at + 1
    if (text.charCodeAt(at) < 0x20) return -1
    if (text[at] !== '\\') continue
    at++
    if (text[at] === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) at += 4
    else if (!'"\\/bfnrt'.includes(text[at] ?? 'x')) return -1
  }
  return -1
}
