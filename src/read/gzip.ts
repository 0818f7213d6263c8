import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** By the first two bytes, RFC 1952. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * Inflates all members of a gzip file (RFC 1952), as `cat a.gz b.gz` joins them. Throws errors of zlib, whose code
 * begins with Z_, for what is cut or damaged.
 */
export async function* gunzipped(packed: AsyncGenerator<Uint8Array>): AsyncIterable<Uint8Array> {
  let read = 0
  let zeros = 0
  const take = async () => {
    const next = await packed.next()
    if (next.done) return undefined
    read += next.value.length
    const last = next.value.findLastIndex(byte => byte !== 0)
    zeros = last < 0 ? zeros + next.value.length : next.value.length - 1 - last
    return next.value
  }
  async function* feed() {
    for (let chunk = await take(); chunk; chunk = await take()) yield chunk
  }
  const gunzip = createGunzip({ chunkSize: 2 ** 18 })
  // its errors come out of the loop below
  pipeline(Readable.from(feed()), gunzip, () => undefined)
  for await (const chunk of gunzip) yield chunk as Buffer
  // zlib takes zeros for padding and looks at nothing behind them
  while (await take());
  if (read - gunzip.bytesWritten > zeros)
    throw Object.assign(new Error('other bytes follow the compressed data'), { code: 'Z_DATA_ERROR' })
}
