/**
 * Whose word counts, by event: which commit holds the bar, which pull request is judged, where a status and a comment
 * go. A pure table; nothing is asked of GitHub here.
 */
import type { Occasion } from './occasion'
import { fieldsOf, type Payload, SHA } from './payload'

export interface Authority {
  /** where the bar stands */
  readonly bar: Bar
  /** the pull request that is judged; of a merge group by the name of its branch, not yet proven */
  readonly pull: number | undefined
  /** the commit that an explicit status belongs on; undefined where none may be set */
  readonly status: string | undefined
  /** the pull request that takes the comment */
  readonly comment: number | undefined
  /** whether predictions that lie in the workspace may be judged */
  readonly workspace: boolean
}

export type Bar =
  /** the branch as it is now, undefined for the default branch; `merge` is the commit that GitHub built for the run */
  | { readonly kind: 'tip'; readonly branch: string | undefined; readonly merge: Merge | undefined }
  /** this commit, or the first parent of `orParentOf` where it cannot be read */
  | {
      readonly kind: 'commit'
      readonly sha: string
      readonly label: string
      readonly orParentOf: string | undefined
    }
  /** the first parent of a commit */
  | { readonly kind: 'parent'; readonly of: string; readonly label: string }
  /** the tip of the base of the one open pull request that has this head; to be found first */
  | { readonly kind: 'lookup'; readonly head: Head }
  /** no workflow: the commit that a person names, or where HEAD left the default branch */
  | { readonly kind: 'local'; readonly ref?: string | undefined }
  /** there is nothing to judge, and nobody waits for a verdict */
  | { readonly kind: 'idle'; readonly why: string }
  /** nothing can be judged */
  | { readonly kind: 'unsupported'; readonly why: string }

/** A test merge: `sha` has two parents, and the second one is `head`. */
export interface Merge {
  readonly sha: string
  readonly head: string
}

/** The head of a pull request, as the run that another workflow made of it names it. */
export interface Head {
  readonly owner: string
  readonly branch: string
  readonly sha: string
  /** ids of the repositories that the head and the base lie in */
  readonly from: number
  readonly to: number
}

export function authorityOf(event: Occasion): Authority {
  if (event.name === undefined) return { ...NOWHERE, bar: { kind: 'local' } }
  const row = Object.hasOwn(ROWS, event.name) ? ROWS[event.name] : undefined
  if (row === undefined) return unsupported('nothing is known of it')
  if (event.payload === undefined) return unsupported('its event file cannot be read')
  return row(event, fieldsOf(event.payload)) ?? unsupported('its event file lacks what GitHub describes')
}

const NOWHERE = { pull: undefined, status: undefined, comment: undefined, workspace: true } as const

/** A row gives undefined where the payload is not what GitHub describes. */
type Row = (event: Occasion, payload: Payload) => Authority | undefined

const ROWS: Readonly<Record<string, Row>> = {
  pull_request: (event, payload) => {
    const pull = pullOf(payload)
    if (pull === undefined || !isSha(event.sha)) return undefined
    const { number, head, base } = pull
    const merge = { sha: event.sha, head }
    const status = readOnly(payload) ? undefined : head
    return open(payload, number, {
      bar: { kind: 'tip', branch: base, merge },
      pull: number,
      status,
      comment: number,
      workspace: true,
    })
  },
  pull_request_target: (_, payload) => {
    const pull = pullOf(payload)
    if (pull === undefined) return undefined
    const { number, head, base } = pull
    return open(payload, number, {
      bar: { kind: 'tip', branch: base, merge: undefined },
      pull: number,
      status: head,
      comment: number,
      workspace: false,
    })
  },
  merge_group: (_, payload) => {
    const sha = payload.sha('merge_group.base_sha')
    const head = payload.sha('merge_group.head_sha')
    if (sha === undefined || head === undefined) return undefined
    const bar = commit(sha, 'the commit that the merge queue builds on')
    return { ...NOWHERE, bar, pull: queued(payload), status: head }
  },
  push: (event, payload) => {
    if (payload.flag('deleted')) return idle(`${event.ref} was deleted`)
    if (!isSha(event.sha)) return undefined
    return { ...NOWHERE, bar: pushed(event, payload), status: event.sha }
  },
  workflow_run: (_, payload) => {
    const sha = payload.sha('workflow_run.head_sha')
    const conclusion = payload.text('workflow_run.conclusion')
    if (sha === undefined) return undefined
    if (conclusion !== 'success' && conclusion !== 'failure')
      return idle(`the run before it ended as ${conclusion ?? 'nothing'}`)
    const bar = followed(payload, sha)
    return bar && { ...NOWHERE, bar, status: sha, workspace: false }
  },
  workflow_dispatch: sameOrDefault,
  repository_dispatch: same,
  schedule: same,
  release: event => ({ ...NOWHERE, bar: DEFAULT_TIP, status: shaOf(event) }),
}

