/** report.md, the comment and the job summary: verdict, what failed, what was lost, and only then the rest. */

import { comesTo, shownAs } from '../gates'
import { code, element, plainly, prose } from './escape'
import { fitInto, type Section } from './fit'
import { count, OUTCOMES, row, SIGNS } from './markdown/cells'
import { contamination } from './markdown/contamination'
import { details } from './markdown/details'
import { newlyWrong, recordedChanges, stillWrong } from './markdown/examples'
import { gateSections } from './markdown/gates'
import { looks } from './markdown/looks'
import { lossSections } from './markdown/losses'
import { notes, problemsOf, where } from './markdown/notes'
import { registration } from './markdown/registration'
import { metGates, waivers } from './markdown/waivers'
import type { GateResult, Report, Suite, Verdict } from './report'

export function renderMarkdown(report: Report, limit: number): string {
  const suites = worstFirst(report)
  const sections = [
    headline(report),
    ...problemsOf(report.problems, 'error', 'Problems', 1),
    ...problemsOf(report.problems, 'note', 'Notes on the run', 1),
    ...(suites.length > 1 ? [overview(suites), ...suites.flatMap(oneOfSeveral)] : suites.flatMap(suiteAlone)),
  ]
  return `${fitInto(sections, limit - 1)}\n`
}

export function worstFirst({ suites }: Pick<Report, 'suites'>): Suite[] {
  return [...suites].sort((a, b) => WORST.indexOf(a.verdict) - WORST.indexOf(b.verdict))
}

const WORST: readonly Verdict[] = ['error', 'fail', 'inconclusive', 'pass']

/** One line that says it all, also where only the first words are shown: names stand in it without marks, if they can. */
function headline(report: Report): Section {
  const why = reason(report, { code: plainly, prose: text => prose(shortened(text, SENTENCE)) })
  return line(`## ${SIGNS[report.verdict]} Goldbar: ${report.verdict}. ${why}`)
}

/** Code points of a sentence in the first line; it stands whole further down. */
const SENTENCE = 300

/** How names of others, and sentences that hold some, are written. */
interface Writing {
  code(name: string): string
  prose(sentence: string): string
}

/** Code points of a name in the first line: about 90 of it show in the preview of an e-mail. */
const NAME = { gate: 48, suite: 24, gateOfSuite: 32 } as const

/** What decided, in a sentence or two. */
export function reason(
  { suites, problems, verdict }: Pick<Report, 'suites' | 'problems' | 'verdict'>,
  writing: Writing = { code, prose },
): string {
  const problem = [...problems, ...suites.flatMap(suite => suite.problems)].find(
    ({ severity }) => severity === 'error',
  )
  const told = problem && writing.prose(`${where(problem)}${problem.message}`)
  if (verdict === 'error' && told) return told
  if (suites.length === 0) return 'There was nothing to judge.'
  if (verdict === 'pass') {
    const judged = suites.filter(({ registration: { state } }) => state !== 'registration_change')
    const changes = suites.flatMap(({ registration }) => registration.changes)
    const loosened = changes.filter(({ kind }) => kind === 'loosened').length
    const unmet = suites.flatMap(({ gates }) =>
      gates.filter(({ level, outcome }) => level === 'advisory' && outcome === 'fail'),
    ).length
    const graded = suites.every(suite => suite.graded !== null)
    const lost = suites.reduce((sum, { regressions }) => sum + (regressions[0]?.count ?? 0), 0)
    return `${[
      ...(judged.length === 0 ? ['A change of the bar alone'] : []),
      ...(judged.length > 0 ? [metGates(judged, name => writing.code(shortened(name, NAME.gate)))] : []),
      ...(changes.length > 0
        ? [
            `${loosened} of ${changes.length} ${changes.length === 1 ? 'change' : 'changes'} of the bar loosen it`,
          ]
        : []),
      ...(unmet > 0 ? [`${unmet} advisory ${unmet === 1 ? 'one is' : 'ones are'} not`] : []),
      ...(lost > 0
        ? [`${lost} ${lost === 1 ? 'example is' : 'examples are'} ${graded ? 'newly worse' : 'newly wrong'}`]
        : []),
    ].join('; ')}.`
  }
  const failing = worstFirst({ suites }).filter(suite => suite.verdict === verdict)
  const decisive = failing.flatMap(suite => deciding(suite).map(gate => ({ suite, gate })))
  const [first] = decisive
  if (!first) return told ?? 'No gate could be judged.'
  const of = suites.length > 1 ? `${writing.code(shortened(first.suite.name, NAME.suite))}, ` : ''
  const id = writing.code(shortened(first.gate.id, suites.length > 1 ? NAME.gateOfSuite : NAME.gate))
  const message = writing.prose(`${first.gate.summary.replace(/\.$/u, '')}.`)
  const more = decisive.length - 1
  const among = suites.length > 1 ? `, in ${failing.length} of ${suites.length} suites` : ''
  const others = ` And ${more} more ${more === 1 ? 'gate is' : 'gates are'} ${OUTCOMES[verdict]}${among}.`
  return `${of}${id}: ${message}${more > 0 ? others : ''}`
}

