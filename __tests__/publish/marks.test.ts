/** The commit status and the check run by themselves, the names they may have, and what is told of rules. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Problems, problem } from '../../src/problems'
import { BATCH, BATCHES, checkRun } from '../../src/publish/check-run'
import { commitStatus } from '../../src/publish/commit-status'
import { checkName } from '../../src/read/check-name'
import { githubApi } from '../../src/read/github'
import { patient } from '../../src/read/patience'
import { tellRequired } from '../../src/read/required'
import type { Report } from '../../src/report/report'
import { gate, report, run, suite } from './fixture'
import { type Loopback, loopback, TOKEN } from './loopback'
import { type Guard, required, requiredWorkflow } from './marks'

let github: Loopback

beforeEach(async () => {
  github = await loopback()
})

afterEach(async () => {
  await github.close()
  expect(github.faults).toEqual([])
})

const HEAD = 'a'.repeat(40)
const HERE = { id: 1, full_name: 'acme/router' }

const pull = (repo: object | null = HERE, login = 'ann') => ({
  pull_request: {
    number: 7,
    user: { login },
    head: { sha: HEAD, repo },
    base: { ref: 'main', repo: HERE },
  },
})

const STATUS = { commitStatus: 'goldbar/verdict' }
const CHECK = { checkRun: 'goldbar report' }
const setStatus = (shown = report(), payload: object = pull(), inputs: object = STATUS) =>
  commitStatus.publish(shown, run(github.url, { payload, inputs }), {})
const makeRun = (shown: Report) =>
  checkRun.publish(shown, run(github.url, { payload: pull(), inputs: CHECK }), {})
const failing = (count: number, change: Partial<Parameters<typeof gate>[0]> = {}) =>
  report({
    suites: [
      suite({
        verdict: 'fail',
        gates: Array.from({ length: count }, (_, i) => gate({ id: `g${i}`, outcome: 'fail', ...change })),
      }),
    ],
  })
const requests = (start: string) => github.requests.filter(({ name }) => name.startsWith(start))
const STATUSES = 'POST /repos/{owner}/{repo}/statuses'
const RUNS = 'POST /repos/{owner}/{repo}/check-runs'

describe('the commit status', () => {
  test('is cut at 140 characters, and has none that GitHub refuses', async () => {
    expect(await setStatus(failing(1, { id: '🐛'.repeat(100) }))).toEqual({ notes: [] })
    const [{ description } = { description: '' }] = github.statuses
    expect(description).toHaveLength(140)
    expect(description).toMatch(/^fail\. (\\u\{1f41b\})+.*…$/)
  })

  test('without a run’s page has no link', async () => {
    await setStatus()
    expect(github.statuses).toEqual([
      { sha: HEAD, state: 'success', context: 'goldbar/verdict', description: 'pass. The gate is met.' },
    ])
  })

  test('is set again where GitHub was down for a moment', async () => {
    github.refuse.set(STATUSES, { status: 502, message: 'Bad Gateway', times: 1 })
    expect([await setStatus(), github.statuses.length]).toEqual([{ notes: [] }, 1])
  })

  test.each([
    [404, 'Not Found', 'permissions: { statuses: write }'],
    [401, 'Bad credentials', 'Check the input token'],
    [403, 'You have exceeded a secondary rate limit', 'Run the job again'],
  ])('refused with %i (%s) is a note', async (status, message, remedy) => {
    github.refuse.set(STATUSES, { status, message })
    const { notes } = await setStatus()
    expect(notes).toEqual([expect.stringContaining(`GitHub answered ${status} (${message}`)])
    expect(notes[0]).toContain(remedy)
    expect(requests(STATUSES)).toHaveLength(1)
  })

  test('a GitHub that is not there is a note', async () => {
    github.refuse.set(STATUSES, { status: 0, message: '' })
    expect((await setStatus()).notes).toEqual([expect.stringContaining('GitHub could not be reached')])
  }, 20_000)

  test.each([
    ['a fork that was deleted', null, 'ann', 'a run of a fork'],
    ['Dependabot', HERE, 'dependabot[bot]', 'a run of Dependabot'],
  ])('of %s is not tried', async (_, repo, login, words) => {
    const { notes } = await setStatus(report(), pull(repo, login))
    expect(notes).toEqual([expect.stringMatching(`^No commit status: .*${words}`)])
    expect(github.requests).toEqual([])
  })

  test('without a token is told', async () => {
    const { notes } = await setStatus(report(), pull(), { ...STATUS, token: '' })
    expect(notes).toEqual([expect.stringMatching(/^No commit status: the input token is empty/)])
  })
})

describe('the check run', () => {
  test('places what has no line, and what has no file', async () => {
    const problems = [
      problem('rows.missing', { file: './out/a.jsonl', id: 'x' }, { system: 'candidate' }),
      problem('input.candidate', {}, { count: 2 }),
    ]
    await makeRun(report({ verdict: 'error', suites: [], problems }))
    const at = { start_line: 1, end_line: 1, annotation_level: 'failure' }
    expect(github.checkRuns[0]?.annotations).toMatchObject([
      {
        ...at,
        path: 'out/a.jsonl',
        title: 'Goldbar (of the whole file)',
        message: expect.stringMatching(/^"x": /),
      },
      { ...at, path: '.github', title: 'Goldbar (of the run)' },
    ])
  })

  test(`holds ${BATCH * BATCHES} annotations at most, and counts the rest`, async () => {
    expect(await makeRun(failing(212))).toEqual({ notes: [] })
    const [made] = github.checkRuns
    expect([made?.requests, made?.annotations.length]).toEqual([4, 200])
    expect(made?.text).toMatch(/^12 more annotations/)
  })

  test.each([
    [1, 1],
    [50, 1],
    [51, 2],
    [200, 4],
  ])('with %i annotations takes %i requests', async (count, asked) => {
    await makeRun(failing(count))
    const [made] = github.checkRuns
    expect([made?.requests, made?.annotations.length, made?.text]).toEqual([asked, count, undefined])
  })

  test('keeps its verdict where annotations are refused half-way', async () => {
    github.refuse.set('PATCH /repos/{owner}/{repo}/check-runs', { status: 500, message: 'Server Error' })
    const { notes } = await makeRun(failing(120))
    expect(notes).toEqual([expect.stringMatching(/^The check run lacks 70 annotations: .*500/)])
    expect(github.checkRuns).toMatchObject([{ status: 'completed', conclusion: 'failure' }])
    expect(requests('PATCH')).toHaveLength(1)
  })

  test('has the verdict alone where GitHub takes the report amiss', async () => {
    github.refuse.set(RUNS, { status: 422, message: 'Validation Failed', times: 1 })
    const { notes } = await makeRun(failing(1))
    expect(notes).toEqual([expect.stringMatching(/^The check run has the verdict alone/)])
    expect(github.checkRuns).toMatchObject([{ conclusion: 'failure', annotations: [] }])
  })

  test('is made when GitHub asks to wait', async () => {
    const headers = { 'retry-after': '1' }
    github.refuse.set(RUNS, { status: 429, message: 'Too many requests', headers, times: 1 })
    expect([await makeRun(report()), github.checkRuns.length]).toEqual([{ notes: [] }, 1])
  })

  test('has names of others as plain text', async () => {
    await makeRun(failing(1, { id: '##[add-mask]x\n@acme 🐛\u202e', message: 'below.' }))
    expect(github.checkRuns[0]?.annotations[0]?.message).toBe(
      '##[add-mask]x⏎@acme \\u{1f41b}\\u{202e}: fail. below.',
    )
  })

  test('keeps to the bytes that GitHub takes', async () => {
    const long = failing(400, {
      id: '返金'.repeat(30),
      summary: '返'.repeat(300),
      message: '返'.repeat(30_000),
    })
    expect(await makeRun(long)).toEqual({ notes: [] })
    const bytes = Buffer.byteLength(github.checkRuns[0]?.summary ?? '')
    expect(bytes).toBeGreaterThan(20_000)
    expect(bytes).toBeLessThanOrEqual(65_535)
    expect([...(github.checkRuns[0]?.title ?? '')]).toHaveLength(255)
  })
})

describe('names', () => {
  const TAKEN = [
    ['model-gate', 'the job itself'],
    ['', 'the commit status'],
  ] as const
  const named = (name: string) => {
    const problems = new Problems()
    const taken = checkName('check-run', name, TAKEN, problems)
    return { taken, told: problems.list().map(({ message }) => message) }
  }

  test.each([
    ['model-gate', 'the job itself has that name'],
    ['Model-Gate', 'the job itself has that name'],
    ['x'.repeat(256), 'it has 256 characters'],
    ['a\nb', 'it has line breaks, invisible characters or emoji'],
    ['gate 🐛', 'it has line breaks, invisible characters or emoji'],
    ['a\u200bb', 'it has line breaks, invisible characters or emoji'],
    ['a\ud800b', 'it has line breaks, invisible characters or emoji'],
  ])('cannot be %j', (name, why) => {
    expect(named(name)).toEqual({ taken: undefined, told: [expect.stringContaining(`: ${why}.`)] })
  })

  test.each(['goldbar/verdict', 'Prüfung (de)', 'x'.repeat(255), 'model-gate 2'])('can be %j', name => {
    expect(named(name)).toEqual({ taken: name, told: [] })
  })

  test('are none where none is asked for', () => {
    expect(named('')).toEqual({ taken: undefined, told: [] })
  })
})

describe('whether a rule requires the check', () => {
  const WORKFLOW = { ref: 'acme/router/.github/workflows/gate.yml@refs/pull/7/merge', sha: '' }

  async function told(guard: Partial<Guard> = {}, check: number | null = 500, workflow = WORKFLOW) {
    Object.assign(github.guard, { jobName: 'Model gate' }, guard)
    const ask = patient(async () => undefined)
    const api = await githubApi({ token: TOKEN, url: github.url, repository: 'acme/router', ask })
    const problems = new Problems()
    const checks = { job: 'model-gate', run: check ?? undefined, named: ['goldbar/verdict'] }
    await tellRequired(checks, 'release/1.x', { workflow }, api, problems)
    return problems.list().map(({ code }) => code)
  }

  const rule = (type: string, parameters: object = {}) => ({ type, parameters })
  const DEPLOYMENT = rule('required_deployments', { required_deployment_environments: ['staging'] })

  test.each<[string, Partial<Guard>]>([
    ['the job’s id', { rules: [rule('deletion'), required('lint', 'model-gate')] }],
    ['the job’s own name', { rules: [required('model Gate')] }],
    ['the status', { rules: [required('Goldbar/Verdict')] }],
    ['the job’s id, in the branch’s own protection', { classic: ['lint', 'model-gate'] }],
    ['the job’s own name, in the branch’s own protection', { classic: ['Model gate'] }],
    ['its workflow', { rules: [requiredWorkflow('.github/workflows/gate.yml')] }],
    ['a deployment, which may need this job', { rules: [DEPLOYMENT] }],
    ['so much that it is not told at once', { rules: Array(100).fill(rule('deletion')) }],
  ])('it requires %s: nothing is told', async (_, guard) => {
    expect(await told(guard)).toEqual([])
  })

  test.each<[string, Partial<Guard>]>([
    ['there is none', {}],
    ['it is of another kind', { rules: [rule('deletion'), rule('non_fast_forward')] }],
    ['the branch’s own protection requires no check', { classic: [] }],
    ['it requires another workflow', { rules: [requiredWorkflow('.github/workflows/lint.yml')] }],
  ])('%s: told', async (_, guard) => {
    expect(await told(guard)).toEqual(['check.not-required'])
  })

  test('others are required: told where the name of the job is known, else not', async () => {
    expect(await told({ classic: ['lint'] })).toEqual(['check.not-among-required'])
    expect(await told({ classic: ['lint'] }, null)).toEqual([])
  })

  test('a workflow is required, and it is not known which one this is: nothing is told', async () => {
    const rules = [requiredWorkflow('.github/workflows/lint.yml')]
    expect(await told({ rules }, 500, { ref: '', sha: '' })).toEqual([])
  })

  test.each([
    ['rules/branches', 403],
    ['rules/branches', 404],
    ['rules/branches', 500],
    ['branches', 403],
    ['branches', 404],
    ['check-runs', 403],
    ['check-runs', 500],
  ])('%s answers %i: nothing is told, and nobody asks again', async (name, status) => {
    github.refuse.set(`GET /repos/{owner}/{repo}/${name}`, { status, message: 'no' })
    expect(await told({ rules: [required('lint')] })).toEqual([])
    expect(requests(`GET /repos/{owner}/{repo}/${name}`)).toHaveLength(1)
  })
})
