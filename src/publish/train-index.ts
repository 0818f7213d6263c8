/** Training rows → an index of their hashes, for data that may not leave. */
import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, relative, resolve } from 'node:path'
import { Fingerprint } from '../contamination/fingerprint'
import { textOf } from '../contamination/gold'
import { indexEnd, indexHeader, indexRow } from '../contamination/index-file'
import { readRows } from '../formats'
import { kind, Problems, quote } from '../problems'
import { workspace } from '../read/sources'
import { fieldText, type Path } from '../spec/field'
import { LIMITS } from '../spec/limits'
import { answerOf, near } from '../values'
import type { Progress } from './progress'

export interface IndexOrder {
  /** files of training rows */
  readonly files: readonly string[]
  readonly text: Path
  readonly out: string
  readonly ngram: number
  readonly progress: Progress
}

/** Bytes that are written at a time. */
const CHUNK = 2 ** 18

/**
 * Writes the index and gives its rows and bytes. Throws Stop, and leaves no file, when a row could not be read: an
 * index of a part of the data finds too little.
 */
export async function writeIndex(order: IndexOrder): Promise<{ rows: number; bytes: number }> {
  const out = resolve(order.out)
  const part = `${out}.${randomUUID()}.part`
  const handle = await open(part, 'wx')
  try {
    let [rows, bytes] = [0, 0]
    let waiting: Uint8Array[] = [indexHeader(order.ngram)]
    let length = waiting[0]!.length
    const flush = async () => {
      await handle.writeFile(Buffer.concat(waiting))
      bytes += length
      waiting = []
      length = 0
    }
    const problems = new Problems()
    for await (const row of indexRows(order, problems)) {
      rows++
      length += row.length
      waiting.push(row)
      if (length >= CHUNK) await flush()
    }
    problems.stop()
    waiting.push(indexEnd(rows))
    length += waiting.at(-1)!.length
    await flush()
    await handle.close()
    await rename(part, out)
    return { rows, bytes }
  } finally {
    await handle.close().catch(() => {})
    await rm(part, { force: true })
  }
}

async function* indexRows(
  { files, text, ngram, progress }: IndexOrder,
  problems: Problems,
): AsyncIterable<Uint8Array> {
  const print = new Fingerprint(ngram)
  const fields = typeof text[0] === 'string' ? [text[0]] : []
  for (const path of files) {
    const source = await opened(path, progress, problems)
    if (!source) continue
    const { file } = source
    let [rows, empty] = [0, 0]
    for await (const batch of readRows(source, { file, fields, limits: LIMITS, problems })) {
      for (const row of batch) {
        const value = answerOf(row, text)
        const words = textOf(value)
        rows++
        if (words === '') empty++
        if (words !== undefined) yield indexRow(print.read(words))
        else {
          const nearest = value === undefined ? near(row.value, text) : ''
          const told = { key: '--text', field: quote(fieldText(text)), got: kind(value), nearest }
          problems.add('train.text', { file, line: row.line }, told)
        }
      }
    }
    if (rows > 0 && empty === rows) problems.add('train.empty', { file }, { count: rows })
  }
}

/** A file that lies elsewhere brings its own folder as workspace. */
function opened(path: string, progress: Progress, problems: Problems) {
  const inside = !relative(process.cwd(), resolve(path)).startsWith('..')
  const [root, name] = inside ? [process.cwd(), path] : [dirname(resolve(path)), basename(path)]
  const from = { key: 'the command', place: {}, limits: LIMITS, problems }
  return progress.watched(workspace(root).open)(inside ? relative(root, resolve(name)) : name, from)
}
