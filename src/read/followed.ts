/** What a run that ours followed was of: a commit of GitHub's that is checked out nowhere here, and is read as data. */
import type { CommitBase, Reach } from './base'
import { objectOf, reader } from './base'
import { difference } from './changes'
import type { Commit, Tree } from './github'
import type { Occasion } from './occasion'
import { refused } from './patience'
import { fieldsOf } from './payload'

/** The run before this one, as the event tells it. */
export interface Followed {
  readonly run: number
  /** milliseconds since 1970, of its last attempt; undefined where the event does not say */
  readonly started: number | undefined
  readonly sha: string
  /** where its workflow lies in the repository */
  readonly workflow: string | undefined
}

/** Undefined where the event is not what GitHub describes. */
export function followedRun({ payload }: Pick<Occasion, 'payload'>): Followed | undefined {
  const fields = fieldsOf(payload)
  const run = fields.number('workflow_run.id')
  const sha = fields.sha('workflow_run.head_sha')
  if (run === undefined || sha === undefined) return undefined
  const started = Date.parse(fields.text('workflow_run.run_started_at') ?? '')
  return {
    run,
    sha,
    started: Number.isNaN(started) ? undefined : started,
    workflow: fields.text('workflow_run.path')?.replace(/@.*$/, ''),
  }
}

/** The change's own version of everything. */
export interface Change {
  readonly sha: string
  readonly tree: Tree
  readonly read: CommitBase['read']
  /** every path whose content or mode it changes */
  readonly paths: readonly string[]
}

/** Files of a change that are read; nobody's spec names more. */
const MOST = 50

/**
 * Of a pull request it is what GitHub's test merge does to its first parent, or else what the head does since it left the
 * base's branch. A text says why there is no telling.
 */
export async function changeOf(base: CommitBase, head: string, reach: Reach): Promise<Change | string> {
  const ends = await endsOf(base, head, reach)
  if (typeof ends === 'string') return ends
  const [from, to] = ends
  const paths = await difference(from, to, reach)
  if (typeof paths === 'string') return paths
  const tree = await reach.api?.tree(to.tree)
  if (tree === undefined || refused(tree)) return tree?.why ?? 'there is no token to ask GitHub with'
  const read = reader(to.sha, reach, to.tree)
  let left = MOST
  return {
    sha: to.sha,
    tree,
    paths,
    async read(path, has) {
      const known = await read(path, () => true)
      if (known.kind !== 'same' || (await has?.(known.blob))) return known
      if (left === 0) return { kind: 'unreadable', why: `more than ${MOST} files of one change are not read` }
      left--
      return read(path)
    },
  }
}

/** Two commits between which the change lies. */
async function endsOf(
  base: CommitBase,
  head: string,
  reach: Reach,
): Promise<readonly [Commit, Commit] | string> {
  const { pull } = base
  const merge = pull?.merge === undefined ? undefined : await objectOf(pull.merge, reach)
  if (merge !== undefined && typeof merge !== 'string' && merge.parents[1] === head && !merge.parents[2]) {
    const first = merge.parents[0]!
    const from = first === base.sha ? base : await objectOf(first, reach)
    return typeof from === 'string' ? from : [from, merge]
  }
  const to = head === base.sha ? base : await objectOf(head, reach)
  if (typeof to === 'string') return to
  if (pull === undefined) return [base, to]
  const parted = await reach.api?.mergeBase(base.sha, head)
  if (parted === undefined || refused(parted)) return parted?.why ?? 'there is no token to ask GitHub with'
  return [parted, to]
}
