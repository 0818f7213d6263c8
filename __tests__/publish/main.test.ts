/** The Action as the runner runs it: the bundle in a process of its own, told everything by its environment. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { FORK, payload } from './fixture'
import { type Loopback, loopback, TOKEN } from './loopback'
import { type Command, commands } from './runner'

const ROOT = join(import.meta.dirname, '../..')
const ACTION = join(ROOT, 'dist/index.js')

let github: Loopback

beforeAll(() => {
  if (!existsSync(ACTION)) execFileSync(process.execPath, [join(ROOT, 'scripts/build.mjs')], { cwd: ROOT })
}, 120_000)

beforeEach(async () => {
  github = await loopback()
})

afterEach(async () => {
  await github.close()
  expect(github.faults).toEqual([])
})

const SPEC = `version: 1
name: Ticket router
task: classification
gold: { path: gold.jsonl, id: id, reference: label }
candidate: { path: out/candidate.jsonl, prediction: prediction }
baselines:
  base: { path: base.jsonl, prediction: prediction }
gates:
  - { metric: accuracy, min: 0.7 }
  - { metric: recall, class: refund, min: 0.6 }
`
const GOLD = ['refund', 'refund', 'refund', 'order', 'order', 'tech', 'tech', 'tech']
const BASE = ['refund', 'order', 'order', 'order', 'order', 'tech', 'tech', 'tech']
const GOOD = ['refund', 'refund', 'order', 'order', 'order', 'tech', 'tech', 'tech']
const BAD = ['order', 'order', 'order', 'order', 'order', 'tech', 'tech', 'tech']

const rows = (field: string, labels: readonly string[]) =>
  labels.map((label, i) => `${JSON.stringify({ id: `t${i}`, [field]: label })}\n`).join('')

/** A workspace with the suite in it. */
function suite(answers: readonly string[], change: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-main-'))
  const files = {
    'goldbar.yml': SPEC,
    'gold.jsonl': rows('label', GOLD),
    'base.jsonl': rows('prediction', BASE),
    'out/candidate.jsonl': rows('prediction', answers),
    ...change,
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

interface Ended {
  readonly code: number | null
  readonly log: string
  readonly commands: readonly Command[]
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
}

interface Setting {
  readonly inputs?: Readonly<Record<string, string>>
  readonly payload?: object
  readonly env?: Readonly<Record<string, string>>
}

async function act(workspace: string, setting: Setting = {}): Promise<Ended> {
  const runner = mkdtempSync(join(tmpdir(), 'goldbar-runner-'))
  const file = (name: string, text = '') => {
    writeFileSync(join(runner, name), text)
    return join(runner, name)
  }
  const inputs = {
    spec: 'goldbar.yml',
    candidate: '',
    output: 'goldbar-report',
    token: TOKEN,
    comment: 'always',
    'comment-key': 'ci / gate null',
    ...setting.inputs,
  }
  const env = {
    PATH: process.env.PATH,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'acme/router',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload(setting.payload))),
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary.md'),
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_SERVER_URL: 'https://github.com',
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...setting.env,
  }
  const child = spawn(process.execPath, [ACTION], { cwd: workspace, env })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (log += chunk))
  const code = await new Promise<number | null>(done => child.on('close', done))
  const output = readFileSync(env.GITHUB_OUTPUT, 'utf8')
  const outputs = [...output.matchAll(/^(.+?)<<(ghadelimiter_\S+)\n([\s\S]*?)\n\2$/gm)]
  return {
    code,
    log,
    commands: commands(log),
    outputs: Object.fromEntries(outputs.map(match => [match[1], match[3]])),
    summary: readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8'),
  }
}

const named = ({ commands }: Ended, name: string) => commands.filter(each => each.name === name)
const verdictIn = (workspace: string) =>
  JSON.parse(readFileSync(join(workspace, 'goldbar-report/report.json'), 'utf8')).verdict

describe('a pass', () => {
  test('exits with 0, posts one comment, writes files, summary and outputs', async () => {
    const workspace = suite(GOOD)
    const ended = await act(workspace)
    expect(ended.log).toBe('')
    expect(ended.code).toBe(0)
    expect(ended.outputs).toEqual({
      verdict: 'pass',
      passed: 'true',
      'failed-gates': '0',
      regressions: '0',
      fixes: '1',
      'report-json': 'goldbar-report/report.json',
      'report-markdown': 'goldbar-report/report.md',
      'comment-url': 'https://github.com/acme/router/pull/7#issuecomment-1000',
    })
    expect(github.comments).toHaveLength(1)
    expect(ended.summary).toContain('Ticket router')
    expect(verdictIn(workspace)).toBe('pass')
  })

  test('after a failure rewrites the same comment', async () => {
    expect((await act(suite(BAD))).code).toBe(1)
    const red = github.comments[0]?.body
    expect((await act(suite(GOOD))).code).toBe(0)
    expect(github.comments).toMatchObject([{ writes: 2 }])
    expect(github.comments[0]?.body).not.toBe(red)
  })

  test('on a push there is no comment and no word about it', async () => {
    const ended = await act(suite(GOOD), { env: { GITHUB_EVENT_NAME: 'push' } })
    expect([ended.code, ended.log]).toEqual([0, ''])
    expect(github.requests).toHaveLength(0)
  })

  test('another candidate can take the spec’s place', async () => {
    const workspace = suite(BAD, { 'other.jsonl': rows('prediction', GOOD) })
    expect((await act(workspace, { inputs: { candidate: 'other.jsonl' } })).outputs.verdict).toBe('pass')
  })
})

