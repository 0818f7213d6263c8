/** Runs in the browser, in report.html: plots what the page tells, and lets its examples be browsed. */

import type { Browsed } from '../../report'
import type { PageData } from '../data'
import { read } from './block'
import { exampleBrowser, type Narrow } from './examples'
import { heatMaps } from './heat-map'
import { intervalPlots } from './interval-plot'
import { lossBars } from './loss-bars'
import { openForPrint, themeButton } from './page'
import { reliability } from './reliability'

/** Of each suite that has one. */
const browsers: Narrow[] = []

themeButton()
openForPrint()
void read<PageData>('data').then(({ suites }) => {
  plot(suites)
  return browse(suites)
})

function plot(suites: PageData['suites']): void {
  for (const [s, suite] of suites.entries()) {
    intervalPlots(suite.gates, index => document.querySelector(`[data-gate="${s}-${index}"]`))
    const charts = document.getElementById(`charts-${s}`)
    if (charts) {
      heatMaps(charts, suite, () => browsers[s])
      reliability(charts, suite)
    }
    for (const what of ['class', 'slice'] as const) {
      const losses = what === 'class' ? suite.classes : suite.slices
      lossBars(losses, index => document.querySelector(`[data-loss="${s}-${what}-${index}"]`))
    }
  }
}

/** After the rest is drawn, for it may be much. */
async function browse(suites: PageData['suites']): Promise<void> {
  for (const [s, suite] of suites.entries()) {
    const place = document.getElementById(`examples-of-${s}`)
    if (!place || !suite.browsed) continue
    const lists = await read<Browsed[]>(`examples-${s}`)
    browsers[s] = exampleBrowser(
      place,
      lists.filter(({ examples }) => examples.length > 0),
      suite,
      s,
    )
  }
}
