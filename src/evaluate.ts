/** The journey on one page: specs and row sources → Report. */
import { RANK } from './gates'
import { type Problems, problem, Stop } from './problems'
import { type Registered, registeredSuites } from './registration'
import type { Report, Suite } from './report/report'
import { evaluateSuite, type SpecFile, type SuiteWorld } from './suite'
import { VERSION } from './version'

/** What the journey needs from outside; the Action and the command line bring it. */
export interface World extends SuiteWorld {
  /** the specs to judge, as this change has them */
  readonly specs: readonly SpecFile[]
  /** problems met while finding the specs */
  readonly problems: Problems
  /** the bar as it is registered; absent where there is no base to read it from */
  readonly registered?: Registered
  /** of the file that runs */
  readonly goldbar_sha256?: string | null
  /** specs of the base that this change took away */
  readonly gone?: readonly SpecFile[]
}

export async function evaluate(world: World): Promise<Report> {
  const { specs, gone = [], problems: found, registered } = world
  const suites: Suite[] = registered ? await registeredSuites(specs, gone, world, registered) : []
  if (!registered) for (const spec of specs) suites.push(await evaluateSuite(spec, world, false))
  const problems = found.list()
  const worst = RANK.find(verdict => suites.some(suite => suite.verdict === verdict)) ?? 'error'
  return {
    version: 1,
    goldbar: VERSION,
    goldbar_sha256: world.goldbar_sha256 ?? null,
    verdict: found.blocking ? 'error' : worst,
    problems,
    suites,
  }
}

/** The report of a run that could not go on: what the user can mend, or a fault of ours, told by `why`. */
export function endedReport(
  fault: unknown,
  why: (fault: unknown) => string,
  goldbar_sha256: string | null,
): Report {
  const problems = fault instanceof Stop ? fault.problems : [problem('goldbar.bug', {}, { why: why(fault) })]
  return { version: 1, goldbar: VERSION, goldbar_sha256, verdict: 'error', problems, suites: [] }
}
