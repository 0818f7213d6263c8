/** The companion: a run of workflow_run that judges what an untrusted run left behind, through the bundle. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Problem } from '../../src/problems'
import { commit, put, run } from '../read/repository'
import { type Loopback, loopback, TOKEN } from './loopback'
import { commands } from './runner'
import { type Entry, zip } from './zip'

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
const LAX = SPEC.replace('min: 0.7', 'min: 0.1').replace('min: 0.6', 'min: 0')
const GOLD = ['refund', 'refund', 'refund', 'order', 'order', 'tech', 'tech', 'tech']
const BASE = ['refund', 'order', 'order', 'order', 'order', 'tech', 'tech', 'tech']
/** 7 of 8 right, 2 of 3 refunds */
const GOOD = ['refund', 'refund', 'order', 'order', 'order', 'tech', 'tech', 'tech']
/** 5 of 8 right, no refund */
const BAD = ['order', 'order', 'order', 'order', 'order', 'tech', 'tech', 'tech']

const rows = (field: string, labels: readonly string[]) =>
  labels.map((label, i) => `${JSON.stringify({ id: `t${i}`, [field]: label })}\n`).join('')

/** Files of a commit; null takes one away. */
type Files = Readonly<Record<string, string | null>>

const WORKFLOW = '.github/workflows/predict.yml'
const REGISTERED = {
  'eval/goldbar.yml': SPEC,
  'eval/gold.jsonl': rows('label', GOLD),
  'eval/base.jsonl': rows('prediction', BASE),
  [WORKFLOW]: 'on: pull_request\n',
}
const RUN = 4711

/** The repository with pull request 7 of a fork; `merged` is whether GitHub has built its test merge. */
function pullRequest(change: Files = {}, { merged = true, bar = {} as Files } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-companion-'))
  run(folder, 'init', '--quiet', '--initial-branch=main')
  edit(folder, { ...REGISTERED, ...bar })
  const tip = commit(folder, 'tip')
  run(folder, 'checkout', '--quiet', '-b', 'patch')
  edit(folder, { 'model.py': 'x = 1\n', ...change })
  const sha = commit(folder, 'head')
  run(folder, 'checkout', '--quiet', '--detach', tip)
  run(folder, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'patch')
  const merge = merged ? run(folder, 'rev-parse', 'HEAD') : null
  github.repository = folder
  github.pulls.push({
    number: 7,
    state: 'open',
    base: { ref: 'main', repo: 1 },
    head: { owner: 'eve', ref: 'patch', sha, repo: 2 },
    merge,
  })
  return folder
}

function edit(folder: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    if (text === null) rmSync(join(folder, name), { force: true })
    else put(folder, { [name]: text })
  }
  run(folder, 'add', '--all')
}

function left(entries: readonly Entry[], change: Partial<Loopback['artifacts'][number]> = {}): void {
  const id = github.artifacts.length + 1
  github.artifacts.push({ id, run: RUN, name: 'predictions', zip: zip(entries), ...change })
}

/** As upload-artifact packs one file: without its folder. */
const answers = (labels: readonly string[], name = 'candidate.jsonl'): Entry => ({
  name,
  bytes: rows('prediction', labels),
})

interface Setting {
  readonly inputs?: Readonly<Record<string, string>>
  readonly followed?: object
  readonly env?: Readonly<Record<string, string>>
}

