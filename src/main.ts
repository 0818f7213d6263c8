/** The Action: inputs → the journey → what is published → the conclusion. It exits with 0 after a pass only. */
import { endedReport, evaluate } from './evaluate'
import { Stop } from './problems'
import { conclude } from './publish/conclusion'
import { printStack } from './publish/log'
import { publish } from './publish/publish'
import { reason } from './publish/publisher'
import { type Run, readRun } from './read/run'
import { workspace } from './read/sources'
import type { Report } from './report/report'

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

/** A fault of ours goes into the log whole; the report says it in a sentence. */
function ended(fault: unknown): Report {
  if (!(fault instanceof Stop)) printStack(fault)
  return endedReport(fault, reason)
}
