/** What is asked of GitHub's REST API about commits. Questions only, so that each may be asked again. */
import { setTimeout } from 'node:timers/promises'
import { type Found, fileOf } from './blob'
import { connect } from './client'
import { patient, type Refusal, statusOf } from './patience'

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
  /** what the active rules of a branch demand, whoever made them */
  rules(branch: string): Promise<Demands | Refusal>
  /** what the branch's own protection demands, which is no rule */
  protection(branch: string): Promise<Demands | Refusal>
  /** the name of a check run */
  checkName(id: number): Promise<string | Refusal>
}

/** What must have succeeded before a merge. */
export interface Demands {
  /** names of checks and statuses */
  readonly checks: readonly string[]
  /** paths of workflow files, in whatever repository */
  readonly workflows: readonly string[]
  /** that there may be more */
  readonly cut: boolean
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

/** Undefined without a token, as with a secret in a fork. */
export async function githubApi({
  token,
  url,
  repository,
  sleep = setTimeout,
}: Access): Promise<Api | undefined> {
  const [owner, repo] = repository.split('/')
  if (token === '' || !owner || !repo) return undefined
  const { checks, git, repos, pulls } = (await connect(token, url)).rest
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

  /** After "not found": what stands on the way to the file, from the nearest folder up. */
  async function missing(path: string, ref: string): Promise<Found> {
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    if (folder === '') return { kind: 'absent' }
    try {
      const { data } = await repos.getContent({ ...at, path: folder, ref, mediaType: { format: 'object' } })
      const { type } = data as { readonly type?: string }
      return type === 'dir' || type === 'file'
        ? { kind: 'absent' }
        : { kind: 'unreadable', why: `${folder} is a ${type === 'symlink' ? 'link' : type}` }
    } catch (fault) {
      if (statusOf(fault) !== 404) throw fault
      return missing(folder, ref)
    }
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
      ask(async () => {
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
        if (data.truncated) return { kind: 'refused', status: 200, why: 'the tree is too large to list' }
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
    rules: branch =>
      ask(async () => {
        const { data } = await repos.getBranchRules({ ...at, branch, per_page: RULES })
        return {
          checks: data.flatMap(rule =>
            rule.type === 'required_status_checks'
              ? (rule.parameters?.required_status_checks ?? []).map(({ context }) => context)
              : [],
          ),
          workflows: data.flatMap(rule =>
            rule.type === 'workflows' ? (rule.parameters?.workflows ?? []).map(({ path }) => path) : [],
          ),
          // a deployment may be of a job that needs ours
          cut: data.length >= RULES || data.some(({ type }) => type === 'required_deployments'),
        }
      }, 'never'),
    protection: branch =>
      ask(async () => {
        const { data } = await repos.getBranch({ ...at, branch })
        const { enabled, required_status_checks: checks } = data.protection ?? {}
        // of a branch that only rules guard, GitHub says that its own protection is off
        const told = !data.protected || enabled === false || checks !== undefined
        return { checks: checks?.contexts ?? [], workflows: [], cut: !told }
      }, 'never'),
    checkName: check_run_id =>
      ask(async () => (await checks.get({ ...at, check_run_id })).data.name, 'never'),
  }
}

/** As many as are told at a time. */
const RULES = 100

/** What bears the name of its own content is asked for once. */
function once<T>(question: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return name => {
    const answer = answers.get(name) ?? question(name)
    answers.set(name, answer)
    return answer
  }
}

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
