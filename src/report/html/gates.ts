/** The gates, failing ones first, each with a place for the plot of its value against the bar. */
import { shownAs } from '../../gates'
import { number } from '../../text/numbers'
import { changeRange, count, OUTCOMES, range, unbroken, value } from '../markdown/cells'
import { families } from '../markdown/families'
import { failingFirst, gateWords, hasValue, sentences, sureness, told } from '../markdown/gates'
import type { GateResult, Suite } from '../report'
import { html, type Markup } from './markup'
import { section } from './section'
import { name, plain, plural, sentence } from './words'

/** More gates that are met than these are folded away. */
const OPEN = 12

export function gates(suite: Suite, s: number): Markup | undefined {
  const { confidence, systems } = suite
  const sorted = failingFirst(suite).map((gate, i) => ({ gate, i }))
  const [unmet, met] = [false, true].map(is => sorted.filter(({ gate }) => isMet(gate) === is)) as [
    Row[],
    Row[],
  ]
  if (sorted.length === 0) return undefined
  const table = (rows: Row[], caption: string) => gateTable(rows, caption, suite, s)
  return html`<section><h2 id="gates-${s}">Gates</h2>
${unmet.length > 0 && table(unmet, 'Gates that are not met')}
${[...sentences(unmet.map(({ gate }) => gate)), ...families(suite)].map(section)}
${met.length > 0 && (met.length > OPEN ? html`<details${unmet.length === 0 && html` open`}><summary>${plural(met.length, 'gate')} met</summary>${table(met, 'Gates that are met')}</details>` : table(met, 'Gates that are met'))}
<p class="quiet key"><span class="key-mark"></span> ${number(confidence * 100)} % interval. Lift is signed so that + is better.${systems.length > 1 && ' A hollow mark is the baseline.'}</p>
</section>`
}

interface Row {
  readonly gate: GateResult
  /** in the order of `failingFirst`: by this the page's script knows it */
  readonly i: number
}

function isMet(gate: GateResult): boolean {
  return gate.outcome === 'pass' || gate.outcome === 'too_small'
}

function gateTable(rows: readonly Row[], caption: string, { systems }: Suite, s: number): Markup {
  const [, primary] = systems
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table class="gates">
<caption class="unseen">${caption}</caption>
<thead><tr><th scope="col">outcome</th><th scope="col">gate</th><th scope="col">bar</th><th scope="col" class="plot"><span class="unseen">plot</span></th><th scope="col" class="num">candidate</th>${primary && html`<th scope="col" class="num">${primary.name === 'base' || primary.name === 'baseline' ? 'baseline' : name(primary.name)}</th><th scope="col" class="num">lift</th>`}<th scope="col" class="num">n</th></tr></thead>
<tbody>${rows.map(({ gate, i }) => gateRow(gate, `${s}-${i}`, primary?.name))}</tbody></table></div>`
}

function gateRow(gate: GateResult, key: string, primary: string | undefined): Markup {
  const { id, metric, level, interval, reference, n } = gate
  const { bars, candidate, lift } = gateWords(gate, primary)
  const outcome = shownAs(gate)
  const advisory = level === 'advisory' ? ' advisory' : ''
  const judged = hasValue(gate)
  return html`<tr class="gate ${outcome}${advisory}">
<td><span class="outcome ${outcome}${advisory}">${OUTCOMES[outcome]}${sureness(gate).map(word => `, ${word}`)}</span>${advisory && html` <span class="quiet">advisory</span>`}</td>
<th scope="row">${name(id)}${!judged && html`<span class="why">${plain(told(gate))}</span>`}</th>
<td class="bar">${sentence(bars)}</td>
<td class="plot" data-gate="${key}"></td>
<td class="num">${judged ? html`<b>${candidate}</b><span class="range">${range(interval, metric)}</span>` : '–'}</td>
${primary !== undefined && html`<td class="num">${value(reference, metric)}</td><td class="num ${sign(gate.lift)}">${unbroken(lift)}<span class="range">${changeRange(gate.lift_interval, metric)}</span></td>`}
<td class="num">${count(n)}</td></tr>`
}

export function sign(lift: number | null): string {
  return lift === null || Math.abs(lift) < 1e-9 ? '' : lift > 0 ? 'up' : 'down'
}
