/** What one gate on one part of the gold set can show. */
import { COMMON, COUNTS, type Comparison } from '../compare'
import { allowance, type partsOf, sizeOf, stillAllowed } from '../gates'
import { type Figure, isProportion, value } from '../metrics/metric'
import type { PlannedGate } from '../report/report'
import { expands, leastOf } from '../spec/least'
import type { Gate, Spec } from '../spec/spec'
import { binomialUpTo } from '../statistics/beta'
import { normalBelow, normalQuantile } from '../statistics/normal'
import {
  chanceOf,
  falseAlarm,
  leastRows,
  neededToProve,
  rowsToSee,
  shownAsGood,
  smallestDifference,
  smallestFall,
  truthFor,
} from '../statistics/power'
import { change, measureOf, range, shown, thousands } from '../text/numbers'
import { DISCORDANCES, errorOf, HALF, often, POWER, RARE, REDRAWN, TENTH } from './chance'

/** What one bar says, and how often a model passes it that is as good as the baseline is now. */
interface Said {
  readonly says: readonly string[]
  readonly passes?: number | undefined
  readonly never?: boolean
}

/** One gate on one part of the gold set, and what its baseline has there. */
interface Planned {
  readonly gate: Gate
  readonly part: GatePart
  readonly spec: Spec
  readonly comparison: Comparison
  readonly n: number
  /** as which its values are shown */
  readonly metric: string
  /** of the gate's baseline, which stands where the candidate will */
  readonly figure: Figure
  readonly today: number | undefined
  /** standard error of that */
  readonly error: number | undefined
  readonly baseline: string | undefined
  /** one-sided risk of an interval */
  readonly alpha: number
  readonly proven: boolean
}

export type GatePart = ReturnType<typeof partsOf>[number]

export function plannedGate(gate: Gate, part: GatePart, spec: Spec, comparison: Comparison): PlannedGate {
  const { answers, confidence } = comparison
  const named = spec.baselines.findIndex(({ name }) => name === gate.baseline)
  const s = answers.length > 1 ? 1 + Math.max(0, named) : 0
  const baseline = answers[s]!.name === 'candidate' ? undefined : answers[s]!.name
  const figure = comparison.figure(s, gate.metric, part.class, part.slice, s)
  const estimate = comparison.estimate(s, gate.metric, part.class, part.slice, s)
  return told({
    gate,
    part,
    spec,
    comparison,
    n: comparison.rows(gate.metric, part.class, part.slice),
    metric: measureOf(gate.metric, name => comparison.has(name)),
    figure,
    today: baseline === undefined ? undefined : value(figure),
    error: baseline === undefined ? undefined : errorOf(estimate, confidence),
    baseline,
    alpha: (1 - confidence) / 2,
    proven: (gate.decide ?? spec.decide) === 'proven' && gate.metric !== 'coverage',
  })
}

function told(at: Planned): PlannedGate {
  const { gate, n, part } = at
  const least = leastOf(gate)
  const frame = { id: part.id, n, level: gate.level, line: gate.at.line }
  if (n < least) {
    const what = expands(gate) ? 'it will not be judged' : 'it is undecided whatever comes, which blocks'
    const says = [`${n} examples, fewer than ${least}: ${what}.`]
    return { ...frame, never: !expands(gate), passes: null, says }
  }
  const unsure = neverSure(at)
  if (unsure !== undefined) {
    const says = [`It can never pass: ${unsure}, so nothing is proven. Decide it as observed.`]
    return { ...frame, never: true, passes: 0, says }
  }
  const all = COUNTS.includes(gate.metric) ? [countBars(at)] : [valueBars(at), todayOf(at), liftBars(at)]
  const says = all.flatMap(one => one.says)
  if (all.some(({ never }) => never)) return { ...frame, never: true, passes: 0, says }
  const chances = all.flatMap(({ passes }) => (passes === undefined ? [] : [passes]))
  const passes = chances.length === 0 ? null : Math.min(...chances)
  return { ...frame, never: false, passes, says: [...says, ...oddsOf(at, passes), ...clustered(at, says)] }
}

