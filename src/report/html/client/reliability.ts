/** How often a system is right when it is that sure, and how often it is that sure. */
import { axisBottom, axisLeft } from 'd3-axis'
import { scaleLinear } from 'd3-scale'
import { select } from 'd3-selection'
import { line as curve } from 'd3-shape'
import type { CalibrationBin } from '../../report'
import type { SuiteData } from '../data'
import { element } from './element'
import { line } from './text'

/** Pixels: a side of the diagram, the height of the histogram under it, and the room for axes. */
const [SIDE, LOW, LEFT, TOP, GAP] = [240, 70, 40, 8, 30]

export function reliability(place: Element, { calibration, systems }: SuiteData): void {
  const figures = systems.flatMap(system => {
    const bins = calibration[system]
    return bins ? [figureOf(system, bins)] : []
  })
  if (figures.length === 0) return
  const words = 'share of right answers by stated probability; below, how many are right and wrong'
  const title = element('h2', {}, 'Calibration ', element('span', { class: 'quiet' }, words))
  place.append(element('section', {}, title, element('div', { class: 'maps' }, ...figures)))
}

function figureOf(system: string, bins: readonly CalibrationBin[]): HTMLElement {
  const figure = element('figure', { class: 'map' }, element('figcaption', {}, line(system)))
  const share = ({ right, n }: CalibrationBin) => right / n
  const told = bins.map(
    bin => `from ${percent(bin.low)} to ${percent(bin.high)}: ${bin.right} of ${bin.n} right`,
  )
  const x = scaleLinear([0, 1], [LEFT, LEFT + SIDE])
  const y = scaleLinear([0, 1], [TOP + SIDE, TOP])
  const most = Math.max(...bins.map(({ n }) => n))
  const base = TOP + SIDE + GAP + LOW
  const height = scaleLinear([0, most], [0, LOW])
  const plot = select(figure)
    .append('svg')
    .attr('width', LEFT + SIDE + 14)
    .attr('height', base + 22)
    .attr('role', 'img')
    .attr('aria-label', `Reliability of ${line(system)}: ${told.join('; ')}.`)
  const axis = (at: string) => plot.append('g').attr('class', 'axis').attr('transform', at)
  axis(`translate(0,${TOP + SIDE})`).call(axisBottom(x).ticks(5, '.0%').tickSize(4))
  axis(`translate(${LEFT},0)`).call(axisLeft(y).ticks(5, '.0%').tickSize(4))
  axis(`translate(0,${base})`).call(axisBottom(x).ticks(5, '.0%').tickSize(4))
  axis(`translate(${LEFT},${base - LOW})`).call(
    axisLeft(scaleLinear([0, most], [LOW, 0]))
      .ticks(2)
      .tickSize(4),
  )
  plot
    .append('line')
    .attr('class', 'ideal')
    .attr('x1', x(0))
    .attr('y1', y(0))
    .attr('x2', x(1))
    .attr('y2', y(1))
  const path = curve<CalibrationBin>(
    bin => x(bin.confidence),
    bin => y(share(bin)),
  )
  plot.append('path').attr('class', 'curve').attr('d', path(bins))
  const dots = plot.selectAll('.point').data(bins).join('circle').attr('class', 'point').attr('r', 4)
  dots.attr('cx', bin => x(bin.confidence)).attr('cy', bin => y(share(bin)))
  dots.append('title').text((_, i) => told[i]!)
  const bars = (kind: string, from: (bin: CalibrationBin) => number, to: (bin: CalibrationBin) => number) =>
    plot
      .selectAll(`.${kind}`)
      .data(bins)
      .join('rect')
      .attr('class', kind)
      .attr('x', ({ low }) => x(low) + 1)
      .attr('width', ({ low, high }) => Math.max(1, x(high) - x(low) - 2))
      .attr('y', bin => base - height(to(bin)))
      .attr('height', bin => height(to(bin)) - height(from(bin)))
      .append('title')
      .text((_, i) => told[i]!)
  bars(
    'hit',
    () => 0,
    ({ right }) => right,
  )
  bars(
    'bad',
    ({ right }) => right,
    ({ n }) => n,
  )
  return figure
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`
}
