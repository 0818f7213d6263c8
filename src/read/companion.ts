/**
 * A run that follows another one (`workflow_run`) judges a change that is checked out nowhere here: the bar is read at the
 * base and the change at its own commit, both over the API, and its predictions come out of what the other run left.
 */
import { dirname, join, posix } from 'node:path'
import type { World } from '../evaluate'
import type { Open } from '../files'
import { type Problems, quote } from '../problems'
import type { Left } from './artifact'
import type { CommitBase } from './base'
import type { Found } from './blob'
import type { Change } from './followed'
import { specsAt } from './gone'
import { isPattern, named } from './names'
import { IN_LFS, registeredAt, WRITTEN } from './registered'
import type { Copy, Scratch } from './scratch'
import { source } from './source'
import { specOf } from './sources'
import type { Version } from './version'

export interface Companion {
  readonly base: CommitBase
  /** paths of the base's files; undefined where they cannot be listed */
  readonly paths: readonly string[] | undefined
  /** undefined where there is no telling, which was told */
  readonly change: Change | undefined
  readonly left: Left
  readonly scratch: Scratch
  readonly unregistered: 'fail' | 'pass'
}

export async function companionWorld(
  companion: Companion,
  patterns: readonly string[],
  problems: Problems,
): Promise<Omit<World, 'date' | 'goldbar_sha256'>> {
  const { base, change, scratch, unregistered } = companion
  const own = change && ownFiles(change, scratch)
  const open = opening(companion, own)
  const version = change && own ? ofCommit(change, own) : ofBase(companion)
  const changed = async () => change?.paths
  const registered = registeredAt({
    base,
    open,
    version,
    scratch,
    unregistered,
    stale: undefined,
    compared: change !== undefined,
    changed,
  })
  const names = await specNames(companion, patterns, problems)
  const bars = await specsAt(names.base, registered, problems)
  const specs: World['specs'][number][] = []
  for (const file of names.head) {
    const bar = bars.find(spec => spec.file === file)
    const found = await change?.read(version.pathOf(file)!, blob => blob === bar?.blob)
    // the same as the base's, or there is no telling; that the base's cannot be read was told
    if (found === undefined || found.kind === 'same') specs.push(...(bar ? [bar] : []))
    else if (found.kind === 'file') {
      const spec = specOf(found.bytes, file, problems)
      if (spec) specs.push(spec)
    } else {
      const why = found.kind === 'unreadable' ? found.why : 'it is no plain text'
      problems.add('spec.unreadable', { file }, { why })
    }
  }
  const gone = bars.filter(({ file }) => !names.head.includes(file))
  return { specs, gone, problems, open, registered }
}

/** What the patterns name at the base and in the change. */
async function specNames(
  { base, paths, change }: Companion,
  patterns: readonly string[],
  problems: Problems,
): Promise<{ base: string[]; head: string[] }> {
  const found = { base: new Set<string>(), head: new Set<string>() }
  for (const pattern of patterns) {
    if (paths === undefined && isPattern(pattern)) problems.add('base.pattern', {}, { key: 'The input spec' })
    const there = paths ? await named(pattern, paths) : await literal(pattern, base)
    const here = change ? await named(pattern, [...change.tree.keys()]) : there
    if (there.length + here.length === 0) problems.add('spec.none', {}, { pattern: quote(pattern) })
    for (const file of there) found.base.add(file)
    for (const file of here) found.head.add(file)
  }
  return { base: [...found.base].sort(), head: [...found.head].sort() }
}

/** Where the base's files cannot be listed, a path may still be asked for. */
async function literal(pattern: string, base: CommitBase): Promise<string[]> {
  const file = posix.normalize(pattern)
  return (await base.read(file, () => true)).kind === 'absent' ? [] : [file]
}

/** A file of the change, each one sent once, and not where it is the base's. */
type Own = (file: string) => Promise<Exclude<Found, { kind: 'file' | 'same' }> | Copy>

function ownFiles({ read }: Change, scratch: Scratch): Own {
  return async file => {
    const found = await read(posix.normalize(file), blob => scratch.find(blob) !== undefined)
    if (found.kind === 'same') return scratch.find(found.blob)!
    return found.kind === 'file' ? scratch.keep(found.bytes, found.blob) : found
  }
}

/** Files that the base does not hold: those of the run, those of the change, and a baseline that the run made. */
function opening({ left }: Companion, own: Own | undefined): Open {
  return async (path, from) => {
    const { spec, key, place, limits, problems } = from
    if (WRITTEN.includes(key)) return left.open(path, from)
    const file = join(spec === undefined ? '' : dirname(spec), path).replaceAll('\\', '/')
    const found = await own?.(file)
    if (found !== undefined && 'path' in found) return source(found.path, file, limits, problems)
    if (found !== undefined && found.kind !== 'absent') {
      const why = found.kind === 'unreadable' ? found.why : IN_LFS
      problems.add('file.unreadable', { file }, { why })
      return undefined
    }
    if (key.startsWith('baselines.')) return left.open(path, from)
    problems.add('artifact.unheld', place, { key, file: quote(file) })
    return undefined
  }
}

/** Files of a commit lie at their paths, for nothing is checked out into a folder. */
function ofCommit({ tree, read }: Change, own: Own): Version {
  return {
    pathOf: posix.normalize,
    holds: file => tree.has(posix.normalize(file)),
    async blob(file) {
      const found = await read(posix.normalize(file), () => true)
      return found.kind === 'same' ? found.blob : undefined
    },
    async copy(file) {
      const found = await own(file)
      return 'path' in found ? found : undefined
    },
    near: false,
  }
}

/** Stands for a change of which nothing can be told, so that none is told. */
function ofBase({ base, paths }: Companion): Version {
  return {
    pathOf: posix.normalize,
    holds: file => paths?.includes(posix.normalize(file)) ?? false,
    async blob(file) {
      const found = await base.read(posix.normalize(file), () => true)
      return found.kind === 'same' ? found.blob : undefined
    },
    copy: async () => undefined,
    near: false,
  }
}
