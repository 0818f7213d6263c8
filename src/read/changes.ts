/** What a run changes against its base, by the names that git gives to contents. */
import type { Authority } from './authority'
import { type CommitBase, firstParent, objectOf, type Reach, reader } from './base'
import type { Commit, Tree } from './github'
import type { Occasion } from './occasion'
import { refused } from './patience'

export type Changed =
  /** every path whose content or mode differs, sorted; a renamed file is there under both names */
  | { readonly kind: 'known'; readonly paths: readonly string[] }
  /** to be taken as: anything may have changed */
  | { readonly kind: 'unknown'; readonly why: string }

/**
 * Whole trees are compared, which has no limit at 300 or 3000 files and takes no permission but contents: read. Of a
 * test merge they are those of the commit and of its first parent: what the pull request does, and not what happened
 * on its base since.
 */
export async function changedFiles(
  { bar, workspace }: Pick<Authority, 'bar' | 'workspace'>,
  base: CommitBase,
  { sha }: Pick<Occasion, 'sha'>,
  reach: Reach,
): Promise<Changed> {
  if (bar.kind === 'local') {
    // not what happened on the base since
    const fork = await reach.git?.fork(base.sha)
    return fork === undefined
      ? { kind: 'unknown', why: 'git finds no commit in common' }
      : known(await reach.git?.changedSince(fork))
  }
  if (!workspace) return { kind: 'unknown', why: 'what is judged is not what is checked out' }
  const to = await objectOf(sha, reach)
  if (typeof to === 'string') return { kind: 'unknown', why: to }
  const merge = bar.kind === 'tip' ? bar.merge : undefined
  const merged = merge !== undefined && to.parents.length === 2 && to.parents[1] === merge.head
  if (merge !== undefined && !merged) return { kind: 'unknown', why: 'the commit is no merge of the head' }
  const before = merged && to.parents[0] !== base.sha ? await objectOf(to.parents[0]!, reach) : base
  if (typeof before === 'string') return { kind: 'unknown', why: before }
  return known(await difference(before, to, reach))
}

/**
 * What happened on the branch between the commit that the test merge was built on (outside of a workflow: that HEAD left
 * it at) and its tip: files in the workspace that are older than the bar. Undefined where there is none.
 */
export async function changedSinceMerge(
  { bar }: Pick<Authority, 'bar'>,
  base: CommitBase,
  reach: Reach,
): Promise<(Changed & { readonly since?: string }) | undefined> {
  if (bar.kind === 'local') {
    const fork = bar.ref === undefined ? base.sha : await reach.git?.fork(base.sha)
    if (fork === undefined || fork === base.sha) return undefined
    return { ...known(await reach.git?.changedSince(fork, base.sha)), since: fork }
  }
  const merge = bar.kind === 'tip' ? bar.merge : undefined
  if (merge === undefined) return undefined
  const parent = await firstParent(merge, reach)
  if (typeof parent === 'string') return { kind: 'unknown', why: parent }
  if (parent.sha === base.sha) return undefined
  const before = await objectOf(parent.sha, reach)
  if (typeof before === 'string') return { kind: 'unknown', why: before, since: parent.sha }
  return { ...known(await difference(before, base, reach)), since: parent.sha }
}

export interface Stale {
  readonly since: string
  readonly paths: readonly string[]
}

/** What is not known to be older is not told. */
export function staleOf(found: Awaited<ReturnType<typeof changedSinceMerge>>): Stale | undefined {
  return found?.kind === 'known' && found.since !== undefined
    ? { since: found.since, paths: found.paths }
    : undefined
}

export type WorkflowChange =
  | { readonly kind: 'same' | 'changed'; readonly path: string }
  /** it lies in another repository, where this run cannot edit it */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'unknown'; readonly why: string }

/** Whether the workflow that runs us is the one of the base. It is as much a part of the bar as the spec. */
export async function workflowChanged(
  base: CommitBase,
  { workflow, repository }: Pick<Occasion, 'workflow' | 'repository'>,
  reach: Reach,
): Promise<WorkflowChange> {
  const [, home, path] = /^([^/]+\/[^/]+)\/([^@]+)@/.exec(workflow.ref) ?? []
  if (home === undefined || path === undefined || workflow.sha === '')
    return { kind: 'unknown', why: 'the runner does not name the workflow’s file' }
  if (home.toLowerCase() !== repository.toLowerCase()) return { kind: 'elsewhere' }
  if (workflow.sha === base.sha) return { kind: 'same', path }
  // names of contents are compared, no bytes
  const there = await base.read(path, () => true)
  if (there.kind === 'unreadable') return { kind: 'unknown', why: there.why }
  const blob = there.kind === 'absent' ? undefined : there.blob
  const here = await reader(workflow.sha, reach)(path, () => true)
  // That commit was not proven, so an absent file says nothing.
  if (here.kind === 'unreadable' || here.kind === 'absent')
    return { kind: 'unknown', why: here.kind === 'absent' ? 'its own commit cannot be read' : here.why }
  return { kind: here.blob === blob ? 'same' : 'changed', path }
}

function known(paths: readonly string[] | string | undefined): Changed {
  if (paths === undefined) return { kind: 'unknown', why: 'there is no git repository' }
  return typeof paths === 'string'
    ? { kind: 'unknown', why: paths }
    : { kind: 'known', paths: [...paths].sort() }
}

export async function difference(from: Commit, to: Commit, reach: Reach): Promise<string[] | string> {
  if (from.tree === to.tree) return []
  const before = await treeOf(from, reach)
  const after = typeof before === 'string' ? before : await treeOf(to, reach)
  if (typeof before === 'string' || typeof after === 'string') return String(after)
  const paths = new Set([...before.keys(), ...after.keys()])
  return [...paths].filter(path => before.get(path) !== after.get(path))
}

async function treeOf({ tree, sha }: Commit, { api, git }: Reach): Promise<Tree | string> {
  const asked = await api?.tree(tree)
  if (asked !== undefined && !refused(asked)) return asked
  const commit = await git?.commit(sha)
  if (git !== undefined && commit !== undefined && typeof commit !== 'string') return git.tree(sha)
  return [asked?.why, commit].filter(why => why !== undefined).join('; ')
}
