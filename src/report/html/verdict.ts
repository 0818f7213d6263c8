/** The head of the page: the verdict, what decided it, and where its parts stand. */
import { comesTo } from '../../gates'
import { reason } from '../markdown'
import { OUTCOMES } from '../markdown/cells'
import type { Report, Suite } from '../report'
import { html, type Markup } from './markup'
import { name, plain, plural, sentence } from './words'

export function verdict(report: Report): Markup {
  const { verdict, suites } = report
  return html`<header class="verdict ${verdict}">
<h1><span class="word">${WORDS[verdict]}</span> <span class="title">${title(report)}</span></h1>
<p class="reason">${sentence(reason(report))}</p>
${suites.length > 1 && overview(suites)}
</header>`
}

const WORDS = { pass: 'Pass', fail: 'Fail', inconclusive: 'Inconclusive', error: 'Error' } as const

/** Of the page, in text. */
export function title({ suites }: Report): string {
  const [first] = suites
  return suites.length === 1 ? plain(first!.name) : plural(suites.length, 'suite')
}

function overview(suites: readonly Suite[]): Markup {
  return html`<nav aria-label="Suites"><ol class="suites">${suites.map(
    (suite, i) =>
      html`<li><a href="#suite-${i}"><span class="outcome ${suite.verdict}">${OUTCOMES[suite.verdict]}</span> ${plain(suite.name)}</a> <span class="quiet">${counts(suite)}</span></li>`,
  )}</ol></nav>`
}

function counts({ gates, regressions }: Suite): string {
  const blocking = gates.filter(({ level }) => level === 'blocking')
  const met = blocking.filter(gate => comesTo(gate) === 'pass').length
  const lost = regressions[0] ? `, ${regressions[0].count} newly wrong` : ''
  return blocking.length === 0 ? '' : `${met} of ${plural(blocking.length, 'gate')} met${lost}`
}

/** Name, task and size of one suite. */
export function suiteHead(
  { name: given, task, gold, systems, spec, verdict }: Suite,
  several: boolean,
): Markup {
  const [candidate, primary] = systems
  return html`<div class="suite-head">
${several && html`<h2><span class="outcome ${verdict}">${OUTCOMES[verdict]}</span> ${plain(given)}</h2>`}
<dl class="facts">
${task !== '' && html`<div><dt>task</dt><dd>${task}</dd></div>`}
${gold.rows > 0 && html`<div><dt>gold examples</dt><dd>${gold.rows}</dd></div>`}
${candidate && html`<div><dt>baseline</dt><dd>${primary ? name(primary.name) : 'none'}</dd></div>`}
<div><dt>spec</dt><dd>${name(spec.path)}</dd></div>
</dl></div>`
}
