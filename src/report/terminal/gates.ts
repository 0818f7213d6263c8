/** What is not met, as a table; of the rest a count, or the table where all is met. */
import { type Shown, shownAs } from '../../gates'
import { number } from '../../text/numbers'
import { range, value } from '../markdown/cells'
import { failingFirst, gateWords, hasValue, told } from '../markdown/gates'
import type { GateResult, Suite } from '../report'
import { safe } from '../safe'
import { table } from './table'
import { type Line, type Screen, type Style, sentence, span } from './text'
import { number as digits, name, SIGNS } from './words'

const WORDS = {
  error: 'not to be judged',
  fail: 'not met',
  waived: 'not met, and waived',
  inconclusive: 'undecided',
  pass: 'met',
  too_small: 'with too few examples',
} as const satisfies Record<Shown, string>
/** Gates that are met are listed where there is nothing worse to tell, and no more than these. */
const MET = 12
/** Of one kind; the rest is in the report files. */
const MOST = 30

export function gateLines(suite: Suite, screen: Screen): Line[] {
  const gates = failingFirst(suite)
  const kinds = Object.keys(WORDS) as Shown[]
  const groups = kinds.flatMap(kind =>
    LEVELS.map(level => ({
      kind,
      level,
      gates: gates.filter(gate => shownAs(gate) === kind && gate.level === level),
    })).filter(group => group.gates.length > 0),
  )
  const unmet = groups.filter(({ kind }) => kind !== 'pass' && kind !== 'too_small')
  const rest = groups.filter(group => !unmet.includes(group))
  const met =
    unmet.length === 0 ? rest.filter(({ kind, gates }) => kind === 'pass' && gates.length <= MET) : []
  const listed = [...unmet, ...met]
  return [
    ...listed.flatMap((group, i) => [
      ...(i > 0 ? [[]] : []),
      title(group, gates.length),
      ...gateTable(group.gates, suite, screen),
    ]),
    ...(listed.length > 0
      ? legend(
          listed.flatMap(group => group.gates),
          suite,
          screen,
        )
      : []),
    ...rest.filter(group => !met.includes(group)).map(group => title(group, gates.length)),
  ]
}

const LEVELS = ['blocking', 'advisory'] as const

interface Group {
  readonly kind: Shown
  readonly level: GateResult['level']
  readonly gates: readonly GateResult[]
}

function title({ kind, level, gates }: Group, of: number): Line {
  const { sign, style } = SIGNS[kind]
  const count = `${digits(gates.length)} of ${digits(of)} ${of === 1 ? 'gate' : 'gates'}`
  const blocks = level === 'blocking'
  const words = `${WORDS[kind]}${blocks ? '' : ', advisory only'}`
  return [
    span(`${sign} `, style),
    span(`${count} ${words}`, blocks && kind !== 'pass' && kind !== 'too_small' ? style : undefined),
  ]
}

function gateTable(gates: readonly GateResult[], { systems }: Suite, screen: Screen): Line[] {
  const primary = systems[1]?.name
  const columns = [
    { title: 'gate' },
    { title: 'bar' },
    { title: 'candidate' },
    { title: primary === undefined ? 'baseline' : name(primary), right: true },
    { title: 'lift', right: true },
    { title: 'n', right: true },
  ]
  const shown = gates.slice(0, MOST)
  const rows = shown.map((gate, i) => ({
    cells: gateCells(gate, primary),
    below: below(gate, shown[i - 1], screen),
  }))
  const more = gates.length - shown.length
  return [
    ...table(columns, rows, screen),
    ...(more > 0 ? [[span(`  … and ${digits(more)} more gates`, 'faint')]] : []),
  ]
}

function gateCells(gate: GateResult, primary: string | undefined): Line[] {
  const { id, metric, outcome, baseline, reference, interval, lift, n } = gate
  const words = gateWords({ ...gate, baseline: null }, primary)
  const other = baseline === null || baseline === primary ? '' : ` against ${name(baseline)}`
  const style: Style = outcome === 'fail' ? 'bad' : 'strong'
  return [
    [span(name(id))],
    [span(`${words.bars}${other}`)],
    hasValue(gate) ? [span(words.candidate, style), span(range(interval, metric))] : [],
    [span(reference === null ? '' : value(reference, metric))],
    [span(lift === null ? '' : words.lift)],
    [span(digits(n))],
  ]
}

/** What no column holds: the sentence of what has no single value, and why there is this gate. */
function below(gate: GateResult, before: GateResult | undefined, screen: Screen): Line[] {
  const { outcome, why } = gate
  const message = hasValue(gate) ? [] : [[span(safe(told(gate)))]]
  const because =
    why === null || outcome === 'pass' || why === before?.why ? [] : [[span(safe(why), 'faint')]]
  return screen.width > 0 ? [...message, ...because] : []
}

function legend(gates: readonly GateResult[], { confidence }: Suite, screen: Screen): Line[] {
  const parts = [
    ...(gates.some(gate => gate.interval !== null && hasValue(gate))
      ? [`in brackets the ${number(confidence * 100)} % interval`]
      : []),
    ...(gates.some(({ lift }) => lift !== null) ? ['lift is signed so that + is better'] : []),
  ]
  if (parts.length === 0) return []
  const text = parts.join('; ')
  return sentence(`${text[0]!.toUpperCase()}${text.slice(1)}.`, screen, '  ', 'faint')
}
