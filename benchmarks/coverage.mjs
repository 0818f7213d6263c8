/**
 * How often the intervals hold what is true, by simulation with fixed seeds: node benchmarks/coverage.mjs [RUNS].
 * Compiles src into node_modules/.cache, draws gold sets from known populations, and prints the tables of
 * docs/statistics.md.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, relative } from 'node:path'
import ts from 'typescript'

const runs = Number(process.argv[2] ?? 1000)
const root = join(import.meta.dirname, '..')
const out = join(root, 'node_modules/.cache/goldbar-coverage')
for (const { name, parentPath } of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
  if (!name.endsWith('.ts')) continue
  const to = join(out, relative(root, parentPath))
  mkdirSync(to, { recursive: true })
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023 }
  const { outputText } = ts.transpileModule(readFileSync(join(parentPath, name), 'utf8'), { compilerOptions })
  writeFileSync(join(to, name.replace(/\.ts$/u, '.js')), outputText)
}
writeFileSync(join(out, 'package.json'), '{"type":"commonjs"}')
const load = createRequire(join(out, 'package.json'))
const { Vectors } = load('./src/intern')
const { Noise } = load('./src/noise/noise')
const { value } = load('./src/metrics/metric')
const { TASKS } = load('./src/tasks')
const { tango } = load('./src/statistics/tango')
const { binomialFrom, binomialTerm } = load('./src/statistics/beta')
const { neededToProve } = load('./src/statistics/power')

const CONFIDENCE = 0.95
const SIZES = [50, 180, 1000]

function random(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A task's scorer with the labels c0, c1 … known to it. */
function scorerOf(name, extra = {}) {
  const task = TASKS.find(task => task.name === name)
  const defaults = Object.entries(task.options).flatMap(([key, { default: value }]) =>
    value === undefined ? [] : [[key, value]],
  )
  return task.scorer({
    ...{
      options: { ...Object.fromEntries(defaults), ...extra },
      probabilities: false,
      gold: { reference: ['r'] },
    },
    ...{ documents: {}, recorded: [], stats: new Map(), gated: new Map(), lenient: 'error' },
  })
}

/** [gold, candidate, baseline] and its share: of the baseline's answers `differ` are drawn anew, ten points worse. */
function population(classes, accuracy, differ) {
  const priors = Array.from({ length: classes }, (_, k) => 1 / (k + 1))
  const all = priors.reduce((a, b) => a + b)
  const answer = (gold, got, right = accuracy) => (gold === got ? right : (1 - right) / (classes - 1))
  const cells = []
  for (let g = 0; g < classes; g++)
    for (let c = 0; c < classes; c++)
      for (let b = 0; b < classes; b++) {
        const same = c === b ? 1 - differ : 0
        cells.push({
          cell: [g, c, b],
          p: (priors[g] / all) * answer(g, c) * (same + differ * answer(g, b, accuracy - 0.1)),
        })
      }
  return cells
}

/** A set drawn from it, or the population itself, as groups. */
function groupsOf(cells, counts, outcomes) {
  const kept = cells.map((one, i) => ({ ...one, count: counts[i] })).filter(({ count }) => count > 0)
  const number = side => kept.map(({ cell }) => outcomes.add([cell[0], cell[side], -1]))
  const n = kept.reduce((sum, { count }) => sum + count, 0)
  const groups = {
    counts: kept.map(({ count }) => count),
    outcomes: [number(1), number(2)],
    ...{ present: [], slices: [], of: [], n },
  }
  return { groups, part: { key: '', selection: kept.map((_, g) => g), n } }
}

function draw(cells, n, next) {
  const counts = new Array(cells.length).fill(0)
  for (let i = 0; i < n; i++) {
    let u = next()
    let at = 0
    while (at < cells.length - 1 && u >= cells[at].p) u -= cells[at++].p
    counts[at]++
  }
  return counts
}

const METRICS = [
  ['accuracy', null],
  ['recall', 'c0'],
  ['f1', 'c0'],
  ['f1_macro', null],
  ['mcc', null],
]

function figures(scorer, groups, outcomes, [name, cls]) {
  const metric = scorer.metrics.find(one => one.name === name)
  return [0, 1].map(s => {
    const sum = scorer.sum(groups.counts.map((count, g) => [outcomes.get(groups.outcomes[s][g]), count]))
    return cls === null ? metric.whole(sum) : metric.each(sum).get(cls)
  })
}

function classification(classes, accuracy, differ, n) {
  const scorer = scorerOf('classification')
  for (let k = 0; k < classes; k++) scorer.reference(`c${k}`, () => {})
  const cells = population(classes, accuracy, differ)
  const whole = new Vectors()
  const truth = groupsOf(
    cells,
    cells.map(({ p }) => p * 1e9),
    whole,
  ).groups
  const true_ = METRICS.map(metric => figures(scorer, truth, whole, metric).map(value))
  const held = METRICS.map(() => ({ values: 0, lifts: 0, ofValues: 0, ofLifts: 0 }))
  const next = random(classes * 1000 + n)
  for (let run = 0; run < runs; run++) {
    const outcomes = new Vectors()
    const { groups, part } = groupsOf(cells, draw(cells, n, next), outcomes)
    const noise = new Noise(groups, scorer, outcomes, CONFIDENCE)
    for (const [m, [name, cls]] of METRICS.entries()) {
      const metric = scorer.metrics.find(one => one.name === name)
      const got = figures(scorer, groups, outcomes, METRICS[m])
      const one = noise.value(0, part, { metric, class: cls }, got[0], n)
      const lift = noise.lift(1, part, { metric, class: cls }, got)
      // sets without an interval make no promise
      held[m].ofValues += Number(Boolean(one?.interval))
      held[m].ofLifts += Number(Boolean(lift?.interval))
      held[m].values += Number(inside(one, true_[m][0]))
      held[m].lifts += Number(inside(lift, true_[m][0] - true_[m][1]))
    }
  }
  return held
}

