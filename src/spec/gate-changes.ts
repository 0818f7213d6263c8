/** What differs between the gates of two specs. They meet by id, in whatever order. */
import { type Judged, joined, type Rule, type Specs, value, written } from './change-rules'
import type { Change } from './changes'
import { expands, leastOf } from './least'
import type { Bars, Gate, Spec } from './spec'

export const gateChanges: Rule<readonly Gate[]> = (key, base, head, specs) => {
  const [before, after] = [byId(base), byId(head)]
  const added = new Set(head.filter(({ id }) => !before.has(id)))
  const changes = base.flatMap(gate => {
    const same = after.get(gate.id) ?? renamed(gate, added, specs)
    if (!same) return whole(key, gate, null, ['loosened', 'it is judged and shown no more'])
    added.delete(same)
    return pairChanges(joined(key, same.id), gate, same, specs)
  })
  const judged = ({ level }: Gate): Judged =>
    level === 'blocking' ? ['tightened', 'it must be met as well'] : ['neutral', 'shown, and never decides']
  return [...changes, ...Array.from(added, gate => whole(key, null, gate, judged(gate)))]
}

function byId(gates: readonly Gate[]): Map<string, Gate> {
  return new Map(gates.map(gate => [gate.id, gate]))
}

/** The gate under another id, if there is one that judges the very same. */
function renamed(gate: Gate, added: ReadonlySet<Gate>, specs: Specs): Gate | undefined {
  const sameButFor = ['id', 'why']
  return [...added].find(other =>
    pairChanges('', gate, other, specs).every(({ key }) => sameButFor.includes(key)),
  )
}

function whole(key: string, from: Gate | null, to: Gate | null, [kind, words]: Judged): Change {
  const at = joined(key, (from ?? to)!.id)
  return { key: at, kind, from: from && gateText(from), to: to && gateText(to), words }
}

/** `recall, class: refund, min: 0.9` */
function gateText({ metric, class: cls, slice, baseline, bars, relative, min_n, level }: Gate): string {
  const keys = {
    class: cls,
    slice: slice && { [slice.name]: slice.value },
    baseline,
    ...bars,
    relative: relative || undefined,
    min_n,
    level: level === 'blocking' ? undefined : level,
  }
  const given = Object.entries(keys).filter(([, value]) => value !== undefined)
  return [metric, ...given.map(([key, value]) => `${key}: ${written(value)}`)].join(', ')
}

/** One gate as it was and as it is. */
interface Pair {
  readonly base: Gate
  readonly head: Gate
  readonly specs: Specs
  /** the baseline of each, whether it is named or the first */
  readonly against: readonly [base: string | undefined, head: string | undefined]
  /** whether both judge the same number, so that a bar of one can be held against that of the other */
  readonly comparable: boolean
  /** whether both decide */
  readonly blocking: boolean
}

type GateRule = (key: string, pair: Pair) => Change[]

function pairChanges(key: string, base: Gate, head: Gate, specs: Specs): Change[] {
  const against = [baselineOf(base, specs.base), baselineOf(head, specs.head)] as const
  const [from, to] = [base, head].map(({ metric, class: cls = null, slice = null }) =>
    written([metric, cls, slice]),
  )
  const pair: Pair = {
    base,
    head,
    specs,
    against,
    comparable: from === to && against[0] === against[1],
    blocking: base.level === 'blocking' && head.level === 'blocking',
  }
  return Object.entries(RULES).flatMap(([name, rule]: [string, GateRule]) => rule(joined(key, name), pair))
}

function baselineOf({ baseline }: Gate, { baselines }: Spec): string | undefined {
  return baseline ?? baselines[0]?.name
}

const silent: GateRule = () => []

