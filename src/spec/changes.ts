/** What differs between two specs, and whether more can pass under the second. docs/registration.md is its table in words. */

import {
  fixed,
  type Judged,
  members,
  named,
  neutral,
  type Rule,
  stricter,
  type Table,
  unknown,
  value,
} from './change-rules'
import { fieldText, type Path } from './field'
import { gateChanges } from './gate-changes'
import type { Limits } from './limits'
import { SHOWS } from './shows'
import type {
  Gold,
  NamedFile,
  RecordedSpec,
  RowsSpec,
  SliceSpec,
  Spec,
  Step,
  SystemSpec,
  TrainSpec,
} from './spec'
import { waiverChanges } from './waiver-changes'

/**
 * tightened: nothing passes that did not pass before. neutral: no verdict depends on it. loosened: more may pass, or
 * nobody can tell.
 */
export type Kind = 'tightened' | 'loosened' | 'neutral'

/** One difference. `from` and `to` are the values as text, null where there is none. */
export interface Change {
  /** such as gates.recall[refund].min */
  readonly key: string
  readonly kind: Kind
  readonly from: string | null
  readonly to: string | null
  /** what it does, in a few words */
  readonly words: string
}

/** Every difference of meaning, what loosens first; how a spec is written, and in which order, is none. */
export function specChanges(base: Spec, head: Spec): Change[] {
  const changes = members(SPEC)('', base, head, { base, head })
  return changes.sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
}

const ORDER: readonly Kind[] = ['loosened', 'tightened', 'neutral']

const field = (words: string) => unknown(words, path => fieldText(path as Path))
const fields = (words: string) => unknown(words, paths => (paths as readonly Path[]).map(fieldText))
const steps = (words: string) => unknown(words, list => (list as readonly Step[]).map(stepText))

const ROWS: Table<RowsSpec> = {
  at: fixed,
  path: unknown('another file is read'),
  format: unknown('the file is read in another way'),
  records: field('other rows of the file are read'),
  where: unknown('other rows of the file count', conditions),
  as: steps('values are changed otherwise before they are compared'),
  id: fields('rows meet by another id'),
}

const GOLD: Table<Gold> = {
  ...ROWS,
  sha256: value((base, head) =>
    base === undefined
      ? ['tightened', 'the gold set is held to these bytes']
      : ['loosened', head === undefined ? 'any gold set is taken' : 'another gold set is taken'],
  ),
  join: unknown('rows meet in another way'),
  reference: field('another field says what is right'),
  source: field('another field is the source'),
  text: field('another field is the text'),
  input: field('another field says which rows belong together'),
}

const SYSTEM: Table<SystemSpec> = {
  ...ROWS,
  name: fixed,
  prediction: field('another field is the answer'),
  probabilities: field('another field has the probabilities'),
}

const SLICE: Table<SliceSpec> = {
  at: fixed,
  name: fixed,
  field: field('other examples are in it'),
  measure: unknown('other examples are in it'),
  edges: unknown('other examples are in it'),
}

const RECORDED: Table<RecordedSpec> = {
  at: fixed,
  name: fixed,
  field: field('another field is read'),
  better: unknown('the direction is another'),
  reduce: unknown('another number is made of it'),
  at_least: unknown('another number counts as true'),
  against: unknown('it is held against another field'),
  prompt: unknown('judged by another prompt', prompt => (prompt as NamedFile).path),
  as: steps('values are changed otherwise before they count'),
}

const files = (words: string) =>
  unknown(words, list => (list as readonly NamedFile[]).map(({ path }) => path))

/** More found in train is stricter. */
const TRAIN: Table<TrainSpec> = {
  at: fixed,
  format: ROWS.format,
  records: ROWS.records,
  where: ROWS.where,
  paths: files('other training data is looked at'),
  indexes: files('other training data is looked at'),
  text: field('another field of the training data is looked at'),
  gold_text: field('another field of the gold set is looked for'),
  max_overlap: most('more of the gold set may be in train', 'less of the gold set may be in train'),
  ngram: unknown('runs of another length count'),
  containment: most('more of a text must be found before it counts', 'less of a text must be found'),
}

/** A number of which more is easier. */
function most(loosened: string, tightened: string): Rule<unknown> {
  return value((base, head) =>
    Number(head) < Number(base) ? ['tightened', tightened] : ['loosened', loosened],
  )
}

const size = neutral('a file beyond it is refused and never judged')
const LIMIT: Table<Limits> = { file_bytes: size, inflation: size, line_bytes: size, depth: size, rows: size }

