import { createHash } from 'node:crypto'
import type { Source } from '../formats/format'
import type { Problems } from '../problems'
import type { Limits } from '../spec/limits'
import { gunzipped, isGzip } from './gzip'
import { CR, LineEnds } from './line-ends'
import { openRegular, reasonOf } from './regular'

/** Bytes read at a time: less costs calls, more costs cache. */
const CHUNK = 2 ** 18
/** Bytes below which a high ratio says nothing: a short file of equal lines packs well. */
const INFLATION_FREE = 2 ** 20

/**
 * The file at the absolute `path`, named `file` to the user. Memory does not grow with its size. What is wrong while
 * reading is added to `problems`, and the bytes end there.
 */
export function source(path: string, file: string, limits: Limits, problems: Problems): Source {
  const hash = createHash('sha256')
  const digest = { sha256: '', bytes: 0 }
  let lines: LineEnds | undefined

  async function* onDisk(handle: Awaited<ReturnType<typeof openRegular>>): AsyncGenerator<Uint8Array> {
    // reads on while the last chunk is parsed
    const stream = handle.createReadStream({ highWaterMark: CHUNK, autoClose: false })
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (lines === undefined && chunk.includes(CR)) lines = new LineEnds(hash.copy())
      lines?.update(chunk)
      hash.update(chunk)
      digest.bytes += chunk.length
      yield chunk
    }
  }

  async function* content(): AsyncIterable<Uint8Array> {
    const handle = await openRegular(path)
    try {
      const raw = onDisk(handle)
      const first = await raw.next()
      if (first.done) return
      const packed = isGzip(first.value)
      tellName(packed)
      const all = prepended(first.value, raw)
      const { size } = await handle.stat()
      yield* packed ? capped(gunzipped(all), size) : capped(all, Number.POSITIVE_INFINITY)
    } finally {
      await handle.close()
    }
  }

  async function* capped(bytes: AsyncIterable<Uint8Array>, packed: number): AsyncIterable<Uint8Array> {
    let length = 0
    for await (const chunk of bytes) {
      length += chunk.length
      const over = excess(length, packed, limits)
      if (over !== undefined) {
        problems.add('file.too-large', { file }, over)
        throw new Stopped()
      }
      yield chunk
    }
  }

  function tellName(packed: boolean): void {
    const named = /\.gz$/iu.test(file)
    if (packed === named) return
    const word = (gzip: boolean) => (gzip ? 'gzip' : 'not compressed')
    problems.add('file.sniffed', { file }, { named: word(named), found: word(packed) })
  }

  async function* bytes(): AsyncIterable<Uint8Array> {
    try {
      yield* content()
      digest.sha256 = hash.digest('hex')
    } catch (error) {
      tell(error, file, problems)
    }
  }

  return { file, bytes, digest: () => digest, lineEnds: () => lines?.sha256() ?? digest.sha256 }
}

/** The limit that so many bytes exceed, which were `packed` before they were inflated. */
export function excess(
  bytes: number,
  packed: number,
  { file_bytes, inflation }: Limits,
): { readonly limit: string; readonly option: 'file_bytes' | 'inflation' } | undefined {
  if (bytes > file_bytes) return { limit: `${file_bytes} bytes`, option: 'file_bytes' }
  if (bytes <= Math.max(packed * inflation, INFLATION_FREE)) return undefined
  return { limit: `${inflation} times its compressed size`, option: 'inflation' }
}

/** Thrown at a limit, which was told. */
class Stopped extends Error {}

function tell(error: unknown, file: string, problems: Problems): void {
  if (error instanceof Stopped) return
  const { code, message } = error as NodeJS.ErrnoException
  if (typeof code !== 'string') throw error
  if (code.startsWith('Z_')) problems.add('file.truncated', { file }, { why: message })
  else problems.add('file.unreadable', { file }, { why: reasonOf(error) })
}

async function* prepended(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}
