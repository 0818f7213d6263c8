import type { Problems } from '../problems'
import type { Path } from '../spec/field'
import type { Limits } from '../spec/limits'

/** One row as it was read. `line` counts from 1; in an id → value map `key` is the id and `value` what it points to. */
export interface Row {
  readonly line: number
  readonly key?: string
  readonly value: unknown
}

/** A file that can be read once. */
export interface Source {
  /** relative to the workspace, with `/`, as shown to the user */
  readonly file: string
  /** git's name for it, where it is what the base holds, and not the workspace's */
  readonly blob?: string
  /** the content, inflated */
  bytes(): AsyncIterable<Uint8Array>
  /** of the bytes as they lie on disk; known when `bytes()` was read to its end */
  digest(): { readonly sha256: string; readonly bytes: number }
  /** sha256 of the bytes with each CRLF as LF, as they lie in the repository */
  lineEnds?(): string
}

/** What a reader needs to know besides the bytes. */
export interface Reading {
  /** the file's name as shown to the user; its extension is a hint */
  readonly file: string
  /** the container, where the spec declares it; otherwise the bytes say */
  readonly format?: 'conll' | undefined
  /** where in a JSON document the array or map of rows lies */
  readonly records?: Path | undefined
  /** top-level names that a row is expected to have (id, prediction, …): tell a row from a map of rows */
  readonly fields: readonly string[]
  readonly limits: Limits
  readonly problems: Problems
}

/** A container of rows. `sniff` sees the first bytes without a byte-order mark; the first format that says yes reads. */
export interface Format {
  readonly name: string
  readonly extensions: readonly string[]
  sniff(head: string, reading: Reading): boolean
  rows(bytes: AsyncIterable<Uint8Array>, reading: Reading): AsyncIterable<Row[]>
}

/** The file's extension in lower case, without the one of a compression. */
export function extensionOf(file: string): string {
  return /\.([^./]+)$/u.exec(file.toLowerCase().replace(/\.(?:gz|zst)$/u, ''))?.[1] ?? ''
}
