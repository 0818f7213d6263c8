/**
 * Whether anything waits for this verdict: a gate that no rule requires looks like one and holds nothing up. Told only
 * where it is certain; a refused question is no answer.
 */
import { listed, type Problems, quote } from '../problems'
import type { Authority } from './authority'
import type { CommitBase } from './base'
import type { Api, Demands } from './github'
import type { Occasion } from './occasion'
import { refused } from './patience'
import { fieldsOf } from './payload'

/** By which names a rule may require this verdict. */
export interface Checks {
  /** id of the job, which is the name of its check unless the workflow gives it another */
  readonly job: string
  /** the check run of the job, where the runner tells */
  readonly run: number | undefined
  /** of the commit status and the check run that were asked for */
  readonly named: readonly string[]
}

export async function tellRequired(
  checks: Checks,
  branch: string | undefined,
  { workflow }: Pick<Occasion, 'workflow'>,
  api: Api | undefined,
  problems: Problems,
): Promise<void> {
  if (api === undefined || branch === undefined || checks.job === '') return
  const names = [checks.job, ...checks.named]
  const rules = await api.rules(branch)
  if (refused(rules) || waits(rules, names, workflow.ref)) return
  const protection = await api.protection(branch)
  if (refused(protection) || waits(protection, names, workflow.ref)) return
  const required = [...new Set([...rules.checks, ...protection.checks])]
  if (required.length === 0) {
    const check = listed(names.map(quote))
    problems.add('check.not-required', {}, { branch: quote(branch), check })
    return
  }
  // the job may bear another name than its id
  const name = checks.run === undefined ? undefined : await api.checkName(checks.run)
  if (name === undefined || refused(name) || includes(required, name)) return
  const check = listed([name, ...checks.named].map(quote))
  problems.add(
    'check.not-among-required',
    {},
    { branch: quote(branch), known: listed(required.map(quote), 5), check },
  )
}

/** The branch whose rules a merge must obey: that of the pull request now, or the default branch on its own push. */
export function ruledBranch(
  { bar }: Pick<Authority, 'bar'>,
  { pull }: Pick<CommitBase, 'pull'>,
  { name, ref, payload }: Occasion,
): string | undefined {
  if (name === 'pull_request') return pull?.base ?? (bar.kind === 'tip' ? bar.branch : undefined)
  const main = fieldsOf(payload).text('repository.default_branch')
  return name === 'push' && main !== undefined && ref === `refs/heads/${main}` ? main : undefined
}

/** Also where there is no telling: a list that is cut, a workflow that may be ours. */
function waits({ checks, workflows, cut }: Demands, names: readonly string[], workflow: string): boolean {
  const [, path] = /^[^/]+\/[^/]+\/([^@]+)@/.exec(workflow) ?? []
  const ours = workflows.length > 0 && (path === undefined || workflows.includes(path))
  return cut || ours || names.some(name => includes(checks, name))
}

/** GitHub does not tell apart statuses by case. */
function includes(names: readonly string[], name: string): boolean {
  return names.some(each => each.toLowerCase() === name.toLowerCase())
}
