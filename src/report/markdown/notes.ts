/** What is odd about the data, and what a reader must know to judge the numbers. */
import { type Problem, where as placeOf } from '../../problems'
import { change } from '../../text/numbers'
import { code, prose } from '../escape'
import type { Section } from '../fit'
import { omittedLost } from '../lost'
import type { Regressions, Suite, System } from '../report'
import { unbroken } from './cells'

export function problemsOf(
  problems: readonly Problem[],
  severity: Problem['severity'],
  title: string,
  priority: number,
): Section[] {
  const told = problems.filter(problem => problem.severity === severity)
  if (told.length === 0) return []
  return [{ head: [`**${title}**`, ''], rows: told.map(problemRow), priority, rowsAre: 'problems' }]
}

function problemRow(problem: Problem): string {
  const example = problem.id === null ? '' : ` (example ${code(problem.id)})`
  return `- ${prose(`${where(problem)}${problem.message}`)}${example} ${code(problem.code)}`
}

export function where(problem: Problem): string {
  const place = placeOf(problem)
  return place === '' ? '' : `${place}: `
}

/** Defects, small slices and what else a reader must know to judge the numbers. */
export function notes(suite: Suite): Section[] {
  const { problems, systems, regressions, gold, graded, shows } = suite
  const told = problems.filter(({ severity, code }) => severity !== 'error' && !COUNTED.includes(code))
  const rows = [
    ...(shows === 'full' ? [] : [`- ${HIDES[shows]} (${code(`report.examples: ${shows}`)}).`]),
    ...omittedLost(suite).map(
      ({ baseline, count }) =>
        `- ${code('losses.jsonl')} leaves out ${count} more lost examples${baseline === null ? '' : ` against ${code(baseline)}`} for their size.`,
    ),
    ...systems.flatMap(one => lacking(one, gold.rows)),
    ...regressions.flatMap(one => unseen(one, gold.rows, graded !== null)),
    ...told.map(problemRow),
  ]
  if (rows.length === 0) return []
  return [{ head: ['**Notes on the data**', ''], rows, priority: 6, rowsAre: 'notes' }]
}

const HIDES = {
  ids: 'Texts of examples are not shown',
  hash: 'Texts of examples are not shown, and of ids only digests',
} as const

/** What a gold set of this size cannot show. */
function unseen(
  { baseline, count, fixes, smallest_drop: drop }: Regressions,
  n: number,
  graded: boolean,
): string[] {
  const changed = count + fixes
  if (changed === 0)
    return [
      `- ${graded ? 'No answer changed much' : 'As many right, and the same ones,'} against ${code(baseline)} on all ${n} examples.`,
    ]
  const what = graded ? 'answers that got worse, less those that got better' : 'fewer right answers'
  const size = unbroken(change(drop ?? 0, 'accuracy').slice(1))
  return [
    drop === null
      ? `- With ${changed} of ${n} examples changed against ${code(baseline)}, no fall can be told from chance 4 times in 5.`
      : `- With ${changed} of ${n} examples changed against ${code(baseline)}, a fall of less than ${size} (${what}) can go unseen.`,
  ]
}

/** Defects of single rows that are told as one count; report.json has the rows. */
export const COUNTED: readonly string[] = [
  'rows.missing',
  'rows.extra',
  'prediction.absent',
  'prediction.null',
  'prediction.type',
  'prediction.unreadable',
]

/** `6 of 180 predictions missing, 2 unreadable: all 8 counted as wrong.` */
function lacking({ name, missing, unreadable, extra }: System, n: number): string[] {
  const kinds = [
    ...(missing > 0 ? [`${missing} of ${n} predictions missing`] : []),
    ...(unreadable > 0 ? [`${unreadable}${missing > 0 ? '' : ` of ${n} predictions`} unreadable`] : []),
  ]
  const all = missing + unreadable
  const wrong =
    kinds.length === 0 ? [] : [`${kinds.join(', ')}: ${all > 1 ? `all ${all} ` : ''}counted as wrong.`]
  const left =
    extra === 0 ? [] : [`${extra} ${extra === 1 ? 'example' : 'examples'} with an unknown id, left out.`]
  return [...wrong, ...left].map(text => `- ${code(name)}: ${text}`)
}
