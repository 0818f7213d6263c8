/** Which classes, slices, confusions and examples cost most. */
import type { Comparison, Paired, SliceOf } from './compare'
import { asSlice } from './compare'
import { value } from './metrics/metric'
import type {
  Example,
  GrownConfusion,
  Loss,
  Losses,
  PartOfAnswer,
  RecordedChange,
  Regressions,
} from './report/report'
import { holm } from './statistics/holm'
import { smallestDifference } from './statistics/power'
import { signTest } from './statistics/sign-test'
import type { AnyScorer, Confused, Outcome, Shown, ShownPart } from './tasks/task'
import { byCodePoint } from './text/code-points'

/** How many examples of each kind a report lists; the rest is counted. */
export const LISTED = 1000

/** How many wrong parts of one example it lists; the rest is counted. */
const PARTS = 100

/** Of a recorded verdict that changed so many examples are shown whole. */
const VERDICTS = 20

/** Of each class, slice value and confusion so many lost examples are named. */
export const IDS = 20

/** Numbers of the examples that the report lists; where it is to be browsed, the lists are longer than `LISTED`. */
export interface Listing {
  /** for each baseline, in order */
  readonly changed: readonly Changed[]
  /** without a baseline: those that are wrong, or of least credit */
  readonly wrong: readonly number[]
  /** how many of these there are */
  readonly wrongCount: number
}

interface Changed {
  readonly regressions: readonly number[]
  readonly fixes: readonly number[]
  /** wrong in both, and worse now: a part lost, or further off */
  readonly lostMore: readonly number[]
  readonly lostMoreCount: number
  /** wrong in both otherwise */
  readonly bothWrong: readonly number[]
  readonly verdicts: readonly { name: string; count: number; fixes: number; worse: readonly number[] }[]
}

/** What was answered, by number of the system and of the example; only of tasks that show the answers themselves. */
export type AnswersShown = readonly ReadonlyMap<number, unknown>[]

/** The examples of which the answers to be shown are needed. */
export function listed({ changed, wrong }: Listing): number[] {
  const all = changed.flatMap(({ regressions, fixes, lostMore, bothWrong, verdicts }) => [
    ...[regressions, fixes, lostMore, bothWrong],
    ...verdicts.map(({ worse }) => worse.slice(0, VERDICTS)),
  ])
  return [...new Set([...all.flat(), ...wrong])]
}

/**
 * Which examples are listed: in the order of the gold set, and where answers are graded the largest fall, rise or
 * shortfall first. `most` of all lists together, but no list is cut shorter than `LISTED`.
 */
export function listing(comparison: Comparison, most: number): Listing {
  const { answers } = comparison
  const baselines = answers.map((_, s) => s).slice(1)
  const room = { left: most }
  const alone = answers.length === 1 && comparison.scorer.creditNeeds === undefined
  const wrong = alone ? wrongExamples(comparison) : []
  return {
    changed: baselines.map(b => changedSince(comparison, b, room)),
    wrong: first(wrong, room),
    wrongCount: wrong.length,
  }
}

/** The first of a list. */
function first(list: readonly number[], room: { left: number }): number[] {
  const kept = list.slice(0, Math.max(LISTED, room.left))
  room.left -= kept.length
  return kept
}

