import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Problems } from '../../src/problems'
import type { Bar } from '../../src/read/authority'
import { type CommitBase, firstParent, type Reach, refuseWorkspace, resolveBase } from '../../src/read/base'
import { blobOf, type Found } from '../../src/read/blob'
import { checkoutOf } from '../../src/read/checkout'
import { gitIn } from '../../src/read/git'
import { githubApi } from '../../src/read/github'
import { patient } from '../../src/read/patience'
import { type Loopback, loopback, TOKEN } from '../publish/loopback'
import {
  checkout,
  cloned,
  commit,
  LARGE,
  OID,
  POINTER,
  put,
  type Repository,
  repository,
  run,
  SPEC,
} from './repository'

const COMMIT = 'GET /repos/{owner}/{repo}/commits/'
const CONTENTS = 'GET /repos/{owner}/{repo}/contents/'
const TREE = 'GET /repos/{owner}/{repo}/git/trees/'
const OBJECT = 'GET /repos/{owner}/{repo}/git/commits/'
const PULL = 'GET /repos/{owner}/{repo}/pulls/'
const ANY = 'GET /repos/'

let github: Loopback
let origin: Repository
/** one commit, as a workflow has it: the test merge */
let shallow: string
let waited: number[]

beforeAll(() => {
  origin = repository()
  shallow = checkout(origin, origin.merge)
})

afterAll(() => {
  rmSync(origin.folder, { recursive: true })
  rmSync(shallow, { recursive: true })
})

beforeEach(async () => {
  github = await loopback()
  github.repository = origin.folder
  waited = []
})

afterEach(async () => {
  await github.close()
  expect(github.faults).toEqual([])
})

const sleep = async (milliseconds: number) => waited.push(milliseconds)
const api = (token = TOKEN, url = github.url) =>
  githubApi({ token, url, repository: 'acme/router', ask: patient(sleep) })
const overApi = async (): Promise<Reach> => ({ api: await api(), git: undefined })
const overGit = async (folder = shallow): Promise<Reach> => ({ api: undefined, git: await gitIn(folder) })
const both = async (folder = shallow): Promise<Reach> => ({ api: await api(), git: await gitIn(folder) })
const refuse = (start: string, status: number, more: object = {}) =>
  github.refuse.set(start, { status, message: `message ${status}`, ...more })
const times = (start: string) => github.requests.filter(({ name }) => name.startsWith(start)).length

const pullRequest = (branch: string | undefined = 'main'): Bar => ({
  kind: 'tip',
  branch,
  merge: { sha: origin.merge, head: origin.head },
})
const onMain: Bar = { kind: 'tip', branch: 'main', merge: undefined }
const exactly = (sha: string, orParentOf?: string): Bar => ({
  kind: 'commit',
  sha,
  label: 'that commit',
  orParentOf,
})

async function resolve(bar: Bar, reach: Reach, pull?: number) {
  const problems = new Problems()
  const base = await resolveBase({ bar, pull }, 'pull_request', reach, problems)
  const told = problems.list().map(({ code, message }) => [code, message] as const)
  // without a base there is always an error
  expect(problems.blocking).toBe(base === undefined)
  return { base, codes: told.map(([code]) => code), messages: told.map(([, message]) => message).join('\n') }
}

async function based(bar: Bar, reach: Reach, pull?: number): Promise<CommitBase> {
  const { base } = await resolve(bar, reach, pull)
  expect(base?.kind).toBe('commit')
  return base as CommitBase
}

const text = (found: Found) => (found.kind === 'file' ? Buffer.from(found.bytes).toString('utf8') : found)
const WAYS = ['api', 'git'] as const
const reachOf = (way: (typeof WAYS)[number]) => (way === 'api' ? overApi() : overGit())

