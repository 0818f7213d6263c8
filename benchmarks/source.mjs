/** src/ as it lies here, compiled without a check of types into node_modules/.cache, for benchmarks that measure its parts. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '..')
const out = join(root, 'node_modules/.cache/goldbar-source')
for (const { name, parentPath } of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
  if (!name.endsWith('.ts')) continue
  const to = join(out, relative(root, parentPath))
  mkdirSync(to, { recursive: true })
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 }
  const { outputText } = ts.transpileModule(readFileSync(join(parentPath, name), 'utf8'), { compilerOptions })
  writeFileSync(join(to, name.replace(/\.ts$/u, '.js')), outputText)
}
writeFileSync(join(out, 'package.json'), '{"type":"commonjs"}')
/** A module of src by its path from the root, without its ending. */
export const load = createRequire(join(out, 'package.json'))

const { Vectors } = load('./src/intern')
const { Noise } = load('./src/noise/noise')
const { TASKS } = load('./src/tasks')
const { weigh, decided, widened } = load('./src/bars')
const { binomialTerm } = load('./src/statistics/beta')

export const CONFIDENCE = 0.95

/** Whole numbers of 32 bits: xoshiro128** 1.1 of Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021). */
export function xoshiro([a, b, c, d]) {
  return () => {
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 11) | (d >>> 21)
    return result
  }
}

/** The four words that a text seeds the generator with: the head of its SHA-256. */
export function seedOf(text) {
  const digest = createHash('sha256').update(text).digest()
  return [0, 4, 8, 12].map(at => digest.readUInt32BE(at))
}

/** Numbers from 0 to 1, of 53 bits, the same ones for the same text. */
export function random(text) {
  const next = xoshiro(seedOf(text))
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53
}

/** A task's scorer with the defaults of its options; of classification with the labels c0, c1 … known to it. */
export function scorerOf(name, labels = 0) {
  const task = TASKS.find(task => task.name === name)
  const defaults = Object.entries(task.options).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[key, value]],
  )
  const scorer = task.scorer({
    options: Object.fromEntries(defaults),
    ...{ probabilities: false, gold: { reference: ['r'] }, documents: {}, recorded: [] },
    ...{ stats: new Map(), gated: new Map(), lenient: 'error' },
  })
  for (let k = 0; k < labels; k++) scorer.reference(`c${k}`, () => {})
  return scorer
}

/** Of examples by [outcome of the candidate, outcome of the baseline, how many]: their noise, sums, and how many a class has. */
export function setOf(scorer, cells) {
  const outcomes = new Vectors()
  const known = new Map()
  for (const [candidate, baseline, count] of cells) {
    const codes = [outcomes.add(candidate), outcomes.add(baseline)]
    const key = codes[0] * 2 ** 26 + codes[1]
    const group = known.get(key)
    if (group) group.count += count
    else known.set(key, { codes, count })
  }
  const kinds = [...known.values()]
  const counts = kinds.map(({ count }) => count)
  const n = counts.reduce((a, b) => a + b, 0)
  const groups = {
    counts,
    outcomes: [0, 1].map(s => kinds.map(({ codes }) => codes[s])),
    ...{ present: [], slices: [], of: [], n },
  }
  const noise = new Noise(groups, scorer, outcomes, CONFIDENCE)
  const part = { key: '', selection: kinds.map((_, g) => g), n }
  const sums = [0, 1].map(s => scorer.sum(kinds.map(({ codes, count }) => [outcomes.get(codes[s]), count])))
  const ofClass = new Map()
  for (const { codes, count } of kinds)
    for (const cls of scorer.classes(outcomes.get(codes[0])))
      ofClass.set(cls, (ofClass.get(cls) ?? 0) + count)
  const rows = cls => (cls === null ? n : (ofClass.get(cls) ?? 0))
  return { noise, part, sums, rows }
}

/** Figures of both systems in a metric of all examples, or of a class. */
export function figuresOf(scorer, { sums }, name, cls) {
  const metric = scorer.metrics.find(one => one.name === name)
  return sums.map(sum => (cls === null ? metric.whole(sum) : metric.each(sum).get(cls)))
}

const SIDES = { min: 'least', max_drop: 'least' }

/** The outcome of a gate with one bar by either rule, as the product decides it. */
export function outcomesOf(bar, value, limit, estimate, n) {
  const held = {
    ...{ value, bar: limit, side: SIDES[bar], estimate, exact: false, words: '', counts: [] },
    ...{
      range: () => '',
      n,
      of: bar === 'min' ? n : undefined,
      ...(bar === 'max_drop' && { margin: 0 - limit }),
    },
  }
  const weighed = [weigh(held, CONFIDENCE)]
  return { observed: decided(weighed, 'observed'), proven: decided(weighed, 'proven') }
}