function changedSince(comparison: Comparison, b: number, room: { left: number }): Changed {
  const { groups, outcomes, scorer } = comparison
  const lists: Record<keyof Paired, number[]> = { regressions: [], fixes: [], bothWrong: [], bothRight: [] }
  const lostMore: { i: number; fall: number }[] = []
  const most = Math.max(LISTED, room.left)
  const fallOf = (g: number) => {
    const [now, then] = [0, b].map(s => outcomes.get(groups.outcomes[s]![g]!) as Outcome) as [
      Outcome,
      Outcome,
    ]
    return Math.max(
      lostClasses(scorer, then, now),
      (scorer.nearness?.(then) ?? 0) - (scorer.nearness?.(now) ?? 0),
    )
  }
  for (const [i, g] of groups.of.entries()) {
    const change = scorer.creditNeeds === undefined ? comparison.change(g, b) : 'bothRight'
    const fall = change === 'bothWrong' ? fallOf(g) : 0
    if (fall > 1e-9) lostMore.push({ i, fall })
    else if (change !== 'bothRight' && (scorer.graded || lists[change].length < most)) lists[change].push(i)
  }
  if (scorer.graded) {
    const moved = (i: number) => comparison.credit(0, groups.of[i]!) - comparison.credit(b, groups.of[i]!)
    lists.regressions.sort((i, j) => moved(i) - moved(j) || i - j)
    lists.fixes.sort((i, j) => moved(j) - moved(i) || i - j)
  }
  lostMore.sort((x, y) => y.fall - x.fall || x.i - y.i)
  // losses first: what has no room is a fix
  return {
    regressions: first(lists.regressions, room),
    lostMore: first(
      lostMore.map(({ i }) => i),
      room,
    ),
    lostMoreCount: lostMore.length,
    bothWrong: first(lists.bothWrong, room),
    fixes: first(lists.fixes, room),
    verdicts: verdictsSince(comparison, b),
  }
}

/** Of an answer that has parts: how many of them were right and are no more. */
function lostClasses({ rightClasses }: AnyScorer, then: Outcome, now: Outcome): number {
  if (!rightClasses) return 0
  const right = rightClasses(now)
  return [...rightClasses(then)].filter(cls => !right.has(cls)).length
}

/** Verdicts that an earlier step recorded and that differ between baseline `b` and the candidate. */
function verdictsSince({ scorer, groups, outcomes }: Comparison, b: number): Changed['verdicts'] {
  const verdicts = (scorer.verdicts ?? []).filter(({ name }) => name !== scorer.creditFrom)
  return verdicts.flatMap(({ name, good }) => {
    const changes = groups.counts.map((_, g) => {
      const [now, then] = [0, b].map(s => good(outcomes.get(groups.outcomes[s]![g]!)))
      return now === undefined || then === undefined ? undefined : Number(now) - Number(then)
    })
    if (changes.every(change => change === undefined)) return []
    const times = (change: number) =>
      groups.counts.reduce((sum, count, g) => sum + (changes[g] === change ? count : 0), 0)
    const worse: number[] = []
    for (const [i, g] of groups.of.entries()) {
      if (worse.length === LISTED) break
      if (changes[g] === -1) worse.push(i)
    }
    return [{ name, count: times(-1), fixes: times(1), worse }]
  })
}

function wrongExamples(comparison: Comparison): number[] {
  const { groups, scorer } = comparison
  const credit = (i: number) => comparison.credit(0, groups.of[i]!)
  const wrong = Array.from(groups.of.keys()).filter(i => credit(i) < 1)
  if (scorer.graded) wrong.sort((i, j) => credit(i) - credit(j) || i - j)
  return wrong
}

/** Every class and slice value with how the candidate stands there, worst first, and the confusions that grew. */
export function losses(comparison: Comparison, list: Listing, shown: AnswersShown): Losses {
  const { scorer } = comparison
  const lost = lostIds(comparison, list)
  const { whole, each } = scorer.headline
  // without a baseline the candidate meets itself, which tells right from wrong all the same
  const against = comparison.answers.length > 1 ? 1 : 0
  const classes =
    each === undefined
      ? []
      : Array.from(comparison.pairedByClass(against), ([cls, paired]) =>
          loss(comparison, each, cls, null, paired, lost.classes.get(cls)),
        )
  const slices = comparison
    .slices()
    .flatMap(({ name, values }) =>
      values.map(value =>
        loss(
          comparison,
          whole,
          null,
          { name, value },
          comparison.paired(against, { name, value }),
          lost.slices.get(keyOf(name, value)),
        ),
      ),
    )
  return {
    classes: adjusted(classes).sort(worstFirst(comparison)),
    slices: adjusted(slices).sort(worstFirst(comparison)),
    confusions: confusions(comparison, lost.confusions),
    wrong: countsWrong(comparison) ? value(comparison.figure(0, 'losses', null, null))! : null,
    examples: list.wrong.slice(0, LISTED).map(i => example(comparison, i, null, shown)),
  }
}

