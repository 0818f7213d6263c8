/** The Action as the runner runs it: the bundle in a process of its own, told everything by its environment. */
import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { commit, put, run } from '../read/repository'
import { FORK, payload } from './fixture'
import { type Loopback, loopback, TOKEN } from './loopback'
import { type Command, commands } from './runner'

const ROOT = join(import.meta.dirname, '../..')
const ACTION = join(ROOT, 'dist/index.js')

let github: Loopback
let runs = 0

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

/** Files of a commit; null takes one away. */
type Files = Readonly<Record<string, string | null>>

const REGISTERED = {
  'goldbar.yml': SPEC,
  'gold.jsonl': rows('label', GOLD),
  'base.jsonl': rows('prediction', BASE),
}

/**
 * A checkout of the test merge of pull request 7, with the predictions that a step wrote into it. The branch `main` holds
 * the suite and `bar`; the pull request makes `change` of it.
 */
function suite(answers: readonly string[], change: Files = { 'model.py': '' }, bar: Files = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-main-'))
  const git = (...args: string[]) => run(folder, ...args)
  git('init', '--quiet', '--initial-branch=main')
  edit(folder, { ...REGISTERED, ...bar })
  const tip = commit(folder, 'tip')
  git('checkout', '--quiet', '-b', 'feature')
  edit(folder, change)
  commit(folder, 'head')
  git('checkout', '--quiet', '--detach', tip)
  git('merge', '--quiet', '--no-ff', '-m', 'merge', 'feature')
  put(folder, { 'out/candidate.jsonl': rows('prediction', answers) })
  return folder
}

