import { fragments, novelNgrams } from '../metrics/fragments'
import { novelNames, novelNumbers } from '../metrics/novel'
import { fmeasure, ROUGE, Rouge } from '../metrics/rouge'
import { COLUMNS, NONE, overlapOf, packed, type Summaries, summaries } from '../metrics/summaries'
import { rougeMetrics, silenced, sourceMetrics } from '../metrics/summary-metrics'
import { kind, quote } from '../problems'
import { fieldText, get, type Path } from '../spec/field'
import { isCased } from '../text/facts'
import { Occurrences } from '../text/occurrences'
import { hasToken, RougeTokens, type Tokens } from '../text/rouge-tokens'
import { near } from '../values'
import { Budget } from './budget'
import { tolerance } from './graded'
import type { Scorer, Setting, ShownPart, Task, Tell } from './task'

/** A shorter text for a longer one. */
export const summarization: Task = {
  name: 'summarization',
  right: 'rougeL does not fall by more than options.tolerance',
  fields: { reference: 'or source', prediction: 'required', gold: ['source'] },
  options: {
    stemmer: {
      description: 'Whether ROUGE compares stems (running, runs → run) in place of words.',
      type: 'boolean',
      default: false,
    },
    tolerance: tolerance('rougeL'),
  },
  scorer,
}

interface Options {
  readonly stemmer?: boolean
  readonly tolerance?: number
}

interface Reference {
  /** none where only sources are declared */
  readonly texts: readonly string[]
  readonly source: string | undefined
}

/** Of the search for n-grams, fragments and subsequences; two texts of ten thousand tokens take a tenth of it. */
const MOST_STEPS = 300_000_000
/** With fewer summaries than this, none with a token may be chance. */
const FEW = 5

/** An outcome is a row of COLUMNS, and what the summary shares with its references. */
function scorer({ options, gold, recorded, gated }: Setting): Scorer<Reference, string, Summaries> {
  const { stemmer = false, tolerance = 0.05 } = options as Options
  const tokens = new RougeTokens()
  const stems = (read: Tokens) => (stemmer ? tokens.stemmed(read) : read)
  const budget = new Budget(MOST_STEPS)
  const rouge = new Rouge(budget.step)
  const index = new Occurrences(budget.step)
  const seen = { rows: 0, emptyReferences: 0, emptySources: 0 }
  const rougeL = ROUGE.indexOf('rougeL')

  function scored({ texts, source }: Reference, answer: string | undefined): number[] {
    const summary = answer ?? ''
    const read = tokens.read(summary)
    const row = new Array<number>(Object.keys(COLUMNS).length).fill(0)
    row[COLUMNS.tokens] = answer === undefined ? NONE : read.ids.length
    row[COLUMNS.cased] = NONE
    row[COLUMNS.words] = Number(hasWord(summary))
    if (source !== undefined) {
      const { ids } = tokens.read(source)
      const copied = fragments(read.ids, index.read(ids))
      row[COLUMNS.sourceTokens] = ids.length
      row[COLUMNS.copied] = copied.tokens
      row[COLUMNS.squares] = copied.squares
      row[COLUMNS.bigrams] = novelNgrams(read.ids, index, 2)
      row[COLUMNS.trigrams] = novelNgrams(read.ids, index, 3)
      row[COLUMNS.numbers] = novelNumbers(summary, source).length
      row[COLUMNS.names] = novelNames(summary, source).length
      const cased = isCased(summary)
      if (cased !== undefined) row[COLUMNS.cased] = Number(cased && isCased(source) === true)
    }
    if (texts.length === 0) return row
    const references = texts.map(text => stems(tokens.read(text)))
    row[COLUMNS.referenceTokens] = references.reduce((sum, { ids }) => sum + ids.length, 0) / texts.length
    return [...row, ...packed(rouge.overlaps(stems(read), references))]
  }

  return {
    metrics: [
      ...rougeMetrics(gold.reference !== undefined, stemmer),
      ...sourceMetrics(gold.source !== undefined),
    ],
    headline: { whole: gold.reference ? 'rougeL' : 'novel_numbers_rate' },
    wanted: { reference: 'a text or a list of texts', prediction: 'a text' },
    creditNeeds: gold.reference ? undefined : 'gold.reference',
    graded: { metric: 'rougeL', tolerance },
    reference(value, tell, row) {
      const texts = gold.reference ? textsOf(value) : []
      const source = gold.source && sourceOf(row, gold.source, tell)
      if (texts === undefined || (gold.source && source === undefined)) return undefined
      seen.rows++
      if (!texts.some(hasToken)) seen.emptyReferences++
      if (!hasToken(source ?? '')) seen.emptySources++
      return { texts, source }
    },
    reader: () => (prediction, _, tell) => {
      budget.tell = tell
      return typeof prediction === 'string' ? prediction : undefined
    },
    silent: summary => !hasWord(summary),
    outcome: (reference, answer) => budget.spend(answer, answer => scored(reference, answer)),
    credit: outcome => (gold.reference ? fmeasure(overlapOf(outcome, rougeL, 1)) : 0),
    classes: () => [],
    showsAnswers: true,
    show: (_, { texts, source }, summary) => ({
      expected: texts[0] ?? '',
      answered: summary ?? null,
      ...(source !== undefined && { source, parts: findings(summary ?? '', source) }),
    }),
    sum: summaries,
    reviewGold(tell) {
      if (gold.reference) tellEmpty('references', seen.emptyReferences, seen.rows, tell)
      if (gold.source) tellEmpty('sources', seen.emptySources, seen.rows, tell)
      const judged = recorded.some(({ name, field }) => FAITHFULNESS.test(`${name} ${fieldText(field)}`))
      if (!gold.source && !judged) tell('summarization.faithfulness', {})
    },
    review(system, all, tell) {
      const none = all.references && all.written === 0 && all.empty >= FEW
      tellEmpty(`summaries of ${system}`, all.empty, all.n, tell, none ? 'error' : 'note')
      const flattered = system === 'candidate' ? silenced(all, gated) : []
      for (const { metric, count } of flattered)
        tell('summarization.empty', { count, of: all.n, system, metric })
      if (gold.source && !all.cased) tell('text.uncased', { system })
    },
  }
}

/** Names of recorded fields that look at whether a summary is true to its source. */
const FAITHFULNESS = /faith|factual|consisten|hallucin|support|ground|entail|attribut/iu

function textsOf(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : [value]
  return list.length > 0 && list.every(text => typeof text === 'string') ? list : undefined
}

/** Whether a text says anything, in any script. */
function hasWord(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text)
}

/** The source text; undefined, and told, when there is none. */
function sourceOf(row: unknown, field: Path, tell: Tell): string | undefined {
  const value = get(row, field)
  if (value === undefined) {
    tell('source.absent', { field: quote(fieldText(field)), nearest: near(row, field) })
    return undefined
  }
  if (typeof value === 'string') return value
  tell('source.type', { got: kind(value) })
  return undefined
}

function tellEmpty(what: string, count: number, of: number, tell: Tell, severity?: 'error' | 'note'): void {
  if (count > 0) tell('text.tokenless', { count, of, what }, severity)
}

/** What the summary says and its source does not, as far as it can be told. */
function findings(summary: string, source: string): ShownPart[] {
  const part = (part: string) => (answered: string) => ({ part, expected: null, answered })
  return [
    ...novelNumbers(summary, source).map(part('number not in the source')),
    ...novelNames(summary, source).map(part('name not in the source')),
  ]
}
