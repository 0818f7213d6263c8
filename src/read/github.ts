/** What is asked of GitHub's REST API about commits. Questions only, so that each may be asked again. */
import { setTimeout } from 'node:timers/promises'
import { type Found, fileOf } from './blob'
import { patient, type Refusal, refused, statusOf } from './patience'

export interface Commit {
  readonly sha: string
  /** of its committer, `2026-10-02T12:00:00Z`; null where it has none */
  readonly date: string | null
  readonly parents: readonly string[]
  /** the name of its tree */
  readonly tree: string
}

export interface Pull {
  readonly number: number
  readonly open: boolean
  /** the branch it is to go to, now */
  readonly base: string
  readonly head: string
}

/** Every file of a tree, by path: its mode and blob. */
export type Tree = ReadonlyMap<string, string>

/** A repository, read over the API. */
export interface Api {
  /** `ref` is a full sha, `heads/<branch>`, or HEAD for the default branch */
  commit(ref: string): Promise<Commit | Refusal>
  /** the object by itself, which says nothing of whether its files may be read */
  object(sha: string): Promise<Commit | Refusal>
  /** `unless` is the blob that the asker has already; only after `commit` was answered does `absent` mean absent */
  file(path: string, sha: string, unless?: string): Promise<Found | Refusal>
  tree(tree: string): Promise<Tree | Refusal>
  pull(number: number): Promise<Pull | Refusal>
  /** the open pull requests of a branch: only those whose head and repositories are the given ones */
  pulls(of: {
    owner: string
    branch: string
    sha: string
    from: number
    to: number
  }): Promise<readonly Pull[] | Refusal>
}

export interface Access {
  readonly token: string
  /** of the REST API */
  readonly url: string
  /** `owner/name` */
  readonly repository: string
  /** waits so many milliseconds */
  readonly sleep?: (milliseconds: number) => Promise<unknown>
}

/** Milliseconds for one request. */
const PATIENCE = 30_000

/** Undefined without a token, as with a secret in a fork. */
export async function githubApi({
  token,
  url,
  repository,
  sleep = setTimeout,
}: Access): Promise<Api | undefined> {
  const [owner, repo] = repository.split('/')
  if (token === '' || !owner || !repo) return undefined
  const { getOctokit } = await import('@actions/github')
  const github = getOctokit(token, { baseUrl: url })
  github.hook.before('request', options => {
    options.request.signal = AbortSignal.timeout(PATIENCE)
  })
  const { git, repos, pulls } = github.rest
  const at = { owner, repo }
  const ask = patient(sleep)

  async function raw(path: string, ref: string, blob: string): Promise<Found> {
    // decoded text would not be the bytes
    const request = { parseSuccessResponseBody: false }
    const { data } = await repos.getContent({ ...at, path, ref, mediaType: { format: 'raw' }, request })
    const chunks: Uint8Array[] = []
    for await (const chunk of data as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk)
    return fileOf(Buffer.concat(chunks), blob)
  }

  const folder = once(tree_sha =>
    ask<ReadonlyMap<string, Entry> | Refusal>(async () => {
      const { data } = await git.getTree({ ...at, tree_sha })
      if (data.truncated) return TOO_LARGE
      return new Map(data.tree.map(({ path, mode, sha }) => [path, { mode, sha }]))
    }),
  )

  /**
   * After "not found", which GitHub also says of what may not be seen: what stands on the way to the file. It is absent
   * where a folder of the commit does not list it, and nowhere else.
   */
  async function missing(path: string, commit: string): Promise<Found | Refusal> {
    const names = path.split('/')
    let tree = commit
    for (const [i, name] of names.entries()) {
      const listed = await folder(tree)
      if (refused(listed)) return listed
      const entry = listed.get(name)
      if (entry === undefined) return { kind: 'absent' }
      if (i === names.length - 1) break
      const why = ASIDE[entry.mode]
      if (why !== undefined)
        return { kind: 'unreadable', why: `${names.slice(0, i + 1).join('/')} is ${why}` }
      if (entry.mode !== FOLDER) return { kind: 'absent' }
      tree = entry.sha
    }
    return { kind: 'refused', status: 404, why: 'GitHub lists the file and does not give it' }
  }

  return {
    commit: ref =>
      ask(async () => {
        // one file of the commit's changes is the fewest that can be asked for
        const { data } = await repos.getCommit({ ...at, ref, per_page: 1 })
        const { sha, commit, parents } = data
        const date = commit.committer?.date ?? null
        return { sha, date, parents: parents.map(each => each.sha), tree: commit.tree.sha }
      }),
    object: once(sha =>
      ask(async () => {
        const { data } = await git.getCommit({ ...at, commit_sha: sha })
        const { committer, parents, tree } = data
        return { sha: data.sha, date: committer.date, parents: parents.map(each => each.sha), tree: tree.sha }
      }),
    ),
    file: (path, sha, unless) =>
      ask<Found | Refusal>(async () => {
        try {
          const { data } = await repos.getContent({ ...at, path, ref: sha, mediaType: { format: 'object' } })
          const found = data as Contents
          if (found.type !== 'file') return { kind: 'unreadable', why: KINDS[found.type] ?? 'it is no file' }
          if (found.sha === unless) return { kind: 'same', blob: found.sha }
          if (found.encoding === 'base64') return fileOf(Buffer.from(found.content, 'base64'), found.sha)
          return await raw(path, sha, found.sha)
        } catch (fault) {
          if (statusOf(fault) !== 404) throw fault
          return await missing(path, sha)
        }
      }),
    tree: once(tree_sha =>
      ask<Tree | Refusal>(async () => {
        const { data } = await git.getTree({ ...at, tree_sha, recursive: '1' })
        if (data.truncated) return TOO_LARGE
        const files = data.tree.filter(({ type }) => type !== 'tree')
        return new Map(files.map(({ path, mode, sha }) => [path, `${mode} ${sha}`]))
      }),
    ),
    pull: number =>
      ask(async () => {
        const { data } = await pulls.get({ ...at, pull_number: number })
        return { number, open: data.state === 'open', base: data.base.ref, head: data.head.sha }
      }),
    pulls: ({ owner: login, branch, sha, from, to }) =>
      ask(async () => {
        const { data } = await pulls.list({ ...at, state: 'open', head: `${login}:${branch}`, per_page: 100 })
        return data
          .filter(({ head, base }) => head.sha === sha && head.repo?.id === from && base.repo.id === to)
          .map(({ number, head, base }) => ({ number, open: true, base: base.ref, head: head.sha }))
      }),
  }
}

/** What bears the name of its own content is asked for once. */
function once<T>(question: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return name => {
    const answer = answers.get(name) ?? question(name)
    answers.set(name, answer)
    return answer
  }
}

const TOO_LARGE: Refusal = { kind: 'refused', status: 200, why: 'the tree is too large to list' }

interface Entry {
  readonly mode: string
  readonly sha: string
}

const FOLDER = '040000'
/** What leads out of the folders of a commit. */
const ASIDE: Readonly<Record<string, string>> = { '120000': 'a link', '160000': 'a submodule' }

interface Contents {
  readonly type: string
  readonly sha: string
  readonly encoding?: string
  readonly content: string
}

const KINDS: Readonly<Record<string, string>> = {
  dir: 'it is a folder',
  symlink: 'it is a link to no file of the repository',
  submodule: 'it is a submodule',
}
