/**
 * What the loopback GitHub keeps of commit statuses, check runs and the rules of a branch. Beyond its description it
 * refuses what GitHub was seen to refuse.
 */
import type { Answer, Route } from './loopback'

export interface Status {
  readonly sha: string
  readonly state: string
  readonly context: string
  readonly description: string
  readonly target_url?: string
}

export interface CheckRun {
  readonly id: number
  readonly name: string
  readonly head_sha: string
  readonly details_url?: string
  status: string
  conclusion: string
  title: string
  summary: string
  text?: string
  readonly annotations: Annotation[]
  requests: number
}

export interface Annotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly annotation_level: string
  readonly title: string
  readonly message: string
}

/** What guards the one branch that is asked about. */
export interface Guard {
  /** as the API lists them */
  rules: readonly object[]
  /** contexts that the branch's own protection requires; undefined where it has none */
  classic: readonly string[] | undefined
  /** the name of every check run */
  jobName: string
}

const ROOT = '/repos/{owner}/{repo}'
const BEYOND = /[\u{10000}-\u{10ffff}]/u

type Output = Pick<CheckRun, 'title' | 'summary' | 'text'> & { readonly annotations?: Annotation[] }

export const MARKS: Readonly<Record<string, Route>> = {
  [`POST ${ROOT}/statuses/{sha}`](github, found, _, body) {
    const status = { sha: found.path.sha!, ...(body as unknown as Omit<Status, 'sha'>) }
    if ([...status.description].length > 140)
      return invalid('Status', 'description is too long (maximum is 140 characters)')
    if (BEYOND.test(status.description)) return invalid('Status', "description doesn't accept 4-byte Unicode")
    if (status.context.length > 255) return invalid('Status', 'context is too long')
    github.statuses.push(status)
    return { status: 201, data: { ...found.sample(201), ...status } }
  },
  [`POST ${ROOT}/check-runs`](github, found, _, body) {
    const { output, ...rest } = body as unknown as Omit<CheckRun, 'annotations'> & { output: Output }
    const misfit = misfitOf(output)
    if (misfit !== undefined) return invalid('CheckRun', misfit)
    const { annotations = [], ...told } = output
    const id = 500 + github.checkRuns.length
    github.checkRuns.push({ ...rest, ...told, id, annotations: [...annotations], requests: 1 })
    return { status: 201, data: { ...found.sample(201), id, name: rest.name } }
  },
  [`PATCH ${ROOT}/check-runs/{check_run_id}`](github, found, _, body) {
    const run = github.checkRuns.find(({ id }) => id === Number(found.path.check_run_id))
    if (run === undefined) return { status: 404, data: { message: 'Not Found' } }
    const { output, status, conclusion } = body as unknown as CheckRun & { output: Output }
    const misfit = misfitOf(output)
    if (misfit !== undefined) return invalid('CheckRun', misfit)
    const { annotations = [], ...told } = output
    run.annotations.push(...annotations)
    Object.assign(run, told, { status, conclusion, requests: run.requests + 1 })
    return { status: 200, data: { ...found.sample(200), id: run.id } }
  },
  [`GET ${ROOT}/check-runs/{check_run_id}`](github, found) {
    return { status: 200, data: { ...found.sample(200), name: github.guard.jobName } }
  },
  [`GET ${ROOT}/rules/branches/{branch}`](github) {
    return { status: 200, data: github.guard.rules }
  },
  [`GET ${ROOT}/branches/{branch}`](github, found) {
    const { classic, rules } = github.guard
    const checks = (classic ?? []).map(context => ({ context, app_id: null }))
    const required_status_checks = { enforcement_level: 'non_admins', contexts: classic ?? [], checks }
    const protection = { enabled: classic !== undefined, required_status_checks }
    const guarded = classic !== undefined || rules.length > 0
    return {
      status: 200,
      data: { ...found.sample(200), name: found.path.branch, protected: guarded, protection },
    }
  },
}

export const NO_GUARD: Guard = { rules: [], classic: undefined, jobName: 'gate' }

export function required(...contexts: string[]): object {
  return {
    type: 'required_status_checks',
    parameters: {
      required_status_checks: contexts.map(context => ({ context })),
      strict_required_status_checks_policy: false,
    },
    ruleset_source_type: 'Repository',
    ruleset_source: 'acme/router',
    ruleset_id: 1,
  }
}

export function requiredWorkflow(path: string): object {
  return {
    type: 'workflows',
    parameters: { workflows: [{ path, repository_id: 99, ref: 'refs/heads/main' }] },
    ruleset_source_type: 'Organization',
    ruleset_source: 'acme',
    ruleset_id: 2,
  }
}

function misfitOf({ title, summary, annotations = [] }: Output): string | undefined {
  if (Buffer.byteLength(summary) > 65_535) return 'summary exceeds a maximum bytesize of 65535'
  if (BEYOND.test(title)) return 'title'
  const wrong = annotations.some(
    ({ path, start_line, end_line, title, message }) =>
      !/^[^/\\]/.test(path) ||
      start_line < 1 ||
      end_line < start_line ||
      title.length > 255 ||
      Buffer.byteLength(message) > 65_536 ||
      BEYOND.test(message),
  )
  return wrong ? 'annotations' : undefined
}

function invalid(resource: string, message: string): Answer {
  const documentation_url = 'https://docs.github.com/rest'
  const errors = [{ resource, code: 'custom', field: 'x', message }]
  return { status: 422, data: { message: 'Validation Failed', errors, documentation_url } }
}
