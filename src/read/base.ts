/**
 * Where the bar comes from: the commit that an authority names, proven readable, and its files. The API is asked
 * first, for it needs neither git nor a checkout of the base; git is asked where the API refuses. The workspace's copy
 * and the base that the event names (`base.sha`, as old as the pull request) never take its place.
 */
import { type Problems, quote } from '../problems'
import { type Authority, type Bar, type Merge, SUPPORTED } from './authority'
import { type Found, type Has, misplaced } from './blob'
import type { Git } from './git'
import type { Api, Commit, Pull } from './github'
import { listed } from './listed'
import { refused } from './patience'

/** What there is to ask; at least one of them, where anything is to come of it. */
export interface Reach {
  readonly api: Api | undefined
  readonly git: Git | undefined
}

export type Base =
  | CommitBase
  /** outside of a workflow: there is no base, and a report must say so */
  | { readonly kind: 'none'; readonly why: string }
  /** there is nothing to judge, and nobody waits for a verdict */
  | { readonly kind: 'idle'; readonly why: string }

export interface CommitBase extends Commit {
  readonly kind: 'commit'
  /** the branch's name, or which commit this is, for a sentence */
  readonly ref: string
  readonly how: 'api' | 'git'
  /** the pull request as it is now, where GitHub told */
  readonly pull: Pull | undefined
  /** A file by its path in the repository, with `/`. */
  read(path: string, has?: Has): Promise<Found>
}

/**
 * Undefined when there is no telling; `problems` then has an error that says what to permit or to fetch. A pull request that
 * had to be looked up is told to `found` before anything else is asked, for it is to hear of whatever goes wrong.
 */
export async function resolveBase(
  { bar, pull }: Pick<Authority, 'bar' | 'pull'>,
  event: string,
  reach: Reach,
  problems: Problems,
  found?: (pull: Pull) => void,
): Promise<Base | undefined> {
  switch (bar.kind) {
    case 'idle':
      return bar
    case 'local':
      return local(bar.ref, reach, problems)
    case 'unsupported':
      problems.add('base.event', {}, { event: quote(event), why: bar.why, known: SUPPORTED.join(', ') })
      return undefined
    case 'lookup':
      return lookedUp(bar, reach, problems, found)
    case 'tip':
      return tipOrParent(bar, pull, reach, problems)
    case 'commit':
    case 'parent':
      return named(bar, reach, problems)
  }
}

/** Predictions that lie in the workspace, on an event whose workspace is not what is judged. */
export function refuseWorkspace(
  { workspace }: Pick<Authority, 'workspace'>,
  event: string,
  artifact: string | undefined,
  problems: Problems,
): void {
  const given = artifact !== undefined
  if (workspace && given) problems.add('input.artifact', {}, { event: quote(event) })
  // pull_request_target follows no run that could have left one
  if (!workspace && !(given && event === 'workflow_run'))
    problems.add('base.untrusted', {}, { event: quote(event) })
}

/** A commit that is named in full, proven readable; a text says why it is not. */
export async function commitBase(
  sha: string,
  ref: string,
  reach: Reach,
  pull?: Pull,
): Promise<CommitBase | string> {
  const asked = await reach.api?.commit(sha)
  if (asked !== undefined && !refused(asked) && asked.sha === sha)
    return based(asked, ref, 'api', reach, pull)
  const known = await reach.git?.commit(sha)
  if (known !== undefined && typeof known !== 'string') return based(known, ref, 'git', reach, pull)
  return whyNot(reach, refused(asked) ? asked.why : undefined, known)
}

/**
 * The commit that GitHub's test merge was built on, which may be older than the tip of its branch. A text says why it
 * is not known, or that the merge is of another head than the event's.
 */
export async function firstParent(merge: Merge, reach: Reach): Promise<string | { readonly sha: string }> {
  const commit = await objectOf(merge.sha, reach)
  if (typeof commit === 'string') return commit
  const [first, second, third] = commit.parents
  if (first === undefined || third !== undefined || second !== merge.head) return NO_MERGE
  return { sha: first }
}

