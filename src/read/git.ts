/**
 * What is asked of git about commits, where the API is out of reach. `git show <sha>:<path>` fails alike for a commit
 * and for a file that is not there, so each is asked for by itself. Nothing here follows a ref that an earlier step
 * may have moved: commits are named in full.
 */
import { spawn } from 'node:child_process'
import { posix } from 'node:path'
import { blobOf, type Found, fileOf } from './blob'
import type { Commit, Tree } from './github'
import { once } from './once'
import { SHA } from './payload'

/** The repository that a folder lies in. A text is why something cannot be told. */
export interface Git {
  /** proven to be there; where it is not, it is fetched, alone */
  commit(sha: string): Promise<Commit | string>
  /** only after `commit` was answered does `absent` mean absent; links inside of the repository are followed, as the API does */
  file(path: string, sha: string, unless?: string): Promise<Found>
  /** all files of a commit */
  tree(sha: string): Promise<Tree | string>
  /** what the branch of `origin`, or its HEAD, is now; asked of the remote */
  tip(branch: string | undefined): Promise<string | undefined>
  /** where HEAD left the default branch, as far as this clone knows it; undefined where it knows none */
  mergeBase(): Promise<{ readonly sha: string | undefined; readonly branch: string } | undefined>
  /** the commit that HEAD and this one have in common */
  fork(sha: string): Promise<string | undefined>
  /** the commit that a person means: by its name or the start of it, a branch (one of `origin` too), a tag */
  named(ref: string): Promise<string | undefined>
  /** tracked files that differ from the commit; without `to` in the working tree */
  changedSince(sha: string, to?: string): Promise<readonly string[] | string>
}

interface Run {
  readonly ok: boolean
  /** there is no git */
  readonly absent: boolean
  readonly out: Buffer
  readonly err: string
}

/** Milliseconds for one command; a fetch may ask for a name and a password otherwise, for ever. */
const PATIENCE = 60_000
/** GitHub takes no larger file. */
const MOST = 100 * 2 ** 20
/** Links on the way to a file. */
const HOPS = 5

/** Undefined where `folder` lies in no repository, or there is no git; `whyNoGit` tells which. */
export async function gitIn(folder: string): Promise<Git | undefined> {
  const run = (...args: string[]) => git(folder, args)
  const text = async (...args: string[]) => {
    const { ok, out } = await run(...args)
    return ok ? out.toString('utf8').trim() : undefined
  }
  if ((await text('rev-parse', '--git-dir')) === undefined) return undefined

  /** The object itself: in a shallow clone the log hides parents. */
  async function object(sha: string): Promise<Commit | undefined> {
    const { ok, out } = await run('cat-file', 'commit', sha)
    return ok ? commitOf(sha, out.toString('utf8')) : undefined
  }

  async function commit(sha: string): Promise<Commit | string> {
    if (!SHA.test(sha)) return `${sha} is no full name of a commit`
    const there = await object(sha)
    if (there !== undefined) return there
    // in a whole clone this option would cut the history that is there
    const depth = (await text('rev-parse', '--is-shallow-repository')) === 'true' ? ['--depth=1'] : []
    const quietly = ['--quiet', '--no-tags', '--no-recurse-submodules']
    const { ok, err } = await run('fetch', ...quietly, ...depth, 'origin', sha)
    const why = ok ? 'git fetched no such commit' : `git could not fetch it (${lastLine(err)})`
    return (await object(sha)) ?? why
  }

  async function entries(sha: string, ...args: string[]): Promise<Map<string, string> | string> {
    const { ok, out, err } = await run('--literal-pathspecs', 'ls-tree', '-z', '--full-tree', sha, ...args)
    if (!ok) return `git could not list the commit (${lastLine(err)})`
    const rows = out
      .toString('utf8')
      .split('\0')
      .filter(row => row !== '')
    return new Map(
      rows.map(row => {
        const [, mode, , blob, path] = /^(\d+) (\w+) ([0-9a-f]+)\t([\s\S]*)$/.exec(row)!
        return [path!, `${mode} ${blob}`]
      }),
    )
  }

  async function file(path: string, sha: string, unless?: string, hops = HOPS): Promise<Found> {
    const listed = await entries(sha, '--', path)
    if (typeof listed === 'string') return unreadable(listed)
    const entry = listed.get(path)
    if (entry === undefined) return missing(path, sha)
    const [mode, blob] = entry.split(' ') as [string, string]
    const why = KINDS[mode]
    if (why !== undefined) return unreadable(why)
    const link = mode === LINK
    if (!link && blob === unless) return { kind: 'same', blob }
    const { ok, out, err } = await run('cat-file', 'blob', blob)
    if (!ok) return unreadable(`git could not read it (${lastLine(err)})`)
    if (!link) return fileOf(out, blob)
    if (blobOf(out, blob) !== blob) return unreadable('it arrived incomplete')
    const target = posix.join(posix.dirname(path), out.toString('utf8'))
    const outside = posix.isAbsolute(out.toString('utf8')) || /^\.\.(?:\/|$)/.test(target)
    const aim = outside || hops === 0 ? undefined : await file(target, sha, unless, hops - 1)
    const found = aim !== undefined && aim.kind !== 'absent' && aim.kind !== 'unreadable'
    return found ? aim : unreadable('it is a link to no file of the repository')
  }

  /** Whether the way to a file that is not there leads out of the repository. */
  async function missing(path: string, sha: string): Promise<Found> {
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
      const found = await entries(sha, '--', folder)
      if (typeof found === 'string') return unreadable(found)
      const [mode] = found.get(folder)?.split(' ') ?? []
      if (mode === LINK) return unreadable(`${folder} is a link`)
      if (mode === SUBMODULE) return unreadable(`${folder} is a submodule`)
      if (mode !== undefined) break
    }
    return { kind: 'absent' }
  }

  const fork = (ref: string) => text('merge-base', 'HEAD', ref)

  return {
    commit: once(commit),
    file: (path, sha, unless) => file(path, sha, unless),
    tree: sha => entries(sha, '-r'),
    tip: async branch => {
      const ref = branch === undefined ? 'HEAD' : `refs/heads/${branch}`
      const rows = (await text('ls-remote', '--quiet', '--exit-code', 'origin', ref))?.split('\n') ?? []
      const row = rows.map(each => each.split('\t')).find(([, name]) => name === ref)
      return row?.[0] !== undefined && SHA.test(row[0]) ? row[0] : undefined
    },
    mergeBase: async () => {
      const rows =
        (await text('for-each-ref', '--format=%(refname) %(symref)', ...DEFAULTS))?.split('\n') ?? []
      const known = new Map(rows.map(row => row.split(' ') as [string, string | undefined]))
      const ref = DEFAULTS.find(name => known.has(name))
      if (ref === undefined) return undefined
      const branch = (known.get(ref) || ref).replace(/^refs\/(?:remotes\/origin|heads)\//, '')
      return { sha: await fork(ref), branch }
    },
    fork,
    named: async ref => {
      if (SHA.test(ref)) return ref
      if (ref.startsWith('-')) return undefined
      // a branch before a tag of its name, which git would take first
      const starts = /^(?:HEAD|@)/.test(ref) ? [''] : ['refs/heads/', 'refs/remotes/origin/', '']
      for (const start of starts) {
        const sha = await text('rev-parse', '--verify', '--quiet', `${start}${ref}^{commit}`)
        if (sha !== undefined && SHA.test(sha)) return sha
      }
      return undefined
    },
    changedSince: async (sha, to) => {
      const { ok, out, err } = await run(
        'diff',
        '--name-only',
        '-z',
        '--no-renames',
        '--no-ext-diff',
        sha,
        ...(to === undefined ? [] : [to]),
        '--',
      )
      if (!ok) return `git could not compare (${lastLine(err)})`
      return out
        .toString('utf8')
        .split('\0')
        .filter(path => path !== '')
    },
  }
}

