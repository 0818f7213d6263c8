/** The verdict as a status of the commit, where one is asked for. It changes nothing of the verdict. */
import { refused } from '../read/patience'
import type { Verdict } from '../report/report'
import { type Mark, reachCommit, refusedMark } from './commit'
import { headline } from './plain'
import type { Publisher } from './publisher'

/** Characters of a description; GitHub refuses more. */
export const MOST = 140

const MARK: Mark = { what: 'commit status', permission: 'statuses' }

/** Never pending, which would be left behind. */
const STATES = {
  pass: 'success',
  fail: 'failure',
  inconclusive: 'failure',
  error: 'error',
} as const satisfies Record<Verdict, string>

export const commitStatus: Publisher = {
  name: 'commit status',
  async publish(report, run) {
    const context = run.inputs.commitStatus
    if (context === undefined) return { notes: [] }
    const commit = await reachCommit(MARK, run)
    if (typeof commit === 'string') return { notes: [commit] }
    const { owner, repo, sha, rest, ask } = commit
    const status = { state: STATES[report.verdict], description: headline(report, MOST), context }
    const page = run.page === undefined ? {} : { target_url: run.page }
    // one that is set twice is the same one
    const set = await ask(() => rest.repos.createCommitStatus({ owner, repo, sha, ...status, ...page }))
    return { notes: refused(set) ? [refusedMark(MARK, set)] : [] }
  },
}
