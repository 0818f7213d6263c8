#!/usr/bin/env node
/** The command line: the same journey as the Action, told on a terminal. Exit status: 0 pass, 1 fail, 2 error, 3 inconclusive. */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { endedReport, evaluate } from './evaluate'
import { plan } from './plan'
import { nearest, Stop, where } from './problems'
import { NO_PROGRESS, type Progress, progressOn } from './publish/progress'
import { rewrites, screenOf } from './publish/screen'
import { writeIndex } from './publish/train-index'
import { bundleSha256 } from './read/bundle'
import { goneSpecs } from './read/gone'
import { reachLocally } from './read/local'
import { NO_PAGE, readPage } from './read/page'
import { registeredAt } from './read/registered'
import { scratchFolder } from './read/scratch'
import { workspace } from './read/sources'
import { today } from './read/today'
import { checkedOut } from './read/version'
import type { Held } from './registration'
import { catalogue, renderMetrics, renderTasks } from './report/catalogue'
import { renderChanges } from './report/changes'
import { reportFiles } from './report/files'
import { renderJson } from './report/json'
import { renderPlan } from './report/plan'
import type { Report, Verdict } from './report/report'
import { renderTerminal } from './report/terminal'
import { specChanges } from './spec/changes'
import { isDay } from './spec/day'
import { parseField } from './spec/field'
import { NGRAM, parseSpec } from './spec/parse'
import { TASKS } from './tasks'
import { VERSION } from './version'

const HELP = `goldbar ${VERSION}: decides from a bar set in advance whether a model may ship.

  goldbar check [SPEC…]     judge each gate spec (a path or a glob; default goldbar.yml)
      --candidate FILE      in place of the spec's candidate.path
      --base REF            commit, branch or tag that holds the registered bar (default: the commit at which HEAD left
                            the default branch); none: judge by the files as they lie here
      --unregistered pass   judge a spec that the base does not have by itself, for the first adoption (default fail)
      --date YYYY-MM-DD     the day on which waivers are asked whether they are over (default today, in UTC);
                            with that of a report, its waivers_on, the same report comes out
      --output DIR          where the report files go (default goldbar-report)
      --json                print report.json
      --quiet               print the verdict only
  goldbar index TRAIN…      write hashes of training rows, for train.index where the data may not leave
      --text FIELD          the field of the text
      --out FILE            the index
      --ngram N             words of a run (default 13; the same as train.ngram)
  goldbar metrics [TASK]    list the tasks, or the metrics and options that fit one
      --json                print the list as JSON
  goldbar diff BASE HEAD    list what differs between two gate specs, what loosens first
      --json                print the list as JSON
  goldbar plan SPEC         say what each gate can and cannot show with this gold set; needs no candidate
      --json                print it as JSON
  goldbar --version
  goldbar --help

Paths in a spec are relative to the spec; paths given here are relative to this folder. In a git repository the bar is
the one that is registered: edits of a spec, a gold set or a baseline are told and decide nothing until they are merged.
COLUMNS sets the width of the report; NO_COLOR takes the colours away, FORCE_COLOR brings them where no terminal is.
Exit status: 0 pass, 1 fail, 2 error, 3 inconclusive. Of diff: 0 nothing loosens, 1 something does (or nobody can
tell), 2 error. Of plan: 0 every gate can pass, 1 one can never, 2 error.

  goldbar check eval/gate.yml
  goldbar check eval/gate.yml --base none      try out a bar that is not registered
  goldbar check 'eval/*.yml' --candidate out/predictions.jsonl --json
  git show main:eval/gate.yml > base.yml && goldbar diff base.yml eval/gate.yml
`

const EXIT = { pass: 0, fail: 1, error: 2, inconclusive: 3 } as const satisfies Record<Verdict, number>

// nothing but a pass may end with 0, a crash least of all
process.exitCode = EXIT.error
process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.stack : error)
  console.error('goldbar: a fault of ours; verdict error.')
  return EXIT.error
})

