/** The commit status, the check run and the word on whether a rule requires the check: the bundle as the runner runs it. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { commit, run as git, put } from '../read/repository'
import { type Loopback, loopback, TOKEN } from './loopback'
import { required, requiredWorkflow } from './marks'
import { commands } from './runner'

const ACTION = join(import.meta.dirname, '../../dist/index.js')

let github: Loopback

beforeEach(async () => {
  github = await loopback()
})

afterEach(async () => {
  await github.close()
  expect(github.faults).toEqual([])
})

const LABELS = ['refund', 'refund', 'order', 'order']
const GOOD = LABELS
const BAD = ['order', 'order', 'order', 'order']
const rows = (field: string, labels: readonly string[]) =>
  labels.map((label, i) => `${JSON.stringify({ id: `t${i}`, [field]: label })}\n`).join('')

/** A gate on each line from the seventh on. */
const spec = (gates = '  - { metric: accuracy, min: 0.9 }\n') => `version: 1
name: Router
task: classification
gold: { path: gold.jsonl, id: id, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
gates:
${gates}`

interface Checkout {
  readonly folder: string
  /** of the branch `main`, of the pull request's head, and of the test merge that is checked out */
  readonly main: string
  readonly head: string
  readonly merge: string
}

function checkout(answers: readonly string[], gates?: string): Checkout {
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-marks-'))
  git(folder, 'init', '--quiet', '--initial-branch=main')
  put(folder, { 'goldbar.yml': spec(gates), 'gold.jsonl': rows('label', LABELS) })
  git(folder, 'add', '--all')
  const main = commit(folder, 'main')
  git(folder, 'checkout', '--quiet', '-b', 'feature')
  put(folder, { 'model.py': '' })
  git(folder, 'add', '--all')
  const head = commit(folder, 'head')
  git(folder, 'checkout', '--quiet', '--detach', main)
  git(folder, 'merge', '--quiet', '--no-ff', '-m', 'merge', head)
  put(folder, { 'candidate.jsonl': rows('prediction', answers) })
  return { folder, main, head, merge: git(folder, 'rev-parse', 'HEAD') }
}

const HERE = { id: 1, full_name: 'acme/router' }

function pullRequest({ head }: Checkout, change: object = {}, from: object | null = HERE): object {
  const base = { ref: 'main', repo: HERE }
  const pull_request = { number: 7, user: { login: 'ann' }, head: { sha: head, repo: from }, base, ...change }
  return { action: 'synchronize', pull_request, repository: { id: 1, default_branch: 'main' } }
}

interface Setting {
  readonly inputs?: Readonly<Record<string, string>>
  readonly event?: string
  readonly payload?: object
  readonly env?: Readonly<Record<string, string>>
}

async function act(at: Checkout, { inputs = {}, event, payload, env = {} }: Setting = {}) {
  const runner = mkdtempSync(join(tmpdir(), 'goldbar-runner-'))
  const file = (name: string, text = '') => {
    writeFileSync(join(runner, name), text)
    return join(runner, name)
  }
  github.repository = at.folder
  const given = { token: TOKEN, 'comment-key': 'k', ...inputs }
  const child = spawn(process.execPath, [ACTION], {
    cwd: at.folder,
    env: {
      PATH: process.env.PATH,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: at.folder,
      GITHUB_REPOSITORY: 'acme/router',
      GITHUB_EVENT_NAME: event ?? 'pull_request',
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload ?? pullRequest(at))),
      GITHUB_SHA: at.merge,
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_JOB: 'model-gate',
      GITHUB_RUN_ID: '42',
      GITHUB_RUN_ATTEMPT: '3',
      GITHUB_WORKFLOW_REF: 'acme/router/.github/workflows/gate.yml@refs/pull/7/merge',
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary.md'),
      GITHUB_API_URL: github.url,
      GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
      GITHUB_SERVER_URL: 'https://git.acme.example',
      ...Object.fromEntries(
        Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
      ),
      ...env,
    },
  })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (log += chunk))
  const code = await new Promise<number | null>(done => child.on('close', done))
  const notices = commands(log).filter(({ name }) => name === 'notice')
  const json = join(at.folder, 'goldbar-report/report.json')
  return {
    code,
    log,
    notices: notices.map(({ data }) => data),
    /** codes of the notes on the run */
    told: () => JSON.parse(readFileSync(json, 'utf8')).problems.map((one: { code: string }) => one.code),
    comment: () => github.comments[0]?.body ?? '',
  }
}

