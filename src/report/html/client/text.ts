/** Texts of others as nodes: what differs is marked, spans are marked, and what shows nothing is written out. */
import { runs } from '../../difference'
import { INVISIBLE } from '../../escape'
import type { ShownSpan } from '../../report'
import { element } from './element'

/** Words that are compared; in a longer text the rest is not marked. */
const COMPARED = 2000

/** Line ends and tabs stay; other characters that show nothing, or turn the reading direction, are written out. */
export function legible(text: string): string {
  return text.replace(INVISIBLE, character =>
    /[\n\r\t]/u.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  )
}

/** One line, and not much of it. */
export function line(text: string | null): string {
  if (text === null) return 'no answer'
  const start = text.slice(0, 200).replace(/\s+/gu, ' ')
  return text === '' ? '(empty)' : legible(start)
}

/** `text` with what `other` lacks marked. */
export function compared(text: string, other: string | null, kind: 'missing' | 'added'): Node[] {
  if (text === '') return [element('em', {}, '(empty)')]
  if (other === null || text === other) return [document.createTextNode(legible(text))]
  return runs(text, other, COMPARED).map(({ text, common }) =>
    common ? document.createTextNode(legible(text)) : element('mark', { class: kind }, legible(text)),
  )
}

/** A text with its spans marked; those that `right` does not have are wrong. Spans may overlap. */
export function spanned(
  text: string,
  spans: readonly ShownSpan[],
  right: readonly ShownSpan[],
  wrong: string,
): Node[] {
  const key = (span: ShownSpan) => span.join(' ')
  const known = new Set(right.map(key))
  const places = [0, text.length, ...spans.map(([start]) => start), ...spans.map(([, end]) => end)]
  const edges = [...new Set(places)].sort((a, b) => a - b)
  return edges.slice(0, -1).flatMap((from, i): Node[] => {
    const to = edges[i + 1]!
    const part = legible(text.slice(from, to))
    const over = spans.filter(([start, end]) => start <= from && end >= to && end > start)
    if (over.length === 0) return [document.createTextNode(part)]
    const isWrong = over.some(span => !known.has(key(span)))
    const mark = element('mark', { class: isWrong ? wrong : 'right' }, part)
    const ending = over.filter(([, end]) => end === to).map(([, , type]) => legible(type))
    return ending.length === 0 ? [mark] : [mark, element('span', { class: 'type' }, ending.join(' '))]
  })
}
