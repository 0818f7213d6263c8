/** Files of the workspace → specs and byte streams. Nothing outside of the workspace is opened. */
import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { lstat, realpath, stat } from 'node:fs/promises'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { glob, isDynamicPattern } from 'tinyglobby'
import type { World } from '../evaluate'
import type { Source } from '../formats/format'
import { listed, Problems, quote } from '../problems'
import type { SpecFile } from '../suite'
import { irregular, openRegular, reasonOf } from './regular'
import { source } from './source'

/** A spec is a page of text; what is larger was named by mistake. */
const MAX_SPEC_BYTES = 2 ** 20

export interface Workspace {
  /** The specs that `patterns` (paths or globs, relative to the root) name: sorted by path, each once. */
  specs(patterns: readonly string[]): Promise<{ specs: World['specs'][number][]; problems: Problems }>
  readonly open: World['open']
}

/** `root` is the folder that files are named from and that none may leave; what is wrong joins `problems`. */
export function workspace(root: string, problems = new Problems()): Workspace {
  return {
    specs: patterns => findSpecs(root, patterns, problems),
    open: (path, from) => open(root, path, from),
  }
}

async function findSpecs(
  root: string,
  patterns: readonly string[],
  problems: Problems,
): ReturnType<Workspace['specs']> {
  const files = new Set<string>()
  for (const pattern of patterns) {
    const found = await matching(root, pattern)
    if (found.length === 0) problems.add('spec.none', {}, { pattern: quote(pattern) })
    for (const file of found) files.add(file)
  }
  const specs: World['specs'][number][] = []
  for (const path of [...files].sort()) {
    const spec = await readSpec(path, shown(root, path), problems)
    if (spec) specs.push(spec)
  }
  return { specs, problems }
}

async function readSpec(path: string, file: string, problems: Problems) {
  try {
    const bytes = await readShort(path)
    return specOf(bytes, file, problems)
  } catch (error) {
    problems.add('spec.unreadable', { file }, { why: reasonOf(error) })
    return undefined
  }
}

/** A spec of its bytes, or of how many there are when there are too many. */
export function specOf(bytes: Uint8Array | number, file: string, problems: Problems): SpecFile | undefined {
  const size = typeof bytes === 'number' ? bytes : bytes.length
  if (typeof bytes === 'number' || size > MAX_SPEC_BYTES) {
    problems.add('spec.too-large', { file }, { bytes: size, limit: MAX_SPEC_BYTES })
    return undefined
  }
  if (!isUtf8(bytes)) {
    problems.add('text.encoding', { file }, {})
    return undefined
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { file, text: new TextDecoder().decode(bytes), sha256 }
}

/** The bytes of a spec, or how many there are when there are too many. */
async function readShort(path: string): Promise<Buffer | number> {
  const handle = await openRegular(path)
  try {
    const { size } = await handle.stat()
    return size > MAX_SPEC_BYTES ? size : await handle.readFile()
  } finally {
    await handle.close()
  }
}

async function open(
  root: string,
  path: string,
  { spec, key, place, limits, problems }: Parameters<World['open']>[1],
): Promise<Source | undefined> {
  const folder = spec === undefined ? root : dirname(resolve(root, spec))
  // a spec from elsewhere brings its files along
  const home = isInside(root, folder) ? root : folder
  const found = await matching(folder, path)
  if (found.length > 1) {
    const files = listed(
      found.map(each => shown(root, each)),
      5,
    )
    problems.add('file.pattern', place, { count: found.length, files })
    return undefined
  }
  const file = shown(root, found[0] ?? resolve(folder, posix(path)))
  if (found[0] === undefined) {
    problems.add('file.absent', place, { file: quote(file), from: key })
    return undefined
  }
  try {
    const real = await realpath(found[0])
    if (!isInside(await realpath(home), real)) {
      problems.add('file.outside', { file }, {})
      return undefined
    }
    const why = irregular(await stat(real))
    if (why === undefined) return source(real, file, limits, problems)
    problems.add('file.unreadable', { file }, { why })
  } catch (error) {
    problems.add('file.unreadable', { file }, { why: reasonOf(error) })
  }
  return undefined
}

/**
 * Absolute paths of what `path` names: the file of that very name, else what it matches as a pattern, sorted. A spec that
 * was written on Windows means the same file elsewhere: `\` stands for `/` where that leads to one.
 */
async function matching(folder: string, path: string): Promise<string[]> {
  const slashed = path.replaceAll('\\', '/')
  const names = [...new Set([slashed, posix(path)])]
  for (const name of names) {
    const literal = resolve(folder, name)
    if (await exists(literal)) return [literal]
  }
  const options = { absolute: true, dot: true, expandDirectories: false, followSymbolicLinks: false }
  // in a pattern it may take the meaning from a star first
  for (const pattern of names.reverse().filter(name => isDynamicPattern(name))) {
    const found = await glob(pattern, { cwd: folder, ...options })
    if (found.length > 0) return found.map(file => resolve(file)).sort()
  }
  return []
}

/** A link to nothing is there, too, and its own fault. */
async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch {
    return false
  }
}

function isInside(root: string, path: string): boolean {
  const inner = relative(root, path)
  return inner !== '..' && !inner.startsWith(`..${sep}`) && !isAbsolute(inner)
}

/** As problems and reports name a file: from the workspace, with `/`, the same on every machine. */
function shown(root: string, path: string): string {
  return posix(relative(root, path))
}

/** Elsewhere than on Windows a `\` is part of a name. */
function posix(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path
}
