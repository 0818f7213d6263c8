/**
 * The verdict as a check run of its own, where one is asked for: the report with all annotations, of which the step
 * itself may print but a few. It changes nothing of the verdict.
 */
import { checkoutOf } from '../read/checkout'
import { type Refusal, refused } from '../read/patience'
import type { Report } from '../report/report'
import { within } from './budget'
import { type Commit, type Mark, reachCommit, refusedMark } from './commit'
import { sentence } from './conclusion'
import { type Finding, findings } from './findings'
import { headline, plain } from './plain'
import type { Publisher } from './publisher'

/** Annotations of one request, and requests at most. */
export const BATCH = 50
export const BATCHES = 4
/**
 * Of the summary GitHub says characters and counts bytes, 65,535 of them. Of a message it takes 64 KB; a character of
 * ours has three bytes at most.
 */
export const MOST = { title: 255, summary: 65_000, message: 20_000, path: 1_000 } as const

const MARK: Mark = { what: 'check run', permission: 'checks' }

export const checkRun: Publisher = {
  name: 'check run',
  async publish(report, run) {
    const name = run.inputs.checkRun
    if (name === undefined) return { notes: [] }
    const commit = await reachCommit(MARK, run)
    if (typeof commit === 'string') return { notes: [commit] }
    const all = findings(report).sort((a, b) => LEVELS.indexOf(a.kind) - LEVELS.indexOf(b.kind))
    const shown = all.slice(0, BATCH * BATCHES).map(finding => annotation(finding, run.workspace))
    const page = run.page === undefined ? {} : { details_url: run.page }
    const check = { name, ...page, ...concluded(report) }
    return { notes: await post(commit, check, shown, report, all.length - shown.length) }
  },
}

type Check = { readonly name: string; readonly details_url?: string } & ReturnType<typeof concluded>
type Annotation = ReturnType<typeof annotation>

/** Complete at once: what is lost after the first request are annotations, not the verdict. */
async function post(
  { owner, repo, sha, rest, ask }: Commit,
  check: Check,
  annotations: readonly Annotation[],
  report: Report,
  left: number,
): Promise<string[]> {
  const output = outputOf(report, left)
  const create = (output: { title: string; summary: string; annotations?: Annotation[] }) =>
    ask(
      async () => (await rest.checks.create({ owner, repo, head_sha: sha, ...check, output })).data.id,
      'declined',
    )
  const made = await create({ ...output, annotations: annotations.slice(0, BATCH) })
  if (refused(made)) {
    // GitHub does not say which part it takes amiss
    const brief = { title: output.title, summary: sentence(report) }
    const alone = made.status === 422 ? await create(brief) : made
    return [refused(alone) ? refusedMark(MARK, made) : `The check run has the verdict alone: ${made.why}.`]
  }
  const { name: _, ...again } = check
  for (let from = BATCH; from < annotations.length; from += BATCH) {
    const batch = { ...output, annotations: annotations.slice(from, from + BATCH) }
    const added = await ask(
      () => rest.checks.update({ owner, repo, check_run_id: made, ...again, output: batch }),
      'declined',
    )
    if (refused(added)) return [lacking(annotations.length - from, added)]
  }
  return []
}

function lacking(count: number, { why }: Refusal): string {
  return `The check run lacks ${count} annotations: ${why}. The report files hold all of them.`
}

/** Never neutral or skipped, which a rule takes as a success. */
function concluded({ verdict }: Report) {
  return { status: 'completed', conclusion: verdict === 'pass' ? 'success' : 'failure' } as const
}

function outputOf(report: Report, left: number) {
  const text = `${left} more annotations were left out; report.json holds all of them.`
  return {
    title: headline(report, MOST.title),
    summary: within(report, { units: MOST.summary, bytes: MOST.summary }),
    ...(left > 0 && { text }),
  }
}

const LEVELS = ['error', 'warning'] as const satisfies Finding['kind'][]

/** GitHub wants a place of every one: the first line where there is no other, and the runner's own folder without a file. */
function annotation({ kind, message, file, line }: Finding, workspace: string) {
  const path = file === null ? '' : checkoutOf(workspace, file).path
  const place = path === '' ? ' (of the run)' : line === null ? ' (of the whole file)' : ''
  return {
    path: plain(path, MOST.path) || '.github',
    start_line: line ?? 1,
    end_line: line ?? 1,
    annotation_level: kind === 'error' ? ('failure' as const) : ('warning' as const),
    title: `Goldbar${place}`,
    message: plain(message, MOST.message),
  }
}
