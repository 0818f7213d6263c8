/** What passes by a waiver only, and every waiver of the spec. */
import { comesTo, shownAs } from '../../gates'
import { number } from '../../text/numbers'
import { code, prose } from '../escape'
import type { Section } from '../fit'
import type { ListedWaiver, Suite } from '../report'
import { row, SIGNS, WAIVERS } from './cells'

export function waivers({ waivers: all, waivers_on: day }: Suite): Section[] {
  if (all.length === 0) return []
  const order = Object.keys(WAIVERS)
  const sorted = [...all].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  return [
    {
      head: [
        `**${all.length} ${all.length === 1 ? 'waiver' : 'waivers'}**, as of ${day}`,
        '',
        '| | of | floor | until | why |',
        '|---|---|---|---|---|',
      ],
      rows: sorted.map(waiverRow),
      priority: 1,
      rowsAre: 'waivers',
    },
  ]
}

function waiverRow({ gate, floor, until, why, state }: ListedWaiver): string {
  const sign = state === 'used' ? `${SIGNS.waived} ` : ''
  return row([`${sign}${WAIVERS[state]}`, code(gate, true), number(floor), until, prose(why, true)])
}

/** Results that one line names; the table has all. */
const NAMED = 3

/** How many gates of passing suites are met, and which of them by a waiver only. */
export function metGates(suites: readonly Suite[]): string {
  const results = suites.flatMap(({ gates, spec }) =>
    gates
      .filter(gate => gate.level === 'blocking' && comesTo(gate) === 'pass')
      .map(gate => ({ ...gate, of: `${spec.path}:${gate.line}:${gate.column}` })),
  )
  const waived = results.filter(gate => shownAs(gate) === 'waived')
  const [all, unmet] = [results, waived].map(some => new Set(some.map(({ of }) => of)).size) as [
    number,
    number,
  ]
  if (unmet === 0) return all === 1 ? 'The gate is met' : `All ${all} gates are met`
  const [only] = waived.length === 1 ? waived : []
  const named = waived.slice(0, NAMED).map(({ id, waiver }) => `${code(id)} until ${waiver!.until}`)
  const more = waived.length > NAMED ? ` and ${waived.length - NAMED} more` : ''
  const which = only
    ? `waived until ${only.waiver!.until}: ${code(only.id)}`
    : `waived: ${named.join(', ')}${more}`
  if (unmet < all)
    return `All ${all} gates are met but ${unmet === 1 ? 'one that is' : `${unmet} that are`} ${which}`
  return all === 1
    ? `The gate is not met, and ${which}`
    : `None of the ${all} gates is met, and all are ${which}`
}