const STATUS = { 'commit-status': 'goldbar/verdict' }
const CHECK = { 'check-run': 'goldbar report' }
const PAGE = 'https://git.acme.example/acme/router/actions/runs/42/attempts/3'
const inPattern = (text: string) => text.replace(/[{}]/g, '\\$&')
const requests = (start: string) => github.requests.filter(({ name }) => name.startsWith(start))

describe('the commit status', () => {
  test('is none unless it is asked for', async () => {
    const ended = await act(checkout(GOOD))
    expect(ended.code).toBe(0)
    expect([github.statuses, github.checkRuns]).toEqual([[], []])
  })

  test('lies on the head of the pull request, not on the test merge, and leads to the run', async () => {
    const at = checkout(GOOD)
    const ended = await act(at, { inputs: STATUS })
    expect([ended.code, ended.notices]).toEqual([0, []])
    expect(github.statuses).toEqual([
      {
        sha: at.head,
        state: 'success',
        context: 'goldbar/verdict',
        description: 'pass. The gate is met.',
        target_url: PAGE,
      },
    ])
  })

  test.each([
    ['failure', BAD, undefined, 'fail. accuracy: 50.0 %, bar ≥ 90.0 %, 2 examples short.'],
    // two examples of a named class are fewer than min_n
    [
      'failure',
      GOOD,
      '  - { metric: recall, class: refund, min: 0.9, min_n: 9 }\n',
      /^inconclusive\. recall/,
    ],
    ['error', GOOD.slice(1), undefined, /^error\. candidate\.jsonl/],
  ])('is %s for what does not pass', async (state, answers, gates, description) => {
    const ended = await act(checkout(answers, gates), { inputs: STATUS })
    expect(ended.code).toBe(1)
    expect(github.statuses).toMatchObject([{ state }])
    if (typeof description === 'string') expect(github.statuses[0]?.description).toBe(description)
    else expect(github.statuses[0]?.description).toMatch(description)
  })

  test('is an error also where an input cannot be used, or the bar cannot be read', async () => {
    const at = checkout(GOOD)
    await act(at, { inputs: { ...STATUS, comment: 'alway' } })
    github.refuse.set('GET /repos', { status: 404, message: 'Not Found' })
    await act(at, { inputs: STATUS, env: { PATH: join(at.folder, 'none') } })
    expect(github.statuses).toMatchObject([
      { state: 'error', sha: at.head },
      { state: 'error', sha: at.head },
    ])
  })

  test('is an error after a fault of ours', async () => {
    const at = checkout(GOOD)
    const preload = join(at.folder, 'break.mjs')
    writeFileSync(
      preload,
      `const { stringify } = JSON
      let whole = true
      JSON.stringify = (value, ...rest) => {
        if (!whole || !value?.suites) return stringify(value, ...rest)
        whole = false
        throw new TypeError('broken')
      }`,
    )
    await act(at, { inputs: { ...STATUS, ...CHECK }, env: { NODE_OPTIONS: `--import ${preload}` } })
    expect(github.statuses).toMatchObject([
      { state: 'error', description: expect.stringMatching(/^error\./) },
    ])
    expect(github.checkRuns).toMatchObject([{ conclusion: 'failure' }])
  })

  test.each([
    [403, 'permissions: { statuses: write }', 'permissions: { checks: write }', 1],
    [422, 'take another name', 'take another name', 2],
    [502, 'Run the job again', 'Run the job again', 1],
  ])(
    'refused with %i, like the check run, it is a note, and the verdict stands',
    async (status, mark, run, asked) => {
      for (const name of ['statuses', 'check-runs'])
        github.refuse.set(`POST /repos/{owner}/{repo}/${name}`, { status, message: 'no' })
      const ended = await act(checkout(BAD), { inputs: { ...STATUS, ...CHECK } })
      expect(ended.code).toBe(1)
      expect(ended.notices).toEqual([
        expect.stringMatching(`^No check run: GitHub answered ${status} \\(no.*${inPattern(run)}`),
        expect.stringMatching(`^No commit status: GitHub answered ${status} \\(no.*${inPattern(mark)}`),
      ])
      // a check run may have been made where no answer came; a status that is set twice is the same one
      expect(requests('POST /repos/{owner}/{repo}/check-runs')).toHaveLength(asked)
      expect(requests('POST /repos/{owner}/{repo}/statuses')).toHaveLength(status === 502 ? 3 : 1)
    },
  )

  test('of a fork is not tried, and told', async () => {
    const at = checkout(GOOD)
    const payload = pullRequest(at, {}, { id: 2, full_name: 'eve/router' })
    const ended = await act(at, { inputs: { ...STATUS, ...CHECK }, payload })
    expect([ended.code, ended.notices]).toEqual([
      0,
      [
        expect.stringMatching(/^No check run: the token of a run of a fork/),
        expect.stringMatching(/^No commit status: the token of a run of a fork/),
      ],
    ])
    expect(requests('POST /repos/{owner}/{repo}/')).toHaveLength(1)
  })
})

