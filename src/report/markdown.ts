/** report.md, the comment and the job summary: verdict, what failed, what was lost, and only then the rest. */

import { comesTo, shownAs } from '../gates'
import { code, prose } from './escape'
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
    ...(suites.length > 1 ? [overview(suites)] : []),
    ...suites.flatMap(suite => suiteSections(suite, suites.length > 1)),
  ]
  return `${fitInto(sections, limit - 1)}\n`
}

export function worstFirst({ suites }: Report): Suite[] {
  return [...suites].sort((a, b) => WORST.indexOf(a.verdict) - WORST.indexOf(b.verdict))
}

const WORST: readonly Verdict[] = ['error', 'fail', 'inconclusive', 'pass']

/** One line that says it all, also where only the first words are shown. */
function headline(report: Report): Section {
  return {
    head: [`## ${SIGNS[report.verdict]} Goldbar: ${report.verdict}. ${reason(report)}`],
    rows: [],
    priority: 0,
    rowsAre: '',
  }
}

/** How names of others, and sentences that hold some, are written. */
interface Writing {
  code(name: string): string
  prose(sentence: string): string
}

/** What decided, in a sentence or two. */
export function reason({ suites, problems, verdict }: Report, writing: Writing = { code, prose }): string {
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
      ...(judged.length > 0 ? [metGates(judged)] : []),
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
  const decisive = suites
    .filter(suite => suite.verdict === verdict)
    .flatMap(suite => deciding(suite).map(gate => ({ suite, gate })))
  const first = decisive[0]
  if (!first) return told ?? 'No gate could be judged.'
  const more = decisive.length - 1
  return `${writing.code(first.gate.id)}: ${writing.prose(`${first.gate.summary.replace(/\.$/u, '')}.`)}${more > 0 ? ` And ${more} more ${more === 1 ? 'gate is' : 'gates are'} ${OUTCOMES[verdict]}.` : ''}`
}

/** The blocking results that come to the suite's verdict. */
function deciding({ gates, verdict }: Suite): GateResult[] {
  return gates.filter(gate => gate.level === 'blocking' && comesTo(gate) === verdict)
}

function overview(suites: readonly Suite[]): Section {
  return {
    head: ['| | suite | verdict | gates not met | newly wrong | fixed |', '|---|---|---|---|---|---|'],
    rows: suites.map(({ name, verdict, gates, regressions }) => {
      const blocking = gates.filter(({ level }) => level === 'blocking')
      const unmet = blocking.map(comesTo).filter(one => one !== 'pass' && one !== 'too_small').length
      const waived = blocking.filter(gate => shownAs(gate) === 'waived').length
      return row([
        SIGNS[verdict],
        code(name, true),
        verdict,
        `${unmet}${waived > 0 ? `, ${waived} waived` : ''}`,
        count(regressions[0]?.count),
        count(regressions[0]?.fixes),
      ])
    }),
    priority: 1,
    rowsAre: 'suites',
  }
}

function suiteSections(suite: Suite, several: boolean): Section[] {
  const { name, task, gold, systems } = suite
  const [, primary] = systems
  const against = primary ? `, compared with ${code(primary.name)}` : ', without a baseline'
  const size = gold.rows > 0 ? `: ${gold.rows} gold examples${against}` : ''
  const title = {
    head: [
      `${several ? '### ' : '**'}${code(name)}${several ? '' : '**'}${task ? ` (${prose(task)})` : ''}${size}.`,
    ],
    rows: [],
    priority: 0,
    rowsAre: '',
  }
  return [
    title,
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