async function main(words: string[]): Promise<number> {
  let given: ReturnType<typeof parse>
  try {
    given = parse(words)
  } catch (error) {
    return usage((error as Error).message)
  }
  const { values, positionals } = given
  const [command, ...specs] = positionals
  if (values.version) return print(`${VERSION}\n`)
  if (values.help) return print(HELP)
  if (command === 'metrics') return listMetrics(specs, values.json === true)
  if (command === 'diff') return diff(specs, values.json === true)
  if (command === 'plan') return planned(specs, values.json === true)
  if (command === 'index') return indexTrain(specs, values)
  if (command !== 'check') {
    const meant = /\.ya?ml$/u.test(command ?? '') ? `; did you mean goldbar check ${command}?` : ''
    return usage(command === undefined ? 'no command given' : `unknown command ${command}${meant}`)
  }
  const { date = today(), unregistered = 'fail' } = values
  if (!isDay(date)) return usage(`--date ${date} is no day of the calendar, YYYY-MM-DD`)
  if (!isUnregistered(unregistered)) return usage(`--unregistered is fail or pass, not ${unregistered}`)
  const order = { patterns: specs.length > 0 ? specs : ['goldbar.yml'], ...values, date, unregistered }
  const folder = resolve(values.output ?? 'goldbar-report')
  // a report is written on every ending, so that none of an earlier run is left to be read
  const told = (fault: unknown) => {
    if (!(fault instanceof Stop)) console.error(fault instanceof Error ? fault.stack : fault)
    return endedReport(fault, why => (why instanceof Error ? why.message : String(why)), bundleSha256())
  }
  const progress = values.json || values.quiet ? NO_PROGRESS : progressHere()
  let report = await judged(order, progress).finally(progress.end).catch(told)
  let files: string[] = []
  try {
    files = await write(report, folder)
  } catch (fault) {
    const { syscall, code } = fault as NodeJS.ErrnoException
    if (syscall === undefined) {
      report = told(fault)
      files = await write(report, folder)
    } else {
      console.error(
        `goldbar: the report could not be written to ${shortest(folder)} (${code}); the verdict stands.`,
      )
    }
  }
  if (values.json) print(renderJson(report))
  else if (values.quiet) print(`${report.verdict}\n`)
  else
    print(renderTerminal(report, screenOf(process.stdout, process.env), { folder: shortest(folder), files }))
  return EXIT[report.verdict]
}

function listMetrics([task, ...more]: readonly string[], json: boolean): number {
  const all = catalogue()
  const one = all.find(entry => entry.task === task)
  if (more.length > 0) return usage('metrics takes one task')
  if (task !== undefined && !one) {
    const known = all.map(entry => entry.task)
    return usage(`no task ${task}.${nearest(task, known)} Tasks: ${known.join(', ')}`)
  }
  if (json) return print(`${JSON.stringify(one ?? all, null, 2)}\n`)
  return print(one ? renderMetrics(one) : renderTasks(all))
}

async function diff(files: readonly string[], json: boolean): Promise<number> {
  const found = await Promise.all(files.map(file => workspace(process.cwd()).specs([file])))
  if (found.length !== 2 || found.some(({ specs }) => specs.length > 1))
    return usage('diff takes two gate specs, BASE and HEAD')
  const [base, head] = found.map(({ specs, problems }) => {
    const [given] = specs
    const spec = given && parseSpec(given.text, given.file, TASKS, problems)
    return problems.blocking ? undefined : spec
  })
  const problems = found.flatMap(({ problems }) => problems.list())
  const changes = base && head ? specChanges(base, head) : null
  print(
    json
      ? `${JSON.stringify({ version: 1, changes, problems }, null, 2)}\n`
      : renderChanges(changes, problems),
  )
  if (!changes) return EXIT.error
  return changes.some(({ kind }) => kind === 'loosened') ? EXIT.fail : EXIT.pass
}

async function planned(files: readonly string[], json: boolean): Promise<number> {
  const { specs, open } = workspace(process.cwd())
  const { specs: found, problems } = await specs(files)
  if (files.length !== 1 || found.length > 1) return usage('plan takes one gate spec')
  const [given] = found
  const { gates, ...about } = given
    ? await plan(given, open, problems)
    : { gates: null, parts: [], name: '', rows: 0, problems: problems.list() }
  print(
    json
      ? `${JSON.stringify({ version: 1, ...about, gates }, null, 2)}\n`
      : renderPlan({ ...about, gates }, screenOf(process.stdout, process.env)),
  )
  if (!gates) return EXIT.error
  return gates.some(({ never }) => never) ? EXIT.fail : EXIT.pass
}

