/** The Action: inputs → the journey → what is published → the conclusion. It exits with 0 after a pass only. */
import { notice } from '@actions/core'
import { endedReport, evaluate } from './evaluate'
import { Stop } from './problems'
import { conclude } from './publish/conclusion'
import { inert, printStack } from './publish/log'
import { publish } from './publish/publish'
import { reason } from './publish/publisher'
import { readOccasion } from './read/occasion'
import { reach } from './read/reach'
import { registeredAt } from './read/registered'
import { type Run, readRun } from './read/run'
import { workspace } from './read/sources'
import type { Report } from './report/report'

process.exitCode = 1
main().catch(printStack)

async function main(): Promise<void> {
  const run = readRun()
  const report = await judge(run).catch(ended)
  if (report === undefined) {
    process.exitCode = 0
    return
  }
  conclude(await publish(report, run).catch(fault => publish(ended(fault), run)))
}

/** Undefined where there is nothing to judge and nobody waits for a verdict. */
async function judge({ inputs, problems, workspace: root, api: url }: Run): Promise<Report | undefined> {
  problems.stop()
  const { specs: find, open } = workspace(root, problems)
  const occasion = await readOccasion()
  const reached = await reach(occasion, { root, token: inputs.token, url }, problems)
  if (reached?.base.kind === 'idle') {
    notice(inert(`Nothing to judge: ${reached.base.why}.`))
    return undefined
  }
  const found = await find(inputs.specs)
  const candidate = inputs.candidate === undefined ? {} : { candidate: inputs.candidate }
  if (inputs.candidate !== undefined && found.specs.length > 1)
    problems.add('input.candidate', {}, { count: found.specs.length })
  problems.stop()
  const world = { ...found, ...candidate, open, browse: true }
  if (reached?.base.kind !== 'commit') return evaluate(world)
  const registered = registeredAt({
    workspace: root,
    base: reached.base,
    open,
    unregistered: inputs.unregistered,
    changed: reached.changed,
    stale: reached.stale,
  })
  try {
    const gone = await registered.gone(inputs.specs, found.problems)
    return await evaluate({ ...world, registered, gone })
  } finally {
    registered.close()
  }
}

/** A fault of ours goes into the log whole; the report says it in a sentence. */
function ended(fault: unknown): Report {
  if (!(fault instanceof Stop)) printStack(fault)
  return endedReport(fault, reason)
}