async function follow({ inputs = {}, followed = {}, env = {} }: Setting = {}) {
  const workspace = mkdtempSync(join(tmpdir(), 'goldbar-workspace-'))
  const runner = mkdtempSync(join(tmpdir(), 'goldbar-runner-'))
  const file = (name: string, text = '') => {
    writeFileSync(join(runner, name), text)
    return join(runner, name)
  }
  const temp = mkdtempSync(join(tmpdir(), 'goldbar-temp-'))
  const [pull] = github.pulls
  const event = {
    action: 'completed',
    repository: { id: 1, default_branch: 'main' },
    workflow_run: {
      id: RUN,
      event: 'pull_request',
      conclusion: 'success',
      path: WORKFLOW,
      run_started_at: '2026-10-02T11:00:00Z',
      head_sha: pull?.head.sha ?? '',
      head_branch: 'patch',
      head_repository: { id: 2, owner: { login: 'eve' } },
      // what a fork's run says of it is nothing to go by
      pull_requests: [{ number: 99 }],
      ...followed,
    },
  }
  const given = {
    spec: 'eval/goldbar.yml',
    artifact: 'predictions',
    output: 'goldbar-report',
    token: TOKEN,
    comment: 'always',
    'comment-key': 'companion',
    unregistered: 'fail',
    ...inputs,
  }
  const told = {
    PATH: process.env.PATH,
    RUNNER_TEMP: temp,
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: workspace,
    GITHUB_REPOSITORY: 'acme/router',
    GITHUB_EVENT_NAME: 'workflow_run',
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(event)),
    GITHUB_SHA: run(github.repository!, 'rev-parse', 'main'),
    GITHUB_REF: 'refs/heads/main',
    GITHUB_OUTPUT: file('output'),
    GITHUB_STEP_SUMMARY: file('summary.md'),
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_SERVER_URL: 'https://github.com',
    ...Object.fromEntries(
      Object.entries(given).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...env,
  }
  const child = spawn(process.execPath, [ACTION], { cwd: workspace, env: told })
  let log = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (log += chunk))
  const code = await new Promise<number | null>(done => child.on('close', done))
  // nothing of the artifact outlives the run, and nothing of it came into the workspace
  expect(readdirSync(temp)).toEqual([])
  expect(readdirSync(workspace).filter(name => name !== 'goldbar-report')).toEqual([])
  const path = join(workspace, 'goldbar-report/report.json')
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
  const problems: Problem[] = [
    ...(report?.problems ?? []),
    ...(report?.suites ?? []).flatMap((suite: { problems: Problem[] }) => suite.problems),
  ]
  return {
    code,
    log,
    commands: commands(log),
    report,
    suite: report?.suites[0],
    codes: problems.map(({ code }) => code),
    messages: problems.map(({ message }) => message).join('\n'),
    comment: github.comments[0]?.body ?? '',
  }
}

/** Which pull requests were commented on. */
const commented = () =>
  github.requests.filter(({ name }) => name.startsWith('POST /repos')).map(({ path }) => path.issue_number)

describe('a pull request of a fork', () => {
  test('that passes is commented on, with numbers that are computed here', async () => {
    const folder = pullRequest()
    left([answers(GOOD)])
    const { code, log, report, suite, comment, codes } = await follow()
    expect([code, log, report.verdict]).toEqual([0, '', 'pass'])
    expect(codes).toEqual(['artifact.read'])
    expect(commented()).toEqual(['7'])
    expect(suite.gates.map((gate: { candidate: number }) => gate.candidate)).toEqual([7 / 8, 2 / 3])
    expect(suite.registration).toMatchObject({ state: 'registered', base: run(folder, 'rev-parse', 'main') })
    expect(suite.systems.map((one: { files: object[] }) => one.files[0])).toMatchObject([
      { path: 'eval/out/candidate.jsonl', registered: false, blob: null },
      { path: 'eval/base.jsonl', registered: true, blob: run(folder, 'rev-parse', 'main:eval/base.jsonl') },
    ])
    expect(comment).toContain('Goldbar: pass.')
    expect(comment).toContain('of run 4711 holds the predictions')
    // lookup, tip, artifact and its bytes, test merge, two trees, three files, three for the comment
    expect(github.requests.length).toBeLessThanOrEqual(14)
  })

  test('that fails is commented on, and the run is red', async () => {
    pullRequest()
    left([answers(BAD)])
    const { code, report, comment } = await follow()
    expect([code, report.verdict]).toEqual([1, 'fail'])
    expect(comment).toContain('Goldbar: fail. `accuracy`: 62.5 %, bar ≥ 70.0 %')
    expect(commented()).toEqual(['7'])
  })

  test('is judged also when its own run failed, and the comment is kept up to date', async () => {
    pullRequest()
    left([answers(BAD)])
    await follow({ followed: { conclusion: 'failure' } })
    github.artifacts.length = 0
    left([answers(GOOD)])
    await follow()
    expect(github.comments).toMatchObject([{ writes: 2, body: expect.stringContaining('Goldbar: pass.') }])
  })

  test.each([
    ['at its path', 'eval/out/candidate.jsonl'],
    ['at its path from the spec', 'out/candidate.jsonl'],
    ['by its bare name', 'any/where/candidate.jsonl'],
  ])('finds the predictions %s', async (_, name) => {
    pullRequest()
    left([answers(BAD, 'other.jsonl'), answers(GOOD, name)])
    expect((await follow()).code).toBe(0)
  })

  test('takes the candidate that the input names', async () => {
    pullRequest()
    left([answers(BAD), answers(GOOD, 'new.jsonl')])
    const { code, suite } = await follow({ inputs: { candidate: 'out/new.jsonl' } })
    expect([code, suite.systems[0].files[0].path]).toEqual([0, 'out/new.jsonl'])
  })

  test('may bring a baseline that its run made, which the report names', async () => {
    pullRequest({}, { bar: { 'eval/goldbar.yml': SPEC.replace('base.jsonl', 'out/deployed.jsonl') } })
    left([answers(GOOD, 'out/candidate.jsonl'), answers(BASE, 'out/deployed.jsonl')])
    const { code, comment } = await follow()
    expect(code).toBe(0)
    expect(comment).toContain('not protected by the registration: base (`eval/out/deployed.jsonl`)')
  })

  test('finds specs by a pattern, in folders that nobody checked out', async () => {
    pullRequest({}, { bar: { 'other/gate.yml': 'version: 1\n' } })
    left([answers(GOOD)])
    const { code, report } = await follow({ inputs: { spec: '**/goldbar.yml' } })
    expect([code, report.suites.map((one: { spec: { path: string } }) => one.spec.path)]).toEqual([
      0,
      ['eval/goldbar.yml'],
    ])
  })
})

