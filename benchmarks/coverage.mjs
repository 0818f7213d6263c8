/**
 * How often the intervals hold what is true and what bars relative to the baseline let through, by simulation with fixed
 * seeds, and what the two rules of deciding come to, by adding up every possible result. Prints the tables of
 * docs/statistics.md: node benchmarks/coverage.mjs [RUNS].
 */
import {
  chances,
  drops,
  figuresOf,
  load,
  pairOf,
  random,
  relativeOutcomes,
  rights,
  scorerOf,
  setOf,
} from './source.mjs'

const { value } = load('./src/metrics/metric')
const { binomialTerm } = load('./src/statistics/beta')

const runs = Number(process.argv[2] ?? 4000)
const SIZES = [50, 200, 1000]
/** Of how many answers the baseline's is not the candidate's by construction. */
const DRAWN_ANEW = [0.02, 0.05, 0.3]
/** By how much the baseline is worse in these. */
const WORSE = 0.1
/** Below this share an interval at 95 % is told to fall short. */
const SHORT = 0.93

/** [outcome of the candidate, of the baseline, share] of labels: skewed classes, and wrong answers alike. */
function labels(classes, accuracy, differ) {
  const scorer = scorerOf('classification', classes)
  const priors = Array.from({ length: classes }, (_, k) => 1 / (k + 1))
  const all = priors.reduce((a, b) => a + b)
  const answer = (gold, got, right) => (gold === got ? right : (1 - right) / (classes - 1))
  const numbers = [...priors.keys()]
  const cells = numbers.flatMap(g =>
    numbers.flatMap(c =>
      numbers.map(b => {
        const same = c === b ? 1 - differ : 0
        const share = answer(g, c, accuracy) * (same + differ * answer(g, b, accuracy - WORSE))
        return [[g, c, -1], [g, b, -1], (priors[g] / all) * share]
      }),
    ),
  )
  return { scorer, cells }
}

/**
 * The same of spans, read by the scorer; `lengths` has how many examples have so many. In one example in four all of them are hard, so that
 * spans of one example are wrong together. What is answered in the wrong place or type is a miss and one too many.
 */
function spans(lengths, differ) {
  const scorer = scorerOf('extraction')
  const read = scorer.reader()
  const span = start => ({ type: 'T', start, end: start + 1 })
  const list = (from, count) => Array.from({ length: count }, (_, i) => span(from + i))
  const cells = []
  for (const [expected, share] of lengths) {
    const reference = scorer.reference(list(0, expected), () => {}, {})
    const answers = []
    for (let right = 0; right <= expected; right++)
      for (let wrong = 0; wrong <= expected - right + 1; wrong++) {
        const answer = read([...list(0, right), ...list(100, wrong)], undefined, () => {})
        answers.push({ right, wrong, outcome: scorer.outcome(reference, answer) })
      }
    // each span is found or not, each miss is answered wrong every other time, and one span in ten answers is made up
    const chance = ({ right, wrong }, p) => {
      const misses = expected - right
      const some = count => (count < 0 || count > misses ? 0 : binomialTerm(count, misses, 0.5, 0.5))
      return binomialTerm(right, expected, p, 1 - p) * (0.9 * some(wrong) + 0.1 * some(wrong - 1))
    }
    for (const candidate of answers)
      for (const baseline of answers) {
        const same = candidate === baseline ? 1 - differ : 0
        const both = p => chance(candidate, p) * (same + differ * chance(baseline, p - WORSE))
        cells.push([candidate.outcome, baseline.outcome, share * (0.75 * both(0.93) + 0.25 * both(0.6))])
      }
  }
  return { scorer, cells: cells.filter(([, , share]) => share > 0) }
}

/** The same of summaries: a thousand triples of short texts, all known. */
function summaries(differ) {
  const scorer = scorerOf('summarization')
  const next = random('texts')
  const word = () => `w${Math.floor(40 * next() * next())}`
  const texts = 1000
  const cells = Array.from({ length: texts }, () => {
    const reference = Array.from({ length: 6 + Math.floor(10 * next()) }, word)
    const hard = next()
    const summary = kept =>
      reference.flatMap(one => (next() < kept * hard ? [one] : next() < 0.6 ? [word()] : []))
    const candidate = summary(1.1)
    const baseline = next() < differ ? summary(1.1 - WORSE) : candidate
    const read = scorer.reference(reference.join(' '), () => {}, {})
    const outcome = words => scorer.outcome(read, words.join(' '))
    return [outcome(candidate), outcome(baseline), 1 / texts]
  })
  return { scorer, cells }
}

