/**
 * Golden vectors of methods that Goldbar does not use, against what it has in their place: node benchmarks/cross-check.mjs
 * [FOLDER], by default ../shared/golden/statistics beside the repository. Ends with 1 where something is not as told.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  chances,
  dropOutcomes,
  drops,
  figuresOf,
  load,
  minOutcomes,
  random,
  scorerOf,
  seedOf,
  setOf,
  xoshiro,
} from './source.mjs'

const folder = process.argv[2] ?? join(import.meta.dirname, '../../shared/golden/statistics')
if (!existsSync(folder)) {
  console.log(`${folder} is not there: nothing to check against`)
  process.exit(0)
}
const { signTest } = load('./src/statistics/sign-test')
const { value } = load('./src/metrics/metric')

const read = name => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')).cases
const shown = x => x.toFixed(5)
const told = (what, holds) => {
  console.log(`  ${holds ? 'holds' : 'DOES NOT HOLD'}: ${what}`)
  if (!holds) process.exitCode = 1
}

console.log('bootstrap-ranges: percentile intervals of 10,000 resamples, beside the intervals in closed form')
for (const { cells, n, ...differences } of read('bootstrap-ranges')) {
  const classes = 1 + Math.max(...cells.flatMap(cell => cell.slice(0, 3)))
  const scorer = scorerOf('classification', classes)
  const set = setOf(
    scorer,
    cells.map(([gold, baseline, candidate, count]) => [[gold, candidate, -1], [gold, baseline, -1], count]),
  )
  for (const [name, theirs] of [
    ['accuracy', differences.accuracyDifference],
    ['f1_macro', differences.macroF1Difference],
  ]) {
    const metric = scorer.metrics.find(one => one.name === name)
    const figures = figuresOf(scorer, set, name, null)
    const { interval } = set.noise.lift(1, set.part, { metric, class: null }, figures, n)
    const [low, high] = theirs.percentile95
    const lift = value(figures[0]) - value(figures[1])
    const width = (interval[1] - interval[0]) / (high - low)
    console.log(
      `  n = ${n}, lift of ${name} ${shown(lift)}: ours ${interval.map(shown).join(' to ')}, bootstrap ${shown(low)} to ${shown(high)} (± ${shown(theirs.tolerance)} by chance): ${width.toFixed(2)} times as wide`,
    )
    const apart = interval.map((end, i) => Math.abs(end - theirs.percentile95[i]))
    if (n < 500)
      told('ours holds all of it, and is wider where few change', interval[0] <= low && interval[1] >= high)
    else
      told(
        'both ends are the same but for chance',
        apart.every(distance => distance < theirs.tolerance),
      )
  }
}

console.log(
  '\nsign-flip-permutation: chances that the mean of differences is so low, over all flips of their signs',
)
/** Over all 2^n ways of giving the differences signs; sums that are equal but for rounding are equal. */
function flipped(differences) {
  const sizes = differences.map(Math.abs)
  const observed = differences.reduce((a, b) => a + b, 0)
  let [worse, far] = [0, 0]
  const ways = 2 ** sizes.length
  for (let way = 0; way < ways; way++) {
    const sum = sizes.reduce((all, size, i) => all + ((way >> i) & 1 ? size : -size), 0)
    worse += Number(sum <= observed + 1e-12)
    far += Number(Math.abs(sum) >= Math.abs(observed) - 1e-12)
  }
  return { worse: worse / ways, twoSided: far / ways }
}
for (const { differences, pWorse, pTwoSided } of read('sign-flip-permutation')) {
  const by = flipped(differences)
  const wins = differences.filter(d => d > 0).length
  const losses = differences.length - wins
  const ours = signTest(wins, losses)
  console.log(
    `  ${wins} up, ${losses} down: two-sided ${shown(pTwoSided)} with the sizes, ${shown(ours.twoSided)} by the sign test, which knows the directions only`,
  )
  told(
    'the enumeration here gives the chances of the vector',
    Math.abs(by.worse - pWorse) < 1e-12 && Math.abs(by.twoSided - pTwoSided) < 1e-12,
  )
  const alone = flipped(differences.map(Math.sign))
  told(
    'where all differences have one size it gives those of our sign test',
    Math.abs(alone.worse - ours.worse) < 1e-12 && Math.abs(alone.twoSided - ours.twoSided) < 1e-12,
  )
}

console.log(
  '\nrandom-stream: no verdict draws a random number; the simulations of coverage.mjs draw theirs from this stream',
)
for (const { state, seedText, words, u32, f53 = [] } of read('random-stream')) {
  const next = xoshiro(state ?? seedOf(seedText))
  const uniform = random(seedText ?? '')
  told(
    `${state ? 'state' : 'seed'} ${JSON.stringify(state ?? seedText)}: ${u32.length} words and ${f53.length} numbers, bit for bit`,
    (!words || words.join() === seedOf(seedText).join()) &&
      u32.every(word => word === next()) &&
      f53.every(number => number === uniform()),
  )
}
console.log('  not checked: its multinomial samples, since sets are drawn here example by example')

console.log('\ndecisions: the verdicts that coverage.mjs adds up')
const decisions = read('decisions').filter(({ gate }) => gate !== 'maxDropRelative')
const same = decisions.filter(({ gate, bar, margin, right, wins, losses, n, verdict }) => {
  const got = gate === 'min' ? minOutcomes(right, n, bar) : dropOutcomes(wins, losses, n, margin)
  return got.observed.outcome === verdict.observed && got.proven.outcome === verdict.proven
})
told(`${same.length} of ${decisions.length} with absolute bars`, same.length === decisions.length)
const among = decisions.filter(({ n }) => n === 200 || n === 1000)
console.log(
  `  of these ${among.length} are of 200 or 1,000 examples, ${among.filter(({ margin }) => margin === 0.02).length} of them with the 2 points of the table`,
)

console.log('\npower: chances of a max_drop, by the full enumeration with a score at 40 digits')
for (const { n, psi, margin, trueDrop, powerProven, falseAlarmObserved } of read('power').filter(
  ({ fn }) => fn === 'maxDrop',
)) {
  const [, failed, proven] = chances(drops(n, psi, margin, trueDrop))
  told(
    `n = ${n}, ${100 * psi} % change, true drop ${trueDrop}, allowed ${margin}: observed fails ${shown(failed)}, proven passes ${shown(proven)}`,
    Math.abs(failed - falseAlarmObserved) < 1e-8 && Math.abs(proven - powerProven) < 1e-8,
  )
}
