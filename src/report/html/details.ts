/** All metrics on the whole gold set, and what it takes to get the same report again. */
import { measureOf } from '../../text/numbers'
import { range, value } from '../markdown/cells'
import { howOf } from '../markdown/details'
import type { Score, Suite } from '../report'
import { html, type Markup } from './markup'
import { name, plain, sentence } from './words'

export function metrics({ scores, systems, signatures }: Suite, s: number): Markup | undefined {
  const whole = scores.filter(({ class: cls, slice }) => cls === null && slice === null)
  const names = systems.map(({ name }) => name)
  const own = whole.filter(({ system }) => system === names[0])
  if (own.length === 0) return undefined
  const all = new Set(own.map(({ metric }) => metric))
  const found = new Map(whole.map(score => [`${score.system} ${score.metric}`, score]))
  const cell = (score: Score | undefined) =>
    score &&
    html`${value(score.value, score.metric)}<span class="range">${range(score.interval, score.metric)}</span>`
  // the mean of true and false is its pass_rate
  const rows = [...all].filter(metric => measureOf(metric, name => all.has(name)) === metric)
  return html`<section><h2 id="metrics-${s}">All metrics</h2>
<div class="scroll" tabindex="0" role="group" aria-label="All metrics"><table>
<thead><tr><th scope="col">metric</th>${names.map(system => html`<th scope="col" class="num">${name(system)}</th>`)}<th scope="col">how</th></tr></thead>
<tbody>${rows.map(metric => html`<tr><th scope="row">${name(metric)}</th>${names.map(system => html`<td class="num">${cell(found.get(`${system} ${metric}`))}</td>`)}<td class="how">${sentence(howOf(signatures[metric]))}</td></tr>`)}</tbody>
</table></div></section>`
}

/** Run this on these files. */
export function reproduce(
  { spec, gold, documents, contamination, systems }: Suite,
  s: number,
): Markup | undefined {
  if (gold.files.length === 0) return undefined
  const files = [
    { of: 'gold', ...gold.files[0]! },
    ...documents.map(({ option, ...file }) => ({ of: option, ...file })),
    ...(contamination?.train?.files ?? []).map(file => ({ of: 'train', ...file })),
    ...systems.flatMap(({ name, files }) => files.map(file => ({ of: name, ...file }))),
  ]
  const row = (of: string, path: string, sha256: string) =>
    html`<tr><td>${name(of)}</td><td>${name(path)}</td><td class="digest">${sha256}</td></tr>`
  return html`<section><h2 id="files-${s}">Files</h2>
<p><code>goldbar check ${plain(spec.path)}</code> on these files gives the same report.</p>
<div class="scroll" tabindex="0" role="group" aria-label="Files"><table>
<thead><tr><th scope="col">for</th><th scope="col">file</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${row('spec', spec.path, spec.sha256 ?? '')}${files.map(({ of, path, sha256 }) => row(of, path, sha256))}</tbody>
</table></div></section>`
}
