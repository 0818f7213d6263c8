/** Runs in the browser, in report.html: plots what the page tells, and lets its examples be browsed. */
import type { PageData } from '../data'
import { read } from './block'
import { intervalPlots } from './interval-plot'
import { lossBars } from './loss-bars'
import { openForPrint, themeButton } from './page'

themeButton()
openForPrint()
void read<PageData>('data').then(plot)

function plot({ suites }: PageData): void {
  for (const [s, suite] of suites.entries()) {
    intervalPlots(suite.gates, index => document.querySelector(`[data-gate="${s}-${index}"]`))
    for (const what of ['class', 'slice'] as const) {
      const losses = what === 'class' ? suite.classes : suite.slices
      lossBars(losses, index => document.querySelector(`[data-loss="${s}-${what}-${index}"]`))
    }
  }
}
