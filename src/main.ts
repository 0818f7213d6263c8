/** The Action: inputs → the journey → what is published → the conclusion. It exits with 0 after a pass only. */
import { notice } from '@actions/core'
import { endedReport, evaluate } from './evaluate'
import { Stop } from './problems'
import { conclude } from './publish/conclusion'
import { inert, printStack } from './publish/log'
import { publish } from './publish/publish'
import { reason } from './publish/publisher'
import { bundleSha256 } from './read/bundle'
import { type Reached, reach } from './read/reach'
import { registeredAt } from './read/registered'
import { type Run, readRun } from './read/run'
import { workspace } from './read/sources'
import type { Report } from './report/report'

process.exitCode = 1
main().catch(printStack)

async function main(): Promise<void> {
  const run = await readRun()
  const judged = await judge(run).catch(fault => ({ report: ended(fault), head: undefined }))
  if (judged === undefined) {
    process.exitCode = 0
    return
  }
  const at = { ...run, head: judged.head }
  conclude(await publish(judged.report, at).catch(fault => publish(ended(fault), at)))
}

interface Judged {
  readonly report: Report
  /** of the pull request, as GitHub told it */
  readonly head: string | undefined
}

/** Undefined where there is nothing to judge and nobody waits for a verdict. */
async function judge(run: Run): Promise<Judged | undefined> {
  const { inputs, problems, workspace: root, api: url, ask } = run
  problems.stop()
  const named = [inputs.commitStatus, inputs.checkRun].filter(name => name !== undefined)
  const checks = { job: run.job, run: inputs.checkRunId, named }
  const reached = await reach(run.occasion, { root, token: inputs.token, url, ask, checks }, problems)
  if (reached?.base.kind === 'idle') {
    notice(inert(`Nothing to judge: ${reached.base.why}.`))
    return undefined
  }
  const head = reached?.base.kind === 'commit' ? reached.base.pull?.head : undefined
  return { report: await judgeBy(reached, run).catch(ended), head }
}

async function judgeBy(
  reached: Reached | undefined,
  { inputs, problems, date, workspace: root }: Run,
): Promise<Report> {
  const { specs: find, open } = workspace(root, problems)
  const found = await find(inputs.specs)
  const candidate = inputs.candidate === undefined ? {} : { candidate: inputs.candidate }
  if (inputs.candidate !== undefined && found.specs.length > 1)
    problems.add('input.candidate', {}, { count: found.specs.length })
  problems.stop()
  const world = { ...found, ...candidate, open, date, goldbar_sha256: bundleSha256() }
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
  return endedReport(fault, reason, bundleSha256())
}