describe.each(WAYS)('by %s', way => {
  test('the tip of the branch decides, not what the merge was built on', async () => {
    const base = await based(pullRequest(), await reachOf(way))
    expect(base).toMatchObject({ sha: origin.tip, ref: 'main', how: way, date: '2026-10-02T10:00:00Z' })
    expect(base.parents).toEqual([origin.old])
    expect(text(await base.read('eval/gate.yml'))).toBe(SPEC.tip)
  })

  test('without a name it is the default branch', async () => {
    const base = await based({ kind: 'tip', branch: undefined, merge: undefined }, await reachOf(way))
    expect(base).toMatchObject({ sha: origin.tip, ref: 'the default branch' })
  })

  test('a branch that is not there is no base', async () => {
    const { base, codes, messages } = await resolve({ ...onMain, branch: 'gone' } as Bar, await reachOf(way))
    expect([base, codes]).toEqual([undefined, ['base.unreachable']])
    expect(messages).toMatch(/The bar of gone cannot be read: .*Give the job the permission contents: read/)
  })

  test('a commit by its name', async () => {
    const base = await based(exactly(origin.old), await reachOf(way))
    expect(base).toMatchObject({ sha: origin.old, ref: 'that commit', how: way })
    expect(text(await base.read('eval/gate.yml'))).toBe(SPEC.old)
  })

  test.each(['0'.repeat(40), 'f'.repeat(40)])('the commit %s is not there', async sha => {
    const { base, codes } = await resolve(exactly(sha), await reachOf(way))
    expect([base, codes]).toEqual([undefined, ['base.unreachable']])
  })

  test('a commit that is not there gives its place to the parent, with a word', async () => {
    const { base, codes, messages } = await resolve(exactly('f'.repeat(40), origin.merge), await reachOf(way))
    expect(base).toMatchObject({ kind: 'commit', sha: origin.old, how: way })
    expect(codes).toEqual(['base.parent'])
    expect(messages).toContain(origin.old.slice(0, 7))
  })

  test('the first parent of a commit', async () => {
    const bar: Bar = { kind: 'parent', of: origin.tip, label: 'the commit before' }
    // a checkout of one commit knows the parent's name
    const reach = way === 'api' ? await overApi() : await overGit(checkout(origin, origin.tip))
    expect(await based(bar, reach)).toMatchObject({ sha: origin.old, ref: 'the commit before' })
  })

  test('a first commit has no parent', async () => {
    const bar: Bar = { kind: 'parent', of: origin.old, label: 'the commit before' }
    const reach = way === 'api' ? await overApi() : await overGit(checkout(origin, origin.old))
    expect((await resolve(bar, reach)).messages).toContain('there is none')
  })

  // of a tree that is cut short each file is asked for by itself
  describe.each(way === 'api' ? [100_000, 1] : [0])('the file, where a tree lists %i entries,', listed => {
    let base: CommitBase
    beforeEach(async () => {
      github.listed = listed
      base = await based(exactly(origin.old), await reachOf(way))
    })

    test('has its bytes and the name that git gives them', async () => {
      const blob = run(origin.folder, 'rev-parse', `${origin.old}:eval/gate.yml`)
      const found = await base.read('eval/gate.yml')
      expect(found).toMatchObject({ kind: 'file', blob })
      expect(blobOf(Buffer.from(SPEC.old))).toBe(blob)
      expect(text(found)).toBe(SPEC.old)
      expect(await base.read('eval/gate.yml', has => has === blob)).toEqual({ kind: 'same', blob })
    })

    test('of any name', async () => {
      expect(text(await base.read('a b/ü [x].txt'))).toBe('odd\n')
    })

    test('over 1 MB comes byte by byte', async () => {
      const found = await base.read('data/large.bin')
      expect(found.kind).toBe('file')
      expect(LARGE.equals((found as Extract<Found, { kind: 'file' }>).bytes)).toBe(true)
    })

    test('in Git LFS is its pointer', async () => {
      const blob = blobOf(Buffer.from(POINTER))
      expect(await base.read('data/gold.jsonl')).toEqual({ kind: 'lfs', oid: OID, size: 12345, blob })
    })

    test('behind a link inside of the repository', async () => {
      expect(text(await base.read('link.yml'))).toBe(SPEC.old)
    })

    test.each([
      'none.yml',
      'eval/none.yml',
      'none/none/none.yml',
      'eval/gate.yml/none',
      'eval/*.yml',
      ':(top)app.txt',
    ])('%s is absent', async path => {
      expect(await base.read(path)).toEqual({ kind: 'absent' })
    })

    test.each([
      ['eval', 'it is a folder'],
      ['module', 'it is a submodule'],
      ['module/gold.jsonl', 'module is a submodule'],
      ['module/data/gold.jsonl', 'module is a submodule'],
      ['out.yml', 'it is a link to no file of the repository'],
      ['loop.yml', 'it is a link to no file of the repository'],
      ['folder-link', 'it is a link to no file of the repository'],
      ['folder-link/gate.yml', 'folder-link is a link'],
      ['../gate.yml', 'its path leaves the repository'],
      ['eval/../../gate.yml', 'its path leaves the repository'],
      ['/etc/passwd', 'its path leaves the repository'],
      ['', 'its path leaves the repository'],
      ['eval/', 'its path leaves the repository'],
      ['./eval/gate.yml', 'its path leaves the repository'],
      ['eval\ngate.yml', 'its name holds a control character'],
    ])('%j is unreadable: %s', async (path, why) => {
      expect(await base.read(path)).toEqual({ kind: 'unreadable', why })
    })
  })
})

