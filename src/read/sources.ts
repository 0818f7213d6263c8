/** Files of the workspace → byte streams, with caps and digests. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { createGunzip, type Gunzip } from 'node:zlib'
import { glob, isDynamicPattern } from 'tinyglobby'
import type { World } from '../evaluate'
import type { Source } from '../formats/format'
import { listed, type Place, Problems, quote } from '../problems'
import type { Limits } from '../spec/limits'

/** A spec is a page of text; what is larger was named by mistake. */
const MAX_SPEC_BYTES = 2 ** 20
const CHUNK = 2 ** 18
/** Below this a high ratio says nothing: a short file of equal lines compresses well. */
const INFLATION_FREE = 2 ** 20

export interface Workspace {
  /** The specs that `patterns` (paths or globs, relative to the root) name, sorted, each once. */
  specs(patterns: readonly string[]): Promise<Pick<World, 'specs' | 'problems'>>
  readonly open: World['open']
}

export function workspace(root: string): Workspace {
  return { specs: patterns => findSpecs(root, patterns), open: (path, from) => open(root, path, from) }
}

async function findSpecs(
  root: string,
  patterns: readonly string[],
): Promise<Pick<World, 'specs' | 'problems'>> {
  const problems = new Problems()
  const files = new Set<string>()
  for (const pattern of patterns.map(posix)) {
    const found = existsSync(join(root, pattern)) ? [pattern] : await expanded(root, pattern)
    if (found.length === 0) problems.add('spec.none', {}, { pattern: quote(pattern) })
    for (const file of found) files.add(posix(relative(root, resolve(root, file))))
  }
  const specs: World['specs'][number][] = []
  for (const file of [...files].sort()) {
    const spec = readSpec(root, file, problems)
    if (spec) specs.push(spec)
  }
  return { specs, problems }
}

function readSpec(root: string, file: string, problems: Problems) {
  const path = contained(root, join(root, file), { file }, problems)
  if (path === undefined) return undefined
  try {
    const { size } = statSync(path)
    if (size > MAX_SPEC_BYTES) {
      problems.add('spec.too-large', { file }, { bytes: size, limit: MAX_SPEC_BYTES })
      return undefined
    }
    const bytes = readFileSync(path)
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { file, text, sha256: createHash('sha256').update(bytes).digest('hex') }
  } catch (error) {
    if (error instanceof TypeError) problems.add('text.encoding', { file }, {})
    else problems.add('spec.unreadable', { file }, { why: words(error) })
    return undefined
  }
}

async function open(
  root: string,
  path: string,
  from: Parameters<World['open']>[1],
): Promise<Source | undefined> {
  const { spec, key, place, limits, problems } = from
  const folder = spec === undefined ? root : dirname(join(root, spec))
  let file = resolve(folder, posix(path))
  if (!existsSync(file) && isDynamicPattern(posix(path))) {
    const found = (await expanded(folder, posix(path))).sort()
    if (found.length > 1) {
      problems.add('file.pattern', place, { count: found.length, files: listed(found, 5) })
      return undefined
    }
    if (found[0] !== undefined) file = resolve(folder, found[0])
  }
  const name = posix(relative(root, file))
  if (!lstatSync(file, { throwIfNoEntry: false })) {
    problems.add('file.absent', place, { file: quote(name), from: key })
    return undefined
  }
  const real = contained(root, file, { file: name }, problems)
  if (real === undefined) return undefined
  const found = statSync(real)
  if (!found.isFile()) {
    const why = found.isDirectory() ? 'it is a folder' : 'it is not a regular file'
    problems.add('file.unreadable', { file: name }, { why })
    return undefined
  }
  return source(real, name, limits, problems)
}