/** Graded answers are never wrong, and where nobody said what right is there is nothing to count. */
export function countsWrong({ scorer: { graded, creditNeeds } }: Comparison): boolean {
  return !graded && creditNeeds === undefined
}

function loss(
  comparison: Comparison,
  metric: string,
  cls: string | null,
  slice: SliceOf,
  paired: Paired,
  ids: readonly string[] = [],
): Loss {
  const compared = comparison.answers.length > 1
  const candidate = value(comparison.figure(0, metric, cls, slice))
  const reference = compared ? value(comparison.figure(1, metric, cls, slice)) : undefined
  const judged = compared && comparison.scorer.creditNeeds === undefined
  return {
    metric,
    class: cls,
    slice: asSlice(slice),
    n: comparison.n(cls, slice),
    candidate: candidate ?? null,
    reference: reference ?? null,
    lift:
      candidate === undefined || reference === undefined
        ? null
        : comparison.lift(metric, candidate, reference),
    regressions: judged ? paired.regressions : null,
    fixes: judged ? paired.fixes : null,
    wrong: countsWrong(comparison) ? paired.regressions + paired.bothWrong : null,
    p_holm: null,
    smallest_drop: judged ? smallestDrop(paired, comparison) : null,
    ids,
  }
}

/** Whoever looks at many parts finds one that stands out: each chance is adjusted for all of them. */
function adjusted(losses: readonly Loss[]): Loss[] {
  const tested = losses.filter(({ regressions }) => regressions !== null)
  const chances = holm(tested.map(({ regressions, fixes }) => signTest(fixes!, regressions!).midTwoSided))
  const chance = new Map(tested.map((loss, at) => [loss, chances[at]!]))
  return losses.map(loss => ({ ...loss, p_holm: chance.get(loss) ?? null }))
}

/** At the share of examples that changed this time; null also where none did, as then nothing tells. */
function smallestDrop(paired: Paired, { confidence }: Comparison): number | null {
  const n = paired.regressions + paired.fixes + paired.bothRight + paired.bothWrong
  const changed = (paired.regressions + paired.fixes) / n
  return changed > 0 ? (smallestDifference(n, changed, (1 - confidence) / 2, 0.8) ?? null) : null
}

/** Of the listed examples that are lost, the first ones of each class, slice value and confusion: those newly wrong first. */
function lostIds({ scorer, groups, outcomes, examples }: Comparison, { changed, wrong }: Listing) {
  const [primary] = changed
  const order = primary ? [...primary.regressions, ...primary.lostMore, ...primary.bothWrong] : wrong
  const ids = { classes: new Ids(), slices: new Ids(), confusions: new Ids() }
  const listsOf = (g: number) => {
    const outcome = outcomes.get(groups.outcomes[0]![g]!)
    const right = scorer.rightClasses?.(outcome)
    const classes = scorer.classes(outcome).filter(cls => !right?.has(cls))
    const confusions = [...cells(scorer.confusions?.(scorer.sum([[outcome, 1]])) ?? []).keys()]
    const slices = examples.slices.flatMap(({ name, values }, s) =>
      Array.from(groups.slices[s]![g]!, code => keyOf(name, values.get(code))),
    )
    return [
      ...classes.map(cls => ids.classes.list(cls)),
      ...confusions.map(key => ids.confusions.list(key)),
      ...slices.map(key => ids.slices.list(key)),
    ]
  }
  // there may be many examples and few groups
  const lists = new Map<number, string[][]>()
  for (const i of order) {
    const g = groups.of[i]!
    const found = lists.get(g) ?? listsOf(g)
    lists.set(g, found)
    for (const list of found) if (list.length < IDS) list.push(examples.ids.get(i))
  }
  return ids
}

