/** Which classes, slices, confusions and examples cost most. */
import type { Comparison, Paired, SliceOf } from './compare'
import { asSlice } from './compare'
import { value } from './metrics/metric'
import type { Confusion, Example, GrownConfusion, Loss, Losses, Regressions } from './report/report'
import { byCodePoint } from './text/code-points'

/** How many examples of each kind a report lists; the rest is counted. */
export const LISTED = 1000

/** Every class and slice value with how the candidate stands there, worst first, and the confusions that grew. */
export function losses(comparison: Comparison): Losses {
  const { whole, each } = comparison.scorer.headline
  // without a baseline the candidate meets itself, which tells right from wrong all the same
  const against = comparison.answers.length > 1 ? 1 : 0
  const classes = Array.from(comparison.pairedByClass(against), ([cls, paired]) =>
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
    classes: classes.sort(worstFirst),
    slices: slices.sort(worstFirst),
    confusions: confusions(comparison),
    wrong: value(comparison.figure(0, 'losses', null, null))!,
    examples: against === 0 ? wrongExamples(comparison) : [],
  }
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
    regressions: compared ? paired.regressions : null,
    fixes: compared ? paired.fixes : null,
    wrong: paired.regressions + paired.bothWrong,
  }
}

/** By lift, then by value; names decide ties, so that the order never depends on the rows'. */
function worstFirst(a: Loss, b: Loss): number {
  return (
    (a.lift ?? 0) - (b.lift ?? 0) ||
    (a.candidate ?? Number.POSITIVE_INFINITY) - (b.candidate ?? Number.POSITIVE_INFINITY) ||
    byCodePoint(JSON.stringify([a.class, a.slice]), JSON.stringify([b.class, b.slice]))
  )
}

/** Pairs of labels that the candidate confuses more often than the primary baseline, most grown first. */
function confusions(comparison: Comparison): GrownConfusion[] {
  const { scorer, answers } = comparison
  if (!scorer.confusion) return []
  const now = cells(scorer.confusion(comparison.sum(0)))
  const then = answers.length > 1 ? cells(scorer.confusion(comparison.sum(1))) : undefined
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

/** The wrong cells of a confusion matrix that are not empty, by their pair of labels. */
function cells(confusion: Confusion | undefined) {
  const found = new Map<string, { expected: string; answered: string; count: number }>()
  const { labels = [], matrix = [] } = confusion ?? {}
  for (const [e, row] of matrix.entries()) {
    for (const [a, count] of row.entries()) {
      const [expected, answered] = [labels[e]!, labels[a]!]
      if (e !== a && count > 0) found.set(JSON.stringify([expected, answered]), { expected, answered, count })
    }
  }
  return found
}

/** For each baseline the examples newly wrong, still wrong and fixed, in the order of the gold set. */
export function regressions(comparison: Comparison): Regressions[] {
  const baselines = comparison.answers.map((_, s) => s).slice(1)
  return baselines.map(b => {
    const paired = comparison.paired(b, null)
    const lists = {
      regressions: [] as Example[],
      fixes: [] as Example[],
      bothWrong: [] as Example[],
      bothRight: [] as Example[],
    }
    for (const [i, g] of comparison.groups.of.entries()) {
      const list = lists[comparison.change(g, b)]
      if (list !== lists.bothRight && list.length < LISTED) list.push(example(comparison, i, g, b))
    }
    return {
      baseline: comparison.answers[b]!.name,
      count: paired.regressions,
      fixes: paired.fixes,
      still_wrong: paired.bothWrong,
      p: null,
      examples: lists.regressions,
      omitted: paired.regressions - lists.regressions.length,
      still_wrong_examples: lists.bothWrong,
      fixed_examples: lists.fixes,
    }
  })
}

/** Without a baseline: the examples that the candidate has wrong. */
function wrongExamples(comparison: Comparison): Example[] {
  const list: Example[] = []
  for (const [i, g] of comparison.groups.of.entries()) {
    if (list.length === LISTED) break
    if (!comparison.right(0, g)) list.push(example(comparison, i, g, null))
  }
  return list
}

function example(comparison: Comparison, i: number, g: number, b: number | null): Example {
  const { scorer, groups, outcomes, examples } = comparison
  const candidate = scorer.show(outcomes.get(groups.outcomes[0]![g]!))
  const baseline = b === null ? null : scorer.show(outcomes.get(groups.outcomes[b]![g]!)).answered
  const slices = examples.slices.map(({ name, values }, s) => [
    name,
    groups.slices[s]![g]!.map(code => values.get(code)).sort(byCodePoint),
  ])
  return {
    id: examples.ids.get(i),
    slices: Object.fromEntries(slices),
    expected: candidate.expected,
    baseline,
    candidate: candidate.answered,
  }
}
