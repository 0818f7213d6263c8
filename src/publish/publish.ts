/** Shows a report on all surfaces. */
import { notice } from '@actions/core'
import type { Run } from '../read/run'
import type { Report } from '../report/report'
import { annotations } from './annotations'
import { checkRun } from './check-run'
import { comment } from './comment'
import { commitStatus } from './commit-status'
import { files } from './files'
import { inert } from './log'
import { outputs } from './outputs'
import type { Made, Publisher } from './publisher'
import { summary } from './summary'

/**
 * In this order: what cannot be refused comes before the comment, which can; and what a rule may require comes when
 * nothing else can fail.
 */
const PUBLISHERS: readonly Publisher[] = [
  files,
  summary,
  annotations,
  comment,
  outputs,
  checkRun,
  commitStatus,
]

/** Returns the report that was shown. Doing it again replaces what was shown before. */
export async function publish(report: Report, run: Run): Promise<Report> {
  let made: Made = {}
  for (const publisher of PUBLISHERS) {
    const published = await publisher.publish(report, run, made)
    made = { ...made, ...published.made }
    // A notice, for warnings are few (ten a step) and belong to the gates.
    for (const note of published.notes) notice(inert(note), { title: 'Goldbar' })
  }
  return report
}