/** Why there is no interval, whatever comes, where the gate needs one. */
function neverSure({ gate, part, comparison, proven }: Planned): string | undefined {
  if (!proven || COUNTS.includes(gate.metric)) return undefined
  const noise = comparison.scorer.metrics.find(({ name }) => name === gate.metric)?.noise
  if (typeof noise === 'object') return noise.none
  return comparison.clusters(part.slice) === 1 ? 'all its examples are in one cluster' : undefined
}

/** What is told of shares and of changes counts each example by itself. */
function clustered({ gate, part, comparison }: Planned, says: readonly string[]): string[] {
  const clusters = comparison.clusters(part.slice)
  if (clusters === undefined || says.length === 0 || COUNTS.includes(gate.metric)) return []
  return [
    'That is told as if each example stood for itself: where those of a cluster err together, it takes more.',
  ]
}

function oddsOf(at: Planned, passes: number | null): string[] {
  if (passes === null) return []
  const { gate, baseline } = at
  const lifts = gate.bars.max_drop !== undefined || gate.bars.min_lift !== undefined
  const others = lifts && !isProportion(at.figure) && rightShare(at) === undefined
  const where = others ? 'where half of the answers differ' : 'where 10 % of the answers change'
  const change = lifts || isPaired(gate.metric)
  const [model, so] = change
    ? ['an equally good model', `, ${where}`]
    : [`a model as good as ${baseline}`, '']
  if (passes < RARE && gate.bars.min_lift === undefined)
    return [`It hardly ever passes ${model}: ${often(passes)}${so}.`]
  if (passes > 1 - RARE) return [`It hardly ever fails ${model}: ${often(1 - passes)}${so}.`]
  return [`${model.charAt(0).toUpperCase()}${model.slice(1)} fails it ${often(1 - passes)}${so}.`]
}

/** Whether it is of the candidate beside a baseline, so that the baseline has none. */
function isPaired(metric: string): boolean {
  return COMMON.some(({ name, paired }) => name === metric && paired)
}

/** What the baseline has today. */
function todayOf(at: Planned): Said {
  const { comparison, gate, part, today, baseline } = at
  if (today === undefined || isPaired(gate.metric)) return { says: [] }
  const s = comparison.answers.findIndex(({ name }, s) => s > 0 && name === baseline)
  const sure = comparison.estimate(s, gate.metric, part.class, part.slice)
  const words = sure?.interval ? ` (${range(sure.interval, at.metric)})` : ''
  return { says: [`${baseline} has ${shown(today, at.metric)}${words}.`] }
}

/** Bars on the value itself. */
function valueBars(at: Planned): Said {
  const { gate, figure, today, error, proven } = at
  const { min, max } = gate.bars
  if (min === undefined && max === undefined) return { says: [] }
  if (isProportion(figure))
    return joined(
      [min === undefined ? [] : leastBar(at, min), max === undefined ? [] : mostBar(at, max)].flat(),
    )
  if (today === undefined || error === undefined || !(error > 0)) return { says: [] }
  const sure = proven ? normalQuantile(1 - at.alpha) : 0
  const chance = (distance: number) => normalBelow(distance / error - sure)
  const chances = [
    ...(min === undefined ? [] : [chance(today - min)]),
    ...(max === undefined ? [] : [chance(max - today)]),
  ]
  const reach = (normalQuantile(POWER) + sure) * error
  const truths = [...(min === undefined ? [] : [min + reach]), ...(max === undefined ? [] : [max - reach])]
  const says = truths
    .filter(truth => isWithin(truth, rangeOf(at)))
    .map(truth => `A model that is truly at about ${shown(truth, at.metric)} passes 4 times in 5.`)
  return { says, passes: Math.min(...chances) }
}

function rangeOf(at: Planned): readonly [number, number] {
  const own = at.comparison.scorer.metrics.find(({ name }) => name === at.gate.metric)
  return own?.range ?? [0, Number.POSITIVE_INFINITY]
}

/** Of how many units a share is: those of the baseline, where it has any. */
function unitsOf(at: Planned): number {
  const { figure, n, gate } = at
  return isProportion(figure) && figure.of > 0 ? sizeOf(gate.metric, figure.of, n) : n
}

