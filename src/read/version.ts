/** A change's own version of the files that are registered: as it was checked out, or as a commit holds it. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { checkoutOf } from './checkout'
import { openRegular } from './regular'
import type { Copy, Scratch } from './scratch'

export interface Version {
  /** path in the base's repository of a file that is named from the workspace; undefined where it lies in another one */
  pathOf(file: string): string | undefined
  /** whether there is anything of that path */
  holds(file: string): boolean
  /** what git calls the file's bytes; undefined where there is no such file */
  blob(file: string): Promise<string | undefined>
  /** the bytes as they are when they are first asked for, where nobody changes them any more */
  copy(file: string): Promise<Copy | undefined>
  /** whether a copy takes no question to GitHub */
  readonly near: boolean
}

/**
 * The checkout in the workspace; `like` is a name of git's in its repository, and tells its hash. `repository` is the
 * folder of the base's repository where the workspace may hold others.
 */
export function checkedOut(workspace: string, like: string, scratch: Scratch, repository?: string): Version {
  const copies = new Map<string, Promise<Copy | undefined>>()
  const copy = (file: string) => {
    const known = copies.get(file) ?? copied(resolve(workspace, file), scratch, like)
    copies.set(file, known)
    return known
  }
  return {
    pathOf(file) {
      const { root, path } = checkoutOf(workspace, file)
      return repository === undefined || root === repository ? path : undefined
    },
    holds: file => existsSync(resolve(workspace, file)),
    blob: async file => (await copy(file))?.blob,
    copy,
    near: true,
  }
}

/** Copies a regular file while its names are computed, so that what was named is what will be read. */
async function copied(path: string, scratch: Scratch, like: string): Promise<Copy | undefined> {
  const handle = await openRegular(path).catch(() => undefined)
  if (handle === undefined) return undefined
  const to = scratch.path()
  const out = await open(to, 'wx')
  try {
    const { size } = await handle.stat()
    const blob = createHash(like.length === 64 ? 'sha256' : 'sha1').update(`blob ${size}\0`)
    const sha256 = createHash('sha256')
    let bytes = 0
    for await (const chunk of handle.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
      for (const hash of [blob, sha256]) hash.update(chunk)
      bytes += chunk.length
      await out.writeFile(chunk)
    }
    // somebody writes to it, so that it is no version of anything
    if (bytes !== size) return undefined
    return scratch.add({ path: to, blob: blob.digest('hex'), sha256: sha256.digest('hex'), bytes })
  } finally {
    await out.close()
    await handle.close()
  }
}
