import type { Metric } from '../metrics/metric'
import type { Code, Details } from '../problems'
import type { Confusion } from '../report/report'

/**
 * All that a task's metrics can know of one scored example, as numbers; what they mean is the task's own business.
 * Equal outcomes are counted once, and everything after scoring works on the counts.
 */
export type Outcome = ArrayLike<number>
/** Outcomes with how often each occurs. */
export type Counted = Iterable<readonly [outcome: Outcome, count: number]>

/** Adds a problem at the place that is being read. */
export type Tell = <C extends Code>(code: C, details: Details<C>, severity?: 'error' | 'note') => void

/** JSON Schema of one option, with its description. */
export type OptionSchema = Readonly<Record<string, unknown>> & { readonly description: string }

/** A shape of example: which options it has, and how its answers are scored. */
export interface Task {
  readonly name: string
  /** when an example counts as right, for regressions and fixes */
  readonly right: string
  readonly options: Readonly<Record<string, OptionSchema>>
  scorer(setting: Setting): AnyScorer
}

/** What a spec says of its task. */
export interface Setting {
  readonly options: Readonly<Record<string, unknown>>
  /** whether the candidate declares probabilities */
  readonly probabilities: boolean
}

/** Scores one suite. References and answers are what the task makes of the values it reads. */
export interface Scorer<Reference, Answer, Sum> {
  readonly metrics: readonly Metric<Sum>[]
  /** the metrics by which slices and classes are ranked in the lists of losses */
  readonly headline: { readonly whole: string; readonly each: string }
  /** what a reference and a prediction must be, in words */
  readonly wanted: string
  /** undefined when the value is no reference; `tell` may say more */
  reference(value: unknown, tell: Tell): Reference | undefined
  /** reads the answers of one system; the function gives undefined when the value is no answer */
  reader(): (prediction: unknown, probabilities: unknown, tell: Tell) => Answer | undefined
  /** an absent answer is wrong, never skipped */
  outcome(reference: Reference, answer: Answer | undefined): Outcome
  right(outcome: Outcome): boolean
  /** the classes that the reference of this example has */
  classes(outcome: Outcome): readonly string[]
  /** the classes of an answer that are not right, for the confusions; empty when right */
  show(outcome: Outcome): { readonly expected: string; readonly answered: string | null }
  sum(counted: Counted): Sum
  /** tells what is odd about a gold set as a whole */
  reviewGold(tell: Tell): void
  /** tells what is odd about one system's answers as a whole */
  review(system: string, sum: Sum, tell: Tell): void
  confusion?(sum: Sum): Confusion | undefined
}

// biome-ignore lint/suspicious/noExplicitAny: each scorer's own types meet only inside of it
export type AnyScorer = Scorer<any, any, any>
