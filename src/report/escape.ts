/**
 * Text that others wrote (ids, labels, answers, paths, names) as inert Markdown. It stands in code spans only, whose
 * fence is longer than any run of backticks inside: there GitHub resolves no mention, link, HTML or Markdown.
 */

import { runs } from './difference'

/** More than this of one text is cut. */
const LONGEST = 160

/** `text` as one code span for running text or, with `cell`, for a table cell. */
export function code(text: string, cell = false, most = LONGEST): string {
  if (text === '') return '*(empty)*'
  const safe = visible(text, most)
  const fence = '`'.repeat(1 + Math.max(0, ...Array.from(safe.matchAll(/`+/gu), ([run]) => run.length)))
  const pad = safe.startsWith('`') || safe.endsWith('`') ? ' ' : ''
  const span = `${fence}${pad}${safe}${pad}${fence}`
  return cell ? span.replace(PIPE, escaped) : span
}

/** Renderers differ in whether the backslash before a pipe is escaped itself, so no pipe follows one. */
const PIPE = /(\\?)\|/gu
const escaped = (_: string, before: string) => (before === '' ? '\\|' : '\\\\u{7c}')

/** A text in code spans, what another text lacks in bold ones; both cut at `most` code points. */
export function compared(text: string, other: string, cell = false, most = LONGEST): string {
  if (text === '' || text === other || !/\s/u.test(`${text.trim()}${other.trim()}`))
    return code(text, cell, most)
  let left = most
  const spans: string[] = []
  for (const { text: words, common } of runs(text, other)) {
    if (left <= 0) {
      spans.push('…')
      break
    }
    if (words.trim() === '') continue
    // the space behind a run stands between the spans
    const span = code(words.trim(), cell, left)
    spans.push(common ? span : `**${span}**`)
    left -= [...words].length
  }
  return spans.join(' ')
}

/**
 * A sentence of ours with names of others in it: words of letters, digits and plain punctuation stay, anything else
 * (and what GitHub would link: addresses, hashes, mentions) goes into code spans.
 */
export function prose(text: string, cell = false): string {
  const parts: { words: string[]; safe: boolean }[] = []
  for (const word of visible(text, Number.POSITIVE_INFINITY).split(' ')) {
    const safe = SAFE.test(word) && !isLinked(word) && !(parts.length === 0 && ORDERED.test(word))
    const last = parts.at(-1)
    if (last?.safe === safe) last.words.push(word)
    else parts.push({ words: [word], safe })
  }
  return parts.map(({ words, safe }) => (safe ? words.join(' ') : code(words.join(' '), cell))).join(' ')
}

/** A plain word, number, percentage or interval, with sentence punctuation around it. */
const SAFE =
  /^[(“]*(?:[±+−-]?(?:[\p{L}\p{N}]+(?:[_’'–-][\p{L}\p{N}]+)*|\p{N}+(?:[.,–]\p{N}+)*)%?|[=≥≤%…±–])?[)”.,:;?!]*$/u
/** Seven or more hexadecimal digits would be linked as a commit; `GH-1` and its like as an issue or an advisory. */
const isLinked = (word: string) =>
  /[0-9a-f]{7,}/iu.test(word) || (word.includes('-') && /^[(“]*\p{L}/u.test(word) && /\p{N}/u.test(word))
/** Where a line begins with it, a list begins. */
const ORDERED = /^\p{N}+[.)]$/u

/** One line of well-formed text: invisible characters are written out. */
export function visible(text: string, most = LONGEST): string {
  const points = [...text.toWellFormed()]
  const cut = points.length > most ? [...points.slice(0, most - 1), '…'] : points
  return cut
    .join('')
    .replace(/\r\n|[\n\r\u2028\u2029\u0085]/gu, '⏎')
    .replace(/\t/gu, ' ')
    .replace(INVISIBLE, character => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replace(/^ +| +$/gu, spaces => '␣'.repeat(spaces.length))
}

/** Characters that show nothing or turn the reading direction: controls, format characters, fillers, lone marks. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\u115f\u1160\u3164\uffa0]/gu
