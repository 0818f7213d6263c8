/** next-data.csv: where most examples are lost, with their ids, for those who label or mend next. */
import type { GrownConfusion, Loss, Report, Suite } from './report'

const COLUMNS = ['suite', 'kind', 'name', 'lost', 'wrong', 'of', 'lift', 'examples'] as const

type Row = Readonly<Record<(typeof COLUMNS)[number], string | number | null>>

export function renderNextData({ suites }: Report): string {
  const rows = suites
    .flatMap(rowsOf)
    .sort((a, b) => Number(b.lost) - Number(a.lost) || Number(b.wrong) - Number(a.wrong))
  return [COLUMNS, ...rows.map(row => COLUMNS.map(column => row[column]))]
    .map(cells => `${cells.map(cell).join(',')}\r\n`)
    .join('')
}

/** Classes, slices and confusions in which anything is lost; without a baseline what is wrong is what is lost. */
function rowsOf({ name: suite, losses: { classes, slices, confusions } }: Suite): Row[] {
  const rows = [
    ...classes.map(loss => ({ suite, kind: 'class', name: loss.class, ...countsOf(loss) })),
    ...slices.map(loss => ({ suite, kind: 'slice', name: sliceName(loss), ...countsOf(loss) })),
    ...confusions.map(one => ({ suite, kind: 'confusion', ...confused(one) })),
  ]
  return rows.filter(({ lost }) => Number(lost) > 0)
}

function countsOf({ regressions, wrong, n, lift, ids }: Loss) {
  return { lost: regressions ?? wrong, wrong, of: n, lift, examples: ids.join(' ') }
}

function confused({ expected, answered, candidate, reference, ids }: GrownConfusion) {
  return {
    name: `${expected} → ${answered}`,
    lost: candidate - (reference ?? 0),
    wrong: candidate,
    of: null,
    lift: null,
    examples: ids.join(' '),
  }
}

function sliceName({ slice }: Loss): string {
  return Object.entries(slice ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ')
}

/** As RFC 4180 has it. A text that a spreadsheet would run as a formula begins with an apostrophe. */
function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
