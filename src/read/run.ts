/** What the runner tells of this run besides the inputs, read once, before anything is written. */
import { statSync } from 'node:fs'
import { Problems } from '../problems'
import type { Event } from './event'
import { type Inputs, readInputs } from './inputs'
import { type Occasion, readOccasion } from './occasion'

export interface Run {
  /** absolute path */
  readonly workspace: string
  readonly inputs: Inputs
  /** with inputs that cannot be used */
  readonly problems: Problems
  readonly event: Event
  readonly occasion: Occasion
  /** id of the job; empty outside of a workflow */
  readonly job: string
  /** address of the run's page; undefined outside of a workflow */
  readonly page: string | undefined
  /** of GitHub's REST API */
  readonly api: string
  /** the job summary and how many bytes this step's file held before us; absent outside of a runner */
  readonly summary: { readonly file: string; readonly before: number } | undefined
}

export async function readRun(env: NodeJS.ProcessEnv = process.env): Promise<Run> {
  const workspace = env.GITHUB_WORKSPACE || process.cwd()
  const problems = new Problems()
  const file = env.GITHUB_STEP_SUMMARY
  const job = env.GITHUB_JOB ?? ''
  return {
    workspace,
    problems,
    inputs: readInputs(workspace, problems, job),
    event: {
      name: env.GITHUB_EVENT_NAME ?? '',
      file: env.GITHUB_EVENT_PATH ?? '',
      repository: env.GITHUB_REPOSITORY ?? '',
    },
    occasion: await readOccasion(env),
    job,
    page: pageOf(env),
    api: env.GITHUB_API_URL || 'https://api.github.com',
    summary: file ? { file, before: statSync(file, { throwIfNoEntry: false })?.size ?? 0 } : undefined,
  }
}

/** Of this attempt, for another one may end otherwise. */
function pageOf(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id } = env
  if (!server || !repository || !id) return undefined
  const attempt = env.GITHUB_RUN_ATTEMPT ? `/attempts/${env.GITHUB_RUN_ATTEMPT}` : ''
  return `${server}/${repository}/actions/runs/${id}${attempt}`
}
