/** What the runner tells of this run besides the inputs, read once, before anything is written. */
import { statSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { Problems } from '../problems'
import type { Event } from './event'
import type { Pull } from './github'
import { type Inputs, readInputs } from './inputs'
import { type Occasion, readOccasion } from './occasion'
import { type Ask, patient } from './patience'
import { today } from './today'

export interface Run {
  /** absolute path */
  readonly workspace: string
  readonly inputs: Inputs
  /** the day of this run, YYYY-MM-DD in UTC */
  readonly date: string
  /** with inputs that cannot be used */
  readonly problems: Problems
  readonly event: Event
  readonly occasion: Occasion
  /** id of the job; empty outside of a workflow */
  readonly job: string
  /** address of the run's page; undefined outside of a workflow */
  readonly page: string | undefined
  /** which run this is, in ascending order, and the how manyth time it is made; 0 where nobody tells */
  readonly id: { readonly run: number; readonly attempt: number }
  /** the head of the pull request as GitHub told it in the course of this run */
  readonly head?: string | undefined
  /** of GitHub's REST API */
  readonly api: string
  /** waits for GitHub, a minute in all */
  readonly ask: Ask
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
    date: today(),
    inputs: readInputs(workspace, problems, job),
    event: {
      name: env.GITHUB_EVENT_NAME ?? '',
      file: env.GITHUB_EVENT_PATH ?? '',
      repository: env.GITHUB_REPOSITORY ?? '',
    },
    occasion: await readOccasion(env),
    job,
    page: pageOf(env),
    id: { run: counted(env.GITHUB_RUN_ID), attempt: counted(env.GITHUB_RUN_ATTEMPT) },
    ask: patient(setTimeout),
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

function counted(text = ''): number {
  const number = /^\d+$/.test(text) ? Number(text) : 0
  return Number.isSafeInteger(number) ? number : 0
}

/** The same run, of a pull request that its event does not name. */
export function commentingOn({ number, head }: Pull, run: Run): Run {
  const [owner = '', repo = ''] = run.event.repository.split('/')
  const found = { owner, repo, number, head, closed: false, readOnly: undefined }
  return { ...run, event: { ...run.event, found } }
}
