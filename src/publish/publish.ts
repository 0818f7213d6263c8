/** Shows a report on all surfaces. */
import { notice } from '@actions/core'
import type { Run } from '../read/run'
import type { Report } from '../report/report'
import { annotations, cut, LENGTH } from './annotations'
import { checkRun } from './check-run'
import { commentOn, counted } from './comment'
import { commitStatus } from './commit-status'
import { files } from './files'
import { inert } from './log'
import { outputs } from './outputs'
import type { Made, Publisher } from './publisher'
import { addToSummary, summary } from './summary'
import { readThread } from './thread'

/** Returns the report that was shown. Doing it again replaces what was shown before. */
export async function publish(given: Report, run: Run): Promise<Report> {
  const thread = await readThread(run)
  let report = counted(given, thread, run)
  let made: Made = {}
  const notes = new Set<string>()
  const lines: string[] = []

  async function show(publishers: readonly Publisher[]): Promise<void> {
    for (const publisher of publishers) {
      const published = await publisher.publish(report, run, made)
      made = { ...made, ...published.made }
      report = published.report ?? report
      for (const note of published.notes) notes.add(note)
      if (published.lines !== undefined) lines.push(published.lines)
    }
  }

  // In this order: what cannot be refused comes before the comment, which can; and what a rule may require comes when
  // nothing else can fail.
  await show([files, summary, annotations])
  const before = told(report)
  await show([commentOn(thread)])
  // The comment counts the looks, so that only now it is known whether this one counts.
  if (told(report) !== before) await show([files, summary])
  await show([outputs, checkRun, commitStatus])
  for (const each of lines) await addToSummary(run, each)
  // Notices, for warnings are few (ten a step) and belong to the gates.
  for (const note of notes) notice(cut(inert(note), LENGTH), { title: 'Goldbar' })
  return report
}

/** What is said of the looks. */
function told({ suites }: Report): string {
  return JSON.stringify(suites.map(({ looks, problems }) => [looks, problems.length]))
}
