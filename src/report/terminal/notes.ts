/** Whose bar it was, waivers, and what a reader must know to judge the numbers. */
import { type Problem, where } from '../../problems'
import { number } from '../../text/numbers'
import { barSentence } from '../bar-sentence'
import { changeLine, rowKinds } from '../change-line'
import { WAIVERS } from '../markdown/cells'
import { lookSentence, UNKNOWN } from '../markdown/looks'
import { COUNTED } from '../markdown/notes'
import type { RegisteredFile, Suite } from '../report'
import { hanging, type Line, type Screen, SENTENCE, type Style, sentence, span } from './text'
import { heading, name, plural, told } from './words'

/** Of one list; the rest is counted. */
const MOST = { problems: 20, changes: 10, notes: 8, waivers: 10, ids: 5 } as const

/** `gate.yml:9:5: The sentences of the problem. [id] (its code)` */
export function problemLine(problem: Problem): string {
  const place = where(problem)
  return told(
    `${place === '' ? '' : `${place}: `}${problem.message}${problem.id === null ? '' : ` [${problem.id}]`} (${problem.code})`,
  )
}

/** What must be mended first, but for `first`, which is told already. */
export function errorLines(problems: readonly Problem[], first: Problem | undefined, screen: Screen): Line[] {
  const errors = problems.filter(problem => problem.severity === 'error' && problem !== first)
  if (errors.length === 0) return []
  return [
    heading(first ? 'To mend as well' : 'To mend first'),
    ...errors.slice(0, MOST.problems).flatMap(problem => item('! ', problemLine(problem), screen, 'bad')),
    ...more(errors.length - MOST.problems, 'errors'),
  ]
}

/** Whose bar it was, and what the change does to it. */
export function barLines(suite: Suite, screen: Screen): Line[] {
  const said = barSentence(suite, { name, loud: text => text })
  if (said === undefined) return []
  const { changes, files } = suite.registration
  const edits = suite.registration.state === 'changed' || suite.registration.state === 'unregistered'
  return [
    ...sentence(told(said), screen, '', edits ? 'doubtful' : undefined),
    ...changes
      .slice(0, MOST.changes)
      .flatMap(change =>
        item('', told(changeLine(change)), screen, change.kind === 'loosened' ? 'doubtful' : undefined),
      ),
    ...more(changes.length - MOST.changes, 'changes of the bar'),
    ...files.flatMap(file => rowLines(file, screen)),
  ]
}

/** Rows of a registered file that are added, gone or answered otherwise. */
function rowLines({ file, rows }: RegisteredFile, screen: Screen): Line[] {
  if (rows === null) return []
  return rowKinds(rows).flatMap(([what, { count, ids }]) => {
    const shown = ids.slice(0, MOST.ids).map(name)
    const others = count > shown.length ? ` and ${count - shown.length} more` : ''
    return item('', `${name(file)}: ${plural(count, 'row')} ${what}: ${shown.join(', ')}${others}`, screen)
  })
}

export function waiverLines({ waivers: all, waivers_on: day }: Suite, screen: Screen): Line[] {
  if (all.length === 0) return []
  const order = Object.keys(WAIVERS)
  const sorted = [...all].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))
  return [
    heading(plural(all.length, 'waiver'), `, as of ${day}`),
    ...sorted.slice(0, MOST.waivers).flatMap(({ gate, floor, until, why, state }) => {
      const words = `waiver of ${name(gate)}, floor ${number(floor)}, until ${until} (${told(why)}): ${WAIVERS[state]}`
      return item('~ ', words, screen, state === 'used' ? 'doubtful' : undefined)
    }),
    ...more(all.length - MOST.waivers, 'waivers'),
  ]
}

/** Defects, small slices, looks, gold in the training data, verdicts of judges that turned. */
export function noteLines(suite: Suite, screen: Screen): Line[] {
  const { problems, gates, systems, looks } = suite
  const small = gates.filter(({ outcome }) => outcome === 'too_small')
  const others = problems.filter(({ severity, code }) => severity !== 'error' && !COUNTED.includes(code))
  const notes = [
    ...turned(suite),
    ...systems.flatMap(({ name: system, missing, unreadable, extra }) => [
      ...counted(system, missing, 'without a prediction, counted as wrong'),
      ...counted(system, unreadable, 'without a readable answer, counted as wrong'),
      ...counted(system, extra, 'with an unknown id, left out'),
    ]),
    ...(small.length > 0
      ? [
          `Not judged, too few examples: ${small
            .slice(0, MOST.notes)
            .map(({ id, n }) => `${name(id)} (${n})`)
            .join(', ')}${small.length > MOST.notes ? ', …' : ''}.`,
        ]
      : []),
    ...contaminated(suite),
    ...(looks === undefined ? [] : [looks === null ? UNKNOWN : lookSentence(looks)]),
    ...others.map(problemLine),
  ]
  return listed(notes, screen)
}

/** Problems of no suite that stop nothing. */
export function runNotes(problems: readonly Problem[], screen: Screen): Line[] {
  return listed(problems.filter(({ severity }) => severity !== 'error').map(problemLine), screen)
}

function listed(notes: readonly string[], screen: Screen): Line[] {
  if (notes.length === 0) return []
  return [
    heading('Notes'),
    ...notes.slice(0, MOST.notes).flatMap(note => item('- ', note, screen)),
    ...more(notes.length - MOST.notes, 'notes'),
  ]
}

function turned({ recorded_changes: changes }: Suite): string[] {
  return changes.flatMap(({ field, baseline, count, fixes, ids }) => {
    if (count === 0) return []
    const shown = ids.slice(0, MOST.ids).map(name)
    const others = count > shown.length ? ` and ${count - shown.length} more` : ''
    return [
      `Recorded ${name(field)}, against ${name(baseline)}: ${count} newly bad (${shown.join(', ')}${others}), ${fixes} newly good.`,
    ]
  })
}

function contaminated({ contamination: found }: Suite): string[] {
  if (!found?.train) return []
  const { overlap, of, exact, normalised, ngram, train } = found
  const ways = [
    ...(exact > 0 ? [`${exact} exactly`] : []),
    ...(normalised > 0 ? [`${normalised} but for case, punctuation or space`] : []),
    ...(ngram > 0 ? [`${ngram} by runs of words`] : []),
  ]
  const where = `${plural(train.rows, 'row')} of ${train.files.map(({ path }) => name(path)).join(', ')}`
  return [
    `Gold in the training data: ${overlap} of ${plural(of, 'example')}, looked for in ${where}${ways.length > 0 ? `: ${ways.join(', ')}` : ''}.`,
  ]
}

function counted(system: string, n: number, what: string): string[] {
  return n === 0 ? [] : [`${name(system)}: ${plural(n, 'example')} ${what}.`]
}

/** The mark alone is coloured; a sentence in red is read by nobody. */
function item(mark: string, text: string, { width }: Screen, style?: Style): Line[] {
  const indent = `  ${mark}`
  return hanging(indent, [span(text, mark === '' ? style : undefined)], Math.min(width, SENTENCE), style)
}

function more(n: number, what: string): Line[] {
  return n > 0 ? [[span(`  … and ${n} more ${what}`, 'faint')]] : []
}
