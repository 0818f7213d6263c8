/**
 * Every event that a workflow may run on: whose bar it is judged by, where the comment goes, what is told. Through the
 * bundle, in a checkout of one commit as actions/checkout leaves it.
 */
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { checkout, commit, put, run } from '../read/repository'
import { act, built, named, rows } from './action'
import { type Loopback, loopback } from './loopback'

/** The branch `main` raised its bar from 0.5 to 0.7, the pull request lowers it to 0.1, and 5 of 8 answers are right. */
const spec = (min: number) => `version: 1
name: Ticket router
task: classification
gold: { path: gold.jsonl, id: id, reference: label }
candidate: { path: out/candidate.jsonl, prediction: prediction }
gates:
  - { metric: accuracy, min: ${min} }
`
const GOLD = ['refund', 'refund', 'refund', 'order', 'order', 'tech', 'tech', 'tech']
const ANSWERS = ['order', 'order', 'order', 'order', 'order', 'tech', 'tech', 'tech']
const BARS = { old: 0.5, tip: 0.7, head: 0.1, release: 0.6 } as const

/**
 *     old ── tip ──────── main
 *      │ ╲     ╲
 *      │  head ── merge   feature, and the merge of it that GitHub tests
 *      └─ release         release/1.x
 */
type Name = keyof typeof BARS | 'merge' | 'tree'
let server: { readonly folder: string; readonly shas: Readonly<Record<Name, string>> }

beforeAll(() => {
  built()
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-events-'))
  const git = (...args: string[]) => run(folder, ...args)
  const made = (name: keyof typeof BARS, files = {}) => {
    put(folder, { 'goldbar.yml': spec(BARS[name]), 'model.py': name, ...files })
    git('add', '--all')
    return commit(folder, name)
  }
  git('init', '--quiet', '--initial-branch=main')
  git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  const old = made('old', { 'gold.jsonl': rows('label', GOLD) })
  git('checkout', '--quiet', '-b', 'release/1.x')
  const release = made('release')
  git('checkout', '--quiet', '-b', 'feature', old)
  const head = made('head', { 'model.py': 'old', 'new.py': '' })
  git('checkout', '--quiet', 'main')
  const tip = made('tip')
  git('checkout', '--quiet', '--detach', tip)
  git('merge', '--quiet', '--no-ff', '--strategy-option=theirs', '-m', 'merge', head)
  const [merge, tree] = [git('rev-parse', 'HEAD'), git('rev-parse', 'HEAD^{tree}')]
  git('update-ref', 'refs/pull/7/merge', merge)
  // what GitHub calls the default branch
  git('checkout', '--quiet', 'main')
  server = { folder, shas: { old, release, head, tip, merge, tree } }
}, 120_000)

let github: Loopback

beforeEach(async () => {
  github = await loopback()
  github.repository = server.folder
})

afterEach(async () => {
  await github.close()
  expect(github.faults).toEqual([])
})

/** A payload of GitHub's with the commits of this repository: `$head` stands for the sha of head. */
function payload(name: string, stands: Row['stands'] = {}): unknown {
  const text = readFileSync(join(import.meta.dirname, `payloads/${name}.json`), 'utf8')
  return JSON.parse(text.replaceAll(/\$(\w+)/g, (_, commit: Name) => server.shas[stands[commit] ?? commit]))
}

interface Row {
  /** file of payloads/; its name starts with that of the event */
  readonly payload: string
  readonly event?: string
  /** the commit of GITHUB_SHA, which is checked out */
  readonly sha: Name
  readonly ref: string
  /** GitHub gives the token no more rights than to read */
  readonly readOnly?: true
  readonly env?: Readonly<Record<string, string>>
  /** commits that stand in the place of others in the payload */
  readonly stands?: Readonly<Partial<Record<Name, Name>>>
  readonly ends: Judged | Erred | Idle
}

interface Judged {
  readonly bar: keyof typeof BARS
  /** which commit that is, in words */
  readonly of: string
  readonly comment: boolean
  /** notices and notes */
  readonly told?: readonly RegExp[]
}
interface Erred {
  readonly code: string
  /** what to do about it */
  readonly says: RegExp
  readonly comment: boolean
}
interface Idle {
  readonly nothing: string
}