class Ids extends Map<string, string[]> {
  list(key: string): string[] {
    const list = this.get(key) ?? []
    this.set(key, list)
    return list
  }
}

function keyOf(name: string, value: string): string {
  return JSON.stringify([name, value])
}

/** By lift, then by value; names decide ties, so that the order never depends on the rows'. */
function worstFirst(comparison: Comparison): (a: Loss, b: Loss) => number {
  const better = (a: Loss, b: Loss) =>
    a.candidate === null || b.candidate === null
      ? Number(a.candidate === null) - Number(b.candidate === null)
      : comparison.lift(a.metric, a.candidate, b.candidate)
  return (a, b) =>
    (a.lift ?? 0) - (b.lift ?? 0) ||
    better(a, b) ||
    byCodePoint(JSON.stringify([a.class, a.slice]), JSON.stringify([b.class, b.slice]))
}

/** What the candidate takes for something else more often than the primary baseline, most grown first. */
function confusions(comparison: Comparison, ids: ReadonlyMap<string, readonly string[]>): GrownConfusion[] {
  const { scorer, answers } = comparison
  if (!scorer.confusions) return []
  const now = cells(scorer.confusions(comparison.sum(0)))
  const then = answers.length > 1 ? cells(scorer.confusions(comparison.sum(1))) : undefined
  return Array.from(now, ([key, { expected, answered, count }]) => {
    const reference = then ? (then.get(key)?.count ?? 0) : null
    return { expected, answered, candidate: count, reference, ids: ids.get(key) ?? [] }
  })
    .filter(({ candidate, reference }) => candidate > (reference ?? 0))
    .sort(
      (a, b) =>
        b.candidate - (b.reference ?? 0) - (a.candidate - (a.reference ?? 0)) ||
        byCodePoint(JSON.stringify([a.expected, a.answered]), JSON.stringify([b.expected, b.answered])),
    )
}

function cells(confusions: Iterable<Confused>): Map<string, Confused> {
  return new Map(Array.from(confusions, one => [JSON.stringify([one.expected, one.answered]), one]))
}

/** For each baseline the examples newly wrong, still wrong and fixed. */
export function regressions(
  comparison: Comparison,
  { changed }: Listing,
  shown: AnswersShown,
): Regressions[] {
  if (comparison.scorer.creditNeeds !== undefined) return []
  return changed.map((lists, at) => {
    const b = at + 1
    const paired = comparison.paired(b, null)
    const examples = (list: readonly number[]) =>
      list.slice(0, LISTED).map(i => example(comparison, i, b, shown))
    return {
      baseline: comparison.answers[b]!.name,
      count: paired.regressions,
      fixes: paired.fixes,
      still_wrong: paired.bothWrong,
      lost_more: lists.lostMoreCount,
      p: signTest(paired.fixes, paired.regressions).midTwoSided,
      smallest_drop: smallestDrop(paired, comparison),
      examples: examples(lists.regressions),
      omitted: paired.regressions - Math.min(LISTED, lists.regressions.length),
      lost_more_examples: examples(lists.lostMore),
      still_wrong_examples: examples(lists.bothWrong),
      fixed_examples: examples(lists.fixes),
    }
  })
}

/** For each baseline and recorded verdict, what turned against the candidate or for it. */
export function recordedChanges(
  comparison: Comparison,
  { changed }: Listing,
  shown: AnswersShown,
): RecordedChange[] {
  return changed.flatMap(({ verdicts }, at) =>
    verdicts.map(({ name, count, fixes, worse }) => ({
      baseline: comparison.answers[at + 1]!.name,
      field: name,
      count,
      fixes,
      ids: worse.map(i => comparison.examples.ids.get(i)),
      examples: worse.slice(0, VERDICTS).map(i => example(comparison, i, at + 1, shown)),
    })),
  )
}

