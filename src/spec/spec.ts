/** The gate spec after parsing: every default filled in, every field reference parsed. */

import type { Path } from './field'
import type { Limits } from './limits'
import type { Shows } from './shows'

export type Scalar = string | number | boolean | null

/** A place in the spec file, from 1. */
export interface At {
  readonly line: number
  readonly column: number
}

export type Decide = 'observed' | 'proven'

export interface Spec {
  readonly file: string
  readonly name: string
  readonly task: string
  readonly gold: Gold
  readonly candidate: SystemSpec
  /** in order; the first is primary */
  readonly baselines: readonly SystemSpec[]
  /** what the gold set must not be in */
  readonly train?: TrainSpec
  readonly slices: readonly SliceSpec[]
  /** of the task, as its own schema describes them */
  readonly options: Readonly<Record<string, unknown>>
  readonly gates: readonly Gate[]
  /** how the bars are decided: by the observed values, or only by what their intervals show */
  readonly decide: Decide
  /** of the gold set: examples with one value of it are not independent */
  readonly cluster?: Path
  readonly confidence: number
  readonly missing: 'error' | 'wrong'
  readonly extra: 'error' | 'ignore'
  readonly waivers: readonly Waiver[]
  readonly limits: Limits
  /** what the report may show of the examples: ids and answers, ids alone, or digests of ids */
  readonly shows: Shows
  /** what an earlier step recorded in the systems' rows, by name, in order */
  readonly recorded: readonly RecordedSpec[]
}

/** A file of rows and how to read values from a row. */
export interface RowsSpec {
  readonly path: string
  readonly at: At
  /** the container, where its bytes do not tell */
  readonly format?: 'conll'
  readonly records?: Path
  /** only rows in which each field equals its constant */
  readonly where: readonly { readonly field: Path; readonly equals: Scalar }[]
  /** value steps: of the reference under gold, of the prediction under a system */
  readonly as: readonly Step[]
  /** several fields make one id; absent when joined by position */
  readonly id?: readonly Path[]
}

export interface Gold extends RowsSpec {
  readonly sha256?: string
  /** tokens: a system's lists are one stream, cut where those of the gold set end */
  readonly join: 'id' | 'position' | 'tokens'
  readonly reference?: Path
  /** the text that a summary is of */
  readonly source?: Path
  /** the text that offsets of spans count in */
  readonly text?: Path
  /** joined otherwise than by id: a field that must be equal in every file */
  readonly input?: Path
}

export interface SystemSpec extends RowsSpec {
  /** `candidate`, or the key under baselines */
  readonly name: string
  readonly prediction?: Path
  readonly probabilities?: Path
}

/** What a model was trained on, as rows or as an index of their hashes. */
export interface TrainSpec extends Pick<RowsSpec, 'format' | 'records' | 'where' | 'at'> {
  readonly paths: readonly NamedFile[]
  /** written by `goldbar index` */
  readonly indexes: readonly NamedFile[]
  /** of the train rows; there where `paths` are */
  readonly text?: Path
  /** of the gold rows */
  readonly gold_text: Path
  /** the most gold examples that may be in train */
  readonly max_overlap: number
  /** words of a run */
  readonly ngram: number
  /** the share of a gold text's runs in one train row from which on it counts as being there */
  readonly containment: number
}

export interface NamedFile {
  readonly path: string
  readonly at: At
}

/** A field that an earlier step wrote into the systems' rows: a judge's verdict, a latency, a cost. */
export interface RecordedSpec {
  readonly name: string
  readonly field: Path
  readonly better: 'higher' | 'lower'
  /** makes one number of a list */
  readonly reduce?: 'mean' | 'max' | 'min'
  /** makes a boolean of a number: at least this */
  readonly at_least?: number
  /** the recorded field that this one is held against, row by row */
  readonly against?: string
  /** the prompt that the judge was given who recorded it */
  readonly prompt?: NamedFile
  readonly as: readonly Step[]
  readonly at: At
}

/** One declared change of a value; steps apply in order. */
export type Step =
  | { readonly kind: 'strip' | 'casefold' | 'nfc' | 'json' | 'fence' | 'number' }
  | {
      readonly kind: 'regex'
      readonly regex: RegExp
      readonly match: 'first' | 'last'
      readonly group?: number
    }
  | { readonly kind: 'map'; readonly map: ReadonlyMap<string, string> }

export interface SliceSpec {
  readonly name: string
  readonly field: Path
  /** what of a text is compared with the edges: code points or whitespace-separated words */
  readonly measure?: 'chars' | 'words'
  /** ascending */
  readonly edges?: readonly number[]
  readonly at: At
}

/** A bar as a number, or max_drop's larger of an absolute and a relative allowance. */
export interface Bars {
  readonly min?: number
  readonly max?: number
  readonly min_lift?: number
  readonly max_drop?: number | { readonly abs?: number; readonly rel?: number }
  readonly max_gap?: number
}

export interface Gate {
  readonly id: string
  readonly metric: string
  /** of a recorded field: the metric is then `name.stat` */
  readonly stat?: string
  /** `*` expands */
  readonly class?: string
  readonly slice?: { readonly name: string; readonly value: string }
  /** the baseline named in the gate */
  readonly baseline?: string
  readonly bars: Bars
  readonly relative: boolean
  readonly min_n?: number
  readonly level: 'blocking' | 'advisory'
  /** in place of the spec's */
  readonly decide?: Decide
  readonly why?: string
  readonly at: At
}

/** Lets a gate fail down to a floor and until a day. */
export interface Waiver {
  /** id of a gate, or of one of its results */
  readonly gate: string
  /** the worst value that is let through; of a gap the largest */
  readonly floor: number
  /** YYYY-MM-DD, the last day on which it counts */
  readonly until: string
  readonly why: string
  readonly at: At
}
