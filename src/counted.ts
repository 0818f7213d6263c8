/** The examples that a gate's value was counted from, in words that need no statistics. */
import type { Comparison, SliceOf } from './compare'
import { type Figure, isProportion } from './metrics/metric'
import type { Bars, Gate } from './spec/spec'
import { neededToProve } from './statistics/power'
import { signTest } from './statistics/sign-test'
import { timesIn } from './text/numbers'

/** How many a share has, and how many its bar asks for: `156 of 180 right (153 needed).` */
export function sharesCounted(
  { metric, bars }: Pick<Gate, 'metric' | 'bars'>,
  figure: Figure,
  /** where the bar must be proven: two-sided */
  confidence: number | undefined,
): string[] {
  if (!isProportion(figure) || figure.of === 0 || !Number.isInteger(figure.hits)) return []
  const { hits, of } = figure
  const least = bars.min === undefined ? undefined : neededOf(bars.min, of, confidence)
  const most = bars.max === undefined ? undefined : allowedOf(bars.max, of, confidence)
  const bar = [
    ...(least === undefined ? [] : [`${least} needed`]),
    ...(most === undefined ? [] : [`${most} allowed`]),
  ]
  const right = /accuracy|match|exact|recall|precision/u.test(metric) ? ' right' : ''
  return [`${hits} of ${of}${right}${bar.length > 0 ? ` (${bar.join(', ')})` : ''}.`]
}

/** By how many examples a share misses its bars, with a comma before it. */
export function missing(figure: Figure, bars: Pick<Bars, 'min' | 'max'>): { short: string; over: string } {
  if (!isProportion(figure) || figure.of === 0 || !Number.isInteger(figure.hits))
    return { short: '', over: '' }
  const short = bars.min === undefined ? 0 : neededOf(bars.min, figure.of) - figure.hits
  const over = bars.max === undefined ? 0 : figure.hits - allowedOf(bars.max, figure.of)
  return {
    short: short > 0 ? `, ${short} ${short === 1 ? 'example' : 'examples'} short` : '',
    over: over > 0 ? `, ${over} too many` : '',
  }
}

function neededOf(bar: number, of: number, confidence?: number): number {
  const proven = confidence === undefined ? undefined : neededToProve(bar, of, confidence)
  return proven ?? Math.ceil(bar * of - 1e-9 * of)
}

function allowedOf(bar: number, of: number, confidence?: number): number {
  const free = confidence === undefined ? undefined : neededToProve(1 - bar, of, confidence)
  return free === undefined ? Math.floor(bar * of + 1e-9 * of) : of - free
}

/** What became of the examples since baseline `b`; how often chance alone splits so unevenly, where a fall is barred. */
export function movesCounted(
  { metric, bars }: Pick<Gate, 'metric' | 'bars'>,
  cls: string | null,
  slice: SliceOf,
  b: number,
  comparison: Comparison,
): string[] {
  const { scorer, answers } = comparison
  const size = comparison.n(null, slice)
  if (comparison.same(b, slice))
    return [
      `${scorer.showsAnswers ? 'Scored as by' : 'Same answers as'} ${answers[b]!.name} on ${size === 1 ? 'the one example' : `all ${size} examples`}.`,
    ]
  const own = comparison.moves(metric, cls, slice, b)
  const part = cls !== null || comparison.rows(metric, null, slice) !== size
  const all = own || part || scorer.creditNeeds ? undefined : comparison.paired(b, slice)
  const moved = own ?? (all && { wins: all.fixes, losses: all.regressions, n: size })
  if (!moved) return []
  const { wins, losses, n } = moved
  const words = scorer.graded && !own ? (['got worse', 'got better'] as const) : (['lost', 'won'] as const)
  const of = own ? '' : scorer.graded ? 'Of the answers, ' : 'Of the right answers, '
  const chance =
    bars.max_drop !== undefined && losses > wins
      ? ` (by chance alone: ${timesIn(signTest(wins, losses).midTwoSided)})`
      : ''
  const first = own ? `${losses} ${losses === 1 ? 'example' : 'examples'}` : losses
  return [`${of}${first} ${words[0]}, ${wins} ${words[1]}, ${n - wins - losses} unchanged${chance}.`]
}

/** `2 of 60 examples newly wrong` */
export function countOf(metric: string, count: number, n: number, graded: boolean): string {
  const words = graded ? { regressions: 'newly worse', fixes: 'better' } : {}
  const became = { regressions: 'newly wrong', fixes: 'fixed', losses: 'wrong', ...words }
  return `${count} of ${n} ${n === 1 ? 'example' : 'examples'} ${became[metric as keyof typeof became]}`
}
