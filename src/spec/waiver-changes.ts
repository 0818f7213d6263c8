/** What differs between the waivers of two specs. They meet by what they name, in whatever order. */
import { fixed, type Judged, joined, neutral, type Rule, type Table, value, written } from './change-rules'
import type { Spec, Waiver } from './spec'
import { namedBy, type Side, sideOf } from './waivers'

export const waiverChanges: Rule<readonly Waiver[]> = (key, base, head, specs) => {
  const names = new Set([...base, ...head].map(({ gate }) => gate))
  return [...names].flatMap(name => {
    const [from, to] = [base, head].map(all => all.find(({ gate }) => gate === name))
    const at = joined(key, name)
    if (from && to) {
      const rules = Object.entries({ ...RULES, floor: floorOf(from, to) }) as [keyof Waiver, Rule<unknown>][]
      return rules.flatMap(([part, rule]) => rule(joined(at, part), from[part], to[part], specs))
    }
    const [kind, words]: Judged = to
      ? ['loosened', 'it may fail, down to the floor']
      : ['tightened', 'it may not fail any more']
    return [{ key: at, kind, from: text(from), to: text(to), words }]
  })
}

const RULES: Omit<Table<Waiver>, 'floor'> = {
  at: fixed,
  gate: fixed,
  until: value((base, head) =>
    String(head) < String(base) ? ['tightened', 'it is over earlier'] : ['loosened', 'it counts for longer'],
  ),
  why: neutral('shown only'),
}

/** Which way is further from the bar is told by the bars; bars on a change alone do not tell. */
function floorOf(from: Waiver, to: Waiver): Rule<unknown> {
  return value((_, __, specs) => {
    const [before, after] = [standing(from, specs.base), standing(to, specs.head)]
    if (before.side === undefined || written(before) !== written(after))
      return ['loosened', 'another value is let through']
    const nearer = before.side === 'at least' ? to.floor > from.floor : to.floor < from.floor
    return nearer ? ['tightened', 'less is let through'] : ['loosened', 'more is let through']
  })
}

/** The number that a floor is about, and where a value is let through. */
function standing(waiver: Waiver, spec: Spec): { readonly side: Side | undefined; readonly of?: unknown } {
  const [named, ...others] = namedBy(waiver.gate, spec)
  if (!named || others.length > 0) return { side: undefined }
  const { metric, class: cls, slice, baseline = spec.baselines[0]?.name } = named.gate
  const of = [metric, cls, slice, baseline, named.whole]
  return { of, side: sideOf(waiver, named.gate, 'none') }
}

function text(waiver: Waiver | undefined): string | null {
  return waiver ? `floor: ${waiver.floor}, until: ${waiver.until}, why: ${waiver.why}` : null
}
