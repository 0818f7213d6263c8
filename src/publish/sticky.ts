/**
 * Writes the one comment so that runs at the same time end in one: the oldest wins, and a younger one of ours is taken
 * away only after that one was written. A comment is never made blindly twice: after a lost answer we look first.
 */
import { type Refusal, refused } from '../read/patience'
import { type OwnComment, ownComments, type Place, told } from './own-comments'

/** What to do, given what stands there. */
export type Plan<More> = More &
  (Write | { readonly kind: 'leave'; readonly why: string } | { readonly kind: 'none' })

interface Write {
  readonly kind: 'write'
  /** take the place of the comment that stands there, rather than edit it */
  readonly anew: boolean
  /** the body, in a shorter form too; comments of ours up to `replaced` are taken the place of */
  text(replaced: number): { readonly body: string; readonly shorter: string }
}

export type Planner<More> = (own: readonly OwnComment[]) => Plan<More>

export type Ended<More> =
  /** the comment is as planned; `notes` are what could not be done besides */
  | {
      readonly kind: 'done'
      readonly plan: Plan<More>
      readonly url: string | undefined
      readonly notes: readonly string[]
    }
  | Refusal

/** Those that still stand: neither hidden nor replaced by a later one. */
export function standing(own: readonly OwnComment[]): OwnComment[] {
  const replaced = replacedIn(own)
  return own.filter(({ id, minimised }) => !minimised && id > replaced)
}

export async function converge<More>(
  at: Place,
  own: readonly OwnComment[],
  planner: Planner<More>,
): Promise<Ended<More>> {
  const plan = planner(own)
  const [oldest, ...younger] = standing(own)
  if (plan.kind !== 'write') return { kind: 'done', plan, url: oldest?.url, notes: [] }
  const replaced = replacedIn(own)
  if (oldest === undefined) return create(at, replaced, plan, planner)
  if (!plan.anew) return update(at, oldest, younger, plan, replaced)
  const hidden = await minimise(at, oldest)
  if (hidden) return create(at, (younger.at(-1) ?? oldest).id, plan, planner)
  const ended = await update(at, oldest, younger, plan, replaced)
  return refused(ended) ? ended : { ...ended, notes: [...ended.notes, NOT_HIDDEN] }
}

const NOT_HIDDEN =
  'The comment was edited in place, for GitHub did not let this token hide the old one (on-flip: new). Let the job have pull-requests: write.'

function replacedIn(own: readonly OwnComment[]): number {
  return Math.max(0, ...own.map(({ state }) => state?.replaced ?? 0))
}

async function update<More>(
  at: Place,
  comment: OwnComment,
  younger: readonly OwnComment[],
  plan: Plan<More> & Write,
  replaced: number,
): Promise<Ended<More>> {
  const { client, ask, owner, repo } = at
  const write = (body: string) =>
    ask(async () => {
      const { data } = await client.rest.issues.updateComment({ owner, repo, comment_id: comment.id, body })
      return { url: data.html_url }
    })
  const { body, shorter } = plan.text(replaced)
  const first = await write(body)
  const written = tooLong(first) ? await write(shorter) : first
  if (refused(written)) return written
  const notes: string[] = []
  for (const { id } of younger) notes.push(...(await remove(at, id)))
  return { kind: 'done', plan, url: written.url, notes }
}

async function create<More>(
  at: Place,
  replaced: number,
  plan: Plan<More> & Write,
  planner: Planner<More>,
): Promise<Ended<More>> {
  const { body, shorter } = plan.text(replaced)
  const first = await post(at, body, replaced)
  const made = tooLong(first) ? await post(at, shorter, replaced) : first
  if (refused(made)) return made
  if (made.kind === 'found') return converge(at, made.own, editing(planner))
  const { since, me } = made
  const seen = await ownComments(at, { since, me })
  const done = { kind: 'done', plan, url: made.url, notes: [] } as const
  // What cannot be looked at now the next run will.
  if (refused(seen)) return done
  const others = seen.filter(({ id }) => id !== made.id)
  const [oldest] = standing(seen)
  if (oldest === undefined || oldest.id >= made.id) return done
  const other = editing(planner)(others)
  const ended: Ended<More> =
    other.kind === 'write'
      ? await update(at, oldest, [], other, replacedIn(others))
      : { kind: 'done', plan: other, url: oldest.url, notes: [] }
  // Then ours stays, and the next run takes one of the two away.
  if (refused(ended)) return done
  return { ...ended, notes: [...ended.notes, ...(await remove(at, made.id))] }
}

/** Milliseconds; longer than a run takes from its first look at the comments to its own. */
const AGO = 600_000

/** A comment that another run has just made is edited, whatever else was planned. */
function editing<More>(planner: Planner<More>): Planner<More> {
  return own => {
    const plan = planner(own)
    return plan.kind === 'write' ? { ...plan, anew: false } : plan
  }
}

type Posted =
  | {
      readonly kind: 'made'
      readonly id: number
      readonly url: string
      /** a while before it was made */
      readonly since: string
      readonly me: string
    }
  | { readonly kind: 'found'; readonly own: readonly OwnComment[] }

function post(at: Place, body: string, replaced: number): Promise<Posted | Refusal> {
  const { client, ask, owner, repo, number: issue_number } = at
  let asked = false
  return ask<Posted | Refusal>(async () => {
    if (asked) {
      const own = await ownComments(at)
      if (refused(own)) return own
      if (standing(own).some(({ id }) => id > replaced)) return { kind: 'found', own }
    }
    asked = true
    const { data } = await client.rest.issues.createComment({ owner, repo, issue_number, body })
    const { id, html_url: url, created_at, user } = data
    const since = new Date(Date.parse(created_at) - AGO).toISOString().replace(/\.\d+Z$/, 'Z')
    return { kind: 'made', id, url, since, me: user?.login ?? '' }
  })
}

/** Another run may have been here before: what is gone is gone. */
async function remove({ client, ask, owner, repo }: Place, comment_id: number): Promise<string[]> {
  const gone = await ask(() => client.rest.issues.deleteComment({ owner, repo, comment_id }))
  return refused(gone) && gone.status !== 404
    ? [`A second comment of ours is left on the pull request, for ${gone.why}. The next run tries again.`]
    : []
}

async function minimise({ client, ask }: Place, { node }: OwnComment): Promise<boolean> {
  const answer = await ask(() => told(client.graphql<Minimised>(MINIMISE, { id: node })))
  return !refused(answer) && answer?.minimizeComment?.minimizedComment?.isMinimized === true
}

interface Minimised {
  readonly minimizeComment?: { readonly minimizedComment?: { readonly isMinimized?: boolean } | null } | null
}

const MINIMISE =
  'mutation($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }'

function tooLong(answer: unknown): boolean {
  return refused(answer) && answer.status === 422 && /too long/i.test(answer.why)
}
