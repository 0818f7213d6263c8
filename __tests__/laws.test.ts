/** What must hold of every metric of every task, whatever the data. */
import { describe, expect, test } from '@jest/globals'
import { reaches } from '../src/bars'
import { value } from '../src/metrics/metric'
import type { Score, Suite } from '../src/report/report'
import { TASKS } from '../src/tasks'
import { withRecorded } from '../src/tasks/recorded/fields'
import type { AnyScorer, Setting } from '../src/tasks/task'
import { keyOf, random, settingOf, shuffled, travel } from './journey'
import { jsonl } from './suite'

/** One example with the answers of both systems. */
interface Example {
  readonly id: string
  readonly lang: string
  readonly label: unknown
  readonly candidate: Answer
  readonly base: Answer
}

interface Answer {
  readonly prediction?: unknown
  readonly [recorded: string]: unknown
  readonly p?: Readonly<Record<string, number>>
}

/** By code point; UTF-16 units would put the last before the one in front of it. */
const LABELS = ['01', 'a b', 'refund', 'ä', '\uff5e', '😀']

/** A way to make examples, and to make an answer right. */
interface Kind {
  readonly name: string
  readonly task: string
  readonly options: Readonly<Record<string, unknown>>
  readonly probabilities: boolean
  /** keys of gold in the spec, and of the systems; by default the fields label and prediction */
  readonly fields?: readonly [gold: string, system: string]
  /** further keys of the spec */
  readonly keys?: string
  /** a metric that is the share of right examples */
  readonly share?: string
  /** metrics that are 0 and not undefined where there is nothing */
  readonly zeros?: RegExp
  /** metrics that the best answers leave below their best value, or undefined */
  readonly short?: RegExp
  readonly setting?: Partial<Setting>
  label(draw: () => number): unknown
  answer(label: unknown, draw: () => number): Answer
  perfect(label: unknown): Answer
  renamed?(example: Example, name: (label: string) => string): Example
}

/** What zero_division gives a value to. */
const DIVISION = /^(?:precision|recall|f1|fbeta|specificity|jaccard)(?:_micro|_weighted)?$/u