function example(comparison: Comparison, i: number, b: number | null, shown: AnswersShown): Example {
  return exampleOf(comparison, i, b, shownBy(comparison, i, b, shown))
}

/** The candidate's answer and the baseline's. */
type BothShown = readonly [candidate: Shown, baseline: Shown | undefined]

export function shownBy(
  { scorer, groups, outcomes, examples }: Comparison,
  i: number,
  b: number | null,
  shown: AnswersShown,
): BothShown {
  const show = (s: number): Shown =>
    scorer.show(outcomes.get(groups.outcomes[s]![groups.of[i]!]!), examples.references[i], shown[s]?.get(i))
  return [show(0), b === null ? undefined : show(b)]
}

export function exampleOf(
  comparison: Comparison,
  i: number,
  b: number | null,
  [candidate, baseline]: BothShown,
): Example {
  const { scorer, groups, examples } = comparison
  const g = groups.of[i]!
  const slices = examples.slices.map(({ name, values }, s) => [
    name,
    groups.slices[s]![g]!.map(code => values.get(code)).sort(byCodePoint),
  ])
  return {
    id: examples.ids.get(i),
    slices: Object.fromEntries(slices),
    expected: candidate.expected,
    baseline: baseline?.answered ?? null,
    candidate: candidate.answered,
    ...(candidate.alternatives && { alternatives: candidate.alternatives }),
    ...(candidate.source !== undefined && { source: candidate.source }),
    ...(b !== null && verdictsOf(comparison, g, b)),
    ...(scorer.graded && {
      credit: { baseline: b === null ? null : comparison.credit(b, g), candidate: comparison.credit(0, g) },
    }),
    ...(candidate.parts && partsOf(parts(candidate.parts, baseline?.parts))),
  }
}

/** Recorded verdicts on this example that differ from those on the baseline's answer. */
function verdictsOf(
  { scorer, outcomes, groups }: Comparison,
  g: number,
  b: number,
): Pick<Example, 'verdicts'> {
  const changed = (scorer.verdicts ?? []).flatMap(({ name, good }) => {
    const [candidate, baseline] = [0, b].map(s => good(outcomes.get(groups.outcomes[s]![g]!)))
    if (candidate === undefined || baseline === undefined || candidate === baseline) return []
    return name === scorer.creditFrom ? [] : [{ field: name, baseline, candidate }]
  })
  return changed.length > 0 ? { verdicts: changed } : {}
}

/** The first of the parts, and how many more there are. */
function partsOf(parts: PartOfAnswer[]): Pick<Example, 'parts' | 'more_parts'> {
  if (parts.length <= PARTS) return { parts }
  return { parts: parts.slice(0, PARTS), more_parts: parts.length - PARTS }
}

/** The parts that either system has wrong, side by side; a part that only one has wrong the other has as expected. */
function parts(candidate: readonly ShownPart[], baseline: readonly ShownPart[] | undefined): PartOfAnswer[] {
  const rows = new Map<string, { part: string; expected: string | null; answers: (string | null)[] }>()
  for (const [at, list] of [candidate, baseline ?? []].entries()) {
    for (const { part, expected, answered } of list) {
      // what nobody expected is the same part only where both answer it
      const key = JSON.stringify([part, expected, expected === null ? answered : null])
      const row = rows.get(key) ?? { part, expected, answers: [expected, expected] }
      rows.set(key, row)
      row.answers[at] = answered
    }
  }
  return Array.from(rows.values(), ({ part, expected, answers: [now, then] }) => ({
    part,
    expected,
    baseline: baseline ? then! : null,
    candidate: now!,
  }))
}
