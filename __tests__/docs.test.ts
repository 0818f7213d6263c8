/** The documentation is executed: its specs are judged, its commands run, its numbers computed, its links followed. */
import { execFile } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, sep } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import { COMMON } from '../src/compare'
import { type Code, PROBLEMS } from '../src/problems'
import type { Report } from '../src/report/report'
import { TASKS } from '../src/tasks'
import { withRecorded } from '../src/tasks/recorded/fields'
import { goldbar, ROOT } from './cli'
import { settingOf } from './journey'
import { commit, run as git } from './read/repository'

const scratch = mkdtempSync(join(tmpdir(), 'goldbar-docs-'))
afterAll(() => rmSync(scratch, { recursive: true }))
/** One run judges all specs of a kind, and the first test waits for it. */
jest.setTimeout(60_000)

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const filesIn = (folder: string) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(path =>
    posix.join(folder, ...path.split(sep)),
  )
/** Every page, as a path from the root. */
const pages = [...readdirSync(ROOT), ...filesIn('docs')].filter(file => file.endsWith('.md')).sort()

interface Block {
  readonly file: string
  /** of its first line */
  readonly line: number
  /** what stands behind the three backticks */
  readonly info: string
  readonly text: string
}

const blocks = pages.flatMap(blocksOf)

function blocksOf(file: string): Block[] {
  const text = read(file)
  return [...text.matchAll(/^```(\S.*)\n([\s\S]*?)^```$/gm)].map(found => ({
    file,
    line: text.slice(0, found.index).split('\n').length + 1,
    info: found[1]!,
    text: found[2]!,
  }))
}

/** What `goldbar check` reports of specs in one folder of their own, in the order of the names. */
async function judge(folder: string, specs: Readonly<Record<string, string>>): Promise<Report['suites']> {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(specs)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const names = Object.keys(specs).sort()
  const { stdout, stderr } = await goldbar(
    ['check', ...names, '--json', '--output', join(folder, 'out')],
    folder,
  )
  if (stdout === '') throw new Error(/^.*(?:Error|goldbar): .*$/m.exec(stderr)?.[0] ?? stderr)
  const { suites } = JSON.parse(stdout) as Report
  expect(suites.map(({ spec }) => spec.path)).toEqual(names)
  return suites
}