const accuracy = scorerOf('classification', 2)
const metric = accuracy.metrics.find(({ name }) => name === 'accuracy')
const [RIGHT, WRONG] = [
  [0, 0, -1],
  [0, 1, -1],
]

/** The same for max_drop of accuracy on so many fixes, regressions and others. */
export function dropOutcomes(wins, losses, n, margin) {
  const set = setOf(
    accuracy,
    [
      [RIGHT, WRONG, wins],
      [WRONG, RIGHT, losses],
      [RIGHT, RIGHT, n - wins - losses],
    ].filter(([, , count]) => count > 0),
  )
  const figures = figuresOf(accuracy, set, 'accuracy', null)
  const [now, then] = figures.map(({ hits, of }) => hits / of)
  const estimate = set.noise.lift(1, set.part, { metric, class: null }, figures, n)
  return outcomesOf('max_drop', now - then, 0 - margin, estimate, n)
}

/**
 * The same for a bar on the change of accuracy that is a share of the baseline's value (below 0: a rise), on [outcome of the
 * candidate, of the baseline, how many]; and as if that value were known, not one of a sample.
 */
export function relativeOutcomes(cells, n, share) {
  const set = setOf(accuracy, cells)
  const measured = { metric, class: null }
  const figures = figuresOf(accuracy, set, 'accuracy', null)
  const [now, then] = figures.map(({ hits, of }) => hits / of)
  const lift = set.noise.lift(1, set.part, measured, figures, n)
  const own = set.noise.value(1, set.part, measured, figures[1], n)
  const distance = now - then + share * then
  return {
    product: outcomesOf('max_drop', distance, 0, widened(lift, own, share), n),
    known: outcomesOf('max_drop', distance, 0, shifted(lift, share * then), n),
  }
}

function shifted(estimate, by) {
  return { ...estimate, interval: estimate.interval.map(end => end + by) }
}

/** [outcome of the candidate, of the baseline, share] of systems that are right so often, the one drawn anew so far. */
export function pairOf(candidate, baseline, differ) {
  const both = differ * candidate * baseline + (1 - differ) * Math.min(candidate, baseline)
  return [
    [RIGHT, RIGHT, both],
    [RIGHT, WRONG, candidate - both],
    [WRONG, RIGHT, baseline - both],
    [WRONG, WRONG, 1 - candidate - baseline + both],
  ].filter(([, , share]) => share > 1e-12)
}

/** The same for min of accuracy with so many right. */
export function minOutcomes(right, n, bar) {
  const set = setOf(
    accuracy,
    [
      [RIGHT, RIGHT, right],
      [WRONG, WRONG, n - right],
    ].filter(([, , count]) => count > 0),
  )
  const [figure] = figuresOf(accuracy, set, 'accuracy', null)
  const estimate = set.noise.value(0, set.part, { metric, class: null }, figure, n)
  return outcomesOf('min', right / n, bar, estimate, n)
}

/**
 * Chances of each outcome over results with theirs: [observed passes, fails, proven passes, fails, is inconclusive].
 */
export function chances(results) {
  const sums = { observed: {}, proven: {} }
  let all = 0
  for (const { chance, outcomes } of results) {
    all += chance
    for (const [rule, { outcome }] of Object.entries(outcomes()))
      sums[rule][outcome] = (sums[rule][outcome] ?? 0) + chance
  }
  if (Math.abs(all - 1) > 1e-6) throw new Error(`the chances come to ${all}`)
  const { observed, proven } = sums
  return [observed.pass, observed.fail, proven.pass, proven.fail, proven.inconclusive].map(sum => sum ?? 0)
}

/** Every count of fixes and regressions among `n`, of which `differ` change and `drop` more get worse, before a max_drop. */
export function* drops(n, differ, margin, drop) {
  const lost = (differ + drop) / 2 / differ
  for (let changed = 0; changed <= n; changed++) {
    const weight = binomialTerm(changed, n, differ, 1 - differ)
    for (let losses = 0; losses <= changed && weight > 1e-13; losses++) {
      const chance = weight * binomialTerm(losses, changed, lost, 1 - lost)
      if (chance > 1e-13) yield { chance, outcomes: () => dropOutcomes(changed - losses, losses, n, margin) }
    }
  }
}

/** Every count of right ones among `n`, before a min. */
export function* rights(n, truth, bar) {
  for (let right = 0; right <= n; right++) {
    const chance = binomialTerm(right, n, truth, 1 - truth)
    if (chance > 1e-13) yield { chance, outcomes: () => minOutcomes(right, n, bar) }
  }
}
