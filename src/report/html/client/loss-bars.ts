/** The candidate's value of a class or slice as a bar, the baseline's as a mark on it. */
import { scaleLinear } from 'd3-scale'
import { select } from 'd3-selection'
import type { Loss } from '../../report'

const [WIDTH, HEIGHT] = [64, 10]

export function lossBars(losses: readonly Loss[], cell: (index: number) => Element | null): void {
  const values = losses.flatMap(({ candidate, reference }) => [candidate ?? 0, reference ?? 0])
  // shares keep their whole; what is larger than 1 is measured against the largest, and below 0 there are no bars
  if (Math.min(...values) < 0) return
  const x = scaleLinear([0, Math.max(1, ...values)], [0, WIDTH]).clamp(true)
  for (const [index, { candidate, reference }] of losses.entries()) {
    const at = cell(index)
    if (!at || candidate === null) continue
    const plot = select(at)
      .append('svg')
      .attr('width', WIDTH + 2)
      .attr('height', HEIGHT)
      .attr('aria-hidden', 'true')
    plot.append('rect').attr('class', 'track').attr('width', WIDTH).attr('height', HEIGHT)
    plot.append('rect').attr('class', 'fill').attr('width', x(candidate)).attr('height', HEIGHT)
    if (reference !== null)
      plot
        .append('line')
        .attr('class', 'tick-mark')
        .attr('x1', x(reference))
        .attr('x2', x(reference))
        .attr('y2', HEIGHT)
  }
}
