/** Lets failing results through that the spec has a waiver for, down to its floor and until its day. */
import { reaches } from './bars'
import type { Better, GateResult, ListedWaiver } from './report/report'
import type { Spec, Waiver } from './spec/spec'
import { type Named, namedBy, sideOf } from './spec/waivers'

/** Whether waivers count, and when. */
export interface Validity {
  /** a waiver counts only where the base has it; otherwise whoever needs one could write it */
  readonly registered: boolean
  /** of this run, YYYY-MM-DD */
  readonly date: string
}

/** `results` are those of all gates of a sound spec. Only a fail is let through, never what could not be judged. */
export function waive(
  spec: Spec,
  results: readonly GateResult[],
  better: (metric: string) => Better,
  { registered, date }: Validity,
): { readonly gates: GateResult[]; readonly waivers: ListedWaiver[] } {
  const all = spec.waivers.map(waiver => {
    const named = namedBy(waiver.gate, spec)[0]!
    const covered = results.filter(result => covers(waiver, named, result))
    const side = sideOf(waiver, named.gate, better(named.gate.metric))
    const passed = covered.filter(result => side !== undefined && letsThrough(waiver, side, result))
    const counts = registered && date <= waiver.until
    return { waiver, named, covered, passed: counts ? passed : [] }
  })
  const by = new Map(all.flatMap(({ waiver, passed }) => passed.map(result => [result, shown(waiver)])))
  return {
    gates: results.map(result => ({ ...result, waiver: by.get(result) ?? null })),
    waivers: all.map(({ waiver, named, covered, passed }) => {
      const state = voided(waiver, { registered, date }) ?? stateOf(named, covered, passed.length > 0)
      return listed(waiver, state)
    }),
  }
}

/** Those of a spec that was not judged, or that is not the one that decides. */
export function unjudged({ waivers }: Pick<Spec, 'waivers'>, validity: Validity): ListedWaiver[] {
  return waivers.map(waiver => listed(waiver, voided(waiver, validity) ?? 'not_judged'))
}

function covers({ gate }: Waiver, { gate: { at }, whole }: Named, { id, line, column }: GateResult): boolean {
  return line === at.line && column === at.column && (whole || id === gate)
}

/** A bar on the other side must hold all the same. */
function letsThrough(
  { floor }: Waiver,
  side: 'at least' | 'at most',
  { outcome, candidate, bars: { min, max } }: GateResult,
): boolean {
  if (outcome !== 'fail' || candidate === null) return false
  return side === 'at least'
    ? reaches(candidate, floor) && (max === undefined || reaches(-candidate, -max))
    : reaches(-candidate, -floor) && (min === undefined || reaches(candidate, min))
}

type State = ListedWaiver['state']

/** Why it does not count at all. */
function voided({ until }: Waiver, { registered, date }: Validity): State | undefined {
  if (!registered) return 'not_registered'
  return date > until ? 'expired' : undefined
}

function stateOf({ whole }: Named, covered: readonly GateResult[], used: boolean): State {
  // an answer may still be of a class that the gold set lost
  if (!whole && covered.every(({ n, outcome }) => n === 0 && outcome === 'too_small')) return 'stale'
  if (used) return 'used'
  const outcomes = covered.map(({ outcome }) => outcome)
  if (outcomes.includes('fail')) return 'below_floor'
  const met = outcomes.includes('pass') && outcomes.every(one => one === 'pass' || one === 'too_small')
  return met ? 'unused' : 'not_judged'
}

function listed(waiver: Waiver, state: State): ListedWaiver {
  return { gate: waiver.gate, ...shown(waiver), state, line: waiver.at.line }
}

function shown({ floor, until, why }: Waiver) {
  return { floor, until, why }
}
