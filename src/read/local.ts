/** Outside of a workflow: from the specs that a person names to the commit that holds their bar. */
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { listed, type Problems, quote } from '../problems'
import type { SpecFile } from '../suite'
import { type CommitBase, resolveBase } from './base'
import { changedFiles, changedSinceMerge, type Stale, staleOf } from './changes'
import { checkoutOf } from './checkout'
import { gitIn, whyNoGit } from './git'

export interface ReachedLocally {
  readonly base: CommitBase
  /** absolute path of its repository */
  readonly repository: string
  /** paths that the base has newer than HEAD knows them */
  readonly stale: Stale | undefined
  /** tracked paths that HEAD and the working tree change; undefined where there is no telling */
  changed(): Promise<readonly string[] | undefined>
  /** whether all that differs is committed: only that is a change that somebody can review */
  settled(): Promise<boolean>
}

/**
 * The base that `ref` names, or else the commit at which HEAD left the default branch; undefined where there is none.
 * Throws `Stop` where there is one and it cannot be read.
 */
export async function reachLocally(
  root: string,
  specs: readonly SpecFile[],
  ref: string | undefined,
  problems: Problems,
): Promise<ReachedLocally | undefined> {
  const before = problems.errors
  const stop = () => problems.errors > before && problems.stop()
  const folders = [...new Set(specs.map(({ file }) => checkoutOf(root, file).root))]
  const [repository = checkoutOf(root, 'goldbar.yml').root, other] = folders
  if (other !== undefined) {
    const names = folders.map(folder => quote(relative(root, folder) || '.'))
    problems.add('base.several', {}, { count: folders.length, folders: listed(names) })
  }
  stop()
  const git = await gitIn(repository)
  if (git === undefined && existsSync(join(repository, '.git'))) {
    const why = await whyNoGit(repository)
    if (why !== undefined) problems.add('base.git', {}, { why })
    else if (ref === undefined) problems.add('base.no-git', {}, {})
  }
  stop()
  const bar = { kind: 'local', ref } as const
  const base = await resolveBase({ bar, pull: undefined }, '', { api: undefined, git }, problems)
  stop()
  if (git === undefined || base?.kind !== 'commit') return undefined
  const asked = { api: undefined, git }
  return {
    base,
    repository,
    stale: staleOf(await changedSinceMerge({ bar }, base, asked)),
    async changed() {
      const found = await changedFiles({ bar, workspace: true }, base, { sha: '' }, asked)
      return found.kind === 'known' ? found.paths : undefined
    },
    async settled() {
      const open = await git.changedSince('HEAD')
      return typeof open !== 'string' && open.length === 0
    },
  }
}
