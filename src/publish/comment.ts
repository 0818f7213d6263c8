/**
 * The one comment on the pull request, and the looks that it counts. It never changes the verdict; a comment that GitHub
 * refuses becomes a note.
 */
import { type Before, look, NO_LOOKS } from '../looks'
import type { PullRequest } from '../read/event'
import { refused } from '../read/patience'
import type { Run } from '../read/run'
import type { Report } from '../report/report'
import { brief, within } from './budget'
import { markerOf, type State } from './marker'
import type { OwnComment } from './own-comments'
import type { Publisher } from './publisher'
import { converge, type Plan, standing } from './sticky'
import { beforeOf, elsewhere, lastOf, type Open, shutBy, type Thread } from './thread'

/** GitHub says 65,536 characters and was measured to take 262,144 bytes; this keeps clear of both. */
export const MOST = { units: 60_000, bytes: 200_000 } as const

/** The report with its looks, as far as they are known before anything is written. */
export function counted(report: Report, thread: Thread | undefined, run: Run): Report {
  if (thread === undefined) return report
  if (thread.kind === 'shut') return unrecorded(report, thread.why, run)
  return planner(report, thread, run)(thread.own).report
}

export function commentOn(thread: Thread | undefined): Publisher {
  return {
    name: 'comment',
    async publish(report, run) {
      if (thread === undefined) return { notes: [] }
      if (thread.kind === 'shut') return { notes: thread.notes, lines: thread.lines }
      const { at, pull, own } = thread
      const ended = await converge(at, own, planner(report, thread, run))
      if (refused(ended)) {
        const { why: lost, notes, lines } = shutBy(ended, pull, run.inputs)
        const before = beforeOf(own, pull, run)
        return { notes, lines, report: recounted(report, { ...before, lost }, pull, run) }
      }
      const { plan, url, notes } = ended
      const left = plan.kind === 'leave' ? [`${plan.why} ${elsewhere(run.inputs)}`] : []
      return {
        notes: [...left, ...notes],
        report: plan.report,
        ...(url === undefined ? {} : { made: { 'comment-url': url } }),
      }
    },
  }
}

/** What is to be done about the comments that stand, and the report as it is then true. */
function planner(report: Report, { pull }: Open, run: Run) {
  return (own: readonly OwnComment[]): Plan<{ report: Report }> => {
    const before = beforeOf(own, pull, run)
    const kept = (lost: string) => recounted(report, { ...before, lost }, pull, run)
    const newer = newerThan(own, pull, run)
    if (newer !== undefined) return { kind: 'leave', why: newer.why, report: kept(newer.lost) }
    const [comment] = standing(own)
    const last = lastOf(own)
    const worth = worthOne(report, last, run)
    if (comment === undefined && !worth)
      return {
        kind: 'none',
        report: kept(`the input comment is ${run.inputs.comment}, and no comment was called for`),
      }
    const { report: shown, ledger } = look(report, before, looking(pull, run))
    const flips = last !== undefined && last.verdict !== report.verdict
    const anew = flips && worth && run.inputs.onFlip === 'new'
    const text = (replaced: number) => {
      const { run: id, attempt } = run.id
      const state: State = { run: id, attempt, head: pull.head, verdict: report.verdict, replaced, ledger }
      const marker = `\n\n${markerOf(run.inputs.commentKey, state)}`
      const room = { units: MOST.units - marker.length, bytes: MOST.bytes - marker.length }
      return { body: `${within(shown, room)}${marker}`, shorter: `${brief(shown)}${marker}` }
    }
    return { kind: 'write', report: shown, anew, text }
  }
}

/** Why the comment that stands there is not to be overwritten. */
function newerThan(own: readonly OwnComment[], { number, head }: PullRequest, run: Run) {
  const { id } = run
  const pull = `pull request #${number}`
  const states = standing(own).flatMap(({ state }) => state ?? [])
  if (states.some(one => one.run > id.run || (one.run === id.run && one.attempt > id.attempt)))
    return {
      why: `The comment on ${pull} is of a newer run and was left as it is.`,
      lost: 'the comment is of a newer run and was left as it is',
    }
  if (run.head !== undefined && run.head !== head)
    return {
      why: `The comment on ${pull} was left to the run of its newer commit ${run.head.slice(0, 7)}.`,
      lost: 'the pull request has a newer commit by now, and the comment was left to its run',
    }
  return undefined
}

/** Whether the report is worth a comment where there is none, or a new one. */
function worthOne(report: Report, last: State | undefined, { inputs: { comment } }: Run): boolean {
  const { verdict, suites } = report
  switch (comment) {
    case 'always':
      return true
    case 'failures':
      return verdict !== 'pass'
    case 'changes':
      return (
        verdict !== 'pass' ||
        (last !== undefined && last.verdict !== verdict) ||
        suites.some(({ regressions, recorded_changes, registration: { state, changes } }) => {
          const lost = [...regressions, ...recorded_changes].some(({ count }) => count > 0)
          return lost || changes.length > 0 || state === 'unregistered'
        })
      )
    case 'off':
      return false
  }
}

function recounted(report: Report, before: Before, pull: PullRequest, run: Run): Report {
  return look(report, before, looking(pull, run)).report
}

function looking({ head }: PullRequest, { id: { run, attempt } }: Run) {
  return { run, attempt, head }
}

/** Nothing is known of the looks before, and nothing will be of this one. */
function unrecorded(report: Report, why: string, { id: { run, attempt } }: Run): Report {
  return look(report, { ledger: NO_LOOKS, lost: why }, { run, attempt, head: '' }).report
}
