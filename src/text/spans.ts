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

/** Counts steps of the search for spans that overlap. */
export type Step = (count: number) => void

/**
 * What the answered spans earn, 1 for a right one: in list order each takes the first gold span still free that it
 * overlaps, and stops there. SemEval-2013 task 9.1, matched as nervaluate 1.1.0 does.
 */
export function earned(
  gold: readonly Span[],
  answered: readonly Span[],
  view: View,
  step: Step = () => {},
): number {
  const { right, otherwise } = VIEWS[view]
  const order = new Map(gold.map((span, at) => [span, at]))
  const byStart = [...gold].sort((a, b) => a.start - b.start)
  const longest = gold.reduce((most, { start, end }) => Math.max(most, end - start), 0)
  let sum = 0
  for (const span of answered) {
    let met: Span | undefined
    for (let at = firstBehind(byStart, span.start - longest); at < byStart.length; at++) {
      const one = byStart[at]!
      if (one.start >= span.end) break
      step(1)
      if (!order.has(one) || overlap(one, span) * 100 < one.end - one.start) continue
      if (!met || order.get(one)! < order.get(met)!) met = one
    }
    if (!met) continue
    order.delete(met)
    sum += right(met, span) ? 1 : otherwise
  }
  return sum
}

/** Where the spans begin that start behind a place. */
function firstBehind(byStart: readonly Span[], place: number): number {
  let [low, high] = [0, byStart.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (byStart[middle]!.start > place) high = middle
    else low = middle + 1
  }
  return low
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
  step: Step = () => {},
): Pair[] {
  const inPlace = (a: Span, b: Span) => a.start - b.start || a.end - b.end || byName(a.type, b.type)
  const rest = (list: readonly Span[], other: readonly Span[]) => {
    const known = new Set(other.map(keyOf))
    return list.filter(span => !known.has(keyOf(span))).sort(inPlace)
  }
  const free = new Set(rest(answered, gold))
  let missed = rest(gold, answered)
  const pairs: Pair[] = []
  for (const meets of [inSamePlace, nearestOfType]) {
    const meet = meets(free, step)
    missed = missed.filter(span => {
      const met = meet(span)
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

/** Gives the first span of the same boundaries, each once. */
function inSamePlace(free: Iterable<Span>): (span: Span) => Span | undefined {
  const byPlace = grouped(free, placeOf)
  for (const spans of byPlace.values()) spans.reverse()
  return span => byPlace.get(placeOf(span))?.pop()
}

/** Gives the nearest span of the type that overlaps, each once. It must be asked in the order of the spans' starts. */
function nearestOfType(free: Iterable<Span>, step: Step): (span: Span) => Span | undefined {
  const byType = grouped(free, ({ type }) => type)
  const heads = new Map<number, number>()
  return span => {
    const spans = byType.get(span.type) ?? []
    let head = heads.get(span.type) ?? 0
    // no later span starts before this one, so none overlaps these either
    while (head < spans.length && spans[head]!.end <= span.start) head++
    let [best, least] = [-1, Number.POSITIVE_INFINITY]
    let at = head
    for (; at < spans.length && spans[at]!.start < span.end; at++) {
      const one = spans[at]!
      const distance = Math.abs(one.start - span.start) + Math.abs(one.end - span.end)
      if (distance < least && one.end > span.start) [best, least] = [at, distance]
    }
    step(at - head)
    const met = spans[best]
    if (met) spans.copyWithin(head + 1, head, best)
    heads.set(span.type, met ? head + 1 : head)
    return met
  }
}

/** In their order. */
export function grouped<Key>(spans: Iterable<Span>, by: (span: Span) => Key): Map<Key, Span[]> {
  const groups = new Map<Key, Span[]>()
  for (const span of spans) {
    const key = by(span)
    const group = groups.get(key)
    if (group) group.push(span)
    else groups.set(key, [span])
  }
  return groups
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

function keyOf(span: Span): string {
  return `${span.type} ${placeOf(span)}`
}

function placeOf({ start, end }: Span): string {
  return `${start} ${end}`
}
