import type { RowChanges } from '../row-changes'
import type { Change, Kind } from '../spec/changes'
import { safe } from './safe'

/** `LOOSENED   gates.accuracy.min: 0.9 → 0.85 (it asks for less)` */
export function changeLine({ key, kind, from, to, words }: Change): string {
  return safe(`${MARKS[kind].padEnd(9)}  ${key}: ${shown(from)} → ${shown(to)} (${words})`)
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

/** What became of rows of a registered file, what takes most away first. */
export function rowKinds({ added, removed, relabelled, changed }: RowChanges) {
  const kinds = [
    ['removed', removed],
    ['relabelled', relabelled],
    ['added', added],
    ['changed otherwise', changed],
  ] as const
  return kinds.filter(([, { count }]) => count > 0)
}
