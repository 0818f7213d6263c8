/** A file as a commit holds it. */
import { createHash } from 'node:crypto'

export type Found =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly blob: string }
  /** the blob that the asker has already */
  | { readonly kind: 'same'; readonly blob: string }
  /** a Git LFS pointer: the file itself has the sha256 `oid` and so many bytes */
  | { readonly kind: 'lfs'; readonly oid: string; readonly size: number; readonly blob: string }
  /** proven: the commit was read, and it has no such file */
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: string }

/** Whether the asker has the bytes of this name already, and need not be sent them. */
export type Has = (blob: string) => boolean | Promise<boolean>

/** What git calls these bytes; `like` is a name of the same repository, and tells its hash. */
export function blobOf(bytes: Uint8Array, like = ''): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1')
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

/** The bytes that bear the name `blob`, and nothing else. */
export function fileOf(bytes: Uint8Array, blob: string): Found {
  if (blobOf(bytes, blob) !== blob) return { kind: 'unreadable', why: 'it arrived incomplete' }
  return pointer(bytes, blob) ?? { kind: 'file', bytes, blob }
}

/** Bytes that no pointer of Git LFS has. */
export const POINTER = 1024

/** Git LFS, docs/spec.md: a few lines, `version` first. */
function pointer(bytes: Uint8Array, blob: string): Found | undefined {
  if (bytes.length >= POINTER) return undefined
  const text = new TextDecoder().decode(bytes)
  if (!/^version https:\/\/(?:git-lfs\.github\.com|hawser\.github\.com)\/spec\/v1\r?\n/.test(text))
    return undefined
  const oid = /^oid sha256:([0-9a-f]{64})\r?$/m.exec(text)?.[1]
  const size = /^size (\d{1,15})\r?$/m.exec(text)?.[1]
  return oid === undefined || size === undefined
    ? { kind: 'unreadable', why: 'it is a Git LFS pointer that cannot be understood' }
    : { kind: 'lfs', oid, size: Number(size), blob }
}

/** Why this is no path of a file in a repository; git and GitHub would each make something else of it. */
export function misplaced(path: string): string | undefined {
  const parts = path.split('/')
  if (parts.some(part => part === '' || part === '.' || part === '..'))
    return 'its path leaves the repository'
  return /[\0\r\n]/.test(path) ? 'its name holds a control character' : undefined
}
