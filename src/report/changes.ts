/** What changed between two specs, for a terminal. */
import type { Problem } from '../problems'
import type { Change, Kind } from '../spec/changes'
import { changeLine } from './change-line'
import { line } from './terminal'

/** What is wrong with the specs, or one line a change in their order: what loosens first. */
export function renderChanges(changes: readonly Change[] | null, problems: readonly Problem[]): string {
  const told = problems.map(problem => `${problem.severity}: ${line(problem)}`)
  if (changes === null) return [...told, 'Not compared.', ''].join('\n')
  if (changes.length === 0) return [...told, 'No change of meaning.', ''].join('\n')
  const lines = changes.map(changeLine)
  const counts = KINDS.map(kind => `${changes.filter(one => one.kind === kind).length} ${kind}`)
  return [...told, ...lines, '', `${counts.join(', ')}.`, ''].join('\n')
}

const KINDS: readonly Kind[] = ['loosened', 'tightened', 'neutral']