async function indexTrain(
  files: readonly string[],
  { text, out, ngram = String(NGRAM), quiet, json }: ReturnType<typeof parse>['values'],
): Promise<number> {
  if (files.length === 0) return usage('index takes files of training rows')
  if (text === undefined || out === undefined) return usage('index needs --text FIELD and --out FILE')
  if (!/^\d{1,3}$/u.test(ngram) || Number(ngram) < 2 || Number(ngram) > 100)
    return usage(`--ngram is a whole number from 2 to 100, not ${ngram}`)
  if (files.some(file => resolve(file) === resolve(out))) return usage('--out is one of the training files')
  const field = parseField(text)
  if ('why' in field) return usage(`--text ${text} is not a field reference: ${field.why}`)
  const progress = quiet || json ? NO_PROGRESS : progressHere()
  try {
    const { rows, bytes } = await writeIndex({
      files,
      text: field,
      out,
      ngram: Number(ngram),
      progress,
    }).finally(progress.end)
    return print(`${out}: ${rows} rows, runs of ${ngram} words, ${bytes} bytes\n`)
  } catch (fault) {
    if (!(fault instanceof Stop)) {
      const { code } = fault as NodeJS.ErrnoException
      if (code === undefined) throw fault
      console.error(`goldbar: ${out} cannot be written (${code})`)
      return EXIT.error
    }
    for (const { message, code, ...place } of fault.problems)
      console.error(`${[where(place), message].filter(part => part !== '').join(': ')} (${code})`)
    return EXIT.error
  }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      candidate: { type: 'string' },
      base: { type: 'string' },
      unregistered: { type: 'string' },
      date: { type: 'string' },
      output: { type: 'string' },
      json: { type: 'boolean' },
      quiet: { type: 'boolean' },
      text: { type: 'string' },
      out: { type: 'string' },
      ngram: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean' },
    },
  })
}

interface Order {
  readonly patterns: readonly string[]
  readonly candidate?: string | undefined
  /** a commit, a branch, a tag, or `none`; undefined for where HEAD left the default branch */
  readonly base?: string | undefined
  readonly unregistered: 'fail' | 'pass'
  /** YYYY-MM-DD */
  readonly date: string
}

async function judged(
  { patterns, candidate, base, unregistered, date }: Order,
  progress: Progress,
): Promise<Report> {
  // a spec that lies elsewhere brings its own folder as workspace
  const [only] = patterns
  const outside = patterns.length === 1 && relative(process.cwd(), resolve(only!)).startsWith('..')
  const root = outside ? dirname(resolve(only!)) : process.cwd()
  const local = patterns.map(pattern =>
    isAbsolute(pattern) || outside ? relative(root, resolve(pattern)) : pattern,
  )
  const { specs: find, open: opened } = workspace(root)
  const open = progress.watched(opened)
  const found = await find(local)
  const { specs, problems } = found
  if (candidate !== undefined && specs.length > 1)
    problems.add('input.candidate', {}, { count: specs.length })
  const given = candidate === undefined ? {} : { candidate: relative(root, resolve(candidate)) }
  const world = { ...found, ...given, open, date, browse: true, goldbar_sha256: bundleSha256() }
  const reached = base === 'none' ? undefined : await reachLocally(root, specs, base, problems)
  if (reached === undefined) return evaluate(world)
  const scratch = scratchFolder()
  try {
    const { repository, changed } = reached
    const version = checkedOut(root, reached.base.sha, scratch, repository)
    const reading = { ...reached, version, scratch, open: opened, unregistered, compared: true }
    const bar = registeredAt(reading)
    const registered = { ...bar, open: (held: Held[]) => progress.watched(bar.open(held)) }
    const gone = await goneSpecs(local, root, changed, registered, problems, repository)
    return await evaluate({ ...world, registered, gone })
  } finally {
    scratch.remove()
  }
}

function isUnregistered(word: string): word is Order['unregistered'] {
  return word === 'fail' || word === 'pass'
}

/** The names of the files that are there now. */
async function write(report: Report, folder: string): Promise<string[]> {
  const page = await readPage()
  if (page === undefined) console.error(`goldbar: ${NO_PAGE}`)
  await mkdir(folder, { recursive: true })
  const written: string[] = []
  for (const [name, text] of Object.entries(reportFiles(report, page, undefined))) {
    const file = join(folder, name)
    // one of an earlier run must not be taken for this one's
    if (text === undefined) await rm(file, { force: true })
    else {
      await writeFile(file, text)
      written.push(name)
    }
  }
  return written
}

/** On stderr, and only where somebody looks at it. */
function progressHere(): Progress {
  return rewrites(process.stderr, process.env) ? progressOn(process.stderr) : NO_PROGRESS
}

function shortest(file: string): string {
  const path = relative(process.cwd(), file)
  return path.startsWith('..') ? file : path
}

function usage(why: string): number {
  console.error(`goldbar: ${why}\n\n${HELP}`)
  return EXIT.error
}

function print(text: string): number {
  process.stdout.write(text)
  return EXIT.pass
}
