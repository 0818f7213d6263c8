/**
 * How often one pull request was judged on one gold set. Each run is a look, and of many looks one passes by luck; so they
 * are counted, from a ledger that one run hands to the next.
 */
import { createHash } from 'node:crypto'
import { type Problem, problem } from './problems'
import type { Looks, Luck, Report, Suite, Verdict } from './report/report'
import { expectedMaximum } from './statistics/maximum'
import { normalQuantile } from './statistics/normal'

export interface Ledger {
  /** false where looks may be missing */
  readonly complete: boolean
  readonly suites: readonly SuiteLedger[]
}

/** One spec on one gold set. Both are told by the first half of a digest: nothing of others is in it. */
export interface SuiteLedger {
  readonly spec: string
  readonly gold: string
  readonly total: number
  /** the last ones, oldest first */
  readonly looks: readonly Look[]
}

export interface Look {
  readonly run: number
  readonly attempt: number
  /** the first digits of the commit's name */
  readonly head: string
  readonly verdict: Verdict
}

/** What a run knows of the looks before it. */
export interface Before {
  readonly ledger: Ledger
  /** why looks may be missing; undefined where none is */
  readonly missing?: string | undefined
  /** why the ledger will not be kept; undefined where it will */
  readonly lost?: string | undefined
}

/** The run that looks. */
export type Looking = Omit<Look, 'verdict'>

/** Looks kept of each suite; all are counted. */
export const KEPT = 30
export const NO_LOOKS: Ledger = { complete: true, suites: [] }

/** The report with this look counted, and the ledger to keep. Counting again in the same run changes nothing. */
export function look(
  report: Report,
  before: Before,
  at: Looking,
): { readonly report: Report; readonly ledger: Ledger } {
  const suites: Suite[] = []
  let ledger: Ledger = {
    ...before.ledger,
    complete: before.ledger.complete && before.missing === undefined,
  }
  for (const { looks: _, ...suite } of report.suites) {
    const judged = suite.gold.files.length > 0
    if (judged) ledger = added(ledger, suite, at)
    suites.push(judged ? counted(suite, ledger, before) : suite)
  }
  return { report: { ...report, suites }, ledger }
}

/** All looks that either of two ledgers has. */
export function merged(a: Ledger, b: Ledger): Ledger {
  const suites = new Map(a.suites.map(one => [keyOf(one), one]))
  for (const one of b.suites) {
    const other = suites.get(keyOf(one))
    suites.set(keyOf(one), other ? union(other, one) : one)
  }
  return { complete: a.complete && b.complete, suites: [...suites.values()] }
}

function union(a: SuiteLedger, b: SuiteLedger): SuiteLedger {
  const unknown = b.looks.filter(look => !a.looks.some(one => isSame(one, look)))
  const looks = [...a.looks, ...unknown].sort((x, y) => x.run - y.run || x.attempt - y.attempt)
  return { ...a, total: Math.max(a.total + unknown.length, b.total), looks: looks.slice(-KEPT) }
}

function added(ledger: Ledger, suite: Suite, at: Looking): Ledger {
  const now: Look = { ...at, head: at.head.slice(0, 7), verdict: suite.verdict }
  const key = { spec: digest(suite.spec.path), gold: goldOf(suite) }
  const own = ledger.suites.find(one => keyOf(one) === keyOf(key)) ?? { ...key, total: 0, looks: [] }
  const others = own.looks.filter(one => !isSame(one, now))
  const total = own.total + (others.length === own.looks.length ? 1 : 0)
  const mine = { ...own, total, looks: [...others, now].slice(-KEPT) }
  return { ...ledger, suites: [...ledger.suites.filter(one => one !== own), mine] }
}

/** A run that nobody named is no other's equal. */
function isSame(a: Omit<Look, 'verdict'>, b: Omit<Look, 'verdict'>): boolean {
  return a.run > 0 && a.run === b.run && a.attempt === b.attempt
}

function counted(suite: Suite, ledger: Ledger, { missing, lost }: Before): Suite {
  const [spec, gold] = [digest(suite.spec.path), goldOf(suite)]
  const own = ledger.suites.find(one => one.spec === spec && one.gold === gold)!
  const others = ledger.suites.filter(one => one.spec === spec && one.gold !== gold)
  const complete = ledger.complete && lost === undefined
  // the first one that is known need not be the first
  const looks: Looks | null =
    complete || own.total > 1
      ? {
          number: own.total,
          at_least: !complete,
          recorded: lost === undefined,
          verdicts: own.looks.map(({ head, verdict }) => ({ head, verdict })),
          other_gold: others.reduce((sum, { total }) => sum + total, 0),
          luck: luckOf(suite, own.total),
        }
      : null
  const why =
    missing ?? (ledger.complete ? undefined : 'the looks before the first one that is recorded are lost')
  const file = suite.spec.path
  const told: Problem[] = [
    ...(looks === null && why !== undefined ? [problem('looks.unknown', { file }, { why })] : []),
    ...(lost === undefined ? [] : [problem('looks.lost', { file }, { why: lost })]),
  ]
  const problems = suite.problems.filter(({ code }) => !code.startsWith('looks.'))
  return { ...suite, looks, problems: [...problems, ...told] }
}

/**
 * Of the share of right answers, else of the score that answers are graded by. The best of k numbers with the same
 * standard error lies so many of them above their truth.
 */
function luckOf({ losses, gold, graded, scores, confidence }: Suite, k: number): Luck | null {
  if (k < 2 || gold.rows === 0) return null
  const times = expectedMaximum(k)
  if (losses.wrong !== null && !graded) {
    const share = 1 - losses.wrong / gold.rows
    const size = times * Math.sqrt((share * (1 - share)) / gold.rows)
    return size > 0 ? { metric: null, size } : null
  }
  const own = scores.find(
    ({ metric, class: cls, slice, system }) =>
      metric === graded?.metric && cls === null && slice === null && system === 'candidate',
  )
  if (!own?.interval) return null
  const [low, high] = own.interval
  return { metric: own.metric, size: (times * (high - low)) / 2 / normalQuantile((1 + confidence) / 2) }
}

function goldOf({ gold }: Suite): string {
  return digest(gold.files.map(({ sha256 }) => sha256).join())
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

function keyOf({ spec, gold }: Pick<SuiteLedger, 'spec' | 'gold'>): string {
  return `${spec} ${gold}`
}
