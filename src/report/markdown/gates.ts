/** The gates, failing ones first. */
import { type Shown, shownAs } from '../../gates'
import { apart, changesApart, measureOf, number, shown } from '../../text/numbers'
import { code, prose } from '../escape'
import type { Section } from '../fit'
import type { GateResult, Suite } from '../report'
import { changeRange, OUTCOMES, range, row, SIGNS, unbroken, value } from './cells'
import { families } from './families'

export function gateSections(suite: Suite): Section[] {
  const { systems, confidence } = suite
  const sorted = failingFirst(suite)
  if (sorted.length === 0) return []
  const baseline = systems[1] ? code(systems[1].name, true) : 'baseline'
  const compared = sorted.some(({ reference, lift }) => reference !== null || lift !== null)
  const unmet = sorted.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'too_small')
  return [
    {
      head: [
        row(['gate', 'bar', 'candidate', ...(compared ? [baseline, 'lift'] : []), 'n']),
        `|${'---|'.repeat(compared ? 6 : 4)}`,
      ],
      rows: sorted.map(gate => gateRow(gate, systems[1]?.name, compared)),
      priority: 2,
      rowsAre: 'gates',
    },
    ...sentences(unmet),
    ...families(suite),
    {
      head: [
        `<sub>${SIGNS.fail} not met, ${SIGNS.pass} met. In brackets the ${number(confidence * 100)} % interval; clear: all of it lies on one side of the bar, close: it does not.${compared ? ' Lift is signed so that + is better.' : ''}</sub>`,
      ],
      rows: [],
      priority: 0,
      rowsAre: '',
    },
  ]
}

/** The gates in the order they are shown, each with the measure its values are told in as metric. */
export function failingFirst({ gates, scores }: Pick<Suite, 'gates' | 'scores'>): GateResult[] {
  const names = new Set(scores.map(({ metric }) => metric))
  const order: readonly Shown[] = ['error', 'fail', 'waived', 'inconclusive', 'pass', 'too_small']
  const rank = (gate: GateResult) => order.indexOf(shownAs(gate)) + (gate.level === 'advisory' ? 0.5 : 0)
  return gates
    .map(gate => ({ ...gate, metric: measureOf(gate.metric, name => names.has(name)) }))
    .sort((a, b) => rank(a) - rank(b))
}

function gateRow(gate: GateResult, primary: string | undefined, compared: boolean): string {
  const { metric, reference, interval, lift_interval: liftInterval, n } = gate
  const { bars, candidate, lift } = gateWords(gate, primary)
  return row([
    signed(gate),
    bars,
    hasValue(gate) ? `**${candidate}**${range(interval, metric)}` : unbroken(prose(told(gate), true)),
    ...(compared ? [value(reference, metric), `${lift}${changeRange(liftInterval, metric)}`] : []),
    String(n),
  ])
}

/** A gate behind the sign of its outcome, and in words what the sign alone does not tell. */
function signed(gate: GateResult): string {
  const { id, level, outcome } = gate
  const shown = shownAs(gate)
  const advisory = level === 'advisory'
  const sign = advisory && outcome !== 'pass' ? '⚠️' : SIGNS[shown]
  const known = shown === 'pass' || (shown === 'fail' && !advisory)
  const words = [...(known ? [] : [OUTCOMES[shown]]), ...sureness(gate), ...(advisory ? ['advisory'] : [])]
  return `${sign}\u00a0${code(id, true)}${words.length > 0 ? ` (${words.join(', ')})` : ''}`
}

/** How sure an outcome is, in a word. */
export function sureness(gate: GateResult): string[] {
  const { evidence } = gate
  const shown = shownAs(gate)
  const judged = shown === 'pass' || shown === 'fail'
  return judged && (evidence === 'clear' || evidence === 'close') ? [evidence] : []
}

/** Whether the candidate's value was held against the bar, and says it all; else the message does. */
export function hasValue({ outcome, evidence, bars }: GateResult): boolean {
  const undecided = outcome === 'inconclusive' && evidence !== null
  return (outcome === 'pass' || outcome === 'fail' || undecided) && bars.max_gap === undefined
}

/** The gate's clause without what the other cells say. */
export function told({ summary }: GateResult): string {
  return summary.replace(/ \((?:best|worst)\)|, (?:allowed [^,]*|no drop allowed)$/gu, '')
}

/** Of each gate that is not met the whole sentence, and behind the first that it holds for why it is there. */
export function sentences(unmet: readonly GateResult[]): Section[] {
  if (unmet.length === 0) return []
  const told = new Set<string | null>([null])
  const rows = unmet.map(({ id, message, why }) => {
    const reason = told.has(why) ? '' : ` *${prose(why!)}*`
    told.add(why)
    return `- ${code(id)}: ${prose(message)}${reason}`
  })
  return [{ head: [], rows, priority: 3, rowsAre: 'sentences' }]
}

/** A bar on the change from the baseline that allows nothing. */
const NO_DROP = 'no drop'

/** A gate's bars, value and lift in words, with as many digits as it takes to tell them apart. */
export function gateWords(
  { bars, metric, candidate, reference, lift, baseline }: GateResult,
  primary: string | undefined,
) {
  const got = candidate ?? Number.NaN
  const moved = lift ?? Number.NaN
  const fall = bars.max_drop ?? (bars['max_drop.rel'] ?? Number.NaN) * Math.abs(reference ?? 0)
  const wanted = bars.min_lift ?? (Number.isNaN(fall) ? moved : 0 - fall)
  const size = (bar: number) => changesApart(moved, 0 - bar, metric)[1].slice(1)
  const or = bars['max_drop.abs'] === undefined ? 'worse by ≤' : 'or'
  const words: Record<string, (bar: number) => string> = {
    min: bar => `≥ ${apart(got, bar, metric)[1]}`,
    max: bar => `≤ ${apart(got, bar, metric)[1]}`,
    min_lift: bar =>
      bar === 0 ? NO_DROP : `better by ≥ ${changesApart(moved, bar, metric)[1].replace(/^\+/u, '')}`,
    'min_lift.rel': bar => (bar === 0 ? NO_DROP : `better by ≥ ${shown(bar, 'accuracy')} of the baseline`),
    max_drop: bar => (bar === 0 ? NO_DROP : `worse by ≤ ${size(bar)}`),
    'max_drop.abs': bar => `worse by ≤ ${size(bar)}`,
    'max_drop.rel': bar =>
      bar === 0 && or !== 'or' ? NO_DROP : `${or} ${shown(bar, 'accuracy')} of the baseline`,
    max_gap: bar => `gap ≤ ${size(bar)}`,
  }
  const all = Object.entries(bars).map(([name, bar]) => words[name]!(bar))
  const other = baseline === null || baseline === primary ? '' : ` against ${code(baseline, true)}`
  return {
    bars: unbroken(all.join(', ')) + other,
    candidate: candidate === null ? '–' : unbroken(apart(got, bars.min ?? bars.max ?? got, metric)[0]),
    lift: lift === null ? '–' : unbroken(changesApart(moved, wanted, metric)[0]),
  }
}
