/** Confusion matrices as heat maps: a cell's depth is its share of the examples that have its row's label. */
import { axisLeft, axisTop } from 'd3-axis'
import { scaleBand, scaleSqrt } from 'd3-scale'
import { select } from 'd3-selection'
import type { Confusion } from '../../report'
import type { SuiteData } from '../data'
import { element } from './element'
import type { Narrow } from './examples'
import { line } from './text'

/** Pixels of a whole map without its labels, and of its largest cell. */
const [SIDE, CELL] = [340, 40]
/** More labels than these are not written at the edges, but told where the pointer is. */
const LABELLED = 24
/** More labels than these make no map that anyone reads. */
const MOST = 200
/** A map of so few cells is drawn at once. */
const FEW = 2000
/** Characters of a label at an edge. */
const LABEL = 16

interface Matrix {
  readonly title: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly cells: readonly Cell[]
}

interface Cell {
  readonly row: number
  readonly column: number
  readonly count: number
  /** of the row; of a difference, that of one less that of the other */
  readonly share: number
  readonly words: string
}

export function heatMaps(
  place: Element,
  { confusion, systems, shows }: SuiteData,
  narrow: () => Narrow | undefined,
): void {
  const [name, primary] = systems
  const now = confusion[name ?? '']
  const then = confusion[primary ?? '']
  if (!now) return
  const readout = element('p', { class: 'quiet readout', role: 'status' }, '\u00a0')
  const title = element(
    'h2',
    {},
    'Confusion ',
    element('span', { class: 'quiet' }, 'rows are expected, columns are answered'),
  )
  if (now.labels.length > MOST) {
    const many = `${now.labels.length} labels are too many for a map; report.json has the counts.`
    place.append(title, element('p', { class: 'quiet' }, many))
    return
  }
  const labels = [...new Set([...now.labels, ...(then?.labels ?? [])])]
  const frame = { labels, missing: has('missing', now, then), unknown: has('unknown', now, then) }
  const own = counts(now, frame)
  const before = then && counts(then, frame)
  const maps: { matrix: Matrix; narrows: boolean }[] = [
    { matrix: matrix('candidate', frame, own), narrows: true },
    ...(before ? [{ matrix: matrix(primary!, frame, before), narrows: false }] : []),
    ...(before ? [{ matrix: difference(frame, own, before), narrows: true }] : []),
  ]
  const figures = maps.map(({ matrix, narrows }) => {
    const figure = element('figure', { class: 'map' }, element('figcaption', {}, line(matrix.title)))
    const pick = (cell: Cell) => {
      // an answer that is not shown is nothing to look for
      const answer = shows === 'full' ? labels[cell.column] : undefined
      narrow()?.({ cls: labels[cell.row], answer })
    }
    const show = () => draw(figure, matrix, readout, narrows ? pick : undefined)
    if (matrix.cells.length <= FEW) show()
    else whenSeen(figure, show)
    return figure
  })
  place.append(element('section', {}, title, element('div', { class: 'maps' }, ...figures), readout))
}

type Frame = { labels: readonly string[]; missing: boolean; unknown: boolean }

function has(what: 'missing' | 'unknown', ...all: readonly (Confusion | undefined)[]): boolean {
  return all.some(one => one?.[what] !== undefined)
}

function columnsOf({ labels, missing, unknown }: Frame): string[] {
  return [...labels, ...(missing ? ['(no answer)'] : []), ...(unknown ? ['(another label)'] : [])]
}

/** One system's counts in the rows and columns of all. */
function counts(of: Confusion, frame: Frame): number[][] {
  const at = new Map(of.labels.map((label, i) => [label, i]))
  return frame.labels.map(expected => {
    const row = at.get(expected)
    if (row === undefined) return columnsOf(frame).map(() => 0)
    const cells = frame.labels.map(answered => of.matrix[row]![at.get(answered) ?? -1] ?? 0)
    return [
      ...cells,
      ...(frame.missing ? [of.missing?.[row] ?? 0] : []),
      ...(frame.unknown ? [of.unknown?.[row] ?? 0] : []),
    ]
  })
}

function matrix(title: string, frame: Frame, counts: readonly (readonly number[])[]): Matrix {
  const columns = columnsOf(frame)
  const cells = counts.flatMap((row, r) => {
    const n = sum(row)
    return row.flatMap((count, c) => {
      if (count === 0) return []
      const words = `${line(frame.labels[r]!)} → ${line(columns[c]!)}: ${count} of ${n} (${percent(count / n)})`
      return [{ row: r, column: c, count, share: count / n, words }]
    })
  })
  return { title, rows: frame.labels, columns, cells }
}

function difference(
  frame: Frame,
  now: readonly (readonly number[])[],
  then: readonly (readonly number[])[],
): Matrix {
  const columns = columnsOf(frame)
  const cells = now.flatMap((row, r) => {
    // both systems answer the same examples
    const n = Math.max(sum(row), sum(then[r]!), 1)
    return row.flatMap((count, c) => {
      const before = then[r]![c]!
      if (count === before) return []
      const words = `${line(frame.labels[r]!)} → ${line(columns[c]!)}: ${before} → ${count} of ${n}`
      return [{ row: r, column: c, count: count - before, share: (count - before) / n, words }]
    })
  })
  return { title: 'difference', rows: frame.labels, columns, cells }
}