describe('the API', () => {
  test('is asked before git, and few times', async () => {
    const base = await based(pullRequest(), await both(), 7)
    await base.read('eval/gate.yml')
    for (const path of ['eval/gold.jsonl', 'app.txt']) await base.read(path, () => true)
    await base.read('eval/none.yml')
    expect(base.how).toBe('api')
    // the pull request, the tip, its tree, and the one file that is not there already
    expect(github.requests).toHaveLength(4)
  })

  test('lists a tree again when its refusal may have passed', async () => {
    refuse(TREE, 503, { times: 3 })
    const reach = await overApi()
    const base = await based(exactly(origin.old), reach)
    expect(text(await base.read('eval/gate.yml'))).toBe(SPEC.old)
    expect(await base.read('eval/none.yml')).toEqual({ kind: 'absent' })
    // three attempts, once for all files; then the two folders on the way to the one that is not there
    expect([times(TREE), times(CONTENTS)]).toEqual([5, 2])
    expect(await reach.api!.tree(base.tree)).toBeInstanceOf(Map)
    await reach.api!.tree(base.tree)
    expect(times(TREE)).toBe(6)
  })

  test('does not list a tree again that it may not', async () => {
    refuse(TREE, 403)
    const reach = await overApi()
    const base = await based(exactly(origin.old), reach)
    expect(text(await base.read('eval/gate.yml'))).toBe(SPEC.old)
    expect(await reach.api!.tree(base.tree)).toMatchObject({ kind: 'refused', status: 403 })
    expect(times(TREE)).toBe(1)
  })

  test('is sent the branch by its full name, for a tag bears the same', async () => {
    expect(run(origin.folder, 'rev-parse', 'refs/tags/main')).toBe(origin.head)
    expect((await based(onMain, await overApi())).sha).toBe(origin.tip)
  })

  test.each([403, 404, 401, 422, 409])('%s is not asked twice, and git answers', async status => {
    refuse(COMMIT, status)
    expect(await based(pullRequest(), await both())).toMatchObject({ how: 'git', sha: origin.tip })
    expect(times(COMMIT)).toBe(1)
    expect(waited).toEqual([])
  })

  test.each([403, 404, 401, 422, 500])('%s without git is an error that says so', async status => {
    refuse(ANY, status)
    const { base, codes, messages } = await resolve(pullRequest(), await overApi())
    expect([base, codes]).toEqual([undefined, ['base.unreachable']])
    expect(messages).toContain(`GitHub answered ${status} (message ${status}`)
    expect(messages).toContain('the workspace is no git repository')
  })

  test.each([500, 502, 503])('%s once is asked again', async status => {
    refuse(COMMIT, status, { times: 1 })
    expect(await based(pullRequest(), await overApi())).toMatchObject({ sha: origin.tip })
    expect(waited).toEqual([1_000])
  })

  test('gives up on a fault that stays, after three times', async () => {
    refuse(COMMIT, 500)
    const { base } = await resolve(onMain, await overApi())
    expect(base).toBeUndefined()
    expect(times(COMMIT)).toBe(3)
    expect(waited).toEqual([1_000, 4_000])
  })

  test.each([403, 429])('%s with retry-after is asked again after that time', async status => {
    refuse(COMMIT, status, { times: 1, headers: { 'retry-after': '7' } })
    expect(await based(onMain, await overApi())).toMatchObject({ sha: origin.tip })
    expect(waited).toEqual([7_000])
  })

  test('waits no more than a minute in all', async () => {
    refuse(COMMIT, 429, { headers: { 'retry-after': '25' } })
    const reach = await overApi()
    expect((await resolve(onMain, reach)).codes).toEqual(['base.unreachable'])
    expect((await resolve(onMain, reach)).codes).toEqual(['base.unreachable'])
    expect(waited).toEqual([25_000, 25_000])
  })

  test('does not wait for an hour', async () => {
    refuse(COMMIT, 403, { headers: { 'retry-after': '3600' } })
    expect((await resolve(onMain, await overApi())).codes).toEqual(['base.unreachable'])
    expect(waited).toEqual([])
  })

  test.each([
    ['soon', 5, 1],
    ['in an hour', 3600, 0],
  ])('waits for a rate limit that ends %s or not', async (_, seconds, pauses) => {
    const reset = Math.ceil(Date.now() / 1000) + seconds
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }
    refuse(COMMIT, 403, { times: 1, headers })
    const { base } = await resolve(onMain, await overApi())
    expect(waited).toHaveLength(pauses)
    expect(base !== undefined).toBe(pauses > 0)
  })

  test('that cannot be reached leaves it to git', async () => {
    const unreachable = await api(TOKEN, 'http://127.0.0.1:9')
    const { base } = await resolve(onMain, { api: unreachable, git: await gitIn(shallow) })
    expect(base).toMatchObject({ how: 'git', sha: origin.tip })
    expect(waited).toEqual([1_000, 4_000])
    // and is not tried again
    expect((await resolve(onMain, { api: unreachable, git: undefined })).messages).toContain(
      'could not be reached',
    )
    expect(waited).toHaveLength(2)
  })

  test('is not there without a token', async () => {
    expect(await api('')).toBeUndefined()
    const { messages } = await resolve(onMain, { api: undefined, git: undefined })
    expect(messages).toContain('there is no token to ask GitHub with; the workspace is no git repository')
  })

  test.each([403, 500, 429])('%s for a file is never its absence', async status => {
    const base = await based(pullRequest(), await overApi())
    refuse(CONTENTS, status)
    const found = await base.read('eval/gate.yml')
    expect(found).toMatchObject({
      kind: 'unreadable',
      why: expect.stringContaining(`GitHub answered ${status}`),
    })
  })

  test.each([403, 404])('404 for a file and then %s for its folder is never its absence', async status => {
    github.listed = 1
    const base = await based(pullRequest(), await overApi())
    refuse('GET /repos/{owner}/{repo}/git/trees/', status)
    expect(await base.read('eval/none.yml')).toMatchObject({ kind: 'unreadable' })
  })

  test('404 for a file that its folder lists is never its absence', async () => {
    github.listed = 1
    const base = await based(pullRequest(), await overApi())
    refuse(CONTENTS, 404)
    expect(await base.read('eval/gate.yml')).toMatchObject({
      kind: 'unreadable',
      why: 'GitHub lists the file and does not give it; the workspace is no git repository',
    })
    expect(await base.read('eval/none.yml')).toEqual({ kind: 'absent' })
  })

  test('a file that it refuses is read by git, of the same commit', async () => {
    const base = await based(pullRequest(), await both())
    refuse(CONTENTS, 403)
    expect(text(await base.read('eval/gate.yml'))).toBe(SPEC.tip)
    expect(await base.read('eval/none.yml')).toEqual({ kind: 'absent' })
  })
})

