/**
 * The one comment on the pull request: found again by its marker and its author, updated in place. It never
 * changes the verdict; a comment that GitHub refuses becomes a note.
 */
import { createHash } from 'node:crypto'
import { type PullRequest, pullRequest } from '../read/event'
import { brief, within } from './budget'
import { type Publisher, reason } from './publisher'

/** GitHub says 65,536 characters and was measured to take 262,144 bytes; this keeps clear of both. */
export const MOST = { units: 60_000, bytes: 200_000 } as const

export const comment: Publisher = {
  name: 'comment',
  async publish(report, { inputs, event, api }) {
    if (inputs.comment === 'off') return { notes: [] }
    const pull = await pullRequest(event).catch(reason)
    if (typeof pull === 'string') return { notes: [`No comment: the event cannot be read (${pull}).`] }
    if (pull === undefined || pull.closed) return { notes: [] }
    const elsewhere = `The verdict stands; the report is in the job summary and in ${inputs.output}.`
    if (inputs.token === '') {
      return { notes: [`No comment on pull request #${pull.number}: the input token is empty. ${elsewhere}`] }
    }
    const marker = `\n\n${markerOf(inputs.commentKey)}`
    const text = within(report, { units: MOST.units - marker.length, bytes: MOST.bytes - marker.length })
    try {
      const github = await connect(inputs.token, api)
      const url = await upsert(github, pull, `${text}${marker}`, `${brief(report)}${marker}`)
      return { notes: [], made: { 'comment-url': url } }
    } catch (fault) {
      return { notes: [`No comment on pull request #${pull.number}: ${refusal(fault, pull)} ${elsewhere}`] }
    }
  },
}

/** The last line of the comment; other lines may hold text of others. */
export function markerOf(key: string): string {
  return `<!-- goldbar:v1 ${createHash('sha256').update(key).digest('hex').slice(0, 16)} -->`
}

type GitHub = Awaited<ReturnType<typeof connect>>

/** Loaded only here: a run that has nothing to comment on need not read the client. */
async function connect(token: string, baseUrl: string) {
  const { getOctokit } = await import('@actions/github')
  const github = getOctokit(token, { baseUrl })
  github.hook.before('request', options => {
    options.request.signal = AbortSignal.timeout(PATIENCE)
  })
  return github
}

/** Milliseconds for one request. */
const PATIENCE = 30_000

/** Returns the comment's address. Nothing is asked twice: after a lost answer the next run finds what was made. */
async function upsert(github: GitHub, pull: PullRequest, body: string, shorter: string): Promise<string> {
  const mine = await find(github, pull, body.slice(body.lastIndexOf('\n') + 1))
  const { owner, repo, number } = pull
  const { issues } = github.rest
  const write = async (text: string): Promise<string> => {
    const { data } =
      mine === undefined
        ? await issues.createComment({ owner, repo, issue_number: number, body: text })
        : await issues.updateComment({ owner, repo, comment_id: mine, body: text })
    return data.html_url
  }
  return write(body).catch(fault => {
    if (statusOf(fault) === 422 && /too long/i.test(reason(fault))) return write(shorter)
    throw fault
  })
}

/**
 * The oldest comment with our marker that we wrote ourselves; anybody can plant a marker. GitHub lists comments
 * by ascending id, so the first one found is the oldest.
 */
async function find(github: GitHub, pull: PullRequest, marker: string): Promise<number | undefined> {
  const me = await viewer(github)
  const { owner, repo, number } = pull
  const query = { owner, repo, issue_number: number, per_page: 100 }
  for await (const { data } of github.paginate.iterator(github.rest.issues.listComments, query)) {
    const mine = data.find(({ user, body }) => isMe(me, user) && body?.trimEnd().endsWith(`\n${marker}`))
    if (mine !== undefined) return mine.id
  }
  return undefined
}

/** A job's token cannot ask REST who it is. */
async function viewer(github: GitHub): Promise<string> {
  try {
    const answer = await github.graphql<{ viewer: { login: string } }>('query { viewer { login } }')
    return answer.viewer.login
  } catch {
    return 'github-actions[bot]'
  }
}

/** The APIs differ in whether an app's name ends in `[bot]`; a person may bear the name without it. */
function isMe(me: string, user: { readonly login: string; readonly type: string } | null): boolean {
  const bare = (login: string) => login.replace(/\[bot\]$/, '')
  return user !== null && bare(user.login) === bare(me) && (bare(me) === me || user.type === 'Bot')
}

function refusal(fault: unknown, { readOnly }: PullRequest): string {
  const status = answered(fault) ? statusOf(fault) : undefined
  if (status === undefined) return `GitHub could not be reached (${reason(fault)}). Run the job again.`
  const remedy = REMEDIES[status] ?? (status >= 500 ? 'Run the job again.' : PERMIT)
  const forbidden = status === 403 || status === 404
  const expected = forbidden && readOnly !== undefined ? `${READ_ONLY[readOnly]} ` : ''
  return `GitHub answered ${status} (${reason(fault)}). ${expected}${remedy}`
}

const PERMIT = 'Add to the job: permissions: { contents: read, pull-requests: write }.'

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'Check the input token.',
  410: 'The pull request takes no comments.',
  422: 'The comment was not accepted.',
  423: 'The conversation is locked.',
}

const READ_ONLY = {
  fork: 'A run of a fork has a read-only token whatever the workflow permits; where the branch is your own:',
  dependabot: 'A run of Dependabot has a read-only token unless the job permits more.',
} as const

function statusOf(fault: unknown): number | undefined {
  return (fault as { status?: number }).status
}

/** The client gives a lost connection the status 500, but no response. */
function answered(fault: unknown): boolean {
  return (fault as { response?: object }).response !== undefined
}
