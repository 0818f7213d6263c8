/** Line ends, which a checkout on Windows turns into CRLF. */
import { createHash } from 'node:crypto'
import { openRegular } from './regular'

const [CR, LF] = [0x0d, 0x0a]
/** So far git looks for a NUL, which makes a file binary. */
const SNIFFED = 8000

/** Whether the file at `path` is a text and holds `bytes`, however its lines end. */
export async function sameLines(path: string, bytes: Uint8Array): Promise<boolean> {
  if (bytes.subarray(0, SNIFFED).includes(0)) return false
  const handle = await openRegular(path).catch(() => undefined)
  if (handle === undefined) return false
  try {
    // as many lines more at most, a byte each
    if ((await handle.stat()).size > bytes.length * 2) return false
    const there = await digest(handle.createReadStream({ autoClose: false }))
    return there === (await digest([bytes]))
  } finally {
    await handle.close()
  }
}

/** sha256 of the bytes, with LF for each CRLF. */
async function digest(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  let held = false
  for await (const chunk of chunks) {
    const kept = new Uint8Array(chunk.length + 1)
    let length = 0
    for (const byte of chunk) {
      // a CR is kept once it is known what comes after it
      if (held && byte !== LF) kept[length++] = CR
      held = byte === CR
      if (!held) kept[length++] = byte
    }
    hash.update(kept.subarray(0, length))
  }
  if (held) hash.update(Uint8Array.of(CR))
  return hash.digest('hex')
}
