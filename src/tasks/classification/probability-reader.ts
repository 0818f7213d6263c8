import type { Probabilities } from '../../metrics/probabilities'
import { kind, listed, quote } from '../../problems'
import { byCodePoint } from '../../text/code-points'
import type { Outcome, Tell } from '../task'

/** How far a row's sum may be from 1: rows rounded to three decimals pass, logits and per-label scores do not. */
const SUM_TOLERANCE = 0.01

/** Reads `{label: number}` objects; each system's rows must all name the same labels. */
export class ProbabilityReader {
  private readonly sets: string[][] = []

  /** A reader for one system's rows: [number of its set of labels, …probabilities in label order]. */
  system(): (raw: unknown, tell: Tell) => readonly number[] | undefined {
    let set = -1
    return (raw, tell) => {
      if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
        tell('probabilities.type', { got: kind(raw) })
        return undefined
      }
      const row = raw as Record<string, unknown>
      const keys = Object.keys(row)
      if (set < 0) set = this.sets.push(keys.sort(byCodePoint)) - 1
      const labels = this.sets[set]!
      if (keys.length !== labels.length || !labels.every(label => Object.hasOwn(row, label))) {
        const names = (all: string[]) => listed(all.sort(byCodePoint).map(quote), 10)
        tell('probabilities.keys', { got: names(keys), wanted: names([...labels]) })
        return undefined
      }
      const why = wrong(labels, row)
      if (why !== undefined) tell('probabilities.range', { why })
      return why === undefined ? [set, ...labels.map(label => row[label] as number)] : undefined
    }
  }

  table(): Table {
    return new Table(this.sets)
  }
}

function wrong(labels: readonly string[], row: Record<string, unknown>): string | undefined {
  if (labels.length === 0) return 'are empty'
  let sum = 0
  for (const label of labels) {
    const p = row[label]
    if (typeof p !== 'number') return `of ${quote(label)} are ${kind(p)}`
    if (!(p >= 0 && p <= 1)) return `of ${quote(label)} are ${p}, outside of 0 to 1`
    sum += p
  }
  return Math.abs(sum - 1) > SUM_TOLERANCE ? `sum to ${Number(sum.toPrecision(6))}, not 1` : undefined
}

/** Grows by one outcome at a time. */
export class Table implements Probabilities {
  classes: readonly string[] = []
  readonly counts: number[] = []
  readonly expected: number[] = []
  readonly p: number[] = []
  absent = 0
  private positions = new Map<string, number>()
  /** of each outcome its row, −1 where it has no probabilities */
  private readonly rows: number[] = []

  constructor(private readonly sets: readonly (readonly string[])[]) {}

  /** `outcome` has the number of its set of labels at `at`, then the probabilities; −1 stands for none. */
  push(reference: string, outcome: Outcome, at: number, count: number): void {
    const set = outcome[at]!
    this.rows.push(set < 0 ? -1 : this.counts.length)
    if (set < 0) {
      this.absent += count
      return
    }
    if (this.counts.length === 0) {
      this.classes = this.sets[set]!
      this.positions = new Map(this.classes.map((label, c) => [label, c]))
    }
    this.counts.push(count)
    this.expected.push(this.positions.get(reference) ?? -1)
    for (let i = at + 1; i < outcome.length; i++) this.p.push(outcome[i]!)
  }

  /** The same outcomes, each as often as `times` says; what they hold is shared. */
  recounted(times: readonly number[]): Probabilities {
    const { classes, expected, p } = this
    const counts = new Array<number>(this.counts.length).fill(0)
    let absent = 0
    for (const [i, row] of this.rows.entries()) {
      if (row < 0) absent += times[i]!
      else counts[row] = times[i]!
    }
    return { classes, expected, p, counts, absent }
  }
}
