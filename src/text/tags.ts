/** Sequences of tags → spans of tokens. Equal to seqeval @ cd01b52, get_entities and Tokens.entities. */
import type { Span } from './spans'

/** `B-PER` is prefix B and the number of PER; O has a type of its own. */
export interface Tag {
  readonly prefix: string
  readonly type: number
}

export const OUTSIDE: Tag = { prefix: 'O', type: -1 }

/** When, after a token with one of the prefixes `before`, one with a prefix of `now` does something. */
type Rule = readonly [before: string, now: string, types: 'any' | 'same' | 'other']

export interface Scheme {
  readonly prefixes: string
  readonly starts: readonly Rule[]
  readonly continues: readonly Rule[]
  readonly ends: readonly Rule[]
}

const ALL = 'OBIELSU'

/** What each scheme allows, as seqeval's mode='strict' has it. */
export const SCHEMES = {
  iob1: {
    prefixes: 'OBI',
    starts: [
      ['OB', 'I', 'any'],
      ['I', 'I', 'other'],
      ['BI', 'B', 'same'],
    ],
    continues: [['BI', 'I', 'same']],
    ends: [
      ['BI', 'O', 'any'],
      ['BI', 'I', 'other'],
      ['I', 'B', 'any'],
      // not before a B of another type, where IOB1 has no B
      ['B', 'B', 'same'],
    ],
  },
  iob2: {
    prefixes: 'OBI',
    starts: [[ALL, 'B', 'any']],
    continues: [['BI', 'I', 'same']],
    ends: [
      ['BI', 'OB', 'any'],
      ['BI', 'I', 'other'],
    ],
  },
  ioe2: {
    prefixes: 'OIE',
    starts: [
      ['OE', 'IE', 'any'],
      ['I', 'IE', 'other'],
    ],
    continues: [['I', 'IE', 'same']],
    ends: [['E', ALL, 'any']],
  },
  bioes: {
    prefixes: 'OBIES',
    starts: [[ALL, 'BS', 'any']],
    continues: [['BI', 'IE', 'same']],
    ends: [['ES', ALL, 'any']],
  },
  bilou: {
    prefixes: 'OBILU',
    starts: [[ALL, 'BU', 'any']],
    continues: [['BI', 'IL', 'same']],
    ends: [['LU', ALL, 'any']],
  },
} as const satisfies Record<string, Scheme>

/**
 * Spans as conlleval reads them, whatever the scheme: B and S start one, and so do I and E where none of their type is
 * open; E and S end one.
 */
export function chunks(tags: readonly Tag[]): Span[] {
  const spans: Span[] = []
  let start = 0
  for (let i = 0; i <= tags.length; i++) {
    const [before, now] = [tags[i - 1] ?? OUTSIDE, tags[i] ?? OUTSIDE]
    const apart = before.type !== now.type || 'ES'.includes(before.prefix) || 'BS'.includes(now.prefix)
    if (!apart) continue
    if (before.prefix !== 'O') spans.push({ type: before.type, start, end: i })
    start = i
  }
  return spans
}

/** Spans of the sequences that the scheme allows; any other is none. */
export function legalSpans(tags: readonly Tag[], { starts, continues, ends }: Scheme): Span[] {
  const spans: Span[] = []
  const holds = (rules: readonly Rule[], i: number) =>
    rules.some(rule => applies(rule, tags[i - 1] ?? OUTSIDE, tags[i] ?? OUTSIDE))
  for (let start = 0; start < tags.length; ) {
    let end = start + 1
    if (holds(starts, start)) {
      while (holds(continues, end)) end++
      if (holds(ends, end)) spans.push({ type: tags[start]!.type, start, end })
    }
    start = end
  }
  return spans
}

function applies([before, now, types]: Rule, previous: Tag, tag: Tag): boolean {
  if (!before.includes(previous.prefix) || !now.includes(tag.prefix)) return false
  return types === 'any' || (types === 'same') === (previous.type === tag.type)
}