/** How many must be right; never where no number of them would do. */
function leastBar(at: Planned, bar: number): Said {
  const { spec, metric, today, proven } = at
  const of = unitsOf(at)
  const needed = proven ? neededToProve(bar, of, spec.confidence) : Math.ceil(bar * of - 1e-9 * of)
  if (needed === undefined) return impossible(at, bar, `${shown(bar, metric)}`, of)
  const truth = shown(truthFor(needed, of, POWER), metric)
  return {
    says: [`${needed} of ${of} must be right; a model that is truly at ${truth} passes 4 times in 5.`],
    passes: today === undefined ? undefined : chanceOf(needed, of, today),
  }
}

/** How many there may be at most. */
function mostBar(at: Planned, bar: number): Said {
  const { spec, metric, today, proven } = at
  const of = unitsOf(at)
  const free = proven ? neededToProve(1 - bar, of, spec.confidence) : of - Math.floor(bar * of + 1e-9 * of)
  if (free === undefined) return impossible(at, 1 - bar, `at most ${shown(bar, metric)}`, of)
  const truth = shown(1 - truthFor(free, of, POWER), metric)
  // regressions have no value of today
  const share = isPaired(at.gate.metric) ? Math.min(1, (TENTH / 2) * (at.n / of)) : today
  return {
    says: [`At most ${of - free} of ${of}; a model that is truly at ${truth} passes 4 times in 5.`],
    passes: share === undefined ? undefined : chanceOf(free, of, 1 - share),
  }
}

function impossible(at: Planned, bar: number, what: string, of: number): Said {
  const rows = leastRows(bar, at.spec.confidence)
  const others =
    rows === undefined
      ? 'nor can any number. Decide it as observed.'
      : `${rows} can, all of them right. Add examples.`
  return {
    says: [`It can never pass: ${of} examples cannot show ${what}, ${others}`],
    never: true,
  }
}

/** Which falls and gains can be seen, and how often a model that is no better and no worse would pass. */
function liftBars(at: Planned): Said {
  const { gate, today, alpha } = at
  const { max_drop: drop, min_lift: lift } = gate.bars
  if (drop === undefined && lift === undefined) return { says: [] }
  const seen = isProportion(at.figure) ? shareSeen(at) : scoreSeen(at)
  if (!seen || today === undefined) return { says: seen?.says ?? [] }
  const margin = drop === undefined ? undefined : allowance(drop, gate.relative, today)
  const wanted = lift === undefined ? undefined : gate.relative ? lift * Math.abs(today) : lift
  const bars = [...(margin === undefined ? [] : [margin]), ...(wanted === undefined ? [] : [0 - wanted])]
  const passes = Math.min(...bars.map(seen.passes))
  const says = [...seen.says]
  if (wanted !== undefined) {
    const sure = at.proven ? normalQuantile(1 - alpha) : 0
    const lift = change(wanted + (sure + normalQuantile(POWER)) * seen.error, at.metric)
    says.push(`One that is truly about ${lift.slice(1)} better passes 4 times in 5.`)
  }
  if (margin !== undefined && margin <= 0)
    says.push('Nothing is allowed: about every other model that is no worse fails it, however many examples.')
  else if (margin !== undefined && !(seen.visible !== undefined && seen.visible <= 2 * margin)) {
    const rows = thousands(Number(seen.rows(margin).toPrecision(2)))
    says.push(
      `It allows ${change(margin, at.metric).slice(1)}, less than half of what ${at.n} examples can show; about ${rows} can. Add examples, or bar single losses instead (regressions).`,
    )
  }
  return { says, passes }
}

/** What differences of this gate's number can be told from chance. */
interface Seen {
  readonly says: readonly string[]
  /** the smallest one, where as many answers change as `CHANGED` says; undefined where none is */
  readonly visible: number | undefined
  /** standard error of the difference, likewise */
  readonly error: number
  /** chance that an equally good model is within `allowed` of the baseline */
  passes(allowed: number): number
  /** examples that show such a difference */
  rows(difference: number): number
}

