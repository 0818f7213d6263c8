import { type Shown, shownAs } from '../gates'
import { type Problem, where } from '../problems'
import { shown } from '../text/numbers'
import { barSentence } from './bar-sentence'
import { changeLine } from './change-line'
import { WAIVERS, wordsOfChange } from './markdown/cells'
import type { GateResult, ListedWaiver, Report, Suite } from './report'
import { safe } from './safe'

/** The report in a few lines of plain text for a terminal: problems, gates that are not met, what was lost. */
export function renderTerminal({ verdict, problems, suites }: Report): string {
  const lines = [...problems.map(problem => `  ${line(problem)}`), ...suites.flatMap(suiteLines)]
  return [...lines, '', `Verdict: ${verdict.toUpperCase()}`].join('\n')
}

const WORDS = {
  pass: 'met',
  fail: 'NOT MET',
  waived: 'WAIVED',
  inconclusive: 'UNDECIDED',
  error: 'ERROR',
  too_small: 'too small',
} as const satisfies Record<Shown, string>
const ORDER: readonly Shown[] = ['error', 'fail', 'waived', 'inconclusive', 'pass', 'too_small']
/** Of one list; the whole of it is in the report files. */
const MOST = 10

function suiteLines(suite: Suite): string[] {
  const { name, task, gold, gates, waivers, regressions, losses, problems } = suite
  const [worse, better] = wordsOfChange(suite)
  const sorted = [...gates].sort((a, b) => ORDER.indexOf(shownAs(a)) - ORDER.indexOf(shownAs(b)))
  const [primary] = regressions
  const worst = losses.classes.filter(({ lift }) => lift !== null && lift < 0).slice(0, 3)
  return [
    `${safe(name)}${gold.rows > 0 ? ` (${task}, ${gold.rows} gold examples)` : ''}`,
    ...problems.map(problem => `  ${problem.severity}: ${line(problem)}`),
    ...barLines(suite),
    ...listed(sorted.map(gateLine)),
    ...listed(waivers.map(waiverLine), 'waivers'),
    ...(primary
      ? [`  ${primary.count} ${worse}, ${primary.fixes} ${better} against ${safe(primary.baseline)}`]
      : []),
    ...(primary && primary.count > 0
      ? [
          `  ${worse}: ${primary.examples
            .slice(0, MOST)
            .map(({ id }) => safe(id))
            .join(', ')}${primary.count > MOST ? ', …' : ''}`,
        ]
      : []),
    ...worst.map(
      ({ class: cls, metric, candidate, reference }) =>
        `  class ${safe(cls!)}: ${metric} ${shown(reference!, metric)} → ${shown(candidate!, metric)}`,
    ),
  ]
}

/** Whose bar it was, and what the change does to it. */
function barLines(suite: Suite): string[] {
  const said = barSentence(suite, { name: safe, loud: text => text })
  const { changes } = suite.registration
  const more = changes.length - MOST
  return [
    ...(said === undefined ? [] : [`  ${said}`]),
    ...changes.slice(0, MOST).map(change => `    ${changeLine(change)}`),
    ...(more > 0 ? [`    … and ${more} more changes of the bar`] : []),
  ]
}

function gateLine(gate: GateResult): string {
  const { id, level, message } = gate
  return `  ${WORDS[shownAs(gate)].padEnd(9)} ${safe(id)}${level === 'advisory' ? ' (advisory)' : ''}: ${safe(message)}`
}

function waiverLine({ gate, floor, until, why, state }: ListedWaiver): string {
  return `  waiver of ${safe(gate)}, floor ${floor}, until ${until} (${safe(why)}): ${WAIVERS[state]}`
}

/** `gate.yml:9:5: The sentences of the problem. (its code)` */
export function line(problem: Problem): string {
  const place = where(problem)
  return safe(
    `${place === '' ? '' : `${place}: `}${problem.message}${problem.id === null ? '' : ` [${problem.id}]`} (${problem.code})`,
  )
}

function listed(lines: readonly string[], what = 'gates'): string[] {
  return lines.length > MOST * 3
    ? [...lines.slice(0, MOST * 3), `  … and ${lines.length - MOST * 3} more ${what}`]
    : [...lines]
}