describe('the commit that it is on, by event', () => {
  test('merge_group: the head of the group', async () => {
    const at = checkout(GOOD)
    const head_ref = `refs/heads/gh-readonly-queue/main/pr-7-${at.main}`
    const group = { base_sha: at.main, head_sha: at.merge, head_ref, base_ref: 'refs/heads/main' }
    await act(at, { inputs: STATUS, event: 'merge_group', payload: { merge_group: group } })
    expect(github.statuses).toMatchObject([{ sha: at.merge, state: 'success' }])
  })

  test('push: the commit that was pushed', async () => {
    const at = checkout(GOOD)
    const payload = { before: at.main, repository: { default_branch: 'main' } }
    await act(at, { inputs: STATUS, event: 'push', payload, env: { GITHUB_REF: 'refs/heads/main' } })
    expect(github.statuses).toMatchObject([{ sha: at.merge, state: 'success' }])
  })

  test('pull_request_target: the head, where the refusal to judge is an error', async () => {
    const at = checkout(GOOD)
    const ended = await act(at, { inputs: STATUS, event: 'pull_request_target' })
    expect([ended.code, github.statuses]).toMatchObject([1, [{ sha: at.head, state: 'error' }]])
  })

  test('workflow_run: the head of the run before it', async () => {
    const at = checkout(GOOD)
    const workflow_run = { head_sha: at.head, conclusion: 'success', event: 'push', head_branch: 'x' }
    await act(at, { inputs: STATUS, event: 'workflow_run', payload: { workflow_run } })
    expect(github.statuses).toMatchObject([{ sha: at.head, state: 'error' }])
  })

  test('an event that nothing is known of: none', async () => {
    const ended = await act(checkout(GOOD), { inputs: STATUS, event: 'issue_comment' })
    expect([ended.code, github.statuses]).toEqual([1, []])
    expect(ended.notices).toContainEqual(
      expect.stringMatching(/^No commit status: this event names no commit/),
    )
  })

  test('a closed pull request: none', async () => {
    const at = checkout(GOOD)
    await act(at, { inputs: STATUS, payload: { ...pullRequest(at), action: 'closed' } })
    expect(github.statuses).toEqual([])
  })
})

describe('the check run', () => {
  test('is complete at once, on the head, with the report', async () => {
    const at = checkout(GOOD)
    const ended = await act(at, { inputs: CHECK })
    expect([ended.code, ended.notices]).toEqual([0, []])
    expect(github.checkRuns).toMatchObject([
      {
        name: 'goldbar report',
        head_sha: at.head,
        details_url: PAGE,
        status: 'completed',
        conclusion: 'success',
        title: 'pass. The gate is met.',
        annotations: [],
        requests: 1,
      },
    ])
    expect(github.checkRuns[0]?.summary).toContain('Goldbar: pass. The gate is met.')
  })

  test('is a failure with the gates at their lines', async () => {
    await act(checkout(BAD), { inputs: CHECK })
    expect(github.checkRuns).toMatchObject([
      {
        conclusion: 'failure',
        annotations: [
          {
            path: 'goldbar.yml',
            start_line: 7,
            end_line: 7,
            annotation_level: 'failure',
            title: 'Goldbar',
            message: expect.stringMatching(/^accuracy: fail\. /),
          },
        ],
      },
    ])
  })

  const many = (blocking: number, advisory = 0) =>
    Array.from({ length: blocking + advisory }, (_, i) => {
      const level = i < advisory ? ', level: advisory' : ''
      return `  - { metric: accuracy, min: 0.9, id: g${i}${level} }\n`
    }).join('')

  test('holds 120 annotations, in three requests', async () => {
    const ended = await act(checkout(BAD, many(110, 10)), { inputs: CHECK })
    expect(ended.notices).toEqual([])
    const [run] = github.checkRuns
    expect([run?.requests, run?.annotations.length, run?.text]).toEqual([3, 120, undefined])
    // what fails comes before what warns, and each once
    const levels = run?.annotations.map(each => each.annotation_level)
    expect(levels).toEqual([...Array(110).fill('failure'), ...Array(10).fill('warning')])
    expect(new Set(run?.annotations.map(each => each.message)).size).toBe(120)
    expect(run).toMatchObject({ status: 'completed', conclusion: 'failure' })
    expect(github.requests.length).toBeLessThanOrEqual(12)
  })
})