const KINDS: readonly Kind[] = [
  classification('classification with probabilities', LABELS, true),
  classification('classification with two labels', LABELS.slice(2, 4), true),
  classification('classification without probabilities', LABELS, false),
  {
    name: 'multilabel',
    task: 'multilabel',
    options: {},
    probabilities: false,
    share: 'subset_accuracy',
    zeros: DIVISION,
    label: some,
    answer: (label, draw) => ({ prediction: draw() < 0.5 ? label : draw() < 0.1 ? null : some(draw) }),
    perfect: label => ({ prediction: label }),
    renamed: (example, name) => {
      const all = (list: unknown) => (list as readonly string[] | null)?.map(name) ?? null
      const answer = ({ prediction }: Answer) => ({ prediction: all(prediction) })
      const { candidate, base, label } = example
      return { ...example, label: all(label), candidate: answer(candidate), base: answer(base) }
    },
  },
  {
    name: 'qa',
    task: 'qa',
    options: {},
    probabilities: false,
    share: 'exact_match',
    label: draw => (draw() < 0.2 ? [] : [String(Math.floor(draw() * 90) + 10), 'big red dog']),
    answer: (label, draw) => {
      if (draw() < 0.4) return { prediction: (label as string[])[0] ?? '' }
      return { prediction: draw() < 0.3 ? 'red dog' : draw() < 0.3 ? null : 'x' }
    },
    perfect: label => ({ prediction: (label as string[])[0] ?? '' }),
  },
  spans('extraction of spans', {}),
  spans('extraction by overlap', { match: 'partial' }),
  {
    name: 'extraction of tags',
    task: 'extraction',
    options: { scheme: 'iob2' },
    probabilities: false,
    share: 'exact_match',
    zeros: /^(?:precision|recall|f1)(?:_weighted)?$/u,
    label: tags,
    answer: (label, draw) => ({
      prediction: (label as string[]).map(tag => (draw() < 0.8 ? tag : pick(TAGS, draw))),
    }),
    perfect: label => ({ prediction: label }),
  },
  {
    name: 'summarization',
    task: 'summarization',
    options: {},
    probabilities: false,
    fields: ['reference: label, source: source', 'prediction: prediction'],
    setting: { gold: { reference: ['label'], source: ['source'] } },
    // without a word of Latin letters ROUGE has nothing to compare
    label: draw => [`the cat ${sentence(draw)}`, ...(draw() < 0.5 ? [sentence(draw)] : [])],
    answer: (label, draw) => {
      if (draw() < 0.4) return { prediction: (label as string[])[0] }
      return { prediction: draw() < 0.1 ? null : `${sentence(draw)} 2024` }
    },
    perfect: label => ({ prediction: (label as string[])[0] }),
    short: /^novel_/u,
  },
  {
    name: 'structured',
    task: 'structured',
    options: { schema: { field: 'schema' }, comparator: 'anls' },
    probabilities: false,
    share: 'exact_object',
    zeros: /^field_(?:precision|recall|f1)$/u,
    setting: { documents: {} },
    label: draw => ({ n: Math.floor(draw() * 3), who: pick(WORDS, draw), tags: [pick(WORDS, draw)] }),
    answer: (label, draw) => {
      if (draw() < 0.5) return { prediction: JSON.stringify(label) }
      if (draw() < 0.2) return { prediction: draw() < 0.5 ? null : 'no JSON' }
      return { prediction: JSON.stringify({ n: 1, who: pick(WORDS, draw), extra: { deep: [1] } }) }
    },
    perfect: label => ({ prediction: JSON.stringify(label) }),
  },
  {
    name: 'ranking',
    task: 'ranking',
    options: { k: [1, 3] },
    probabilities: false,
    label: draw => Object.fromEntries(WORDS.map((doc, d) => [doc, d === 0 ? 2 : Math.floor(draw() * 3)])),
    answer: (_, draw) => ({
      prediction: draw() < 0.05 ? null : WORDS.map(doc => ({ doc, score: Math.floor(draw() * 4) })),
    }),
    perfect: label => ({
      prediction: Object.entries(label as Record<string, number>).map(([doc, score]) => ({ doc, score })),
    }),
    short: /^(?:map|precision|recall)@/u,
  },
  {
    name: 'regression',
    task: 'regression',
    options: { within: 1 },
    probabilities: false,
    label: draw => Math.round(draw() * 1000) / 8,
    answer: (label, draw) => ({ prediction: (label as number) + Math.round((draw() - 0.5) * 40) / 8 }),
    perfect: label => ({ prediction: label }),
  },
  {
    name: 'recorded',
    task: 'recorded',
    options: { credit: 'good', k: [1, 2] },
    probabilities: false,
    fields: ['id: id', 'id: id'],
    share: 'good.pass_rate',
    keys: 'recorded: { good: { field: good, better: higher, against: judged }, judged: { field: judged, better: lower }, ms: { field: ms, better: lower }, runs: { field: runs, better: higher } }',
    setting: {
      recorded: [
        {
          name: 'good',
          field: ['good'],
          better: 'higher',
          against: 'judged',
          as: [],
          at: { line: 1, column: 1 },
        },
        { name: 'judged', field: ['judged'], better: 'lower', as: [], at: { line: 1, column: 1 } },
        { name: 'ms', field: ['ms'], better: 'lower', as: [], at: { line: 1, column: 1 } },
        { name: 'runs', field: ['runs'], better: 'higher', as: [], at: { line: 1, column: 1 } },
      ],
    },
    label: draw => draw() < 0.5,
    answer: (_, draw) => ({
      good: draw() < 0.1 ? null : draw() < 0.6,
      judged: draw() < 0.5,
      ms: Math.round(draw() * 100) / 8,
      runs: [draw() < 0.5, draw() < 0.5, draw() < 0.5],
    }),
    perfect: () => ({ good: true, judged: false, ms: 0, runs: [true, true, true] }),
    // one column is constant, and the two disagree throughout
    short: /^good\.(?:accuracy|cohen_kappa|true_positive_rate|true_negative_rate)$/u,
  },
  {
    name: 'translation',
    task: 'translation',
    options: {},
    probabilities: false,
    label: draw => (draw() < 0.5 ? [sentence(draw)] : [sentence(draw), sentence(draw), sentence(draw)]),
    answer: (label, draw) => ({
      prediction: draw() < 0.4 ? (label as string[])[0] : draw() < 0.1 ? null : sentence(draw),
    }),
    perfect: label => ({ prediction: (label as string[])[0] }),
  },
]

