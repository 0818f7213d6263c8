import { fbeta } from '../metrics/fbeta'
import type { Metric } from '../metrics/metric'
import { spanMetrics } from '../metrics/span-f'
import { quote } from '../problems'
import { fieldText, get } from '../spec/field'
import { byCodePoint } from '../text/code-points'
import { lengthOf, type Offsets, type Text } from '../text/cut'
import { apart } from '../text/numbers'
import type { SCHEMES } from '../text/tags'
import { Budget } from './budget'
import { byWords, isOutside, type Match, type Reference, scored } from './extraction/match'
import {
  confusions,
  encoded,
  expectedTypes,
  isExact,
  ownF1,
  type Sum,
  spanErrors,
  summed,
} from './extraction/outcome'
import {
  type SpanReader,
  type Spans,
  spanReader,
  tagReader,
  WANTED_SPANS,
  wantedTags,
} from './extraction/reader'
import { shownSpans } from './extraction/show'
import { Labels } from './labels'
import type { Scorer, Setting, Task, Tell } from './task'

/** Stretches of a text, each with a type: names, dates, clauses. */
export const extraction: Task = {
  name: 'extraction',
  right: 'the sets of spans are equal',
  fields: { reference: 'required', prediction: 'required', sequences: 'scheme', gold: ['text'] },
  options: {
    scheme: {
      description: 'The values are lists of tags in this scheme; without it they are lists of spans.',
      enum: ['iob2', 'bioes', 'iob1', 'ioe2', 'bilou'],
    },
    mode: {
      description:
        'Of tags: default reads illegal sequences as conlleval does, strict drops them. bilou is read by strict only.',
      enum: ['default', 'strict'],
      default: 'default',
    },
    match: {
      description:
        'When a span is found: exact is type and boundaries. exact_boundary, partial and type let overlapping spans meet; text_set and text_multiset compare the words and need gold.text.',
      enum: ['exact', 'exact_boundary', 'partial', 'type', 'text_set', 'text_multiset'],
      default: 'exact',
    },
    offsets: {
      description:
        'What start and end count in gold.text: Unicode code points (Python) or UTF-16 units (JavaScript, Java).',
      enum: ['code_points', 'utf16'],
      default: 'code_points',
    },
  },
  scorer,
}

interface Options {
  readonly scheme?: keyof typeof SCHEMES
  readonly mode: 'default' | 'strict'
  readonly match: Match
  readonly offsets: Offsets
}

/** Of the search for overlapping spans: two lists of seven thousand that all overlap take no more. */
const MOST_STEPS = 50_000_000

function scorer(setting: Setting): Scorer<Reference, Spans, Sum> {
  const options: Options = { mode: 'default', match: 'exact', offsets: 'code_points', ...setting.options }
  const { scheme, match, offsets } = options
  const textField = setting.gold.text
  const labels = new Labels(undefined)
  const name = (type: number) => labels.name(type)
  const byName = (a: number, b: number) => byCodePoint(name(a), name(b))
  // types of the references become known ones
  const readReference = readerOf(options, type => labels.reference(type, () => {})!)
  const readAnswer = readerOf(options, type => labels.answer(type))
  const wanted = scheme === undefined ? WANTED_SPANS : wantedTags(scheme)
  const budget = new Budget(MOST_STEPS)
  const matching = { match, offsets, byName, step: budget.step }
  let [illegal, expected] = [0, 0]
  return {
    metrics: metrics(options, textField !== undefined),
    headline: { whole: 'f1', ...(!byWords(match) && { each: 'f1' }) },
    wanted: { reference: wanted, prediction: wanted },
    reference(value, tell, row) {
      const read = readReference(value)
      const unfit = (got: string, wanted: string) => {
        tell('reference.type', { got, wanted })
        return undefined
      }
      if ('got' in read) return unfit(read.got, wanted)
      const text = textField && get(row, textField)
      if (textField !== undefined) {
        const kind = scheme === undefined ? 'spans' : 'tags'
        if (!isText(text, kind))
          return unfit(`without ${quote(fieldText(textField))}`, `beside ${TEXTS[kind]}`)
        const outside = outsideOf(read, text, offsets)
        if (outside !== undefined) return unfit(outside, 'within its text')
      }
      illegal += Number(read.legal !== undefined && read.legal !== read.spans)
      expected += read.spans.length
      const length = text === undefined ? undefined : lengthOf(text as Text, offsets)
      return { ...read, text: text as Text | undefined, length }
    },
    reader: () => (value, _, tell) => {
      budget.tell = tell
      const read = readAnswer(value)
      if (!('got' in read)) return read
      tell('prediction.type', { got: read.got, wanted }, setting.lenient)
      return undefined
    },
    misfit(reference, answer, tell) {
      if (answer.tags !== reference.tags)
        tell('prediction.length', { got: answer.tags!, wanted: reference.tags! })
      const outside = scheme === undefined && answer.spans.find(span => isOutside(reference, span))
      if (outside) tell('spans.outside', { end: outside.end, places: places(reference.length!, offsets) })
    },
    silent: ({ spans }) => expected > 0 && spans.length === 0,
    outcome: (reference, answer) =>
      budget.spend(answer, answer => encoded(scored(reference, answer, matching))),
    credit: outcome => Number(isExact(outcome)),
    nearness: ownF1,
    meant: metric =>
      /^(?:precision|recall|f1)_micro$/u.test(metric)
        ? `Over all spans, ${metric.replace('_micro', '')} is the micro average.`
        : undefined,
    classes: outcome => expectedTypes(outcome).map(name),
    showsAnswers: true,
    show: (_, { spans, text }, answer) => shownSpans(spans, answer?.spans, { name, byName, text, offsets }),
    sum: counted => summed(counted, labels),
    reviewGold(tell) {
      checkOptions(options, textField !== undefined, tell)
      if (expected === 0) tell('spans.none', {})
      if (illegal > 0) tell('tags.illegal', { count: illegal, scheme: scheme! })
    },
    review(system, sum, tell) {
      reviewStrict(system, sum, options, tell)
      // where nothing is to be found every type is unknown
      if (labels.knownNames().length > 0) labels.review(system, sum.answered, tell)
    },
    confusions: sum => confusions(sum, labels),
    tables: sum => ({ span_errors: spanErrors(sum, labels) }),
  }
}

