/** Bytes in memory read as a file of some name, in any cut, for the tests of the readers. */
import { readRows } from '../../src/formats'
import type { Source } from '../../src/formats/format'
import { Problems } from '../../src/problems'
import { type Path, parseField } from '../../src/spec/field'
import { LIMITS, type Limits } from '../../src/spec/limits'

export interface Options {
  readonly format?: 'conll'
  readonly records?: string
  readonly fields?: readonly string[]
  readonly limits?: Partial<Limits>
}

export interface Outcome {
  readonly rows: readonly { readonly line: number; readonly key?: string; readonly value: unknown }[]
  /** `code@line`, in the order of finding within a severity */
  readonly told: readonly string[]
  readonly messages: readonly string[]
}

export async function readAll(
  file: string,
  chunks: readonly Uint8Array[],
  options: Options = {},
): Promise<Outcome> {
  const problems = new Problems()
  const records = options.records === undefined ? undefined : (parseField(options.records) as Path)
  const reading = {
    file,
    format: options.format,
    records,
    fields: options.fields ?? ['id', 'prediction'],
    limits: { ...LIMITS, ...options.limits },
    problems,
  }
  const rows = []
  for await (const batch of readRows(inMemory(file, chunks), reading)) {
    if (batch.length === 0 || batch.length > 5000) throw new Error(`a batch of ${batch.length}`)
    rows.push(...batch)
  }
  const list = problems.list()
  return {
    rows,
    told: list.map(({ code, line }) => (line === null ? code : `${code}@${line}`)),
    messages: list.map(({ message }) => message),
  }
}

export function readText(file: string, text: string, options?: Options): Promise<Outcome> {
  return readAll(file, [Buffer.from(text)], options)
}

function inMemory(file: string, chunks: readonly Uint8Array[]): Source {
  return {
    file,
    async *bytes() {
      yield* chunks
    },
    digest: () => ({ sha256: '', bytes: 0 }),
  }
}

/** mulberry32: the same numbers in [0, 1) for the same seed. */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
