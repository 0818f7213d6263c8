/** The registration at the base: what it holds is read there, by commit, and never from the workspace. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import type { Open } from '../files'
import type { Source } from '../formats/format'
import type { Problems } from '../problems'
import type { Held, Registered } from '../registration'
import type { SpecFile } from '../suite'
import type { CommitBase } from './base'
import { type Found, misplaced } from './blob'
import { checkoutOf } from './checkout'
import { sameLines } from './lines'
import { openRegular } from './regular'
import { source } from './source'
import { workspace } from './sources'

/** Keys of files that each run writes anew; whatever the base holds under that path, the workspace's is judged. */
const WRITTEN = ['candidate.path', 'the candidate input']

export interface Reading {
  /** the folder that files are named from */
  readonly workspace: string
  readonly base: CommitBase
  /** opens a file of the workspace */
  readonly open: Open
  readonly unregistered: Registered['unregistered']
  /** paths that the base's branch changed since `since`, which the workspace was built on */
  readonly stale: { readonly since: string; readonly paths: readonly string[] } | undefined
  /** absolute path of the base's repository, where it is known: a file of another one is none of the base's */
  readonly repository?: string
  /** paths in the repository that the change touches; undefined where there is no telling */
  changed(): Promise<readonly string[] | undefined>
  /** whether that is a change that somebody can review; absent: it is */
  settled?(): Promise<boolean>
}

export interface AtBase extends Registered {
  /** The specs that `patterns` named at the base, and that the workspace has no more. */
  gone(patterns: readonly string[], problems: Problems): Promise<SpecFile[]>
  /** removes what was written in between */
  close(): void
}

export function registeredAt(reading: Reading): AtBase {
  const { base, unregistered } = reading
  const scratch = mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), 'goldbar-base-'))
  const registered: Registered = {
    base: { sha: base.sha, ref: base.ref, date: base.date },
    unregistered,
    async spec(file, problems) {
      tellStale(reading, file, problems)
      const found = await atBase(reading, file)
      if (found.kind === 'absent') return null
      if (found.kind === 'file') {
        const sha256 = createHash('sha256').update(found.bytes).digest('hex')
        return { file, text: new TextDecoder().decode(found.bytes), sha256 }
      }
      const why = found.kind === 'unreadable' ? found.why : 'it is not a plain text'
      problems.add('base.file', { file }, { sha: base.sha.slice(0, 7), why })
      return undefined
    },
    open: held => (path, from) => opened(path, from, reading, scratch, held),
    async only(files) {
      if (reading.settled !== undefined && !(await reading.settled())) return undefined
      const changed = await reading.changed()
      if (changed === undefined) return undefined
      const known = new Set(files.map(file => pathOf(reading, file)))
      return changed.length > 0 && changed.every(path => known.has(path))
    },
  }
  return {
    ...registered,
    async gone(patterns, problems) {
      const names = await goneNames(patterns, reading, scratch, problems)
      const specs = await Promise.all(names.map(name => registered.spec(name, problems)))
      return specs.filter(spec => spec !== null && spec !== undefined)
    },
    close: () => rmSync(scratch, { recursive: true, force: true }),
  }
}

/** What a pattern would have named: it is asked of a folder that holds the names of all files that are gone. */
async function goneNames(
  patterns: readonly string[],
  { workspace: root, changed, repository = checkoutOf(root, 'goldbar.yml').root }: Reading,
  scratch: string,
  problems: Problems,
): Promise<string[]> {
  const open = patterns.filter(pattern => isPattern(pattern) && !existsSync(resolve(root, pattern)))
  if (open.length === 0) return []
  const touched = await changed()
  if (touched === undefined) problems.add('base.pattern', {}, { key: 'The input spec' })
  const folder = join(scratch, 'gone')
  for (const path of touched ?? []) {
    const file = relative(root, join(repository, path))
    if (misplaced(file.replaceAll('\\', '/')) !== undefined || existsSync(resolve(root, file))) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), '')
  }
  const { specs } = await workspace(folder).specs(open)
  return specs.map(({ file }) => file)
}

function isPattern(path: string): boolean {
  return /[*?[\]{}!()]/.test(path)
}

async function opened(
  path: string,
  from: Parameters<Open>[1],
  reading: Reading,
  scratch: string,
  held: Held[],
): Promise<Source | undefined> {
  const { workspace, base, open } = reading
  const { spec, key, place, limits, problems } = from
  if (WRITTEN.includes(key)) return open(path, from)
  const file = join(spec === undefined ? '' : dirname(spec), path.replaceAll('\\', '/')).replaceAll('\\', '/')
  // files are read once more for the examples that a report shows
  const known = held.find(one => one.file === file && one.key === key)
  if (known) return known.base(problems)
  if (isPattern(path) && !existsSync(resolve(workspace, file))) {
    problems.add('base.pattern', place, { key })
    return undefined
  }
  const found = await atBase(reading, file)
  if (found.kind === 'absent') return open(path, from)
  tellStale(reading, file, problems)
  const mine = resolve(workspace, file)
  if (found.kind === 'lfs') {
    const got = (await digestOf(mine, found.size)) ?? 'another size, or none'
    if (got === found.oid) return open(path, from)
    problems.add('base.lfs', { file }, { sha: base.sha.slice(0, 7), wanted: found.oid, got })
    return undefined
  }
  if (found.kind !== 'file') {
    const why = found.kind === 'unreadable' ? found.why : 'it was not sent'
    problems.add('base.file', { file }, { sha: base.sha.slice(0, 7), why })
    return undefined
  }
  const { bytes } = found
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const copy = join(scratch, sha256)
  writeFileSync(copy, bytes)
  const one: Held = {
    key,
    file,
    same: (await digestOf(mine, bytes.length)) === sha256 || (await sameLines(mine, bytes)),
    base: told => ({ ...source(copy, file, limits, told), registered: true }),
    head: told => (existsSync(mine) ? source(mine, file, limits, told) : undefined),
  }
  held.push(one)
  return one.base(problems)
}

function atBase(reading: Reading, file: string): Promise<Found> | Found {
  const path = pathOf(reading, file)
  return path === undefined ? { kind: 'absent' } : reading.base.read(path)
}

/** Of a file in the base's repository; undefined in another one. */
function pathOf({ workspace, repository }: Reading, file: string): string | undefined {
  const { root, path } = checkoutOf(workspace, file)
  return repository === undefined || root === repository ? path : undefined
}

/** The workspace was built before the base's branch changed this file. */
function tellStale(reading: Reading, file: string, problems: Problems): void {
  const { base, stale } = reading
  const path = pathOf(reading, file)
  if (path !== undefined && stale?.paths.includes(path))
    problems.add('base.stale', { file }, { ref: base.ref, sha: stale.since.slice(0, 7) })
}

/** sha256 of a regular file of that size; undefined where there is none. */
async function digestOf(path: string, size: number): Promise<string | undefined> {
  const handle = await openRegular(path).catch(() => undefined)
  if (handle === undefined) return undefined
  try {
    if ((await handle.stat()).size !== size) return undefined
    const hash = createHash('sha256')
    for await (const chunk of handle.createReadStream({ autoClose: false })) hash.update(chunk)
    return hash.digest('hex')
  } finally {
    await handle.close()
  }
}