test('a run with the comment and all of it stays within twelve calls', async () => {
  const ended = await act(checkout(BAD), {
    inputs: { ...CHECK, 'commit-status': 'goldbar/verdict', comment: 'always' },
  })
  expect([ended.code, github.statuses.length, github.checkRuns.length, github.comments.length]).toEqual([
    1, 1, 1, 1,
  ])
  expect(github.requests.length).toBeLessThanOrEqual(12)
})

test('all of it costs at most five calls, and two where a ruleset requires the check', async () => {
  await act(checkout(GOOD), { env: { GITHUB_JOB: '' } })
  const without = github.requests.splice(0).length
  github.comments.splice(0)
  Object.assign(github.guard, { rules: [required('lint')] })
  await act(checkout(GOOD), { inputs: { ...STATUS, ...CHECK, 'check-run-id': '500' } })
  expect(github.requests.splice(0).length - without).toBe(5)
  github.comments.splice(0)
  Object.assign(github.guard, { rules: [required('model-gate')] })
  await act(checkout(GOOD), { inputs: STATUS })
  expect(github.requests.length - without).toBe(2)
})

test('a name that is the job’s own is an error of the input', async () => {
  const ended = await act(checkout(GOOD), { inputs: { 'commit-status': 'Model-Gate' } })
  expect([ended.code, ended.told()]).toEqual([1, ['input.name']])
  expect(github.statuses).toEqual([])
})

describe('whether a rule requires the check', () => {
  const ID = { 'check-run-id': '500' }

  test('nothing requires anything: a note, and the verdict stays', async () => {
    const ended = await act(checkout(GOOD))
    expect([ended.code, ended.told()]).toEqual([0, ['check.not-required']])
    expect(ended.comment()).toContain('**Notes on the run**')
    expect(ended.comment()).toContain(
      'The check `"model-gate"` is required by no active rule of `"main"` and so holds no merge up.',
    )
    expect(requests('GET /repos/{owner}/{repo}/rules').length).toBe(1)
  })

  test('so it is on a push to the default branch', async () => {
    const at = checkout(GOOD)
    const payload = { before: at.main, repository: { default_branch: 'main' } }
    const ended = await act(at, { event: 'push', payload, env: { GITHUB_REF: 'refs/heads/main' } })
    expect(ended.told()).toEqual(['check.not-required'])
  })

  test('a push elsewhere and a merge queue are not asked about', async () => {
    const at = checkout(GOOD)
    const payload = { before: at.main, repository: { default_branch: 'main' } }
    await act(at, { event: 'push', payload, env: { GITHUB_REF: 'refs/heads/feature' } })
    expect(requests('GET /repos/{owner}/{repo}/rules')).toEqual([])
  })

  test('an organisation requires the workflow: nothing is said', async () => {
    github.guard.rules = [requiredWorkflow('.github/workflows/gate.yml')]
    expect((await act(checkout(GOOD))).told()).toEqual([])
  })

  test('a rule names the job by the name that the workflow gives it: nothing is said', async () => {
    Object.assign(github.guard, { rules: [required('Gate of models')], jobName: 'Gate of models' })
    expect((await act(checkout(GOOD), { inputs: ID })).told()).toEqual([])
  })

  test('others are required, which may need this job: told with that', async () => {
    Object.assign(github.guard, { rules: [required('lint')], classic: ['all passed'], jobName: 'Model gate' })
    const ended = await act(checkout(GOOD), { inputs: { ...ID, ...STATUS } })
    expect(ended.told()).toEqual(['check.not-among-required'])
    expect(ended.comment()).toContain(
      'The rules of `"main"` require `"lint", "all passed"` but not the check `"Model gate", "goldbar/verdict"` and',
    )
    expect(ended.comment()).toContain('only where one of these needs this job')
  })

  test('the rules may not be read: nothing is said or lost', async () => {
    github.refuse.set('GET /repos/{owner}/{repo}/rules', { status: 403, message: 'no' })
    const ended = await act(checkout(GOOD))
    expect([ended.code, ended.told(), ended.notices]).toEqual([0, [], []])
  })

  test('a line that is cut there costs the bar nothing', async () => {
    github.refuse.set('GET /repos/{owner}/{repo}/rules', { status: 0, message: '' })
    const at = checkout(GOOD)
    // without git, so that only the API can tell the bar
    const ended = await act(at, { env: { PATH: join(at.folder, 'none') } })
    expect([ended.code, ended.told()]).toEqual([0, []])
  })

  test('outside of a workflow nobody is asked', async () => {
    await act(checkout(GOOD), { env: { GITHUB_ACTIONS: '', GITHUB_JOB: '' } })
    expect(requests('GET /repos/{owner}/{repo}/rules')).toEqual([])
  })
})
