/** The step's own end, which is the check. */
import { setFailed } from '@actions/core'
import { shownAs } from '../gates'
import type { Report } from '../report/report'
import { inert } from './log'

/** Only a pass succeeds. */
export function conclude(report: Report): void {
  if (report.verdict === 'pass') process.exitCode = 0
  else setFailed(inert(sentence(report)))
}

/** The verdict and what it was counted from, with no text of others in it. */
export function sentence(report: Report): string {
  const gates = report.suites.flatMap(suite => suite.gates).filter(gate => gate.level === 'blocking')
  const problems = [report, ...report.suites].flatMap(part => part.problems)
  const errors = problems.filter(each => each.severity === 'error').reduce((sum, each) => sum + each.count, 0)
  const counts = OUTCOMES.map(([outcome, words]) => {
    const count = gates.filter(gate => shownAs(gate) === outcome).length
    return count > 0 ? `${count} ${words}` : ''
  }).filter(words => words !== '')
  const parts = [
    errors > 0 ? `${errors} ${errors === 1 ? 'problem' : 'problems'} to mend first` : '',
    counts.length > 0 ? `blocking gates: ${counts.join(', ')}` : 'no gate was judged',
  ].filter(words => words !== '')
  return `The verdict is ${report.verdict} (${parts.join('; ')}).`
}

const OUTCOMES = [
  ['fail', 'failed'],
  ['error', 'without a value'],
  ['inconclusive', 'inconclusive'],
  ['too_small', 'too small to judge'],
  ['waived', 'waived'],
  ['pass', 'passed'],
] as const
