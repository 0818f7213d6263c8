/** What is asked of GitHub's REST API about commits. Questions only, so that each may be asked again. */
import { type Found, fileOf, type Has } from './blob'
import { connect } from './client'
import { once } from './once'
import { type Ask, type Refusal, refused, statusOf } from './patience'

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
  /** the commit that GitHub tests its merge with; undefined where there is none (yet) */
  readonly merge: string | undefined
}

/** What a run left behind. */
export interface Artifact {
  readonly id: number
  /** as it is sent */
  readonly bytes: number
  readonly expired: boolean
  /** milliseconds since 1970; undefined where GitHub does not say */
  readonly made: number | undefined
  /** sha256 of what is sent, in hexadecimal; undefined where GitHub does not say */
  readonly sha256: string | undefined
}

/** Every file of a tree, by path: its mode and blob. */
export type Tree = ReadonlyMap<string, string>

/** A repository, read over the API. */
export interface Api {
  /** `ref` is a full sha, `heads/<branch>`, or HEAD for the default branch */
  commit(ref: string): Promise<Commit | Refusal>
  /** the object by itself, which says nothing of whether its files may be read */
  object(sha: string): Promise<Commit | Refusal>
  /** only after `commit` was answered does `absent` mean absent */
  file(path: string, sha: string, has?: Has): Promise<Found | Refusal>
  /** the file whose blob is known: its bytes, in one answer */
  bytes(path: string, sha: string, blob: string): Promise<Found | Refusal>
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
  /** where two commits parted */
  mergeBase(base: string, head: string): Promise<Commit | Refusal>
  /** the artifacts of this name */
  artifacts(run: number, name: string): Promise<readonly Artifact[] | Refusal>
  /** the artifact as `take` finds it, which is called once for each attempt */
  zip<T>(id: number, take: (bytes: AsyncIterable<Uint8Array>) => Promise<T>): Promise<T | Refusal>
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
  /** waits for GitHub, together with all else that is asked of it */
  readonly ask: Ask
}

/** Milliseconds for one that sends a whole artifact. */
const LONG = 300_000

/** Undefined without a token, as with a secret in a fork. */
export async function githubApi({ token, url, repository, ask }: Access): Promise<Api | undefined> {
  const [owner, repo] = repository.split('/')
  if (token === '' || !owner || !repo) return undefined
  const { actions, checks, git, repos, pulls } = (await connect(token, url)).rest
  const at = { owner, repo }

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
    return { kind: 'refused', status: 404, why: 'GitHub lists the file and does not give it', passing: false }
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
    file: (path, sha, has) =>
      ask<Found | Refusal>(async () => {
        try {
          const { data } = await repos.getContent({ ...at, path, ref: sha, mediaType: { format: 'object' } })
          const found = data as Contents
          if (found.type !== 'file') return { kind: 'unreadable', why: KINDS[found.type] ?? 'it is no file' }
          if (await has?.(found.sha)) return { kind: 'same', blob: found.sha }
          if (found.encoding === 'base64') return fileOf(Buffer.from(found.content, 'base64'), found.sha)
          return await raw(path, sha, found.sha)
        } catch (fault) {
          if (statusOf(fault) !== 404) throw fault
          return await missing(path, sha)
        }
      }),
    bytes: (path, sha, blob) => ask(() => raw(path, sha, blob)),
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
        const { state, base, head, merge_commit_sha: merge } = data
        return {
          number,
          open: state === 'open',
          base: base.ref,
          head: head.sha,
          merge: merge ?? undefined,
        }
      }),
    pulls: ({ owner: login, branch, sha, from, to }) =>
      ask(async () => {
        const { data } = await pulls.list({ ...at, state: 'open', head: `${login}:${branch}`, per_page: 100 })
        return data
          .filter(({ head, base }) => head.sha === sha && head.repo?.id === from && base.repo.id === to)
          .map(({ number, head, base, merge_commit_sha: merge }) => ({
            number,
            open: true,
            base: base.ref,
            head: head.sha,
            merge: merge ?? undefined,
          }))
      }),
    mergeBase: (base, head) =>
      ask(async () => {
        const basehead = `${base}...${head}`
        const { data } = await repos.compareCommitsWithBasehead({ ...at, basehead, per_page: 1 })
        const { sha, commit, parents } = data.merge_base_commit
        const date = commit.committer?.date ?? null
        return { sha, date, parents: parents.map(each => each.sha), tree: commit.tree.sha }
      }),
    artifacts: (run_id, name) =>
      ask(async () => {
        const { data } = await actions.listWorkflowRunArtifacts({ ...at, run_id, name, per_page: 100 })
        return data.artifacts
          .filter(each => each.name === name)
          .map(({ id, size_in_bytes: bytes, expired, created_at, digest }) => ({
            id,
            bytes,
            expired,
            made: created_at === null ? undefined : Date.parse(created_at),
            sha256: /^sha256:([0-9a-f]{64})$/.exec(digest ?? '')?.[1],
          }))
      }),
    zip: (artifact_id, take) =>
      ask(async () => {
        const request = { parseSuccessResponseBody: false, patience: LONG }
        const { data } = await actions.downloadArtifact({
          ...at,
          artifact_id,
          archive_format: 'zip',
          request,
        })
        return take(data as AsyncIterable<Uint8Array>)
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

const TOO_LARGE: Refusal = {
  kind: 'refused',
  status: 200,
  why: 'the tree is too large to list',
  passing: false,
}

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
