/**
 * What a run found out, as plain data: `report.json` is this, and every other surface is rendered from it.
 * `null` is "undefined" or "does not apply"; there is no NaN. The names are a promise.
 */
import type { Problem } from '../problems'
import type { RowChanges } from '../row-changes'
import type { Change } from '../spec/changes'
import type { Shows } from '../spec/shows'

export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'error'
export type Outcome = Verdict | 'too_small'
/** clear: no value of the interval would be judged otherwise. close: some would. unknown: there is no interval. */
export type Evidence = 'clear' | 'close' | 'unknown'
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
  /** of the file that ran; null where it is not known */
  readonly goldbar_sha256: string | null
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
  /** what makes an example right, or which score may not fall, in words */
  readonly right: string
  /** where answers are graded: the score that an example is ranked by, and the fall that makes a regression */
  readonly graded: { readonly metric: string; readonly tolerance: number } | null
  readonly verdict: Verdict
  /** what is shown of the data: digests of ids, ids without texts, or ids and answers */
  readonly shows: Shows
  readonly spec: {
    readonly path: string
    readonly sha256: string | null
    /** git's name for it, where it was read at the base */
    readonly blob: string | null
  }
  readonly registration: Registration
  /** the file that took the place of the spec's candidate.path, as it was given; null where none did */
  readonly candidate_given: string | null
  /** how often the pull request was judged on this gold set; null where nobody knows, absent where there is none */
  readonly looks?: Looks | null
  readonly systems: readonly System[]
  readonly gold: { readonly files: readonly File[]; readonly rows: number }
  /** documents that the spec names, such as a schema or a judge's prompt, by where it names them */
  readonly documents: readonly (File & { readonly option: string })[]
  readonly gates: readonly GateResult[]
  /** of the spec, and those that the change adds */
  readonly waivers: readonly ListedWaiver[]
  /** the day, YYYY-MM-DD in UTC, on which it was asked whether one is over; null where there are none */
  readonly waivers_on: string | null
  readonly scores: readonly Score[]
  /** by system; classification */
  readonly confusion?: Readonly<Record<string, Confusion>>
  /** by system; classification with probabilities for every example */
  readonly calibration?: Readonly<Record<string, readonly CalibrationBin[]>>
  /** by system; extraction */
  readonly span_errors?: Readonly<Record<string, SpanErrors>>
  /** by system; structured */
  readonly fields?: Readonly<Record<string, readonly FieldCounts[]>>
  readonly regressions: readonly Regressions[]
  /** recorded verdicts that turned against the candidate, or for it */
  readonly recorded_changes: readonly RecordedChange[]
  /**
   * for report.html and losses.jsonl, and not in report.json
   * @hidden
   */
  readonly browsed?: readonly Browsed[]
  readonly losses: Losses
  /** null where the spec names no text of the gold set */
  readonly contamination: Contamination | null
  /** how each metric was computed: its options and the reference it equals */
  readonly signatures: Readonly<Record<string, string>>
  /** two-sided level of every interval, 0.95 */
  readonly confidence: number
  readonly problems: readonly Problem[]
}

/** Whose bar it was, and what a change does to it. */
export interface Registration {
  /**
   * registered: the change leaves the bar alone. changed: it does not, and the base's bar decides. registration_change:
   * it touches nothing else. unregistered: the base does not know this suite. no_base: there is nothing to read it from.
   */
  readonly state: 'registered' | 'changed' | 'registration_change' | 'unregistered' | 'no_base'
  /** commit that the bar was read at */
  readonly base: string | null
  /** branch of that commit, or what else it is */
  readonly ref: string | null
  /** of that commit */
  readonly date: string | null
  /** whether the change's own version could be held against it; where it could not, `changes` says nothing */
  readonly compared: boolean
  readonly changes: readonly Change[]
  /** registered files that the change has otherwise */
  readonly files: readonly RegisteredFile[]
  /** what the change's own version would come to; null where that is the same bar */
  readonly proposal: Verdict | null
  /** what gates that the change adds or edits can show, from gold set and baselines alone */
  readonly planned: readonly PlannedGate[]
}

