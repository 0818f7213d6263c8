/**
 * report.html: the whole report in one file that opens anywhere and asks nothing of any network. What is text is here;
 * the page's script, which is not of this run, adds the plots and the example browser.
 */
import { blockOf, dataOf } from './html/data'
import { metrics, reproduce } from './html/details'
import { examples } from './html/examples'
import { gates } from './html/gates'
import { grid } from './html/grid'
import { losses } from './html/losses'
import { html, type Markup } from './html/markup'
import { notes, problems } from './html/notes'
import { registration } from './html/registration'
import { section } from './html/section'
import { suiteHead, title, verdict } from './html/verdict'
import { worstFirst } from './markdown'
import { waivers } from './markdown/waivers'
import type { Report, Suite } from './report'

/** `page` is dist/report.html: styles, script, and places for title and content. */
export function renderHtml(given: Report, page: string): string {
  const suites = worstFirst(given)
  const report = { ...given, suites }
  const content = html`${verdict(report)}
<main id="main">
${problems(report.problems, 'error', 'Problems')}${problems(report.problems, 'note', 'Notes on the run')}
${suites.map((suite, s) => suiteOf(suite, s, suites.length > 1))}
</main>
<footer class="quiet">Goldbar ${report.goldbar}. The numbers are those of report.json beside this file.</footer>
${blockOf('data', dataOf(report))}`
  const [head, middle, end, ...more] = page.split(/<!--(?:title|content)-->/u)
  if (end === undefined || more.length > 0) throw new Error('report.html has no places for title and content')
  return [head, html`Goldbar: ${report.verdict}, ${title(report)}`.text, middle, content.text, end].join('')
}

function suiteOf(suite: Suite, s: number, several: boolean): Markup {
  return html`<article id="suite-${s}" class="suite">${suiteHead(suite, several)}
${problems(suite.problems, 'error', 'Problems to mend first')}
${gates(suite, s)}
${registration(suite, s)}
${waivers(suite).map(section)}
${losses(suite, s)}
${examples(suite, s)}
${grid(suite, s)}
<div id="charts-${s}"></div>
${metrics(suite, s)}
${notes(suite, s)}
${reproduce(suite, s)}
</article>`
}
