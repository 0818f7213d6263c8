import { bleu, SMOOTHINGS, type Smoothing } from '../metrics/bleu'
import { chrf } from '../metrics/chrf'
import type { Metric } from '../metrics/metric'
import { ter } from '../metrics/ter'
import { TOKENIZERS } from '../text/translation-tokens'
import { words } from '../text/white-space'
import { Budget } from './budget'
import { tolerance } from './graded'
import type { Scorer, Setting, Task } from './task'
import { outcomeOf, type Sum, sentenceChrf, sum, type TextOptions } from './translation/outcome'

/** One text an example, beside one or several reference texts. */
export const translation: Task = {
  name: 'translation',
  right: 'its sentence chrF does not fall by more than options.tolerance',
  fields: { reference: 'required', prediction: 'required' },
  options: {
    tokenize: {
      description: 'How bleu takes texts apart; the names are those of sacrebleu.',
      enum: Object.keys(TOKENIZERS),
      default: '13a',
    },
    smooth_method: {
      description: 'What bleu makes of an n-gram order of which nothing was found.',
      enum: Object.keys(SMOOTHINGS),
      default: 'exp',
    },
    lowercase: {
      description: 'Whether bleu, chrf and chrf++ read all texts in lower case; ter always does.',
      type: 'boolean',
      default: false,
    },
    chrf_whitespace: {
      description: 'Whether white space counts as a character in chrf and chrf++.',
      type: 'boolean',
      default: false,
    },
    tolerance: tolerance('the sentence chrF'),
  },
  scorer,
}

interface Options extends TextOptions {
  readonly smooth_method: Smoothing
  readonly tolerance: number
}

/** Of TER's search for shifts: of two texts of five thousand words it takes half. */
const MOST_STEPS = 500_000_000

type References = readonly [string, ...string[]]

function scorer({ options }: Setting): Scorer<References, string, Sum> {
  const given = options as unknown as Options
  const counts = new Set<number>()
  const budget = new Budget(MOST_STEPS)
  let beside = 0
  return {
    metrics: metrics(given, counts),
    headline: { whole: 'chrf' },
    wanted: { reference: 'a text, or a list of one or more texts', prediction: 'a text' },
    reference(value, tell) {
      const texts = typeof value === 'string' ? [value] : value
      if (!isTexts(texts)) return undefined
      const references = texts.filter(says)
      if (!isReferences(references)) {
        tell('reference.type', { got: 'without a word', wanted: 'a text with at least one word' })
        return undefined
      }
      beside += Number(references.length < texts.length)
      counts.add(references.length)
      return references
    },
    reader: () => (prediction, _, tell) => {
      budget.tell = tell
      return typeof prediction === 'string' ? prediction : undefined
    },
    silent: answer => !says(answer),
    // no answer is an empty one: nothing of the reference is found, and all of it is missing
    outcome: (references, answer) =>
      budget.spend(answer, (answer = '') => outcomeOf(references, answer, given, budget.step)),
    credit: sentenceChrf,
    graded: { metric: 'chrf', tolerance: given.tolerance },
    classes: () => [],
    showsAnswers: true,
    show: (_outcome, references, answer) => ({
      expected: answer === undefined ? references[0] : closest(references, answer, given),
      answered: answer ?? null,
    }),
    sum,
    reviewGold(tell) {
      if (beside > 0) tell('reference.empty', { count: beside })
    },
    review: () => {},
  }
}

/** The reference that gives the answer its credit. */
function closest(references: References, answer: string, options: Options): string {
  const [first, ...others] = references.map(reference => ({
    reference,
    credit: sentenceChrf(outcomeOf([reference], answer, options)),
  })) as [Closeness, ...Closeness[]]
  return others.reduce((best, other) => (other.credit > best.credit ? other : best), first).reference
}

interface Closeness {
  readonly reference: string
  readonly credit: number
}

/** A text without a word is no translation, and one that says nothing would be all of it. */
function says(text: string): boolean {
  return words(text).length > 0
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(text => typeof text === 'string')
}

function isReferences(texts: readonly string[]): texts is References {
  return texts.length > 0
}

/** `counts` are the numbers of references that examples have, which are known when these have been read. */
function metrics(options: Options, counts: ReadonlySet<number>): Metric<Sum>[] {
  const { tokenize, smooth_method: smoothing, lowercase, chrf_whitespace: whole } = options
  const letters = `case:${lowercase ? 'lc' : 'mixed'}`
  const space = `space:${whole ? 'yes' : 'no'}`
  const how = (...parts: readonly string[]) => signature(counts, parts)
  const points = { better: 'higher', range: [0, 100] } as const
  return [
    {
      ...points,
      name: 'bleu',
      whole: ({ n, bleu: counts }) => (n === 0 ? undefined : bleu(counts, smoothing)),
      how: () => how(letters, 'eff:no', `tok:${tokenize}`, `smooth:${SMOOTHINGS[smoothing].signature}`),
    },
    {
      ...points,
      name: 'chrf',
      whole: ({ n, chrf: counts }) => (n === 0 ? undefined : chrf(counts)),
      how: () => how(letters, 'eff:yes', 'nc:6', 'nw:0', space),
    },
    {
      ...points,
      name: 'chrf++',
      whole: ({ n, chrfPlus: counts }) => (n === 0 ? undefined : chrf(counts)),
      how: () => how(letters, 'eff:yes', 'nc:6', 'nw:2', space),
    },
    {
      name: 'ter',
      better: 'lower',
      range: [0, Number.POSITIVE_INFINITY],
      whole: ({ n, ter: counts }) => (n === 0 ? undefined : ter(counts)),
      how: () => how('case:lc', 'tok:tercom', 'norm:no', 'punct:yes', 'asian:no'),
    },
  ]
}

/** `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0`: the format, and the version, of sacrebleu. */
function signature(counts: ReadonlySet<number>, parts: readonly string[]): string {
  const [references] = counts
  return [`nrefs:${counts.size > 1 ? 'var' : references}`, ...parts, 'version:2.6.0'].join('|')
}
