/** The names of gates and of their results. */
import type { Gate, Spec } from './spec'

/** The gate that train.max_overlap is. */
export const TRAIN_GATE = 'train.max_overlap'
/** What it counts: gold examples that are in train. */
export const TRAIN_METRIC = {
  name: 'train_overlap',
  better: 'lower',
  range: [0, Number.POSITIVE_INFINITY],
} as const

type SliceOf = { readonly name: string; readonly value: string } | null

/** `metric`, `metric[class]`, `metric{field=value}`, with `@baseline` for another than the primary one. */
export function gateId(metric: string, cls: string | null, slice: SliceOf, baseline: string | null): string {
  return [
    metric,
    cls === null ? '' : `[${cls}]`,
    slice === null ? '' : `{${slice.name}=${slice.value}}`,
    baseline === null ? '' : `@${baseline}`,
  ].join('')
}

type Gates = Pick<Spec, 'gates' | 'baselines'>

/** The gate's id with `*` filled in; an id of the user's own gets its member appended. */
export function resultId(gate: Gate, cls: string | null, slice: SliceOf, spec: Gates): string {
  const expanded = cls !== (gate.class ?? null) || slice?.value !== gate.slice?.value
  if (!expanded) return gate.id
  const other = otherBaseline(gate, spec)
  const own = gateId(gate.metric, gate.class ?? null, gate.slice ?? null, other)
  const plain = gateId(gate.metric, cls, slice, other)
  if (gate.id === own && !spec.gates.some(one => one.id === plain)) return plain
  return gateId(gate.id, gate.class === '*' ? cls : null, gate.slice?.value === '*' ? slice : null, null)
}

/** Whether a class or a value for its `*` would give one of the gate's results this id. */
export function hasMember(gate: Gate, id: string, spec: Gates): boolean {
  const [cls, slice] = [gate.class ?? null, gate.slice ?? null]
  const open = slice?.value === '*' ? { ...slice, value: HOLE } : slice
  const forms = [
    gateId(gate.metric, cls === '*' ? HOLE : cls, open, otherBaseline(gate, spec)),
    gateId(gate.id, cls === '*' ? HOLE : null, open?.value === HOLE ? open : null, null),
  ]
  return forms.some(form => {
    const found = filled(form.split(HOLE), id)
    if (found === undefined) return false
    const [first, last] = [found[0]!, found.at(-1)!]
    const value = slice?.value === '*' ? last : slice?.value
    const member = slice && { name: slice.name, value: value! }
    return resultId(gate, cls === '*' ? first : cls, member, spec) === id
  })
}

/** Stands for what is not known of an id; no text of a file holds it. */
const HOLE = '\0'

/** What stands between the parts of a text, one or two texts; undefined where they are not its parts. */
function filled([start, ...rest]: readonly string[], text: string): string[] | undefined {
  const end = rest.at(-1)
  if (end === undefined || !text.startsWith(start!) || !text.endsWith(end)) return undefined
  if (text.length < start!.length + end.length) return undefined
  const inner = text.slice(start!.length, text.length - end.length)
  if (rest.length === 1) return [inner]
  const at = inner.indexOf(rest[0]!)
  return at < 0 ? undefined : [inner.slice(0, at), inner.slice(at + rest[0]!.length)]
}

function otherBaseline({ baseline }: Gate, { baselines }: Gates): string | null {
  return baselines.findIndex(({ name }) => name === baseline) > 0 ? baseline! : null
}
