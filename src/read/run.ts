/** What the runner tells of this run besides the inputs, read once, before anything is written. */
import { statSync } from 'node:fs'
import { Problems } from '../problems'
import type { Event } from './event'
import { type Inputs, readInputs } from './inputs'

export interface Run {
  /** absolute path */
  readonly workspace: string
  readonly inputs: Inputs
  /** with inputs that cannot be used */
  readonly problems: Problems
  readonly event: Event
  /** of GitHub's REST API */
  readonly api: string
  /** of the page of this attempt of the workflow run; undefined outside of a runner */
  readonly url: string | undefined
  /** the job summary and how many bytes this step's file held before us; absent outside of a runner */
  readonly summary: { readonly file: string; readonly before: number } | undefined
}

export function readRun(env: NodeJS.ProcessEnv = process.env): Run {
  const workspace = env.GITHUB_WORKSPACE || process.cwd()
  const problems = new Problems()
  const file = env.GITHUB_STEP_SUMMARY
  return {
    workspace,
    problems,
    inputs: readInputs(workspace, problems),
    event: {
      name: env.GITHUB_EVENT_NAME ?? '',
      file: env.GITHUB_EVENT_PATH ?? '',
      repository: env.GITHUB_REPOSITORY ?? '',
    },
    api: env.GITHUB_API_URL || 'https://api.github.com',
    url: urlOf(env),
    summary: file ? { file, before: statSync(file, { throwIfNoEntry: false })?.size ?? 0 } : undefined,
  }
}

function urlOf(env: NodeJS.ProcessEnv): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env
  if (!server || !repository || !run) return undefined
  return `${server}/${repository}/actions/runs/${run}/attempts/${env.GITHUB_RUN_ATTEMPT || '1'}`
}