/** Of a share: by how many examples change between right and wrong. */
function shareSeen(at: Planned): Seen {
  const { alpha, proven, spec } = at
  const of = unitsOf(at)
  const seen = DISCORDANCES.flatMap(d => {
    const size = smallestDifference(of, d, alpha, POWER)
    return size === undefined ? [] : [{ d, size }]
  })
  const fall = smallestFall(of, TENTH, alpha, POWER)
  const says =
    seen.length > 0
      ? visibly(seen, 'accuracy', 'change')
      : fall === undefined
        ? `With ${of} examples no fall is seen 4 times in 5, not even that of all.`
        : `A fall of less than ${change(fall, 'accuracy').slice(1)} can go unseen, even where nothing else changes.`
  return {
    says: [says],
    visible: fall,
    error: Math.sqrt(TENTH / of),
    passes: allowed =>
      proven ? shownAsGood(of, TENTH, allowed, spec.confidence) : 1 - falseAlarm(of, TENTH, allowed),
    rows: difference => rowsToSee(difference, Math.max(TENTH, difference), alpha, POWER),
  }
}

/**
 * Of any other number: as if some answers were drawn anew, independently and as good as the baseline's. A share r of them
 * gives the difference √(2r) standard errors of the value; right and wrong change places in 2rp(1 − p) of the examples.
 */
function scoreSeen(at: Planned): Seen | undefined {
  const { error, alpha, proven, metric, n } = at
  if (error === undefined || !(error > 0)) return undefined
  const right = rightShare(at)
  const drawn = (d: number) => (right === undefined ? d : d / (2 * right * (1 - right)))
  const spread = (d: number) => error * Math.sqrt(2 * drawn(d))
  const z = normalQuantile(1 - alpha)
  const reach = z + normalQuantile(POWER)
  const [shares, typical] = right === undefined ? [REDRAWN, HALF] : [DISCORDANCES, TENTH]
  const visible = reach * spread(typical)
  const sizes = shares.map(d => ({ d, size: reach * spread(d) }))
  return {
    says: [visibly(sizes, metric, right === undefined ? 'differ' : 'change')],
    visible,
    error: spread(typical),
    passes: allowed => normalBelow(allowed / spread(typical) - (proven ? z : 0)),
    rows: difference => Math.ceil(n * (visible / difference) * (visible / difference)),
  }
}

/** `Smallest change seen 4 times in 5: 8.7 points where 10 % of the answers change, 12.3 points where 20 % do.` */
function visibly(
  sizes: readonly { d: number; size: number }[],
  metric: string,
  verb: 'change' | 'differ',
): string {
  const words = sizes.map(({ d, size }, i) => {
    const answers = i === 0 ? ` of the answers ${verb}` : ''
    return `${change(size, metric).slice(1)} where ${d * 100} %${answers}`
  })
  return `Smallest change seen 4 times in 5: ${words.join(', ')}.`
}

/** Of the baseline's answers here; undefined where answers are graded, or nearly all are right, or wrong. */
function rightShare({ comparison, baseline, part: { slice } }: Planned): number | undefined {
  const { scorer, answers } = comparison
  if (scorer.graded || scorer.creditNeeds !== undefined) return undefined
  const s = answers.findIndex(({ name }, s) => s > 0 && name === baseline)
  const wrong = value(comparison.figure(s, 'losses', null, slice)) ?? 0
  const share = 1 - wrong / comparison.n(null, slice)
  return share * (1 - share) < TENTH / 4 ? undefined : share
}

/** A number of examples that are lost or won. */
function countBars(at: Planned): Said {
  const { gate, n, spec, today } = at
  const { max, min } = gate.bars
  const share = gate.metric === 'losses' ? (today === undefined ? undefined : today / n) : TENTH / 2
  const chances =
    share === undefined
      ? []
      : [
          ...(max === undefined ? [] : [binomialUpTo(Math.floor(max + 1e-9), n, share)]),
          ...(min === undefined ? [] : [chanceOf(Math.ceil(min - 1e-9), n, share)]),
        ]
  const says = max === 0 ? [`Should none be found, ${stillAllowed(n, spec.confidence)}.`] : []
  return { says, passes: chances.length === 0 ? undefined : Math.min(...chances) }
}

function isWithin(x: number, [least, most]: readonly [number, number]): boolean {
  return x >= least && x <= most
}

function joined(all: readonly Said[]): Said {
  const chances = all.flatMap(({ passes }) => (passes === undefined ? [] : [passes]))
  return {
    says: all.flatMap(({ says }) => says),
    passes: chances.length === 0 ? undefined : Math.min(...chances),
    never: all.some(({ never }) => never),
  }
}
