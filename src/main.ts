/** The Action: inputs → the journey → what is published → the conclusion. It exits with 0 after a pass only. */
import { notice } from '@actions/core'
import { endedReport, evaluate, type World } from './evaluate'
import { Stop } from './problems'
import { conclude } from './publish/conclusion'
import { inert, printStack } from './publish/log'
import { publish } from './publish/publish'
import { reason } from './publish/publisher'
import { bundleSha256 } from './read/bundle'
import { checkedOutWorld } from './read/checked-out'
import { companionWorld } from './read/companion'
import { type Reached, reach } from './read/reach'
import { commentingOn, type Run, readRun } from './read/run'
import { scratchFolder } from './read/scratch'
import type { Report } from './report/report'

process.exitCode = 1
main().catch(printStack)

async function main(): Promise<void> {
  let run = await readRun()
  const tell = (change: (run: Run) => Run) => {
    run = change(run)
  }
  const report = await judge(run, tell).catch(ended)
  if (report === undefined) {
    process.exitCode = 0
    return
  }
  conclude(await publish(report, run).catch(fault => publish(ended(fault), run)))
}

/** Undefined where there is nothing to judge and nobody waits for a verdict. `tell` hears what GitHub tells of the run. */
async function judge(run: Run, tell: (change: (run: Run) => Run) => void): Promise<Report | undefined> {
  const { inputs, problems, workspace: root, api: url, ask, job } = run
  problems.stop()
  const scratch = scratchFolder()
  try {
    const named = [inputs.commitStatus, inputs.checkRun].filter(name => name !== undefined)
    const reached = await reach(
      run.occasion,
      {
        root,
        token: inputs.token,
        url,
        ask,
        artifact: inputs.artifact,
        checks: { job, run: inputs.checkRunId, named },
        scratch,
        found: pull => tell(one => commentingOn(pull, one)),
      },
      problems,
    )
    if (reached?.kind === 'idle') {
      notice(inert(`Nothing to judge: ${reached.why}.`))
      return undefined
    }
    if (reached?.kind === 'followed') return await followed(reached, run)
    const base = reached?.kind === 'checkout' ? reached : undefined
    tell(one => ({ ...one, head: base?.base.pull?.head }))
    const world = await checkedOutWorld(root, base, scratch, inputs, problems)
    return await evaluate(completed(world, run))
  } finally {
    scratch.remove()
  }
}

async function followed(reached: Extract<Reached, { kind: 'followed' }>, run: Run): Promise<Report> {
  const { specs, unregistered } = run.inputs
  try {
    const world = await companionWorld({ ...reached, unregistered }, specs, run.problems)
    run.problems.stop()
    return await evaluate(completed(world, run))
  } finally {
    reached.left.close()
  }
}

/** What the run brings besides the files. */
function completed(
  files: Omit<World, 'date' | 'goldbar_sha256'>,
  { inputs: { candidate }, date, problems }: Run,
): World {
  const world = { ...files, date, browse: true, goldbar_sha256: bundleSha256() }
  if (candidate === undefined) return world
  if (world.specs.length > 1) problems.add('input.candidate', {}, { count: world.specs.length })
  problems.stop()
  return { ...world, candidate }
}

/** A fault of ours goes into the log whole; the report says it in a sentence. */
function ended(fault: unknown): Report {
  if (!(fault instanceof Stop)) printStack(fault)
  return endedReport(fault, reason, bundleSha256())
}