function* drawn(cells, n, next) {
  const ends = []
  for (const [, , share] of cells) ends.push((ends.at(-1) ?? 0) + share)
  for (;;) {
    const counts = new Array(cells.length).fill(0)
    for (let i = 0; i < n; i++) {
      const u = next() * ends.at(-1)
      let [low, high] = [0, ends.length - 1]
      while (low < high) {
        const middle = (low + high) >> 1
        if (u < ends[middle]) high = middle
        else low = middle + 1
      }
      counts[low]++
    }
    yield cells.flatMap(([one, other], i) => (counts[i] > 0 ? [[one, other, counts[i]]] : []))
  }
}

/** Of each metric [name, class]: in how many of the sets the interval of the value, and of the lift, holds the true one. */
function coverage({ scorer, cells }, metrics, n, seed) {
  const all = setOf(
    scorer,
    cells.map(([one, other, share]) => [one, other, share * 1e9]),
  )
  const truths = metrics.map(([name, cls]) => figuresOf(scorer, all, name, cls).map(value))
  const held = metrics.map(() => ({ value: tally(), lift: tally(), sure: tally() }))
  const sets = drawn(cells, n, random(seed))
  for (let run = 0; run < runs; run++) {
    const set = setOf(scorer, sets.next().value)
    for (const [m, [name, cls]] of metrics.entries()) {
      const measured = { metric: scorer.metrics.find(one => one.name === name), class: cls }
      const figures = figuresOf(scorer, set, name, cls)
      const [now, then] = truths[m]
      const lift = set.noise.lift(1, set.part, measured, figures, set.rows(cls))
      held[m].value.add(set.noise.value(0, set.part, measured, figures[0], set.rows(cls)), now)
      held[m].lift.add(lift, now - then)
      // lifts of few changed examples are never called clear
      if (!lift?.few) held[m].sure.add(lift, now - then)
    }
  }
  return held
}

/** Counts intervals, and those that hold the truth; a set without an interval makes no promise. */
function tally() {
  const counts = { of: 0, held: 0 }
  return {
    counts,
    add(estimate, truth) {
      if (!estimate?.interval) return
      const [low, high] = estimate.interval
      counts.of++
      counts.held += Number(low - 1e-9 <= truth && truth <= high + 1e-9)
    },
  }
}

/** Mean and median of waiting times: exponential with mean 1. */
function waits(n) {
  const scorer = scorerOf('regression')
  const next = random(`waits ${n}`)
  const truth = { mae: 1, median_absolute_error: Math.log(2) }
  const held = { mae: tally(), median_absolute_error: tally() }
  for (let run = 0; run < runs; run++) {
    const outcomes = Array.from({ length: n }, () => [0, -Math.log(1 - next())])
    const set = setOf(
      scorer,
      outcomes.map(one => [one, one, 1]),
    )
    for (const [name, counts] of Object.entries(held)) {
      const metric = scorer.metrics.find(one => one.name === name)
      const [figure] = figuresOf(scorer, set, name, null)
      counts.add(set.noise.value(0, set.part, { metric, class: null }, figure, n), truth[name])
    }
  }
  return Object.values(held)
}

/** How often a model exactly at a bar relative to the baseline passes: proven, and if the baseline's value were known. */
function relative(baseline, share, differ, n) {
  const cells = pairOf((1 - share) * baseline, baseline, differ)
  const sets = drawn(cells, n, random(`relative ${baseline} ${share} ${differ} ${n}`))
  const passes = { product: 0, known: 0 }
  for (let run = 0; run < runs; run++)
    for (const [way, { proven }] of Object.entries(relativeOutcomes(sets.next().value, n, share)))
      passes[way] += Number(proven.outcome === 'pass') / runs
  return [passes.product, passes.known]
}