/** Runs of one pull request that judged it on one gold set, this one among them. */
export interface Looks {
  readonly number: number
  /** some runs before this one may not be counted */
  readonly at_least: boolean
  /** false where the next run will not know of this one */
  readonly recorded: boolean
  /** of the last ones, this one last: the commit, shortened, and what it came to */
  readonly verdicts: readonly { readonly head: string; readonly verdict: Verdict }[]
  /** runs that judged it on another version of the gold set */
  readonly other_gold: number
  /** by how much the best of so many equally good candidates looks too good; null for one, and where nobody knows */
  readonly luck: Luck | null
}

/** How far chance alone carries the best of several looks. */
export interface Luck {
  /** the score that answers are graded by; null for the share of right answers */
  readonly metric: string | null
  /** in the metric's unit, at most: as if each look were of another candidate */
  readonly size: number
}

export interface RegisteredFile {
  /** where the spec names it, such as gold.path */
  readonly key: string
  readonly file: string
  /** null where it cannot be compared by rows */
  readonly rows: RowChanges | null
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
  /** read at the base, so that this change cannot have touched it */
  readonly registered: boolean
  /** git's name for it at the base; null where it was not read there */
  readonly blob: string | null
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
  /** of the candidate's value */
  readonly interval: Interval | null
  readonly lift_interval: Interval | null
  /** why there is no interval of what the bars are about */
  readonly no_interval: string | null
  /** whether all of the interval lies on one side of the bar; null where nothing was judged */
  readonly evidence: Evidence | null
  readonly outcome: Outcome
  readonly level: Level
  /** lets this fail through, so that it counts as met; null where none does */
  readonly waiver: Waived | null
  /** value, bar and what is short of it, in a clause */
  readonly summary: string
  /** the outcome in whole sentences: what was counted, and how sure it is */
  readonly message: string
  readonly why: string | null
  /** of the gate in the spec, from 1 */
  readonly line: number
  readonly column: number
}

export interface Waived {
  /** the worst value that it lets through */
  readonly floor: number
  /** YYYY-MM-DD, the last day on which it counts */
  readonly until: string
  readonly why: string
}

export interface ListedWaiver extends Waived {
  /** id of a gate or of one of its results */
  readonly gate: string
  /**
   * used: lets a failing result through. unused: the gate is met without it. below_floor: what it names fails beyond its
   * floor, or by another bar. expired: its day is over. stale: what it names is no more. not_registered: the base does not
   * have it. not_judged: no value was judged that it could let through.
   */
  readonly state: 'used' | 'unused' | 'below_floor' | 'expired' | 'stale' | 'not_registered' | 'not_judged'
  /** of the waiver in the spec, from 1 */
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
  /** why there is none, where there is a value */
  readonly no_interval?: string
}

/** What a task counts of one system besides its scores. */
export interface Tables {
  readonly confusion?: Confusion
  readonly calibration?: readonly CalibrationBin[]
  readonly span_errors?: SpanErrors
  readonly fields?: readonly FieldCounts[]
}

/**
 * How wrong spans are wrong. A gold span is counted once, an answered one too: it is right, or it is paired with what
 * stands in its place, or it is missed (spurious). `answered` − `right` are the false positives, `expected` − `right` the
 * false negatives.
 */
export interface SpanErrors {
  /** spans of the gold set */
  readonly expected: number
  /** spans that the system gave */
  readonly answered: number
  /** equal in type and boundaries */
  readonly right: number
  /** same boundaries, another type: [expected, answered, count] */
  readonly wrong_type: readonly (readonly [string, string, number])[]
  /** same type, and only the start differs */
  readonly left_boundary: number
  /** same type, and only the end differs */
  readonly right_boundary: number
  /** same type, overlapping, and both ends differ */
  readonly both_boundaries: number
  /** gold spans with nothing of the above */
  readonly missed: number
  /** answered spans with nothing of the above */
  readonly spurious: number
}

