/** From the event of a run to the commit that holds its bar. */
import { type Problems, quote, Stop } from '../problems'
import { leftBehind } from './artifact'
import { type Authority, authorityOf, SUPPORTED } from './authority'
import { type Base, type CommitBase, NO_MERGE, type Reach, refuseWorkspace, resolveBase } from './base'
import { changedFiles, changedSinceMerge, type Stale, staleOf, workflowChanged } from './changes'
import type { Companion } from './companion'
import { changeOf, followedRun } from './followed'
import { gitIn } from './git'
import { type Access, githubApi, type Pull } from './github'
import type { Occasion } from './occasion'
import { refused } from './patience'
import { type Checks, ruledBranch, tellRequired } from './required'
import type { Scratch } from './scratch'

export type Reached =
  | Exclude<Base, CommitBase>
  /** what is judged lies in the workspace */
  | {
      readonly kind: 'checkout'
      readonly base: CommitBase
      /** paths that the base's branch changed since `since`, which the workspace was built on */
      readonly stale: Stale | undefined
      /** paths in the repository that the change touches; undefined where there is no telling */
      changed(): Promise<readonly string[] | undefined>
    }
  /** what is judged was left behind by another run */
  | ({ readonly kind: 'followed' } & Omit<Companion, 'unregistered'>)

export interface Asking extends Omit<Access, 'repository'> {
  /** the workspace */
  readonly root: string
  readonly checks: Checks
  readonly artifact: string | undefined
  readonly scratch: Scratch
  /** is told of a pull request that had to be looked up, as soon as it is known */
  found(pull: Pull): void
}

/** Throws `Stop` where the bar cannot be read: nothing takes its place. */
export async function reach(
  occasion: Occasion,
  asking: Asking,
  problems: Problems,
): Promise<Reached | undefined> {
  const { name, repository } = occasion
  if (name === undefined) return undefined
  const authority = authorityOf(occasion)
  const { kind } = authority.bar
  if (kind !== 'idle' && kind !== 'unsupported') refuseWorkspace(authority, name, asking.artifact, problems)
  problems.stop()
  const { root, found, token, url, ask } = asking
  const asked = { api: await githubApi({ token, url, ask, repository }), git: await gitIn(root) }
  const base = await resolveBase(authority, name, asked, problems, found)
  problems.stop()
  if (base?.kind !== 'commit') return base
  return authority.workspace
    ? checkout(authority, base, occasion, asked, asking.checks, problems)
    : followed(base, occasion, asked, asking, problems)
}

async function checkout(
  authority: Authority,
  base: CommitBase,
  occasion: Occasion,
  asked: Reach,
  checks: Checks,
  problems: Problems,
): Promise<Reached> {
  const [workflow, stale] = await Promise.all([
    workflowChanged(base, occasion, asked),
    changedSinceMerge(authority, base, asked),
    tellRequired(checks, ruledBranch(authority, base, occasion), occasion, asked.api, problems),
  ])
  if (workflow.kind === 'changed') problems.add('base.workflow', {}, { file: workflow.path })
  if (stale?.kind === 'unknown' && stale.why === NO_MERGE) tellMerge(authority.bar, problems)
  let files: ReturnType<typeof changedFiles> | undefined
  return {
    kind: 'checkout',
    base,
    stale: staleOf(stale),
    async changed() {
      files ??= changedFiles(authority, base, occasion, asked)
      const found = await files
      return found.kind === 'known' ? found.paths : undefined
    },
  }
}

async function followed(
  base: CommitBase,
  occasion: Occasion,
  asked: Reach,
  { artifact, scratch }: Asking,
  problems: Problems,
): Promise<Reached> {
  // git in the workspace, if there is one, knows nothing of the change
  const over = { api: asked.api, git: undefined }
  const run = followedRun(occasion)
  if (run === undefined) {
    const why = 'its event file does not name the run before it'
    problems.add('base.event', {}, { event: quote(occasion.name!), why, known: SUPPORTED.join(', ') })
    throw new Stop(problems.list())
  }
  const left = await leftBehind(artifact!, run, asked.api, scratch, problems)
  problems.stop()
  problems.add('artifact.read', {}, { run: run.run, artifact: quote(artifact!) })
  const change = await changeOf(base, run.sha, over)
  const known = typeof change === 'string' ? undefined : change
  if (typeof change === 'string') problems.add('base.change', {}, { why: change })
  if (run.workflow !== undefined && known?.paths.includes(run.workflow))
    problems.add('base.workflow', {}, { file: run.workflow })
  const tree = await asked.api?.tree(base.tree)
  const paths = tree === undefined || refused(tree) ? undefined : [...tree.keys()]
  return { kind: 'followed', base, paths, change: known, left: left!, scratch }
}

/** GitHub's test merge may lag behind the head. */
function tellMerge(bar: Authority['bar'], problems: Problems): void {
  const merge = bar.kind === 'tip' ? bar.merge : undefined
  if (merge === undefined) return
  const [sha, head] = [merge.sha, merge.head].map(name => name.slice(0, 7)) as [string, string]
  problems.add('base.merge', {}, { sha, head })
}
