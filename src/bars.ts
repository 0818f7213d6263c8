/** One bar against a value: met or not, and how sure that is. */
import type { Estimate } from './noise/noise'
import type { Evidence, Interval, Outcome } from './report/report'
import { normalBelow, normalQuantile } from './statistics/normal'
import { rowsToSee, rowsToTell } from './statistics/power'
import { thousands } from './text/numbers'

/** Equal to 1e-9: the one place where a value meets a bar, so that 0.85 − 0.83 is a drop of 0.02. */
export function reaches(value: number, bar: number): boolean {
  return value >= bar - 1e-9 * Math.max(1, Math.abs(bar))
}

/** A bar on a value or on a lift. */
export interface Weighed {
  readonly met: boolean
  /** null for counts of these very examples, which are what they are */
  readonly evidence: Evidence | null
  /** value, bar and what is short of it */
  readonly words: string
  /** whether it bars a fall */
  readonly drop: boolean
  /** what it was counted from, in sentences */
  readonly counts: readonly string[]
  /** what else the value could be, as a clause */
  readonly range: string
  /** where that is close: how often a fresh set would say the same, or what else leaves it open */
  readonly again: string
  /** where that is close, and the bar must be proven: what leaves it open */
  readonly open: string
  /** where it is close: how many examples would settle it */
  readonly settled: string
  /** where there is no interval */
  readonly why?: string | undefined
}

/** What is held against a bar, with its words. */
export interface Held {
  readonly value: number
  readonly bar: number
  /** least: the value must reach the bar. most: it must not go beyond. */
  readonly side: 'least' | 'most'
  readonly estimate: Estimate | undefined
  /** a number of these very examples, which no other ones can change */
  readonly exact: boolean
  readonly words: string
  /** what it was counted from, in sentences */
  readonly counts: readonly string[]
  /** an interval in words, as a clause: expect 80.9–90.9 % */
  range(interval: Interval): string
  /** examples */
  readonly n: number
  /** how many the value is a share of, where it is one and each stands for itself */
  readonly of: number | undefined
  /** of a lift: how far it may fall at most */
  readonly margin?: number
}

export function weigh(held: Held, confidence: number): Weighed {
  const { value, bar, side, estimate, exact, words, counts, margin } = held
  const sign = side === 'least' ? 1 : -1
  const met = reaches(sign * value, sign * bar)
  const told = { met, words, drop: margin !== undefined, counts, range: '', again: '', open: '', settled: '' }
  if (exact) return { ...told, evidence: null }
  if (!estimate?.interval) return { ...told, evidence: 'unknown', why: estimate?.why }
  const [low, high] = estimate.interval
  const [worst, best] = sign > 0 ? [low, high] : [-high, -low]
  const clear = met ? reaches(worst, sign * bar) : !reaches(best, sign * bar)
  const range = held.range(estimate.interval)
  if (clear && !estimate.few) return { ...told, evidence: 'clear', range: `on similar data ${range}` }
  const again = clear
    ? 'fewer than 10 changed examples say little'
    : `a fresh set of this size would come out the same about ${againOf(held, estimate.interval, confidence)} times in 100`
  return {
    ...told,
    evidence: 'close',
    range,
    again,
    open: clear ? again : 'the bar lies inside',
    settled: clear ? 'ten changed ones would' : settledBy(held, estimate.interval, confidence),
  }
}

