/**
 * What intervals add to a run, in user CPU time: node benchmarks/cost.mjs [ROWS] [ROUNDS]. Bundles src/cli.ts twice into
 * node_modules/.cache, once so that no number has an interval, and judges one generated suite of
 * two systems with both in turn. Writes to a temporary folder.
 */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const [rows = 1_000_000, rounds = 7] = process.argv.slice(2).map(Number)
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'goldbar-cost-'))
const USED = 'process.on("exit", () => console.error("used", process.cpuUsage().user))'
const CLASSES = Array.from({ length: 10 }, (_, k) => `class-${k}`)
const SLICES = {
  lang: ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl'],
  channel: ['mail', 'chat', 'phone'],
  tier: ['free', 'paid'],
  length: ['short', 'middle', 'long'],
}

/** Leaves every number without an interval. */
const SILENT = {
  name: 'silent',
  setup(bundler) {
    bundler.onLoad({ filter: /src\/compare\.ts$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}
        Comparison.prototype.estimate = Comparison.prototype.liftEstimate = () => undefined`,
      loader: 'ts',
    }))
  },
}

try {
  const [full, silent] = [await bundle('full', []), await bundle('silent', [SILENT])]
  generate()
  const bytes = ['gold', 'candidate', 'base'].reduce(
    (sum, name) => sum + statSync(join(folder, `${name}.jsonl`)).size,
    0,
  )
  const fields = Object.keys(SLICES).length
  console.log(
    `${rows} rows, 2 systems (${Math.round(bytes / 1e6)} MB), ${CLASSES.length} classes, ${fields} slice fields, Node ${process.version}\n`,
  )
  // the first round warms the files and is not counted
  const used = []
  for (let round = 0; round <= rounds; round++) {
    const order = round % 2 === 0 ? [full, silent] : [silent, full]
    const seconds = new Map(order.map(cli => [cli, run(cli)]))
    if (round > 0) used.push([seconds.get(full), seconds.get(silent)])
  }
  const ratios = used.map(([with_, without]) => with_ / without - 1)
  for (const [i, [with_, without]] of used.entries())
    console.log(
      `round ${i + 1}: ${with_.toFixed(2)} s with, ${without.toFixed(2)} s without: ${percent(ratios[i])}`,
    )
  const sorted = [...ratios].sort((a, b) => a - b)
  const at = share => sorted[Math.round(share * (sorted.length - 1))]
  console.log(
    `\nintervals add ${percent(at(0.5))} (median; half of the rounds from ${percent(at(0.25))} to ${percent(at(0.75))})`,
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function bundle(name, plugins) {
  const to = join(root, 'node_modules/.cache/goldbar-cost', name)
  mkdirSync(to, { recursive: true })
  await build({
    entryPoints: [join(root, 'src/cli.ts')],
    outfile: join(to, 'cli.js'),
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', target: 'node20', plugins },
    banner: {
      js: "import { createRequire as requiring } from 'node:module'; const require = requiring(import.meta.url);",
    },
  })
  writeFileSync(join(to, 'package.json'), '{"type":"module"}')
  copyFileSync(join(root, 'dist/report.html'), join(to, 'report.html'))
  return join(to, 'cli.js')
}

/** User CPU seconds of one run. */
function run(cli) {
  const words = [
    '--import',
    `data:text/javascript,${encodeURIComponent(USED)}`,
    cli,
    'check',
    'gate.yml',
    '--quiet',
  ]
  const done = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' })
  const used = Number(/used (\d+)/.exec(done.stderr)?.[1])
  if (!Number.isFinite(used) || done.status > 1)
    throw new Error(`${done.status} ${done.stdout}${done.stderr}`)
  return used / 1e6
}

/** The baseline is right in 84 of 100 and the candidate in 86; they disagree on one answer in eight. */
function generate() {
  const next = random(1)
  const pick = list => list[Math.floor(next() * list.length)]
  const skewed = () => {
    let k = 0
    while (k < CLASSES.length - 1 && next() < 0.7) k++
    return k
  }
  const wrong = gold => (gold + 1 + Math.floor(next() * next() * (CLASSES.length - 1))) % CLASSES.length
  const answer = (gold, right) => (next() < right ? gold : wrong(gold))
  const files = ['gold', 'candidate', 'base'].map(name => openSync(join(folder, `${name}.jsonl`), 'w'))
  for (let from = 0; from < rows; from += 10_000) {
    const texts = ['', '', '']
    for (let i = from; i < Math.min(rows, from + 10_000); i++) {
      const gold = skewed()
      const base = answer(gold, 0.84)
      const candidate = next() < 0.75 ? base : answer(gold, 0.92)
      const slices = Object.fromEntries(Object.entries(SLICES).map(([name, values]) => [name, pick(values)]))
      texts[0] += `${JSON.stringify({ id: `row-${i}`, label: CLASSES[gold], ...slices })}\n`
      texts[1] += `${JSON.stringify({ id: `row-${i}`, prediction: CLASSES[candidate] })}\n`
      texts[2] += `${JSON.stringify({ id: `row-${i}`, prediction: CLASSES[base] })}\n`
    }
    for (const [f, file] of files.entries()) writeSync(file, texts[f])
  }
  writeFileSync(
    join(folder, 'gate.yml'),
    `version: 1
name: cost
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
baselines: { base: { path: base.jsonl, prediction: prediction } }
slices: [${Object.keys(SLICES).join(', ')}]
gates:
  - { metric: accuracy, min: 0.8, max_drop: 0.01 }
  - { metric: f1_macro, min: 0.7, max_drop: 0.01 }
  - { metric: recall, class: "*", max_drop: 0.05 }
  - { metric: accuracy, slice: { lang: "*" }, max_drop: 0.05 }
`,
  )
}

function random(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

function percent(share) {
  return `${share < 0 ? '−' : '+'}${Math.abs(100 * share).toFixed(1)} %`
}
