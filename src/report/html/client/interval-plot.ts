/** A gate's value with its interval, the baseline's value and the bar, on one line. */
import { axisTop } from 'd3-axis'
import { type ScaleLinear, scaleLinear } from 'd3-scale'
import { select } from 'd3-selection'
import { shown } from '../../../text/numbers'
import type { GateMarks } from '../data'

const [WIDTH, HEIGHT, MARGIN] = [206, 22, 16]

/** Shares are drawn on one scale, so that their rows can be compared; any other metric on its own. */
export function intervalPlots(gates: readonly GateMarks[], cell: (index: number) => Element | null): void {
  const shares = gates.filter(({ metric }) => isShare(metric)).flatMap(numbersOf)
  const [low, high] = [Math.min(...shares), Math.max(...shares)]
  const common = scale(Math.max(0, Math.floor(low * 10 - 1e-9) / 10), Math.max(1, high))
  for (const [index, gate] of gates.entries()) {
    const at = cell(index)
    const numbers = numbersOf(gate)
    if (!at || gate.candidate === null) continue
    draw(at, gate, isShare(gate.metric) ? common : scale(...padded(numbers)))
  }
  for (const head of document.querySelectorAll('.gates thead .plot'))
    if (shares.length > 0 && head.querySelector('svg') === null) axis(head, common)
}

function isShare(metric: string): boolean {
  return shown(0.5, metric).endsWith('%')
}

function numbersOf({ candidate, reference, interval, bars }: GateMarks): number[] {
  return [candidate, reference, ...(interval ?? []), ...bars].filter(number => number !== null)
}

function padded(numbers: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const space = (high - low || Math.abs(high) || 1) * 0.15
  return [low - space, high + space]
}

function scale(low: number, high: number): ScaleLinear<number, number> {
  return scaleLinear([low, high], [MARGIN, WIDTH - MARGIN])
}

/** The cells beside it say the same in numbers. */
function svg(parent: Element, height = HEIGHT) {
  return select(parent).append('svg').attr('width', WIDTH).attr('height', height).attr('aria-hidden', 'true')
}

function draw(
  cell: Element,
  { candidate, reference, interval, bars }: GateMarks,
  x: ScaleLinear<number, number>,
) {
  const plot = svg(cell)
  const middle = HEIGHT / 2
  const line = (name: string, x1: number, x2: number, y1: number, y2: number) =>
    plot.append('line').attr('class', name).attr('x1', x1).attr('x2', x2).attr('y1', y1).attr('y2', y2)
  plot
    .append('g')
    .attr('class', 'axis')
    .append('line')
    .attr('x1', MARGIN)
    .attr('x2', WIDTH - MARGIN)
    .attr('y1', middle)
    .attr('y2', middle)
  if (interval) line('whisker', x(interval[0]), x(interval[1]), middle, middle)
  for (const bar of bars) line('bar-line', x(bar), x(bar), 2, HEIGHT - 2)
  const dot = (name: string, at: number, radius: number) =>
    plot.append('circle').attr('class', name).attr('cx', x(at)).attr('cy', middle).attr('r', radius)
  if (reference !== null) dot('reference', reference, 3.5)
  if (candidate !== null) dot('value', candidate, 4)
}

function axis(head: Element, x: ScaleLinear<number, number>): void {
  const plot = svg(head, 16)
  const ticks = axisTop(x).ticks(3, '.0%').tickSize(3).tickPadding(1)
  plot
    .append('g')
    .attr('class', 'axis')
    .attr('transform', 'translate(0,15)')
    .call(ticks)
    .select('.domain')
    .remove()
}
