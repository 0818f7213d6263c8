/** Spans as a reader of the report sees them. */
import { listed } from '../../problems'
import { cutter, type Offsets, type Text, units } from '../../text/cut'
import { errors, type Pair, type Span } from '../../text/spans'
import type { Shown, ShownPart } from '../task'

/** Spans shown of one example, and code points of one span's words. */
const [SPANS, WORDS] = [20, 60]

export interface Showing {
  /** of a type number */
  readonly name: (type: number) => string
  readonly byName: (a: number, b: number) => number
  readonly text: Text | undefined
  readonly offsets: Offsets
}

/** `answered` is undefined where there is no answer. */
export function shownSpans(
  gold: readonly Span[],
  answered: readonly Span[] | undefined,
  { name, byName, text, offsets }: Showing,
): Shown {
  const words = text === undefined ? undefined : cutter(text, offsets)
  const inPlace = (a: Span, b: Span) => a.start - b.start || a.end - b.end || byName(a.type, b.type)
  /** `“Ada” [17, 20)`: the end is exclusive */
  const place = ({ start, end }: Span) => `${words ? `“${short(words(start, end))}” ` : ''}[${start}, ${end})`
  const whole = (span: Span) => `${name(span.type)} ${place(span)}`
  const list = (spans: readonly Span[]) => {
    const shown = listed([...spans].sort(inPlace).slice(0, SPANS).map(whole))
    return spans.length > SPANS ? `${shown} and ${spans.length - SPANS} more` : shown
  }
  const part = ({ gold, answered }: Pair): ShownPart => ({
    part: name((gold ?? answered)!.type),
    expected: gold ? place(gold) : null,
    answered: answered ? (gold && gold.type !== answered.type ? whole(answered) : place(answered)) : null,
  })
  const wrong = errors(gold, answered ?? [], byName).sort((a, b) =>
    inPlace((a.gold ?? a.answered)!, (b.gold ?? b.answered)!),
  )
  return {
    expected: list(gold),
    answered: answered ? list(answered) : null,
    parts: wrong.map(part),
    ...(text !== undefined && { spans: placed(text, gold, answered ?? [], name, offsets) }),
  }
}

function placed(
  text: Text,
  gold: readonly Span[],
  answered: readonly Span[],
  name: Showing['name'],
  offsets: Offsets,
): NonNullable<Shown['spans']> {
  const { whole, unit } = units(text, offsets)
  const all = (spans: readonly Span[]) =>
    spans
      .map(({ start, end, type }) => [unit(start), unit(end, true), name(type)] as const)
      .sort(([a, b], [c, d]) => a - c || b - d)
  return { text: whole, expected: all(gold), answered: all(answered) }
}

/** On one line, and not much of it. */
function short(words: string): string {
  const line = [...words.replace(/\s+/gu, ' ')]
  return line.length > WORDS ? `${line.slice(0, WORDS - 1).join('')}…` : line.join('')
}
