/** What a gate on every class or slice value came to, in a line: `9 of 12 parts judged: 8 met, 1 not (…).` */
import { shownAs } from '../../gates'
import { change, measureOf } from '../../text/numbers'
import { code } from '../escape'
import type { Section } from '../fit'
import type { GateResult, Suite } from '../report'
import { unbroken } from './cells'

/** At most so many names of one kind stand in a line. */
const NAMED = 5

/** Only of those with a part that is not judged, or of many with one that is not met: else the table says it all. */
export function families({ gates, scores }: Pick<Suite, 'gates' | 'scores'>): Section[] {
  const names = new Set(scores.map(({ metric }) => metric))
  const rows = [...byGate(gates).values()].flatMap(family => {
    const small = family.some(({ outcome }) => outcome === 'too_small')
    const failed = family.some(gate => shownAs(gate) !== 'pass')
    return !small && !(failed && family.length > NAMED) ? [] : [`- ${line(family, name => names.has(name))}`]
  })
  return rows.length === 0 ? [] : [{ head: [], rows, priority: 5, rowsAre: 'gates on each part' }]
}

/** Results of one gate of the spec; what it says of the whole, as of a gap or that nothing could be judged, is no part. */
function byGate(gates: readonly GateResult[]): Map<string, GateResult[]> {
  const found = new Map<string, GateResult[]>()
  for (const gate of gates) {
    if (isWhole(gate)) continue
    const key = `${gate.line}:${gate.column}`
    found.set(key, [...(found.get(key) ?? []), gate])
  }
  return found
}

function isWhole({ class: cls, slice }: GateResult): boolean {
  return cls === '*' || Object.values(slice ?? {}).includes('*')
}

function line(family: readonly GateResult[], has: (metric: string) => boolean): string {
  const judged = family.filter(({ outcome }) => outcome !== 'too_small')
  const small = family.filter(({ outcome }) => outcome === 'too_small')
  const met = judged.filter(gate => shownAs(gate) === 'pass').length
  const unmet = judged.filter(gate => shownAs(gate) !== 'pass')
  const [first] = family
  const what = first!.class === null ? 'slices' : first!.slice === null ? 'classes' : 'parts'
  const list = (some: readonly GateResult[], words: (gate: GateResult) => string) =>
    [
      ...some.slice(0, NAMED).map(words),
      ...(some.length > NAMED ? [`${some.length - NAMED} more`] : []),
    ].join(', ')
  const not =
    unmet.length === 0
      ? ''
      : `, ${unmet.length} not (${list(unmet, gate => `${code(partOf(gate))}${moved(gate, has)}`)})`
  const came =
    judged.length === 0
      ? ''
      : unmet.length === 0
        ? `, ${met === 1 ? 'and it is met' : 'all of them met'}`
        : `: ${met} met${not}`
  const least = /fewer than (\d+)/u.exec(small[0]?.message ?? '')?.[1]
  return [
    `${code(first!.metric)}: ${judged.length} of ${family.length} ${what} judged${came}.`,
    ...(small.length === 0
      ? []
      : [
          `Fewer than ${least} examples, so not judged: ${list(small, gate => `${code(partOf(gate))} (${gate.n})`)}.`,
        ]),
  ].join(' ')
}

function moved({ metric, lift, evidence }: GateResult, has: (metric: string) => boolean): string {
  const by = lift === null ? '' : `, ${unbroken(change(lift, measureOf(metric, has)))}`
  return `${by}${evidence === 'clear' || evidence === 'close' ? `, ${evidence}` : ''}`
}

function partOf({ class: cls, slice }: GateResult): string {
  const [pair] = Object.entries(slice ?? {})
  return [...(cls === null ? [] : [cls]), ...(pair ? [pair.join('=')] : [])].join(', ')
}