describe('what it does to the bar is told, and decides nothing', () => {
  describe.each([true, false])('where GitHub built a test merge: %s;', merged => {
    test('a lowered bar', async () => {
      pullRequest({ 'eval/goldbar.yml': LAX }, { merged })
      left([answers(BAD)])
      const { code, suite, comment } = await follow()
      expect([code, suite.verdict, suite.registration.state]).toEqual([1, 'fail', 'changed'])
      expect(suite.registration.proposal).toBe('pass')
      expect(comment).toContain('This change edits its own bar.')
      expect(comment).toContain('gates.accuracy.min')
    })
  })

  test('relabelled gold rows, by their ids', async () => {
    pullRequest({ 'eval/gold.jsonl': rows('label', BASE) })
    left([answers(BAD)])
    const { code, suite, comment } = await follow()
    expect([code, suite.registration.state]).toEqual([1, 'changed'])
    expect(suite.gates[0].candidate).toBe(5 / 8)
    expect(comment).toContain('2 relabelled: `t1` `t2`')
  })

  test('a change of the bar and of nothing else', async () => {
    pullRequest({ 'eval/goldbar.yml': LAX, 'model.py': null })
    left([answers(BAD)])
    const { code, suite } = await follow()
    expect([code, suite.registration.state]).toEqual([0, 'registration_change'])
  })

  test('a spec that the base does not have', async () => {
    pullRequest({ 'eval/lax.yml': LAX })
    left([answers(BAD)])
    const { code, suite, comment } = await follow({ inputs: { spec: 'eval/lax.yml' } })
    expect([code, suite.verdict, suite.registration.state]).toEqual([1, 'fail', 'unregistered'])
    expect(suite.registration.proposal).toBe('pass')
    expect(comment).toContain('**Not registered:**')
  })

  test('a spec that it takes away', async () => {
    pullRequest({ 'eval/goldbar.yml': null })
    left([answers(BAD)])
    const { code, suite, comment } = await follow()
    expect([code, suite.verdict, suite.registration.state]).toEqual([1, 'fail', 'changed'])
    expect(comment).toContain('This change takes its own bar away.')
  })

  test('an edit of the workflow that made the predictions', async () => {
    pullRequest({ [WORKFLOW]: 'on: [push, pull_request]\n' })
    left([answers(GOOD)])
    const { code, comment } = await follow()
    expect(code).toBe(0)
    expect(comment).toContain(`This change edits the workflow \`${WORKFLOW}\` that runs the gate.`)
  })

  test('where nobody can tell, that; and the base decides', async () => {
    pullRequest({ 'eval/goldbar.yml': LAX })
    left([answers(BAD)])
    github.listed = 2
    const { code, suite, codes, comment } = await follow()
    expect([code, suite.verdict, suite.registration.state]).toEqual([1, 'fail', 'registered'])
    expect(codes).toContain('base.change')
    expect(comment).toContain('There is no telling what the change does to its own bar')
    expect(comment).not.toContain('leaves it as it is')
  })
})

