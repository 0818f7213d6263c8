/** What stands on the pull request, read once a run: for the looks, and for where to write. */
import { type Before, merged, NO_LOOKS } from '../looks'
import { connect } from '../read/client'
import { type PullRequest, pullRequest } from '../read/event'
import { type Refusal, refused } from '../read/patience'
import type { Run } from '../read/run'
import type { State } from './marker'
import { type OwnComment, ownComments, type Place } from './own-comments'
import { reason } from './publisher'
import { linesToAdd, remedyOf } from './refusal'
import { standing } from './sticky'

export type Thread = Open | Shut

export interface Open {
  readonly kind: 'open'
  readonly at: Place
  readonly pull: PullRequest
  readonly own: readonly OwnComment[]
}

/** Nothing can be written, or is to be. */
export interface Shut {
  readonly kind: 'shut'
  /** the end of a sentence on what is not recorded */
  readonly why: string
  readonly notes: readonly string[]
  /** Markdown: what to add to the workflow */
  readonly lines?: string | undefined
}

/** Undefined where there is no pull request to write on. */
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

/** The looks that our comments know of, those hidden by a later one last. */
export function beforeOf(own: readonly OwnComment[], { readOnly }: PullRequest, { id, inputs }: Run): Before {
  const [first, ...others] = standing(own).length > 0 ? standing(own) : own.slice(-1)
  if (first === undefined) {
    if (readOnly !== undefined) return { ledger: NO_LOOKS, missing: READ_ONLY }
    if (id.attempt > 1) return { ledger: NO_LOOKS, missing: AGAIN }
    return { ledger: NO_LOOKS, missing: inputs.comment === 'always' ? undefined : QUIET }
  }
  const all = [first, ...others]
  const ledger = all.map(({ state }) => state?.ledger ?? NO_LOOKS).reduce(merged)
  return { ledger, missing: all.some(({ state }) => state === undefined) ? BROKEN : undefined }
}

const AGAIN = 'this run was made before, and left no comment'
const QUIET = 'the input comment leaves some runs without one, where they are counted'
const BROKEN = 'the comment on the pull request holds no count that can be read'
const READ_ONLY = 'runs of a fork or of Dependabot seldom may write the comment, where they are counted'

/** The state of the comment that stands, or else of the last one that was hidden. */
export function lastOf(own: readonly OwnComment[]): State | undefined {
  return (standing(own)[0] ?? own.at(-1))?.state
}

function shut(why: string, notes: readonly string[] = []): Shut {
  return { kind: 'shut', why, notes }
}

/** What GitHub refused. */
export function shutBy(refusal: Refusal, pull: PullRequest, inputs: Run['inputs']): Shut {
  const note = `${missing(pull)} ${remedyOf(refusal, pull)} ${elsewhere(inputs)}`
  return { ...shut(refusal.why, [note]), lines: linesToAdd(refusal, pull) }
}

function missing({ number }: PullRequest): string {
  return `No comment on pull request #${number}:`
}

export function elsewhere({ output }: Run['inputs']): string {
  return `The verdict stands; the report is in the job summary and in ${output}.`
}
