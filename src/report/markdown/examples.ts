/** Single examples: newly wrong, still wrong, fixed. */
import { change } from '../../text/numbers'
import { code, prose } from '../escape'
import type { Section } from '../fit'
import type { Suite } from '../report'
import { folded, row, unbroken, wordsOfChange } from './cells'
import { exampleList } from './example-list'

/** At most so many of one list stand in the text; all are in report.json. */
const ROWS = { examples: 20, fixed: 10, ids: 15 } as const

export function newlyWrong(suite: Suite): Section[] {
  const { regressions, losses, systems, graded } = suite
  const place = { priority: 3, most: ROWS.examples }
  const [worse, better] = wordsOfChange(suite)
  const by = graded ? `: ${prose(graded.metric)} lower by more than ${points(graded.tolerance)}` : ''
  const sections = regressions.map(({ baseline, count, fixes, examples }) =>
    exampleList(
      count === 0
        ? `**No ${worse} examples** against ${code(baseline)}; ${fixes} ${better}`
        : `**${count} ${worse}** against ${code(baseline)}${by} (${fixes} ${better})`,
      examples,
      count,
      baseline,
      suite,
      { ...place, rowsAre: `${worse} examples` },
    ),
  )
  if (systems.length !== 1 || losses.examples.length === 0) return sections
  const total = losses.wrong ?? losses.examples.length
  const title = graded ? `**Lowest ${prose(graded.metric)}**` : '**Wrong examples**'
  return [exampleList(title, losses.examples, total, null, suite, { ...place, rowsAre: 'examples' })]
}

function points(tolerance: number): string {
  return unbroken(change(tolerance, 'accuracy').slice(1))
}

/** Verdicts of judges or people that turned against the candidate. */
export function recordedChanges({ regressions }: Suite): Section[] {
  return regressions.flatMap(({ baseline, recorded }) => {
    const worse = recorded.filter(({ count }) => count > 0)
    if (worse.length === 0) return []
    return [
      {
        head: [
          `**Recorded verdicts that turned against the candidate**, compared with ${code(baseline)}`,
          '',
          row(['verdict', 'newly bad', 'newly good', 'newly bad examples']),
          '|---|---|---|---|',
        ],
        rows: worse.map(({ field, count, fixes, ids }) => {
          const shown = ids.slice(0, ROWS.ids).map(id => code(id, true))
          const more = count > shown.length ? [`*… ${count - shown.length} more*`] : []
          return row([code(field, true), `**${count}**`, String(fixes), [...shown, ...more].join(' ')])
        }),
        priority: 3,
        rowsAre: 'verdicts',
      },
    ]
  })
}

export function stillWrong(suite: Suite): Section[] {
  const [primary] = suite.regressions
  if (!primary || primary.still_wrong === 0) return []
  const { baseline, still_wrong: total, still_wrong_examples: examples } = primary
  const place = { priority: 7, rowsAre: 'still wrong examples', most: ROWS.examples }
  return [
    folded(
      exampleList('', examples, total, baseline, suite, place),
      `${total} still wrong, as in ${baseline}`,
    ),
  ]
}

export function fixed(suite: Suite): Section[] {
  const [primary] = suite.regressions
  if (!primary || primary.fixes === 0) return []
  const { baseline, fixes, fixed_examples: examples } = primary
  const [, better] = wordsOfChange(suite)
  const place = { priority: 8, rowsAre: `${better} examples`, most: ROWS.fixed }
  return [folded(exampleList('', examples, fixes, baseline, suite, place), `${fixes} ${better}`)]
}
