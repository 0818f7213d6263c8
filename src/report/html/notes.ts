/** Problems to mend first, and what must be known of the data to judge the numbers. */
import type { Problem } from '../../problems'
import { contamination } from '../markdown/contamination'
import { looks } from '../markdown/looks'
import { notes as dataNotes, where } from '../markdown/notes'
import type { Suite } from '../report'
import { html, type Markup } from './markup'
import { section } from './section'
import { name, plain } from './words'

/** In a list; report.json has all. */
const MOST = 200

export function problems(
  all: readonly Problem[],
  severity: Problem['severity'],
  title: string,
): Markup | undefined {
  const told = all.filter(problem => problem.severity === severity)
  if (told.length === 0) return undefined
  const rest = told.length - MOST
  return html`<section class="problems ${severity}"><h2>${title}</h2><ul>${told.slice(0, MOST).map(problemItem)}</ul>
${rest > 0 && html`<p class="more">… ${rest} more: see report.json.</p>`}</section>`
}

function problemItem(problem: Problem): Markup {
  const { id, code, message } = problem
  return html`<li><span class="quiet">${plain(where(problem))}</span>${plain(message)}${id !== null && html` (example ${name(id)})`} <span class="code">${code}</span></li>`
}

export function notes(suite: Suite, s: number): Markup | undefined {
  const told = [...contamination(suite), ...looks(suite), ...dataNotes(suite)]
  if (told.length === 0) return undefined
  return html`<section><h2 id="notes-${s}">Notes</h2>${told.map(section)}</section>`
}