/** The real path of `file`, or undefined, and told, when it lies outside of the workspace or cannot be reached. */
function contained(root: string, file: string, place: Place, problems: Problems): string | undefined {
  try {
    const inside = relative(realpathSync(root), realpathSync(file))
    if (inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)) return realpathSync(file)
    problems.add('file.outside', place, { root: quote(posix(root)) })
  } catch (error) {
    problems.add('file.unreadable', place, { why: words(error) })
  }
  return undefined
}

function source(path: string, file: string, limits: Limits, problems: Problems): Source {
  const hash = createHash('sha256')
  let size = 0
  let sha256: string | undefined
  async function* raw(): AsyncIterable<Uint8Array> {
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK }) as AsyncIterable<Buffer>) {
      hash.update(chunk)
      size += chunk.length
      yield chunk
    }
  }
  async function* bytes(): AsyncIterable<Uint8Array> {
    try {
      yield* capped(inflated(raw(), file, problems), () => size, file, limits, problems)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      const why = words(error)
      if (String(error.code).startsWith('Z_')) problems.add('file.truncated', { file }, { why })
      else problems.add('file.unreadable', { file }, { why })
    }
  }
  return {
    file,
    bytes,
    digest() {
      sha256 ??= hash.digest('hex')
      return { sha256, bytes: size }
    },
  }
}

/** Gzip is recognised by its bytes, whatever the name says. */
async function* inflated(
  raw: AsyncIterable<Uint8Array>,
  file: string,
  problems: Problems,
): AsyncIterable<Uint8Array> {
  const chunks = raw[Symbol.asyncIterator]()
  const first = await chunks.next()
  if (first.done) return
  const packed = first.value[0] === 0x1f && first.value[1] === 0x8b
  const named = /\.gz$/iu.test(file)
  if (packed !== named) {
    const words = (gzip: boolean) => (gzip ? 'gzip' : 'not compressed')
    problems.add('file.sniffed', { file }, { named: words(named), found: words(packed) })
  }
  async function* all() {
    yield first.value as Uint8Array
    yield* { [Symbol.asyncIterator]: () => chunks }
  }
  yield* packed ? gunzipped(all()) : all()
}

async function* gunzipped(raw: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 2 ** 16 })
  const feeding = feed(raw, gunzip).catch(error => gunzip.destroy(error))
  try {
    yield* gunzip as AsyncIterable<Uint8Array>
    await feeding
  } finally {
    gunzip.destroy()
  }
}

async function feed(raw: AsyncIterable<Uint8Array>, gunzip: Gunzip): Promise<void> {
  for await (const chunk of raw) {
    if (gunzip.destroyed) return
    if (gunzip.write(chunk)) continue
    await new Promise<void>(done => {
      gunzip.once('drain', done)
      gunzip.once('close', done)
    })
  }
  gunzip.end()
}

/** Stops at the limits; `packed` tells how many bytes were read from disk so far. */
async function* capped(
  bytes: AsyncIterable<Uint8Array>,
  packed: () => number,
  file: string,
  limits: Limits,
  problems: Problems,
): AsyncIterable<Uint8Array> {
  let length = 0
  for await (const chunk of bytes) {
    length += chunk.length
    const bomb = length > INFLATION_FREE && length > packed() * limits.inflation
    if (bomb || length > limits.file_bytes) {
      const option = bomb ? 'inflation' : 'file_bytes'
      const limit = bomb ? `${limits.inflation} times its compressed size` : `${limits.file_bytes} bytes`
      problems.add('file.too-large', { file }, { limit, option })
      return
    }
    yield chunk
  }
}

function expanded(folder: string, pattern: string): Promise<string[]> {
  return glob(pattern, {
    cwd: folder,
    dot: true,
    onlyFiles: true,
    followSymbolicLinks: false,
    expandDirectories: false,
  })
}

function posix(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path
}

/** The system's words for a fault, without paths of this machine. */
function words(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return (
    {
      ENOENT: 'it does not exist',
      EACCES: 'permission denied',
      EISDIR: 'it is a folder',
      ELOOP: 'too many links',
    }[code ?? ''] ?? message
  )
}
