/**
 * What is asked of git about commits, where the API is out of reach. `git show <sha>:<path>` fails alike for a commit
 * and for a file that is not there, so each is asked for by itself. Nothing here follows a ref that an earlier step
 * may have moved: commits are named in full.
 */
import { posix } from 'node:path'
import { blobOf, type Found, fileOf, type Has } from './blob'
import { git, lastLine, MOST, PATIENCE, started } from './git-process'
import type { Commit, Tree } from './github'
import { objects } from './objects'
import { once } from './once'
import { SHA } from './payload'

/** The repository that a folder lies in. A text is why something cannot be told. */
export interface Git {
  /** proven to be there; where it is not, it is fetched, alone */
  commit(sha: string): Promise<Commit | string>
  /** only after `commit` was answered does `absent` mean absent; links inside of the repository are followed, as the API does */
  file(path: string, sha: string, has?: Has): Promise<Found>
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

  const { read, renew } = objects(() => started(folder, ['cat-file', '--batch'], 'pipe'), {
    patience: PATIENCE,
    most: MOST,
  })

  /** The object itself: in a shallow clone the log hides parents. */
  async function object(sha: string): Promise<Commit | undefined> {
    const found = await read(sha)
    const commit = typeof found === 'object' && found.type === 'commit'
    return commit ? commitOf(sha, found.bytes.toString('utf8')) : undefined
  }

  async function commit(sha: string): Promise<Commit | string> {
    if (!SHA.test(sha)) return `${sha} is no full name of a commit`
    const there = await object(sha)
    if (there !== undefined) return there
    // in a whole clone this option would cut the history that is there
    const depth = (await text('rev-parse', '--is-shallow-repository')) === 'true' ? ['--depth=1'] : []
    const quietly = ['--quiet', '--no-tags', '--no-recurse-submodules']
    const { ok, err } = await run('fetch', ...quietly, ...depth, 'origin', sha)
    renew()
    const why = ok ? 'git fetched no such commit' : `git could not fetch it (${lastLine(err)})`
    return (await object(sha)) ?? why
  }

  async function tree(sha: string): Promise<Tree | string> {
    const { ok, out, err } = await run('ls-tree', '-z', '--full-tree', '-r', sha)
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

  async function file(path: string, sha: string, has?: Has, hops = HOPS): Promise<Found> {
    const entry = await entryAt(path, sha)
    if ('kind' in entry) return entry
    const { mode, name: blob } = entry
    const why = KINDS[mode]
    if (why !== undefined) return unreadable(why)
    const link = mode === LINK
    if (!link && (await has?.(blob))) return { kind: 'same', blob }
    const found = await read(blob)
    if (found === undefined || typeof found === 'string') return unreadable(found ?? NO_OBJECT)
    if (!link) return fileOf(found.bytes, blob)
    if (blobOf(found.bytes, blob) !== blob) return unreadable('it arrived incomplete')
    const aim = found.bytes.toString('utf8')
    const target = posix.join(posix.dirname(path), aim)
    const outside = posix.isAbsolute(aim) || /^\.\.(?:\/|$)/.test(target)
    const followed = outside || hops === 0 ? undefined : await file(target, sha, has, hops - 1)
    const there = followed !== undefined && followed.kind !== 'absent' && followed.kind !== 'unreadable'
    return there ? followed : unreadable('it is a link to no file of the repository')
  }

  /** Goes from folder to folder; a link or a submodule on the way leads out of the commit. */
  async function entryAt(path: string, sha: string): Promise<Entry | Found> {
    let entry: Entry = { mode: FOLDER, name: `${sha}^{tree}` }
    const way: string[] = []
    for (const part of path.split('/')) {
      if (entry.mode === LINK) return unreadable(`${way.join('/')} is a link`)
      if (entry.mode === SUBMODULE) return unreadable(`${way.join('/')} is a submodule`)
      if (entry.mode !== FOLDER) return { kind: 'absent' }
      const found = await read(entry.name)
      if (found === undefined || typeof found === 'string')
        return unreadable(`git could not list the commit (${found ?? NO_OBJECT})`)
      const next = entriesOf(found.bytes, sha.length / 2).get(part)
      if (next === undefined) return { kind: 'absent' }
      way.push(part)
      entry = next
    }
    return entry
  }

  const fork = (ref: string) => text('merge-base', 'HEAD', ref)

  return {
    commit: once(commit),
    file: (path, sha, has) => file(path, sha, has),
    tree,
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

interface Entry {
  readonly mode: string
  /** of the object */
  readonly name: string
}

/** What a tree object holds: mode, a space, the file's name, NUL, and the object's name as `width` bytes. */
function entriesOf(bytes: Buffer, width: number): Map<string, Entry> {
  const found = new Map<string, Entry>()
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(' ', at)
    const end = bytes.indexOf(0, space)
    const name = bytes.toString('hex', end + 1, end + 1 + width)
    found.set(bytes.toString('utf8', space + 1, end), { mode: bytes.toString('utf8', at, space), name })
    at = end + 1 + width
  }
  return found
}

const NO_OBJECT = 'this clone does not hold it'
const FOLDER = '40000'
const LINK = '120000'
const SUBMODULE = '160000'

const KINDS: Readonly<Record<string, string>> = {
  [FOLDER]: 'it is a folder',
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
