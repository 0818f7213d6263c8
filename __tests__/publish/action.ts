/** The Action as the runner runs it: the bundle in a process of its own, told everything by its environment. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Report } from '../../src/report/report'
import { ROOT } from '../cli'
import { type Loopback, TOKEN } from './loopback'
import { type Command, commands, outputsIn } from './runner'

const ACTION = join(ROOT, 'dist/index.js')

export interface Ended {
  readonly code: number | null
  /** what was written to stdout and stderr */
  readonly log: string
  readonly commands: readonly Command[]
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  /** report.json and report.md; undefined where there are none */
  readonly report: Report | undefined
  readonly markdown: string | undefined
}

export interface Setting {
  /** GITHUB_EVENT_NAME and the event file */
  readonly event: string
  readonly payload: unknown
  /** GITHUB_SHA and GITHUB_REF */
  readonly sha: string
  readonly ref: string
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
}

/** Builds the bundle where there is none. */
export function built(): void {
  if (!existsSync(ACTION)) execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { cwd: ROOT })
}

export async function act(github: Loopback, workspace: string, setting: Setting): Promise<Ended> {
  const runner = mkdtempSync(join(tmpdir(), 'goldbar-runner-'))
  const file = (name: string, text = '') => {
    writeFileSync(join(runner, name), text)
    return join(runner, name)
  }
  const inputs = { ...DEFAULTS, ...setting.inputs }
  const env = {
    PATH: process.env.PATH,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'acme/router',
    GITHUB_EVENT_NAME: setting.event,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(setting.payload)),
    GITHUB_SHA: setting.sha,
    GITHUB_REF: setting.ref,
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary.md'),
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_SERVER_URL: 'https://github.com',
    RUNNER_TEMP: runner,
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...setting.env,
  }
  const child = spawn(process.execPath, [ACTION], { cwd: workspace, env })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', chunk => {
      log += chunk
    })
  }
  const code = await new Promise<number | null>(done => child.on('close', done))
  const written = (name: string) => {
    const path = join(workspace, inputs.output!, name)
    return existsSync(path) ? readFileSync(path, 'utf8') : undefined
  }
  const json = written('report.json')
  return {
    code,
    log,
    commands: commands(log),
    outputs: outputsIn(readFileSync(env.GITHUB_OUTPUT, 'utf8')),
    summary: readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8'),
    report: json === undefined ? undefined : JSON.parse(json),
    markdown: written('report.md'),
  }
}

/** What the runner fills in of action.yml, with the expressions worked out. */
const DEFAULTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries<{ default: string }>(parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')).inputs).map(
      ([name, { default: value }]) => [name, value.includes('${{') ? '' : value],
    ),
  ),
  token: TOKEN,
  'comment-key': 'Model gate / model-gate null',
}

export function named({ commands }: Pick<Ended, 'commands'>, name: string): readonly Command[] {
  return commands.filter(each => each.name === name)
}

/** Rows of a gold set or of predictions, with the ids t0, t1 … */
export function rows(field: string, answers: readonly string[]): string {
  return answers.map((answer, i) => `${JSON.stringify({ id: `t${i}`, [field]: answer })}\n`).join('')
}
