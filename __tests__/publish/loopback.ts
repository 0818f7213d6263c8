/**
 * A GitHub on 127.0.0.1 that keeps the comments of one pull request, shows the commits of a folder, and holds every request and each of its own
 * answers against GitHub's published description. `faults` must be empty at the end of a test.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CheckRun, type Guard, MARKS, NO_GUARD, type Status } from './marks'
import { type Operation, operation } from './openapi'
import { type Artifact, type Pull, REPOSITORY } from './served'

export interface Loopback {
  readonly url: string
  readonly comments: Comment[]
  readonly requests: Request[]
  /** what a request or an answer did against the description */
  readonly faults: string[]
  /** the token's identity, or undefined where GraphQL refuses to tell */
  viewer: string | undefined
  /** answers instead of the routes whose name (`POST /repos/…`) starts with the key */
  readonly refuse: Map<string, Refusal>
  /** folder of the git repository that is shown; nothing is found while there is none */
  repository: string | undefined
  readonly pulls: Pull[]
  readonly statuses: Status[]
  readonly checkRuns: CheckRun[]
  readonly guard: Guard
  /** whether the token may hide comments */
  minimises: boolean
  /** whether REST tells that a comment is hidden, as an older GitHub Enterprise does not */
  tellsMinimised: boolean
  /** waited for before a request is answered */
  before: ((request: Request) => Promise<void> | undefined) | undefined
  readonly artifacts: Artifact[]
  /** another host, where artifacts are sent from to whoever has their address */
  readonly storage: string
  /** how many entries a tree lists at most before it is cut */
  listed: number
  /** writes a comment from outside, long ago */
  add(login: string, body: string): Comment
  close(): Promise<void>
}

export interface Comment {
  readonly id: number
  readonly login: string
  body: string
  writes: number
  /** why it is hidden */
  minimised: string | undefined
  /** ISO 8601 */
  at: string
}

export interface Request {
  readonly name: string
  /** what stands for the parts of the name in braces */
  readonly path: Readonly<Record<string, string>>
  readonly query: string
  readonly body: unknown
}

export interface Refusal {
  /** 0 for a line that is cut */
  readonly status: number
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
  /** only as often; always when absent */
  times?: number
  /** the work is done all the same: only the answer is lost */
  readonly done?: boolean
}

export const TOKEN = 'test-token'
const LONG_AGO = '2026-10-01T12:00:00Z'
const NOW = '2026-10-02T12:00:00Z'
/** GitHub's own words say so many; it was measured to take more. */
const LONGEST = 65_536

export async function loopback(): Promise<Loopback> {
  let next = 1000
  const server = createServer((request, response) => {
    answer(github, request, response).catch(fault => {
      github.faults.push(String(fault))
      response.destroy()
    })
  })
  const storage = createServer((request, response) => {
    if (request.headers.authorization !== undefined) github.faults.push('the token went to another host')
    const one = github.artifacts.find(({ id }) => request.url === `/${id}`)
    response.writeHead(one === undefined ? 404 : 200, { 'content-type': 'application/zip' }).end(one?.zip)
  })
  for (const each of [server, storage]) await new Promise<void>(done => each.listen(0, '127.0.0.1', done))
  const github: Loopback = {
    url: at(server),
    storage: at(storage),
    comments: [],
    requests: [],
    faults: [],
    viewer: 'github-actions[bot]',
    refuse: new Map(),
    repository: undefined,
    pulls: [],
    statuses: [],
    checkRuns: [],
    guard: { ...NO_GUARD },
    minimises: true,
    tellsMinimised: true,
    before: undefined,
    artifacts: [],
    listed: 100_000,
    add(login, body) {
      const comment = { id: next++, login, body, writes: 0, minimised: undefined, at: LONG_AGO }
      github.comments.push(comment)
      return comment
    },
    async close() {
      for (const each of [server, storage])
        await new Promise<void>(done => {
          each.close(() => done())
          each.closeAllConnections()
        })
    },
  }
  return github
}

