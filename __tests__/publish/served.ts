/** What the loopback GitHub tells of a git repository, read from a folder by git itself. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import type { Answer, Loopback, Route } from './loopback'
import type { Operation } from './openapi'

export interface Pull {
  readonly number: number
  readonly state: 'open' | 'closed'
  readonly base: { readonly ref: string; readonly repo: number }
  readonly head: {
    readonly owner: string
    readonly ref: string
    readonly sha: string
    readonly repo: number | null
  }
  /** GitHub's test merge */
  readonly merge?: string | null
}

/** What a run left behind. */
export interface Artifact {
  readonly id: number
  readonly run: number
  readonly name: string
  /** what is sent */
  readonly zip: Buffer
  readonly expired?: boolean
  /** as GitHub tells it; of the zip when absent */
  readonly digest?: string | null
  readonly size?: number
  readonly made?: string
}

/** Over this many bytes GitHub gives no content beside what it tells of a file. */
const LARGE = 1_000_000
const ROOT = '/repos/{owner}/{repo}'
const NOT_FOUND: Answer = { status: 404, data: { message: 'Not Found' } }

export const REPOSITORY: Readonly<Record<string, Route>> = {
  [`GET ${ROOT}/commits/{ref}`](github, found) {
    const { ref } = found.path as { ref: string }
    const sha = resolved(github, /^[0-9a-f]{40}$/.test(ref) || ref === 'HEAD' ? ref : `refs/${ref}`)
    if (sha === undefined) {
      const documentation_url = 'https://docs.github.com/rest/commits/commits#get-a-commit'
      return { status: 422, data: { message: `No commit found for SHA: ${ref}`, documentation_url } }
    }
    const { tree, parents, date } = commitOf(github, sha)
    const sample = found.sample(200)
    const inner = sample.commit as object
    const commit = { ...inner, committer: { date }, tree: { sha: tree, url: at(tree) } }
    return { status: 200, data: { ...sample, sha, commit, parents: parents.map(linked) } }
  },
  [`GET ${ROOT}/git/commits/{commit_sha}`](github, found) {
    const sha = resolved(github, found.path.commit_sha!)
    if (sha === undefined) return NOT_FOUND
    const { tree, parents, date } = commitOf(github, sha)
    const sample = found.sample(200)
    const committer = { ...(sample.committer as object), date }
    const links = parents.map(parent => ({ ...linked(parent), html_url: at(parent) }))
    return {
      status: 200,
      data: { ...sample, sha, committer, tree: { sha: tree, url: at(tree) }, parents: links },
    }
  },
  [`GET ${ROOT}/git/trees/{tree_sha}`](github, found, url) {
    const sha = found.path.tree_sha!
    const depth = url.searchParams.has('recursive') ? ['-r', '-t'] : []
    const rows = entries(github, sha, ...depth)
    if (rows === undefined) return NOT_FOUND
    const tree = rows.map(({ mode, type, sha, path }) => ({ mode, type, sha, path, url: at(sha) }))
    // a folder by itself is never cut
    const most = depth.length > 0 ? github.listed : tree.length
    return {
      status: 200,
      data: { sha, url: at(sha), tree: tree.slice(0, most), truncated: tree.length > most },
    }
  },
  [`GET ${ROOT}/compare/{basehead}`](github, found) {
    const [base, head] = found.path.basehead!.split('...')
    const sha = git(github, 'merge-base', base!, head!)?.toString('utf8').trim()
    if (sha === undefined) return NOT_FOUND
    const { tree, parents } = commitOf(github, sha)
    const sample = found.sample(200) as { merge_base_commit: { commit: object } }
    const commit = { ...sample.merge_base_commit.commit, tree: { sha: tree, url: at(tree) } }
    const merge_base_commit = { ...sample.merge_base_commit, sha, commit, parents: parents.map(linked) }
    return { status: 200, data: { ...sample, merge_base_commit } }
  },
  [`GET ${ROOT}/actions/runs/{run_id}/artifacts`](github, found, url) {
    const run = Number(found.path.run_id)
    const name = url.searchParams.get('name')
    const mine = github.artifacts.filter(each => each.run === run && (name === null || each.name === name))
    return { status: 200, data: { total_count: mine.length, artifacts: mine.map(told) } }
  },
  [`GET ${ROOT}/actions/artifacts/{artifact_id}/{archive_format}`](github, found) {
    const one = github.artifacts.find(({ id }) => id === Number(found.path.artifact_id))
    if (one === undefined) return NOT_FOUND
    if (one.expired) return { status: 410, data: { message: 'Artifact has expired', documentation_url: 'x' } }
    return { status: 302, data: undefined, headers: { location: `${github.storage}/${one.id}` } }
  },
  [`GET ${ROOT}/contents/{path}`](github, found, url, _, accept) {
    return contents(github, found.path.path!, url.searchParams.get('ref') ?? 'HEAD', accept)
  },
  [`GET ${ROOT}/pulls/{pull_number}`](github, found) {
    const pull = github.pulls.find(({ number }) => number === Number(found.path.pull_number))
    return pull === undefined ? NOT_FOUND : { status: 200, data: shape(found, pull) }
  },
  [`GET ${ROOT}/pulls`](github, found, url) {
    const head = url.searchParams.get('head')
    const open = github.pulls.filter(({ state }) => state === (url.searchParams.get('state') ?? 'open'))
    const mine = open.filter(({ head: { owner, ref } }) => head === null || head === `${owner}:${ref}`)
    return { status: 200, data: mine.map(pull => shape(found, pull)) }
  },
}

