/** The registration at the base: what it holds is read there, by commit, and never from the workspace. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import type { Open } from '../files'
import type { Source } from '../formats/format'
import type { Problems } from '../problems'
import type { Held, Registered } from '../registration'
import type { SpecFile } from '../suite'
import type { CommitBase } from './base'
import { type Found, fileOf, misplaced, POINTER } from './blob'
import { checkoutOf } from './checkout'
import { source } from './source'
import { workspace } from './sources'
import { type Copy, kept, type Version } from './version'

/** Keys of files that each run writes anew; whatever the base holds under that path, the workspace's is judged. */
const WRITTEN = ['candidate.path', 'the candidate input']

export interface Reading {
  /** the folder that files are named from */
  readonly workspace: string
  readonly base: CommitBase
  /** opens a file that the base does not hold */
  readonly open: Open
  /** the change's own files */
  readonly version: Version
  /** folder that is removed at the end */
  readonly scratch: string
  readonly unregistered: Registered['unregistered']
  /** paths that the base's branch changed since `since`, which the workspace was built on */
  readonly stale: { readonly since: string; readonly paths: readonly string[] } | undefined
  /** paths in the repository that the change touches; undefined where there is no telling */
  changed(): Promise<readonly string[] | undefined>
}

export interface AtBase extends Registered {
  /** The specs that `patterns` named at the base, and that the workspace has no more. */
  gone(patterns: readonly string[], problems: Problems): Promise<SpecFile[]>
}

export function registeredAt(reading: Reading): AtBase {
  const { base, unregistered } = reading
  const { pathOf } = reading.version
  const registered: Registered = {
    base: { sha: base.sha, ref: base.ref, date: base.date },
    unregistered,
    async spec(file, problems) {
      tellStale(reading, pathOf(file), file, problems)
      const found = await atBase(file, reading)
      if (found.kind === 'absent') return null
      if (found.kind === 'copy') {
        const { path, sha256, blob } = found.copy
        return { file, text: new TextDecoder().decode(await readFile(path)), sha256, blob }
      }
      const why = found.kind === 'unreadable' ? found.why : 'it is not a plain text'
      problems.add('base.file', { file }, { sha: base.sha.slice(0, 7), why })
      return undefined
    },
    open: held => (path, from) => opened(path, from, reading, held),
    async only(files) {
      const changed = await reading.changed()
      if (changed === undefined) return undefined
      const known = new Set(files.map(pathOf))
      return changed.length > 0 && changed.every(path => known.has(path))
    },
  }
  return {
    ...registered,
    async gone(patterns, problems) {
      const names = await goneNames(patterns, reading, problems)
      const specs = await Promise.all(names.map(name => registered.spec(name, problems)))
      return specs.filter(spec => spec !== null && spec !== undefined)
    },
  }
}

/** What a pattern would have named: it is asked of a folder that holds the names of all files that are gone. */
async function goneNames(
  patterns: readonly string[],
  { workspace: root, changed, scratch }: Reading,
  problems: Problems,
): Promise<string[]> {
  const open = patterns.filter(pattern => isPattern(pattern) && !existsSync(resolve(root, pattern)))
  if (open.length === 0) return []
  const touched = await changed()
  if (touched === undefined) problems.add('base.pattern', {}, { key: 'The input spec' })
  const { root: repository } = checkoutOf(root, 'goldbar.yml')
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
  held: Held[],
): Promise<Source | undefined> {
  const { workspace, base, open, version } = reading
  const { spec, key, place, limits, problems } = from
  if (WRITTEN.includes(key)) return open(path, from)
  const file = join(spec === undefined ? '' : dirname(spec), path).replaceAll('\\', '/')
  // files are read once more for the examples that a report shows
  const known = held.find(one => one.file === file && one.key === key)
  if (known) return known.base(problems)
  if (isPattern(path) && !existsSync(resolve(workspace, file))) {
    problems.add('base.pattern', place, { key })
    return undefined
  }
  const found = await atBase(file, reading)
  if (found.kind === 'absent') return open(path, from)
  tellStale(reading, version.pathOf(file), file, problems)
  const registered = ({ path, blob }: Copy, told: Problems) => ({
    ...source(path, file, limits, told),
    blob,
  })
  if (found.kind === 'lfs') {
    const own = await version.copy(file)
    if (own?.sha256 === found.oid) return registered({ ...own, blob: found.blob }, problems)
    const got = own === undefined ? 'there is none' : own.sha256
    problems.add('base.lfs', { file }, { sha: base.sha.slice(0, 7), wanted: found.oid, got })
    return undefined
  }
  if (found.kind !== 'copy') {
    const why = found.kind === 'unreadable' ? found.why : 'it was not sent'
    problems.add('base.file', { file }, { sha: base.sha.slice(0, 7), why })
    return undefined
  }
  const { copy } = found
  const one: Held = {
    key,
    file,
    same: (await version.blob(file)) === copy.blob,
    base: told => registered(copy, told),
    async head(told) {
      const own = await version.copy(file)
      return own && source(own.path, file, limits, told)
    },
  }
  held.push(one)
  return one.base(problems)
}

/** A file of the base. The change's own copy is taken where git gives both the same name. */
async function atBase(
  file: string,
  { base, version, scratch }: Reading,
): Promise<Exclude<Found, { kind: 'file' | 'same' }> | { readonly kind: 'copy'; readonly copy: Copy }> {
  const has = async (blob: string) => (await version.copy(file))?.blob === blob
  const found = await base.read(version.pathOf(file), version.near ? has : undefined)
  if (found.kind === 'file') return { kind: 'copy', copy: kept(found.bytes, found.blob, scratch) }
  if (found.kind !== 'same') return found
  const copy = (await version.copy(file))!
  // a checkout without Git LFS holds the pointer
  const short = copy.bytes < POINTER ? fileOf(await readFile(copy.path), copy.blob) : undefined
  return short === undefined || short.kind === 'file' || short.kind === 'same'
    ? { kind: 'copy', copy }
    : short
}

/** The workspace was built before the base's branch changed this file. */
function tellStale(
  { base, stale }: Pick<Reading, 'base' | 'stale'>,
  path: string,
  file: string,
  problems: Problems,
): void {
  if (stale?.paths.includes(path))
    problems.add('base.stale', { file }, { ref: base.ref, sha: stale.since.slice(0, 7) })
}