function at(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function answer(github: Loopback, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', github.url)
  const method = request.method ?? ''
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString('utf8')
  const body: unknown = text === '' ? undefined : JSON.parse(text)
  const send = (status: number, data: unknown, headers = {}) => {
    const bytes = Buffer.isBuffer(data)
    const type = `application/${bytes ? 'vnd.github.raw' : 'json'}; charset=utf-8`
    response.writeHead(status, { 'content-type': type, ...headers })
    response.end(bytes ? data : JSON.stringify(data))
  }

  const found = method === 'POST' && url.pathname === '/graphql' ? undefined : operation(method, url.pathname)
  const name = found?.name ?? `${method} ${url.pathname}`
  const asked = { name, path: found?.path ?? {}, query: url.search, body }
  github.requests.push(asked)
  await github.before?.(asked)
  if (!/^(token|bearer) /i.test(request.headers.authorization ?? '')) {
    return send(401, { message: 'Bad credentials' })
  }
  const refusal = refused(github, name)
  if (refusal?.status === 0) {
    response.destroy()
    return
  }
  if (refusal !== undefined) {
    const told = { message: refusal.message, status: `${refusal.status}` }
    if (refusal.done && found) ROUTES[found.name]?.(github, found, url, body as { body: string }, '')
    return send(refusal.status, told, refusal.headers)
  }
  if (name === 'POST /graphql') return graphql(github, body, send)
  const handle = found && ROUTES[found.name]
  if (found === undefined || handle === undefined) {
    github.faults.push(`unknown route ${name}`)
    return send(404, { message: 'Not Found' })
  }
  const wrong = found.request(url.searchParams, body)
  if (Number(url.searchParams.get('per_page') ?? 30) > 100) wrong.push('per_page over 100')
  if (wrong.length > 0) {
    github.faults.push(...wrong.map(fault => `${name}: ${fault}`))
    return send(400, { message: 'Bad Request' })
  }
  const accept = request.headers.accept ?? ''
  const { status, data, headers } = handle(github, found, url, body as { body: string }, accept)
  const media = /^application\/vnd\.github(\.v3)?\.object/.test(accept)
    ? 'application/vnd.github.object'
    : undefined
  const faults = Buffer.isBuffer(data) ? [] : found.response(status, data, media)
  github.faults.push(...faults.map(fault => `${name}: ${fault}`))
  if (status !== 204) return send(status, data, headers)
  response.writeHead(204).end()
}

function refused(github: Loopback, name: string): Refusal | undefined {
  for (const [start, refusal] of github.refuse) {
    if (!name.startsWith(start) || refusal.times === 0) continue
    if (refusal.times !== undefined) refusal.times--
    return refusal
  }
  return undefined
}

/** GraphQL is in no OpenAPI description; one query and one mutation are known. */
function graphql(github: Loopback, body: unknown, send: (status: number, data: unknown) => void) {
  const { query, variables } = (body ?? {}) as { query?: string; variables?: { id?: string } }
  const forbidden = { data: null, errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible' }] }
  if (query === 'query { viewer { login } }') {
    const { viewer } = github
    return send(200, viewer === undefined ? forbidden : { data: { viewer: { login: viewer } } })
  }
  const classifier =
    /^mutation\(\$id: ID!\) \{ minimizeComment\(input: \{ subjectId: \$id, classifier: (OUTDATED) \}\) \{ minimizedComment \{ isMinimized \} \} \}$/.exec(
      query ?? '',
    )?.[1]
  if (classifier === undefined) github.faults.push(`unknown query ${String(query)}`)
  const comment = github.comments.find(({ id }) => `IC_${id}` === variables?.id)
  if (comment === undefined || !github.minimises) return send(200, forbidden)
  comment.minimised = classifier?.toLowerCase()
  return send(200, { data: { minimizeComment: { minimizedComment: { isMinimized: true } } } })
}

export type Answer = {
  readonly status: number
  readonly data: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments'
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}'

export type Route = (
  github: Loopback,
  found: Operation,
  url: URL,
  body: { body: string },
  accept: string,
) => Answer

const ROUTES: Readonly<Record<string, Route>> = {
  ...REPOSITORY,
  ...MARKS,
  [`GET ${COMMENTS}`](github, { path }, url) {
    const size = Number(url.searchParams.get('per_page') ?? 30)
    const page = Number(url.searchParams.get('page') ?? 1)
    const since = url.searchParams.get('since') ?? ''
    const wanted = github.comments.filter(({ at }) => at >= since)
    const data = wanted.slice((page - 1) * size, page * size).map(each => shape(github, path, each))
    if (page * size >= wanted.length) return { status: 200, data }
    const following = new URL(url)
    following.searchParams.set('page', String(page + 1))
    return { status: 200, data, headers: { link: `<${following}>; rel="next"` } }
  },
  [`POST ${COMMENTS}`](github, { path }, _, { body }) {
    if (body.length > LONGEST) return tooLong()
    const made = github.add(github.viewer ?? 'github-actions[bot]', body)
    made.writes++
    made.at = NOW
    return { status: 201, data: shape(github, path, made) }
  },
  [`PATCH ${COMMENT}`](github, { path }, _, { body }) {
    const comment = github.comments.find(each => each.id === Number(path.comment_id))
    if (comment === undefined) return { status: 404, data: { message: 'Not Found' } }
    if (body.length > LONGEST) return tooLong()
    comment.body = body
    comment.writes++
    comment.at = NOW
    return { status: 200, data: shape(github, path, comment) }
  },
  [`DELETE ${COMMENT}`](github, { path }) {
    const at = github.comments.findIndex(each => each.id === Number(path.comment_id))
    if (at < 0) return { status: 404, data: { message: 'Not Found' } }
    github.comments.splice(at, 1)
    return { status: 204, data: undefined }
  },
}

function tooLong(): Answer {
  const error = {
    resource: 'IssueComment',
    code: 'unprocessable',
    field: 'data',
    message: `Body is too long (maximum is ${LONGEST} characters)`,
  }
  const documentation_url = 'https://docs.github.com/rest/issues/comments'
  return { status: 422, data: { message: 'Validation Failed', errors: [error], documentation_url } }
}

function shape(github: Loopback, { owner, repo }: Operation['path'], comment: Comment) {
  const { url, tellsMinimised } = github
  const { id, login, body, at, minimised } = comment
  const api = `${url}/repos/${owner}/${repo}`
  const minimized = minimised === undefined ? null : { reason: minimised }
  return {
    id,
    node_id: `IC_${id}`,
    url: `${api}/issues/comments/${id}`,
    html_url: `https://github.com/${owner}/${repo}/pull/7#issuecomment-${id}`,
    issue_url: `${api}/issues/7`,
    body,
    created_at: at,
    updated_at: at,
    author_association: 'NONE',
    performed_via_github_app: null,
    user: user(url, login),
    ...(tellsMinimised ? { minimized } : {}),
  }
}

function user(url: string, login: string) {
  const at = `${url}/users/${encodeURIComponent(login)}`
  return {
    login,
    id: 41898282,
    node_id: 'MDM6Qm90NDE4OTgyODI=',
    avatar_url: `${at}/avatar`,
    gravatar_id: '',
    url: at,
    html_url: at,
    followers_url: at,
    following_url: at,
    gists_url: at,
    starred_url: at,
    subscriptions_url: at,
    organizations_url: at,
    repos_url: at,
    events_url: at,
    received_events_url: at,
    type: login.endsWith('[bot]') ? 'Bot' : 'User',
    site_admin: false,
  }
}