/** Why git tells nothing of a repository that is there; undefined where there is no git to ask. */
export async function whyNoGit(folder: string): Promise<string | undefined> {
  const { absent, err } = await git(folder, ['rev-parse', '--git-dir'])
  return absent ? undefined : lastLine(err)
}

const LINK = '120000'
const SUBMODULE = '160000'

const KINDS: Readonly<Record<string, string>> = {
  '040000': 'it is a folder',
  [SUBMODULE]: 'it is a submodule',
}

/** In this order: what the remote calls its default branch, then what is usual. */
const DEFAULTS = [
  'refs/remotes/origin/HEAD',
  'refs/remotes/origin/main',
  'refs/remotes/origin/master',
  'refs/heads/main',
  'refs/heads/master',
] as const

function commitOf(sha: string, text: string): Commit {
  const head = text.slice(0, text.indexOf('\n\n'))
  const seconds = /^committer .* (\d{1,12}) [+-]\d{4}$/m.exec(head)?.[1]
  return {
    sha,
    date: seconds === undefined ? null : new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z'),
    parents: [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, parent]) => parent!),
    tree: /^tree ([0-9a-f]+)$/m.exec(head)?.[1] ?? '',
  }
}

function unreadable(why: string): Found {
  return { kind: 'unreadable', why }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 200) || 'it says nothing'
}

/** Runs git in a folder that may be another user's, without its hooks, and never waits for a person. */
function git(folder: string, args: readonly string[]): Promise<Run> {
  const settings = [
    'safe.directory=*',
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'diff.relative=false',
  ]
  const all = ['-C', folder, ...settings.flatMap(each => ['-c', each]), ...args]
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  const env = {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    // what a ref under refs/replace puts in a commit's place is not that commit
    GIT_NO_REPLACE_OBJECTS: '1',
  }
  return new Promise(done => {
    const out: Buffer[] = []
    let size = 0
    let err = ''
    // not the option timeout, which goes on waiting for a git that was never started
    const signal = AbortSignal.timeout(PATIENCE)
    const child = spawn('git', all, { env, stdio: ['ignore', 'pipe', 'pipe'], signal })
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MOST) out.push(chunk)
      else child.kill()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err = `${err}${chunk.toString('utf8')}`.slice(-4000)
    })
    child.on('error', (fault: NodeJS.ErrnoException) =>
      done({ ok: false, absent: fault.code === 'ENOENT', out: Buffer.alloc(0), err: fault.message }),
    )
    child.on('close', code =>
      done({ ok: code === 0 && size <= MOST, absent: false, out: Buffer.concat(out), err }),
    )
  })
}
