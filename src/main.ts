/** The Action: inputs → the journey → what is published → the conclusion. It exits with 0 after a pass only. */
import { evaluate } from './evaluate'
import { problem, Stop } from './problems'
import { conclude } from './publish/conclusion'
import { printStack } from './publish/log'
import { publish } from './publish/publish'
import { reason } from './publish/publisher'
import { type Run, readRun } from './read/run'
import { workspace } from './read/sources'
import type { Report } from './report/report'
import { VERSION } from './version'

process.exitCode = 1
main().catch(printStack)

async function main(): Promise<void> {
  const run = readRun()
  const report = await judge(run).catch(ended)
  conclude(await publish(report, run).catch(fault => publish(ended(fault), run)))
}

async function judge({ inputs, problems, workspace: root }: Run): Promise<Report> {
  problems.stop()
  const { specs: find, open } = workspace(root)
  const found = await find(inputs.specs)
  if (inputs.candidate === undefined) return evaluate({ ...found, open })
  if (found.specs.length > 1) problems.add('input.candidate', {}, { count: found.specs.length })
  problems.stop()
  return evaluate({ ...found, open, candidate: inputs.candidate })
}

/** The report of a run that could not go on: what the user can mend, or a fault of ours. */
function ended(fault: unknown): Report {
  const mend = fault instanceof Stop
  if (!mend) printStack(fault)
  const problems = mend ? fault.problems : [problem('goldbar.bug', {}, { why: reason(fault) })]
  return { version: 1, goldbar: VERSION, verdict: 'error', problems, suites: [] }
}
