/** Where most was lost: classes and slices, worst first, and what was taken for what. */
import { change } from '../../text/numbers'
import { count, unbroken, value } from '../markdown/cells'
import { countColumns, fieldErrors, spanErrors } from '../markdown/losses'
import type { Loss, Suite } from '../report'
import { sign } from './gates'
import { type Content, html, type Markup } from './markup'
import { section } from './section'
import { name } from './words'

/** Rows that are seen at once; the rest is folded. */
const OPEN = 10
/** Confusions in the table; the heat map has all. */
const CONFUSIONS = 30

export function losses(suite: Suite, s: number): Content {
  const { classes, slices } = suite.losses
  const parts = [
    lossTable('Classes', 'class', classes, suite, s),
    confusions(suite),
    lossTable('Slices', 'slice', slices, suite, s),
    ...[...spanErrors(suite), ...fieldErrors(suite)].map(section),
  ]
  if (parts.every(part => part === undefined)) return undefined
  return html`<section><h2 id="losses-${s}">Losses</h2><div class="columns">${parts}</div></section>`
}

function lossTable(
  title: string,
  what: string,
  all: readonly Loss[],
  suite: Suite,
  s: number,
): Markup | undefined {
  const [first] = all
  if (first === undefined) return undefined
  const { metric } = first
  const compared = all.some(({ reference }) => reference !== null)
  const counts = countColumns(all, suite, compared)
  const order = !compared
    ? 'lowest first'
    : all.some(({ lift }) => lift !== null && lift < 0)
      ? 'largest loss first'
      : 'smallest gain first'
  const head = html`<tr><th scope="col">${what}</th><th scope="col" class="plot"><span class="unseen">plot</span></th><th scope="col" class="num">${metric}</th>${compared && html`<th scope="col" class="num">baseline</th><th scope="col" class="num">lift</th>`}${counts.map(([title]) => html`<th scope="col" class="num">${title}</th>`)}<th scope="col" class="num">n</th></tr>`
  const row = (loss: Loss, i: number) => html`<tr>
<th scope="row">${lossName(loss)}</th><td class="plot" data-loss="${s}-${what}-${i}"></td>
<td class="num"><b>${value(loss.candidate, metric)}</b></td>
${compared && html`<td class="num">${value(loss.reference, metric)}</td><td class="num ${sign(loss.lift)}">${loss.lift === null ? '–' : unbroken(change(loss.lift, metric))}</td>`}
${counts.map(([, of]) => html`<td class="num">${count(of(loss))}</td>`)}<td class="num">${loss.n}</td></tr>`
  const table = (rows: readonly Content[], label: string) =>
    html`<div class="scroll" tabindex="0" role="group" aria-label="${label}"><table class="losses"><thead>${head}</thead><tbody>${rows}</tbody></table></div>`
  const rows = all.map(row)
  const rest = rows.slice(OPEN)
  return html`<section class="part"><h3>${title} <span class="quiet">by ${metric}, ${order}</span></h3>
${table(rows.slice(0, OPEN), title)}
${rest.length > 0 && html`<details><summary>${rest.length} more</summary>${table(rest, `More ${title.toLowerCase()}`)}</details>`}
</section>`
}

export function lossName({ class: cls, slice }: Pick<Loss, 'class' | 'slice'>): Content {
  if (cls !== null) return name(cls)
  return Object.entries(slice ?? {}).map(([field, value]) => name(`${field} = ${value}`))
}

function confusions({ losses: { confusions }, systems }: Suite): Markup | undefined {
  if (confusions.length === 0) return undefined
  const compared = systems.length > 1
  const rows = confusions.slice(0, CONFUSIONS)
  const rest = confusions.length - rows.length
  return html`<section class="part"><h3>${compared ? 'Confusions that grew' : 'Confusions'}</h3>
<div class="scroll" tabindex="0" role="group" aria-label="Confusions"><table>
<thead><tr><th scope="col">expected</th><th scope="col">answered</th>${compared && html`<th scope="col" class="num">baseline</th>`}<th scope="col" class="num">candidate</th></tr></thead>
<tbody>${rows.map(({ expected, answered, candidate, reference }) => html`<tr><td>${name(expected)}</td><td>${name(answered)}</td>${compared && html`<td class="num">${count(reference)}</td>`}<td class="num"><b>${candidate}</b></td></tr>`)}</tbody></table></div>
${rest > 0 && html`<p class="more">… ${rest} more: see report.json.</p>`}</section>`
}
