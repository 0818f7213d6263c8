/** The job summary, which GitHub drops whole when the step's file is over 1 MiB. */
import { appendFile, truncate } from 'node:fs/promises'
import { within } from './budget'
import { type Publisher, reason } from './publisher'

/** Bytes, with what the step's file held before. */
export const MOST = 1_000_000
/** Room under which there is no use in writing. */
const LEAST = 1_000

export const summary: Publisher = {
  name: 'summary',
  async publish(report, { summary }) {
    if (summary === undefined) return { notes: [] }
    const gap = summary.before > 0 ? '\n\n' : ''
    const bytes = MOST - summary.before - gap.length - 1
    if (bytes < LEAST)
      return { notes: ['The job summary has no room left; the report files hold the report.'] }
    const text = `${gap}${within(report, { units: Number.POSITIVE_INFINITY, bytes })}\n`
    try {
      await appendFile(summary.file, '')
      await truncate(summary.file, summary.before)
      await appendFile(summary.file, text)
    } catch (fault) {
      return { notes: [`The job summary could not be written: ${reason(fault)}.`] }
    }
    return { notes: [] }
  },
}