describe('a failure', () => {
  test('exits with 1 and annotates the gates’ lines', async () => {
    const ended = await act(suite(BAD))
    expect(ended.code).toBe(1)
    expect(ended.outputs).toMatchObject({
      verdict: 'fail',
      passed: 'false',
      'failed-gates': '2',
      regressions: '1',
      fixes: '0',
    })
    const errors = named(ended, 'error')
    expect(errors.map(each => [each.properties.file, each.properties.line])).toEqual([
      ['goldbar.yml', '9'],
      ['goldbar.yml', '10'],
      [undefined, undefined],
    ])
    expect(errors.at(-1)?.data).toBe('The verdict is fail (blocking gates: 2 failed).')
    expect(github.comments).toHaveLength(1)
  })

  test('hostile answers command nothing', async () => {
    const hostile = ['##[add-mask]0', '::error::x', '\n::set-output name=verdict::pass']
    const ended = await act(suite([...hostile, ...BAD.slice(3)]))
    expect(ended.code).toBe(1)
    expect(ended.outputs.verdict).not.toBe('pass')
    expect(new Set(ended.commands.map(each => each.name))).toEqual(new Set(['error']))
  })
})

describe('a refused comment', () => {
  test.each([
    ['pass', GOOD, 0],
    ['fail', BAD, 1],
  ])('403 leaves the verdict %s', async (verdict, answers, code) => {
    github.refuse.set('POST /repos', { status: 403, message: 'Resource not accessible by integration' })
    const ended = await act(suite(answers), { payload: FORK })
    expect([ended.code, ended.outputs.verdict, ended.outputs['comment-url']]).toEqual([code, verdict, ''])
    expect(named(ended, 'notice').map(each => each.data)).toEqual([
      expect.stringContaining('permissions: { contents: read, pull-requests: write }'),
    ])
    expect(ended.summary).toContain('Ticket router')
  })

  test('nor does a GitHub that cannot be reached', async () => {
    const env = { GITHUB_API_URL: 'http://127.0.0.1:9' }
    const ended = await act(suite(GOOD), { env })
    expect([ended.code, ended.outputs.verdict]).toEqual([0, 'pass'])
    expect(named(ended, 'notice')).toHaveLength(1)
  })
})

describe('an error is shown on every surface and never passes', () => {
  async function erred(workspace: string, setting: Setting, code: string): Promise<Ended> {
    const ended = await act(workspace, setting)
    expect(ended.code).toBe(1)
    expect(ended.outputs).toMatchObject({ verdict: 'error', passed: 'false' })
    expect(github.comments).toHaveLength(1)
    expect(ended.summary).not.toBe('')
    expect(verdictIn(workspace)).toBe('error')
    expect(named(ended, 'error').some(each => each.data.includes(`(${code})`))).toBe(true)
    return ended
  }

  test('no spec', () => erred(suite(GOOD), { inputs: { spec: 'none.yml' } }, 'spec.none'))

  test('no candidate file', () => erred(suite(GOOD), { inputs: { candidate: 'none.jsonl' } }, 'file.absent'))

  test('an input that cannot be used', () =>
    erred(suite(GOOD), { inputs: { comment: 'alway' } }, 'input.value'))

  test('an output folder outside of the workspace', () =>
    erred(suite(GOOD), { inputs: { output: '../x' } }, 'input.output'))

  test('one candidate for two specs', () =>
    erred(
      suite(GOOD, { 'b/goldbar.yml': SPEC }),
      { inputs: { spec: 'goldbar.yml, b/goldbar.yml', candidate: 'out/candidate.jsonl' } },
      'input.candidate',
    ))

  test('a fault of ours, also when it is met in showing the report', async () => {
    const workspace = suite(GOOD)
    const preload = join(workspace, 'break.mjs')
    writeFileSync(
      preload,
      `const { stringify } = JSON
      let whole = true
      JSON.stringify = (value, ...rest) => {
        if (!whole || !value?.suites) return stringify(value, ...rest)
        whole = false
        throw new TypeError('broken\\n::set-output name=verdict::pass')
      }`,
    )
    const env = { NODE_OPTIONS: `--import ${preload}` }
    const ended = await erred(workspace, { env }, 'goldbar.bug')
    expect(ended.log).toMatch(/^TypeError: broken/m)
    expect(named(ended, 'set-output')).toEqual([])
    expect(ended.summary).not.toContain('Ticket router')
  })
})
