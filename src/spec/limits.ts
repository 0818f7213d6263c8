/** What a file may cost before it is refused; every limit is a key of `limits` in the spec. */
export interface Limits {
  /** bytes of one file, after inflating */
  readonly file_bytes: number
  /** inflated bytes for each compressed byte */
  readonly inflation: number
  /** bytes of one row */
  readonly line_bytes: number
  /** nesting of one row */
  readonly depth: number
  /** rows of one file */
  readonly rows: number
}

export const LIMITS: Limits = {
  file_bytes: 8 * 2 ** 30,
  inflation: 200,
  line_bytes: 16 * 2 ** 20,
  depth: 1000,
  rows: 50_000_000,
}
