/** What changed between two specs, for a terminal. */
import type { Problem } from '../problems'
import type { Change, Kind } from '../spec/changes'
import { line, safe } from './terminal'

/** What is wrong with the specs, or one line a change in their order: what loosens first. */
export function renderChanges(changes: readonly Change[] | null, problems: readonly Problem[]): string {
  const told = problems.map(problem => `${problem.severity}: ${line(problem)}`)
  if (changes === null) return [...told, 'Not compared.', ''].join('\n')
  if (changes.length === 0) return [...told, 'No change of meaning.', ''].join('\n')
  const lines = changes.map(({ key, kind, from, to, words }) =>
    safe(`${MARKS[kind].padEnd(9)}  ${key}: ${shown(from)} → ${shown(to)} (${words})`),
  )
  const counts = Object.keys(MARKS).map(kind => `${changes.filter(one => one.kind === kind).length} ${kind}`)
  return [...told, ...lines, '', `${counts.join(', ')}.`, ''].join('\n')
}

const MARKS = {
  loosened: 'LOOSENED',
  tightened: 'tightened',
  neutral: 'neutral',
} as const satisfies Record<Kind, string>

/** More than this of one value is cut. */
const LONGEST = 120

function shown(value: string | null): string {
  const points = [...(value ?? 'none')]
  return points.length > LONGEST ? `${points.slice(0, LONGEST - 1).join('')}…` : points.join('')
}