/** Why a commit has no parent that a pull request's test merge was built on. */
export const NO_MERGE = 'the commit of this run is no merge of the pull request’s head'

/** A commit's own words; nothing is said of its files. */
export async function objectOf(sha: string, reach: Reach): Promise<Commit | string> {
  const asked = await reach.api?.object(sha)
  if (asked !== undefined && !refused(asked) && asked.sha === sha) return asked
  const known = await reach.git?.commit(sha)
  if (known !== undefined && typeof known !== 'string') return known
  return whyNot(reach, refused(asked) ? asked.why : undefined, known)
}

/**
 * Reads files of a commit. That a file is absent is proven only where the commit was. Where `tree` can be listed whole,
 * nothing more is asked of GitHub than the bytes that the asker lacks.
 */
export function reader(sha: string, reach: Reach, tree?: string): CommitBase['read'] {
  // asked once, so that a refusal does not cost a question for each file
  let listing: ReturnType<Api['tree']> | undefined
  return async (path, has) => {
    const misfit = misplaced(path)
    if (misfit !== undefined) return { kind: 'unreadable', why: misfit }
    if (tree !== undefined) listing ??= reach.api?.tree(tree)
    const entries = await listing
    const told = entries === undefined || refused(entries) ? undefined : listed(path, entries)
    if (told?.kind === 'same' && (await has?.(told.blob))) return told
    if (told !== undefined && told.kind !== 'same') return told
    const asked = await (told === undefined
      ? reach.api?.file(path, sha, has)
      : reach.api?.bytes(path, sha, told.blob))
    if (asked !== undefined && !refused(asked)) return asked
    const known = await reach.git?.commit(sha)
    if (known !== undefined && typeof known !== 'string') return reach.git!.file(path, sha, has)
    return { kind: 'unreadable', why: whyNot(reach, asked?.why, known) }
  }
}

/** No network, but for a commit that is named in full and not there. */
async function local(ref: string | undefined, { git }: Reach, problems: Problems): Promise<Base | undefined> {
  const reach = { api: undefined, git }
  if (ref !== undefined) {
    const sha = await git?.named(ref)
    const why = git === undefined ? 'this folder is in no git repository' : 'git knows no such commit'
    const found = sha === undefined ? why : await commitBase(sha, shown(ref, sha), reach)
    if (typeof found !== 'string') return found
    problems.add('base.ref', {}, { ref: quote(ref), why: found })
    return undefined
  }
  if (git === undefined) return { kind: 'none', why: 'this folder is in no git repository' }
  const base = await git.mergeBase()
  if (base === undefined) return { kind: 'none', why: 'git knows no default branch' }
  const found = base.sha === undefined ? '' : await commitBase(base.sha, base.branch, reach)
  if (typeof found !== 'string') return found
  problems.add('base.apart', {}, { ref: base.branch })
  return undefined
}

/** A name says more than the commit, which stands beside it; a part of that says nothing. */
function shown(ref: string, sha: string): string {
  return sha.startsWith(ref) ? 'the commit that was named' : ref
}

async function lookedUp(
  { head }: Extract<Bar, { kind: 'lookup' }>,
  reach: Reach,
  problems: Problems,
  tell: ((pull: Pull) => void) | undefined,
): Promise<Base | undefined> {
  const ref = `the base of the pull request from ${head.owner}:${head.branch}`
  const found = await reach.api?.pulls(head)
  if (found === undefined || refused(found))
    return unreachable(ref, whyNot(reach, found?.why, undefined), problems)
  const [pull, other] = found
  if (pull === undefined) return { kind: 'idle', why: 'no open pull request has this head any more' } as const
  if (other !== undefined) return unreachable(ref, 'several open pull requests have this head', problems)
  tell?.(pull)
  const tip = await tipOf(pull.base, reach, pull)
  return typeof tip === 'string' ? unreachable(pull.base, tip, problems) : tip
}