function spans(name: string, options: Kind['options']): Kind {
  const some = (draw: () => number) =>
    [0, 6, 12].flatMap(start =>
      draw() < 0.6
        ? [{ type: pick(['PER', 'LOC'], draw), start, end: start + 2 + Math.floor(draw() * 3) }]
        : [],
    )
  return {
    name,
    task: 'extraction',
    options,
    probabilities: false,
    ...(options.match === undefined && { share: 'exact_match' }),
    zeros: /^(?:precision|recall|f1)(?:_weighted)?$/u,
    label: some,
    answer: (label, draw) => ({ prediction: draw() < 0.4 ? label : draw() < 0.1 ? null : some(draw) }),
    perfect: label => ({ prediction: label }),
  }
}

const TAGS = ['O', 'B-PER', 'I-PER', 'B-LOC', 'I-LOC']
const WORDS = ['alpha', 'beta', 'gamma', 'delta', '😀']

function tags(draw: () => number): string[] {
  return Array.from({ length: 6 }, () => pick(TAGS, draw))
}

function pick<Item>(items: readonly Item[], draw: () => number): Item {
  return items[Math.floor(draw() * items.length)]!
}

/** Two to nine words of few, one or two references. */
function sentence(draw: () => number): string {
  const length = 2 + Math.floor(draw() * 8)
  return Array.from(
    { length },
    () => ['der', 'Hund', 'bellt', 'laut', '.', '😀', '3,5'][Math.floor(draw() * 7)],
  ).join(' ')
}

function classification(name: string, labels: readonly string[], probabilities: boolean): Kind {
  const one = (draw: () => number) => labels[Math.floor(draw() * draw() * labels.length)]!
  const shares = (weights: readonly number[]) => {
    const sum = weights.reduce((a, b) => a + b)
    return { p: Object.fromEntries(labels.map((label, i) => [label, weights[i]! / sum])) }
  }
  const options = { positive: labels[0]!, ...(probabilities && { beta: 2, k: [1, 2], bins: 10 }) }
  return {
    name,
    task: 'classification',
    options,
    probabilities,
    share: 'accuracy',
    zeros: DIVISION,
    label: one,
    answer: (label, draw) => ({
      // without probabilities some answers are null, which no probability metric would survive
      prediction: draw() < 0.6 ? label : !probabilities && draw() < 0.2 ? null : one(draw),
      ...(probabilities && shares(labels.map(name => Math.ceil(draw() * 4) + (name === label ? 3 : 0)))),
    }),
    perfect: label => ({
      prediction: label,
      ...(probabilities && shares(labels.map(name => (name === label ? 1 : 0)))),
    }),
    renamed: (example, name) => {
      const answer = ({ prediction, p }: Answer): Answer => ({
        prediction: prediction === null ? null : name(prediction as string),
        ...(p && { p: Object.fromEntries(Object.entries(p).map(([label, share]) => [name(label), share])) }),
      })
      const { candidate, base, label } = example
      return { ...example, label: name(label as string), candidate: answer(candidate), base: answer(base) }
    },
  }
}

