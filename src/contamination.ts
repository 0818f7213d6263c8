/** Gold in train, and gold texts that stand twice. */
import { duplicatesOf, tellDuplicates } from './contamination/duplicates'
import type { GoldTexts } from './contamination/gold'
import { MATCHES, type Match, Overlap } from './contamination/overlap'
import { type OpenTrain, readTrain } from './contamination/train'
import type { Strings } from './intern'
import type { Problems } from './problems'
import type { Contamination, Found, GateResult } from './report/report'
import type { Path } from './spec/field'
import { TRAIN_GATE, TRAIN_METRIC } from './spec/gate-id'
import type { Spec } from './spec/spec'

/** Examples of one kind, and groups of duplicates, that are listed; all are counted. */
const LISTED = 20

/** The field of the gold rows whose texts are compared, where the spec names one. */
export function textField({ train, gold }: Spec): Path | undefined {
  return train?.gold_text ?? gold.source ?? gold.text ?? gold.input
}

/**
 * Holds every train row once against the gold set's texts. A train file that is missing, empty or unreadable is told
 * as an error, and so is a row without its text: what was not looked at is never an overlap of 0.
 */
export async function contamination(
  spec: Spec,
  gold: GoldTexts,
  ids: Strings,
  goldFile: string,
  open: OpenTrain,
  problems: Problems,
): Promise<Contamination> {
  const duplicates = duplicatesOf(gold, ids, LISTED)
  tellDuplicates(duplicates, goldFile, problems)
  const common = { of: ids.size, empty: gold.empty, duplicates }
  if (!spec.train) return { train: null, ...NOTHING, ...common }
  const { ngram, containment } = spec.train
  if (gold.empty > 0) {
    const severity = gold.empty === ids.size ? 'error' : 'note'
    problems.add('train.gold-empty', { file: goldFile }, { count: gold.empty, of: ids.size }, severity)
  }
  const overlap = new Overlap(gold, containment)
  const train = await readTrain(spec, spec.train, overlap, open, problems)
  return {
    ...common,
    ...found(overlap, ids, train.files),
    train,
    short: gold.short,
    ngram_size: ngram,
    threshold: containment,
  }
}

const NOTHING = {
  ...{ exact: 0, normalised: 0, ngram: 0, overlap: 0, short: 0, ngram_size: null, threshold: null },
  found: { exact: [], normalised: [], ngram: [] },
} as const

/** train.max_overlap as a gate among the others. */
export function overlapGate({ train }: Spec, found: Contamination | undefined): GateResult[] {
  if (!train || !found) return []
  const { overlap, exact, normalised, ngram, of, ngram_size: n } = found
  const holds = overlap <= train.max_overlap
  const kinds = [
    [exact, 'exactly'],
    [normalised, 'but for case, punctuation or space'],
    [ngram, `by runs of ${n} words`],
  ] as const
  const how = kinds.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`)
  const words = `${overlap} of ${of} gold examples ${overlap === 1 ? 'is' : 'are'} in the training data`
  return [
    {
      id: TRAIN_GATE,
      metric: TRAIN_METRIC.name,
      class: null,
      slice: null,
      baseline: null,
      bars: { max: train.max_overlap },
      n: of,
      candidate: overlap,
      reference: null,
      lift: null,
      interval: null,
      lift_interval: null,
      no_interval: 'counted, not estimated',
      evidence: null,
      outcome: holds ? 'pass' : 'fail',
      level: 'blocking',
      summary: `${words}, bar ≤ ${train.max_overlap}`,
      message: `${holds ? 'Met' : 'Not met'}: ${words}${how.length > 0 ? ` (${how.join(', ')})` : ''}, bar ≤ ${train.max_overlap}. n = ${of}.`,
      waiver: null,
      why: null,
      line: train.at.line,
      column: train.at.column,
    },
  ]
}

/** Every example once, for the strongest way in which it was found. */
function found(overlap: Overlap, ids: Strings, files: readonly { readonly path: string }[]) {
  const counts: Record<Match, number> = { exact: 0, normalised: 0, ngram: 0 }
  const lists: Record<Match, Found[]> = { exact: [], normalised: [], ngram: [] }
  for (let i = 0; i < ids.size; i++) {
    const one = overlap.of(i)
    if (!one) continue
    const { match, place } = one
    if (counts[match]++ < LISTED)
      lists[match].push({
        id: ids.get(i),
        file: files[place.file]!.path,
        line: place.line,
        share: place.share,
      })
  }
  const all = MATCHES.reduce((sum, match) => sum + counts[match], 0)
  return { ...counts, overlap: all, found: lists }
}