function inside(estimate, truth) {
  if (!estimate?.interval) return false
  const [low, high] = estimate.interval
  return low - 1e-9 <= truth && truth <= high + 1e-9
}

/** Mean and median of waiting times: exponential with mean 1. */
function numbers(n) {
  const scorer = scorerOf('regression', {})
  const next = random(n)
  const held = { mae: 0, median_absolute_error: 0 }
  const truth = { mae: 1, median_absolute_error: Math.log(2) }
  for (let run = 0; run < runs; run++) {
    const outcomes = new Vectors()
    const codes = Array.from({ length: n }, () => outcomes.add([0, -Math.log(1 - next())]))
    const groups = { counts: codes.map(() => 1), outcomes: [codes], present: [], slices: [], of: [], n }
    const noise = new Noise(groups, scorer, outcomes, CONFIDENCE)
    const part = { key: '', selection: codes.map((_, g) => g), n }
    const sum = scorer.sum(codes.map(code => [outcomes.get(code), 1]))
    for (const name of Object.keys(held)) {
      const metric = scorer.metrics.find(one => one.name === name)
      held[name] += Number(
        inside(noise.value(0, part, { metric, class: null }, metric.whole(sum), n), truth[name]),
      )
    }
  }
  return held
}

/** Chances that a max_drop gate passes by either rule: every count of fixes and regressions. */
function dropGate(n, differ, margin, drop) {
  const lost = (differ + drop) / 2 / differ
  let [observed, proven] = [0, 0]
  for (let changed = 0; changed <= n; changed++) {
    const weight = binomialTerm(changed, n, differ, 1 - differ)
    if (weight < 1e-9) continue
    for (let losses = 0; losses <= changed; losses++) {
      const chance = weight * binomialTerm(losses, changed, lost, 1 - lost)
      if (chance < 1e-9) continue
      const wins = changed - losses
      if ((wins - losses) / n >= -margin - 1e-9) observed += chance
      if (tango(wins, losses, n, CONFIDENCE)[0] >= -margin - 1e-9) proven += chance
    }
  }
  return [observed, proven]
}

const percent = share => `${(100 * share).toFixed(1)} %`
const table = (head, rows) =>
  console.log(
    [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n'),
    '\n',
  )

const named = METRICS.map(([name, cls]) => (cls === null ? `\`${name}\`` : `\`${name}[${cls}]\``))
const valueRows = []
const liftRows = []
for (const [classes, accuracy] of [
  [2, 0.9],
  [5, 0.85],
  [5, 0.97],
])
  for (const differ of [0.05, 0.3])
    for (const n of SIZES) {
      const held = classification(classes, accuracy, differ, n)
      const what = [String(classes), percent(accuracy), String(n)]
      if (differ === 0.3)
        valueRows.push([...what, ...held.map(({ values, ofValues }) => percent(values / ofValues))])
      liftRows.push([...what, percent(differ), ...held.map(({ lifts, ofLifts }) => percent(lifts / ofLifts))])
    }
console.log(`${runs} sets each\n\nValues\n`)
table(['classes', 'accuracy', 'n', ...named], valueRows)
console.log('Lifts\n')
table(['classes', 'accuracy', 'n', 'drawn anew', ...named], liftRows)
console.log('Numbers without an end (exponential)\n')
table(
  ['n', '`mae`', '`median_absolute_error`'],
  SIZES.map(n => [String(n), ...Object.values(numbers(n)).map(count => percent(count / runs))]),
)
console.log('How often `min: 0.85` passes (exact)\n')
table(
  ['truly', 'n', 'observed', 'proven'],
  [0.8, 0.83, 0.85, 0.87, 0.9].flatMap(truth =>
    SIZES.map(n => {
      const passes = needed => percent(needed === undefined ? 0 : binomialFrom(needed, n, truth))
      return [
        percent(truth),
        String(n),
        passes(Math.ceil(0.85 * n - 1e-9)),
        passes(neededToProve(0.85, n, CONFIDENCE)),
      ]
    }),
  ),
)
console.log('How often `max_drop: 0.02` passes where 10 % of the answers change (exact)\n')
table(
  ['true change', 'n', 'observed', 'proven'],
  [0.05, 0.02, 0, -0.03].flatMap(drop =>
    [50, 180, 600].map(n => [
      `${drop > 0 ? '−' : drop < 0 ? '+' : ''}${Math.abs(100 * drop)} points`,
      String(n),
      ...dropGate(n, 0.1, 0.02, drop).map(percent),
    ]),
  ),
)
