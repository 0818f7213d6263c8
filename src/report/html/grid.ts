/** Every slice with every metric, tinted by how the candidate moved. */
import { change, shown } from '../../text/numbers'
import { catalogue } from '../catalogue'
import { unbroken, value } from '../markdown/cells'
import type { Score, Suite } from '../report'
import { sign } from './gates'
import { html, type Markup } from './markup'
import { name } from './words'

export function grid({ task, scores, systems, gates, losses }: Suite, s: number): Markup | undefined {
  const [candidate, primary] = systems
  const sliced = scores.filter(({ slice }) => slice !== null)
  const own = sliced.filter(({ system }) => system === candidate?.name)
  if (own.length === 0) return undefined
  const key = ({ slice, metric }: Score) => JSON.stringify([slice, metric])
  const then = new Map(sliced.filter(({ system }) => system === primary?.name).map(one => [key(one), one]))
  const known = new Set(own.map(({ metric }) => metric))
  // what decides stands first
  const first = [...losses.slices.slice(0, 1), ...gates].map(({ metric }) => metric)
  const columns = [...new Set([...first.filter(metric => known.has(metric)), ...known])]
  const better = new Map(
    catalogue()
      .find(entry => entry.task === task)
      ?.metrics.map(one => [one.metric, one.better]),
  )
  const cell = (score: Score | undefined) => {
    if (!score) return html`<td class="num">–</td>`
    const before = then.get(key(score))?.value ?? null
    if (score.value === null || before === null)
      return html`<td class="num">${value(score.value, score.metric)}</td>`
    const direction = better.get(score.metric)
    const lift = direction === 'lower' ? before - score.value : score.value - before
    const known = direction !== undefined && direction !== 'none'
    // points are comparable; losses of another unit are not
    const tint = known && shown(lift, score.metric).endsWith('%') ? tintOf(lift) : ''
    return html`<td class="num ${tint}">${value(score.value, score.metric)} <span class="lift ${known && sign(lift)}">${unbroken(change(lift, score.metric).replace(/ points$/u, ''))}</span></td>`
  }
  return html`<section><h2 id="grid-${s}">Slices by metric${primary && html` <span class="quiet">with lift against ${name(primary.name)}</span>`}</h2>
<div class="scroll tall" tabindex="0" role="group" aria-label="Slices by metric"><table class="grid">
<thead><tr><th scope="col">slice</th><th scope="col" class="num">n</th>${columns.map(metric => html`<th scope="col" class="num">${name(metric)}</th>`)}</tr></thead>
<tbody>${Array.from(
    rowsOf(own),
    ([slice, cells]) =>
      html`<tr><th scope="row">${name(slice)}</th><td class="num">${sizeOf(cells)}</td>${columns.map(metric => cell(cells.get(metric)))}</tr>`,
  )}</tbody>
</table></div></section>`
}

type Cells = Map<string, Score>

function rowsOf(scores: readonly Score[]): Map<string, Cells> {
  const rows = new Map<string, Cells>()
  for (const score of scores) {
    for (const [field, of] of Object.entries(score.slice ?? {})) {
      const slice = `${field} = ${of}`
      rows.set(slice, (rows.get(slice) ?? new Map()).set(score.metric, score))
    }
  }
  return rows
}

/** Some metrics are about a part of the slice. */
function sizeOf(cells: Cells): number {
  return Math.max(...Array.from(cells.values(), ({ n }) => n))
}

/** Deeper from 2, 5 and 10 points on; smaller moves are plain. */
const STEPS = [0.02, 0.05, 0.1] as const

function tintOf(lift: number): string {
  const depth = STEPS.filter(step => Math.abs(lift) >= step - 1e-9).length
  return depth === 0 ? '' : `tint-${lift > 0 ? 'up' : 'down'}-${depth}`
}