/** One field of structured answers, over all examples. */
export interface FieldCounts {
  readonly field: string
  readonly right: number
  readonly missing: number
  readonly extra: number
  readonly wrong: number
}

/** Examples whose largest probability lies in (low, high]; bins without any are left out. */
export interface CalibrationBin {
  readonly low: number
  readonly high: number
  readonly n: number
  /** of these, examples whose most probable label is the reference */
  readonly right: number
  /** mean of the largest probabilities */
  readonly confidence: number
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
  /** baseline right, candidate wrong; of graded answers: lower by more than the tolerance */
  readonly count: number
  /** baseline wrong, candidate right; of graded answers: higher by more than the tolerance */
  readonly fixes: number
  /** both wrong; 0 of graded answers */
  readonly still_wrong: number
  /** of these: worse than the baseline's answer, by a part that it had right or by being further off */
  readonly lost_more: number
  /** chance of a split at least as uneven where nothing got better or worse: sign test, two-sided, mid-p */
  readonly p: number
  /** smallest fall in right answers (of graded ones: changed to worse) that is seen 4 times in 5; null: none is */
  readonly smallest_drop: number | null
  readonly examples: readonly Example[]
  readonly omitted: number
  readonly lost_more_examples: readonly Example[]
  /** the others that are still wrong */
  readonly still_wrong_examples: readonly Example[]
  readonly fixed_examples: readonly Example[]
}

/** A recorded field of true and false, beside what decides whether an example is right. */
export interface RecordedChange {
  readonly baseline: string
  readonly field: string
  /** speaks for the baseline and against the candidate */
  readonly count: number
  readonly fixes: number
  /** of the first of `count` examples */
  readonly ids: readonly string[]
  /** fewer of these, whole */
  readonly examples: readonly Example[]
}

export interface Example {
  readonly id: string
  readonly slices: Readonly<Record<string, readonly string[]>>
  /** null where the spec hides the data */
  readonly expected: string | null
  /** other answers that would be right as well */
  readonly alternatives?: readonly string[]
  /** the answer shown; null where there is none */
  readonly baseline: string | null
  readonly candidate: string | null
  /** what the example is about: a source text */
  readonly source?: string
  /** recorded verdicts that changed: true speaks for the system */
  readonly verdicts?: readonly {
    readonly field: string
    readonly baseline: boolean
    readonly candidate: boolean
  }[]
  /** of graded answers */
  readonly credit?: { readonly baseline: number | null; readonly candidate: number }
  /** where an answer has parts, those that either system has wrong */
  readonly parts?: readonly PartOfAnswer[]
  /** how many more there are than are listed */
  readonly more_parts?: number
}

/** Many more examples than the other lists have, against one baseline or, without any, what is wrong or below full credit. */
export interface Browsed {
  readonly baseline: string | null
  readonly examples: readonly BrowsedExample[]
  /** how many are left out */
  readonly omitted: number
  /** how many of these are lost: none of them is fixed */
  readonly omitted_lost: number
}

export interface BrowsedExample extends Example {
  /** `lost_more` is still wrong, and worse now */
  readonly kind: 'regressed' | 'lost_more' | 'still_wrong' | 'fixed' | 'wrong'
  /** of the reference */
  readonly classes: readonly string[]
  readonly spans?: {
    readonly text: string
    readonly expected: readonly ShownSpan[]
    readonly baseline: readonly ShownSpan[]
    readonly candidate: readonly ShownSpan[]
  }
}

/** In UTF-16 units of the text beside it; the end is exclusive. */
export type ShownSpan = readonly [start: number, end: number, type: string]

/** A span or a field; null is "not there". Where a system has it right its answer equals what is expected. */
export interface PartOfAnswer {
  readonly part: string
  readonly expected: string | null
  readonly baseline: string | null
  readonly candidate: string | null
}

