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
  const unmet = sorted.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'too_small')
  return [
    {
      head: [`| | gate | bar | candidate | ${baseline} | lift | n |`, '|---|---|---|---|---|---|---|'],
      rows: sorted.map(gate => gateRow(gate, systems[1]?.name)),
      priority: 2,
      rowsAre: 'gates',
    },
    ...sentences(unmet),
    ...families(suite),
    {
      head: [
        `<sub>In brackets the ${number(confidence * 100)} % interval; clear: all of it lies on one side of the bar, close: it does not. Lift is signed so that + is better.</sub>`,
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

function gateRow(gate: GateResult, primary: string | undefined): string {
  const { id, metric, outcome, level, reference, interval, lift_interval: liftInterval, n } = gate
  const { bars, candidate, lift } = gateWords(gate, primary)
  return row([
    level === 'advisory' && outcome !== 'pass'
      ? `⚠️ ${OUTCOMES[outcome]}${sureness(gate)} (advisory)`
      : `${SIGNS[shownAs(gate)]} ${OUTCOMES[shownAs(gate)]}${sureness(gate)}${level === 'advisory' ? ' (advisory)' : ''}`,
    code(id, true),
    bars,
    hasValue(gate) ? `**${candidate}**${range(interval, metric)}` : unbroken(prose(told(gate), true)),
    value(reference, metric),
    `${lift}${changeRange(liftInterval, metric)}`,
    String(n),
  ])
}

/** How sure an outcome is, in a word. */
export function sureness(gate: GateResult): string {
  const { evidence } = gate
  const shown = shownAs(gate)
  return (shown === 'pass' || shown === 'fail') && (evidence === 'clear' || evidence === 'close')
    ? `, ${evidence}`
    : ''
}

/** Whether the candidate's value says it all; else the message does. */
export function hasValue({ outcome, bars }: GateResult): boolean {
  return (outcome === 'pass' || outcome === 'fail') && bars.max_gap === undefined
}

/** The gate's clause without what the other cells say. */
export function told({ summary }: GateResult): string {
  return summary.replace(/ \((?:best|worst)\)|, allowed [^,]*$/gu, '')
}

/** Of each gate that is not met the whole sentence, and why it is there. */
function sentences(unmet: readonly GateResult[]): Section[] {
  if (unmet.length === 0) return []
  return [
    {
      head: [],
      rows: unmet.map(
        ({ id, message, why }) => `- ${code(id)}: ${prose(message)}${why === null ? '' : ` *${prose(why)}*`}`,
      ),
      priority: 3,
      rowsAre: 'sentences',
    },
  ]
}

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
    min_lift: bar => `better by ≥ ${changesApart(moved, bar, metric)[1].replace(/^\+/u, '')}`,
    'min_lift.rel': bar => `better by ≥ ${shown(bar, 'accuracy')} of the baseline`,
    max_drop: bar => `worse by ≤ ${size(bar)}`,
    'max_drop.abs': bar => `worse by ≤ ${size(bar)}`,
    'max_drop.rel': bar => `${or} ${shown(bar, 'accuracy')} of the baseline`,
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
