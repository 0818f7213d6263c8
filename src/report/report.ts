/**
 * What a run found out, as plain data: `report.json` is this, and every other surface is rendered from it.
 * `null` is "undefined" or "does not apply"; there is no NaN. The names are a promise.
 */
import type { Problem } from '../problems'

export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'error'
export type Outcome = Verdict | 'too_small'
export type Level = 'blocking' | 'advisory'
/** One slice and one of its values, `{"lang": "de"}`. */
export type Slice = Readonly<Record<string, string>>
/** Lower and upper bound. */
export type Interval = readonly [number, number]
/** Whether more is better; `none` is a measure for the report only. */
export type Better = 'higher' | 'lower' | 'none'

export interface Report {
  readonly version: 1
  /** version of Goldbar */
  readonly goldbar: string
  /** the worst of the suites; `error` when there is none */
  readonly verdict: Verdict
  /** problems of no suite: no spec, a spec that cannot be read */
  readonly problems: readonly Problem[]
  readonly suites: readonly Suite[]
}

export interface Suite {
  readonly name: string
  /** empty when the spec could not be read */
  readonly task: string
  readonly verdict: Verdict
  readonly spec: { readonly path: string; readonly sha256: string | null }
  readonly registration: {
    readonly state: 'no_base'
    readonly base: null
    readonly changes: readonly never[]
  }
  readonly systems: readonly System[]
  readonly gold: { readonly files: readonly File[]; readonly rows: number }
  readonly gates: readonly GateResult[]
  readonly scores: readonly Score[]
  readonly confusion?: Readonly<Record<string, Confusion>>
  readonly regressions: readonly Regressions[]
  readonly losses: Losses
  /** how each metric was computed: its options and the reference it equals */
  readonly signatures: Readonly<Record<string, string>>
  /** two-sided level of every interval, 0.95 */
  readonly confidence: number
  readonly problems: readonly Problem[]
}

export interface System {
  readonly name: string
  readonly role: 'candidate' | 'baseline'
  readonly files: readonly File[]
  /** rows read */
  readonly rows: number
  /** gold rows without a prediction (no row, no field, or null) */
  readonly missing: number
  /** predictions from which no answer could be read */
  readonly unreadable: number
  /** rows for ids that the gold set does not have */
  readonly extra: number
}

export interface File {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
}

export interface GateResult {
  readonly id: string
  readonly metric: string
  readonly class: string | null
  readonly slice: Slice | null
  /** the baseline that lift and regressions are against; null where the gate compares with none */
  readonly baseline: string | null
  readonly bars: Readonly<Record<string, number>>
  /** examples of this class and slice */
  readonly n: number
  readonly candidate: number | null
  /** the baseline's value */
  readonly reference: number | null
  /** candidate − baseline, signed so that + is better */
  readonly lift: number | null
  readonly interval: Interval | null
  readonly outcome: Outcome
  readonly level: Level
  readonly message: string
  readonly why: string | null
  /** of the gate in the spec, from 1 */
  readonly line: number
}

export interface Score {
  readonly metric: string
  readonly class: string | null
  readonly slice: Slice | null
  /** `candidate` or a baseline's name */
  readonly system: string
  readonly n: number
  readonly value: number | null
  readonly interval: Interval | null
}

/** Rows are references, columns predictions, both in the order of `labels`. */
export interface Confusion {
  readonly labels: readonly string[]
  readonly matrix: readonly (readonly number[])[]
  /** for each reference label the rows without a readable prediction; absent when there are none */
  readonly missing?: readonly number[]
  /** for each reference label the predictions outside of the declared labels; absent when there are none */
  readonly unknown?: readonly number[]
}

export interface Regressions {
  readonly baseline: string
  /** baseline right, candidate wrong */
  readonly count: number
  /** baseline wrong, candidate right */
  readonly fixes: number
  /** both wrong */
  readonly still_wrong: number
  readonly p: null
  readonly examples: readonly Example[]
  readonly omitted: number
  readonly still_wrong_examples: readonly Example[]
  readonly fixed_examples: readonly Example[]
}

export interface Example {
  readonly id: string
  readonly slices: Readonly<Record<string, readonly string[]>>
  readonly expected: string
  /** the answer shown; null where there is none */
  readonly baseline: string | null
  readonly candidate: string | null
}

/** Where most was lost, worst first. Compared with the primary baseline where there is one. */
export interface Losses {
  readonly classes: readonly Loss[]
  readonly slices: readonly Loss[]
  readonly confusions: readonly GrownConfusion[]
  /** examples that the candidate has wrong */
  readonly wrong: number
  /** without a baseline: the first of these */
  readonly examples: readonly Example[]
}

export interface Loss {
  readonly metric: string
  readonly class: string | null
  readonly slice: Slice | null
  readonly n: number
  readonly candidate: number | null
  readonly reference: number | null
  readonly lift: number | null
  /** examples of it that the candidate newly has wrong */
  readonly regressions: number | null
  readonly fixes: number | null
  /** examples of it that the candidate has wrong */
  readonly wrong: number
}

/** One pair of labels that the candidate confuses more often than the baseline (than never, without one). */
export interface GrownConfusion {
  readonly expected: string
  readonly answered: string
  readonly candidate: number
  readonly reference: number | null
}

/** Text of one surface. `limit` is in UTF-16 units; what does not fit is dropped by priority and counted. */
export interface Renderer {
  readonly name: string
  render(report: Report, limit: number): string
}
