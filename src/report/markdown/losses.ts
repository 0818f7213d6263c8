/** Where most was lost: classes, slices, confusions, parts of answers. */
import { change } from '../../text/numbers'
import { code } from '../escape'
import type { Section } from '../fit'
import type { FieldCounts, Loss, SpanErrors, Suite } from '../report'
import { chance, count, row, unbroken, value, wordsOfChange } from './cells'

/** At most so many rows of one list stand in the text; all are in report.json. */
const ROWS = { losses: 8, confusions: 8, fields: 12 } as const

export function lossSections(suite: Suite): Section[] {
  const { classes, slices } = suite.losses
  return [
    ...lossTable('Weakest classes', classes, suite),
    ...lossTable('Weakest slices', slices, suite),
    ...confusions(suite),
    ...spanErrors(suite),
    ...fieldErrors(suite),
  ]
}

function lossTable(title: string, all: readonly Loss[], suite: Suite): Section[] {
  const worse = all.filter(lost)
  const rows = worse.slice(0, ROWS.losses)
  if (rows.length === 0) return []
  const compared = rows.some(({ reference }) => reference !== null)
  const [{ metric }] = rows as [Loss, ...Loss[]]
  const counts = countColumns(rows, suite, compared)
  const tested = rows.some(({ p_holm: p }) => p !== null)
  const head = [...counts.map(([title]) => title), ...(tested ? ['by chance'] : [])]
  return [
    {
      head: [
        `**${title}** by ${code(metric)}${compared ? (rows.some(({ lift }) => lift !== null && lift < 0) ? ', largest loss first' : ', smallest gain first') : ''}${without(all.length - worse.length)}${searched(all)}`,
        '',
        row(['', metric, ...(compared ? ['baseline', 'lift'] : []), ...head, 'n']),
        `|${'---|'.repeat(head.length + (compared ? 5 : 3))}`,
      ],
      rows: rows.map(loss =>
        row([
          lossName(loss),
          `${barOf(loss.candidate)}${value(loss.candidate, metric)}`,
          ...(compared
            ? [value(loss.reference, metric), loss.lift === null ? '–' : unbroken(change(loss.lift, metric))]
            : []),
          ...counts.map(([, of]) => count(of(loss))),
          ...(tested ? [loss.p_holm === null ? '–' : chance(loss.p_holm)] : []),
          String(loss.n),
        ]),
      ),
      omitted: worse.length - rows.length,
      priority: 4,
      rowsAre: title.split(' ')[1]!,
    },
  ]
}

/** Whether anything of it is wrong or got worse, or nobody can tell. */
function lost({ lift, wrong }: Loss): boolean {
  return wrong !== 0 || lift === null || lift < 0
}

function without(n: number): string {
  return n === 0 ? '' : `, without ${n === 1 ? 'one' : n} in which nothing is wrong`
}

/** One of many that stands out is what a search finds; its chance is told for all that were looked at. */
function searched(all: readonly Loss[]): string {
  return all.length > 1 && all.some(({ p_holm: p }) => p !== null)
    ? `; found by looking at ${all.length}, and the chance is adjusted for that`
    : ''
}

/** What is counted beside the value: titles, and how to read them off a loss. */
export function countColumns(
  rows: readonly Loss[],
  suite: Suite,
  compared: boolean,
): [title: string, of: (loss: Loss) => number | null][] {
  if (rows.every(({ regressions, wrong }) => regressions === null && wrong === null)) return []
  if (!compared) return [['wrong', ({ wrong }) => wrong]]
  const [worse, better] = wordsOfChange(suite)
  const changed: ReturnType<typeof countColumns> = [
    [worse, ({ regressions }) => regressions],
    [better, ({ fixes }) => fixes],
  ]
  const still: ReturnType<typeof countColumns> = [
    ['still wrong', ({ wrong, regressions }) => (wrong ?? 0) - (regressions ?? 0)],
  ]
  return suite.graded ? changed : [...changed, ...still]
}

function lossName({ class: cls, slice }: Loss): string {
  return cls === null ? sliceText(slice) : code(cls, true)
}

