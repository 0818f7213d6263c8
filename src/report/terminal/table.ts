/** Tables that fit: columns that matter least go first, then texts wrap, then each row is told as a list. */
import {
  hanging,
  type Line,
  leastWidth,
  lineWidth,
  type Screen,
  SENTENCE,
  type Span,
  span,
  widthOf,
  wrap,
} from './text'

export interface Column {
  readonly title: string
  /** numbers; they never break */
  readonly right?: boolean
  /** a column of a higher number is left out first where there is no room; without one it stays */
  readonly drop?: number
}

export interface Row {
  /** one for each column; the first one names the row */
  readonly cells: readonly (readonly Span[])[]
  /** what stands below the row, over the whole width */
  readonly below?: readonly Line[]
}

const INDENT = '  '
const GAP = '  '
/** A name that is longer may break within a word. */
const NAME = 18

/** Columns without any content are left out. */
export function table(all: readonly Column[], rows: readonly Row[], { width }: Screen): Line[] {
  const full = all
    .map((column, at) => ({ ...column, at }))
    .filter(({ at }) => rows.some(row => filled(row, at)))
  const droppable = full.flatMap(({ drop }) => (drop === undefined ? [] : [drop])).sort((a, b) => b - a)
  // as few as possible are left out, and only then do texts wrap
  for (const limit of [Number.POSITIVE_INFINITY, ...droppable]) {
    const columns = full.filter(({ drop = 0 }) => drop < limit)
    const whole = columns.map(column => Math.max(widthOf(column.title), naturalWidth(column, rows)))
    if (total(whole) <= width) return laid(columns, whole, rows, width)
    const widths = columns.map(column => naturalWidth(column, rows))
    if (total(widths) <= width) return laid(columns, widths, rows, width)
    const squeezed = squeeze(columns, widths, rows, width)
    if (squeezed) return laid(columns, squeezed, rows, width)
  }
  const columns = full.filter(({ drop }) => drop === undefined)
  const widths = columns.map(column => naturalWidth(column, rows))
  const least = columns.map(column => leastOf(column, rows))
  while (total(widths) > width) {
    const spare = widths.map((one, i) => (one > least[i]! ? one : 0))
    const widest = spare.indexOf(Math.max(...spare))
    if (spare[widest] === 0) return listed(columns, rows, width)
    widths[widest]! -= 1
  }
  return laid(columns, shared(columns, widths, rows, width), rows, width)
}

/** What wrapped lines leave free goes to the first columns that lack room. */
function shared(
  columns: readonly Placed[],
  widths: readonly number[],
  rows: readonly Row[],
  width: number,
): number[] {
  const used = columns.map(({ title, right, at }, i) =>
    right
      ? widths[i]!
      : Math.max(
          ...[[span(title)], ...rows.map(({ cells }) => cells[at] ?? [])].flatMap(cell =>
            wrap(cell, widths[i]!).map(lineWidth),
          ),
        ),
  )
  let spare = width - total(used)
  return columns.map((column, i) => {
    const more = Math.min(spare, naturalWidth(column, rows) - used[i]!)
    spare -= more
    return used[i]! + more
  })
}

/** The last column wraps rather than be left out, where it is text and its words have room. */
function squeeze(
  columns: readonly Placed[],
  widths: readonly number[],
  rows: readonly Row[],
  width: number,
): number[] | undefined {
  const last = columns.at(-1)!
  const room = width - total(widths.slice(0, -1)) - GAP.length
  if (last.drop === undefined || last.right || room < leastOf(last, rows)) return undefined
  return [...widths.slice(0, -1), room]
}

type Placed = Column & { readonly at: number }

function filled({ cells }: Row, at: number): boolean {
  return (cells[at] ?? []).some(({ text }) => text !== '')
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, INDENT.length + GAP.length * (widths.length - 1))
}

/** A title of several words may stand in as many lines above numbers. */
function naturalWidth({ title, right, at }: Placed, rows: readonly Row[]): number {
  const titled = right ? leastWidth([span(title)]) : widthOf(title)
  return Math.max(titled, ...rows.map(({ cells }) => lineWidth(cells[at] ?? [])))
}

function leastOf(column: Placed, rows: readonly Row[]): number {
  const { title, right, at } = column
  if (right) return naturalWidth(column, rows)
  const inner = Math.max(0, ...rows.map(({ cells }) => leastWidth(cells[at] ?? [])))
  return Math.max(leastWidth([span(title)]), Math.min(inner, NAME))
}

function laid(
  columns: readonly Placed[],
  widths: readonly number[],
  rows: readonly Row[],
  width: number,
): Line[] {
  const titles = columns.map(({ title }) => [span(title, 'faint')])
  const head = columns.some(({ title }) => title !== '') ? cellLines(columns, widths, titles, true) : []
  return [
    ...head,
    ...rows.flatMap(({ cells, below = [] }) => [
      ...cellLines(
        columns,
        widths,
        columns.map(({ at }) => cells[at] ?? []),
        false,
      ),
      ...under(below, width),
    ]),
  ]
}

/** One row, in as many lines as its longest cell takes; titles stand at the bottom. */
function cellLines(
  columns: readonly Placed[],
  widths: readonly number[],
  cells: readonly (readonly Span[])[],
  bottom: boolean,
): Line[] {
  const wrapped = cells.map((cell, i) => wrap(cell, widths[i]!))
  const height = Math.max(...wrapped.map(lines => lines.length))
  return Array.from({ length: height }, (_, y) => [
    span(INDENT),
    ...wrapped.flatMap((lines, i) => {
      const line = lines[bottom ? y - (height - lines.length) : y] ?? []
      const room = span(' '.repeat(Math.max(0, widths[i]! - lineWidth(line))))
      const last = i === columns.length - 1
      return [...(columns[i]!.right ? [room, ...line] : [...line, room]), ...(last ? [] : [span(GAP)])]
    }),
  ])
}

/** Where no table fits: the name, and below it what the columns say of it. */
function listed(columns: readonly Placed[], rows: readonly Row[], width: number): Line[] {
  const [{ at: first }, ...others] = columns as [Placed, ...Placed[]]
  return rows.flatMap(row => {
    const told = others.filter(({ at }) => filled(row, at))
    const text = told.flatMap(({ title, at }, i) => [
      ...(i === 0 ? [] : [span(', ')]),
      span(`${title} `, 'faint'),
      ...row.cells[at]!,
    ])
    return [
      ...(filled(row, first) ? hanging(INDENT, row.cells[first]!, width) : []),
      ...(told.length > 0 ? hanging(`${INDENT}${INDENT}`, text, width) : []),
      ...under(row.below ?? [], width),
    ]
  })
}

function under(lines: readonly Line[], width: number): Line[] {
  return lines.flatMap(line => hanging(`${INDENT}${INDENT}`, line, Math.min(width, SENTENCE)))
}
