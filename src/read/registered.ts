/** The registration at the base: what it holds is read there, by commit, and never from the workspace. */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Open } from '../files'
import type { Source } from '../formats/format'
import type { Problems } from '../problems'
import type { Held, Registered } from '../registration'
import type { CommitBase } from './base'
import { type Found, fileOf, POINTER } from './blob'
import type { Stale } from './changes'
import { isPattern } from './names'
import type { Copy, Scratch } from './scratch'
import { source } from './source'
import type { Version } from './version'

/** Keys of files that each run writes anew; whatever the base holds under that path, this run's is judged. */
export const WRITTEN: readonly string[] = ['candidate.path', 'the candidate input']

/** Why a file cannot be had where there is no checkout. */
export const IN_LFS = 'it lies in Git LFS, and nothing is checked out here'

export interface Reading {
  readonly base: CommitBase
  /** opens a file that the base does not hold */
  readonly open: Open
  /** the change's own files */
  readonly version: Version
  readonly scratch: Scratch
  readonly unregistered: Registered['unregistered']
  readonly compared: boolean
  /** paths that the base's branch changed since `since`, which the workspace was built on */
  readonly stale: Stale | undefined
  /** paths in the repository that the change touches; undefined where there is no telling */
  changed(): Promise<readonly string[] | undefined>
  /** whether that is a change that somebody can review; absent: it is */
  settled?(): Promise<boolean>
}

export function registeredAt(reading: Reading): Registered {
  const { base, unregistered, compared } = reading
  const { pathOf } = reading.version
  return {
    base: { sha: base.sha, ref: base.ref, date: base.date },
    unregistered,
    compared,
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
      if (reading.settled !== undefined && !(await reading.settled())) return undefined
      const changed = await reading.changed()
      if (changed === undefined) return undefined
      const known = new Set(files.map(pathOf))
      return changed.length > 0 && changed.every(path => known.has(path))
    },
  }
}

async function opened(
  path: string,
  from: Parameters<Open>[1],
  reading: Reading,
  held: Held[],
): Promise<Source | undefined> {
  const { base, open, version } = reading
  const { spec, key, place, limits, problems } = from
  if (WRITTEN.includes(key)) return open(path, from)
  const file = join(spec === undefined ? '' : dirname(spec), path.replaceAll('\\', '/')).replaceAll('\\', '/')
  // files are read once more for the examples that a report shows
  const known = held.find(one => one.file === file && one.key === key)
  if (known) return known.base(problems)
  if (isPattern(path) && !version.holds(file)) {
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
  if (found.kind === 'lfs' && version.near) {
    const own = await version.copy(file)
    if (own?.sha256 === found.oid) return registered({ ...own, blob: found.blob }, problems)
    const got = own === undefined ? 'there is none' : own.sha256
    problems.add('base.lfs', { file }, { sha: base.sha.slice(0, 7), wanted: found.oid, got })
    return undefined
  }
  if (found.kind !== 'copy') {
    const why = found.kind === 'unreadable' ? found.why : IN_LFS
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

/** A file of the base. Bytes that lie here already under the name that git gives them are not sent again. */
async function atBase(
  file: string,
  { base, version, scratch }: Reading,
): Promise<Exclude<Found, { kind: 'file' | 'same' }> | { readonly kind: 'copy'; readonly copy: Copy }> {
  const path = version.pathOf(file)
  if (path === undefined) return { kind: 'absent' }
  const found = await base.read(path, async blob => {
    if (version.near) await version.copy(file)
    return scratch.find(blob) !== undefined
  })
  if (found.kind === 'file') return { kind: 'copy', copy: scratch.keep(found.bytes, found.blob) }
  if (found.kind !== 'same') return found
  const copy = scratch.find(found.blob)!
  // a checkout without Git LFS holds the pointer
  const short = copy.bytes < POINTER ? fileOf(await readFile(copy.path), copy.blob) : undefined
  return short?.kind === 'lfs' || short?.kind === 'unreadable' ? short : { kind: 'copy', copy }
}

/** The workspace was built before the base's branch changed this file. */
function tellStale(
  { base, stale }: Pick<Reading, 'base' | 'stale'>,
  path: string | undefined,
  file: string,
  problems: Problems,
): void {
  if (path !== undefined && stale?.paths.includes(path))
    problems.add('base.stale', { file }, { ref: base.ref, sha: stale.since.slice(0, 7) })
}
