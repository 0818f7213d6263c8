/** Shows a report on all surfaces. */
import { notice } from '@actions/core'
import type { Run } from '../read/run'
import type { Report } from '../report/report'
import { annotations, cut, LENGTH } from './annotations'
import { comment } from './comment'
import { files } from './files'
import { inert } from './log'
import { outputs } from './outputs'
import type { Made, Publisher } from './publisher'
import { summary } from './summary'

/** In this order: what cannot be refused comes before the comment, which can. */
const PUBLISHERS: readonly Publisher[] = [files, summary, annotations, comment, outputs]

/** Returns the report that was shown. Doing it again replaces what was shown before. */
export async function publish(report: Report, run: Run): Promise<Report> {
  let made: Made = {}
  for (const publisher of PUBLISHERS) {
    const published = await publisher.publish(report, run, made)
    made = { ...made, ...published.made }
    // A notice, for warnings are few (ten a step) and belong to the gates.
    for (const note of published.notes) notice(cut(inert(note), LENGTH), { title: 'Goldbar' })
  }
  return report
}