/** In the order of the schema. */
const RULES = {
  metric: of(
    ({ metric }) => metric,
    () => ['loosened', 'another number is judged'],
  ),
  // a part of the metric's name
  stat: silent,
  id: of(
    ({ id }) => id,
    () => ['neutral', 'another name of the same gate'],
  ),
  class: of(
    gate => gate.class,
    () => ['loosened', 'another part is judged'],
  ),
  slice: of(
    ({ slice }) => slice && { [slice.name]: slice.value },
    () => ['loosened', 'another part is judged'],
  ),
  baseline,
  min: bar('min', 1),
  max: bar('max', -1),
  min_lift: bar('min_lift', 1, ({ base, head }) => base.relative === head.relative),
  max_drop: of(allowance, maxDrop),
  max_gap: bar('max_gap', -1),
  relative,
  min_n: of(leastOf, minN),
  level: of(
    ({ level }) => level,
    ({ head }) =>
      head.level === 'blocking' ? ['tightened', 'it decides now'] : ['loosened', 'it decides no more'],
  ),
  decide: of(
    ({ decide }) => decide,
    ({ base, head, specs, blocking }) => {
      const [from, to] = [base.decide ?? specs.base.decide, head.decide ?? specs.head.decide]
      if (from === to || !blocking) return ['neutral', `it stays ${to}, or decides nothing`]
      return to === 'proven'
        ? ['tightened', 'it must be shown to be met']
        : ['loosened', 'the observed value is enough']
    },
  ),
  why: of(
    ({ why }) => why,
    () => ['neutral', 'shown only'],
  ),
  at: silent,
} as const satisfies Record<Exclude<keyof Gate, 'bars'> | keyof Bars, GateRule>

/** What `get` takes of both gates, judged where it differs. */
function of(get: (gate: Gate) => unknown, judge: (pair: Pair) => Judged): GateRule {
  return (key, pair) => value(() => judge(pair))(key, get(pair.base), get(pair.head), pair.specs)
}

type NumberBar = Exclude<keyof Bars, 'max_drop'>

/** `direction` is 1 where a higher bar lets less pass, −1 where a lower one does; for better or worse of the metric. */
function bar(name: NumberBar, direction: 1 | -1, alike: (pair: Pair) => boolean = () => true): GateRule {
  return of(
    ({ bars }) => bars[name],
    pair => {
      const [from, to] = [pair.base.bars[name], pair.head.bars[name]]
      return judgedBar({ ...pair, comparable: pair.comparable && alike(pair) }, from, to, (a, b) =>
        direction > 0 ? b >= a : b <= a,
      )
    },
  )
}

function judgedBar<Value>(
  { blocking, comparable }: Pair,
  from: Value | undefined,
  to: Value | undefined,
  noEasier: (from: Value, to: Value) => boolean,
): Judged {
  if (!blocking) return ['neutral', 'no bar of an advisory gate decides']
  if (!comparable) return ['loosened', 'it is about another number']
  if (from === undefined) return ['tightened', 'it must hold as well']
  if (to === undefined) return ['loosened', 'it need not hold any more']
  return noEasier(from, to) ? ['tightened', 'it asks for more'] : ['loosened', 'it asks for less']
}

type Allowance = { readonly abs: number; readonly rel: number }

/** max_drop in one form, whichever way it is written: a number where there is no relative part. */
function allowance({ bars: { max_drop: drop }, relative }: Gate): Allowance | number | undefined {
  if (drop === undefined) return undefined
  const { abs = 0, rel = 0 } = typeof drop === 'object' ? drop : relative ? { rel: drop } : { abs: drop }
  return rel === 0 ? abs : { abs, rel }
}

/** The larger of both parts counts, so neither may grow. */
function maxDrop(pair: Pair): Judged {
  const parts = (gate: Gate) => {
    const given = allowance(gate)
    return typeof given === 'number' ? { abs: given, rel: 0 } : given
  }
  return judgedBar(pair, parts(pair.base), parts(pair.head), (a, b) => b.abs <= a.abs && b.rel <= a.rel)
}

/** Where neither gate names one, the order of the baselines says which it is. */
function baseline(key: string, { base, head, against: [from, to], specs }: Pair): Change[] {
  if (base.baseline === undefined && head.baseline === undefined) return []
  return value(() => ['loosened', 'it is held against another baseline'])(key, from, to, specs)
}

/** Of min_lift; for max_drop it is a way of writing. */
function relative(key: string, { base, head, specs }: Pair): Change[] {
  if (base.bars.min_lift === undefined || head.bars.min_lift === undefined) return []
  const judge = (): Judged => ['loosened', 'the lift is measured otherwise']
  return value(judge)(key, base.relative, head.relative, specs)
}

/** A named part with fewer examples is undecided, which blocks; of a part that "*" found nothing is asked. */
function minN({ base, head, comparable, blocking }: Pair): Judged {
  if (!blocking) return ['neutral', 'the gate is advisory']
  if (!comparable || expands(head)) return ['loosened', 'other parts are judged']
  return leastOf(head) > leastOf(base)
    ? ['tightened', 'with fewer examples it is undecided']
    : ['loosened', 'fewer examples are enough']
}