/** A run that is repeated brings the event of its first time; the pull request may go elsewhere by now. */
async function tipOrParent(
  { branch, merge }: Extract<Bar, { kind: 'tip' }>,
  number: number | undefined,
  reach: Reach,
  problems: Problems,
): Promise<Base | undefined> {
  const asked = number === undefined ? undefined : await reach.api?.pull(number)
  const pull = refused(asked) ? undefined : asked
  const moved = pull !== undefined && pull.base !== branch
  if (moved) problems.add('base.retargeted', {}, { now: quote(pull.base), was: quote(branch ?? '') })
  const name = moved ? pull.base : branch
  const tip = await tipOf(name, reach, pull)
  if (typeof tip !== 'string') return tip
  const ref = name ?? DEFAULT
  // the merge was built on the branch that the event names
  const parent = merge === undefined || moved ? undefined : await firstParent(merge, reach)
  if (parent === undefined || typeof parent === 'string')
    return unreachable(ref, listOf(tip, parent), problems)
  return older(parent.sha, ref, tip, reach, pull, problems)
}

async function tipOf(
  branch: string | undefined,
  reach: Reach,
  pull: Pull | undefined,
): Promise<CommitBase | string> {
  const ref = branch ?? DEFAULT
  // by its full name, for a tag may bear the same one
  const asked = await reach.api?.commit(branch === undefined ? 'HEAD' : `heads/${branch}`)
  if (asked !== undefined && !refused(asked)) return based(asked, ref, 'api', reach, pull)
  const sha = await reach.git?.tip(branch)
  const known = sha === undefined ? 'git could not ask for the branch' : await reach.git?.commit(sha)
  if (known !== undefined && typeof known !== 'string') return based(known, ref, 'git', reach, pull)
  return whyNot(reach, asked?.why, known)
}

async function named(
  bar: Extract<Bar, { kind: 'commit' | 'parent' }>,
  reach: Reach,
  problems: Problems,
): Promise<Base | undefined> {
  const first = bar.kind === 'commit' ? await commitBase(bar.sha, bar.label, reach) : undefined
  if (first !== undefined && typeof first !== 'string') return first
  const child = bar.kind === 'commit' ? bar.orParentOf : bar.of
  const commit = child === undefined ? undefined : await objectOf(child, reach)
  if (commit === undefined || typeof commit === 'string')
    return unreachable(bar.label, listOf(first, commit), problems)
  const [parent] = commit.parents
  if (parent === undefined) return unreachable(bar.label, listOf(first, 'there is none'), problems)
  if (first !== undefined) return older(parent, bar.label, first, reach, undefined, problems)
  const found = await commitBase(parent, bar.label, reach)
  return typeof found === 'string' ? unreachable(bar.label, found, problems) : found
}

/** The parent in place of what could not be read, with a word about it. */
async function older(
  sha: string,
  ref: string,
  why: string,
  reach: Reach,
  pull: Pull | undefined,
  problems: Problems,
): Promise<Base | undefined> {
  const found = await commitBase(sha, `the parent commit, for ${ref} could not be read`, reach, pull)
  if (typeof found === 'string') return unreachable(ref, listOf(why, found), problems)
  problems.add('base.parent', {}, { ref, why, sha: sha.slice(0, 7) })
  return found
}

function based(
  commit: Commit,
  ref: string,
  how: 'api' | 'git',
  reach: Reach,
  pull: Pull | undefined,
): CommitBase {
  const from = how === 'api' ? reach : { api: undefined, git: reach.git }
  return { kind: 'commit', ...commit, ref, how, pull, read: reader(commit.sha, from, commit.tree) }
}

function unreachable(ref: string, why: string, problems: Problems): undefined {
  problems.add('base.unreachable', {}, { ref, why })
  return undefined
}

const DEFAULT = 'the default branch'

function whyNot({ api, git }: Reach, asked: string | undefined, known: string | undefined): string {
  return listOf(
    api === undefined ? 'there is no token to ask GitHub with' : asked,
    git === undefined ? 'the workspace is no git repository' : known,
  )
}

function listOf(...whys: readonly (string | undefined)[]): string {
  return [...new Set(whys.filter(why => why !== undefined))].join('; ') || 'GitHub named another commit'
}