function edit(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    if (text === null) rmSync(join(folder, name))
    else put(folder, { [name]: text })
  }
  run(folder, 'add', '--all')
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
    'on-flip': 'edit',
    unregistered: 'fail',
    ...setting.inputs,
  }
  github.repository = workspace
  const told = payload(setting.payload) as { pull_request: { head: object; base: object } }
  Object.assign(told.pull_request.head, { sha: run(workspace, 'rev-parse', 'feature') })
  Object.assign(told.pull_request.base, { ref: 'main' })
  const env = {
    PATH: process.env.PATH,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'acme/router',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(told)),
    GITHUB_SHA: run(workspace, 'rev-parse', 'HEAD'),
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary.md'),
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_RUN_ID: String(++runs),
    GITHUB_RUN_ATTEMPT: '1',
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
      'report-html': 'goldbar-report/report.html',
      statement: 'goldbar-report/statement.json',
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
    const workspace = suite(GOOD)
    const before = run(workspace, 'rev-parse', 'main')
    const ended = await act(workspace, {
      env: { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' },
      payload: { before, repository: { default_branch: 'main' } },
    })
    expect([ended.code, ended.log]).toEqual([0, ''])
    expect(github.comments).toEqual([])
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
  test.each([404, 410, 422, 423, 502])('%d changes neither verdict nor exit code', async status => {
    github.refuse.set('POST /repos', { status, message: 'no' })
    const ended = await act(suite(GOOD))
    expect([ended.code, ended.outputs.verdict]).toEqual([0, 'pass'])
    expect(named(ended, 'notice').map(each => each.data)).toEqual([
      expect.stringMatching(`^No comment on pull request #7: GitHub answered ${status} `),
    ])
    expect(ended.summary).toContain(`not recorded: GitHub answered ${status} (no)`)
    expect(github.comments).toEqual([])
  })

  test('one that is too long is posted as the verdict alone', async () => {
    github.refuse.set('POST /repos', { status: 422, message: 'Body is too long', times: 1 })
    const ended = await act(suite(BAD))
    expect([ended.code, named(ended, 'notice')]).toEqual([1, []])
    expect(github.comments[0]?.body).toMatch(/^\*\*Goldbar\.\*\* The verdict is fail/)
  })

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

describe('looks at the gold set', () => {
  const described = new Ajv({ allErrors: true }).compile(
    JSON.parse(readFileSync(join(ROOT, 'schema/report.schema.json'), 'utf8')),
  )
  const look = (workspace: string) => {
    const report = JSON.parse(readFileSync(join(workspace, 'goldbar-report/report.json'), 'utf8'))
    described(report)
    expect(described.errors).toBeNull()
    return report.suites[0].looks
  }

  test('are counted from run to run, on every surface', async () => {
    for (let i = 0; i < 3; i++) await act(suite(BAD))
    const workspace = suite(GOOD)
    // made again, which is another look
    const env = { GITHUB_RUN_ID: String(runs), GITHUB_RUN_ATTEMPT: '2' }
    const ended = await act(workspace, { env })
    expect(ended.code).toBe(0)
    const words = 'Look 4 on this gold set in this pull request: fail, fail, fail, now pass. Each look is'
    const file = readFileSync(join(workspace, 'goldbar-report/report.md'), 'utf8')
    for (const text of [file, ended.summary, github.comments[0]?.body]) expect(text).toContain(words)
    const head = run(workspace, 'rev-parse', 'feature').slice(0, 7)
    const verdicts = ['fail', 'fail', 'fail', 'pass'].map(verdict => ({ head, verdict }))
    // 7 of 8 right: √(.875 · .125 / 8), times the largest of 4 normal numbers, 1.0294
    const luck = { metric: null, size: expect.closeTo(0.1204, 4) }
    const counted = { number: 4, at_least: false, recorded: true, other_gold: 0 }
    expect(look(workspace)).toEqual({ ...counted, verdicts, luck })
    expect(github.comments).toMatchObject([{ writes: 4 }])
  })

  test('that cannot be recorded are no first look; the summary has the lines to add', async () => {
    github.refuse.set('POST /repos', { status: 403, message: 'Resource not accessible by integration' })
    const workspace = suite(GOOD)
    const ended = await act(workspace, { payload: FORK })
    expect([ended.code, look(workspace)]).toEqual([0, null])
    expect(ended.summary).toContain('Attempt number unknown')
    expect(ended.summary).toContain('This look at the gold set is not recorded: GitHub answered 403')
    expect(ended.summary).toContain('\npermissions:\n  contents: read\n  pull-requests: write\n')
    expect(named(ended, 'notice')).toHaveLength(1)
  })

  test('of no pull request are none', async () => {
    const workspace = suite(GOOD)
    const before = run(workspace, 'rev-parse', 'main')
    await act(workspace, {
      env: { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' },
      payload: { before, repository: { default_branch: 'main' } },
    })
    expect(look(workspace)).toBeUndefined()
  })
})

describe('two jobs at the same time', () => {
  /** Both list the comments before either makes one. */
  function atOnce(settings: readonly (Setting & { answers: readonly string[] })[]) {
    let free = () => {}
    let listed = 0
    const both = new Promise<void>(done => {
      free = done
    })
    github.before = ({ name, query }) => {
      if (/^GET .*comments$/.test(name) && !query.includes('since') && ++listed === settings.length) free()
      return name.startsWith('POST /repos') ? both : undefined
    }
    return Promise.all(settings.map(({ answers, ...setting }) => act(suite(answers), setting)))
  }

  test('with one key end in one comment, which holds one of both reports whole', async () => {
    const ended = await atOnce([{ answers: GOOD }, { answers: BAD }])
    expect(ended.map(({ code, outputs }) => [code, outputs.verdict])).toEqual([
      [0, 'pass'],
      [1, 'fail'],
    ])
    expect(github.comments).toHaveLength(1)
    const body = github.comments[0]?.body ?? ''
    expect(body.match(/Goldbar: (pass|fail)\./g)).toHaveLength(1)
    const summary = ended.find(({ outputs }) => body.includes(`Goldbar: ${outputs.verdict}.`))!.summary
    const above = (text: string) => text.slice(0, text.indexOf(' on this gold set')).replace(/\w+ \d$/, '')
    expect(above(body)).toBe(above(summary))
    expect(body.match(/^<!-- goldbar:v1 /gm)).toHaveLength(1)
  })

  test('that are legs of a matrix have a comment each', async () => {
    const key = (lang: string) => ({ 'comment-key': `ci / gate {"lang":"${lang}"}` })
    const legs = [
      { answers: GOOD, inputs: key('de') },
      { answers: BAD, inputs: key('en') },
    ]
    await atOnce(legs)
    await atOnce(legs)
    expect(
      github.comments.map(({ body, writes }) => [body.match(/Goldbar: \w+/)?.[0], writes]).sort(),
    ).toEqual([
      ['Goldbar: fail', 2],
      ['Goldbar: pass', 2],
    ])
  })
})

test('a pull request that has another commit by now keeps its comment, and the verdict stands', async () => {
  await act(suite(BAD))
  const [comment] = github.comments
  github.pulls.push({
    number: 7,
    state: 'open',
    base: { ref: 'main', repo: 1 },
    head: { owner: 'acme', ref: 'feature', sha: 'd'.repeat(40), repo: 1 },
  })
  const ended = await act(suite(GOOD))
  expect([ended.code, ended.outputs.verdict, comment?.writes]).toEqual([0, 'pass', 1])
  expect(named(ended, 'notice')[0]?.data).toContain('was left to the run of its newer commit ddddddd')
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

describe('eight registered files', () => {
  const NAMES = ['a', 'b', 'c', 'd', 'e', 'f']
  const systems = NAMES.map(name => `  ${name}: { path: ${name}.jsonl, prediction: prediction }\n`).join('')
  const bar = {
    'goldbar.yml': SPEC.replace('gates:', `${systems}gates:`),
    ...Object.fromEntries(
      NAMES.map((name, i) => [`${name}.jsonl`, rows('prediction', [...BASE.slice(0, 7), `other ${i}`])]),
    ),
  }
  const registered = async (workspace: string) => {
    const ended = await act(workspace)
    const file = join(workspace, 'goldbar-report/report.json')
    const { suites } = JSON.parse(readFileSync(file, 'utf8'))
    return {
      ...ended,
      suite: suites[0],
      files: suites[0].systems.slice(1).map((one: { files: object[] }) => one.files[0]),
    }
  }
  const blob = (workspace: string, path: string) => run(workspace, 'rev-parse', `main:${path}`)
  const contents = () => github.requests.filter(({ name }) => name.includes('/contents/'))

  test('cost no call each where the change leaves them alone, and are told by their blobs', async () => {
    const workspace = suite(GOOD, { 'model.py': '' }, bar)
    const { code, files, suite: judged } = await registered(workspace)
    expect([code, judged.registration.state]).toEqual([0, 'registered'])
    expect(files).toHaveLength(7)
    for (const { path, ...file } of files)
      expect(file).toMatchObject({ registered: true, blob: blob(workspace, path) })
    expect(judged.spec.blob).toBe(blob(workspace, 'goldbar.yml'))
    expect(judged.systems[0].files[0]).toMatchObject({ registered: false, blob: null })
    expect(contents()).toEqual([])
    // pull request, tip, its tree, test merge; for the comment who we are, all comments, and a new one
    expect(github.requests).toHaveLength(7)
    expect(github.comments[0]?.body).toContain(`| \`${blob(workspace, 'gold.jsonl')}\` |`)
  })

  test('cost one for each that the change edits', async () => {
    const workspace = suite(GOOD, { 'model.py': '', 'c.jsonl': rows('prediction', GOLD) }, bar)
    const { code, files, suite: judged } = await registered(workspace)
    expect([code, judged.registration.state]).toEqual([0, 'changed'])
    expect(files[3]).toMatchObject({ path: 'c.jsonl', blob: blob(workspace, 'c.jsonl') })
    expect(contents()).toHaveLength(1)
    expect(github.requests.length).toBeLessThanOrEqual(12)
  })

  test('are asked for one by one where the tree is too large to list', async () => {
    github.listed = 3
    const workspace = suite(GOOD, { 'model.py': '' }, bar)
    const { code, suite: judged } = await registered(workspace)
    expect([code, judged.registration.state]).toEqual([0, 'registered'])
    expect(contents().length).toBeGreaterThanOrEqual(9)
  })

  test('in Git LFS are the checkout’s where its digest is the base’s, and else an error', async () => {
    const gold = rows('label', GOLD)
    const sha256 = createHash('sha256').update(gold).digest('hex')
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${gold.length}\n`
    const workspace = suite(GOOD, { 'model.py': '' }, { ...bar, 'gold.jsonl': pointer })
    put(workspace, { 'gold.jsonl': gold })
    const { code, suite: judged } = await registered(workspace)
    expect([code, judged.registration.state]).toEqual([0, 'registered'])
    expect(judged.gold.files[0]).toMatchObject({
      sha256,
      registered: true,
      blob: blob(workspace, 'gold.jsonl'),
    })
    for (const other of [pointer, rows('label', BASE)]) {
      put(workspace, { 'gold.jsonl': other })
      const ended = await registered(workspace)
      expect([ended.code, ended.suite.problems[0].code]).toEqual([1, 'base.lfs'])
    }
  })

  test('are those of the base, also where the checkout holds a link or a folder in their place', async () => {
    const workspace = suite(GOOD, { 'model.py': '' }, bar)
    const aim = join(workspace, 'out/elsewhere.jsonl')
    writeFileSync(aim, rows('prediction', BAD))
    rmSync(join(workspace, 'a.jsonl'))
    symlinkSync(aim, join(workspace, 'a.jsonl'))
    rmSync(join(workspace, 'b.jsonl'))
    mkdirSync(join(workspace, 'b.jsonl'))
    const { files } = await registered(workspace)
    for (const { path, ...file } of files)
      expect(file).toMatchObject({ registered: true, blob: blob(workspace, path) })
    expect(contents()).toHaveLength(2)
  })
})

describe('a pull request that edits its own bar', () => {
  const LAX = SPEC.replace('min: 0.7', 'min: 0.1').replace('min: 0.6', 'min: 0')
  const change = { 'model.py': 'x = 1\n' }

  async function registration(workspace: string, setting: Setting = {}) {
    const ended = await act(workspace, setting)
    const file = join(workspace, 'goldbar-report/report.json')
    const { suites, problems } = JSON.parse(readFileSync(file, 'utf8'))
    expect(github.requests.length).toBeLessThanOrEqual(12)
    const comment = github.comments[0]?.body ?? ''
    return { ...ended, suites, suite: suites[0], problems, comment }
  }

  test('that leaves the bar alone is judged by it, and told where it stands', async () => {
    const workspace = suite(BAD, change)
    const { code, suite: judged, comment } = await registration(workspace)
    const tip = run(workspace, 'rev-parse', 'main')
    expect([code, judged.registration.state, judged.registration.base]).toEqual([1, 'registered', tip])
    expect(judged.gold.files[0]).toMatchObject({ path: 'gold.jsonl', registered: true })
    expect(judged.systems.map((one: { files: object[] }) => one.files[0])).toMatchObject([
      { registered: false },
      { registered: true },
    ])
    expect(comment).toContain(`Bar registered at \`${tip.slice(0, 7)}\` of \`main\` on 2026-10-02`)
  })

  const relabelled = rows('label', BASE)
  test.each<[string, Files, string]>([
    ['lowers a bar', { 'goldbar.yml': LAX }, 'gates.accuracy.min'],
    ['deletes a gate', { 'goldbar.yml': SPEC.replace(/ {2}- .*refund.*\n/, '') }, 'gates.recall[refund]'],
    ['swaps gold labels', { 'gold.jsonl': relabelled }, 'gold.path (gold.jsonl)'],
    ['drops gold rows', { 'gold.jsonl': rows('label', GOLD.slice(0, 1)) }, 'gold.path (gold.jsonl)'],
    ['edits the baseline', { 'base.jsonl': rows('prediction', BAD) }, 'baselines.base.path (base.jsonl)'],
    ['breaks the spec', { 'goldbar.yml': 'version: 1\n' }, 'goldbar.yml'],
    ['deletes the gold set', { 'gold.jsonl': null }, 'gold.path (gold.jsonl)'],
  ])('%s: the bar of the base decides, and the comment names it', async (_, edits, key) => {
    const { code, suite: judged, comment } = await registration(suite(BAD, { ...change, ...edits }))
    expect([code, judged.verdict, judged.registration.state]).toEqual([1, 'fail', 'changed'])
    expect(judged.gates[0]).toMatchObject({ metric: 'accuracy', candidate: 5 / 8, bars: { min: 0.7 } })
    const told = judged.registration.changes.filter(({ kind }: { kind: string }) => kind === 'loosened')
    expect(told.map((one: { key: string }) => one.key)).toContain(key)
    expect(comment).toContain('This change edits its own bar.')
    expect(comment).toContain(key)
  })

  test('names the rows that it relabels', async () => {
    const { comment, suite: judged } = await registration(suite(BAD, { ...change, 'gold.jsonl': relabelled }))
    expect(comment).toContain('2 relabelled: `t1` `t2`')
    expect(judged.registration.proposal).toBe('fail')
  })

  test('a good model is not held up by an edit, which is told', async () => {
    const { code, comment } = await registration(suite(GOOD, { ...change, 'goldbar.yml': LAX }))
    expect(code).toBe(0)
    expect(comment).toContain('This change edits its own bar.')
  })

  test('another writing of the same rows is no change', async () => {
    const crlf = rows('label', GOLD).replaceAll('\n', '\r\n')
    const { suite: judged } = await registration(suite(GOOD, { ...change, 'gold.jsonl': crlf }))
    expect(judged.registration).toMatchObject({ state: 'registered', changes: [], files: [] })
  })

  test('edits of the checkout that were never committed are none either', async () => {
    const workspace = suite(BAD, change)
    put(workspace, { 'goldbar.yml': LAX, 'gold.jsonl': rows('label', BAD) })
    const { code, suite: judged } = await registration(workspace)
    expect([code, judged.verdict, judged.registration.state]).toEqual([1, 'fail', 'changed'])
  })

  test('a file that is read twice is told once', async () => {
    const spec = SPEC.replace('classification', 'qa').replace(
      /gates:[\s\S]*/,
      'gates: [{ metric: exact_match, min: 0.7 }]',
    )
    const edits = { ...change, 'base.jsonl': rows('prediction', BAD) }
    const { code, suite: judged } = await registration(suite(BAD, edits, { 'goldbar.yml': spec }))
    expect([code, judged.verdict, judged.registration.state]).toEqual([1, 'fail', 'changed'])
    expect(judged.registration.changes).toHaveLength(1)
    expect(judged.regressions[0].examples).toMatchObject([{ id: 't0' }])
  })

  const JUDGED = `${SPEC}recorded:
  kind: { field: kind, better: higher, prompt: judge.md }
`
  const kind = (prediction: string) => prediction.replaceAll('}', ',"kind":true}')
  const judged = (edits: Files) => {
    const base = {
      'goldbar.yml': JUDGED,
      'base.jsonl': kind(rows('prediction', BASE)),
      'judge.md': 'Kind?\n',
    }
    const workspace = suite(GOOD, edits, base)
    put(workspace, { 'out/candidate.jsonl': kind(rows('prediction', GOOD)) })
    return workspace
  }

  test('the prompt of a judge is a part of the bar', async () => {
    const one = await registration(judged(change))
    expect([one.code, one.suite.registration.state]).toEqual([0, 'registered'])
    expect(one.suite.documents).toMatchObject([
      { option: 'recorded.kind.prompt', path: 'judge.md', registered: true, bytes: 6 },
    ])
  })

  test('verdicts of a judge whose prompt the change edits are not judged', async () => {
    const { code, suite: one, comment } = await registration(judged({ ...change, 'judge.md': 'Say true.\n' }))
    expect([code, one.verdict, one.registration.state]).toEqual([1, 'error', 'changed'])
    expect(one.problems).toMatchObject([{ code: 'registration.prompt', file: 'judge.md' }])
    expect(comment).toContain('recorded.kind.prompt (judge.md)')
  })

  test('other line ends of a prompt are no change, and a change of the prompt alone is one of the bar', async () => {
    const crlf = await registration(judged({ ...change, 'judge.md': 'Kind?\r\n' }))
    expect([crlf.code, crlf.suite.registration.state]).toEqual([0, 'registered'])
    github.comments.length = 0
    github.requests.length = 0
    const alone = await registration(judged({ 'judge.md': 'Say true.\n' }))
    expect([alone.code, alone.suite.registration.state]).toEqual([0, 'registration_change'])
  })

  test('rows of training data that a change takes away or adds are counted, by their lines', async () => {
    const texts = (...words: string[]) => words.map(text => `${JSON.stringify({ text })}\n`).join('')
    const base = {
      'goldbar.yml': `${SPEC}train: { path: train.jsonl, text: text, gold_text: id, max_overlap: 0 }\n`,
      'train.jsonl': texts('one', 'two', 'two', 'three'),
    }
    const edits = { ...change, 'train.jsonl': texts('three', 'two', 'four') }
    const { comment, suite: one } = await registration(suite(GOOD, edits, base))
    expect(one.registration.files).toMatchObject([
      {
        key: 'train.path',
        rows: {
          rows: { base: 4, head: 3 },
          removed: { count: 2, ids: ['line 1', 'line 3'] },
          added: { count: 1, ids: ['line 3'] },
          relabelled: { count: 0 },
        },
      },
    ])
    expect(comment).toContain('2 removed: `line 1` `line 3`')
  })

  test('a repository that a step makes in a folder hides nothing', async () => {
    const spec = SPEC.replace('gold.jsonl', 'data/gold.jsonl')
    const files = { 'goldbar.yml': spec, 'data/gold.jsonl': rows('label', GOLD) }
    const workspace = suite(BAD, change, files)
    put(workspace, { 'data/.git/HEAD': 'ref: refs/heads/main\n', 'data/gold.jsonl': rows('label', BAD) })
    const { code, suite: judged } = await registration(workspace)
    expect([code, judged.verdict, judged.registration.state]).toEqual([1, 'fail', 'changed'])
    expect(judged.gold.files[0].registered).toBe(true)
  })

  test('an edit of the workflow that runs the gate is told', async () => {
    const path = '.github/workflows/gate.yml'
    const workspace = suite(GOOD, { [path]: 'on: pull_request\n' }, { [path]: 'on: [pull_request]\n' })
    const env = {
      GITHUB_WORKFLOW_REF: `acme/router/${path}@refs/pull/7/merge`,
      GITHUB_WORKFLOW_SHA: run(workspace, 'rev-parse', 'HEAD'),
    }
    const { code, suite: judged, comment } = await registration(workspace, { env })
    expect([code, judged.registration.state]).toEqual([0, 'registered'])
    expect(comment).toContain(
      'This change edits the workflow `.github/workflows/gate.yml` that runs the gate.',
    )
  })

  describe('of nothing else', () => {
    test('passes, and says what it loosens', async () => {
      const workspace = suite(BAD, { 'goldbar.yml': LAX })
      const { code, suite: judged, comment, outputs, log } = await registration(workspace)
      expect([code, judged.registration.state]).toEqual([0, 'registration_change'])
      expect(judged.registration.proposal).toBe('pass')
      // by the bar of the base it would fail, which decides nothing here: no surface is red
      expect(judged.gates.map(({ outcome }: { outcome: string }) => outcome)).toContain('fail')
      expect([outputs.verdict, outputs['failed-gates']]).toEqual(['pass', '0'])
      expect(log).not.toMatch(/^::error/m)
      const junit = readFileSync(join(workspace, 'goldbar-report/junit.xml'), 'utf8')
      expect(junit).toContain(' failures="0" errors="0"')
      const sarif = readFileSync(join(workspace, 'goldbar-report/report.sarif'), 'utf8')
      expect(sarif).not.toContain('"level": "error"')
      expect(comment).toContain('**What it changes**: 2 of 2 loosen')
      expect(comment).toContain(
        'pass. A change of the bar alone; 2 of 2 changes of the bar loosen it; 1 example',
      )
    })

    test('is an error when it is no bar', async () => {
      const { code, suite: judged } = await registration(suite(GOOD, { 'goldbar.yml': 'version: 1\n' }))
      expect([code, judged.verdict, judged.registration.state]).toEqual([1, 'error', 'registration_change'])
    })
  })

  describe('under a name that the base does not know', () => {
    const renamed = { ...change, 'goldbar.yml': null, 'lax.yml': LAX }

    test('fails, whatever it would come to', async () => {
      const ended = await registration(suite(GOOD, renamed), { inputs: { spec: 'lax.yml' } })
      expect([ended.code, ended.suite.verdict]).toEqual([1, 'fail'])
      expect(ended.suite.registration).toMatchObject({ state: 'unregistered', proposal: 'pass' })
      expect(ended.suite.problems[0].code).toBe('registration.none')
      expect(ended.comment).toContain('**Not registered:**')
      expect(ended.comment).toContain('fail. `lax.yml:` On main there is no such spec')
    })

    test('passes where the input allows it, and is told', async () => {
      const inputs = { spec: 'lax.yml', unregistered: 'pass' }
      const ended = await registration(suite(GOOD, renamed), { inputs })
      expect([ended.code, ended.suite.registration.state]).toEqual([0, 'unregistered'])
      expect(ended.comment).toContain('**Not registered:**')
    })

    test('where a pattern names both, the one that is gone is judged all the same', async () => {
      const inputs = { spec: '*.yml', unregistered: 'pass' }
      const ended = await registration(suite(BAD, renamed), { inputs })
      expect([ended.code, ended.outputs.verdict]).toEqual([1, 'fail'])
      const states = ended.suites.map((one: { registration: { state: string } }) => one.registration.state)
      expect(states).toEqual(['unregistered', 'changed'])
      expect(ended.comment).toContain('This change takes its own bar away.')
      expect(ended.comment).toContain('fail. Ticket router, accuracy: 62.5 %, bar ≥ 70.0 %')
    })
  })

  test('the bar is the tip of the base, also where the test merge was built before it', async () => {
    const workspace = suite(GOOD, change)
    run(workspace, 'stash', '--quiet', '--include-untracked')
    const merge = run(workspace, 'rev-parse', 'HEAD')
    run(workspace, 'checkout', '--quiet', 'main')
    edit(workspace, { 'goldbar.yml': SPEC.replace('min: 0.7', 'min: 0.99') })
    const tip = commit(workspace, 'stricter')
    run(workspace, 'checkout', '--quiet', '--detach', merge)
    run(workspace, 'stash', 'pop', '--quiet')
    const { code, suite: judged } = await registration(workspace)
    expect([code, judged.registration.base]).toEqual([1, tip])
    expect(judged.problems.map((one: { code: string }) => one.code)).toContain('base.stale')
  })

  test.each([403, 404, 500])(
    'with %d of GitHub and no git it is an error, never the checkout’s',
    async status => {
      for (const start of ['GET /repos', 'POST /repos', 'PATCH /repos'])
        github.refuse.set(start, { status, message: 'no' })
      const workspace = suite(GOOD, { ...change, 'goldbar.yml': LAX })
      const ended = await act(workspace, { env: { PATH: join(workspace, 'none') } })
      expect([ended.code, ended.outputs.verdict]).toEqual([1, 'error'])
      expect(
        named(ended, 'error')
          .map(({ data }) => data)
          .join(),
      ).toContain('(base.unreachable)')
    },
  )

  test('in a merge queue the bar is that of the commit that the queue builds on', async () => {
    const workspace = suite(GOOD, { ...change, 'goldbar.yml': LAX })
    const [base_sha, head_sha] = ['main', 'HEAD'].map(ref => run(workspace, 'rev-parse', ref))
    const head_ref = `refs/heads/gh-readonly-queue/main/pr-7-${base_sha}`
    const { code, suite: judged } = await registration(workspace, {
      env: { GITHUB_EVENT_NAME: 'merge_group', GITHUB_REF: head_ref },
      payload: { merge_group: { base_sha, head_sha, head_ref, base_ref: 'refs/heads/main' } },
    })
    expect([code, judged.registration.base, judged.registration.state]).toEqual([0, base_sha, 'changed'])
    expect(github.comments).toEqual([])
  })

  test('a closed pull request has nothing to judge', async () => {
    const workspace = suite(BAD, change)
    const ended = await act(workspace, { payload: { action: 'closed' } })
    expect([ended.code, existsSync(join(workspace, 'goldbar-report'))]).toEqual([0, false])
    expect(named(ended, 'notice')[0]?.data).toBe('Nothing to judge: pull request #7 is closed.')
  })

  test('a run of pull_request_target proves nothing', async () => {
    const env = { GITHUB_EVENT_NAME: 'pull_request_target' }
    const ended = await act(suite(GOOD, change), { env, inputs: { artifact: 'predictions' } })
    expect([ended.code, ended.outputs.verdict]).toEqual([1, 'error'])
    expect(named(ended, 'error')[0]?.data).toContain(
      'a companion on workflow_run reads what that run uploaded',
    )
  })
})

describe('a waiver', () => {
  /** Six of eight right, and one of three refunds: below its bar of 0.6. */
  const LOW = ['order', 'refund', 'order', 'order', 'order', 'tech', 'tech', 'tech']
  const waived = (until: string) =>
    `${SPEC}waivers:\n  - { gate: "recall[refund]", floor: 0.3, until: ${until}, why: "#412, @ann" }\n`
  const change = { 'model.py': 'x = 1\n' }

  async function judged(workspace: string, setting: Setting = {}) {
    const ended = await act(workspace, setting)
    const { suites } = JSON.parse(readFileSync(join(workspace, 'goldbar-report/report.json'), 'utf8'))
    return { ...ended, suite: suites[0], comment: github.comments[0]?.body ?? '' }
  }

  test('on the base lets the fail through: the step succeeds, and every surface says so', async () => {
    const workspace = suite(LOW, change, { 'goldbar.yml': waived('2999-12-31') })
    const { suite: found, comment, summary, ...ended } = await judged(workspace)
    expect([ended.code, found.registration.state]).toEqual([0, 'registered'])
    expect(ended.outputs).toMatchObject({ verdict: 'pass', passed: 'true', 'failed-gates': '0' })
    expect(found.gates[1]).toMatchObject({
      outcome: 'fail',
      waiver: { floor: 0.3, until: '2999-12-31', why: '#412, @ann' },
    })
    const first = 'All 2 gates are met but one that is waived until 2999-12-31: recall[refund]; 1 example'
    for (const text of [comment, summary]) {
      expect(text.split('\n')[0]).toContain(`## ✅ Goldbar: pass. ${first}`)
      expect(text).toMatch(
        /^\| ⏳\u00a0`recall\[refund\]` \(waived\) \|.*\n\| ✅\u00a0`accuracy` \(close\) \|/m,
      )
      expect(text).toContain(
        '| ⏳ lets it through | `recall[refund]` | 0.3 | 2999-12-31 | `#412,` `@ann` |'.replace('` `', ' '),
      )
    }
    expect(named(ended as Ended, 'error')).toEqual([])
    expect(named(ended as Ended, 'warning')).toMatchObject([
      {
        properties: { file: 'goldbar.yml', line: '10' },
        data: expect.stringContaining(
          'recall[refund]: waived until 2999-12-31, down to 0.3 (#412, @ann). Not met: 33.3 %, bar ≥ 60.0 %',
        ),
      },
    ])
  })

  test('that is over lets nothing through', async () => {
    const workspace = suite(LOW, change, { 'goldbar.yml': waived('2026-01-31') })
    const { code, outputs, comment, suite: found } = await judged(workspace)
    expect([code, outputs['failed-gates'], found.waivers[0].state]).toEqual([1, '1', 'expired'])
    expect(comment.split('\n')[0]).toContain('fail. recall[refund]: 33.3 %, bar ≥ 60.0 %')
    expect(comment).toContain('| is over: the bar decides | `recall[refund]` | 0.3 | 2026-01-31 |')
  })

  test.each<[string, Files]>([
    ['adds', {}],
    ['makes longer', { 'goldbar.yml': waived('2026-01-31') }],
  ])('that the pull request %s for itself counts for nothing, and is named', async (_, bar) => {
    const workspace = suite(LOW, { ...change, 'goldbar.yml': waived('2999-12-31') }, bar)
    const { code, outputs, comment, suite: found } = await judged(workspace)
    expect([code, outputs.verdict, found.registration.state]).toEqual([1, 'fail', 'changed'])
    expect(found.registration.proposal).toBe('pass')
    expect(comment).toContain('This change edits its own bar.')
    expect(comment).toMatch(/^\| ⚠️ loosened \| `waivers\.recall\[refund\](\.until)?` \|/m)
    expect(found.waivers).toMatchObject([
      { state: Object.keys(bar).length === 0 ? 'not_registered' : 'expired' },
    ])
    expect(comment).toMatch(/^\| (?:does not count: it is not on the base|is over: the bar decides) \|/m)
  })

  test('for the first adoption does not count either', async () => {
    const workspace = suite(LOW, { ...change, 'new.yml': waived('2999-12-31') })
    const inputs = { spec: 'new.yml', unregistered: 'pass' }
    const { code, suite: found } = await judged(workspace, { inputs })
    expect([code, found.registration.state, found.waivers[0].state]).toEqual([
      1,
      'unregistered',
      'not_registered',
    ])
  })

  test('in a change of the bar alone is reviewed there', async () => {
    const workspace = suite(LOW, { 'goldbar.yml': waived('2999-12-31') })
    const { code, comment, suite: found } = await judged(workspace)
    expect([code, found.registration.state]).toEqual([0, 'registration_change'])
    expect(comment.split('\n')[0]).toContain('A change of the bar alone; 1 of 1 change of the bar loosen it')
    expect(comment).toContain('does not count: it is not on the base')
  })
})
