/** A small suite in a repository, checked out as the test merge of pull request 7. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { commit, put, run } from '../read/repository'
import { rows, type Setting } from './action'
import { payload } from './fixture'

export const SPEC = `version: 1
name: Ticket router
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: out/candidate.jsonl, prediction: prediction }
baselines:
  base: { path: base.jsonl, prediction: prediction }
gates:
  - { metric: accuracy, min: 0.7 }
  - { metric: recall, class: refund, min: 0.6, level: advisory }
`
export const GOLD = ['refund', 'refund', 'refund', 'order', 'order', 'tech', 'tech', 'tech']
/** 7 of 8 right, and 5 of 8 */
export const GOOD = ['refund', 'refund', 'order', 'order', 'order', 'tech', 'tech', 'tech']
export const BAD = ['order', 'order', 'order', 'order', 'order', 'tech', 'tech', 'tech']

export const SUITE = {
  'goldbar.yml': SPEC,
  'gold.jsonl': rows('label', GOLD),
  'base.jsonl': rows('prediction', GOLD.with(0, 'order').with(1, 'order')),
}

/** Files of a commit; null takes one away. */
export type Files = Readonly<Record<string, string | null>>

/** `main` holds `bar`, the pull request makes `change` of it, and a step wrote the answers. */
export function pullRequest(
  answers: readonly string[],
  change: Files = { 'model.py': 'x = 1\n' },
  bar: Files = SUITE,
): { readonly workspace: string; readonly setting: Setting } {
  const workspace = mkdtempSync(join(tmpdir(), 'goldbar-pull-'))
  const git = (...args: string[]) => run(workspace, ...args)
  git('init', '--quiet', '--initial-branch=main')
  edit(workspace, bar)
  const tip = commit(workspace, 'tip')
  git('checkout', '--quiet', '-b', 'feature')
  edit(workspace, change)
  const head = commit(workspace, 'head')
  git('checkout', '--quiet', '--detach', tip)
  git('merge', '--quiet', '--no-ff', '-m', 'merge', 'feature')
  put(workspace, { 'out/candidate.jsonl': rows('prediction', answers) })
  const told = payload() as { pull_request: { head: object; base: object } }
  Object.assign(told.pull_request.head, { sha: head })
  Object.assign(told.pull_request.base, { ref: 'main' })
  const sha = git('rev-parse', 'HEAD')
  return { workspace, setting: { event: 'pull_request', payload: told, sha, ref: 'refs/pull/7/merge' } }
}

function edit(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    if (text === null) rmSync(join(folder, name))
    else put(folder, { [name]: text })
  }
  run(folder, 'add', '--all')
}
