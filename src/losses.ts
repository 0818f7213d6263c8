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
import type { Confused, Shown, ShownPart } from './tasks/task'
import { byCodePoint } from './text/code-points'

/** How many examples of each kind a report lists; the rest is counted. */
export const LISTED = 1000

/** Numbers of the examples that the report lists. */
export interface Listing {
  /** for each baseline, in order */
  readonly changed: readonly {
    readonly regressions: readonly number[]
    readonly fixes: readonly number[]
    readonly bothWrong: readonly number[]
  }[]
  /** without a baseline: those that are wrong, or of least credit */
  readonly wrong: readonly number[]
}

/** What was answered, by number of the system and of the example; only of tasks that show the answers themselves. */
export type AnswersShown = readonly ReadonlyMap<number, unknown>[]

/**
 * Which examples are listed: in the order of the gold set, and where answers are graded the largest fall, rise or
 * shortfall first.
 */
export function listing(comparison: Comparison): Listing {
  const { answers, groups, scorer } = comparison
  const baselines = answers.map((_, s) => s).slice(1)
  if (scorer.creditNeeds !== undefined) {
    return { changed: baselines.map(() => ({ regressions: [], fixes: [], bothWrong: [] })), wrong: [] }
  }
  const moved = (i: number, b: number) =>
    comparison.credit(0, groups.of[i]!) - comparison.credit(b, groups.of[i]!)
  const changed = baselines.map(b => {
    const lists: Record<keyof Paired, number[]> = { regressions: [], fixes: [], bothWrong: [], bothRight: [] }
    for (const [i, g] of groups.of.entries()) {
      const change = comparison.change(g, b)
      if (change !== 'bothRight' && (scorer.graded || lists[change].length < LISTED)) lists[change].push(i)
    }
    if (scorer.graded) {
      lists.regressions.sort((i, j) => moved(i, b) - moved(j, b) || i - j)
      lists.fixes.sort((i, j) => moved(j, b) - moved(i, b) || i - j)
    }
    const first = (list: readonly number[]) => list.slice(0, LISTED)
    return {
      regressions: first(lists.regressions),
      fixes: first(lists.fixes),
      bothWrong: first(lists.bothWrong),
    }
  })
  return { changed, wrong: answers.length > 1 ? [] : wrongExamples(comparison) }
}

function wrongExamples(comparison: Comparison): number[] {
  const { groups, scorer } = comparison
  const credit = (i: number) => comparison.credit(0, groups.of[i]!)
  const wrong = Array.from(groups.of.keys()).filter(i => credit(i) < 1)
  if (scorer.graded) wrong.sort((i, j) => credit(i) - credit(j) || i - j)
  return wrong.slice(0, LISTED)
}

/** Every class and slice value with how the candidate stands there, worst first, and the confusions that grew. */
export function losses(comparison: Comparison, { wrong }: Listing, shown: AnswersShown): Losses {
  const { scorer } = comparison
  const { whole, each } = scorer.headline
  // without a baseline the candidate meets itself, which tells right from wrong all the same
  const against = comparison.answers.length > 1 ? 1 : 0
  const classes =
    each === undefined
      ? []
      : Array.from(comparison.pairedByClass(against), ([cls, paired]) =>
          loss(comparison, each, cls, null, paired),
        )
  const slices = comparison
    .slices()
    .flatMap(({ name, values }) =>
      values.map(value =>
        loss(comparison, whole, null, { name, value }, comparison.paired(against, { name, value })),
      ),
    )
  return {
    classes: classes.sort(worstFirst(comparison)),
    slices: slices.sort(worstFirst(comparison)),
    confusions: confusions(comparison),
    wrong: countsWrong(comparison) ? value(comparison.figure(0, 'losses', null, null))! : null,
    examples: wrong.map(i => example(comparison, i, null, shown)),
  }
}

/** Graded answers are never wrong, and where nobody said what right is there is nothing to count. */
function countsWrong({ scorer: { graded, creditNeeds } }: Comparison): boolean {
  return !graded && creditNeeds === undefined
}

function loss(
  comparison: Comparison,
  metric: string,
  cls: string | null,
  slice: SliceOf,
  paired: Paired,
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
  }
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
function confusions(comparison: Comparison): GrownConfusion[] {
  const { scorer, answers } = comparison
  if (!scorer.confusions) return []
  const now = cells(scorer.confusions(comparison.sum(0)))
  const then = answers.length > 1 ? cells(scorer.confusions(comparison.sum(1))) : undefined
  return Array.from(now, ([key, { expected, answered, count }]) => {
    const reference = then ? (then.get(key)?.count ?? 0) : null
    return { expected, answered, candidate: count, reference }
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
    const examples = (list: readonly number[]) => list.map(i => example(comparison, i, b, shown))
    return {
      baseline: comparison.answers[b]!.name,
      count: paired.regressions,
      fixes: paired.fixes,
      still_wrong: paired.bothWrong,
      p: null,
      recorded: recordedChanges(comparison, b),
      examples: examples(lists.regressions),
      omitted: paired.regressions - lists.regressions.length,
      still_wrong_examples: examples(lists.bothWrong),
      fixed_examples: examples(lists.fixes),
    }
  })
}

/** Verdicts that an earlier step recorded and that differ between baseline `b` and the candidate. */
function recordedChanges({ scorer, groups, outcomes, examples }: Comparison, b: number): RecordedChange[] {
  const verdicts = (scorer.verdicts ?? []).filter(({ name }) => name !== scorer.creditFrom)
  return verdicts.flatMap(({ name, good }) => {
    const changes = groups.counts.map((_, g) => {
      const [now, then] = [0, b].map(s => good(outcomes.get(groups.outcomes[s]![g]!)))
      return now === undefined || then === undefined ? undefined : Number(now) - Number(then)
    })
    if (changes.every(change => change === undefined)) return []
    const times = (change: number) =>
      groups.counts.reduce((sum, count, g) => sum + (changes[g] === change ? count : 0), 0)
    const ids: string[] = []
    for (const [i, g] of groups.of.entries()) {
      if (ids.length === LISTED) break
      if (changes[g] === -1) ids.push(examples.ids.get(i))
    }
    return [{ field: name, count: times(-1), fixes: times(1), ids }]
  })
}

function example(comparison: Comparison, i: number, b: number | null, shown: AnswersShown): Example {
  const { scorer, groups, outcomes, examples } = comparison
  const g = groups.of[i]!
  const show = (s: number): Shown =>
    scorer.show(outcomes.get(groups.outcomes[s]![g]!), examples.references[i], shown[s]?.get(i))
  const candidate = show(0)
  const baseline = b === null ? undefined : show(b)
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
    ...(scorer.graded && {
      credit: { baseline: b === null ? null : comparison.credit(b, g), candidate: comparison.credit(0, g) },
    }),
    ...(candidate.parts && { parts: parts(candidate.parts, baseline?.parts) }),
  }
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