describe('a forged artifact', () => {
  test('changes nothing but its own predictions', async () => {
    pullRequest()
    left([answers(BAD)])
    const honest = await follow()
    github.comments.length = 0
    github.artifacts.length = 0
    left([
      answers(BAD),
      { name: 'report.md', bytes: '@everyone **passed**, see #1' },
      { name: 'report.json', bytes: '{"verdict": "pass"}' },
      { name: 'pr_number', bytes: '99' },
      { name: 'event.json', bytes: '{"number": 99}' },
      { name: 'eval/gold.jsonl', bytes: rows('label', BAD) },
      { name: 'gold.jsonl', bytes: rows('label', BAD) },
      { name: 'eval/base.jsonl', bytes: rows('prediction', BAD) },
      { name: 'eval/goldbar.yml', bytes: LAX },
      { name: 'gate.yml', bytes: LAX },
    ])
    const forged = await follow()
    expect(forged.report).toEqual(honest.report)
    expect(forged.comment).toBe(honest.comment)
    expect(forged.code).toBe(1)
    expect(commented()).toEqual(['7', '7'])
  })

  test('does not bring a gold set that the base lacks', async () => {
    pullRequest({}, { bar: { 'eval/gold.jsonl': null } })
    left([answers(GOOD), { name: 'gold.jsonl', bytes: rows('label', GOOD) }])
    const { code, codes, report } = await follow()
    expect([code, report.verdict]).toEqual([1, 'error'])
    expect(codes).toContain('artifact.unheld')
  })

  test('with hostile answers commands nothing and mentions nobody', async () => {
    pullRequest()
    left([answers(['@everyone', '##[add-mask]0', '::error::x', ...BAD.slice(3)])])
    const ended = await follow()
    expect(ended.code).toBe(1)
    expect(new Set(ended.commands.map(each => each.name))).toEqual(new Set(['error']))
    expect(ended.comment.replaceAll(/`[^`\n]*`/g, '')).not.toContain('@everyone')
  })
})

describe('an artifact that cannot be trusted or read is an error, with a comment', () => {
  async function erred(code: string, words: string) {
    const ended = await follow()
    expect([ended.code, ended.report.verdict]).toEqual([1, 'error'])
    expect(ended.codes).toContain(code)
    expect(ended.messages).toContain(words)
    expect(ended.comment).toContain('Goldbar: error.')
    expect(commented()).toEqual(['7'])
    return ended
  }
  const good = answers(GOOD)

  test.each<[string, Entry, string]>([
    ['a name that leads out', { name: '../candidate.jsonl', bytes: '' }, 'leads out of its folder'],
    ['one further in', { name: 'a/../../x', bytes: '' }, 'leads out of its folder'],
    ['an absolute name', { name: '/etc/x', bytes: '' }, 'an absolute path'],
    ['a backslash', { name: '..\\x', bytes: '' }, 'a backslash'],
    ['a drive', { name: 'C:x', bytes: '' }, 'the letter of a drive'],
    ['a control character', { name: 'a\nb', bytes: '' }, 'a control character'],
    ['a long name', { name: 'x'.repeat(1001), bytes: '' }, 'more than 1000 characters'],
    ['a link', { name: 'x', bytes: '/etc/passwd', mode: 0o120777 }, 'a link or a device'],
    ['a device', { name: 'x', bytes: '', mode: 0o020666 }, 'a link or a device'],
    ['a name twice', good, 'bear one name'],
  ])('%s', async (_, entry, words) => {
    pullRequest()
    left([good, entry])
    await erred('artifact.unreadable', words)
  })

  test('too many entries', async () => {
    pullRequest()
    left(Array.from({ length: 10_001 }, (_, i) => ({ name: `${i}`, bytes: '' })))
    await erred('artifact.unreadable', 'more than 10000 entries')
  })

  test('more bytes than anybody needs, as it says itself', async () => {
    pullRequest()
    left([
      good,
      { name: 'a', bytes: '', declared: 3 * 2 ** 30 },
      { name: 'b', bytes: '', declared: 3 * 2 ** 30 },
    ])
    await erred('artifact.unreadable', 'more than 4294967296 bytes')
  })

  const zeros = Buffer.alloc(64 * 2 ** 20)
  test('a bomb, as its directory says', async () => {
    pullRequest()
    left([{ name: 'candidate.jsonl', bytes: zeros }])
    await erred('file.too-large', '200 times its compressed size')
  })

  test('a bomb of which its directory says something else', async () => {
    pullRequest()
    left([{ name: 'candidate.jsonl', bytes: zeros, declared: 1000 }])
    await erred('file.truncated', 'cut short, damaged')
  })

  test('bytes that are not those that were packed', async () => {
    pullRequest()
    left([{ ...good, crc: 1 }])
    await erred('file.truncated', 'cut short, damaged')
  })

  test('what is no zip, as an upload that was not packed', async () => {
    pullRequest()
    left([], { zip: Buffer.from(rows('prediction', GOOD)) })
    await erred('artifact.unreadable', 'not packed as zip')
  })

  test('another digest than GitHub’s', async () => {
    pullRequest()
    left([good], { digest: `sha256:${'0'.repeat(64)}` })
    await erred('artifact.unreadable', 'what it sent has')
  })

  test('a size over the limit, before anything is sent', async () => {
    pullRequest()
    left([good], { size: 2 ** 30 })
    await erred('artifact.too-large', 'more than 536870912 bytes')
    expect(github.requests.filter(({ name }) => name.includes('{archive_format}'))).toEqual([])
  })

  test('one that expired', async () => {
    pullRequest()
    left([good], { expired: true })
    await erred('artifact.none', 'or only one that expired')
  })

  test('none of that name', async () => {
    pullRequest()
    left([good], { name: 'others' })
    left([good], { run: RUN + 1 })
    await erred('artifact.none', 'left no artifact "predictions".')
  })

  test('two of that name', async () => {
    pullRequest()
    left([good])
    left([good])
    await erred('artifact.several', 'several artifacts "predictions"')
  })

  test('predictions that are not in it', async () => {
    pullRequest()
    left([answers(GOOD, 'others.jsonl')])
    await erred('artifact.file', 'candidate.path names "eval/out/candidate.jsonl", and the artifact')
  })

  test('several that could be meant', async () => {
    pullRequest()
    left([answers(GOOD, 'a/candidate.jsonl'), answers(BAD, 'b/candidate.jsonl')])
    await erred('artifact.file', 'holds 2 files of that name elsewhere')
  })

  test.each([403, 404])('%d of GitHub', async status => {
    pullRequest()
    left([good])
    github.refuse.set('GET /repos/{owner}/{repo}/actions', { status, message: 'no' })
    await erred('artifact.unreachable', 'Give the job the permission actions: read.')
  })

  test('an event that does not name the run', async () => {
    pullRequest()
    left([good])
    const { code, codes } = await follow({ followed: { id: null } })
    expect([code, codes]).toEqual([1, ['base.event']])
    expect(commented()).toEqual(['7'])
  })

  test('a spec of the base that is no text, also where nothing can be listed', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a1'.repeat(32)}\nsize 12\n`
    pullRequest({}, { bar: { 'eval/goldbar.yml': pointer } })
    left([good])
    github.listed = 1
    await erred('base.file', 'it is not a plain text')
  })

  test('a gold set in Git LFS', async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a1'.repeat(32)}\nsize 12\n`
    pullRequest({}, { bar: { 'eval/gold.jsonl': pointer } })
    left([good])
    await erred('base.file', 'it lies in Git LFS, and nothing is checked out here')
  })

  test('a base that cannot be read', async () => {
    pullRequest()
    left([good])
    github.refuse.set('GET /repos/{owner}/{repo}/commits', { status: 403, message: 'no' })
    await erred('base.unreachable', 'contents: read')
  })
})

