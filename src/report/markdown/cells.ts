/** What stands in a cell of a table, or in a heading. */
import type { Shown } from '../../gates'
import { changeRange as changeTold, number, shown, range as told } from '../../text/numbers'
import type { Section } from '../fit'
import type { Interval, ListedWaiver, Suite } from '../report'

/** One row of a Markdown table. */
export function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

export function value(x: number | null, metric: string): string {
  return x === null ? '–' : unbroken(shown(x, metric))
}

export function range(interval: Interval | null, metric: string): string {
  // the words keep it on one line where a dash would not, and away from a minus
  return interval === null ? '' : ` (${told(interval, metric).replace('–', '\u00a0to\u00a0')})`
}

/** The interval of a lift; a range of signed numbers has no dash. */
export function changeRange(interval: Interval | null, metric: string): string {
  return interval === null ? '' : ` (${changeTold(interval, metric).replaceAll(' ', '\u00a0')})`
}

/** A chance from 0 to 1. */
export function chance(p: number): string {
  if (p < 0.001) return '< 0.001'
  return p > 0.995 ? '1' : p.toFixed(p < 0.1 ? 3 : 2)
}

export function count(x: number | null | undefined): string {
  return x === null || x === undefined ? '–' : number(x)
}

/** A number stays on one line with its unit and with the sign before it. */
export function unbroken(text: string): string {
  return text.replace(/ (?=%|points)|(?<=[≥≤]) /gu, '\u00a0')
}

export function folded(section: Section, summary: string): Section {
  const title = summary.replace(/[^\p{L}\p{N} ,._-]/gu, '')
  return {
    ...section,
    head: [
      `<details><summary>${title}</summary>`,
      '',
      ...section.head.filter(
        (line, i) => line !== '' || section.head.slice(0, i).some(before => before !== ''),
      ),
    ],
    foot: [...(section.foot ?? []), '', '</details>'],
  }
}

export const SIGNS = {
  pass: '✅',
  fail: '❌',
  waived: '⏳',
  inconclusive: '❔',
  error: '⛔',
  too_small: '▫️',
} as const satisfies Record<Shown, string>
export const OUTCOMES = {
  pass: 'met',
  fail: 'not met',
  waived: 'waived',
  inconclusive: 'undecided',
  error: 'not to be judged',
  too_small: 'too small',
} as const satisfies Record<Shown, string>

/** What became of an example, in the words of its task: right or wrong, or graded. */
export function wordsOfChange({ graded }: Pick<Suite, 'graded'>): readonly [worse: string, better: string] {
  return graded ? ['newly worse', 'better'] : ['newly wrong', 'fixed']
}

/** What a waiver does, what matters most first. */
export const WAIVERS = {
  used: 'lets it through',
  below_floor: 'does not help: it fails beyond the floor, or by another bar',
  expired: 'is over: the bar decides',
  not_registered: 'does not count: it is not on the base',
  stale: 'names what is not there any more',
  not_judged: 'has nothing to let through: no value was judged',
  unused: 'is not needed: it is met',
} as const satisfies Record<ListedWaiver['state'], string>
