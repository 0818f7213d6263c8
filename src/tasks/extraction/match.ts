/** One answer's spans beside the gold set's: what each way of matching counts. */
import { cutter, type Offsets, type Text } from '../../text/cut'
import { common, earned, errors, grouped, type Span, type Step, type View } from '../../text/spans'
import type { Scored, Tally, TypeTally } from './outcome'
import type { Spans } from './reader'

/** When a span is found. */
export type Match = 'exact' | View | 'text_set' | 'text_multiset'

/** The spans of the gold set, and what they have their places in, where it is declared. */
export interface Reference extends Spans {
  readonly text: Text | undefined
  /** how many places that text has */
  readonly length?: number | undefined
}

export interface Matching {
  readonly match: Match
  readonly offsets: Offsets
  /** orders type numbers by their names */
  readonly byName: (a: number, b: number) => number
  readonly step: Step
}

export function byWords(match: Match): match is 'text_set' | 'text_multiset' {
  return match === 'text_set' || match === 'text_multiset'
}

export function scored(gold: Reference, answer: Spans | undefined, matching: Matching): Scored {
  const [expected, answered] = [gold.spans, answer?.spans ?? []]
  const equal = tally(common(expected, answered), expected, answered)
  return {
    exact: answer !== undefined && allRight(equal),
    matched: byWords(matching.match)
      ? wordTally(gold, answer, matching)
      : tally(rightOf(gold, expected, answered, matching), expected, answered),
    types: typeTallies(gold, answered, matching),
    equal,
    legal: legalTally(gold, answer) ?? equal,
    errors: answer ? errors(expected, answered, matching.byName, matching.step) : [],
  }
}

/** Undefined where all sequences are legal, and so the tally of all. */
function legalTally(gold: Reference, answer: Spans | undefined): Tally | undefined {
  if (gold.legal === gold.spans && (!answer || answer.legal === answer.spans)) return undefined
  const [expected, answered] = [gold.legal ?? [], answer?.legal ?? []]
  return tally(common(expected, answered), expected, answered)
}

export function allRight([right, answered, expected]: Tally): boolean {
  return right === answered && right === expected
}

function tally(right: number, expected: readonly unknown[], answered: readonly unknown[]): Tally {
  return [right, answered.length, expected.length]
}

/** Whether a span ends behind the text, so that it is found nowhere. */
export function isOutside({ length = Number.POSITIVE_INFINITY }: Reference, { end }: Span): boolean {
  return end > length
}

function rightOf(
  gold: Reference,
  expected: readonly Span[],
  answered: readonly Span[],
  { match, step }: Matching,
): number {
  if (match === 'exact' || byWords(match)) return common(expected, answered)
  return earned(
    expected,
    answered.filter(span => !isOutside(gold, span)),
    match,
    step,
  )
}

/** Each type by itself: a span never meets one of another type. */
function typeTallies(gold: Reference, answered: readonly Span[], matching: Matching): TypeTally[] {
  const typeOf = ({ type }: Span) => type
  const [expecteds, answereds] = [grouped(gold.spans, typeOf), grouped(answered, typeOf)]
  return Array.from(new Set([...expecteds.keys(), ...answereds.keys()]), type => {
    const [e, a] = [expecteds.get(type) ?? [], answereds.get(type) ?? []]
    return [type, ...tally(rightOf(gold, e, a, matching), e, a)]
  })
}

/** Types with their words, wherever they stand: as a set, or as often as they occur. */
function wordTally(gold: Reference, answer: Spans | undefined, matching: Matching): Tally {
  const words = cutter(gold.text ?? '', matching.offsets)
  const counted = (list: readonly Span[]) => {
    const counts = new Map<string, number>()
    for (const span of list) {
      const { type, start, end } = span
      const key = isOutside(gold, span) ? `outside ${type} ${start} ${end}` : `${type} ${words(start, end)}`
      counts.set(key, matching.match === 'text_set' ? 1 : (counts.get(key) ?? 0) + 1)
    }
    return counts
  }
  const [e, a] = [counted(gold.every), counted(answer?.every ?? [])]
  const total = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count, 0)
  const right = Array.from(e, ([key, count]) => Math.min(count, a.get(key) ?? 0))
  return [total(right), total(a.values()), total(e.values())]
}