function metrics({ scheme, mode, match, offsets }: Options, hasText: boolean): Metric<Sum>[] {
  const words = byWords(match)
  const how = [
    `match:${match}`,
    ...(scheme === undefined ? [] : [`scheme:${scheme}`, `mode:${mode}`]),
    ...(words && scheme === undefined ? [`offsets:${offsets}`] : []),
  ].join('|')
  const onlyExact = match === 'exact' ? undefined : 'options.match: exact'
  return [
    ...spanMetrics<Sum>({
      how,
      needs: words && !hasText ? 'gold.text' : undefined,
      averagesNeed: onlyExact,
      byType: !words,
    }),
    {
      name: 'exact_match',
      better: 'higher',
      range: [0, 1],
      whole: ({ exact, all: { n } }) => ({ hits: exact, of: n }),
      needs: onlyExact ?? (mode === 'strict' ? 'options.mode: default' : undefined),
      how,
    },
  ]
}

function readerOf({ scheme, mode }: Options, numberOf: (type: string) => number): SpanReader {
  return scheme === undefined ? spanReader(numberOf) : tagReader(scheme, mode, numberOf)
}

/** What spans have their places in. */
const TEXTS = { spans: 'the text that they lie in', tags: 'the list of its tokens' } as const

function isText(value: unknown, of: keyof typeof TEXTS): value is Text {
  if (of === 'spans') return typeof value === 'string'
  return Array.isArray(value) && value.every(token => typeof token === 'string')
}

/** How spans or tags do not fit the text, in words. */
function outsideOf({ spans, tags }: Spans, text: Text, offsets: Offsets): string | undefined {
  const length = lengthOf(text, offsets)
  if (tags !== undefined)
    return tags === length ? undefined : `a list of ${tags} tags beside ${length} tokens`
  const far = spans.find(({ end }) => end > length)
  return (
    far && `a span that ends at ${far.end}, where the text has ${places(length, offsets)} (options.offsets)`
  )
}

function places(count: number, offsets: Offsets): string {
  return `${count} ${offsets === 'utf16' ? 'UTF-16 units' : 'code points'}`
}

/** Options that say nothing, or contradict each other. */
function checkOptions({ scheme, mode, match }: Options, hasText: boolean, tell: Tell): void {
  const told = (option: string, got: string, beside: string, wanted: string) =>
    tell('option.beside', { option: `options.${option}`, got, beside, wanted })
  if (scheme === 'bilou' && mode !== 'strict')
    told('scheme', 'bilou', 'mode: default', 'mode: strict beside it')
  if (scheme === undefined && mode === 'strict')
    told('mode', 'strict', 'spans', 'the scheme of the tags beside it')
  if (mode === 'strict' && match !== 'exact')
    told('match', match, 'mode: strict', 'match: exact, or mode: default')
  if (byWords(match) && !hasText) told('match', match, 'a gold set without gold.text', 'gold.text')
}

/** A figure that depends on how illegal sequences are read must not be taken for the other. */
function reviewStrict(system: string, { equal, legal }: Sum, { scheme, mode }: Options, tell: Tell): void {
  if (scheme === undefined || mode === 'strict') return
  const figures = [fbeta(equal, 1, 0), fbeta(legal, 1, 0)] as const
  if (Math.abs(figures[0] - figures[1]) <= 1e-9) return
  const [got, strict] = apart(...figures, 'f1')
  tell('tags.strict', { system, got, strict, scheme })
}
