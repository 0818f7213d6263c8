/** Single examples: newly wrong, still wrong, fixed. */
import { change, timesIn } from '../../text/numbers'
import { code, prose } from '../escape'
import type { Section } from '../fit'
import type { Suite } from '../report'
import { folded, row, unbroken, wordsOfChange } from './cells'
import { exampleList } from './example-list'

/** At most so many of one list stand in the text; all are in report.json. */
const ROWS = { examples: 20, fixed: 10, ids: 15, verdicts: 8 } as const

export function newlyWrong(suite: Suite): Section[] {
  const { regressions, losses, systems, graded } = suite
  const place = { priority: 3, most: ROWS.examples }
  const [worse, better] = wordsOfChange(suite)
  const by = graded ? `: ${prose(graded.metric)} lower by more than ${points(graded.tolerance)}` : ''
  const sections = regressions.map(({ baseline, count, fixes, p, examples }) =>
    exampleList(
      count === 0
        ? `**No ${worse} examples** against ${code(baseline)}; ${fixes} ${better}`
        : `**${count} ${worse}** against ${code(baseline)}${by} (${fixes} ${better}; so uneven by chance alone: ${timesIn(p)})`,
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

/** Verdicts of judges or people that turned against the candidate; their examples, but for those shown already. */
export function recordedChanges(suite: Suite): Section[] {
  const { recorded_changes: changes, regressions } = suite
  const worse = changes.filter(({ count }) => count > 0)
  if (worse.length === 0) return []
  const table = {
    head: [
      '**Recorded verdicts that turned against the candidate**',
      '',
      row(['verdict', 'compared with', 'newly bad', 'newly good', 'newly bad examples']),
      '|---|---|---|---|---|',
    ],
    rows: worse.map(({ field, baseline, count, fixes, ids }) => {
      const shown = ids.slice(0, ROWS.ids).map(id => code(id, true))
      const more = count > shown.length ? [`*… ${count - shown.length} more*`] : []
      const cells = [code(field, true), code(baseline, true), `**${count}**`, String(fixes)]
      return row([...cells, [...shown, ...more].join(' ')])
    }),
    priority: 3,
    rowsAre: 'verdicts',
  }
  const known = new Set(regressions[0]?.examples.slice(0, ROWS.examples).map(({ id }) => id))
  const [first] = worse.filter(({ baseline }) => baseline === suite.systems[1]?.name)
  const others = (first?.examples ?? []).filter(({ id }) => !known.has(id))
  if (suite.task === 'recorded' || others.length === 0) return [table]
  const title = `**Newly bad by** ${code(first!.field)}`
  const place = { priority: 4, rowsAre: 'newly bad examples', most: ROWS.verdicts }
  return [table, exampleList(title, others, others.length, first!.baseline, suite, place)]
}

/** Wrong before and after: those that are worse now, and then the others. */
export function stillWrong(suite: Suite): Section[] {
  const [primary] = suite.regressions
  if (!primary || primary.still_wrong === 0) return []
  const { baseline, still_wrong: total, lost_more: more } = primary
  const place = { rowsAre: 'still wrong examples', most: ROWS.examples }
  const title = `**${more} wrong before, and worse now** than with ${code(baseline)}: a part lost, or further off`
  const worse =
    more === 0
      ? []
      : [exampleList(title, primary.lost_more_examples, more, baseline, suite, { ...place, priority: 4 })]
  const rest = total - more
  if (rest === 0) return worse
  const others = exampleList('', primary.still_wrong_examples, rest, baseline, suite, {
    ...place,
    priority: 7,
  })
  return [
    ...worse,
    folded(others, `${rest} ${more === 0 ? '' : rest === 1 ? 'other ' : 'others '}wrong in both`),
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
