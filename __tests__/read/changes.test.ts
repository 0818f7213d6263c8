import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Bar } from '../../src/read/authority'
import { type CommitBase, commitBase, type Reach } from '../../src/read/base'
import { changedFiles, changedSinceMerge, workflowChanged } from '../../src/read/changes'
import { gitIn } from '../../src/read/git'
import { githubApi } from '../../src/read/github'
import { patient } from '../../src/read/patience'
import { type Loopback, loopback, TOKEN } from '../publish/loopback'
import { checkout, cloned, commit, put, type Repository, repository, run, WORKFLOW } from './repository'

let github: Loopback
let origin: Repository
let shallow: string

beforeAll(() => {
  origin = repository()
  shallow = checkout(origin, origin.merge)
})

afterAll(() => {
  for (const folder of [origin.folder, shallow]) rmSync(folder, { recursive: true })
})

beforeEach(async () => {
  github = await loopback()
  github.repository = origin.folder
})

afterEach(async () => {
  await github.close()
  expect(github.faults).toEqual([])
})

const sleep = async () => undefined
const overApi = async (): Promise<Reach> => ({
  api: await githubApi({ token: TOKEN, url: github.url, repository: 'acme/router', ask: patient(sleep) }),
  git: undefined,
})
const overGit = async (folder = shallow): Promise<Reach> => ({ api: undefined, git: await gitIn(folder) })
const both = async (): Promise<Reach> => ({ ...(await overApi()), git: await gitIn(shallow) })

async function at(sha: string, reach: Reach): Promise<CommitBase> {
  const base = await commitBase(sha, 'main', reach)
  expect(base).toMatchObject({ kind: 'commit' })
  return base as CommitBase
}

const onPull = (): Bar => ({ kind: 'tip', branch: 'main', merge: { sha: origin.merge, head: origin.head } })
const onPush = (sha: string): Bar => ({ kind: 'commit', sha, label: 'before', orParentOf: undefined })
const EDITED = { kind: 'known', paths: [WORKFLOW, 'app.txt', 'app2.txt', 'eval/gate.yml', 'src/new.txt'] }

async function changed(bar: Bar, baseSha: string, sha: string, reach: Reach, workspace = true) {
  return changedFiles({ bar, workspace }, await at(baseSha, reach), { sha }, reach)
}

describe.each(['api', 'git'] as const)('the files that changed, by %s,', way => {
  const reach = () => (way === 'api' ? overApi() : overGit())

  test('are those of the pull request, whatever happened on the branch since', async () => {
    expect(await changed(onPull(), origin.tip, origin.merge, await reach())).toEqual(EDITED)
  })

  test('are those since the commit before', async () => {
    const api = way === 'api' ? await overApi() : await overGit(checkout(origin, origin.head))
    expect(await changed(onPush(origin.old), origin.old, origin.head, api)).toEqual(EDITED)
  })

  test('are none of the same commit', async () => {
    const api = way === 'api' ? await overApi() : await overGit(checkout(origin, origin.tip))
    expect(await changed(onPush(origin.tip), origin.tip, origin.tip, api)).toEqual({
      kind: 'known',
      paths: [],
    })
  })

  test('are unknown of a commit that is no merge of the head', async () => {
    const bar: Bar = { kind: 'tip', branch: 'main', merge: { sha: origin.merge, head: origin.tip } }
    expect(await changed(bar, origin.tip, origin.merge, await reach())).toMatchObject({ kind: 'unknown' })
  })

  test('are unknown of a commit that cannot be read', async () => {
    expect(await changed(onPush(origin.tip), origin.tip, 'f'.repeat(40), await reach())).toMatchObject({
      kind: 'unknown',
    })
  })

  test('are unknown where the workspace is not what is judged', async () => {
    expect(await changed(onPull(), origin.tip, origin.merge, await reach(), false)).toMatchObject({
      kind: 'unknown',
    })
  })
})