/** Where most was lost, worst first. Compared with the primary baseline where there is one. */
export interface Losses {
  readonly classes: readonly Loss[]
  readonly slices: readonly Loss[]
  readonly confusions: readonly GrownConfusion[]
  /** examples that the candidate has wrong; null where answers are graded */
  readonly wrong: number | null
  /** without a baseline: the first of these, or those of least credit */
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
  /** examples of it that the candidate has wrong; null where answers are graded */
  readonly wrong: number | null
  /** chance of such a split of regressions and fixes, adjusted for being found among all of this list (Holm) */
  readonly p_holm: number | null
  /** smallest fall in right answers that is seen 4 times in 5, at the share of examples that changed; null: none is */
  readonly smallest_drop: number | null
  /** the first of them that are lost, newly wrong ones first */
  readonly ids: readonly string[]
}

/** One pair of labels that the candidate confuses more often than the baseline (than never, without one). */
export interface GrownConfusion {
  readonly expected: string
  readonly answered: string
  readonly candidate: number
  readonly reference: number | null
  /** the first of the lost examples with it, newly wrong ones first */
  readonly ids: readonly string[]
}

/**
 * Gold examples that are in the training data, and gold texts that stand twice. An example is counted once, for the
 * strongest way in which it was found.
 */
export interface Contamination {
  /** null where the spec names no train: nothing was looked for */
  readonly train: {
    readonly files: readonly File[]
    readonly rows: number
    /** rows whose text is empty */
    readonly empty: number
  } | null
  /** the very text */
  readonly exact: number
  /** the same words: but for case, punctuation, space and Unicode form */
  readonly normalised: number
  /** one train row has at least `threshold` of its runs of `ngram_size` words */
  readonly ngram: number
  /** the sum of the three */
  readonly overlap: number
  /** gold examples */
  readonly of: number
  /** gold examples whose text is empty: they were not looked for */
  readonly empty: number
  /** gold examples with fewer words than a run: found only when all of a train row has the same words */
  readonly short: number
  readonly ngram_size: number | null
  readonly threshold: number | null
  /** the first of each */
  readonly found: {
    readonly exact: readonly Found[]
    readonly normalised: readonly Found[]
    readonly ngram: readonly Found[]
  }
  readonly duplicates: {
    /** texts that several examples have, and those examples */
    readonly texts: number
    readonly examples: number
    /** of these, texts with different references */
    readonly differing_texts: number
    readonly differing_examples: number
    /** the first ones; those of different references come first */
    readonly groups: readonly {
      readonly ids: readonly string[]
      readonly count: number
      readonly match: 'exact' | 'normalised'
      /** null where the task has no references */
      readonly references: 'equal' | 'different' | null
    }[]
  }
}

/** A gold example and the first train row that has it. */
export interface Found {
  readonly id: string
  readonly file: string
  /** of the train file; in an index, the number of the row */
  readonly line: number
  /** of the example's runs that this row has; 1 where all words are equal */
  readonly share: number
}

/** What the gates of a spec can show, before there is a candidate. */
export interface Plan {
  readonly name: string
  /** gold examples */
  readonly rows: number
  /** null where a problem left nothing to plan with */
  readonly gates: readonly PlannedGate[] | null
  /** all examples, then the classes and slices, the smallest first; none where nobody said what right is */
  readonly parts: readonly PlannedPart[]
  readonly problems: readonly Problem[]
}

export interface PlannedGate {
  readonly id: string
  readonly n: number
  readonly level: Level
  readonly line: number
  /** whether no result could pass it */
  readonly never: boolean
  /**
   * chance that a model passes which is as good as the baseline is now, for bars against it where a tenth of the answers
   * change between right and wrong (of graded ones: half are others); null where it cannot be told
   */
  readonly passes: number | null
  readonly says: readonly string[]
}

/** A class or a slice value of the gold set, and what it is too small to show. */
export interface PlannedPart {
  readonly class: string | null
  readonly slice: Slice | null
  readonly n: number
  /** smallest fall in right answers that is seen 4 times in 5 where a tenth of them change, or more; null: none is */
  readonly smallest_drop: number | null
}

/** Text of one surface. `limit` is in UTF-16 units; what does not fit is dropped by priority and counted. */
export interface Renderer {
  readonly name: string
  render(report: Report, limit: number): string
}
