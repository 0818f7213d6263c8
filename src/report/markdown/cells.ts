/** What stands in a cell of a table, or in a heading. */
import type { Shown } from '../../gates'
import { number, shown } from '../../text/numbers'
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
  if (interval === null) return ''
  const [low, high] = interval.map(x => shown(x, metric).replace(' %', ''))
  return ` (${low}–${high})`
}

export function count(x: number | null | undefined): string {
  return x === null || x === undefined ? '–' : number(x)
}

/** A number and its unit stay on one line. */
export function unbroken(text: string): string {
  return text.replace(/ (?=%|points)/gu, '\u00a0')
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
