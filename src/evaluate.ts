/** The journey on one page: specs and row sources → Report. */
import { Comparison } from './compare'
import { checkGates, checkNames } from './fits'
import { readRows } from './formats'
import type { Row, Source } from './formats/format'
import { judge, RANK, verdictOf } from './gates'
import { Vectors } from './intern'
import { losses, regressions } from './losses'
import { group } from './outcomes'
import { type Answers, readGold, readSystem } from './pair'
import { type Place, Problems, problem, quote, Stop } from './problems'
import type { Confusion, Report, Suite, System, Verdict } from './report/report'
import { fieldText, type Path } from './spec/field'
import type { Limits } from './spec/limits'
import { parseSpec } from './spec/parse'
import type { RowsSpec, Spec, SystemSpec } from './spec/spec'
import { TASKS } from './tasks'
import type { AnyScorer, Tell } from './tasks/task'
import { VERSION } from './version'

/** What the journey needs from outside; the Action and the command line bring it. */
export interface World {
  /** the specs to judge */
  readonly specs: readonly { readonly file: string; readonly text: string; readonly sha256: string }[]
  /** problems met while finding the specs */
  readonly problems: Problems
  /** takes the place of the spec's candidate.path, relative to the workspace */
  readonly candidate?: string
  /**
   * Opens a file of the workspace, or adds what is wrong to `problems`. `path` is relative to the folder of `spec`,
   * without it to the workspace; `key` is where the path was written, such as candidate.path.
   */
  open(
    path: string,
    from: { spec?: string; key: string; place: Place; limits: Limits; problems: Problems },
  ): Promise<Source | undefined>
}

export async function evaluate(world: World): Promise<Report> {
  const suites: Suite[] = []
  for (const { file, text, sha256 } of world.specs)
    suites.push(await evaluateSuite(file, text, sha256, world))
  const problems = world.problems.list()
  const worst = RANK.find(verdict => suites.some(suite => suite.verdict === verdict)) ?? 'error'
  return {
    version: 1,
    goldbar: VERSION,
    verdict: world.problems.blocking ? 'error' : worst,
    problems,
    suites,
  }
}

/** The report of a run that could not go on: what the user can mend, or a fault of ours, told by `why`. */
export function endedReport(fault: unknown, why: (fault: unknown) => string): Report {
  const problems = fault instanceof Stop ? fault.problems : [problem('goldbar.bug', {}, { why: why(fault) })]
  return { version: 1, goldbar: VERSION, verdict: 'error', problems, suites: [] }
}

async function evaluateSuite(file: string, text: string, sha256: string, world: World): Promise<Suite> {
  const problems = new Problems()
  const spec = parseSpec(text, file, TASKS, problems)
  const empty = emptySuite(file, sha256, spec)
  try {
    if (!spec) throw new Stop(problems.list())
    return { ...empty, ...(await judged(spec, world, problems)), problems: problems.list() }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    return { ...empty, problems: error.problems }
  }
}

async function judged(spec: Spec, world: World, problems: Problems): Promise<Partial<Suite>> {
  const task = TASKS.find(({ name }) => name === spec.task)!
  const scorer = task.scorer({
    options: spec.options,
    probabilities: spec.candidate.probabilities !== undefined,
  })
  checkGates(spec, scorer, problems)
  problems.stop()

  const files = await openAll(spec, world, problems)
  problems.stop()
  const gold = files.gold!
  const examples = await readGold(rowsOf(gold, spec.gold, spec, problems), gold.file, spec, scorer, problems)
  problems.stop()
  checkDigest(spec, gold, problems)

  checkShared(
    spec,
    files.systems.map(({ system, source }) => ({ system, source: source! })),
    problems,
  )
  const outcomes = new Vectors()
  const answers: Answers[] = []
  for (const { system, source } of files.systems) {
    const rows = rowsOf(source!, system, spec, problems)
    answers.push(
      await readSystem(rows, source!.file, system, spec, examples, scorer, o => outcomes.add(o), problems),
    )
    checkSame(spec, system, gold, source!, problems)
  }
  problems.stop()

  const comparison = new Comparison(
    group(examples, answers),
    examples,
    answers,
    scorer,
    outcomes,
    spec.confidence,
  )
  review(
    spec,
    comparison,
    files.systems.map(({ source }) => source!.file),
    problems,
  )
  checkNames(spec, comparison, problems)
  problems.stop()

  const gates = judge(spec, comparison)
  return {
    verdict: verdictOf(gates),
    systems: answers.map((answer, s) => systemOf(answer, files.systems[s]!.source!)),
    gold: { files: [fileOf(gold)], rows: examples.n },
    gates,
    scores: comparison.scores(),
    ...confusionsOf(comparison),
    regressions: regressions(comparison),
    losses: losses(comparison),
    signatures: signatures(scorer),
  }
}

