/** What the parts of a gold set are too small to show. */
import { asSlice, type Comparison, type SliceOf } from '../compare'
import type { PlannedGate, PlannedPart } from '../report/report'
import { leastOf } from '../spec/least'
import type { Gate } from '../spec/spec'
import { expectedMaximum } from '../statistics/maximum'
import { smallestFall } from '../statistics/power'
import { byCodePoint } from '../text/code-points'
import { change, measureOf } from '../text/numbers'
import { errorOf, POWER, TENTH } from './chance'
import type { GatePart } from './gate'

/** Of everything, each class and each slice value: the fall that can go unseen. */
export function plannedParts(comparison: Comparison): PlannedPart[] {
  if (comparison.scorer.creditNeeds !== undefined) return []
  const alpha = (1 - comparison.confidence) / 2
  const of = (cls: string | null, slice: SliceOf): PlannedPart => {
    const n = comparison.n(cls, slice)
    return {
      class: cls,
      slice: asSlice(slice),
      n,
      smallest_drop: smallestFall(n, TENTH, alpha, POWER) ?? null,
    }
  }
  const classes = [...comparison.goldClasses(null).keys()].sort(byCodePoint)
  const parts = [
    ...classes.map(cls => of(cls, null)),
    ...comparison.slices().flatMap(({ name, values }) => values.map(value => of(null, { name, value }))),
  ]
  return [of(null, null), ...parts.filter(({ n }) => n > 0).sort((a, b) => a.n - b.n)]
}

/** Parts that are truly equal are apart by chance; the largest of k from the smallest by twice the largest of k. */
export function plannedGap(
  gate: Gate,
  most: number,
  parts: readonly GatePart[],
  comparison: Comparison,
  proven: boolean,
): PlannedGate {
  const judged = parts.filter(part => comparison.rows(gate.metric, part.class, part.slice) >= leastOf(gate))
  const n = judged.reduce((sum, part) => sum + comparison.rows(gate.metric, part.class, part.slice), 0)
  const frame = { id: gate.id, n, level: gate.level, line: gate.at.line, never: false, passes: null }
  if (judged.length < 2) {
    const says = [`Fewer than two parts have ${leastOf(gate)} examples: there is no gap to judge.`]
    return { ...frame, says }
  }
  if (proven)
    return {
      ...frame,
      never: true,
      passes: 0,
      says: ['It can never pass: a gap has no interval, so nothing is proven. Decide it as observed.'],
    }
  const metric = measureOf(gate.metric, name => comparison.has(name))
  const spreads = judged.map(part =>
    errorOf(comparison.estimate(0, gate.metric, part.class, part.slice), comparison.confidence),
  )
  if (comparison.answers.length < 2 || spreads.some(se => se === undefined)) return { ...frame, says: [] }
  const mean = Math.sqrt(spreads.reduce<number>((sum, se) => sum + se! * se!, 0) / spreads.length)
  const gap = 2 * expectedMaximum(judged.length) * mean
  const says = [
    `${judged.length} parts that are equally good are about ${change(gap, metric).slice(1)} apart by chance alone.`,
    ...(gap > most ? ['That is more than it allows: add examples to the smallest parts.'] : []),
  ]
  return { ...frame, says }
}
