import type { Metric } from '../metrics/metric'
import type { Code, Details } from '../problems'
import type { ShownSpan, Tables } from '../report/report'
import type { Path } from '../spec/field'
import type { RecordedSpec } from '../spec/spec'

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
  /** when an example counts as right, or which score must not fall, in words for the report */
  readonly right: string
  readonly fields: Fields
  readonly options: Readonly<Record<string, OptionSchema>>
  /** JSON documents that the options name, by option: paths relative to the spec */
  documents?(options: Readonly<Record<string, unknown>>): Readonly<Record<string, string>>
  scorer(setting: Setting): AnyScorer
}

/** Which fields a spec of the task declares. */
export interface Fields {
  /** `or source`: the reference may be left out where gold.source is declared */
  readonly reference: 'required' | 'or source' | 'none'
  readonly prediction: 'required' | 'none'
  readonly probabilities?: true
  /** the option that makes lists of the values that run alongside the tokens, so that join: tokens can cut them */
  readonly sequences?: string
  /** further fields of the gold set that may be declared */
  readonly gold?: readonly GoldField[]
}

export type GoldField = 'source' | 'text'

/** What a spec says of its task. */
export interface Setting {
  readonly options: Readonly<Record<string, unknown>>
  /** whether the candidate declares probabilities */
  readonly probabilities: boolean
  /** the gold fields that are declared */
  readonly gold: Readonly<Partial<Record<GoldField | 'reference', Path>>>
  /** parsed content of the documents that the options name, by option */
  readonly documents: Readonly<Record<string, unknown>>
  readonly recorded: readonly RecordedSpec[]
  /** severity of what `missing: wrong` lets count as wrong */
  readonly lenient: 'error' | 'note'
  /** statistics that gates ask for, by recorded field */
  readonly stats: ReadonlyMap<string, ReadonlySet<string>>
  /** names of the bars that gates have, by metric */
  readonly gated: ReadonlyMap<string, ReadonlySet<string>>
}

/** Scores one suite. References and answers are what the task makes of the values it reads. */
export interface Scorer<Reference, Answer, Sum> {
  readonly metrics: readonly Metric<Sum>[]
  /** what a name that is no metric of this task may have meant, as a sentence */
  meant?(metric: string): string | undefined
  /** the metrics by which slices and classes are ranked in the lists of losses */
  readonly headline: { readonly whole: string; readonly each?: string }
  /** what a reference and a prediction must be, in words */
  readonly wanted: { readonly reference: string; readonly prediction: string }
  /** `value` is that of gold.reference, `row` the whole row; undefined when it is no reference; `tell` may say more */
  reference(value: unknown, tell: Tell, row: unknown): Reference | undefined
  /** reads the answers of one system; the function gives undefined when the value is no answer */
  reader(): (prediction: unknown, probabilities: unknown, tell: Tell) => Answer | undefined
  /** for pass@k of recorded fields */
  readonly k?: readonly number[]
  /** whether an answer says nothing: a system of which no answer says anything makes any other look good */
  silent?(answer: Answer): boolean
  /** reads what an earlier step recorded in a system's row, beside its answer */
  record?(row: unknown, tell: Tell): Recorded
  /** tells where an answer cannot be held against its reference, such as one of another length */
  misfit?(reference: Reference, answer: Answer, tell: Tell): void
  /** an absent answer is wrong, never skipped */
  outcome(reference: Reference, answer: Answer | undefined, recorded?: Recorded): Outcome
  /**
   * From 0 to 1: how good the answer is; of a right or wrong one 1 or 0. Undefined where the spec does not say what
   * right is.
   */
  credit(outcome: Outcome): number
  /** what the spec must declare before an example can be right or wrong; absent when it can */
  readonly creditNeeds?: string | undefined
  /** of wrong answers: how near they come to being right, more is nearer; by it some are still wrong and others more so */
  nearness?(outcome: Outcome): number
  /** the recorded field that credit is read off; absent where the answers decide */
  readonly creditFrom?: string | undefined
  /** what was recorded of an answer as good or bad, beside its credit */
  readonly verdicts?: readonly Verdict[]
  /** where credit is a score: its name, and by how much it may fall before an example counts as a regression */
  readonly graded?: { readonly metric: string; readonly tolerance: number } | undefined
  /** the classes that the reference of this example has */
  classes(outcome: Outcome): readonly string[]
  /** where classes are parts of an example: those of its reference that are right, whatever the rest is */
  rightClasses?(outcome: Outcome): ReadonlySet<string>
  /** whether `show` needs the answer itself, for which the files are read once more */
  readonly showsAnswers?: true
  /** one system's answer beside the reference, for the lists of losses; `answer` only with `showsAnswers` */
  show(outcome: Outcome, reference: Reference, answer: Answer | undefined): Shown
  sum(counted: Counted): Sum
  /** the sum of these outcomes, again and again with other counts; undefined where they hold nothing of the task itself */
  recount?(outcomes: readonly Outcome[]): ((counts: readonly number[]) => Sum) | undefined
  /** tells what is odd about a gold set as a whole */
  reviewGold(tell: Tell): void
  /** tells what is odd about one system's answers as a whole */
  review(system: string, sum: Sum, tell: Tell): void
  /** what was taken for what, and how often; right answers are left out */
  confusions?(sum: Sum): Iterable<Confused>
  /** counts of the task's own shape, for report.json */
  tables?(sum: Sum): Tables
}

/** What one row has in each recorded field, as numbers. */
export type Recorded = readonly number[]

/** A recorded field of true and false. */
export interface Verdict {
  readonly name: string
  /** whether it speaks for the system; undefined where it is no verdict */
  good(outcome: Outcome): boolean | undefined
}

export interface Shown {
  readonly expected: string
  /** other answers that would be right as well */
  readonly alternatives?: readonly string[]
  /** null where there is no answer */
  readonly answered: string | null
  /** what the example is about: a source text, a question */
  readonly source?: string
  /** where an answer has parts, those that are wrong */
  readonly parts?: readonly ShownPart[]
  /** where they have places in a text: it, and all of them */
  readonly spans?: {
    readonly text: string
    readonly expected: readonly ShownSpan[]
    readonly answered: readonly ShownSpan[]
  }
}

/** One wrong part of an answer: a span, a field. Null is "not there". */
export interface ShownPart {
  /** its name: a field's path, a span's type and place */
  readonly part: string
  readonly expected: string | null
  readonly answered: string | null
}

export interface Confused {
  readonly expected: string
  readonly answered: string
  readonly count: number
}

// biome-ignore lint/suspicious/noExplicitAny: each scorer's own types meet only inside of it
export type AnyScorer = Scorer<any, any, any>
