/**
 * The one comment on the pull request, and the looks that it counts. It never changes the verdict; a comment that GitHub
 * refuses becomes a note.
 */
import { type Before, look, merged, NO_LOOKS } from '../looks'
import { connect } from '../read/client'
import { type PullRequest, pullRequest } from '../read/event'
import { type Refusal, refused } from '../read/patience'
import type { Run } from '../read/run'
import type { Report } from '../report/report'
import { brief, within } from './budget'
import { markerOf, type State } from './marker'
import { type OwnComment, ownComments, type Place } from './own-comments'
import { type Publisher, reason } from './publisher'
import { linesToAdd, remedyOf } from './refusal'
import { converge, type Plan, standing } from './sticky'

/** GitHub says 65,536 characters and was measured to take 262,144 bytes; this keeps clear of both. */
export const MOST = { units: 60_000, bytes: 200_000 } as const

/** What stands on the pull request before this run writes; undefined where there is none to write on. */
export type Thread =
  /** nothing is written, `why` ends a sentence; a `note` where that was not asked for */
  | {
      readonly kind: 'shut'
      readonly why: string
      readonly notes: readonly string[]
      readonly lines?: string | undefined
    }
  | {
      readonly kind: 'open'
      readonly at: Place
      readonly pull: PullRequest
      readonly own: readonly OwnComment[]
    }

/** Reads the comments once, for the looks and for where to write. */
export async function readThread({ inputs, event, api, ask }: Run): Promise<Thread | undefined> {
  const pull = await pullRequest(event).catch(reason)
  if (typeof pull === 'string')
    return shut('the event cannot be read', [`No comment: the event cannot be read (${pull}).`])
  if (pull === undefined || pull.closed) return undefined
  if (inputs.comment === 'off') return shut('looks are counted in the comment, and the input comment is off')
  const { owner, repo, number } = pull
  if (inputs.token === '')
    return shut('the input token is empty', [
      `${missing(pull)} the input token is empty. ${elsewhere(inputs)}`,
    ])
  const client = await connect(inputs.token, api)
  const at = { client, ask, owner, repo, number, key: inputs.commentKey }
  const own = await ownComments(at)
  return refused(own) ? shutBy(own, pull, inputs) : { kind: 'open', at, pull, own }
}

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
function planner(report: Report, { pull }: Extract<Thread, { kind: 'open' }>, run: Run) {
  return (own: readonly OwnComment[]): Plan<{ report: Report }> => {
    const before = beforeOf(own, pull, run)
    const kept = (lost: string) => recounted(report, { ...before, lost }, pull, run)
    const newer = newerThan(own, pull, run)
    if (newer !== undefined)
      return { kind: 'leave', why: newer, report: kept('the comment of a newer run was left as it is') }
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
function newerThan(own: readonly OwnComment[], { number, head }: PullRequest, run: Run): string | undefined {
  const { id } = run
  const states = standing(own).flatMap(({ state }) => state ?? [])
  if (states.some(one => one.run > id.run || (one.run === id.run && one.attempt > id.attempt)))
    return `The comment on pull request #${number} is of a newer run and was left as it is.`
  if (run.head !== undefined && run.head !== head)
    return `Pull request #${number} has a newer commit (${run.head.slice(0, 7)}) by now, and the comment was left to its run.`
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

/** The looks that our comments know of, those hidden by a later one last. */
function beforeOf(own: readonly OwnComment[], { readOnly }: PullRequest, { id, inputs }: Run): Before {
  const [first, ...others] = standing(own).length > 0 ? standing(own) : own.slice(-1)
  if (first === undefined) {
    const why =
      readOnly !== undefined
        ? READ_ONLY
        : id.attempt > 1
          ? AGAIN
          : inputs.comment === 'always'
            ? undefined
            : QUIET
    return { ledger: NO_LOOKS, missing: why }
  }
  const all = [first, ...others]
  const ledger = all.map(({ state }) => state?.ledger ?? NO_LOOKS).reduce(merged)
  return { ledger, missing: all.some(({ state }) => state === undefined) ? BROKEN : undefined }
}

const AGAIN = 'this run was made before, and left no comment'
const QUIET = 'the input comment leaves some runs without one, where they are counted'
const BROKEN = 'the comment on the pull request holds no count that can be read'
const READ_ONLY = 'runs of a fork or of Dependabot seldom may write the comment, where they are counted'

function lastOf(own: readonly OwnComment[]): State | undefined {
  return (standing(own)[0] ?? own.at(-1))?.state
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

function shut(why: string, notes: readonly string[] = []) {
  return { kind: 'shut' as const, why, notes }
}

function shutBy(refusal: Refusal, pull: PullRequest, inputs: Run['inputs']) {
  const note = `${missing(pull)} ${remedyOf(refusal, pull)} ${elsewhere(inputs)}`
  return { ...shut(refusal.why, [note]), lines: linesToAdd(refusal, pull) }
}

function missing({ number }: PullRequest): string {
  return `No comment on pull request #${number}:`
}

function elsewhere({ output }: Run['inputs']): string {
  return `The verdict stands; the report is in the job summary and in ${output}.`
}
