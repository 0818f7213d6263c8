/** Where bytes are put that must not change between being named and being read. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder outside of the workspace, for one run. */
export interface Scratch {
  /** a path in it at which nothing lies */
  path(): string
  /** makes a copy known by its blob */
  add(copy: Copy): Copy
  /** bytes that were sent */
  keep(bytes: Uint8Array, blob: string): Copy
  /** what bears that name, from wherever it came */
  find(blob: string): Copy | undefined
  remove(): void
}

export interface Copy {
  /** absolute path */
  readonly path: string
  /** git's name for the bytes */
  readonly blob: string
  readonly sha256: string
  readonly bytes: number
}

export function scratchFolder(): Scratch {
  const folder = mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), 'goldbar-'))
  const copies = new Map<string, Copy>()
  let next = 0
  const scratch: Scratch = {
    path: () => join(folder, String(next++)),
    add(copy) {
      copies.set(copy.blob, copy)
      return copy
    },
    keep(bytes, blob) {
      const path = scratch.path()
      writeFileSync(path, bytes)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      return scratch.add({ path, blob, sha256, bytes: bytes.length })
    },
    find: blob => copies.get(blob),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  return scratch
}
