/** Whether the floors of waivers are values of their metrics, and worse than the bars. */
import type { Metric } from '../metrics/metric'
import { type Problems, quote } from '../problems'
import type { Gate, Spec } from '../spec/spec'
import { namedBy, type Side, sideOf, spreads } from '../spec/waivers'
import { notFraction, within } from './range'

/** What is known of the number that a gate judges. */
export type Judging = Pick<Metric<never>, 'better' | 'range'>

/** `judged` is by the gate's id; a gate that is not in it is told of elsewhere. */
export function checkFloors(spec: Spec, judged: ReadonlyMap<string, Judging>, problems: Problems): void {
  for (const waiver of spec.waivers) {
    const [named, ...others] = namedBy(waiver.gate, spec)
    const known = named && judged.get(named.gate.id)
    if (!known || others.length > 0) continue
    const { gate } = named
    const { better, range } = known
    const place = { file: spec.file, ...waiver.at }
    const { floor } = waiver
    const about = { metric: gate.metric, whole: range }
    const [low, high] = range
    if (!within('floor', floor, spreads(gate) ? [0, high - low] : range, about, place, problems)) continue
    const side = sideOf(waiver, gate, better)
    if (side === 'at least' && !notFraction('floor', floor, about, place, problems)) continue
    const bars = unserved(floor, gate, side)
    if (bars.length > 0)
      problems.add('waiver.floor', place, { got: floor, gate: quote(waiver.gate), bar: bars.join(' and ') })
  }
}

/** The bars of which the floor lets no failing value through. */
function unserved(floor: number, gate: Gate, side: Side | undefined): string[] {
  const serves = {
    min: (bar: number) => (side === 'at least' ? floor < bar : side === 'at most' && floor >= bar),
    max: (bar: number) => (side === 'at most' ? floor > bar : side === 'at least' && floor <= bar),
    max_gap: (bar: number) => !spreads(gate) || floor > bar,
  }
  return Object.entries(serves).flatMap(([name, serve]) => {
    const bar = gate.bars[name as keyof typeof serves]
    return bar === undefined || serve(bar) ? [] : [`${name} ${bar}`]
  })
}