describe('the files that changed', () => {
  test('are asked of git where GitHub cuts the list', async () => {
    github.listed = 3
    expect(await changed(onPull(), origin.tip, origin.merge, await both())).toEqual(EDITED)
  })

  test('are unknown where GitHub cuts the list and there is no git', async () => {
    github.listed = 3
    const answer = await changed(onPull(), origin.tip, origin.merge, await overApi())
    expect(answer).toEqual({ kind: 'unknown', why: 'the tree is too large to list' })
  })

  test.each([403, 404, 500])('are unknown where GitHub answers %s', async status => {
    github.refuse.set('GET /repos/{owner}/{repo}/git/', { status, message: 'no' })
    const answer = await changed(onPull(), origin.tip, origin.merge, await overApi())
    expect(answer).toMatchObject({ kind: 'unknown', why: expect.stringContaining(`answered ${status}`) })
  })

  test('include one whose mode alone changed', async () => {
    const other = repository()
    github.repository = other.folder
    run(other.folder, 'update-index', '--chmod=+x', 'app.txt')
    const sha = commit(other.folder, 'mode')
    expect(await changed(onPush(other.tip), other.tip, sha, await overApi())).toEqual({
      kind: 'known',
      paths: ['app.txt'],
    })
  })

  test('outside of a workflow are those of the working tree too', async () => {
    const folder = cloned(origin, 'feature')
    put(folder, { 'eval/gold.jsonl': 'edited\n', 'out/candidate.jsonl': 'untracked\n' })
    rmSync(join(folder, 'module'), { recursive: true, force: true })
    const reach = await overGit(folder)
    const answer = await changedFiles(
      { bar: { kind: 'local' }, workspace: true },
      await at(origin.old, reach),
      { sha: '' },
      reach,
    )
    const paths = answer.kind === 'known' ? answer.paths.filter(path => path !== 'module') : []
    expect(paths).toEqual([
      WORKFLOW,
      'app.txt',
      'app2.txt',
      'eval/gate.yml',
      'eval/gold.jsonl',
      'src/new.txt',
    ])
  })
})

describe('what happened on the branch since the merge was built', () => {
  const since = async (reach: Reach, baseSha = origin.tip, bar = onPull()) =>
    changedSinceMerge({ bar }, await at(baseSha, reach), reach)

  test.each(['api', 'git'] as const)('is known by %s', async way => {
    const reach = way === 'api' ? await overApi() : await overGit()
    expect(await since(reach)).toEqual({ kind: 'known', paths: ['eval/gate.yml'], since: origin.old })
  })

  test('is nothing where it was built on the tip, or there is no merge', async () => {
    expect(await since(await overApi(), origin.old)).toBeUndefined()
    expect(await since(await overApi(), origin.tip, onPush(origin.tip))).toBeUndefined()
  })

  test('is unknown where GitHub refuses', async () => {
    github.refuse.set('GET /repos/{owner}/{repo}/git/', { status: 403, message: 'no' })
    expect(await since(await overApi())).toMatchObject({ kind: 'unknown' })
  })

  test('and in the pull request takes few questions together', async () => {
    const reach = await overApi()
    const base = await at(origin.tip, reach)
    const authority = { bar: onPull(), workspace: true }
    expect(await changedSinceMerge(authority, base, reach)).toMatchObject({ kind: 'known' })
    expect(await changedFiles(authority, base, { sha: origin.merge }, reach)).toEqual(EDITED)
    // the commit of the base, the objects of merge and parent, the trees of all three
    expect(github.requests).toHaveLength(6)
  })
})

describe('the workflow that runs the gate', () => {
  const of = async (sha: string, path = WORKFLOW, home = 'acme/router', baseSha = origin.tip) => {
    const reach = await overApi()
    const workflow = { ref: `${home}/${path}@refs/pull/7/merge`, sha }
    return workflowChanged(await at(baseSha, reach), { workflow, repository: 'Acme/Router' }, reach)
  }

  test('is the base’s own', async () => {
    expect(await of(origin.old)).toEqual({ kind: 'same', path: WORKFLOW })
    expect(await of(origin.tip)).toEqual({ kind: 'same', path: WORKFLOW })
  })

  test('is changed by the pull request', async () => {
    expect(await of(origin.merge)).toEqual({ kind: 'changed', path: WORKFLOW })
  })

  test('is new', async () => {
    expect(await of(origin.merge, 'src/new.txt')).toEqual({ kind: 'changed', path: 'src/new.txt' })
  })

  test('lies elsewhere', async () => {
    expect(await of(origin.merge, WORKFLOW, 'acme/policies')).toEqual({ kind: 'elsewhere' })
  })

  test.each([
    ['in no commit', 'f'.repeat(40), WORKFLOW],
    ['under no path', '', WORKFLOW],
    ['in no file', undefined, 'none.yml'],
  ])('is not known %s', async (_, sha, path) => {
    expect(await of(sha ?? origin.merge, path)).toMatchObject({ kind: 'unknown' })
  })

  test('is not known where GitHub refuses', async () => {
    const reach = await overApi()
    const base = await at(origin.tip, reach)
    github.refuse.set('GET /repos/{owner}/{repo}/contents/', { status: 403, message: 'no' })
    const workflow = { ref: `acme/router/${WORKFLOW}@refs/pull/7/merge`, sha: origin.merge }
    expect(await workflowChanged(base, { workflow, repository: 'acme/router' }, reach)).toMatchObject({
      kind: 'unknown',
    })
  })
})