function some(draw: () => number): string[] {
  const labels = LABELS.filter(() => draw() < 0.3)
  return labels.length > 0 ? labels : [LABELS[0]!]
}

function examples(kind: Kind, n: number, seed: number): Example[] {
  const draw = random(seed)
  return Array.from({ length: n }, (_, i) => {
    const label = kind.label(draw)
    const lang = ['de', 'en', 'fr'][Math.floor(draw() * 3)]!
    return { id: `e-${i}`, lang, label, candidate: kind.answer(label, draw), base: kind.answer(label, draw) }
  })
}

/** What gold rows have beside their label, for tasks that read it. */
const BESIDE = { source: 'Der Hund bellt laut, 3,5 mal.', schema: { type: 'object' } }

/** The losses with how many examples each names in place of their ids. */
function numbered(losses: Suite['losses']): unknown {
  return JSON.parse(JSON.stringify(losses, (key, value) => (key === 'ids' ? value.length : value)))
}

/** Judges the examples with a gate that is always met, and takes it that nothing was wrong with them. */
async function judged(
  kind: Kind,
  all: readonly Example[],
  order: (rows: object[]) => object[] = rows => rows,
  options = kind.options,
): Promise<Suite> {
  const answers = (of: 'candidate' | 'base') => jsonl(order(all.map(e => ({ id: e.id, ...e[of] }))))
  const [gold, system] = kind.fields ?? [
    'reference: label',
    `prediction: prediction${kind.probabilities ? ', probabilities: p' : ''}`,
  ]
  const spec = `version: 1
name: laws
task: ${kind.task}
gold: { path: gold.jsonl, ${gold} }
candidate: { path: candidate.jsonl, ${system} }
baselines: { base: { path: base.jsonl, ${system} } }
slices: [lang]
options: ${JSON.stringify(options)}
${kind.keys ?? ''}
gates: [{ metric: coverage, min: 0 }]
`
  const suite = await travel(spec, {
    'gold.jsonl': jsonl(order(all.map(({ id, lang, label }) => ({ id, lang, label, ...BESIDE })))),
    'candidate.jsonl': answers('candidate'),
    'base.jsonl': answers('base'),
  })
  expect(suite.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  return suite
}

/** The scorer of a suite of this kind. */
function scorerOf({ task: name, options, probabilities, setting }: Kind): AnyScorer {
  const task = TASKS.find(one => one.name === name)!
  const defaults = Object.entries(task.options).flatMap(([option, { default: value }]) =>
    value === undefined ? [] : [[option, value] as const],
  )
  const given = settingOf({
    options: { ...Object.fromEntries(defaults), ...options },
    probabilities,
    gold: { reference: ['label'] },
    ...setting,
  })
  return withRecorded(task.scorer(given), given)
}

const table = (scores: readonly Score[]) => new Map(scores.map(score => [keyOf(score), score]))
const values = (suite: Suite) => new Map(suite.scores.map(score => [keyOf(score), score.value]))
/** Values that grow with the gold set. */
const isCount = (metric: string) =>
  ['losses', 'regressions', 'fixes', 'novel_numbers', 'novel_entities'].includes(metric) ||
  metric.endsWith('.sum')

describe.each(KINDS)('$name', kind => {
  const all = examples(kind, 240, 7)
  const scorer = scorerOf(kind)
  const { metrics } = scorer
  const computed = metrics.filter(({ needs, each }) => !needs || each)
  const ofMetric = (name: string) => metrics.find(metric => metric.name === name)

  test('every metric has scores', async () => {
    const { scores } = await judged(kind, all)
    const told = new Set(scores.map(({ metric }) => metric))
    // whether one that applies to some rows only is there depends on the rows
    const always = computed.filter(({ applies }) => !applies).map(({ name }) => name)
    expect(always.filter(name => !told.has(name))).toEqual([])
    expect(told.size).toBeGreaterThan(4)
  })

  test.each([1, 2, 3])('the order of rows changes nothing (%i)', async seed => {
    const { spec: _, ...plain } = await judged(kind, all)
    const mixed = await judged(kind, all, rows => shuffled(rows, seed))
    expect(mixed.scores).toEqual(plain.scores)
    expect(mixed.confusion).toEqual(plain.confusion)
    expect(mixed.gates).toEqual(plain.gates)
    // which examples are named first follows the order of the gold set
    expect(numbered(mixed.losses)).toEqual(numbered(plain.losses))
  })

  test('every example twice changes no value but counts, which double', async () => {
    const once = values(await judged(kind, all))
    const twice = await judged(kind, [...all, ...all.map(e => ({ ...e, id: `${e.id}'` }))])
    for (const score of twice.scores) {
      const was = once.get(keyOf(score))!
      const wanted = isCount(score.metric) && was !== null ? 2 * was : was
      expect([keyOf(score), score.value]).toEqual([keyOf(score), wanted])
    }
    expect(twice.scores.length).toBe(once.size)
  })

  test('values of a slice that parts the examples add up', async () => {
    const { scores, gold } = await judged(kind, all)
    const whole = table(scores.filter(({ slice }) => slice === null))
    const hits = (score: Score | undefined) =>
      score!.value! * (isCount(score!.metric) ? 1 : score!.n / gold.rows)
    for (const system of ['candidate', 'base']) {
      const counts = scores.filter(
        s => s.system === system && s.slice === null && s.class === null && isCount(s.metric),
      )
      const shares = kind.share === undefined ? ['coverage'] : ['coverage', kind.share]
      for (const metric of [...shares, ...counts.map(s => s.metric)]) {
        const parts = scores.filter(s => s.system === system && s.metric === metric && s.slice !== null)
        expect(parts.map(({ slice }) => slice!.lang)).toEqual(['de', 'en', 'fr'])
        expect(parts.reduce((sum, { n }) => sum + n, 0)).toBe(gold.rows)
        const sum = parts.reduce((total, part) => total + hits(part), 0)
        expect(sum).toBeCloseTo(hits(whole.get(keyOf({ system, metric, class: null, slice: null }))), 12)
      }
    }
  })

  test('a slice’s scores are those of its examples alone', async () => {
    const { scores } = await judged(kind, all)
    const part = await judged(
      kind,
      all.filter(({ lang }) => lang === 'de'),
    )
    const german = scores.filter(({ slice }) => slice?.lang === 'de')
    expect(german.length).toBeGreaterThan(10)
    const alone = values(part)
    for (const score of german)
      expect([score.metric, score.value]).toEqual([score.metric, alone.get(keyOf({ ...score, slice: null }))])
  })

  const { renamed } = kind
  if (renamed)
    test('other names of labels in the same order change nothing', async () => {
      const name = (label: string) => `x${label}`
      const before = await judged(kind, all)
      const { positive } = kind.options
      const options =
        positive === undefined ? kind.options : { ...kind.options, positive: name(String(positive)) }
      const after = await judged(
        kind,
        all.map(example => renamed(example, name)),
        undefined,
        options,
      )
      const expected = before.scores.map(score =>
        score.class === null ? score : { ...score, class: name(score.class) },
      )
      expect(after.scores).toEqual(expected)
    })

  test('right answers have the best value', async () => {
    const right = all.map(e => ({ ...e, candidate: kind.perfect(e.label), base: kind.perfect(e.label) }))
    const { scores } = await judged(kind, right)
    for (const { metric, class: cls, slice, value: got } of scores) {
      const found = ofMetric(metric)
      if (found === undefined || got === null) continue
      const best = found.better === 'lower' ? found.range[0] : found.range[1]
      if (found.better === 'none' || !Number.isFinite(best) || kind.short?.test(metric)) continue
      expect([metric, cls, slice, Math.abs(got - best) < 1e-12]).toEqual([metric, cls, slice, true])
    }
    // two labels are too few for these; a slice may have too few, too
    const few = /^(?:top_|roc_auc_ov)/u
    const undefinedOnes = scores.filter(score => score.value === null && score.slice === null)
    expect(undefinedOnes.filter(({ metric }) => !few.test(metric) && !kind.short?.test(metric))).toEqual([])
    const common = scores.filter(({ system, slice }) => system === 'candidate' && slice === null)
    const of = (metric: string) => common.find(score => score.metric === metric)?.value
    const losses = common.some(({ metric }) => metric === 'losses') ? 0 : undefined
    expect([of('coverage'), of('losses')]).toEqual([1, losses])
    expect([of('regressions'), of('fixes')]).toEqual([0, 0])
  })

  test.each([11, 12, 13, 14])('values lie in the declared range, and none is NaN (%i)', async seed => {
    const draw = random(seed)
    const wrong = examples(kind, 60, seed).map(e => {
      const other = kind.label(draw)
      return seed % 2 === 0 ? { ...e, candidate: kind.perfect(other) } : e
    })
    const { scores } = await judged(kind, wrong)
    for (const { metric, value: got, interval, n } of scores) {
      if (got === null) continue
      const [low, high] = ofMetric(metric)?.range ?? [
        0,
        metric.endsWith('_rate') || metric === 'coverage' ? 1 : n,
      ]
      expect([metric, Number.isFinite(got), got >= low - 1e-12, got <= high + 1e-12]).toEqual([
        metric,
        true,
        true,
        true,
      ])
      if (interval)
        expect([
          metric,
          low - 1e-12 <= interval[0],
          interval[0] <= got + 1e-12,
          got - 1e-12 <= interval[1],
          interval[1] <= high + 1e-12,
        ]).toEqual([metric, true, true, true, true])
    }
  })

  test('what is said to be a mean is the mean of what it is for each example', () => {
    const fresh = scorerOf(kind)
    const all = examples(kind, 30, 5).map(({ label, candidate }) => {
      const reference = fresh.reference(label, () => {}, { label, ...BESIDE })
      const read = fresh.reader()
      const recorded = fresh.record?.(candidate, () => {})
      return Float64Array.from(
        fresh.outcome(
          reference,
          read(candidate.prediction, candidate.p, () => {}),
          recorded,
        ),
      )
    })
    const sum = fresh.sum(all.map(outcome => [outcome, 1]))
    for (const { name, whole, needs, mean, applies } of fresh.metrics) {
      if (!mean || !whole || needs || applies?.(sum) === false) continue
      const alone = all.flatMap(outcome => value(whole(fresh.sum([[outcome, 1]]))) ?? [])
      const got = value(whole(sum))
      if (got === undefined || alone.length === 0) continue
      const wanted = alone.reduce((a, b) => a + b, 0) / alone.length
      expect([name, Math.abs(got - wanted) <= 1e-9 * Math.max(1, Math.abs(got))]).toEqual([name, true])
    }
  })

  test('of nothing there is no value, but what zero_division gives', () => {
    const fresh = scorerOf(kind)
    const nothing = fresh.sum([])
    for (const { name, whole, each, needs } of fresh.metrics) {
      const got = whole && !needs ? value(whole(nothing)) : undefined
      expect([name, got]).toEqual([name, got === 0 && kind.zeros?.test(name) ? 0 : undefined])
      for (const figure of each?.(nothing).values() ?? []) expect(value(figure)).not.toBeNaN()
    }
  })
})

describe('a value meets its bar to 1e-9', () => {
  test.each([
    [0.83 - 0.85, -0.02, true], // −0.020000000000000018
    [0.1 + 0.2, 0.3, true],
    [0.3, 0.1 + 0.2, true],
    [0.9, 0.9, true],
    [0.9 - 1e-10, 0.9, true],
    [0.9 - 1e-8, 0.9, false],
    [-0.02 - 1e-8, -0.02, false],
    [0, 0, true],
    [-1e-8, 0, false],
    [1 - 1e-10, 1, true],
    [999_999, 1_000_000, false],
    [Number.NaN, 0, false],
  ])('%d reaches %d: %j', (got, bar, holds) => expect(reaches(got, bar)).toBe(holds))

  /** `candidate` and `base` of 100 examples right, over two halves. */
  const outcomes = async (gate: string, candidate: number, base: number) => {
    const right = (n: number) => (i: number) => ({ prediction: i < n ? 'yes' : 'no' })
    const rows = Array.from({ length: 100 }, (_, i) => i)
    const row = (i: number) => ({ id: i, label: 'yes', half: i % 2 === 0 ? 'even' : 'odd' })
    const spec = `version: 1
name: bars
task: classification
gold: { path: g, reference: label }
candidate: { path: c, prediction: prediction }
baselines: { base: { path: b, prediction: prediction } }
slices: [half]
options: { labels: ["no", "yes"] }
gates: [{ ${gate} }]
`
    const suite = await travel(spec, {
      g: jsonl(rows.map(row)),
      c: jsonl(rows.map(i => ({ id: i, ...right(candidate)(i) }))),
      b: jsonl(rows.map(i => ({ id: i, ...right(base)(i) }))),
    })
    expect(suite.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    return suite.gates.map(({ outcome }) => outcome)
  }

  test.each([
    ['metric: accuracy, max_drop: 0.02', 83, 85, 'pass'],
    ['metric: accuracy, max_drop: 0.02', 82, 85, 'fail'],
    ['metric: accuracy, max_drop: 0', 85, 85, 'pass'],
    ['metric: accuracy, max_drop: 0', 84, 85, 'fail'],
    ['metric: accuracy, min_lift: 0.02', 85, 83, 'pass'],
    ['metric: accuracy, min_lift: 0.02', 84, 83, 'fail'],
    ['metric: accuracy, min_lift: -0.02', 83, 85, 'pass'],
    ['metric: accuracy, min: 0.83', 83, 85, 'pass'],
    ['metric: accuracy, min: 0.831', 83, 85, 'fail'],
    ['metric: accuracy, max_drop: 0.1, relative: true', 63, 70, 'pass'], // 0.1 · 0.7 = 0.07 = 0.7 − 0.63
    ['metric: accuracy, max_drop: 0.1, relative: true', 62, 70, 'fail'],
    ['metric: accuracy, max_drop: { abs: 0.01, rel: 0.1 }', 63, 70, 'pass'],
    ['metric: accuracy, max_drop: { abs: 0.08, rel: 0.1 }', 62, 70, 'pass'],
    ['metric: accuracy, max_drop: { abs: 0.01, rel: 0.1 }', 62, 70, 'fail'],
    ['metric: losses, max_drop: 2', 83, 85, 'pass'], // lower is better: 17 − 15
    ['metric: losses, max_drop: 1', 83, 85, 'fail'],
    ['metric: losses, min_lift: 2', 85, 83, 'pass'],
    ['metric: regressions, max: 2', 83, 85, 'pass'],
    ['metric: regressions, max: 1', 83, 85, 'fail'],
    ['metric: accuracy, slice: { half: "*" }, max_gap: 0.02', 85, 85, 'pass'], // 43/50 − 42/50
    ['metric: accuracy, slice: { half: "*" }, max_gap: 0.019', 85, 85, 'fail'],
  ])('%s with %i against %i of 100 right: %s', async (gate, candidate, base, outcome) =>
    expect(await outcomes(gate, candidate, base)).toEqual([outcome]),
  )
})