const percent = share => `${(100 * share).toFixed(1)} %`
const short = []
const share = ({ counts: { held, of } }) => percent(held / of)
const table = (head, rows) =>
  console.log(
    [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n'),
    '\n',
  )

/** Runs a population with both shares drawn anew, at each size: [size, of each share drawn anew, of each metric]. */
function simulated(what, populationOf, metrics) {
  const all = SIZES.map(n => [
    n,
    DRAWN_ANEW.map(differ => coverage(populationOf(differ), metrics, n, `${what} ${differ} ${n}`)),
  ])
  for (const [n, byDiffer] of all)
    for (const [d, held] of byDiffer.entries())
      for (const [m, { value, lift, sure }] of held.entries()) {
        const where = `${what}, ${named(metrics[m])}, n = ${n}`
        // the candidate's values are the same ones whatever the baseline is
        if (d === LAST && isShort(value)) short.push(`value: ${where}: ${share(value)}`)
        const rest = `${share(sure)} of the ${percent(sure.counts.of / runs)} that change ten examples or none`
        if (isShort(lift))
          short.push(`lift: ${where}, ${percent(DRAWN_ANEW[d])} drawn anew: ${share(lift)}, and ${rest}`)
      }
  return all
}
const LAST = DRAWN_ANEW.length - 1
const isShort = ({ counts: { held, of } }) => held / of < SHORT
const named = ([name, cls]) => `\`${name}${cls === null ? '' : `[${cls}]`}\``

const ofLabels = classes => [
  ['accuracy', null],
  ['f1', 'c0'],
  ['f1', `c${classes - 1}`],
  ['f1_macro', null],
  ['mcc', null],
]
const OF_LABELS = ['`accuracy`', '`f1`, most frequent', '`f1`, rarest', '`f1_macro`', '`mcc`']
const valueRows = []
const liftRows = []
for (const [classes, accuracy] of [
  [2, 0.9],
  [5, 0.85],
  [5, 0.97],
]) {
  const what = [String(classes), percent(accuracy)]
  const population = differ => labels(classes, accuracy, differ)
  const all = simulated(`${classes} classes, ${percent(accuracy)} right`, population, ofLabels(classes))
  for (const [n, byDiffer] of all) {
    valueRows.push([...what, String(n), ...byDiffer[LAST].map(({ value }) => share(value))])
    for (const [d, held] of byDiffer.entries())
      liftRows.push([...what, String(n), percent(DRAWN_ANEW[d]), ...held.map(({ lift }) => share(lift))])
  }
}
const SHORT_TEXTS = [...[0.1, 0.35, 0.3, 0.25].entries()]
const UNEVEN = [
  [1, 0.8],
  [10, 0.2],
]
const otherRows = [
  ['up to three spans', differ => spans(SHORT_TEXTS, differ), ['f1', null]],
  ['one span, or ten', differ => spans(UNEVEN, differ), ['f1', null]],
  ['summaries', summaries, ['rougeL', null]],
].flatMap(([what, populationOf, metric]) =>
  simulated(what, populationOf, [metric]).map(([n, byDiffer]) => [
    ...[what, named(metric), String(n), share(byDiffer[LAST][0].value)],
    ...byDiffer.map(([{ lift }]) => share(lift)),
  ]),
)
console.log(`${runs} sets each\n\nValues\n`)
table(['classes', 'accuracy', 'n', ...OF_LABELS], valueRows)
console.log('Lifts\n')
table(['classes', 'accuracy', 'n', 'drawn anew', ...OF_LABELS], liftRows)
console.log('Spans and summaries\n')
table(
  ['examples', 'metric', 'n', 'value', ...DRAWN_ANEW.map(differ => `lift, ${percent(differ)} drawn anew`)],
  otherRows,
)
console.log('Numbers without an end (exponential)\n')
table(
  ['n', '`mae`', '`median_absolute_error`'],
  SIZES.map(n => [String(n), ...waits(n).map(share)]),
)
console.log('What `proven` lets through of models exactly at a bar that is a share of the baseline\n')
table(
  [...['baseline', 'bar', 'n'], ...['10 % drawn anew', 'baseline known', 'all drawn anew', 'baseline known']],
  [
    [0.3, 0.05],
    [0.3, 0.3],
    [0.3, -0.05],
    [0.3, -0.3],
    [0.85, 0.05],
    [0.85, -0.05],
  ].flatMap(([baseline, drop]) =>
    SIZES.map(n => [
      ...[percent(baseline), drop > 0 ? `\`max_drop: ${drop}\`` : `\`min_lift: ${-drop}\``, String(n)],
      ...[0.1, 1].flatMap(differ => relative(baseline, drop, differ, n).map(percent)),
    ]),
  ),
)
console.log(`Below ${percent(SHORT)}:\n${short.join('\n') || 'none'}\n`)

const OUTCOMES = ['observed: pass', 'fail', 'proven: pass', 'fail', 'inconclusive']
console.log('What becomes of `min: 0.85` (exact)\n')
table(
  ['truly', 'n', ...OUTCOMES],
  [0.8, 0.83, 0.85, 0.87, 0.9].flatMap(truth =>
    SIZES.map(n => [percent(truth), String(n), ...chances(rights(n, truth, 0.85)).map(percent)]),
  ),
)
console.log('What becomes of `max_drop: 0.02` where 10 % of the answers change (exact)\n')
table(
  ['true change', 'n', ...OUTCOMES],
  [0.05, 0.02, 0, -0.03].flatMap(drop =>
    SIZES.map(n => [
      `${drop > 0 ? '−' : drop < 0 ? '+' : ''}${Math.abs(100 * drop)} points`,
      String(n),
      ...chances(drops(n, 0.1, 0.02, drop)).map(percent),
    ]),
  ),
)
console.log(`${Math.round(process.cpuUsage().user / 1e6)} s of user time, Node ${process.version}`)