test('of a run that was repeated, what its last attempt left is read', async () => {
  pullRequest()
  left([answers(BAD)], { made: '2026-10-02T10:30:00Z' })
  left([answers(GOOD)], { made: '2026-10-02T11:30:00Z' })
  expect((await follow()).code).toBe(0)
})

test('without a digest of GitHub’s the artifact is read all the same', async () => {
  pullRequest()
  left([answers(GOOD)], { digest: null })
  expect((await follow()).code).toBe(0)
})

describe('which pull request', () => {
  async function silent(words: string, setting: Setting = {}) {
    left([answers(GOOD)])
    const ended = await follow(setting)
    expect([ended.code, ended.report]).toEqual([0, undefined])
    expect(ended.commands.map(each => [each.name, each.data])).toEqual([
      ['notice', `Nothing to judge: ${words}.`],
    ])
    expect(github.comments).toEqual([])
  }
  const GONE = 'no open pull request has this head any more'

  test('one whose head moved on is left to the next run', async () => {
    const folder = pullRequest()
    const { sha } = github.pulls[0]!.head
    Object.assign(github.pulls[0]!.head, { sha: run(folder, 'rev-parse', 'main') })
    await silent(GONE, { followed: { head_sha: sha } })
  })

  test('a closed one is left alone', async () => {
    pullRequest()
    Object.assign(github.pulls[0]!, { state: 'closed' })
    await silent(GONE)
  })

  test('a branch of the same name in another fork is not it', async () => {
    pullRequest()
    Object.assign(github.pulls[0]!.head, { repo: 3 })
    await silent(GONE)
  })

  test('of two that have this head neither is guessed', async () => {
    pullRequest()
    github.pulls.push({ ...github.pulls[0]!, number: 8 })
    left([answers(GOOD)])
    const { code, report, messages } = await follow()
    expect([code, report.verdict]).toEqual([1, 'error'])
    expect(messages).toContain('several open pull requests have this head')
    expect(github.comments).toEqual([])
  })

  test.each(['cancelled', 'skipped', 'timed_out', 'action_required', 'startup_failure'])(
    'none of a run that ended as %s',
    async conclusion => {
      pullRequest()
      await silent(`the run before it ended as ${conclusion}`, { followed: { conclusion } })
    },
  )
})