const MERGE = { sha: 'merge', ref: 'refs/pull/7/merge' } as const
const DEFAULT = { sha: 'tip', ref: 'refs/heads/main' } as const
const byTip = { bar: 'tip', of: 'main', comment: true } as const
const READ_ONLY = {
  ...MERGE,
  readOnly: true,
  ends: {
    ...byTip,
    comment: false,
    told: [/^No comment on pull request #7: GitHub answered 403 .* read-only token/],
  },
} as const
const SAME = { bar: 'tip', of: 'the commit that is judged', comment: false } as const
const BY_DEFAULT = { bar: 'tip', of: 'the default branch', comment: false } as const
/** An event whose workspace is not what is judged. */
const UNTRUSTED = {
  code: 'base.untrusted',
  says: /predictions in it prove nothing.*\b(?:pull_request|artifact)\b/,
}
const FOLLOWED = { ...DEFAULT, ends: { ...UNTRUSTED, comment: false } }
const BEFORE = 'the commit before this push'

const ROWS: Readonly<Record<string, Row>> = {
  'pull_request opened': { payload: 'pull_request.opened', ...MERGE, ends: byTip },
  'pull_request synchronize': { payload: 'pull_request.synchronize', ...MERGE, ends: byTip },
  'pull_request reopened': { payload: 'pull_request.reopened', ...MERGE, ends: byTip },
  'pull_request whose test merge lags behind its head': {
    payload: 'pull_request.synchronize',
    ...MERGE,
    stands: { head: 'release' },
    ends: {
      ...byTip,
      told: [/^This run is of [0-9a-f]{7}, which is no merge of the pull request’s head [0-9a-f]{7}:/],
    },
  },
  'pull_request of a fork': { payload: 'pull_request.fork', ...READ_ONLY },
  'pull_request of a fork that was deleted': { payload: 'pull_request.deleted-fork', ...READ_ONLY },
  'pull_request of Dependabot': { payload: 'pull_request.dependabot', ...READ_ONLY },
  'pull_request sent to another base': {
    payload: 'pull_request.edited',
    ...MERGE,
    ends: { bar: 'release', of: 'release/1.x', comment: true },
  },
  'pull_request labeled': { payload: 'pull_request.labeled', ...MERGE, ends: byTip },
  'pull_request ready_for_review': { payload: 'pull_request.ready_for_review', ...MERGE, ends: byTip },
  'pull_request closed': {
    payload: 'pull_request.closed',
    ...MERGE,
    ends: { nothing: 'pull request #7 is closed' },
  },
  pull_request_target: {
    payload: 'pull_request.fork',
    event: 'pull_request_target',
    ...DEFAULT,
    ends: { ...UNTRUSTED, comment: true },
  },
  'pull_request_target closed': {
    payload: 'pull_request.closed',
    event: 'pull_request_target',
    ...DEFAULT,
    ends: { nothing: 'pull request #7 is closed' },
  },
  merge_group: {
    payload: 'merge_group.checks_requested',
    sha: 'merge',
    ref: 'refs/heads/gh-readonly-queue/main/pr-7-0123456789012345678901234567890123456789',
    ends: { bar: 'tip', of: 'the commit that the merge queue builds on', comment: false },
  },
  'push to the default branch': {
    payload: 'push.default',
    ...DEFAULT,
    ends: { bar: 'old', of: BEFORE, comment: false },
  },
  'push that made the default branch': {
    payload: 'push.created',
    ...DEFAULT,
    ends: { bar: 'old', of: BEFORE, comment: false },
  },
  'push over a commit that is gone': {
    payload: 'push.forced',
    ...DEFAULT,
    ends: {
      bar: 'old',
      of: `the parent commit, for ${BEFORE} could not be read`,
      comment: false,
      told: [/^The bar is that of the parent commit/],
    },
  },
  'push to another branch': {
    payload: 'push.branch',
    sha: 'head',
    ref: 'refs/heads/feature',
    ends: BY_DEFAULT,
  },
  'push that deleted a branch': {
    payload: 'push.deleted',
    ...DEFAULT,
    ref: 'refs/heads/feature',
    ends: { nothing: 'refs/heads/feature was deleted' },
  },
  'push of a tag': { payload: 'push.tag', sha: 'head', ref: 'refs/tags/v1', ends: BY_DEFAULT },
  'workflow_run after pull_request': { payload: 'workflow_run.pull_request', ...FOLLOWED },
  'workflow_run after push': { payload: 'workflow_run.push', ...FOLLOWED },
  'workflow_run after merge_group': { payload: 'workflow_run.merge_group', ...FOLLOWED },
  'workflow_run after schedule': { payload: 'workflow_run.schedule', ...FOLLOWED },
  'workflow_run after a run that was cancelled': {
    payload: 'workflow_run.cancelled',
    ...DEFAULT,
    ends: { nothing: 'the run before it ended as cancelled' },
  },
  'workflow_dispatch on the default branch': { payload: 'workflow_dispatch', ...DEFAULT, ends: SAME },
  'workflow_dispatch elsewhere': {
    payload: 'workflow_dispatch',
    sha: 'head',
    ref: 'refs/heads/feature',
    ends: BY_DEFAULT,
  },
  schedule: { payload: 'schedule', ...DEFAULT, ends: SAME },
  repository_dispatch: { payload: 'repository_dispatch', ...DEFAULT, ends: SAME },
  'workflow_call, which is the event of its caller': {
    payload: 'pull_request.opened',
    ...MERGE,
    env: { GITHUB_WORKFLOW_REF: 'acme/shared/.github/workflows/gate.yml@refs/heads/main' },
    ends: byTip,
  },
  release: { payload: 'release.published', sha: 'head', ref: 'refs/tags/v1', ends: BY_DEFAULT },
  issue_comment: {
    payload: 'issue_comment.created',
    ...DEFAULT,
    ends: {
      code: 'base.event',
      says: /Run on one of these: pull_request, .*workflow_dispatch/,
      comment: false,
    },
  },
  'an event that nothing is known of': {
    payload: 'watch.started',
    ...DEFAULT,
    ends: { code: 'base.event', says: /Run on one of these: pull_request, /, comment: false },
  },
}

test.each(Object.entries(ROWS))('%s', async (_, row) => {
  const { sha, ref, ends, env = {} } = row
  const workspace = checkout({ folder: server.folder } as Parameters<typeof checkout>[0], server.shas[sha])
  put(workspace, { 'out/candidate.jsonl': rows('prediction', ANSWERS) })
  if (row.readOnly)
    github.refuse.set('POST /repos', { status: 403, message: 'Resource not accessible by integration' })
  const ended = await act(github, workspace, {
    event: row.event ?? row.payload.split('.')[0]!,
    payload: payload(row.payload, row.stands),
    sha: server.shas[sha],
    ref,
    env,
  })
  if ('nothing' in ends) {
    expect([ended.code, ended.report, ended.summary, github.comments]).toEqual([0, undefined, '', []])
    expect(ended.commands).toEqual([
      { name: 'notice', properties: {}, data: `Nothing to judge: ${ends.nothing}.` },
    ])
    return
  }
  const { report, code, outputs, markdown = '' } = ended
  expect(github.comments.map(({ body }) => body.startsWith(markdown.split('\n')[0]!))).toEqual(
    ends.comment ? [true] : [],
  )
  if ('code' in ends) {
    expect([code, report?.verdict, outputs.verdict, report?.suites]).toEqual([1, 'error', 'error', []])
    expect(report?.problems.map(problem => problem.code)).toEqual([ends.code])
    expect(report?.problems[0]?.message).toMatch(ends.says)
    expect(named(ended, 'error')[0]?.data).toContain(`(${ends.code})`)
    return
  }
  const min = BARS[ends.bar]
  const verdict = 5 / 8 >= min ? 'pass' : 'fail'
  expect([code, report?.verdict, outputs.verdict]).toEqual([verdict === 'pass' ? 0 : 1, verdict, verdict])
  const [suite] = report!.suites
  expect(suite?.registration).toMatchObject({ base: server.shas[ends.bar], ref: ends.of })
  expect(suite?.gates[0]).toMatchObject({ bars: { min }, candidate: 5 / 8 })
  expect(markdown).toContain(`\`${server.shas[ends.bar].slice(0, 7)}\` of \`${ends.of}\``)
  const notices = named(ended, 'notice').map(({ data }) => data)
  const told = [...notices, ...report!.problems.map(({ message }) => message)]
  const wanted = ends.told ?? []
  expect(told).toHaveLength(wanted.length)
  for (const [i, words] of wanted.entries()) expect(told[i]).toMatch(words)
})