async function openAll(spec: Spec, world: World, problems: Problems) {
  const open = ({ path, at }: RowsSpec, key: string, workspacePath?: string) =>
    world.open(workspacePath ?? path, {
      ...(workspacePath === undefined && { spec: spec.file }),
      key: workspacePath === undefined ? key : 'the candidate input',
      place: { file: spec.file, line: at.line, column: at.column },
      limits: spec.limits,
      problems,
    })
  const gold = await open(spec.gold, 'gold.path')
  const systems: { system: SystemSpec; source: Source | undefined }[] = []
  systems.push({
    system: spec.candidate,
    source: await open(spec.candidate, 'candidate.path', world.candidate),
  })
  for (const system of spec.baselines) {
    systems.push({ system, source: await open(system, `baselines.${system.name}.path`) })
  }
  return { gold, systems }
}

function rowsOf(source: Source, rows: RowsSpec, spec: Spec, problems: Problems): AsyncIterable<Row[]> {
  const named: (Path | undefined)[] = [...(rows.id ?? []), ...rows.where.map(({ field }) => field)]
  if ('prediction' in rows) named.push((rows as SystemSpec).prediction)
  if ('reference' in rows) named.push(spec.gold.reference, ...spec.slices.map(({ field }) => field))
  const fields = named.flatMap(path => (typeof path?.[0] === 'string' ? [path[0]] : []))
  return readRows(source, { file: source.file, records: rows.records, fields, limits: spec.limits, problems })
}

function checkDigest({ gold, file }: Spec, source: Source, problems: Problems): void {
  const { sha256 } = source.digest()
  if (gold.sha256 === undefined || gold.sha256 === sha256) return
  problems.add(
    'spec.sha256',
    { file, line: gold.at.line, column: gold.at.column },
    { got: sha256, wanted: gold.sha256 },
  )
}

/** A candidate that reads the gold set's own answers is right about everything. */
function checkSame(
  { gold, file }: Spec,
  system: SystemSpec,
  goldFile: Source,
  source: Source,
  problems: Problems,
): void {
  const field = fieldText(system.prediction)
  if (goldFile.digest().sha256 !== source.digest().sha256 || field !== fieldText(gold.reference)) return
  problems.add(
    'file.same',
    { file, line: system.at.line, column: system.at.column },
    { system: system.name, field: quote(field) },
  )
}

/** Two systems that read the same answers of the same file: every lift would be 0, whatever the model does. */
function checkShared(
  { file }: Spec,
  systems: readonly { system: SystemSpec; source: Source }[],
  problems: Problems,
): void {
  const first = new Map<string, string>()
  for (const { system, source } of systems) {
    const { name, prediction, records, where, as, at } = system
    const key = JSON.stringify([source.file, prediction, records, where, as], (_, value: unknown) =>
      value instanceof RegExp ? value.source : value instanceof Map ? [...value] : value,
    )
    const other = first.get(key)
    if (other === undefined) first.set(key, name)
    else problems.add('file.shared', { file, line: at.line, column: at.column }, { system: name, other })
  }
}

/** What is odd about the systems' answers as a whole. */
function review(spec: Spec, comparison: Comparison, files: readonly string[], problems: Problems): void {
  const { scorer, answers } = comparison
  for (const [s, { name }] of answers.entries()) {
    const tell: Tell = (code, details, severity) => problems.add(code, { file: files[s] }, details, severity)
    scorer.review(name, comparison.sum(s), tell)
  }
  const sets = answers.map((_, s) => JSON.stringify(comparison.classesOf(s)))
  if (spec.options.labels === undefined && new Set(sets).size > 1) {
    problems.add(
      'labels.differ',
      { file: spec.file },
      { systems: answers.map(({ name }) => name).join(' and ') },
    )
  }
}

function confusionsOf(comparison: Comparison): { confusion?: Record<string, Confusion> } {
  const { scorer, answers } = comparison
  if (!scorer.confusion) return {}
  const pairs = answers.flatMap(({ name }, s) => {
    const confusion = scorer.confusion!(comparison.sum(s))
    return confusion ? [[name, confusion] as const] : []
  })
  return { confusion: Object.fromEntries(pairs) }
}

/** `f1_macro|labels:auto|zero_division:0|goldbar:0.1.0` */
function signatures(scorer: AnyScorer): Record<string, string> {
  const computed = scorer.metrics.filter(({ needs, each }) => !needs || each)
  return Object.fromEntries(
    computed.map(({ name, how }) => [name, [name, ...(how ? [how] : []), `goldbar:${VERSION}`].join('|')]),
  )
}

function systemOf({ name, rows, missing, unreadable, extra }: Answers, source: Source): System {
  const role = name === 'candidate' ? 'candidate' : 'baseline'
  return { name, role, files: [fileOf(source)], rows, missing, unreadable, extra }
}

function fileOf(source: Source) {
  return { path: source.file, ...source.digest() }
}

function emptySuite(file: string, sha256: string, spec: Spec | undefined): Suite {
  const verdict: Verdict = 'error'
  return {
    name: spec?.name ?? file,
    task: spec?.task ?? '',
    verdict,
    spec: { path: file, sha256 },
    registration: { state: 'no_base', base: null, changes: [] },
    systems: [],
    gold: { files: [], rows: 0 },
    gates: [],
    scores: [],
    regressions: [],
    losses: { classes: [], slices: [], confusions: [], wrong: 0, examples: [] },
    signatures: {},
    confidence: spec?.confidence ?? 0.95,
    problems: [],
  }
}