describe('a run that was of no pull request is judged and not commented on', () => {
  test.each<[string, object, string]>([
    ['push', { event: 'push', head_branch: 'main' }, 'main~1'],
    ['merge_group', { event: 'merge_group', head_branch: 'gh-readonly-queue/main/pr-7-x' }, 'main~1'],
    ['schedule', { event: 'schedule', head_branch: 'main' }, 'main'],
    ['workflow_dispatch', { event: 'workflow_dispatch', head_branch: 'main' }, 'main'],
    ['workflow_dispatch elsewhere', { event: 'workflow_dispatch', head_branch: 'x' }, 'main'],
  ])('%s', async (_, followed, base) => {
    const folder = pullRequest()
    run(folder, 'checkout', '--quiet', 'main')
    run(folder, 'merge', '--quiet', '--no-ff', '-m', 'merge', 'patch')
    left([answers(BAD)])
    const head_sha = run(folder, 'rev-parse', 'main')
    const { code, suite } = await follow({ followed: { head_sha, ...followed } })
    expect([code, suite.registration.base]).toEqual([1, run(folder, 'rev-parse', base)])
    expect(github.comments).toEqual([])
  })
})

describe('the input artifact', () => {
  test('has to be given on workflow_run', async () => {
    pullRequest()
    left([answers(GOOD)])
    const { code, codes, messages } = await follow({ inputs: { artifact: '' } })
    expect([code, codes]).toEqual([1, ['base.untrusted']])
    expect(messages).toContain('by the input artifact')
  })

  test('belongs to no other event', async () => {
    const folder = pullRequest()
    const sha = run(folder, 'rev-parse', 'main')
    const { code, codes } = await follow({ env: { GITHUB_EVENT_NAME: 'schedule', GITHUB_SHA: sha } })
    expect([code, codes]).toEqual([1, ['input.artifact']])
  })
})
