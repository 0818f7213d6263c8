/** What report.html has to browse: every example that is listed, with what it is filtered and shown by. */
import type { Comparison } from './compare'
import { type AnswersShown, countsWrong, exampleOf, type Listing, shownBy } from './losses'
import { value } from './metrics/metric'
import type { Browsed, BrowsedExample } from './report/report'

/** How many examples, of all baselines together, and how many UTF-16 units of text. */
export const BROWSED = 100_000
const BROWSED_TEXT = 64_000_000

/** `omitted` counts what is left out for its size. */
export function browsed(comparison: Comparison, { changed, wrong }: Listing, shown: AnswersShown): Browsed[] {
  if (comparison.scorer.creditNeeds !== undefined) return []
  let left = BROWSED_TEXT
  const list = (
    b: number | null,
    lists: readonly (readonly [BrowsedExample['kind'], readonly number[]])[],
  ) => {
    const examples: BrowsedExample[] = []
    for (const [kind, numbers] of lists) {
      for (const i of numbers) {
        if (left <= 0) break
        const one = browsedExample(comparison, i, b, shown, kind)
        left -= sizeOf(one)
        examples.push(one)
      }
    }
    return examples
  }
  if (changed.length === 0) {
    const examples = list(null, [['wrong', wrong]])
    const all = countsWrong(comparison)
      ? value(comparison.figure(0, 'losses', null, null))!
      : comparison.examples.n
    return examples.length === 0 ? [] : [{ baseline: null, examples, omitted: all - examples.length }]
  }
  return changed.map(({ regressions, lostMore, bothWrong, fixes }, at) => {
    const b = at + 1
    const paired = comparison.paired(b, null)
    const examples = list(b, [
      ['regressed', regressions],
      ['lost_more', lostMore],
      ['still_wrong', bothWrong],
      ['fixed', fixes],
    ])
    const all = paired.regressions + paired.bothWrong + paired.fixes
    return { baseline: comparison.answers[b]!.name, examples, omitted: all - examples.length }
  })
}

function browsedExample(
  comparison: Comparison,
  i: number,
  b: number | null,
  shown: AnswersShown,
  kind: BrowsedExample['kind'],
): BrowsedExample {
  const { scorer, groups, outcomes } = comparison
  const [candidate, baseline] = shownBy(comparison, i, b, shown)
  const { spans } = candidate
  return {
    ...exampleOf(comparison, i, b, [candidate, baseline]),
    kind,
    classes: scorer.classes(outcomes.get(groups.outcomes[0]![groups.of[i]!]!)),
    ...(spans && {
      spans: {
        text: spans.text,
        expected: spans.expected,
        baseline: baseline?.spans?.answered ?? [],
        candidate: spans.answered,
      },
    }),
  }
}

function sizeOf({ id, expected, baseline, candidate, source, spans, parts = [] }: BrowsedExample): number {
  const texts = [
    id,
    expected,
    baseline,
    candidate,
    source,
    spans?.text,
    ...parts.flatMap(part => Object.values(part)),
  ]
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 0)
}
