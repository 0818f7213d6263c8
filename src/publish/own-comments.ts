/** What we ourselves wrote on the pull request under one key. Anybody can plant a marker: the author counts as well. */
import type { Client } from '../read/client'
import { type Ask, type Refusal, refused } from '../read/patience'
import { readMarker, type State } from './marker'

export interface OwnComment {
  readonly id: number
  /** its name in GraphQL */
  readonly node: string
  readonly url: string
  readonly minimised: boolean
  /** undefined where it has none that can be read */
  readonly state: State | undefined
}

/** Where comments are read and written. */
export interface Place {
  readonly client: Client
  readonly ask: Ask
  readonly owner: string
  readonly repo: string
  readonly number: number
  readonly key: string
}

/** Of all pages, in the order they were made; with `since` only those written since then, by `me` where that is known. */
export async function ownComments(
  at: Place,
  { since, me }: { readonly since?: string; readonly me?: string } = {},
): Promise<OwnComment[] | Refusal> {
  const { client, ask, owner, repo, number: issue_number, key } = at
  const marked: Marked[] = []
  for (let page = 1, more = true; more; page++) {
    const query = {
      owner,
      repo,
      issue_number,
      per_page: 100,
      page,
      ...(since === undefined ? {} : { since }),
    }
    const answer = await ask(async () => {
      const { data, headers } = await client.rest.issues.listComments(query)
      return { found: (data as Listed[]).flatMap(one => markedBy(one, key)), link: headers.link }
    })
    if (refused(answer)) return answer
    marked.push(...answer.found)
    more = answer.link?.includes('rel="next"') ?? false
  }
  // Where nobody wrote the marker there is no need to know who we are.
  if (marked.length === 0) return []
  const who = me ?? (await viewer(at))
  return marked
    .filter(({ user }) => isMe(who, user))
    .map(({ comment }) => comment)
    .sort((a, b) => a.id - b.id)
}

interface Marked {
  readonly user: User | null
  readonly comment: OwnComment
}

function markedBy(
  { id, node_id: node, html_url: url, body, minimized, user }: Listed,
  key: string,
): Marked[] {
  const marker = readMarker(body ?? '', key)
  const minimised = minimized !== null && minimized !== undefined
  return marker ? [{ user, comment: { id, node, url, minimised, ...marker } }] : []
}

interface User {
  readonly login: string
  readonly type: string
}

interface Listed {
  readonly id: number
  readonly node_id: string
  readonly html_url: string
  readonly body?: string
  readonly user: User | null
  /** absent where GitHub does not tell yet */
  readonly minimized?: object | null
}

/** A job's token cannot ask REST who it is; where GraphQL does not tell, it is the job's own. */
async function viewer({ client, ask }: Place): Promise<string> {
  const answer = await ask(() => told(client.graphql<{ viewer: { login: string } }>(VIEWER)))
  return answer === undefined || refused(answer) ? 'github-actions[bot]' : answer.viewer.login
}

const VIEWER = 'query { viewer { login } }'

/** GraphQL's own refusals come with status 200: undefined, for asking again would not help. */
export async function told<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch(fault => {
    if ((fault as Error).name === 'GraphqlResponseError') return undefined
    throw fault
  })
}

/** The APIs differ in whether an app's name ends in `[bot]`; a person may bear the name without it. */
function isMe(me: string, user: User | null): boolean {
  const bare = (login: string) => login.replace(/\[bot\]$/, '')
  return user !== null && bare(user.login) === bare(me) && (bare(me) === me || user.type === 'Bot')
}
