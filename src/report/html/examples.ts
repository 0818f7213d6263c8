/** The data of the example browser, and the first examples as text for who prints the page or runs no script. */
import { newlyWrong, stillWrong } from '../markdown/examples'
import type { Suite } from '../report'
import { blockOf } from './data'
import { html, type Markup } from './markup'
import { section } from './section'

export function examples(suite: Suite, s: number): Markup | undefined {
  const { browsed = [], regressions, losses } = suite
  if (regressions.length === 0 && losses.examples.length === 0) return undefined
  const first = [...newlyWrong(suite), ...stillWrong(suite).filter(({ foot }) => foot === undefined)]
  return html`<section class="examples" id="examples-of-${s}">
<div class="first"><h2>Examples</h2>${first.map(section)}</div>
${browsed.some(({ examples }) => examples.length > 0) && blockOf(`examples-${s}`, browsed)}</section>`
}
