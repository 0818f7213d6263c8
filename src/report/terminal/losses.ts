/** Where most was lost: classes, slices, confusions that grew. */
import { change } from '../../text/numbers'
import { unbroken, value } from '../markdown/cells'
import { barOf, countColumns } from '../markdown/losses'
import type { Loss, Suite } from '../report'
import { type Column, table } from './table'
import { type Line, NBSP, type Screen, span } from './text'
import { heading, name } from './words'

/** Of one list; the rest is counted. */
const MOST = 5

/** Blocks of lines; a block that has nothing to tell is left out. */
export function lossBlocks(suite: Suite, screen: Screen): Line[][] {
  const { classes, slices } = suite.losses
  return [
    lossTable('class', 'Weakest classes', classes, suite, screen),
    lossTable('slice', 'Weakest slices', slices, suite, screen),
    confusions(suite, screen),
  ].filter(block => block.length > 0)
}

function lossTable(what: string, title: string, all: readonly Loss[], suite: Suite, screen: Screen): Line[] {
  const compared = all.some(({ reference }) => reference !== null)
  const lost = compared ? all.filter(({ lift }) => lift !== null && lift < 0) : all
  const rows = lost.slice(0, MOST)
  const [first] = rows
  if (first === undefined) return []
  const { metric } = first
  const counts = countColumns(rows, suite, compared)
  const columns: Column[] = [
    { title: what },
    { title: metric },
    ...(compared ? [{ title: name(suite.systems[1]?.name ?? 'baseline'), right: true, drop: 3 }] : []),
    ...(compared ? [{ title: 'lift', right: true }] : []),
    ...counts.map(([title], i) => ({ title, right: true, drop: i === 0 ? 2 : 3 + i })),
    { title: 'n', right: true, drop: 1 },
  ]
  const cells = (loss: Loss) => [
    loss.class === null ? sliceText(loss.slice) : name(loss.class),
    `${barOf(loss.candidate).replace(' ', NBSP)}${value(loss.candidate, metric)}`,
    ...(compared ? [value(loss.reference, metric)] : []),
    ...(compared ? [loss.lift === null ? '–' : unbroken(change(loss.lift, metric))] : []),
    ...counts.map(([, of]) => counted(of(loss))),
    String(loss.n),
  ]
  return [
    heading(title, ` by ${metric}`),
    ...table(
      columns,
      rows.map(loss => ({ cells: cells(loss).map(text => [span(text)]) })),
      screen,
    ),
    ...more(lost.length - rows.length, compared ? 'that lost' : ''),
  ]
}

function confusions({ losses: { confusions: all }, systems }: Suite, screen: Screen): Line[] {
  const rows = all.slice(0, MOST)
  if (rows.length === 0) return []
  const [, primary] = systems
  const columns = [
    { title: 'expected' },
    { title: 'answered' },
    ...(primary ? [{ title: name(primary.name), right: true }] : []),
    { title: 'candidate', right: true },
  ]
  return [
    heading(primary ? 'Confusions that grew' : 'Confusions'),
    ...table(
      columns,
      rows.map(({ expected, answered, candidate, reference }) => ({
        cells: [
          [span(name(expected))],
          [span(name(answered))],
          ...(primary ? [[span(counted(reference))]] : []),
          [span(String(candidate), 'strong')],
        ],
      })),
      screen,
    ),
    ...more(all.length - rows.length),
  ]
}

function counted(n: number | null): string {
  return n === null ? '–' : String(n)
}

function sliceText(slice: Loss['slice']): string {
  return Object.entries(slice ?? {})
    .map(([field, value]) => name(`${field} = ${value}`))
    .join(', ')
}

function more(n: number, which = ''): Line[] {
  return n > 0 ? [[span(`  … and ${n} more${which === '' ? '' : ` ${which}`}`, 'faint')]] : []
}
