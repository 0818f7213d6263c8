/** The job summary, which GitHub drops whole when the step's file is over 1 MiB. */
import { appendFile, stat, truncate } from 'node:fs/promises'
import type { Run } from '../read/run'
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

/** Adds to what was written. Without room for it there are the notes, which say the same in a line. */
export async function addToSummary({ summary }: Run, lines: string): Promise<void> {
  if (summary === undefined) return
  const text = `\n${lines}\n`
  const { size } = await stat(summary.file).catch(() => ({ size: Number.POSITIVE_INFINITY }))
  if (size + Buffer.byteLength(text) <= WHOLE) await appendFile(summary.file, text).catch(() => {})
}

/** Bytes over which GitHub takes none of it. */
const WHOLE = 2 ** 20
