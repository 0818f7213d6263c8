import { recut } from '../formats/recut'
import type { Problems } from '../problems'
import type { Gold, SystemSpec } from '../spec/spec'
import type { Examples } from './gold'
import { type Batches, matches } from './row'

/** Joined by tokens, a system's rows are cut anew where those of the gold set end. */
export function aligned(
  batches: Batches,
  system: SystemSpec,
  { input }: Pick<Gold, 'input'>,
  { lengths }: Examples,
  problems: Problems,
  file: string,
): Batches {
  if (!lengths) return batches
  const before = problems.errors
  return recut(batches, {
    // join: tokens takes plain names only
    fields: [system.prediction, input].flatMap(path => (path ? [String(path[0])] : [])),
    lengths,
    wanted: row => matches(row, system),
    ended: got => {
      const wanted = lengths.reduce((sum, length) => sum + length, 0)
      if (got !== wanted && problems.errors === before)
        problems.add('rows.tokens', { file }, { system: system.name, got, wanted })
    },
  })
}