/** The blocking results that come to the suite's verdict, in the order of the spec. */
function deciding(suite: Suite): GateResult[] {
  return suite.gates.filter(gate => gate.level === 'blocking' && comesTo(gate) === suite.verdict)
}

function shortened(text: string, most: number): string {
  const points = [...text]
  return points.length > most ? `${points.slice(0, most - 1).join('')}…` : text
}

function overview(suites: readonly Suite[]): Section {
  return {
    head: ['| verdict | suite | gates not met | newly wrong | fixed |', '|---|---|---|---|---|'],
    rows: suites.map(({ name, verdict, gates, regressions }) => {
      const blocking = gates.filter(({ level }) => level === 'blocking')
      const unmet = blocking.map(comesTo).filter(one => one !== 'pass' && one !== 'too_small').length
      const waived = blocking.filter(gate => shownAs(gate) === 'waived').length
      return row([
        `${SIGNS[verdict]}\u00a0${verdict}`,
        code(name, true, OVERVIEW),
        `${unmet}${waived > 0 ? `, ${waived} waived` : ''}`,
        count(regressions[0]?.count),
        count(regressions[0]?.fixes),
      ])
    }),
    priority: LAST_TO_GO / 2,
    rowsAre: 'suites',
  }
}

/** Code points of a name in the overview. */
const OVERVIEW = 80
/** Sections of this priority are cut only where nothing else is left to cut. */
const LAST_TO_GO = 0.5

function suiteAlone(suite: Suite): Section[] {
  const { name, task } = suite
  return [
    line(`**${code(name)}**${task ? ` (${prose(task)})` : ''}${sizeOf(suite)}.`),
    ...suiteSections(suite),
  ]
}

/** Failing suites stand open; those that pass are folded away, and give up their rows first. */
function oneOfSeveral(suite: Suite): Section[] {
  const { name, task, verdict } = suite
  const about = task ? [line(`Task ${prose(task)}${sizeOf(suite)}.`)] : []
  const alone = { problems: [], verdict, suites: [suite] } as const
  if (verdict !== 'pass') {
    const title = [line(`### ${SIGNS[verdict]} ${code(name)}: ${verdict}`), line(reason(alone))]
    return [...title, ...about, ...suiteSections(suite)].map(section => ({
      ...section,
      priority: section.priority || LAST_TO_GO,
    }))
  }
  const met = reason(alone, { code: element, prose: element })
  const summary = `${SIGNS[verdict]} ${element(name)}: ${verdict}. ${met}`
  const within = { open: `<details><summary>${summary}</summary>`, close: '</details>' }
  return [...about, ...suiteSections(suite)].map(section => ({
    ...section,
    within,
    priority: section.priority + PASSING,
  }))
}

/** Added to a priority: what passes goes before anything of what does not. */
const PASSING = 100

function line(text: string): Section {
  return { head: [text], rows: [], priority: 0, rowsAre: '' }
}

function sizeOf({ gold, systems: [, primary] }: Suite): string {
  if (gold.rows === 0) return ''
  const against = primary ? `compared with ${code(primary.name)}` : 'without a baseline'
  return `: ${gold.rows} gold ${gold.rows === 1 ? 'example' : 'examples'}, ${against}`
}

function suiteSections(suite: Suite): Section[] {
  return [
    ...problemsOf(suite.problems, 'error', 'Problems to mend first', 1),
    ...gateSections(suite),
    ...registration(suite),
    ...waivers(suite),
    ...lossSections(suite),
    ...newlyWrong(suite),
    ...recordedChanges(suite),
    ...stillWrong(suite),
    ...contamination(suite),
    ...looks(suite),
    ...notes(suite),
    ...details(suite),
  ]
}
