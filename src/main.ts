/** The Action: inputs → the journey → what is published → the conclusion. It exits with 0 after a pass only. */

import { notice } from '@actions/core'
import { endedReport, evaluate, type World } from './evaluate'
import { Stop } from './problems'
import { conclude } from './publish/conclusion'
import { inert, printStack } from './publish/log'
import { publish } from './publish/publish'
import { reason } from './publish/publisher'
import { checkedOutWorld } from './read/checked-out'
import { companionWorld } from './read/companion'
import type { Pull } from './read/github'
import { readOccasion } from './read/occasion'
import { type Reached, reach } from './read/reach'
import { commentingOn, type Run, readRun } from './read/run'
import { scratchFolder } from './read/scratch'
import type { Report } from './report/report'

process.exitCode = 1
main().catch(printStack)

async function main(): Promise<void> {
  let run = readRun()
  const found = ({ number }: Pull) => {
    run = commentingOn(number, run)
  }
  const report = await judge(run, found).catch(ended)
  if (report === undefined) {
    process.exitCode = 0
    return
  }
  conclude(await publish(report, run).catch(fault => publish(ended(fault), run)))
}

/** Undefined where there is nothing to judge and nobody waits for a verdict. */
async function judge(run: Run, found: (pull: Pull) => void): Promise<Report | undefined> {
  const { inputs, problems, workspace: root, api: url } = run
  problems.stop()
  const occasion = await readOccasion()
  const scratch = scratchFolder()
  try {
    const asking = { root, token: inputs.token, url, artifact: inputs.artifact, scratch, found }
    const reached = await reach(occasion, asking, problems)
    if (reached?.kind === 'idle') {
      notice(inert(`Nothing to judge: ${reached.why}.`))
      return undefined
    }
    if (reached?.kind === 'followed') return await followed(reached, run)
    const base = reached?.kind === 'checkout' ? reached : undefined
    return await evaluate(withCandidate(await checkedOutWorld(root, base, scratch, inputs, problems), run))
  } finally {
    scratch.remove()
  }
}

async function followed(reached: Extract<Reached, { kind: 'followed' }>, run: Run): Promise<Report> {
  const { specs, unregistered } = run.inputs
  try {
    const world = await companionWorld({ ...reached, unregistered }, specs, run.problems)
    run.problems.stop()
    return await evaluate(withCandidate(world, run))
  } finally {
    reached.left.close()
  }
}

function withCandidate(world: World, { inputs: { candidate }, problems }: Run): World {
  if (candidate === undefined) return world
  if (world.specs.length > 1) problems.add('input.candidate', {}, { count: world.specs.length })
  problems.stop()
  return { ...world, candidate }
}

/** A fault of ours goes into the log whole; the report says it in a sentence. */
function ended(fault: unknown): Report {
  if (!(fault instanceof Stop)) printStack(fault)
  return endedReport(fault, reason)
}
