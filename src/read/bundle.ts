import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** sha256 of the file that runs; null where it cannot be read. */
export function bundleSha256(): string | null {
  try {
    return createHash('sha256')
      .update(readFileSync(process.argv[1] ?? ''))
      .digest('hex')
  } catch {
    return null
  }
}
