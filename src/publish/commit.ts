/** The commit that a status and a check run go on, and what is said where there is none. */
import { authorityOf } from '../read/authority'
import { type Client, connect } from '../read/client'
import { pullRequest } from '../read/event'
import type { Ask, Refusal } from '../read/patience'
import type { Run } from '../read/run'

/** What is put on a commit, in words, and the permission that it takes. */
export interface Mark {
  readonly what: 'commit status' | 'check run'
  readonly permission: 'statuses' | 'checks'
}

export interface Commit {
  readonly owner: string
  readonly repo: string
  readonly sha: string
  readonly rest: Client['rest']
  readonly ask: Ask
}

/** A text is the note that says why nothing can be put anywhere. */
export async function reachCommit({ what }: Mark, run: Run): Promise<Commit | string> {
  const sha = authorityOf(run.occasion).status
  const [owner, repo] = run.occasion.repository.split('/')
  if (sha === undefined || !owner || !repo) return `No ${what}: ${await whyNone(run)}`
  if (run.inputs.token === '') return `No ${what}: the input token is empty. ${STANDS}`
  const { rest } = await connect(run.inputs.token, run.api)
  return { owner, repo, sha, rest, ask: run.ask }
}

export function refusedMark({ what, permission }: Mark, { status, why }: Refusal): string {
  const remedy = /rate limit/i.test(why) ? LATER : (REMEDIES[status ?? 500] ?? LATER)
  return `No ${what}: ${why}. ${remedy.replace('{permission}', permission)} ${STANDS}`
}

const STANDS = 'The verdict stands, and so does the check of the job itself.'

const LATER = 'Run the job again.'
const PERMIT = 'Add to what the job has: permissions: { {permission}: write }.'

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'Check the input token.',
  403: PERMIT,
  404: PERMIT,
  422: 'Where a thousand of that name are on the commit already, take another name.',
}

async function whyNone({ event }: Run): Promise<string> {
  const pull = await pullRequest(event).catch(() => undefined)
  return `${pull?.readOnly === undefined ? UNKNOWN : READ_ONLY[pull.readOnly]} ${STANDS}`
}

const UNKNOWN = 'this event names no commit that may bear one.'

const READ_ONLY = {
  fork: 'the token of a run of a fork may not write, whatever the workflow permits.',
  dependabot: 'none is set by a run of Dependabot, which is treated as one of a fork.',
} as const
