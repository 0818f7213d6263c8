/** What is not met, as a table; of the rest a count, or the table where all is met. */
import { type Shown, shownAs } from '../../gates'
import { number } from '../../text/numbers'
import { range, value } from '../markdown/cells'
import { failingFirst, gateWords, hasValue, told as messageOf } from '../markdown/gates'
import type { GateResult, Suite } from '../report'
import { table } from './table'
import { type Line, NBSP, type Screen, type Style, sentence, span } from './text'
import { name, plural, SIGNS, told } from './words'

const WORDS = {
  error: 'not to be judged',
  fail: 'not met',
  waived: 'not met, and waived',
  inconclusive: 'undecided',
} as const satisfies Partial<Record<Shown, string>>
/** Gates that are met are listed where there is nothing worse to tell, and no more than these. */
const MET = 20
/** Of one kind; the rest is in the report files. */
const MOST = 30

export function gateLines(suite: Suite, screen: Screen): Line[] {
  const gates = failingFirst(suite)
  const of = (...kinds: Shown[]) => gates.filter(gate => kinds.includes(shownAs(gate)))
  const unmet = UNMET.flatMap(kind =>
    LEVELS.map(level => ({ kind, level, gates: of(kind).filter(gate => gate.level === level) })),
  ).filter(group => group.gates.length > 0)
  const [met, small] = [of('pass'), of('too_small')]
  const showsMet = unmet.length === 0 && met.length <= MET
  const listed = [...unmet.flatMap(group => group.gates), ...(showsMet ? met : [])]
  return [
    ...unmet.flatMap((group, i) => [
      ...(i > 0 ? [[]] : []),
      title(group),
      ...gateTable(group.gates, suite, screen),
    ]),
    ...(met.length > 0 && showsMet ? [metTitle(met, false), ...gateTable(met, suite, screen)] : []),
    ...legend(listed, suite, screen),
    ...(met.length > 0 && !showsMet ? [metTitle(met, unmet.length > 0)] : []),
    ...(small.length > 0 ? [marked('too_small', `${small.length} with too few examples to judge`)] : []),
  ]
}

const UNMET = ['error', 'fail', 'waived', 'inconclusive'] as const satisfies readonly Shown[]
const LEVELS = ['blocking', 'advisory'] as const

interface Group {
  readonly kind: (typeof UNMET)[number]
  readonly level: GateResult['level']
  readonly gates: readonly GateResult[]
}

function title({ kind, level, gates }: Group): Line {
  const text = `${plural(gates.length, 'gate')} ${WORDS[kind]}`
  const { sign, style } = SIGNS[kind]
  if (level === 'advisory') return [span(`${sign} `, 'doubtful'), span(`${text}, advisory only`)]
  return [span(`${sign} ${text}`, style)]
}

/** One gate may have a result for each class or slice value. */
function metTitle(met: readonly GateResult[], others: boolean): Line {
  const advisory = met.filter(({ level }) => level === 'advisory').length
  const some = advisory === 0 ? '' : `, ${advisory} of them advisory only`
  const what = others ? (met.length === 1 ? 'other' : 'others') : met.length === 1 ? 'result' : 'results'
  return marked('pass', `${met.length} ${what} met${some}`)
}

function marked(kind: Shown, text: string): Line {
  const { sign, style } = SIGNS[kind]
  return [span(`${sign} `, style), span(text)]
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
    below: below(gate, shown[i - 1]),
  }))
  const more = gates.length - shown.length
  return [
    ...table(columns, rows, screen),
    ...(more > 0 ? [[span(`  … and ${more} more gates`, 'faint')]] : []),
  ]
}

function gateCells(gate: GateResult, primary: string | undefined): Line[] {
  const { id, metric, outcome, level, baseline, reference, interval, lift, n } = gate
  const words = gateWords({ ...gate, baseline: null }, primary)
  const other = baseline === null || baseline === primary ? '' : ` against ${name(baseline)}`
  const failed: Style = shownAs(gate) === 'waived' || level === 'advisory' ? 'doubtful' : 'bad'
  const style: Style = outcome === 'pass' ? 'good' : outcome === 'fail' ? failed : 'doubtful'
  return [
    [span(name(id), 'strong')],
    [span(`${words.bars.replaceAll(/([≤≥]) /gu, `$1${NBSP}`)}${other}`)],
    hasValue(gate) ? [span(words.candidate, style), span(range(interval, metric))] : [],
    [span(reference === null ? '' : value(reference, metric))],
    [span(lift === null ? '' : words.lift)],
    [span(String(n))],
  ]
}

/** What no column holds: how sure it is, the sentence of what has no single value, and why there is this gate. */
function below(gate: GateResult, before: GateResult | undefined): Line[] {
  const { outcome, why } = gate
  const text = hasValue(gate)
    ? outcome === 'pass'
      ? ''
      : doubt(gate)
    : outcome === 'inconclusive'
      ? gate.message
      : messageOf(gate)
  const message = text === '' ? [] : [[span(told(text))]]
  const because =
    why === null || outcome === 'pass' || why === before?.why ? [] : [[span(told(why), 'faint')]]
  return [...message, ...because]
}

/** The sentence of a gate behind its value and bar. */
function doubt({ message, summary, evidence }: GateResult): string {
  const rest = message.slice(message.indexOf(summary) + summary.length).replace(/^\. */u, '')
  return evidence === 'clear' && rest !== '' ? `Clearly not met. ${rest}` : rest
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
