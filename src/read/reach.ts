/** From the event of a run to the commit that holds its bar. */
import type { Problems } from '../problems'
import { authorityOf } from './authority'
import { type Base, refuseWorkspace, resolveBase } from './base'
import { changedFiles, changedSinceMerge, workflowChanged } from './changes'
import { gitIn } from './git'
import { githubApi } from './github'
import type { Occasion } from './occasion'
import { type Checks, ruledBranch, tellRequired } from './required'

export interface Reached {
  readonly base: Base
  /** paths that the base's branch changed since `since`, which the workspace was built on */
  readonly stale?: { readonly since: string; readonly paths: readonly string[] } | undefined
  /** paths in the repository that the change touches; undefined where there is no telling */
  changed(): Promise<readonly string[] | undefined>
}

/** Throws `Stop` where the bar cannot be read: nothing takes its place. */
export async function reach(
  occasion: Occasion,
  of: { readonly root: string; readonly token: string; readonly url: string; readonly checks: Checks },
  problems: Problems,
): Promise<Reached | undefined> {
  const { name, repository } = occasion
  const { root, token, url, checks } = of
  if (name === undefined) return undefined
  const authority = authorityOf(occasion)
  refuseWorkspace(authority, name, problems)
  problems.stop()
  const asked = { api: await githubApi({ token, url, repository }), git: await gitIn(root) }
  const base = await resolveBase(authority, name, asked, problems)
  problems.stop()
  if (base?.kind !== 'commit') return base && { base, changed: async () => undefined }
  const [workflow, stale] = await Promise.all([
    workflowChanged(base, occasion, asked),
    changedSinceMerge(authority, base, asked),
    tellRequired(checks, ruledBranch(authority, base, occasion), occasion, asked.api, problems),
  ])
  if (workflow.kind === 'changed') problems.add('base.workflow', {}, { file: workflow.path })
  let files: ReturnType<typeof changedFiles> | undefined
  return {
    base,
    stale:
      stale?.kind === 'known' && stale.since !== undefined ? { ...stale, since: stale.since } : undefined,
    async changed() {
      files ??= changedFiles(authority, base, occasion, asked)
      const found = await files
      return found.kind === 'known' ? found.paths : undefined
    },
  }
}