function sliceText(slice: Readonly<Record<string, string>> | null): string {
  return Object.entries(slice ?? {})
    .map(([name, value]) => code(`${name} = ${value}`, true))
    .join(' ')
}

/** Ten blocks and a space for 0 to 1; plain text, so that it shows in an e-mail too. */
export function barOf(share: number | null): string {
  if (share === null || share < 0 || share > 1) return ''
  const full = Math.floor(share * 10 + 1e-9)
  return `${'█'.repeat(full)}${'░'.repeat(10 - full)} `
}

function confusions({ losses: { confusions }, systems }: Suite): Section[] {
  const rows = confusions.slice(0, ROWS.confusions)
  if (rows.length === 0) return []
  const compared = systems.length > 1
  return [
    {
      head: [
        `**${compared ? 'Confusions that grew' : 'Confusions'}**`,
        '',
        row(['expected', 'answered', ...(compared ? ['baseline'] : []), 'candidate']),
        `|${'---|'.repeat(compared ? 4 : 3)}`,
      ],
      rows: rows.map(({ expected, answered, candidate, reference }) =>
        row([
          code(expected, true),
          code(answered, true),
          ...(compared ? [count(reference)] : []),
          `**${candidate}**`,
        ]),
      ),
      omitted: confusions.length - rows.length,
      priority: 5,
      rowsAre: 'confusions',
    },
  ]
}

/** How spans are wrong, beside the primary baseline. */
export function spanErrors({ span_errors: errors, systems }: Suite): Section[] {
  const now = errors?.[systems[0]?.name ?? '']
  const then = errors?.[systems[1]?.name ?? '']
  if (!now) return []
  const typed = (one: SpanErrors) => one.wrong_type.reduce((sum, [, , times]) => sum + times, 0)
  const rows: [string, (one: SpanErrors) => number][] = [
    ['missed', ({ missed }) => missed],
    ['spurious', ({ spurious }) => spurious],
    ['same place, another type', typed],
    ['only the start is off', one => one.left_boundary],
    ['only the end is off', one => one.right_boundary],
    ['both ends are off', one => one.both_boundaries],
  ]
  return [
    {
      head: [
        '**Span errors**',
        '',
        row(['', ...(then ? [code(systems[1]!.name, true)] : []), 'candidate']),
        `|${'---|'.repeat(then ? 3 : 2)}`,
      ],
      rows: rows.map(([title, of]) => row([title, ...(then ? [String(of(then))] : []), `**${of(now)}**`])),
      priority: 5,
      rowsAre: 'kinds of errors',
    },
  ]
}

/** Fields that are missing, not asked for or wrong, most errors of the candidate first. */
export function fieldErrors({ fields, systems }: Suite): Section[] {
  const now = fields?.[systems[0]?.name ?? '']
  const before = fields?.[systems[1]?.name ?? '']
  const errors = ({ missing, extra, wrong }: FieldCounts) => missing + extra + wrong
  const all = [...(now ?? [])].filter(one => errors(one) > 0).sort((a, b) => errors(b) - errors(a))
  if (all.length === 0) return []
  const then = (field: string) => before?.find(one => one.field === field)
  const moved = (a: number | undefined, b: number) => (before ? `${a ?? 0} → **${b}**` : String(b))
  const rows = all.slice(0, ROWS.fields)
  return [
    {
      head: [
        `**Field errors**${before ? `, ${code(systems[1]!.name)} → candidate` : ''}`,
        '',
        row(['field', 'wrong', 'missing', 'extra', 'right']),
        '|---|---|---|---|---|',
      ],
      rows: rows.map(({ field, wrong, missing, extra, right }) =>
        row([
          code(field, true),
          moved(then(field)?.wrong, wrong),
          moved(then(field)?.missing, missing),
          moved(then(field)?.extra, extra),
          moved(then(field)?.right, right),
        ]),
      ),
      omitted: all.length - rows.length,
      priority: 5,
      rowsAre: 'fields',
    },
  ]
}
