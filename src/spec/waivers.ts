/** What a waiver names, and on which side of its floor a value is let through. */
import { listed, nearest, type Problems, quote } from '../problems'
import type { Better } from '../report/report'
import { hasMember, resultId, TRAIN_GATE, TRAIN_METRIC } from './gate-id'
import { expands } from './least'
import type { Gate, Spec, TrainSpec, Waiver } from './spec'

/** A gate, with all of its results or with the one that a waiver names. */
export interface Named {
  readonly gate: Gate
  readonly whole: boolean
}

type Gates = Pick<Spec, 'gates' | 'baselines' | 'train'>

/** The gate whose id it is, or else those of which a class or a value that `*` finds may have it. */
export function namedBy(id: string, spec: Gates): Named[] {
  const all = waivable(spec)
  const own = all.find(gate => gate.id === id)
  if (own) return [{ gate: own, whole: true }]
  return all
    .filter(gate => expands(gate) && !spreads(gate) && hasMember(gate, id, spec))
    .map(gate => ({ gate, whole: false }))
}

/** Where a value is let through: at least at the floor, or at most. */
export type Side = 'at least' | 'at most'

/** Undefined where the metric has no better or worse, and the floor is not beyond a bar that would say it. */
export function sideOf({ floor }: Waiver, gate: Gate, better: Better): Side | undefined {
  if (spreads(gate)) return 'at most'
  if (better !== 'none') return better === 'higher' ? 'at least' : 'at most'
  const { min, max } = gate.bars
  if (min !== undefined && floor < min) return 'at least'
  return max !== undefined && floor > max ? 'at most' : undefined
}

/** Tells waivers that name nothing, more than one thing, what decides nothing, or what another one names. */
export function checkWaivers(spec: Spec, problems: Problems): void {
  const seen: { readonly named: Named; readonly id: string; readonly line: number }[] = []
  for (const { gate: id, at } of spec.waivers) {
    const place = { file: spec.file, ...at }
    const all = namedBy(id, spec)
    const [named, ...more] = all
    if (!named) {
      const known = waivable(spec).map(gate => gate.id)
      const meant = nearest(id, [...known, ...likely(id, spec)])
      problems.add('waiver.gate', place, { got: quote(id), nearest: meant, known: listed(known.map(quote)) })
      continue
    }
    if (more.length > 0) {
      const lines = all.map(({ gate }) => gate.at.line).join(' and ')
      problems.add('waiver.ambiguous', place, {
        gate: quote(id),
        what: `a result of the gates at lines ${lines}`,
      })
      continue
    }
    const { gate, whole } = named
    if (whole && gate.bars.max_gap !== undefined && !spreads(gate))
      problems.add('waiver.ambiguous', place, { gate: quote(id), what: 'a value or a gap between values' })
    if (gate.level === 'advisory') problems.add('waiver.advisory', place, { gate: quote(id) })
    const twice = seen.find(one => one.named.gate === gate && (whole || one.named.whole || one.id === id))
    if (twice) problems.add('waiver.twice', place, { gate: quote(id), line: twice.line })
    seen.push({ named, id, line: at.line })
  }
}

/** The gates of the spec, and the one that train makes. */
function waivable({ gates, train }: Gates): Gate[] {
  return train ? [...gates, trainGate(train)] : [...gates]
}

/** What train.max_overlap asks for, as a gate. */
function trainGate({ at, max_overlap: max }: TrainSpec): Gate {
  const metric = TRAIN_METRIC.name
  return { id: TRAIN_GATE, metric, bars: { max }, relative: false, level: 'blocking', at }
}

/** Whether the gate judges a gap and no values. */
export function spreads({ bars }: Gate): boolean {
  return bars.max_gap !== undefined && Object.keys(bars).length === 1
}

/** Ids of results with the class and the value that a misspelt id has. */
function likely(id: string, spec: Gates): string[] {
  if (id.length > LONGEST) return []
  const [, cls = ''] = /\[(.*?)\]/u.exec(id) ?? []
  const [, value = ''] = /=([^}]*)/u.exec(id) ?? []
  const some = spec.gates.filter(expands).slice(0, MOST)
  return some.map(gate => {
    const { class: own = null, slice } = gate
    const member = slice && { ...slice, value: slice.value === '*' ? value : slice.value }
    return resultId(gate, own === '*' ? cls : own, member ?? null, spec)
  })
}

/** Comparing longer ids, or more of them, takes long for a hint. */
const LONGEST = 200
const MOST = 100