function draw(figure: Element, map: Matrix, readout: Element, pick?: (cell: Cell) => void): void {
  const { rows, columns, cells } = map
  const size = Math.max(1, Math.min(CELL, Math.floor(SIDE / Math.max(rows.length, columns.length))))
  const labelled = rows.length <= LABELLED
  const [left, top] = labelled ? [edge(rows), edge(columns) * 0.8 + 6] : [2, 2]
  const [width, height] = [size * columns.length, size * rows.length]
  const x = scaleBand(columns.keys(), [left, left + width])
  const y = scaleBand(rows.keys(), [top, top + height])
  const depth = scaleSqrt([0, 1], [0.08, 0.85])
  const isDifference = map.title === 'difference'
  const isGood = ({ row, column, count }: Cell) => (row === column) === count > 0

  const plot = select(figure)
    .append('svg')
    .attr('width', left + width + (labelled ? 40 : 2))
    .attr('height', top + height + 2)
    .attr('role', 'application')
    .attr('tabindex', 0)
    .attr(
      'aria-label',
      `${map.title}: ${summary(map)} Arrow keys move from cell to cell${pick ? ', Enter shows the examples of one' : ''}.`,
    )
  plot
    .append('rect')
    .attr('class', 'track')
    .attr('x', left)
    .attr('y', top)
    .attr('width', width)
    .attr('height', height)
  plot
    .selectAll('.cell')
    .data(cells)
    .join('rect')
    .attr(
      'class',
      cell =>
        `cell ${isDifference ? (isGood(cell) ? 'good' : 'bad') : cell.row === cell.column ? 'hit' : 'bad'}`,
    )
    .attr('x', ({ column }) => x(column)!)
    .attr('y', ({ row }) => y(row)!)
    .attr('width', x.bandwidth())
    .attr('height', y.bandwidth())
    .attr('fill-opacity', ({ share }) => depth(Math.abs(share)))
  if (size >= 22)
    plot
      .selectAll('.count')
      .data(cells)
      .join('text')
      .attr('class', ({ share }) => `count ${depth(Math.abs(share)) > 0.6 ? 'deep' : ''}`)
      .attr('x', ({ column }) => x(column)! + x.bandwidth() / 2)
      .attr('y', ({ row }) => y(row)! + y.bandwidth() / 2 + 4)
      .text(({ count }) => (isDifference && count > 0 ? `+${count}` : String(count).replace('-', '−')))
  if (labelled) {
    const text = (names: readonly string[]) => (i: number) => short(names[i]!)
    plot
      .append('g')
      .attr('class', 'axis')
      .attr('transform', `translate(${left},0)`)
      .call(axisLeft(y).tickSize(0).tickFormat(text(rows)))
    const across = axisTop(x).tickSize(0).tickFormat(text(columns))
    const names = plot.append('g').attr('class', 'axis').attr('transform', `translate(0,${top})`).call(across)
    names
      .selectAll('text')
      .attr('transform', 'rotate(-45)')
      .attr('text-anchor', 'start')
      .attr('dx', '3')
      .attr('dy', '0.2em')
  }

  const cursor = plot
    .append('rect')
    .attr('class', 'cursor')
    .attr('width', size)
    .attr('height', size)
    .attr('visibility', 'hidden')
  const known = new Map(cells.map(cell => [cell.row * columns.length + cell.column, cell]))
  let at = [0, 0] as [row: number, column: number]
  const show = (row: number, column: number) => {
    at = [Math.max(0, Math.min(rows.length - 1, row)), Math.max(0, Math.min(columns.length - 1, column))]
    cursor.attr('x', x(at[1])!).attr('y', y(at[0])!).attr('visibility', 'visible')
    const none = `${line(rows[at[0]]!)} → ${line(columns[at[1]]!)}: ${isDifference ? 'the same' : '0'}`
    readout.textContent = `${line(map.title)}: ${known.get(at[0] * columns.length + at[1])?.words ?? none}`
  }
  const chosen = () => {
    const cell = known.get(at[0] * columns.length + at[1])
    if (cell) pick?.(cell)
  }
  plot
    .on('pointermove', (event: PointerEvent) => {
      const row = Math.floor((event.offsetY - top) / size)
      const column = Math.floor((event.offsetX - left) / size)
      if (row >= 0 && column >= 0 && row < rows.length && column < columns.length) show(row, column)
    })
    .on('pointerleave blur', () => cursor.attr('visibility', 'hidden'))
    .on('focus', () => show(...at))
    .on('click', chosen)
    .on('keydown', (event: KeyboardEvent) => {
      const [down, right] = MOVES[event.key] ?? []
      if (event.key === 'Enter') chosen()
      else if (down === undefined) return
      else show(at[0] + down, at[1] + right!)
      event.preventDefault()
    })
}

const MOVES: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

function summary({ title, rows, cells }: Matrix): string {
  const off = cells.filter(({ row, column }) => row !== column)
  const [worst] = [...off].sort((a, b) => b.count - a.count)
  const most =
    worst && worst.count > 0
      ? ` The most frequent ${title === 'difference' ? 'new ' : ''}confusion: ${worst.words}.`
      : ''
  return `confusion matrix of ${rows.length} labels.${most}`
}

function edge(labels: readonly string[]): number {
  return 10 + 6.2 * Math.max(...labels.map(label => short(label).length))
}

function short(label: string): string {
  const text = line(label)
  return text.length > LABEL ? `${text.slice(0, LABEL - 1)}…` : text
}

function sum(row: readonly number[]): number {
  return row.reduce((sum, count) => sum + count, 0)
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}

/** A large map costs time, so it waits until someone comes near, or prints. */
function whenSeen(figure: Element, draw: () => void): void {
  let waiting = true
  const once = () => {
    if (!waiting) return
    waiting = false
    observer.disconnect()
    draw()
  }
  const observer = new IntersectionObserver(
    entries => entries.some(({ isIntersecting }) => isIntersecting) && once(),
    {
      rootMargin: '800px',
    },
  )
  observer.observe(figure)
  addEventListener('beforeprint', once)
}
