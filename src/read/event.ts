/** The pull request that a run is of, as the runner's event file tells it. */
import { readFile } from 'node:fs/promises'
import { SHA } from './payload'

export interface Event {
  readonly name: string
  /** JSON, written by the runner */
  readonly file: string
  /** `owner/name` */
  readonly repository: string
  /** the pull request, where it is not in the event and was asked for */
  readonly found?: PullRequest
}

export interface PullRequest {
  readonly owner: string
  readonly repo: string
  readonly number: number
  /** the commit that is judged */
  readonly head: string
  readonly closed: boolean
  /** why GitHub gives this run a token that cannot comment, where it does */
  readonly readOnly: 'fork' | 'dependabot' | undefined
}

/** Undefined for events of no pull request. Throws when the event file is not what GitHub describes. */
export async function pullRequest({
  name,
  file,
  repository,
  found,
}: Event): Promise<PullRequest | undefined> {
  if (found !== undefined) return found
  if (name !== 'pull_request' && name !== 'pull_request_target') return undefined
  const { action, pull_request: pull } = JSON.parse(await readFile(file, 'utf8')) as Payload
  const [owner, repo] = repository.split('/')
  const head = pull?.head?.sha ?? ''
  if (!owner || !repo || !Number.isSafeInteger(pull?.number) || !SHA.test(head))
    throw new Error('it names no pull request')
  const closed = action === 'closed'
  return { owner, repo, number: pull.number, head, closed, readOnly: readOnly(name, pull) }
}

interface Payload {
  readonly action?: string
  readonly pull_request: {
    readonly number: number
    readonly user?: { readonly login?: string } | null
    /** `repo` is null when the fork was deleted */
    readonly head?: { readonly sha?: string; readonly repo?: { readonly full_name?: string } | null }
    readonly base?: { readonly repo?: { readonly full_name?: string } | null }
  }
}

function readOnly(event: string, { user, head, base }: Payload['pull_request']): PullRequest['readOnly'] {
  if (event === 'pull_request_target') return undefined
  if (user?.login === 'dependabot[bot]') return 'dependabot'
  return head?.repo?.full_name === base?.repo?.full_name ? undefined : 'fork'
}