describe('specs', () => {
  /** What a part of a spec stands in: the documentation shows a key without the rest. */
  const rest = {
    version: 1,
    name: 'A part',
    task: 'classification',
    gold: { path: 'gold.jsonl', reference: 'label' },
    candidate: { path: 'candidate.jsonl', prediction: 'prediction', probabilities: 'probabilities' },
    baselines: {
      deployed: { path: 'baseline.jsonl', prediction: 'prediction', probabilities: 'probabilities' },
    },
    slices: ['lang', { name: 'tag', field: 'tags' }],
    gates: [{ metric: 'coverage', min: 0 }],
  }
  /** The blocks of a metric's page are parts of its worked example. */
  const yaml = blocks.filter(({ file, info }) => info === 'yaml' && !/^docs\/metrics\/(?!README)/.test(file))
  const shown = yaml.filter(({ text }) => !/^jobs:/m.test(text))
  const specs = new Map(
    shown.map(block => [
      `${block.file.replaceAll(/\W/g, '-')}-${block.line}.yml`,
      { ...block, spec: whole(block.text) },
    ]),
  )
  const folder = join(scratch, 'specs')
  const suites = prepared()

  function whole(text: string): string {
    return text.startsWith('version: 1\n') ? text : stringify({ ...rest, ...parse(text) })
  }

  async function prepared() {
    mkdirSync(folder)
    for (const file of ['gold.jsonl', 'candidate.jsonl', 'baseline.jsonl'])
      copyFileSync(join(ROOT, 'examples/ticket-router', file), join(folder, file))
    return judge(folder, Object.fromEntries([...specs].map(([name, { spec }]) => [name, spec])))
  }

  test.each([...specs].map(([name, { file, line }]) => [`${file}:${line}`, name] as const))(
    '%s is one, or a part of one',
    async (_, name) => {
      const { problems } = (await suites).find(({ spec }) => spec.path === name)!
      // that the examples' classes are small is no fault of the spec
      const told = problems.filter(({ code }) => code !== 'gate.rough')
      expect(told.filter(({ code }) => /^(spec|gate|waiver|option|goldbar)\./.test(code))).toEqual([])
    },
  )

  const schema = JSON.parse(read('schema/gate.schema.json')) as { properties: Record<string, unknown> }

  test('docs/spec.md has every key, in the order of the schema', () => {
    const headings = [...read('docs/spec.md').matchAll(/^## `(\w+)`$/gm)].map(([, key]) => key)
    expect(headings).toEqual(Object.keys(schema.properties))
  })

  test.each(keysBelow(schema.properties))('docs/spec.md explains %s.%s', (key, below) => {
    const section = read('docs/spec.md')
      .split(/^(?=## )/m)
      .find(text => text.startsWith(`## \`${key}\`\n`))
    expect(section).toMatch(new RegExp(`\`${below}\`|\\b${below}: |\`\\{ ${below}: `))
  })

  test.each(
    TASKS.flatMap(({ name, options }) => Object.keys(options).map(option => [option, name] as const)),
  )('docs/spec.md explains the option %s of %s', option => {
    expect(read('docs/spec.md')).toMatch(new RegExp(`^\\| \`${option}\` \\|`, 'm'))
  })
})

/** [gold, path], [gates, metric] …: the keys one level down, of a map or of a list's items. */
function keysBelow(properties: Readonly<Record<string, unknown>>): [string, string][] {
  type Node = { properties?: object; items?: Node; additionalProperties?: Node | boolean }
  return Object.entries(properties as Record<string, Node>).flatMap(([key, node]) => {
    const map = node.additionalProperties
    const below =
      node.properties ?? node.items?.properties ?? (typeof map === 'object' ? map.properties : {}) ?? {}
    // baselines have the keys of the candidate, and say so
    return key === 'baselines' ? [] : Object.keys(below).map((name): [string, string] => [key, name])
  })
}

describe('README.md', () => {
  const readme = read('README.md')
  const tryIt = /^## Try it\n([\s\S]*?)^## /m.exec(readme)![1]!
  const commands = [...tryIt.matchAll(/^```sh\n([\s\S]*?)\n```$/gm)].map(([, command]) => command!)

  test('shows two commands to try', () => {
    expect(commands).toHaveLength(2)
  })

  test.each([
    ['in a fresh clone', 'Bar registered at'],
    ['in a copy without git', 'The bar was read from this checkout'],
  ])('the first one passes %s', async (where, told) => {
    const [node, cli, ...words] = commands[0]!.split(' ')
    expect([node, cli]).toEqual(['node', 'dist/cli.js'])
    const folder = mkdtempSync(join(scratch, 'readme-'))
    cpSync(join(ROOT, 'examples'), join(folder, 'examples'), { recursive: true })
    if (where === 'in a fresh clone') {
      git(folder, 'init', '--quiet', '--initial-branch=main')
      git(folder, 'add', '--all')
      commit(folder, 'as it is')
    }
    const run = await goldbar(words, folder)
    expect(run).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('Verdict: PASS') })
    expect(run.stdout).toContain(told)
  })

  test('the second one installs from the lock file and runs a script of package.json', () => {
    expect(commands[1]).toBe('npm ci && npm test')
    expect(JSON.parse(read('package.json')).scripts).toHaveProperty('test')
    expect(existsSync(join(ROOT, 'package-lock.json'))).toBe(true)
  })

  test('shows the comment of examples/ticket-router-regressed, whole sections in their order', () => {
    const report = read('examples/ticket-router-regressed/report.md')
    const shown = [...readme.matchAll(/^>(?: (.*))?$/gm)].map(([, line = '']) => line).join('\n')
    let from = 0
    for (const section of shown.split('\n\n')) {
      const at = report.indexOf(`${section}\n\n`, from)
      if (at < from)
        console.log('README.md shows another comment than the example has by now: npm run examples')
      expect({ section, shown: at >= from }).toEqual({ section, shown: true })
      from = at + section.length
    }
  })

  const workflow = blocks.find(({ file, text }) => file === 'README.md' && /^jobs:/m.test(text))!

  test('its workflow can be a required check', () => {
    const { on, jobs, permissions } = parse(workflow.text)
    expect(Object.keys(on)).toEqual(expect.arrayContaining(['pull_request', 'merge_group']))
    expect(workflow.text).not.toMatch(/paths|continue-on-error|matrix/)
    expect(permissions).toEqual({})
    for (const job of Object.values<Record<string, unknown>>(jobs)) {
      expect(job).not.toHaveProperty('if')
      expect(job).not.toHaveProperty('name')
      expect(job.permissions).toEqual({ contents: 'read', 'pull-requests': 'write' })
    }
    expect(workflow.text.trimEnd().split('\n').length).toBeLessThan(25)
  })

  test('its workflow names inputs that the Action has', () => {
    const { jobs } = parse(workflow.text)
    const [job] = Object.values<{ steps: { uses?: string; if?: string; with?: object }[] }>(jobs)
    const step = job!.steps.at(-1)!
    expect(step.uses).toMatch(/goldbar@/)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    expect(step.if).toBe('${{ !cancelled() }}')
    expect(Object.keys(parse(read('action.yml')).inputs)).toEqual(
      expect.arrayContaining(Object.keys(step.with!)),
    )
  })

  test.each([
    ['Inputs', 'inputs'],
    ['Outputs', 'outputs'],
  ])('its table of %s is that of action.yml', (title, key) => {
    const table = new RegExp(`^### ${title}\n\n([\\s\\S]*?)\n\n`, 'm').exec(readme)![1]!
    const rows = table.split('\n').slice(2)
    const names = rows.flatMap(row => [...row.split('|')[1]!.matchAll(/`([\w-]+)`/g)].map(([, name]) => name))
    expect(names).toEqual(Object.keys(parse(read('action.yml'))[key]))
  })
})

describe('docs/forks.md', () => {
  const [first, companion] = blocks.filter(
    ({ file, text }) => file === 'docs/forks.md' && /^jobs:/m.test(text),
  )
  const job = (text: string) => {
    const [only] = Object.values<{
      permissions: object
      steps: { uses?: string; run?: string; with?: object }[]
    }>(parse(text).jobs)
    return only!
  }

  test('the companion has one step, no checkout, no command, and no right that it does not need', () => {
    const { steps, permissions } = job(companion!.text)
    expect(steps).toHaveLength(1)
    expect(steps[0]!.uses).toMatch(/goldbar@/)
    expect(permissions).toEqual({ actions: 'read', contents: 'read', 'pull-requests': 'write' })
    expect(Object.keys(parse(read('action.yml')).inputs)).toEqual(
      expect.arrayContaining(Object.keys(steps[0]!.with!)),
    )
  })

  test('the run of the fork may only read, and uploads what the companion asks for', () => {
    const { steps, permissions } = job(first!.text)
    expect(permissions).toEqual({ contents: 'read' })
    const [upload] = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'))
    expect((upload!.with as { name: string }).name).toBe(
      (job(companion!.text).steps[0]!.with as { artifact: string }).artifact,
    )
    expect(parse(companion!.text).on.workflow_run.workflows).toEqual([parse(first!.text).name])
  })
})

test('the workflows that the documentation shows lint', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/actionlint.mjs'], { cwd: ROOT })
  expect(stdout).toContain('no problems')
})

describe('docs/metrics', () => {
  const metricPages = pages.filter(file => /^docs\/metrics\/(?!README)/.test(file))
  const SHAPE = ['What it answers', 'Formula', 'Worked example', 'When it misleads', 'Options']

  test.each(metricPages)('%s has the one shape', file => {
    expect([...read(file).matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual(SHAPE)
  })

  test.each(metricPages)('%s is linked from the overview', file => {
    expect(read('docs/metrics/README.md')).toContain(`(${posix.basename(file)})`)
  })

  const at = { line: 1, column: 1 }
  const settings = settingOf({
    options: { zero_division: 0, bins: 15, k: [2], beta: 2, positive: 'x' },
    probabilities: true,
    recorded: [
      { name: 'judge', field: ['judge'], better: 'higher', against: 'human', as: [], at },
      { name: 'human', field: ['human'], better: 'higher', as: [], at },
    ],
  })
  const names = TASKS.flatMap(task =>
    withRecorded(task.scorer(settings), settings).metrics.map(({ name }) => documented(name)),
  )

  test.each([...new Set([...names, ...COMMON.map(({ name }) => name)])])(
    '%s is in the overview and on a page',
    name => {
      expect(read('docs/metrics/README.md')).toContain(`\`${name}\``)
      const [, base, average] = /^(.*?)(_macro|_micro|_weighted|_samples)?$/.exec(name)!
      const names = (text: string) =>
        text.includes(`\`${name}\``) || (text.includes(`\`${base}\``) && text.includes(`\`${average}\``))
      expect(metricPages.map(read).filter(names)).not.toEqual([])
    },
  )

  const examples = metricPages.flatMap(workedExamples)
  const suites = judge(
    join(scratch, 'metrics'),
    Object.assign({}, ...examples.map(filesOf)) as Record<string, string>,
  )

  test.each(
    examples.flatMap(({ name, rows }, e) =>
      rows.map(row => [`${name}: ${row.score} ${row.class ?? ''}`, e, row] as const),
    ),
  )('%s', async (_, e, row) => {
    expect(Math.abs(byHand(row.hand) - row.value)).toBeLessThanOrEqual(1e-9)
    const suite = (await suites).find(({ spec }) => spec.path === `${examples[e]!.name}/gate.yml`)!
    expect(suite.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    const found = suite.scores.filter(
      score =>
        score.system === 'candidate' &&
        score.metric === row.score &&
        score.class === row.class &&
        score.slice === null,
    )
    expect(found).toHaveLength(1)
    expect(Math.abs(found[0]!.value! - row.value)).toBeLessThanOrEqual(1e-9)
  })
})

/** As the pages write it: `judge.pass@2` is `{name}.pass@{k}`. */
function documented(name: string): string {
  return name.replace(/^(?:judge|human)\./, '{name}.').replace(/([@^])[12]$/, '$1{k}')
}

interface WorkedExample {
  readonly name: string
  readonly part: object
  /** rows by system, `gold` among them */
  readonly files: Readonly<Record<string, string>>
  readonly rows: readonly { score: string; class: string | null; hand: string; value: number }[]
}

/** A worked example is an optional part of a spec, the rows of gold and systems, and a table of what comes out. */
function workedExamples(file: string): WorkedExample[] {
  const section = /^## Worked example\n([\s\S]*?)^## /m.exec(read(file))![1]!
  const found: { part: object; files: Record<string, string>; rows: WorkedExample['rows'][number][] }[] = []
  let part = {}
  for (const [, info, text, cells] of section.matchAll(/^```(\S.*)\n([\s\S]*?)^```$|^\| (`.*) \|$/gm)) {
    if (info === 'yaml') part = parse(text!)
    else if (info === 'jsonl gold') found.push({ part, files: { gold: text! }, rows: [] })
    else if (info?.startsWith('jsonl ')) found.at(-1)!.files[info.slice(6)] = text!
    else if (cells !== undefined) found.at(-1)!.rows.push(rowOf(cells))
    else throw new Error(`${file}: a block of ${info} is no part of a worked example`)
    if (info === 'jsonl gold') part = {}
  }
  expect(found.length).toBeGreaterThan(0)
  return found.map((example, i) => ({ ...example, name: `${posix.basename(file, '.md')}-${i + 1}` }))
}

function rowOf(cells: string) {
  const [score, cls, hand, value] = cells.split('|').map(cell => cell.trim().replaceAll('`', ''))
  return { score: score!, class: cls || null, hand: hand!, value: Number(value) }
}

function filesOf({ name, part, files }: WorkedExample): Record<string, string> {
  const [reference] = files.gold!.split('\n')
  const several = Array.isArray(JSON.parse(reference!).label)
  const system = (of: string) => ({
    path: `${of}.jsonl`,
    prediction: 'prediction',
    ...(files[of]!.includes('"probabilities"') && { probabilities: 'probabilities' }),
  })
  const spec = {
    version: 1,
    name,
    task: several ? 'multilabel' : 'classification',
    gold: { path: 'gold.jsonl', reference: 'label' },
    candidate: system('candidate'),
    ...(files.baseline && { baselines: { baseline: system('baseline') } }),
    gates: [{ metric: 'coverage', min: 0 }],
    ...part,
  }
  for (const [of, text] of Object.entries(files)) {
    mkdirSync(join(scratch, 'metrics', name), { recursive: true })
    writeFileSync(join(scratch, 'metrics', name, `${of}.jsonl`), text)
  }
  return { [`${name}/gate.yml`]: stringify(spec) }
}

/** The value of `2 * (1/2 + ln(0.5))`. */
function byHand(expression: string): number {
  expect(expression).toMatch(/^(?:[\d.\s()+*/-]|ln|sqrt)+$/)
  const script = expression.replaceAll('ln', 'Math.log').replaceAll('sqrt', 'Math.sqrt')
  return new Function(`return ${script}`)() as number
}

describe('docs/problems.md', () => {
  test.each(areas())('lists every problem of %s in the words of the source', (area, table) => {
    const section =
      read('docs/problems.md')
        .split(/^(?=## )/m)
        .find(text => text.startsWith(`## ${area}`)) ?? ''
    expect(section).toContain(table)
  })

  test('has no other code', () => {
    const told = [...read('docs/problems.md').matchAll(/^\| `([\w.-]+)` \|/gm)].map(([, code]) => code)
    expect(told.sort()).toEqual(Object.keys(PROBLEMS).sort())
  })
})

/** For each area, the part of a code before its dot, the table of its problems as the page must have it. */
function areas(): [string, string][] {
  const found = new Map<string, string[]>()
  for (const [code, [severity, wrong, remedy]] of Object.entries(PROBLEMS) as [Code, readonly string[]][]) {
    const [area] = code.split('.') as [string]
    const rows = found.get(area) ?? ['| code | | what is wrong | what to try |', '|---|---|---|---|']
    rows.push(`| \`${code}\` | ${severity} | ${cell(wrong!)} | ${cell(remedy!)} |`)
    found.set(area, rows)
  }
  return [...found].map(([area, rows]) => [area, `${rows.join('\n')}\n`])
}

/** What is filled in is set in italics; nothing of a sentence is Markdown. */
function cell(text: string): string {
  return text.replace(/[\\`*_|<>[\]]/g, '\\$&').replace(/\{([\w\\]+)\}/g, (_, hole) => `*‹${hole}›*`)
}

describe('links', () => {
  test.each(pages)('of %s lead somewhere', file => {
    const text = read(file).replace(/^```[\s\S]*?^```$/gm, '')
    const broken = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link!)
      .filter(link => !/^https?:/.test(link))
      .filter(link => !resolves(file, link))
    expect(broken).toEqual([])
  })
})

function resolves(from: string, link: string): boolean {
  const [path, anchor] = link.split('#') as [string, string | undefined]
  const target = path === '' ? from : posix.join(posix.dirname(from), path)
  if (target.startsWith('..') || !existsSync(join(ROOT, target))) return false
  return anchor === undefined || anchors(read(target)).includes(anchor)
}

/** As GitHub makes them of headings. */
function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