/** As GitHub describes it: a link to a file of the repository answers with that file. */
function contents(github: Loopback, path: string, ref: string, accept: string, hops = 5): Answer {
  const sha = resolved(github, ref)
  if (sha === undefined) return { status: 404, data: { message: `No commit found for the ref ${ref}` } }
  const entry = entries(github, sha, '--', path)?.[0]
  if (entry === undefined) return NOT_FOUND
  const links = { self: at(path), git: at(path), html: at(path) }
  const told = { name: path.split('/').at(-1), path, sha: entry.sha, size: 0, url: at(path), _links: links }
  const shown = { ...told, git_url: at(path), html_url: at(path), download_url: at(path) }
  if (entry.type === 'tree') return { status: 200, data: { ...shown, type: 'dir', entries: [] } }
  if (entry.type === 'commit')
    return { status: 200, data: { ...shown, type: 'submodule', submodule_git_url: at(path) } }
  const bytes = git(github, 'cat-file', 'blob', entry.sha)!
  if (entry.mode === '120000') {
    const aim = new URL(bytes.toString('utf8'), `https://x/${path}`).pathname.slice(1)
    const followed = hops === 0 ? NOT_FOUND : contents(github, aim, sha, accept, hops - 1)
    const file = Buffer.isBuffer(followed.data) || (followed.data as { type?: string }).type === 'file'
    return file
      ? followed
      : { status: 200, data: { ...shown, type: 'symlink', target: bytes.toString('utf8') } }
  }
  if (accept.includes('raw')) return { status: 200, data: bytes }
  const large = bytes.length > LARGE
  const encoded = {
    encoding: large ? 'none' : 'base64',
    content: large ? '' : lined(bytes.toString('base64')),
  }
  return { status: 200, data: { ...shown, type: 'file', size: bytes.length, ...encoded } }
}

function told({ id, name, zip, expired = false, digest, size, made }: Artifact) {
  const day = made ?? '2026-10-02T12:00:00Z'
  return {
    id,
    node_id: `A_${id}`,
    name,
    size_in_bytes: size ?? zip.length,
    url: at('artifact'),
    archive_download_url: at('zip'),
    expired,
    created_at: day,
    updated_at: day,
    expires_at: '2026-12-31T12:00:00Z',
    digest: digest === undefined ? `sha256:${createHash('sha256').update(zip).digest('hex')}` : digest,
  }
}

function shape(found: Operation, { number, state, base, head, merge = null }: Pull) {
  const sample = found.sample(200) as { base: object & { repo: object }; head: object & { repo: object } }
  const repo = head.repo === null ? null : { ...sample.base.repo, id: head.repo }
  return {
    ...sample,
    number,
    state,
    merge_commit_sha: merge,
    base: { ...sample.base, ref: base.ref, repo: { ...sample.base.repo, id: base.repo } },
    head: { ...sample.head, ref: head.ref, sha: head.sha, repo },
  }
}

function commitOf(github: Loopback, sha: string) {
  const [tree, parents, date] = git(github, 'show', '-s', '--format=%T%n%P%n%cI', sha)!
    .toString('utf8')
    .trim()
    .split('\n')
  return {
    tree: tree!,
    parents: parents!.split(' ').filter(each => each !== ''),
    date: new Date(date!).toISOString().replace('.000Z', 'Z'),
  }
}

function entries(github: Loopback, sha: string, ...args: string[]) {
  const rows = git(github, '--literal-pathspecs', 'ls-tree', '-z', sha, ...args)
    ?.toString('utf8')
    .split('\0')
    .slice(0, -1)
  return rows?.map(row => {
    const [, mode, type, blob, path] = /^(\d+) (\w+) (\w+)\t([\s\S]*)$/.exec(row)!
    return { mode: mode!, type: type!, sha: blob!, path: path! }
  })
}

function resolved(github: Loopback, ref: string): string | undefined {
  return git(github, 'rev-parse', '--verify', '--quiet', `${ref}^{commit}`)?.toString('utf8').trim()
}

function git({ repository }: Loopback, ...args: string[]): Buffer | undefined {
  if (repository === undefined) return undefined
  try {
    return execFileSync('git', ['-C', repository, ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 27,
    })
  } catch {
    return undefined
  }
}

function linked(sha: string) {
  return { sha, url: at(sha) }
}

function at(name: string): string {
  return `https://api.github.com/x/${encodeURIComponent(name)}`
}

/** GitHub breaks it after 60 characters. */
function lined(base64: string): string {
  return base64.replace(/.{60}/g, '$&\n')
}
