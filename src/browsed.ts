/** What report.html has to browse, and losses.jsonl lists: every example with what it is filtered and shown by. */
import type { Comparison } from './compare'
import { hiddenBrowsed } from './hide'
import { type AnswersShown, exampleOf, type Listing, shownBy } from './losses'
import type { Browsed, BrowsedExample } from './report/report'
import type { Shows } from './spec/shows'

/** How many examples, of all baselines together, and how many UTF-16 units of text. */
export const BROWSED = 100_000
const BROWSED_TEXT = 64_000_000

/** `omitted` counts what is left out for its size. */
export function browsed(
  comparison: Comparison,
  { changed, wrong, wrongCount }: Listing,
  shown: AnswersShown,
  shows: Shows,
): Browsed[] {
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
        const one = hiddenBrowsed(browsedExample(comparison, i, b, shown, kind), shows)
        left -= sizeOf(one)
        examples.push(one)
      }
    }
    return examples
  }
  const among = (baseline: string | null, examples: readonly BrowsedExample[], lost: number, won: number) => {
    const listed = examples.filter(({ kind }) => kind !== 'fixed').length
    return {
      baseline,
      examples,
      omitted: lost + won - examples.length,
      omitted_lost: lost - listed,
    }
  }
  if (changed.length === 0)
    return wrongCount === 0 ? [] : [among(null, list(null, [['wrong', wrong]]), wrongCount, 0)]
  return changed.map(({ regressions, lostMore, bothWrong, fixes }, at) => {
    const b = at + 1
    const paired = comparison.paired(b, null)
    const examples = list(b, [
      ['regressed', regressions],
      ['lost_more', lostMore],
      ['still_wrong', bothWrong],
      ['fixed', fixes],
    ])
    const lost = paired.regressions + paired.bothWrong
    return among(comparison.answers[b]!.name, examples, lost, paired.fixes)
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
