import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { authorityOf, SUPPORTED } from '../../src/read/authority'
import { type Occasion, readOccasion } from '../../src/read/occasion'

const SHA = 'c'.repeat(40)
const HEAD = 'd'.repeat(40)
const BASE = 'e'.repeat(40)
const ZERO = '0'.repeat(40)
const repository = { id: 1, default_branch: 'main' }
const mine = { id: 1 }
const fork = { id: 2 }
const pull = (change: object = {}) => ({
  number: 7,
  user: { login: 'ann' },
  head: { sha: HEAD, ref: 'feature', repo: mine },
  // as old as the pull request, and so never used
  base: { sha: ZERO, ref: 'main', repo: mine },
  ...change,
})
const ran = (change: object = {}) => ({
  event: 'pull_request',
  conclusion: 'success',
  head_sha: HEAD,
  head_branch: 'feature',
  head_repository: { ...fork, owner: { login: 'eve' } },
  ...change,
})
const queue = (change: object = {}) => ({
  head_sha: SHA,
  base_sha: BASE,
  base_ref: 'refs/heads/release/1.x',
  head_ref: `refs/heads/gh-readonly-queue/release/1.x/pr-12-${BASE}`,
  ...change,
})

function of(name: string | undefined, payload: unknown, change: Partial<Occasion> = {}) {
  const workflow = { ref: '', sha: '' }
  return authorityOf({
    name,
    payload,
    sha: SHA,
    ref: 'refs/heads/main',
    repository: 'acme/router',
    workflow,
    ...change,
  })
}

const merge = { sha: SHA, head: HEAD }
const tip = (branch: string | undefined, of: object | undefined = undefined) => ({
  kind: 'tip',
  branch,
  merge: of,
})
const defaultTip = tip(undefined)
const itself = { kind: 'commit', sha: SHA, label: 'the commit that is judged', orParentOf: undefined }
const silent = { pull: undefined, comment: undefined, workspace: true }
const on7 = { pull: 7, comment: 7, workspace: true }
const idle = (why: string) => ({ bar: { kind: 'idle', why }, status: undefined })
const unsupported = {
  bar: { kind: 'unsupported', why: expect.any(String) },
  status: undefined,
  comment: undefined,
}

