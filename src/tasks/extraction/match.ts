/** One answer's spans beside the gold set's: what each way of matching counts. */
import { cutter, type Offsets, type Text } from '../../text/cut'
import { common, earned, errors, type Span, type View } from '../../text/spans'
import type { Scored, Tally, TypeTally } from './outcome'
import type { Spans } from './reader'

/** When a span is found. */
export type Match = 'exact' | View | 'text_set' | 'text_multiset'

/** The spans of the gold set, and what they have their places in, where it is declared. */
export interface Reference extends Spans {
  readonly text: Text | undefined
}

export interface Matching {
  readonly match: Match
  readonly offsets: Offsets
  /** orders type numbers by their names */
  readonly byName: (a: number, b: number) => number
}

export function byWords(match: Match): match is 'text_set' | 'text_multiset' {
  return match === 'text_set' || match === 'text_multiset'
}

export function scored(gold: Reference, answer: Spans | undefined, matching: Matching): Scored {
  const { match } = matching
  const [expected, answered] = [gold.spans, answer?.spans ?? []]
  const equal = tally(common(expected, answered), expected, answered)
  return {
    exact: answer !== undefined && allRight(equal),
    matched: byWords(match)
      ? wordTally(gold, answer, matching)
      : tally(rightOf(expected, answered, match), expected, answered),
    types: typeTallies(expected, answered, match),
    equal,
    legal: legalTally(gold, answer) ?? equal,
    errors: answer ? errors(expected, answered, matching.byName) : [],
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

function rightOf(expected: readonly Span[], answered: readonly Span[], match: Match): number {
  return match === 'exact' || byWords(match) ? common(expected, answered) : earned(expected, answered, match)
}

/** Each type by itself: a span never meets one of another type. */
function typeTallies(expected: readonly Span[], answered: readonly Span[], match: Match): TypeTally[] {
  const types = new Set([...expected, ...answered].map(({ type }) => type))
  return Array.from(types, type => {
    const [e, a] = [expected, answered].map(spans => spans.filter(span => span.type === type)) as [
      Span[],
      Span[],
    ]
    return [type, ...tally(rightOf(e, a, match), e, a)]
  })
}

/** Types with their words, wherever they stand: as a set, or as often as they occur. */
function wordTally(gold: Reference, answer: Spans | undefined, matching: Matching): Tally {
  const words = cutter(gold.text ?? '', matching.offsets)
  const counted = (list: readonly Span[]) => {
    const counts = new Map<string, number>()
    for (const { type, start, end } of list) {
      const key = `${type} ${words(start, end)}`
      counts.set(key, matching.match === 'text_set' ? 1 : (counts.get(key) ?? 0) + 1)
    }
    return counts
  }
  const [e, a] = [counted(gold.every), counted(answer?.every ?? [])]
  const total = (counts: Iterable<number>) => [...counts].reduce((sum, count) => sum + count, 0)
  const right = Array.from(e, ([key, count]) => Math.min(count, a.get(key) ?? 0))
  return [total(right), total(a.values()), total(e.values())]
}
