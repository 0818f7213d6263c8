/** The training data as the spec names it: rows, or an index of their hashes. */
import { readRows } from '../formats'
import type { Source } from '../formats/format'
import { matches, Teller, tellEmpty } from '../pair/row'
import { kind, type Problems, quote } from '../problems'
import type { Contamination } from '../report/report'
import { fieldText } from '../spec/field'
import type { NamedFile, Spec, TrainSpec } from '../spec/spec'
import { answerOf, near } from '../values'
import { Fingerprint } from './fingerprint'
import { textOf } from './gold'
import { readIndex } from './index-file'
import type { Overlap } from './overlap'

/** Opens a file of train, or tells what is wrong with it. */
export type OpenTrain = (file: NamedFile, key: string) => Promise<Source | undefined>

type Trained = NonNullable<Contamination['train']>

/** Gives every row to `overlap` once, in the order of the spec, and tells each row that has no text. */
export async function readTrain(
  spec: Spec,
  train: TrainSpec,
  overlap: Overlap,
  open: OpenTrain,
  problems: Problems,
): Promise<Trained> {
  const files: Trained['files'][number][] = []
  const print = new Fingerprint(train.ngram)
  const before = problems.errors
  let [rows, empty] = [0, 0]
  const each = (print: Fingerprint, line: number) => {
    rows++
    if (print.empty) empty++
    else overlap.add(print, files.length, line)
  }
  for (const [key, some] of [
    ['train.path', train.paths],
    ['train.index', train.indexes],
  ] as const) {
    for (const file of some) {
      const source = await open(file, key)
      if (!source) continue
      if (key === 'train.path') await readTexts(source, spec, train, print, each, problems)
      else await readIndex(source, { ngram: train.ngram, limits: spec.limits, problems }, each)
      const blob = source.blob ?? null
      files.push({ path: source.file, registered: blob !== null, blob, ...source.digest() })
    }
  }
  if (rows > 0 && empty === rows && problems.errors === before) {
    const { line, column } = train.at
    problems.add('train.empty', { file: spec.file, line, column }, { count: rows })
  }
  return { files, rows, empty }
}

async function readTexts(
  source: Source,
  { limits }: Spec,
  { text = [], where, format, records }: TrainSpec,
  print: Fingerprint,
  each: (print: Fingerprint, line: number) => void,
  problems: Problems,
): Promise<void> {
  const { file } = source
  const named = [text, ...where.map(({ field }) => field)].map(([name]) => name)
  const fields = named.filter(name => typeof name === 'string')
  const at = new Teller(file, problems)
  const before = problems.errors
  let [kept, others] = [0, 0]
  for await (const batch of readRows(source, { file, format, records, fields, limits, problems })) {
    for (const row of batch) {
      if (!matches(row, { where })) {
        others++
        continue
      }
      kept++
      const value = answerOf(row, text)
      const words = textOf(value)
      if (words !== undefined) each(print.read(words), row.line)
      else {
        at.line = row.line
        const nearest = value === undefined ? near(row.value, text) : ''
        at.tell('train.text', { key: 'train.text', field: quote(fieldText(text)), got: kind(value), nearest })
      }
    }
  }
  if (kept === 0 && problems.errors === before) tellEmpty(file, others, problems)
}