function sentenceOf(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`
}

/** How often in 100, on a new set as large. Two sets of one system differ by √2 standard errors. */
function againOf({ value, bar }: Held, [low, high]: Interval, confidence: number): number {
  const se = (high - low) / 2 / normalQuantile((1 + confidence) / 2)
  const times = Math.round(100 * normalBelow(Math.abs(value - bar) / (Math.SQRT2 * se)))
  return Math.min(99, times)
}

/** How many examples would tell, if the value stays where it is; of a drop that is allowed, if there is none at all. */
function settledBy({ value, bar, n, of, margin }: Held, [low, high]: Interval, confidence: number): string {
  const z = normalQuantile((1 + confidence) / 2)
  const row = ((high - low) / 2 / z) * Math.sqrt(n)
  const distance = Math.abs(value - bar)
  const rows =
    margin !== undefined && margin > 0 && value >= bar
      ? rowsToSee(margin, row * row, (1 - confidence) / 2, 0.8)
      : of !== undefined && distance > 0
        ? Math.ceil((rowsToTell(value, bar, confidence) * n) / of)
        : Math.ceil(((z * row) / distance) * ((z * row) / distance))
  const round = Number(rows.toPrecision(2))
  return distance < 1e-9 && !margin
    ? 'no number of examples would, where the value is the bar'
    : round > 1e7
      ? 'more than ten million would'
      : `about ${thousands(Math.max(round, n + 1))} would`
}

/**
 * Of lift + share · |baseline|: the lift's interval, widened by that share of the baseline's own. The sum of the two widths
 * is never too small, however the two go together.
 */
export function widened(
  lift: Estimate | undefined,
  baseline: Estimate | undefined,
  share: number,
): Estimate | undefined {
  if (!lift?.interval || !baseline?.interval) return lift?.interval ? baseline : lift
  const [low, high] = baseline.interval
  const least = low <= 0 && high >= 0 ? 0 : Math.min(Math.abs(low), Math.abs(high))
  const ends = [share * least, share * Math.max(Math.abs(low), Math.abs(high))]
  const interval = [lift.interval[0] + Math.min(...ends), lift.interval[1] + Math.max(...ends)] as const
  return { ...lift, interval }
}

/** Outcome and evidence of several bars, all of which must hold. */
export function decided(
  bars: readonly Weighed[],
  decide: 'observed' | 'proven',
): { outcome: Outcome; evidence: Evidence | null } {
  const sure = ({ evidence }: Weighed) => evidence === 'clear' || evidence === null
  const failing = bars.filter(bar => !bar.met && (decide === 'observed' || sure(bar)))
  if (failing.length > 0)
    return { outcome: 'fail', evidence: failing.find(sure)?.evidence ?? failing[0]!.evidence }
  if (decide === 'proven' && !bars.every(sure))
    return { outcome: 'inconclusive', evidence: bars.find(bar => !sure(bar))!.evidence }
  const unsure = bars.filter(bar => !sure(bar))
  const unknown = unsure.some(({ evidence }) => evidence === 'unknown')
  return {
    outcome: 'pass',
    evidence: unknown
      ? 'unknown'
      : unsure.length > 0
        ? 'close'
        : (bars.find(b => b.evidence)?.evidence ?? null),
  }
}

/** The decision in words: the whole sentence, and of it what the first line of a comment has room for. */
export function sentence(
  bars: readonly Weighed[],
  { outcome, evidence }: { outcome: Outcome; evidence: Evidence | null },
  n: number,
): { summary: string; message: string } {
  const told = outcome === 'pass' ? bars : bars.filter(bar => !bar.met || outcome === 'inconclusive')
  const summary = told.map(({ words }) => words).join('; ')
  const says = told.flatMap(({ counts, range, again, open }) => {
    const doubt = again === '' ? '' : `; ${outcome === 'inconclusive' ? open : again}`
    return [...counts, ...(range === '' ? [] : [sentenceOf(`${range}${doubt}`)])]
  })
  const all = [...told.map(({ words }) => words), ...says].join(' ')
  const sized = / of \d|unchanged|on all \d/u.test(all) ? [] : [`n = ${n}.`]
  const details = [...new Set(says), ...sized]
  const whole = (head: string, ...more: string[]) => ({
    summary,
    message: [`${head}: ${summary}.`, ...details, ...more].join(' '),
  })
  if (outcome === 'inconclusive') {
    const why = told.find(({ why }) => why !== undefined)?.why
    const settled = told.find(({ settled }) => settled !== '')?.settled
    return whole(
      'Not shown',
      ...(settled === undefined
        ? []
        : [`${n} ${n === 1 ? 'example' : 'examples'} cannot settle this; ${settled}.`]),
      ...(why === undefined ? [] : [`No interval: ${why}.`]),
      'Counts as not passed.',
    )
  }
  const head = outcome === 'pass' ? 'Met' : told.every(({ drop }) => drop) ? 'Dropped too far' : 'Not met'
  if (evidence === 'clear') return whole(`${head}, clearly`)
  return whole(evidence === 'close' && outcome === 'pass' ? `${head}, but too close to call` : head)
}