/** For the message about any other event. */
export const SUPPORTED: readonly string[] = Object.keys(ROWS)

const DEFAULT_TIP: Bar = { kind: 'tip', branch: undefined, merge: undefined }

/** A closed pull request has no check that anybody waits for. */
function open(payload: Payload, number: number, authority: Authority): Authority {
  return payload.text('action') === 'closed' ? idle(`pull request #${number} is closed`) : authority
}

function pullOf(payload: Payload): { number: number; head: string; base: string } | undefined {
  const number = payload.number('pull_request.number')
  const head = payload.sha('pull_request.head.sha')
  const base = payload.text('pull_request.base.ref')
  return number === undefined || head === undefined || base === undefined ? undefined : { number, head, base }
}

/** A fork's run and Dependabot's have a token that sets no status. The fork may be deleted by now. */
function readOnly(payload: Payload): boolean {
  const from = payload.number('pull_request.head.repo.id')
  return (
    from === undefined ||
    from !== payload.number('pull_request.base.repo.id') ||
    payload.text('pull_request.user.login') === 'dependabot[bot]'
  )
}

/** `refs/heads/gh-readonly-queue/main/pr-7-<sha>` */
function queued(payload: Payload): number | undefined {
  const base = payload.text('merge_group.base_ref')?.replace(/^refs\/heads\//, '')
  const start = `refs/heads/gh-readonly-queue/${base}/`
  const ref = payload.text('merge_group.head_ref') ?? ''
  const [, number] =
    /^pr-(\d{1,9})-[0-9a-f]+$/.exec(ref.startsWith(start) ? ref.slice(start.length) : '') ?? []
  return number === undefined ? undefined : Number(number)
}

/**
 * Only the default branch is judged by its own past. That another one is protected says little: a ruleset may guard
 * every branch of the repository, and its own last push would be the bar of a branch that nobody reviewed.
 */
function pushed(event: Occasion, payload: Payload): Bar {
  if (!isDefault(event, payload)) return DEFAULT_TIP
  const before = payload.sha('before')
  const label = 'the commit before this push'
  // A branch that was just made had nothing before.
  if (before === undefined || /^0+$/.test(before)) return { kind: 'parent', of: event.sha, label }
  return { kind: 'commit', sha: before, label, orParentOf: event.sha }
}

/** What a run of another workflow was of. Its event file says less than that run's own. */
function followed(payload: Payload, sha: string): Bar | undefined {
  const branch = payload.text('workflow_run.head_branch')
  const onDefault = branch !== undefined && branch === payload.text('repository.default_branch')
  switch (payload.text('workflow_run.event')) {
    case 'pull_request': {
      const owner = payload.text('workflow_run.head_repository.owner.login')
      const from = payload.number('workflow_run.head_repository.id')
      const to = payload.number('repository.id')
      if (owner === undefined || branch === undefined || from === undefined || to === undefined)
        return undefined
      return { kind: 'lookup', head: { owner, branch, sha, from, to } }
    }
    case 'merge_group':
      return { kind: 'parent', of: sha, label: 'the commit that the merge queue builds on' }
    case 'push':
      return onDefault ? { kind: 'parent', of: sha, label: 'the commit before the last one' } : DEFAULT_TIP
    case 'schedule':
    case 'workflow_dispatch':
    case 'repository_dispatch':
      return onDefault ? commit(sha, SAME) : DEFAULT_TIP
    default:
      return { kind: 'unsupported', why: 'the run before it was of an event that cannot be followed' }
  }
}

const SAME = 'the commit that is judged'

/** On the default branch the bar in force is the one that is checked out. */
function sameOrDefault(event: Occasion, payload: Payload): Authority | undefined {
  return isDefault(event, payload) ? same(event) : { ...NOWHERE, bar: DEFAULT_TIP, status: shaOf(event) }
}

function same(event: Occasion): Authority | undefined {
  return isSha(event.sha) ? { ...NOWHERE, bar: commit(event.sha, SAME), status: event.sha } : undefined
}

function isDefault(event: Occasion, payload: Payload): boolean {
  const branch = payload.text('repository.default_branch')
  return branch !== undefined && event.ref === `refs/heads/${branch}`
}

function commit(sha: string, label: string): Bar {
  return { kind: 'commit', sha, label, orParentOf: undefined }
}

function idle(why: string): Authority {
  return { ...NOWHERE, bar: { kind: 'idle', why } }
}

function unsupported(why: string): Authority {
  return { ...NOWHERE, bar: { kind: 'unsupported', why } }
}

function shaOf({ sha }: Occasion): string | undefined {
  return isSha(sha) ? sha : undefined
}

function isSha(text: string): boolean {
  return SHA.test(text)
}
