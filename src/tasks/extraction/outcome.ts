/** What an example's outcome says of its spans, as numbers, and what many outcomes sum up to. */
import type { Counts } from '../../metrics/averages'
import type { HasSpans } from '../../metrics/span-f'
import type { SpanErrors } from '../../report/report'
import { byCodePoint } from '../../text/code-points'
import type { Pair } from '../../text/spans'
import type { Labels } from '../labels'
import type { Confused, Counted, Outcome } from '../task'

/** How many spans earned what, were answered and are expected. */
export type Tally = readonly [right: number, answered: number, expected: number]
/** The same of the spans of one type. */
export type TypeTally = readonly [type: number, right: number, answered: number, expected: number]

/** One example. */
export interface Scored {
  /** the sets of spans are equal */
  readonly exact: boolean
  /** as options.match counts */
  readonly matched: Tally
  readonly types: readonly TypeTally[]
  /** equal spans, whatever options.match says */
  readonly equal: Tally
  /** equal spans that the scheme allows */
  readonly legal: Tally
  readonly errors: readonly Pair[]
}

export interface Sum extends HasSpans {
  /** examples whose sets of spans are equal */
  readonly exact: number
  readonly equal: Counts
  readonly legal: Counts
  /** by type number */
  readonly answered: ReadonlyMap<number, number>
  readonly met: readonly Met[]
}

/** How often a gold span was met by something else in its place. */
interface Met {
  readonly expected: number
  readonly answered: number
  readonly move: number
  readonly count: number
}

/** How what was answered in a gold span's place differs from it; numbers in an outcome are places in this list. */
const MOVES = [
  'another type',
  'start 1 earlier',
  'start 1 later',
  'start off by more',
  'end 1 earlier',
  'end 1 later',
  'end off by more',
  'both ends 1 earlier',
  'both ends 1 later',
  'both ends off',
] as const
const [LEFT, RIGHT, BOTH] = [1, 4, 7]

/** [exact, …matched, …equal, …legal, how many types, …each type's tally, …(expected, answered, move, count)]. */
export function encoded({ exact, matched, types, equal, legal, errors }: Scored): Outcome {
  const met = new Map<string, number[]>()
  for (const { gold, answered } of errors) {
    if (!gold || !answered) continue
    const move = moveOf(answered.start - gold.start, answered.end - gold.end)
    const key = [gold.type, answered.type, move]
    const found = met.get(key.join())
    if (found) found[3]!++
    else met.set(key.join(), [...key, 1])
  }
  const ordered = [...met.values()].sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!)
  return [
    Number(exact),
    ...matched,
    ...equal,
    ...legal,
    types.length,
    ...[...types].sort(([a], [b]) => a - b).flat(),
    ...ordered.flat(),
  ]
}

const [EXACT, MATCHED, EQUAL, LEGAL, TYPES] = [0, 1, 4, 7, 10]
const [TALLY, MET] = [4, 4]

/** F1 of the example's own spans, as options.match has it. */
export function ownF1(outcome: Outcome): number {
  const [right, answered, expected] = [0, 1, 2].map(i => outcome[MATCHED + i]!) as [number, number, number]
  return answered + expected === 0 ? 1 : (2 * right) / (answered + expected)
}

export function isExact(outcome: Outcome): boolean {
  return outcome[EXACT] === 1
}

/** Types that the reference has. */
export function expectedTypes(outcome: Outcome): number[] {
  return Array.from(talliesOf(outcome)).flatMap(([type, , , expected]) => (expected > 0 ? [type] : []))
}

function* talliesOf(outcome: Outcome): Iterable<TypeTally> {
  const end = TYPES + 1 + outcome[TYPES]! * TALLY
  for (let i = TYPES + 1; i < end; i += TALLY)
    yield [outcome[i]!, outcome[i + 1]!, outcome[i + 2]!, outcome[i + 3]!]
}

function moveOf(start: number, end: number): number {
  if (start === 0 && end === 0) return 0
  if (end === 0) return LEFT + sizeOf(start)
  if (start === 0) return RIGHT + sizeOf(end)
  return BOTH + (start === end ? sizeOf(start) : 2)
}

/** 1 earlier, 1 later, off by more. */
function sizeOf(distance: number): 0 | 1 | 2 {
  return distance === -1 ? 0 : distance === 1 ? 1 : 2
}

export function summed(counted: Counted, labels: Labels): Sum {
  const totals = new Array<number>(TYPES).fill(0)
  const types = new Map<number, [right: number, answered: number, expected: number]>()
  const met = new Map<string, Met>()
  let n = 0
  for (const [outcome, count] of counted) {
    n += count
    for (let i = 0; i < TYPES; i++) totals[i]! += count * outcome[i]!
    for (const [type, ...tally] of talliesOf(outcome)) {
      const sum = types.get(type) ?? [0, 0, 0]
      types.set(type, sum)
      for (const [i, part] of tally.entries()) sum[i]! += count * part
    }
    for (let i = TYPES + 1 + outcome[TYPES]! * TALLY; i < outcome.length; i += MET) {
      const [expected, answered, move] = [outcome[i]!, outcome[i + 1]!, outcome[i + 2]!]
      const key = [expected, answered, move].join()
      const before = met.get(key)?.count ?? 0
      met.set(key, { expected, answered, move, count: before + count * outcome[i + 3]! })
    }
  }
  const counts = (from: number): Counts => ({
    right: totals[from]!,
    answered: totals[from + 1]!,
    expected: totals[from + 2]!,
    n,
  })
  const names = labels.sorted(types.keys())
  const column = (i: 0 | 1 | 2) => labels.codes(names).map(code => types.get(code)![i])
  return {
    exact: totals[EXACT]!,
    all: counts(MATCHED),
    equal: counts(EQUAL),
    legal: counts(LEGAL),
    classes: { labels: names, right: column(0), answered: column(1), expected: column(2), n },
    answered: new Map(
      Array.from(types, ([type, [, answered]]) => [type, answered] as const).filter(([, times]) => times > 0),
    ),
    met: [...met.values()],
  }
}

/** A type taken for another, and boundaries that are off. */
export function* confusions({ met }: Sum, labels: Labels): Iterable<Confused> {
  for (const { expected, answered, move, count } of met) {
    const name = labels.name(answered)
    yield {
      expected: labels.name(expected),
      answered: move === 0 ? name : `${name}, ${MOVES[move]}`,
      count,
    }
  }
}

export function spanErrors({ equal, met }: Sum, labels: Labels): SpanErrors {
  const moved = (from: number, to: number) =>
    met.reduce((sum, { move, count }) => sum + (move >= from && move < to ? count : 0), 0)
  const all = moved(0, MOVES.length)
  const types = met
    .filter(({ move }) => move === 0)
    .map(({ expected, answered, count }) => [labels.name(expected), labels.name(answered), count] as const)
  return {
    expected: equal.expected,
    answered: equal.answered,
    right: equal.right,
    wrong_type: types.sort(([a, b], [c, d]) => byCodePoint(a, c) || byCodePoint(b, d)),
    left_boundary: moved(LEFT, RIGHT),
    right_boundary: moved(RIGHT, BOTH),
    both_boundaries: moved(BOTH, MOVES.length),
    missed: equal.expected - equal.right - all,
    spurious: equal.answered - equal.right - all,
  }
}