/** Options of which more is known than that scores change: those of the candidate and of the baselines alike. */
const OPTIONS: Readonly<Record<string, Rule<unknown>>> = {
  k: neutral('every score is of its own k'),
  tolerance: value((base, head, { base: before, head: after }) => {
    if (!(Number(head) < Number(base))) return ['loosened', 'a larger fall is no regression']
    return [...before.gates, ...after.gates].some(easedByChanges)
      ? ['loosened', 'more examples count as changed, and a gate can gain by that']
      : ['tightened', 'a smaller fall is a regression']
  }),
}

/** Whether an interval decides anything. */
function proves({ base, head }: { base: Spec; head: Spec }): boolean {
  return [base, head].some(
    ({ decide, gates }) => decide === 'proven' || gates.some(gate => gate.decide === 'proven'),
  )
}

/** With a smaller tolerance there are more regressions and more fixes, and more examples that could be a regression. */
function easedByChanges({ metric, bars: { min } }: Spec['gates'][number]): boolean {
  return metric === 'regression_rate' || (['regressions', 'fixes'].includes(metric) && min !== undefined)
}

const SPEC: Table<Spec> = {
  file: fixed,
  name: neutral('shown only'),
  task: unknown('another kind of example, with other scores'),
  gold: members(GOLD),
  candidate: members(SYSTEM),
  baselines(key, base, head, specs) {
    const [from, to] = [base[0]?.name, head[0]?.name]
    const primary = value(() => ['loosened', 'bars without a baseline of their own compare with another one'])
    const systems = named(SYSTEM, ({ path }) => path, {
      removed: ['loosened', 'nothing compares with it any more'],
      added: ['neutral', 'nothing compares with it unless a gate says so'],
    })
    return [...(from === undefined ? [] : primary(key, from, to, specs)), ...systems(key, base, head, specs)]
  },
  slices: named(SLICE, ({ field }) => fieldText(field), {
    removed: ['loosened', 'these parts are judged and shown no more'],
    added: ['neutral', 'shown, and judged where a gate says so'],
  }),
  options: members(OPTIONS, unknown('answers are scored otherwise, of the candidate and of the baselines')),
  gates: gateChanges,
  decide: stricter('proven', 'the observed value is enough', 'a bar must be shown to be met'),
  cluster: value(
    (base, head, specs) => {
      if (!proves(specs)) return ['neutral', 'intervals are shown and do not decide']
      return base === undefined
        ? ['tightened', 'intervals are wider where examples belong together']
        : [
            'loosened',
            head === undefined ? 'every example counts as one of its own' : 'other examples belong together',
          ]
    },
    path => path && fieldText(path as SliceSpec['field']),
  ),
  confidence: value((base, head, specs) => {
    if (!proves(specs)) return ['neutral', 'intervals are shown and do not decide']
    return Number(head) > Number(base)
      ? ['tightened', 'wider intervals must meet the bars']
      : ['loosened', 'narrower intervals need meet the bars']
  }),
  missing: stricter('error', 'counts as wrong', 'is an error'),
  extra: stricter('error', 'is left out', 'is an error'),
  waivers: waiverChanges,
  limits: members(LIMIT),
  shows: (_, base, head, specs) =>
    value(() =>
      SHOWS.indexOf(head) > SHOWS.indexOf(base)
        ? ['loosened', 'the report shows more of the data']
        : ['neutral', 'the report shows less of the data'],
    )('report.examples', base, head, specs),
  train(key, base: TrainSpec | undefined, head: TrainSpec | undefined, specs) {
    if (base && head) return members(TRAIN)(key, base, head, specs)
    const judged: Judged = base
      ? ['loosened', 'nobody looks whether the gold set was trained on']
      : ['tightened', 'the gold set is looked for in the training data']
    const shown = (train: TrainSpec | undefined) =>
      train && [...train.paths, ...train.indexes].map(({ path }) => path)
    return value(() => judged)(key, shown(base), shown(head), specs)
  },
  recorded: named(RECORDED, ({ field }) => fieldText(field), {
    removed: ['loosened', 'it is judged and shown no more'],
    added: ['neutral', 'judged where a gate says so'],
  }),
}

/** As the spec has it, { split: test }; a field that is named twice hides nothing. */
function conditions(where: unknown): unknown {
  const pairs = (where as RowsSpec['where']).map(({ field, equals }) => [fieldText(field), equals] as const)
  const found = new Map(pairs)
  return found.size === pairs.length ? found : pairs
}

function stepText(step: Step): unknown {
  const { kind, ...rest } = step
  return Object.keys(rest).length === 0 ? kind : rest
}