describe('the authority of', () => {
  test.each<[string, string, unknown, Partial<Occasion>, object]>([
    ...['opened', 'synchronize', 'reopened', 'labeled', 'ready_for_review', 'enqueued'].map(
      (action): [string, string, unknown, Partial<Occasion>, object] => [
        `pull_request ${action}`,
        'pull_request',
        { action, pull_request: pull() },
        {},
        { bar: tip('main', merge), status: HEAD, ...on7 },
      ],
    ),
    [
      'pull_request edited to another base',
      'pull_request',
      {
        action: 'edited',
        changes: { base: { ref: { from: 'main' } } },
        pull_request: pull({ base: { sha: ZERO, ref: 'release/1.x', repo: mine } }),
      },
      {},
      { bar: tip('release/1.x', merge), status: HEAD, ...on7 },
    ],
    [
      'pull_request of a fork',
      'pull_request',
      { action: 'opened', pull_request: pull({ head: { sha: HEAD, repo: fork } }) },
      {},
      { bar: tip('main', merge), status: undefined, ...on7 },
    ],
    [
      'pull_request of a deleted fork',
      'pull_request',
      { action: 'opened', pull_request: pull({ head: { sha: HEAD, repo: null } }) },
      {},
      { bar: tip('main', merge), status: undefined, ...on7 },
    ],
    [
      'pull_request of Dependabot',
      'pull_request',
      { action: 'opened', pull_request: pull({ user: { login: 'dependabot[bot]' } }) },
      {},
      { bar: tip('main', merge), status: undefined, ...on7 },
    ],
    [
      'pull_request closed',
      'pull_request',
      { action: 'closed', pull_request: pull() },
      {},
      idle('pull request #7 is closed'),
    ],
    [
      'pull_request_target',
      'pull_request_target',
      { action: 'opened', pull_request: pull({ head: { sha: HEAD, repo: fork } }) },
      {},
      { bar: tip('main'), status: HEAD, ...on7, workspace: false },
    ],
    [
      'merge_group',
      'merge_group',
      { action: 'checks_requested', merge_group: queue() },
      {},
      {
        ...silent,
        bar: {
          kind: 'commit',
          sha: BASE,
          label: 'the commit that the merge queue builds on',
          orParentOf: undefined,
        },
        status: SHA,
        pull: 12,
      },
    ],
    ...[
      `refs/heads/gh-readonly-queue/main/pr-12-${BASE}`,
      `refs/heads/gh-readonly-queue/release/1.x/pr-12-pr-13-${BASE}`,
      `refs/heads/gh-readonly-queue/release/1.x/x/pr-12-${BASE}`,
      `refs/heads/pr-12-${BASE}`,
    ].map((head_ref): [string, string, unknown, Partial<Occasion>, object] => [
      `merge_group ${head_ref}, which names no pull request`,
      'merge_group',
      { merge_group: queue({ head_ref }) },
      {},
      { ...silent, bar: { kind: 'commit', sha: BASE }, pull: undefined },
    ]),
    [
      'push to the default branch',
      'push',
      { before: BASE, after: SHA, repository },
      {},
      {
        ...silent,
        bar: { kind: 'commit', sha: BASE, label: 'the commit before this push', orParentOf: SHA },
        status: SHA,
      },
    ],
    [
      'push that made the default branch',
      'push',
      { before: ZERO, after: SHA, repository },
      {},
      { ...silent, bar: { kind: 'parent', of: SHA, label: 'the commit before this push' }, status: SHA },
    ],
    [
      'push to another branch',
      'push',
      { before: BASE, repository },
      { ref: 'refs/heads/x' },
      { ...silent, bar: defaultTip, status: SHA },
    ],
    [
      'push of a tag',
      'push',
      { before: ZERO, repository },
      { ref: 'refs/tags/main' },
      { ...silent, bar: defaultTip, status: SHA },
    ],
    [
      'push that deleted',
      'push',
      { deleted: true, repository },
      { ref: 'refs/heads/x' },
      idle('refs/heads/x was deleted'),
    ],
    [
      'workflow_run after pull_request',
      'workflow_run',
      { workflow_run: ran(), repository },
      {},
      {
        ...silent,
        bar: { kind: 'lookup', head: { owner: 'eve', branch: 'feature', sha: HEAD, from: 2, to: 1 } },
        status: HEAD,
        workspace: false,
      },
    ],
    [
      'workflow_run after a failure',
      'workflow_run',
      { workflow_run: ran({ conclusion: 'failure' }), repository },
      {},
      { bar: { kind: 'lookup' } },
    ],
    ...['cancelled', 'skipped', 'timed_out', null].map(
      (conclusion): [string, string, unknown, Partial<Occasion>, object] => [
        `workflow_run ${conclusion}`,
        'workflow_run',
        { workflow_run: ran({ conclusion }), repository },
        {},
        idle(`the run before it ended as ${conclusion ?? 'nothing'}`),
      ],
    ),
    [
      'workflow_run after push to the default branch',
      'workflow_run',
      { workflow_run: ran({ event: 'push', head_branch: 'main' }), repository },
      {},
      { bar: { kind: 'parent', of: HEAD }, status: HEAD, workspace: false },
    ],
    [
      'workflow_run after push to another branch',
      'workflow_run',
      { workflow_run: ran({ event: 'push' }), repository },
      {},
      { bar: defaultTip },
    ],
    [
      'workflow_run after merge_group',
      'workflow_run',
      { workflow_run: ran({ event: 'merge_group' }), repository },
      {},
      { bar: { kind: 'parent', of: HEAD } },
    ],
    [
      'workflow_run after schedule',
      'workflow_run',
      { workflow_run: ran({ event: 'schedule', head_branch: 'main' }), repository },
      {},
      { bar: { kind: 'commit', sha: HEAD } },
    ],
    [
      'workflow_run after pull_request_target',
      'workflow_run',
      { workflow_run: ran({ event: 'pull_request_target' }), repository },
      {},
      { bar: { kind: 'unsupported' } },
    ],
    [
      'workflow_dispatch on the default branch',
      'workflow_dispatch',
      { repository },
      {},
      { ...silent, bar: itself, status: SHA },
    ],
    [
      'workflow_dispatch elsewhere',
      'workflow_dispatch',
      { repository },
      { ref: 'refs/heads/x' },
      { ...silent, bar: defaultTip, status: SHA },
    ],
    [
      'schedule, whose payload names no repository',
      'schedule',
      { schedule: '0 0 * * *' },
      {},
      { ...silent, bar: itself, status: SHA },
    ],
    [
      'repository_dispatch',
      'repository_dispatch',
      { repository },
      {},
      { ...silent, bar: itself, status: SHA },
    ],
    [
      'release',
      'release',
      { action: 'published', repository },
      { ref: 'refs/tags/v1' },
      { ...silent, bar: defaultTip, status: SHA },
    ],
    ['issue_comment', 'issue_comment', { issue: { number: 7, pull_request: {} } }, {}, unsupported],
    ['an event of no row', 'watch', {}, {}, unsupported],
    ['a name of every object', 'constructor', {}, {}, unsupported],
  ])('%s', (_, name, payload, change, authority) => {
    expect(of(name, payload, change)).toMatchObject(authority)
  })

  test('no workflow is left to git', () => {
    expect(of(undefined, undefined)).toMatchObject({ bar: { kind: 'local' }, workspace: true })
  })
})

