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

  test('is cut at 140 characters, and has none that GitHub refuses', async () => {
    const gates = `  - { metric: accuracy, min: 0.9, id: "${'🐛'.repeat(100)}" }\n`
    const ended = await act(checkout(BAD, gates), { inputs: STATUS })
    expect(ended.notices).toEqual([])
    const [{ description } = { description: '' }] = github.statuses
    expect(description).toHaveLength(140)
    expect(description).toMatch(/^fail\. (\\u\{1f41b\})+.*…$/)
  })

  test('is set again where GitHub was down for a moment', async () => {
    github.refuse.set('POST /repos/{owner}/{repo}/statuses', {
      status: 502,
      message: 'Bad Gateway',
      times: 1,
    })
    const ended = await act(checkout(GOOD), { inputs: STATUS })
    expect([ended.code, ended.notices, github.statuses.length]).toEqual([0, [], 1])
  })

  test.each([
    [403, 'Resource not accessible by integration', 'permissions: { statuses: write }'],
    [404, 'Not Found', 'permissions: { statuses: write }'],
    [422, 'Validation Failed', 'take another name'],
    [401, 'Bad credentials', 'Check the input token'],
    [403, 'You have exceeded a secondary rate limit', 'Run the job again'],
  ])('that is refused with %i (%s) is a note, and the verdict stands', async (status, message, remedy) => {
    github.refuse.set('POST /repos/{owner}/{repo}/statuses', { status, message })
    const ended = await act(checkout(BAD), { inputs: STATUS })
    expect(ended.code).toBe(1)
    expect(ended.notices).toEqual([expect.stringContaining(`GitHub answered ${status} (${message}`)])
    expect(ended.notices[0]).toContain(remedy)
    expect(requests('POST /repos/{owner}/{repo}/statuses')).toHaveLength(1)
  })

  test.each([
    ['a fork', { repo: { id: 2, full_name: 'eve/router' } }, 'ann', 'a run of a fork'],
    ['a fork that was deleted', { repo: null }, 'ann', 'a run of a fork'],
    ['Dependabot', { repo: HERE }, 'dependabot[bot]', 'a run of Dependabot'],
  ])('of %s is not tried, and told', async (_, { repo }, login, words) => {
    const at = checkout(GOOD)
    const payload = pullRequest(at, { user: { login } }, repo)
    const ended = await act(at, { inputs: { ...STATUS, ...CHECK }, payload })
    expect(ended.code).toBe(0)
    expect(ended.notices).toEqual([
      expect.stringMatching(`^No check run: .*${words}`),
      expect.stringMatching(`^No commit status: .*${words}`),
    ])
    expect(requests('POST /repos/{owner}/{repo}/statuses')).toEqual([])
    expect(requests('POST /repos/{owner}/{repo}/check-runs')).toEqual([])
  })

  test('without a token is told', async () => {
    const ended = await act(checkout(GOOD), { inputs: { ...STATUS, token: '' } })
    expect(ended.notices).toContainEqual(expect.stringMatching(/^No commit status: the input token is empty/))
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

  test('places what has no line, or no file', async () => {
    await act(checkout(GOOD.slice(1)), { inputs: CHECK })
    await act(checkout(GOOD), { inputs: { ...CHECK, comment: 'alway' } })
    expect(github.checkRuns).toMatchObject([
      {
        conclusion: 'failure',
        annotations: [{ path: 'candidate.jsonl', start_line: 1, title: 'Goldbar (of the whole file)' }],
      },
      { annotations: [{ path: '.github', start_line: 1, end_line: 1, title: 'Goldbar (of the run)' }] },
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
    expect(github.requests.length).toBeLessThanOrEqual(17)
  })

  test('holds 200 at most, and counts the rest', async () => {
    await act(checkout(BAD, many(212)), { inputs: CHECK })
    const [run] = github.checkRuns
    expect([run?.requests, run?.annotations.length]).toEqual([4, 200])
    expect(run?.text).toMatch(/^12 more annotations/)
  })

  test('keeps its verdict where its annotations are refused half-way', async () => {
    github.refuse.set('PATCH /repos/{owner}/{repo}/check-runs', { status: 500, message: 'Server Error' })
    const ended = await act(checkout(BAD, many(120)), { inputs: CHECK })
    expect(ended.notices).toEqual([expect.stringMatching(/^The check run lacks 70 annotations: .*500/)])
    expect(github.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure' }])
    expect(requests('PATCH')).toHaveLength(1)
  })

  test('has the verdict alone where GitHub takes the report amiss', async () => {
    const refusal = { status: 422, message: 'Validation Failed', times: 1 }
    github.refuse.set('POST /repos/{owner}/{repo}/check-runs', refusal)
    const ended = await act(checkout(BAD), { inputs: CHECK })
    expect(ended.notices).toEqual([expect.stringMatching(/^The check run has the verdict alone/)])
    expect(github.checkRuns).toMatchObject([{ conclusion: 'failure', annotations: [] }])
  })

  test.each([
    [403, 'Resource not accessible by integration', 'permissions: { checks: write }', 1],
    [422, 'Validation Failed', 'take another name', 2],
    // it may exist after all
    [502, 'Bad Gateway', 'Run the job again', 1],
  ])('that is refused with %i (%s) is a note', async (status, message, remedy, asked) => {
    github.refuse.set('POST /repos/{owner}/{repo}/check-runs', { status, message })
    const ended = await act(checkout(GOOD), { inputs: CHECK })
    expect(ended.code).toBe(0)
    expect(ended.notices).toEqual([expect.stringContaining(remedy)])
    expect(requests('POST /repos/{owner}/{repo}/check-runs')).toHaveLength(asked)
  })

  test('is made when GitHub asks to wait', async () => {
    const headers = { 'retry-after': '1' }
    const refusal = { status: 429, message: 'Too many requests', headers, times: 1 }
    github.refuse.set('POST /repos/{owner}/{repo}/check-runs', refusal)
    const ended = await act(checkout(GOOD), { inputs: CHECK })
    expect([ended.notices, github.checkRuns.length]).toEqual([[], 1])
  })

  test('has hostile names as plain text', async () => {
    const gates = '  - { metric: accuracy, min: 0.9, id: "##[add-mask]x\\n@acme 🐛" }\n'
    const ended = await act(checkout(BAD, gates), { inputs: CHECK })
    expect(ended.notices).toEqual([])
    expect(github.checkRuns[0]?.annotations[0]?.message).toContain('##[add-mask]x⏎@acme \\u{1f41b}: fail.')
  })

  test('has a summary of as many bytes as GitHub takes', async () => {
    const gates = Array.from(
      { length: 400 },
      (_, i) => `  - { metric: accuracy, min: 0.9, id: ${'返金'.repeat(30)}${i} }\n`,
    )
    const ended = await act(checkout(BAD, gates.join('')), { inputs: CHECK })
    expect(ended.notices).toEqual([])
    const bytes = Buffer.byteLength(github.checkRuns[0]?.summary ?? '')
    expect(bytes).toBeGreaterThan(40_000)
    expect(bytes).toBeLessThanOrEqual(65_535)
  })
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

describe('names', () => {
  test.each([
    ['commit-status', 'model-gate', 'the job itself has that name'],
    ['commit-status', 'Model-Gate', 'the job itself has that name'],
    ['check-run', 'model-gate', 'the job itself has that name'],
    ['commit-status', 'x'.repeat(256), 'it has 256 characters'],
    ['check-run', 'a\nb', 'line breaks'],
    ['check-run', 'gate 🐛', 'emoji'],
    ['commit-status', 'a\u200bb', 'invisible'],
  ])('%s cannot be %j', async (input, name, why) => {
    const ended = await act(checkout(GOOD), { inputs: { [input]: name } })
    expect(ended.code).toBe(1)
    expect(ended.told()).toEqual(['input.name'])
    expect(ended.log).toContain(why)
    expect([github.statuses, github.checkRuns]).toEqual([[], []])
  })

  test('the two must differ', async () => {
    const ended = await act(checkout(GOOD), { inputs: { 'commit-status': 'Gold', 'check-run': 'gold' } })
    expect(ended.log).toContain('the commit status has that name')
    expect(github.statuses).toMatchObject([{ context: 'Gold', state: 'error' }])
  })
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

  test.each<[string, () => void, Record<string, string>]>([
    ['a ruleset names the job', () => (github.guard.rules = [required('lint', 'model-gate')]), {}],
    ['a ruleset names the status', () => (github.guard.rules = [required('Goldbar/Verdict')]), STATUS],
    ['a ruleset names the check run', () => (github.guard.rules = [required('goldbar report')]), CHECK],
    ['the branch’s own protection names the job', () => (github.guard.classic = ['model-gate']), {}],
    [
      'an organisation requires the workflow',
      () => (github.guard.rules = [requiredWorkflow('.github/workflows/gate.yml')]),
      {},
    ],
    [
      'a rule names the job by its own name',
      () => Object.assign(github.guard, { rules: [required('Gate of models')], jobName: 'Gate of models' }),
      ID,
    ],
    [
      'a deployment is required, which may need this job',
      () =>
        (github.guard.rules = [
          {
            type: 'required_deployments',
            parameters: { required_deployment_environments: ['staging'] },
          },
        ]),
      {},
    ],
    ['another check is required, and the job’s name is unknown', () => (github.guard.classic = ['lint']), {}],
  ])('%s: nothing is said', async (_, guard, inputs) => {
    guard()
    const ended = await act(checkout(GOOD), { inputs })
    expect([ended.code, ended.told()]).toEqual([0, []])
  })

  test('another workflow that is required is not ours', async () => {
    github.guard.rules = [requiredWorkflow('.github/workflows/lint.yml')]
    expect((await act(checkout(GOOD))).told()).toEqual(['check.not-required'])
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

  test.each([
    ['GET /repos/{owner}/{repo}/rules', 403],
    ['GET /repos/{owner}/{repo}/rules', 404],
    ['GET /repos/{owner}/{repo}/branches', 403],
  ])('%s answers %i: nothing is said, and nothing is lost', async (name, status) => {
    github.refuse.set(name, { status, message: 'Resource not accessible by integration' })
    const ended = await act(checkout(GOOD))
    expect([ended.code, ended.told(), ended.notices]).toEqual([0, [], []])
  })

  test('nor where the name of the job may not be read', async () => {
    github.guard.rules = [required('lint')]
    github.refuse.set('GET /repos/{owner}/{repo}/check-runs', { status: 403, message: 'no' })
    expect((await act(checkout(GOOD), { inputs: ID })).told()).toEqual([])
  })

  test('outside of a workflow nobody is asked', async () => {
    await act(checkout(GOOD), { env: { GITHUB_ACTIONS: '', GITHUB_JOB: '' } })
    expect(requests('GET /repos/{owner}/{repo}/rules')).toEqual([])
  })
})