describe('git', () => {
  test('does not take a commit that it lacks for a file that it lacks', async () => {
    const folder = checkout(origin, origin.merge)
    run(folder, 'remote', 'set-url', 'origin', 'file:///nowhere.git')
    // git's own words for the file of the missing commit are those for a missing file
    expect(() => run(folder, 'show', `${origin.tip}:eval/gate.yml`)).toThrow()
    const git = (await gitIn(folder))!
    expect(await git.commit(origin.tip)).toMatch(/^git could not fetch it \(/)
    const { base, codes } = await resolve(exactly(origin.tip), { api: undefined, git })
    expect([base, codes]).toEqual([undefined, ['base.unreachable']])
    expect(await git.file('eval/gate.yml', origin.tip)).toMatchObject({ kind: 'unreadable' })
  })

  test('fetches the one commit that it lacks', async () => {
    const folder = checkout(origin, origin.merge)
    const git = (await gitIn(folder))!
    const has = (sha: string) => run(folder, 'cat-file', '-e', sha)
    expect(() => has(origin.tip)).toThrow()
    expect(await git.commit(origin.tip)).toMatchObject({ sha: origin.tip, parents: [origin.old] })
    has(origin.tip)
    expect(() => has(origin.old)).toThrow()
  })

  test.each(['--upload-pack=touch x', 'main', 'HEAD', 'abcdef0', ''])(
    'takes no %s for a commit',
    async name => {
      const git = (await gitIn(shallow))!
      expect(await git.commit(name)).toBe(`${name} is no full name of a commit`)
    },
  )

  test('falls back to what the merge was built on where the branch cannot be asked for, with a word', async () => {
    const folder = checkout(origin, origin.merge, 2)
    run(folder, 'remote', 'set-url', 'origin', 'file:///nowhere.git')
    const { base, codes } = await resolve(pullRequest(), await overGit(folder))
    expect(base).toMatchObject({ kind: 'commit', sha: origin.old, how: 'git' })
    expect(codes).toEqual(['base.parent'])
    expect(text(await (base as CommitBase).read('eval/gate.yml'))).toBe(SPEC.old)
  })

  test('does not fall back to anything else', async () => {
    const folder = checkout(origin, origin.merge, 2)
    run(folder, 'remote', 'set-url', 'origin', 'file:///nowhere.git')
    const other: Bar = { kind: 'tip', branch: 'main', merge: { sha: origin.merge, head: origin.tip } }
    const { base, messages } = await resolve(other, await overGit(folder))
    expect(base).toBeUndefined()
    expect(messages).toContain('no merge of the pull request’s head')
  })

  test('does not believe a branch or a replacement that an earlier step made', async () => {
    const folder = checkout(origin, origin.merge)
    run(folder, 'branch', '--force', 'main', origin.merge)
    run(folder, 'update-ref', 'refs/remotes/origin/main', origin.merge)
    run(folder, 'fetch', '--quiet', '--depth=1', 'origin', origin.tip)
    run(folder, 'replace', origin.tip, origin.merge)
    expect(run(folder, 'show', `${origin.tip}:eval/gate.yml`)).toBe(SPEC.head.trim())
    const base = await based(pullRequest(), await overGit(folder))
    expect(text(await base.read('eval/gate.yml'))).toBe(SPEC.tip)
  })

  test('that lost a blob does not call its file absent', async () => {
    const folder = checkout(origin, origin.old)
    const blob = run(folder, 'rev-parse', `${origin.old}:eval/gate.yml`)
    rmSync(join(folder, '.git/objects', blob.slice(0, 2), blob.slice(2)))
    const base = await based(exactly(origin.old), await overGit(folder))
    expect(await base.read('eval/gate.yml')).toMatchObject({ kind: 'unreadable' })
    expect(await base.read('eval/none.yml')).toEqual({ kind: 'absent' })
  })

  test('is not there in a folder of no repository', async () => {
    expect(await gitIn(mkdtempSync(join(tmpdir(), 'goldbar-none-')))).toBeUndefined()
  })

  test('may be missing altogether', async () => {
    const { PATH } = process.env
    process.env.PATH = '/nowhere'
    try {
      expect(await gitIn(shallow)).toBeUndefined()
    } finally {
      process.env.PATH = PATH
    }
  })
})

describe('a pull request that goes elsewhere by now', () => {
  const pull = (ref: string) => ({
    number: 7,
    state: 'open' as const,
    base: { ref, repo: 1 },
    head: { owner: 'acme', ref: 'feature', sha: origin.head, repo: 1 },
  })

  test('is judged by the branch it goes to, with a word', async () => {
    github.pulls.push(pull('main'))
    const { base, codes, messages } = await resolve(pullRequest('feature'), await overApi(), 7)
    expect(base).toMatchObject({
      sha: origin.tip,
      ref: 'main',
      pull: { number: 7, base: 'main', head: origin.head },
    })
    expect(codes).toEqual(['base.retargeted'])
    expect(messages).toContain('goes to "main"; when this run was first started it went to "feature"')
  })

  test('is not judged by what the merge was built on', async () => {
    github.pulls.push(pull('gone'))
    const { base, codes } = await resolve(pullRequest(), await overApi(), 7)
    expect(base).toBeUndefined()
    expect(codes).toContain('base.unreachable')
  })

  test('is taken by the event where GitHub does not tell', async () => {
    refuse(PULL, 403)
    const { base, codes } = await resolve(pullRequest(), await overApi(), 7)
    expect(base).toMatchObject({ sha: origin.tip, pull: undefined })
    expect(codes).toEqual([])
  })

  test('and whose base was renamed is judged by the new name', async () => {
    const other = repository()
    run(other.folder, 'branch', '-m', 'main', 'trunk')
    github.repository = other.folder
    github.pulls.push(pull('trunk'))
    expect(await based(pullRequest(), await overApi(), 7)).toMatchObject({ sha: other.tip, ref: 'trunk' })
    const now: Bar = { kind: 'tip', branch: undefined, merge: undefined }
    expect(await based(now, await overApi())).toMatchObject({ sha: other.tip })
    expect(await based(now, await overGit(checkout(other, other.merge)))).toMatchObject({ sha: other.tip })
  })
})

describe('the pull request of another workflow’s run', () => {
  const lookup = (change: object = {}): Bar => ({
    kind: 'lookup',
    head: { owner: 'eve', branch: 'feature', sha: origin.head, from: 2, to: 1, ...change },
  })
  const pull = (change: { number?: number; base?: object; head?: object } = {}) => ({
    number: change.number ?? 7,
    state: 'open' as const,
    base: { ref: 'main', repo: 1, ...change.base },
    head: { owner: 'eve', ref: 'feature', sha: origin.head, repo: 2, ...change.head },
  })

  test('is found by its head and both repositories', async () => {
    github.pulls.push(pull())
    expect(await based(lookup(), await overApi())).toMatchObject({ sha: origin.tip, pull: { number: 7 } })
  })

  test.each([
    ['an older head', { head: { sha: '9'.repeat(40) } }],
    ['another fork', { head: { repo: 3 } }],
    ['another base repository', { base: { repo: 2 } }],
    ['another branch', { head: { ref: 'other' } }],
  ])('is not one of %s', async (_, change) => {
    github.pulls.push(pull(change))
    expect((await resolve(lookup(), await overApi())).base).toMatchObject({ kind: 'idle' })
  })

  test('is not one of a deleted fork', async () => {
    github.pulls.push(pull({ head: { repo: null } }))
    expect((await resolve(lookup(), await overApi())).base).toMatchObject({ kind: 'idle' })
    // the description knows of none
    expect(github.faults.splice(0)).toEqual([expect.stringContaining('head/repo must be object')])
  })

  test('is not one of two', async () => {
    github.pulls.push(pull(), pull({ number: 8, base: { ref: 'feature' } }))
    expect((await resolve(lookup(), await overApi())).messages).toContain('several open pull requests')
  })

  test('is not guessed', async () => {
    expect((await resolve(lookup(), await overGit())).codes).toEqual(['base.unreachable'])
    refuse('GET /repos/{owner}/{repo}/pulls', 403)
    expect((await resolve(lookup(), await overApi())).messages).toContain('answered 403')
  })
})

describe('what the merge was built on', () => {
  test.each(WAYS)('is its first parent, by %s', async way => {
    const merge = { sha: origin.merge, head: origin.head }
    expect(await firstParent(merge, await reachOf(way))).toEqual({ sha: origin.old })
  })

  test('is not known of another head’s merge, nor of a plain commit', async () => {
    expect(await firstParent({ sha: origin.merge, head: origin.tip }, await overApi())).toMatch(/no merge/)
    expect(await firstParent({ sha: origin.tip, head: origin.old }, await overApi())).toMatch(/no merge/)
  })

  test('is best effort', async () => {
    refuse(OBJECT, 403)
    expect(await firstParent({ sha: origin.merge, head: origin.head }, await overApi())).toMatch(
      /answered 403/,
    )
  })
})

describe('outside of a workflow', () => {
  const local: Bar = { kind: 'local' }

  test('the base is where the branch left the default one', async () => {
    const base = await based(local, await overGit(cloned(origin, 'feature')))
    expect(base).toMatchObject({ sha: origin.old, ref: 'main', how: 'git' })
    expect(text(await base.read('eval/gate.yml'))).toBe(SPEC.old)
  })

  test('no network is used', async () => {
    const folder = cloned(origin, 'feature')
    run(folder, 'remote', 'set-url', 'origin', 'file:///nowhere.git')
    expect((await based(local, await both(folder))).sha).toBe(origin.old)
    expect(github.requests).toEqual([])
  })

  test.each(['main', 'master'])('without a remote it is where it left %s', async branch => {
    const folder = mkdtempSync(join(tmpdir(), 'goldbar-local-'))
    run(folder, 'init', '--quiet', `--initial-branch=${branch}`)
    const first = commit(folder, 'first')
    run(folder, 'checkout', '--quiet', '-b', 'x')
    commit(folder, 'second')
    expect(await based(local, await overGit(folder))).toMatchObject({ sha: first, ref: branch })
  })

  test('what the remote calls its default branch comes first', async () => {
    const other = repository()
    run(other.folder, 'branch', '-m', 'main', 'trunk')
    run(other.folder, 'branch', 'master', other.old)
    expect(await based(local, await overGit(cloned(other, 'trunk')))).toMatchObject({
      sha: other.tip,
      ref: 'trunk',
    })
  })

  test.each<[string, () => string]>([
    ['in no repository', () => mkdtempSync(join(tmpdir(), 'goldbar-none-'))],
    ['in a repository without a default branch', () => checkout(origin, origin.head)],
    [
      'in an empty repository',
      () => {
        const folder = mkdtempSync(join(tmpdir(), 'goldbar-empty-'))
        run(folder, 'init', '--quiet', '--initial-branch=main')
        return folder
      },
    ],
  ])('there is no base %s', async (_, folder) => {
    const { base, codes } = await resolve(local, await overGit(folder()))
    expect([base, codes]).toEqual([{ kind: 'none', why: expect.any(String) }, []])
  })
})

describe('no bar', () => {
  test('of an event that is not supported, which lists those that are', async () => {
    const { base, codes, messages } = await resolve(
      { kind: 'unsupported', why: 'nothing is known of it' },
      await overApi(),
    )
    expect([base, codes]).toEqual([undefined, ['base.event']])
    expect(messages).toMatch(/Run on one of these: pull_request, .*merge_group.*\./)
    expect(github.requests).toEqual([])
  })

  test('of an event with nothing to judge', async () => {
    const idle: Bar = { kind: 'idle', why: 'pull request #7 is closed' }
    expect((await resolve(idle, await overApi())).base).toEqual(idle)
  })

  test.each([
    ['pull_request', true, undefined, []],
    ['pull_request', true, 'predictions', ['input.artifact']],
    ['pull_request_target', false, undefined, ['base.untrusted']],
    ['pull_request_target', false, 'predictions', ['base.untrusted']],
    ['workflow_run', false, undefined, ['base.untrusted']],
    ['workflow_run', false, 'predictions', []],
  ])('on %s, judging the workspace: %s, the artifact %s', (event, workspace, artifact, codes) => {
    const problems = new Problems()
    refuseWorkspace({ workspace }, event, artifact, problems)
    expect(problems.list().map(({ code }) => code)).toEqual(codes)
  })
})

describe('a file’s checkout', () => {
  const root = mkdtempSync(join(tmpdir(), 'goldbar-workspace-'))
  put(root, { 'plain/gate.yml': '' })
  mkdirSync(join(root, 'repo/.git'), { recursive: true })
  mkdirSync(join(root, 'worktree'))
  writeFileSync(join(root, 'worktree/.git'), 'gitdir: elsewhere\n')

  test.each([
    ['plain/gate.yml', '', 'plain/gate.yml'],
    ['gate.yml', '', 'gate.yml'],
    ['repo/eval/gate.yml', 'repo', 'eval/gate.yml'],
    ['worktree/gate.yml', 'worktree', 'gate.yml'],
  ])('%s', (file, folder, path) => {
    expect(checkoutOf(root, file)).toEqual({ root: join(root, folder), path })
  })

  test('is the repository around a folder', () => {
    expect(checkoutOf(join(root, 'repo/eval'), 'gate.yml')).toEqual({
      root: join(root, 'repo'),
      path: 'eval/gate.yml',
    })
  })
})