describe('a payload that is not what GitHub describes gives no authority', () => {
  const whole: Record<string, [object, string[]]> = {
    pull_request: [
      { pull_request: pull() },
      ['pull_request', 'pull_request.number', 'pull_request.head.sha', 'pull_request.base.ref'],
    ],
    pull_request_target: [{ pull_request: pull() }, ['pull_request.number', 'pull_request.base']],
    merge_group: [{ merge_group: queue() }, ['merge_group', 'merge_group.base_sha', 'merge_group.head_sha']],
    workflow_run: [
      { workflow_run: ran(), repository },
      [
        'workflow_run.head_sha',
        'workflow_run.head_branch',
        'workflow_run.head_repository',
        'repository.id',
        'workflow_run.event',
      ],
    ],
  }
  const cases = Object.entries(whole).flatMap(([name, [payload, paths]]) =>
    paths.flatMap(path =>
      [undefined, null, 7.5, { sha: HEAD }, ['x'], '', '-x'.repeat(20)]
        .filter(value => !(typeof value === 'string' && value !== '' && !/sha|number|\.id/.test(path)))
        .map(value => [name, path, value, payload] as const),
    ),
  )

  test.each(cases)('%s with %s %j', (name, path, value, payload) => {
    const copy = structuredClone(payload) as Record<string, unknown>
    const keys = path.split('.')
    const last = keys.pop()!
    const holder = keys.reduce((at, key) => at[key] as Record<string, unknown>, copy)
    holder[last] = value
    expect(of(name, copy).bar.kind).toBe('unsupported')
  })

  test.each(SUPPORTED)('%s without a payload', name => {
    expect(of(name, undefined).bar.kind).toBe('unsupported')
    expect(of(name, undefined).workspace).toBe(true)
  })

  test.each(['pull_request', 'push', 'schedule', 'repository_dispatch'])('%s without GITHUB_SHA', name => {
    const payload = { pull_request: pull(), repository, before: BASE }
    expect(of(name, payload, { sha: '' }).bar.kind).toBe('unsupported')
  })
})

describe('an occasion', () => {
  const file = (text: string) => {
    const path = join(mkdtempSync(join(tmpdir(), 'goldbar-event-')), 'event.json')
    writeFileSync(path, text)
    return path
  }
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_SHA: SHA,
    GITHUB_REF: 'refs/heads/x',
    GITHUB_REPOSITORY: 'acme/router',
    GITHUB_WORKFLOW_REF: 'acme/router/.github/workflows/gate.yml@refs/heads/x',
    GITHUB_WORKFLOW_SHA: SHA,
  }

  test('is what the runner tells', async () => {
    expect(await readOccasion({ ...env, GITHUB_EVENT_PATH: file('{"before":"x"}') })).toEqual({
      name: 'push',
      payload: { before: 'x' },
      sha: SHA,
      ref: 'refs/heads/x',
      repository: 'acme/router',
      workflow: { ref: env.GITHUB_WORKFLOW_REF, sha: SHA },
    })
  })

  test('has no name outside of a workflow', async () => {
    const { GITHUB_ACTIONS: _, ...outside } = env
    expect(await readOccasion(outside)).toMatchObject({ name: undefined })
    expect(await readOccasion({})).toMatchObject({ name: undefined, payload: undefined, sha: '' })
  })

  test.each([
    ['cut', '{"pull_req'],
    ['empty', ''],
  ])('has no payload when its file is %s', async (_, text) => {
    expect(await readOccasion({ ...env, GITHUB_EVENT_PATH: file(text) })).toMatchObject({
      payload: undefined,
    })
  })

  test('has no payload when its file is not there', async () => {
    const occasion = await readOccasion({ ...env, GITHUB_EVENT_PATH: '/nowhere/event.json' })
    expect(occasion).toMatchObject({ payload: undefined, name: 'push' })
  })
})
