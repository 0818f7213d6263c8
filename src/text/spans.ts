/** A stretch of one type, from `start` up to and not including `end`. Types are numbers, whoever names them. */
export interface Span {
  readonly type: number
  readonly start: number
  readonly end: number
}

/** Each span once, in the order of their first appearance. */
export function unique(spans: readonly Span[]): readonly Span[] {
  const once = new Map(spans.map(span => [keyOf(span), span]))
  return once.size === spans.length ? spans : [...once.values()]
}

/** How many spans of two lists without repetition are equal. */
export function common(gold: readonly Span[], answered: readonly Span[]): number {
  const known = new Set(gold.map(keyOf))
  return answered.reduce((sum, span) => sum + Number(known.has(keyOf(span))), 0)
}

/** When an answered span that overlaps a gold span is right about it, and what it earns otherwise. */
const VIEWS = {
  exact_boundary: { right: sameBoundaries, otherwise: 0 },
  partial: { right: sameBoundaries, otherwise: 0.5 },
  type: { right: sameType, otherwise: 0 },
} as const
export type View = keyof typeof VIEWS

/**
 * What the answered spans earn, 1 for a right one: in list order each takes the first gold span still free that it
 * overlaps, and stops there. SemEval-2013 task 9.1, matched as nervaluate 1.1.0 does.
 */
export function earned(gold: readonly Span[], answered: readonly Span[], view: View): number {
  const { right, otherwise } = VIEWS[view]
  const free = new Set(gold)
  let sum = 0
  for (const span of answered) {
    const met = first(free, one => overlap(one, span) * 100 >= one.end - one.start)
    if (!met) continue
    free.delete(met)
    sum += right(met, span) ? 1 : otherwise
  }
  return sum
}

/** A gold span and what was answered in its place; one of the two may be absent. */
export interface Pair {
  readonly gold: Span | undefined
  readonly answered: Span | undefined
}

/**
 * Pairs the spans that are not right, each at most once. A gold span meets, in the order of their places, first one of
 * the same boundaries, and then among those of its type that overlap it the one whose two ends lie nearest in sum (the
 * earlier of equally near ones). What is left is missed or spurious. `byName` orders the types.
 */
export function errors(
  gold: readonly Span[],
  answered: readonly Span[],
  byName: (a: number, b: number) => number,
): Pair[] {
  const inPlace = (a: Span, b: Span) => a.start - b.start || a.end - b.end || byName(a.type, b.type)
  const rest = (list: readonly Span[], other: readonly Span[]) => {
    const known = new Set(other.map(keyOf))
    return list.filter(span => !known.has(keyOf(span))).sort(inPlace)
  }
  const free = new Set(rest(answered, gold))
  let missed = rest(gold, answered)
  const pairs: Pair[] = []
  for (const meets of [sameBoundaries, (a: Span, b: Span) => sameType(a, b) && overlap(a, b) > 0]) {
    missed = missed.filter(span => {
      const met = nearest(span, free, meets)
      if (!met) return true
      free.delete(met)
      pairs.push({ gold: span, answered: met })
      return false
    })
  }
  return [
    ...pairs,
    ...missed.map(span => ({ gold: span, answered: undefined })),
    ...Array.from(free, span => ({ gold: undefined, answered: span })),
  ]
}

function nearest(span: Span, free: Iterable<Span>, meets: (a: Span, b: Span) => boolean): Span | undefined {
  let best: Span | undefined
  let least = Number.POSITIVE_INFINITY
  for (const one of free) {
    const distance = Math.abs(one.start - span.start) + Math.abs(one.end - span.end)
    if (distance < least && meets(span, one)) [best, least] = [one, distance]
  }
  return best
}

function first(spans: Iterable<Span>, fits: (span: Span) => boolean): Span | undefined {
  for (const span of spans) if (fits(span)) return span
  return undefined
}

function sameBoundaries(a: Span, b: Span): boolean {
  return a.start === b.start && a.end === b.end
}

function sameType(a: Span, b: Span): boolean {
  return a.type === b.type
}

/** Length of what both cover; 1 or more for the overlap of `earned` to be real. */
function overlap(a: Span, b: Span): number {
  const length = Math.min(a.end, b.end) - Math.max(a.start, b.start)
  return length > 0 ? length : Number.NEGATIVE_INFINITY
}

function keyOf({ type, start, end }: Span): string {
  return `${type} ${start} ${end}`
}
