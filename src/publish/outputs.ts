/** The Action's outputs: small, for data goes by file. */
import { setOutput } from '@actions/core'
import { comesTo, levelIn } from '../gates'
import type { Report } from '../report/report'
import { type Made, type Publisher, reason } from './publisher'

/** Every output; action.yml describes the same (a test compares). */
export const OUTPUTS = {
  verdict: report => report.verdict,
  passed: report => String(report.verdict === 'pass'),
  'failed-gates': report => String(unmet(report)),
  regressions: report => overSuites(report, 'count'),
  fixes: report => overSuites(report, 'fixes'),
  'report-json': (_, made) => made['report-json'] ?? '',
  'report-markdown': (_, made) => made['report-markdown'] ?? '',
  'report-html': (_, made) => made['report-html'] ?? '',
  statement: (_, made) => made.statement ?? '',
  'comment-url': (_, made) => made['comment-url'] ?? '',
} as const satisfies Record<string, (report: Report, made: Made) => string>

export const outputs: Publisher = {
  name: 'outputs',
  async publish(report, _, made) {
    const values = Object.entries(OUTPUTS).map(([name, value]) => [name, value(report, made)] as const)
    try {
      for (const [name, value] of values) setOutput(name, value)
    } catch (fault) {
      return { notes: [`The outputs could not be set: ${reason(fault)}.`] }
    }
    return { notes: [] }
  },
}

function unmet({ suites }: Report): number {
  const blocking = suites.flatMap(suite => suite.gates.filter(gate => levelIn(suite, gate) === 'blocking'))
  return blocking.map(comesTo).filter(one => one !== 'pass' && one !== 'too_small').length
}

/** Against each suite's primary baseline, its first; empty, not 0, where no suite has one. */
function overSuites({ suites }: Report, what: 'count' | 'fixes'): string {
  const primary = suites.flatMap(suite => suite.regressions.slice(0, 1))
  return primary.length === 0 ? '' : String(primary.reduce((sum, each) => sum + each[what], 0))
}
