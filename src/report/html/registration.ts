/** Whose bar it was, and what this change does to it. */
import type { Change } from '../../spec/changes'
import { barSentence } from '../bar-sentence'
import { MARKS, plannedGates, rowsOf, workspaceFiles } from '../markdown/registration'
import type { Suite } from '../report'
import { html, type Markup } from './markup'
import { section } from './section'
import { name, plain, sentence } from './words'

export function registration(suite: Suite, s: number): Markup | undefined {
  const { state, changes, files } = suite.registration
  const words = barSentence(suite, MARKS)
  if (words === undefined) return undefined
  const made = state === 'no_base' ? [] : workspaceFiles(suite)
  return html`<section class="registration ${state}"><h2 id="bar-${s}">The bar</h2>
<p>${sentence(words)}</p>
${changes.length > 0 && changeTable(changes)}
${[...plannedGates(suite), ...files.flatMap(rowsOf), ...made].map(section)}
</section>`
}

function changeTable(changes: readonly Change[]): Markup {
  const loosened = changes.filter(({ kind }) => kind === 'loosened').length
  const value = (text: string | null) => (text === null ? '–' : name(text))
  return html`<h3>What this change does to it <span class="quiet">${loosened} of ${changes.length} ${loosened === 1 ? 'loosens' : 'loosen'}</span></h3>
<div class="scroll" tabindex="0" role="group" aria-label="Changes of the bar"><table>
<thead><tr><th scope="col">change</th><th scope="col">key</th><th scope="col">from</th><th scope="col">to</th><th scope="col">meaning</th></tr></thead>
<tbody>${changes.map(({ key, kind, from, to, words }) => html`<tr><td><span class="outcome ${KINDS[kind]}">${kind}</span></td><th scope="row">${name(key)}</th><td>${value(from)}</td><td>${value(to)}</td><td>${plain(words)}</td></tr>`)}</tbody></table></div>`
}

/** The colours of outcomes. */
const KINDS = { loosened: 'fail', tightened: 'pass', neutral: 'too_small' } as const
