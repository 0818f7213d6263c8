/** Styled text: how wide it is on a terminal, where it may break, and the codes that colour it. */
import { eastAsianWidth } from 'get-east-asian-width'

/** What a reader sees: the width in columns, and whether colours are shown. */
export interface Screen {
  readonly width: number
  readonly colour: boolean
}

export type Style = 'strong' | 'faint' | 'bad' | 'good' | 'doubtful' | 'differs'

export interface Span {
  readonly text: string
  readonly style?: Style | undefined
}

/** One line of a terminal. */
export type Line = readonly Span[]

/** ECMA-48, select graphic rendition; only the sixteen colours that every theme sets itself. */
const CODES = {
  strong: '1',
  faint: '2',
  bad: '1;31',
  good: '1;32',
  doubtful: '1;33',
  differs: '1;33',
} as const satisfies Record<Style, string>

export function span(text: string, style?: Style): Span {
  return { text, style }
}

/** Lines as text; without colour the styles are gone and nothing else. */
export function painted(lines: readonly Line[], colour: boolean): string {
  const paint = ({ text, style }: Span) =>
    colour && style && text.trim() !== '' ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text
  return lines.map(line => withoutEnd(line).map(paint).join('').replaceAll(NBSP, ' ')).join('\n')
}

/** Keeps a number and its unit on one line; written as a plain space. */
export const NBSP = '\u00a0'

/** A line without the spaces that it ends in. */
function withoutEnd(line: Line): Span[] {
  const kept = [...line]
  while (kept.length > 0) {
    const { text, style } = kept.pop()!
    const rest = text.trimEnd()
    if (rest !== '') return [...kept, { text: rest, style }]
  }
  return kept
}

/** Columns that a terminal takes for a text without control characters. */
export function widthOf(text: string): number {
  let width = 0
  let last = 0
  for (const character of text) {
    if (character === '\ufe0f') {
      // what would be a letter is shown as a picture
      width += 2 - last
      last = 2
    } else if (!/[\p{Mn}\p{Me}\p{Cf}]/u.test(character)) {
      last = eastAsianWidth(character.codePointAt(0)!)
      width += last
    }
  }
  return width
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, { text }) => sum + widthOf(text), 0)
}

/** What stays together on one line where there is room for it at all. */
interface Chunk {
  readonly spans: Span[]
  width: number
  /** a space stands before it, of this style */
  readonly space?: Span | undefined
}

/**
 * The text in lines of at most `width` columns, but for what is wider in itself and must not be cut, a number. Lines break
 * at spaces and between wide characters; a longer word breaks where it has a bracket or a sign, else anywhere.
 */
export function wrap(text: readonly Span[], width: number): Line[] {
  const lines: Span[][] = [[]]
  let used = 0
  for (const chunk of chunksOf(text).flatMap(one => fitting(one, width))) {
    const { space } = chunk
    const gap = space && used > 0 ? space.text.length : 0
    if (used > 0 && used + gap + chunk.width > width) {
      lines.push([])
      used = 0
    } else if (gap > 0) {
      add(lines.at(-1)!, space!)
      used += gap
    }
    for (const part of chunk.spans) add(lines.at(-1)!, part)
    used += chunk.width
  }
  return lines
}

/** The least width at which no chunk has to break. */
export function leastWidth(text: readonly Span[]): number {
  return Math.max(0, ...chunksOf(text).map(({ width }) => width))
}

/** A base and the marks on it; NBSP is no place to break. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu

function chunksOf(text: readonly Span[]): Chunk[] {
  const chunks: Chunk[] = []
  let space: Span | undefined = { text: '' }
  let wasWide = false
  for (const { text: all, style } of text) {
    for (const [cluster] of all.matchAll(CLUSTER)) {
      if (cluster === ' ') {
        space = { text: `${space?.text ?? ''} `, style }
        continue
      }
      const width = widthOf(cluster)
      const isWide = width > 1 && !/[\p{P}]/u.test(cluster)
      if (space || (isWide && wasWide)) chunks.push({ spans: [], width: 0, space })
      const chunk = chunks.at(-1)!
      add(chunk.spans, { text: cluster, style })
      chunk.width += width
      space = undefined
      wasWide = isWide
    }
  }
  return chunks
}

/** Numbers, signs with what is before them, brackets with what is behind them, single characters. */
const PIECE = /[±+−-]?\p{Nd}[\p{Nd}.,]*|[[{(]|\P{M}\p{M}*|\p{M}+/gu
const BEFORE = /^[[{(]/u
const BEHIND = /[/,;:=_.\-}\])]$/u

/** A chunk that is too wide, in parts that are not. */
function fitting(chunk: Chunk, width: number): Chunk[] {
  if (chunk.width <= width) return [chunk]
  const pieces = chunk.spans.flatMap(({ text, style }) =>
    Array.from(text.matchAll(PIECE), ([piece]) => ({ text: piece, style, width: widthOf(piece) })),
  )
  const parts: Chunk[] = []
  let [from, used, good, best] = [0, 0, 0, 0]
  const cut = (to: number) => {
    const spans: Span[] = []
    for (const piece of pieces.slice(from, to)) add(spans, piece)
    parts.push({ spans, width: lineWidth(spans), space: from === 0 ? chunk.space : undefined })
    from = to
  }
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at]!
    if (at > from && BEFORE.test(piece.text)) best = at
    if (at > from && BEHIND.test(pieces[at - 1]!.text)) good = at
    if (at > from && used + piece.width > width) {
      cut(best > from ? best : good > from ? good : at)
      used = pieces.slice(from, at).reduce((sum, one) => sum + one.width, 0)
    }
    used += piece.width
  }
  cut(pieces.length)
  return parts
}

/** Joins what has the same style. */
function add(line: Span[], { text, style }: Span): void {
  const last = line.at(-1)
  if (last && last.style === style) line[line.length - 1] = { text: last.text + text, style }
  else line.push({ text, style })
}

/** Wrapped, `first` before the first line and as many spaces before the others. */
export function hanging(first: string, text: readonly Span[], width: number, style?: Style): Line[] {
  const indent = widthOf(first)
  return wrap(text, Math.max(12, width - indent)).map((line, i) => [
    i === 0 ? span(first, style) : span(' '.repeat(indent)),
    ...line,
  ])
}

/** Sentences are not set wider than they can be read. */
export const SENTENCE = 108

export function sentence(text: string, { width }: Screen, indent = '', style?: Style): Line[] {
  return hanging(indent, [span(text, style)], Math.min(width, SENTENCE))
}
