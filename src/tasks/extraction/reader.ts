/** Values → spans: lists of {type, start, end}, or of tags where a scheme is declared. */
import { kind, quote } from '../../problems'
import { type Span, unique } from '../../text/spans'
import { chunks, legalSpans, OUTSIDE, SCHEMES, type Scheme, type Tag } from '../../text/tags'
import { scalarText } from '../../values'

/** The spans of one value, each once, in their order. */
export interface Spans {
  readonly spans: readonly Span[]
  /** with their repetitions, which a multiset of words counts */
  readonly every: readonly Span[]
  /** those that the scheme allows, where another mode read `spans`; the same list where they are the same */
  readonly legal?: readonly Span[]
  /** how many tags there are */
  readonly tags?: number
}

/** What is wrong with a value, in words. */
export interface Unfit {
  readonly got: string
}

/** The number of a type's name. */
export type TypeNumber = (name: string) => number

/** Reads values of one suite's gold set, or of its systems. */
export type SpanReader = (value: unknown) => Spans | Unfit

export const WANTED_SPANS = 'a list of spans, each with type, start and end'

export function wantedTags(scheme: keyof typeof SCHEMES): string {
  const prefixes = [...SCHEMES[scheme].prefixes].filter(prefix => prefix !== 'O')
  return `a list of ${scheme} tags: O, or ${prefixes.map(prefix => `${prefix}-`).join(' ')} and a type`
}

/** Reads lists of spans. */
export function spanReader(numberOf: TypeNumber): SpanReader {
  return value => {
    if (!Array.isArray(value)) return { got: kind(value) }
    const spans: Span[] = []
    for (const [i, raw] of value.entries()) {
      const span = spanOf(raw, numberOf)
      if ('got' in span) return { got: `a list whose span ${i + 1} ${span.got}` }
      spans.push(span)
    }
    return { spans: unique(spans), every: spans }
  }
}

function spanOf(raw: unknown, numberOf: TypeNumber): Span | Unfit {
  if (typeof raw === 'string') return { got: 'is a text (tags need options.scheme)' }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { got: `is ${kind(raw)}` }
  const { type, start, end } = raw as Partial<Record<keyof Span, unknown>>
  const name = Object.hasOwn(raw, 'type') ? scalarText(type) : undefined
  if (name === undefined) return { got: 'has no type' }
  for (const [key, place] of Object.entries({ start, end })) {
    if (!Number.isSafeInteger(place) || (place as number) < 0)
      return { got: `has no ${key} that is a whole number of 0 or more` }
  }
  const [from, to] = [start as number, end as number]
  if (to <= from) return { got: `ends at ${to}, not after its start ${from}` }
  return { type: numberOf(name), start: from, end: to }
}

/** Reads lists of tags. Few tags are different, so each is taken apart once. */
export function tagReader(
  name: keyof typeof SCHEMES,
  mode: 'default' | 'strict',
  numberOf: TypeNumber,
): SpanReader {
  const scheme: Scheme = SCHEMES[name]
  const known = new Map<unknown, Tag>([['O', OUTSIDE]])
  const tagOf = (raw: unknown): Tag | undefined => {
    // split at the first hyphen: a type may hold others
    const [, prefix, type] = typeof raw === 'string' ? (/^([^O])-([\s\S]+)$/u.exec(raw) ?? []) : []
    return prefix !== undefined && scheme.prefixes.includes(prefix)
      ? { prefix, type: numberOf(type!) }
      : undefined
  }
  return value => {
    if (!Array.isArray(value)) return { got: kind(value) }
    const tags: Tag[] = []
    for (const [i, raw] of value.entries()) {
      const tag = known.get(raw) ?? tagOf(raw)
      if (!tag)
        return { got: `a list whose tag ${i + 1} is ${typeof raw === 'string' ? quote(raw) : kind(raw)}` }
      known.set(raw, tag)
      tags.push(tag)
    }
    const legal = legalSpans(tags, scheme)
    if (mode === 'strict') return { spans: legal, every: legal, tags: tags.length }
    const spans = chunks(tags)
    return { spans, every: spans, legal: alike(spans, legal) ? spans : legal, tags: tags.length }
  }
}

/** Whether two lists in the order of their places are equal. */
function alike(a: readonly Span[], b: readonly Span[]): boolean {
  const same = (one: Span, other: Span) =>
    one.type === other.type && one.start === other.start && one.end === other.end
  return a.length === b.length && a.every((span, i) => same(span, b[i]!))
}
