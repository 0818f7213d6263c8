/**
 * A git repository in a temporary folder, as GitHub would hold it: main went on after the test merge of pull request
 * 7 was built.
 *
 *     old ── tip          main
 *       ├── head          feature
 *       └──── merge       refs/pull/7/merge, of old and head
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface Repository {
  readonly folder: string
  readonly old: string
  readonly tip: string
  readonly head: string
  readonly merge: string
}

export const OID = 'a1'.repeat(32)
export const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${OID}\nsize 12345\n`
/** No text: its bytes would not survive being read as UTF-8. */
export const LARGE = Buffer.concat([Buffer.from('\ufeff'), Buffer.alloc(1_200_000, 0xe9)])
export const SPEC = {
  old: 'version: 1\nname: old\n',
  tip: 'version: 1\nname: tip\n',
  head: 'version: 1\nname: head\n',
}
export const WORKFLOW = '.github/workflows/gate.yml'

export function repository(): Repository {
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-repository-'))
  const git = (...args: string[]) => run(folder, ...args)
  git('init', '--quiet', '--initial-branch=main')
  git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  put(folder, {
    'eval/gate.yml': SPEC.old,
    'eval/gold.jsonl': '{}\n',
    'app.txt': 'old\n',
    [WORKFLOW]: 'on: push\n',
  })
  put(folder, { 'data/large.bin': LARGE, 'data/gold.jsonl': POINTER, 'a b/ü [x].txt': 'odd\n' })
  for (const [link, target] of Object.entries(LINKS)) symlinkSync(target, join(folder, link))
  git('add', '--all')
  git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},module`)
  const old = commit(folder, 'old')
  git('checkout', '--quiet', '-b', 'feature')
  put(folder, { 'eval/gate.yml': SPEC.head, 'src/new.txt': 'new\n', [WORKFLOW]: 'on: pull_request\n' })
  git('add', 'eval', 'src', WORKFLOW)
  git('mv', 'app.txt', 'app2.txt')
  const head = commit(folder, 'head')
  git('checkout', '--quiet', '--detach', old)
  git('merge', '--quiet', '--no-ff', '-m', 'merge', head)
  const merge = git('rev-parse', 'HEAD')
  git('update-ref', 'refs/pull/7/merge', merge)
  git('checkout', '--quiet', 'main')
  put(folder, { 'eval/gate.yml': SPEC.tip })
  git('add', 'eval')
  const tip = commit(folder, 'tip')
  // a tag of the branch's name, put there to stand in its place
  git('tag', 'main', head)
  return { folder, old, tip, head, merge }
}

const LINKS = {
  'link.yml': 'eval/gate.yml',
  'out.yml': '../gate.yml',
  'loop.yml': 'loop.yml',
  'folder-link': 'eval',
} as const

/** What actions/checkout leaves behind: one commit, and a remote. */
export function checkout({ folder }: Repository, sha: string, depth = 1): string {
  const clone = mkdtempSync(join(tmpdir(), 'goldbar-checkout-'))
  run(clone, 'init', '--quiet')
  run(clone, 'remote', 'add', 'origin', `file://${folder}`)
  run(clone, 'fetch', '--quiet', '--no-tags', `--depth=${depth}`, 'origin', sha)
  run(clone, 'checkout', '--quiet', '--detach', sha)
  return clone
}

/** A clone as a person has it. */
export function cloned({ folder }: Repository, branch: string): string {
  const clone = mkdtempSync(join(tmpdir(), 'goldbar-clone-'))
  run(clone, 'clone', '--quiet', `file://${folder}`, '.')
  run(clone, 'checkout', '--quiet', branch)
  return clone
}

export function commit(folder: string, message: string): string {
  run(folder, 'commit', '--quiet', '--allow-empty', '-m', message)
  return run(folder, 'rev-parse', 'HEAD')
}

export function put(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

export function run(folder: string, ...args: string[]): string {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  const env = {
    ...Object.fromEntries(inherited),
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.com',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.com',
    GIT_AUTHOR_DATE: DATE,
    GIT_COMMITTER_DATE: DATE,
  }
  return execFileSync('git', ['-C', folder, ...args], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
}

/** Two hours before it is told in UTC. */
const DATE = '2026-10-02T12:00:00+02:00'
