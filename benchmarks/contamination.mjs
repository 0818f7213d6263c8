/**
 * How long it takes to hold a gold set against training rows, as a ratio to a bare pass of JSON.parse over the same
 * lines, and how much memory: node benchmarks/contamination.mjs [ROWS] [GOLD]. Needs dist/cli.js; writes to a temporary folder.
 */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [rows = 1_000_000, gold = 5_000] = process.argv.slice(2).map(Number)
const cli = join(import.meta.dirname, '../dist/cli.js')
const folder = mkdtempSync(join(tmpdir(), 'goldbar-bench-'))
const MOST = 'process.on("exit", () => console.error("maxrss", process.resourceUsage().maxRSS))'
const BARE = `import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
let n = 0
for await (const line of createInterface({ input: createReadStream('train.jsonl', { highWaterMark: 2 ** 18 }) }))
  if (typeof JSON.parse(line).text === 'string') n++
console.log(n)`

try {
  await generate()
  const bytes = statSync(join(folder, 'train.jsonl')).size
  console.log(
    `${rows} train rows (${Math.round(bytes / 1e6)} MB), ${gold} gold examples, Node ${process.version}\n`,
  )
  const bare = run('JSON.parse, line by line', ['--input-type=module', '-e', BARE])
  const none = run('goldbar check, no train', [cli, 'check', 'none.yml', '--quiet'])
  const check = run('goldbar check, train as rows', [cli, 'check', 'rows.yml', '--quiet'])
  const index = run('goldbar index', [cli, 'index', 'train.jsonl', '--text', 'text', '--out', 'train.gbx'])
  const size = statSync(join(folder, 'train.gbx')).size
  const indexed = run('goldbar check, train as an index', [cli, 'check', 'index.yml', '--quiet'])
  for (const { name, seconds, peak } of [bare, none, check, index, indexed]) {
    const rate = Math.round(rows / seconds / 1000)
    const ratio = (seconds / bare.seconds).toFixed(2)
    console.log(
      `${name.padEnd(34)} ${seconds.toFixed(2)} s  ${rate} thousand rows/s  ${ratio} x bare  ${Math.round(peak / 1024)} MB`,
    )
  }
  console.log(`\nindex: ${Math.round(size / 1e6)} MB, ${(size / bytes).toFixed(2)} x the rows`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function run(name, words) {
  const start = performance.now()
  const done = spawnSync(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(MOST)}`, ...words],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  )
  const seconds = (performance.now() - start) / 1000
  const peak = Number(/maxrss (\d+)/.exec(done.stderr)?.[1])
  if (!Number.isFinite(peak) || done.status > 1)
    throw new Error(`${name}: ${done.status} ${done.stdout}${done.stderr}`)
  return { name, seconds, peak }
}

/** About 35 words a row, of a vocabulary in which few words are frequent; one gold text in 50 is in train. */
async function generate() {
  const draw = mulberry32(1)
  const word = () =>
    `${'bcdfglmnprst'[Math.floor(draw() * 12)]}${Math.floor(30_000 * draw() ** 4).toString(36)}`
  const text = () => `${Array.from({ length: 10 + Math.floor(draw() * 50) }, word).join(' ')}.`
  const texts = Array.from({ length: gold }, text)
  const out = createWriteStream(join(folder, 'train.jsonl'))
  for (let i = 0; i < rows; i++) {
    const known =
      i % Math.ceil((rows * 50) / gold) === 0 ? `Please: ${texts[Math.floor(draw() * gold)]}` : text()
    if (!out.write(`${JSON.stringify({ id: i, text: known, label: 'x' })}\n`)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'finish')
  const lines = objects => objects.map(object => `${JSON.stringify(object)}\n`).join('')
  writeFileSync(join(folder, 'gold.jsonl'), lines(texts.map((text, id) => ({ id, text, label: 'x' }))))
  writeFileSync(join(folder, 'candidate.jsonl'), lines(texts.map((_, id) => ({ id, prediction: 'x' }))))
  const spec = train => `version: 1
name: Benchmark
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
${train}
gates: [{ metric: accuracy, min: 1 }]
`
  writeFileSync(join(folder, 'none.yml'), spec(''))
  writeFileSync(join(folder, 'rows.yml'), spec('train: { path: train.jsonl, text: text }'))
  writeFileSync(join(folder, 'index.yml'), spec('train: { index: train.gbx, gold_text: text }'))
}

function mulberry32(seed) {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
