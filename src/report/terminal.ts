/** The report for a terminal: verdict and reason, what is not met, what was lost, notes, and where the rest lies. */
import { comesTo } from '../gates'
import type { Problem } from '../problems'
import { reason, worstFirst } from './markdown'
import type { Report, Suite } from './report'
import { exampleBlocks } from './terminal/examples'
import { gateLines } from './terminal/gates'
import { lossBlocks } from './terminal/losses'
import { barLines, errorLines, noteLines, problemLine, runNotes, waiverLines } from './terminal/notes'
import { table } from './terminal/table'
import { hanging, type Line, lineWidth, painted, type Screen, SENTENCE, span, wrap } from './terminal/text'
import { heading, name, plural, SIGNS, told } from './terminal/words'

/** Where the report files lie, as the reader would name them; empty where none could be written. */
export interface Written {
  readonly folder: string
  readonly files: readonly string[]
}

export function renderTerminal(report: Report, screen: Screen, { folder, files }: Written): string {
  const suites = worstFirst(report)
  const several = suites.length > 1
  const first = firstError(report)
  const blocks: Line[][] = [
    headline(report, first, screen),
    errorLines(report.problems, first, screen),
    ...(several ? [overview(suites, screen)] : []),
    ...suites.flatMap(suite => suiteBlocks(suite, several, first, screen)),
    runNotes(report.problems, screen),
    filed(folder, files, screen),
    [[span('Verdict: '), span(report.verdict.toUpperCase(), SIGNS[report.verdict].style)]],
  ]
  const lines = blocks
    .filter(block => block.length > 0)
    .flatMap((block, i) => (i === 0 ? block : [[], ...block]))
  // a title may hold a long name
  const fitting = lines.flatMap(line => (lineWidth(line) > screen.width ? wrap(line, screen.width) : [line]))
  return `${painted(fitting, screen.colour)}\n`
}

/** The error that the first line tells; it need not be told again. */
function firstError({ verdict, problems, suites }: Report): Problem | undefined {
  if (verdict !== 'error') return undefined
  return [...problems, ...suites.flatMap(suite => suite.problems)].find(
    ({ severity }) => severity === 'error',
  )
}

function headline(report: Report, first: Problem | undefined, { width }: Screen): Line[] {
  const { sign, style } = SIGNS[report.verdict]
  const why = first ? problemLine(first) : told(reason(report, { code: name, prose: told }))
  const mark = `${sign} ${report.verdict.toUpperCase()}  `
  return hanging(mark, [span(why, 'strong')], Math.min(width, SENTENCE), style)
}

function overview(suites: readonly Suite[], screen: Screen): Line[] {
  const columns = [
    { title: 'suite' },
    { title: 'verdict' },
    { title: 'gates not met', right: true },
    { title: 'newly wrong', right: true, drop: 1 },
    { title: 'fixed', right: true, drop: 2 },
  ]
  const rows = suites.map(({ name: suite, verdict, gates, regressions: [primary] }) => {
    const blocking = gates.filter(({ level }) => level === 'blocking').map(comesTo)
    const unmet = blocking.filter(outcome => outcome !== 'pass' && outcome !== 'too_small').length
    const { sign, style } = SIGNS[verdict]
    const count = (n: number | undefined) => [span(n === undefined ? '' : String(n))]
    return {
      cells: [
        [span(name(suite))],
        [span(`${sign} ${verdict}`, style)],
        count(unmet),
        count(primary?.count),
        count(primary?.fixes),
      ],
    }
  })
  return [heading(plural(suites.length, 'suite')), ...table(columns, rows, screen)]
}

/** Of several suites, those that pass are told in brief. */
function suiteBlocks(suite: Suite, several: boolean, first: Problem | undefined, screen: Screen): Line[][] {
  const brief = several && suite.verdict === 'pass'
  return [
    // a spec that could not be read has no name yet
    suite.task === '' && !several ? [] : title(suite, several, screen),
    errorLines(suite.problems, first, screen),
    ...(brief ? [] : [gateLines(suite, screen)]),
    barLines(suite, screen),
    waiverLines(suite, screen),
    ...(brief ? [] : [...lossBlocks(suite, screen), ...exampleBlocks(suite, screen)]),
    noteLines(suite, screen),
  ]
}

function title(suite: Suite, several: boolean, { width }: Screen): Line[] {
  const { name: suiteName, task, gold, systems, verdict } = suite
  const [, primary] = systems
  const against = primary ? `compared with ${name(primary.name)}` : 'without a baseline'
  const about = [
    ...(task === '' ? [] : [told(task)]),
    ...(gold.rows > 0 ? [plural(gold.rows, 'gold example'), against] : []),
  ]
  const { sign, style } = SIGNS[verdict]
  const text = [span(name(suiteName), 'strong'), span(about.length > 0 ? ` (${about.join(', ')})` : '')]
  return hanging(several ? `${sign} ` : '', text, width, style)
}

/** The page first, for it has everything. */
function filed(folder: string, files: readonly string[], { width }: Screen): Line[] {
  if (files.length === 0) return []
  const first = ['report.html', 'report.md', 'report.json'].filter(file => files.includes(file))
  const [page, ...others] = first
  const more = files.length - first.length
  const beside = [...others, ...(more > 0 ? [plural(more, 'more file')] : [])]
  const words = beside.length > 0 ? `; beside it ${beside.join(', ').replace(/, (?=[^,]*$)/u, ' and ')}` : ''
  return hanging(
    'Report: ',
    [span(told(`${folder}/${page}`), 'strong'), span(words)],
    Math.min(width, SENTENCE),
  )
}
