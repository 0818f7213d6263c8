/** One suite: a spec and its files → what the report says of them. */
import { BROWSED, browsed } from './browsed'
import { Comparison } from './compare'
import { contamination, overlapGate, textField } from './contamination'
import { GoldTexts } from './contamination/gold'
import { type Open, SuiteFiles, type SystemFile } from './files'
import { checkGates, checkNames, reviewNoise } from './fits'
import type { Source } from './formats/format'
import { betterOf, judge, verdictOf } from './gates'
import { hidden } from './hide'
import { Vectors } from './intern'
import { LISTED, listing, losses, recordedChanges, regressions } from './losses'
import { group } from './outcomes'
import { readGold } from './pair/gold'
import { checkSilent } from './pair/silent'
import { type Answers, readSystem } from './pair/system'
import { Problems, Stop } from './problems'
import type { Suite, System, Tables, Verdict } from './report/report'
import { parseSpec } from './spec/parse'
import { least, type Shows } from './spec/shows'
import type { Spec } from './spec/spec'
import { TASKS } from './tasks'
import { withRecorded } from './tasks/recorded/fields'
import type { AnyScorer, Setting, Tell } from './tasks/task'
import { VERSION } from './version'
import { unjudged, type Validity, waive } from './waivers'

/** What judging one version of a spec needs from outside. */
export interface SuiteWorld {
  /** takes the place of the spec's candidate.path, relative to the workspace */
  readonly candidate?: string
  readonly open: Open
  /** the day of this run, YYYY-MM-DD in UTC; a waiver is asked whether it is over */
  readonly date: string
  /** lists the examples that report.html browses, which takes memory for each of them */
  readonly browse?: boolean
  /** no more than this is shown of the data, whatever the spec says */
  readonly shows?: Shows
}

/** A spec as text, before anything is known of it. */
export interface SpecFile {
  readonly file: string
  readonly text: string
  readonly sha256: string
  /** git's name for it, where it was read at the base */
  readonly blob?: string
}

/** `registered`: whether the spec stands on the base, or would after a merge; only then do its waivers count. */
export async function evaluateSuite(
  { file, text, sha256, blob }: SpecFile,
  world: SuiteWorld,
  registered: boolean,
): Promise<Suite> {
  const problems = new Problems()
  const spec = parseSpec(text, file, TASKS, problems)
  const validity = { registered, date: world.date }
  const empty = emptySuite({ path: file, sha256, blob: blob ?? null }, spec, validity, world)
  try {
    if (!spec) throw new Stop(problems.list())
    return { ...empty, ...(await judged(spec, world, validity, problems)), problems: problems.list() }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    return { ...empty, problems: error.problems }
  }
}

async function judged(
  spec: Spec,
  world: SuiteWorld,
  validity: Validity,
  problems: Problems,
): Promise<Partial<Suite>> {
  const shows = showing(spec, world)
  problems.hide(shows)
  const task = TASKS.find(({ name }) => name === spec.task)!
  const at = new SuiteFiles(spec, world.open, world.candidate, problems)
  const documents = await at.documents(task.documents?.(spec.options) ?? {})
  const prompts = await at.prompts()
  const setting = settingOf(spec, documents)
  const scorer = withRecorded(task.scorer(setting), setting)
  checkGates(spec, scorer, problems)
  problems.stop()

  const files = await at.openAll()
  const { gold, systems } = files
  const field = textField(spec)
  const texts = field && new GoldTexts(spec, field, gold.file, problems)
  const examples = await readGold(at.rows(gold, spec.gold), gold.file, spec, scorer, problems, texts?.add)
  problems.stop()
  at.checkDigest(gold)
  at.checkShared(systems)
  const outcomes = new Vectors()
  const answers: Answers[] = []
  for (const file of systems) {
    const rows = at.rows(file.source, file.system)
    answers.push(
      await readSystem(
        rows,
        file.source.file,
        file.system,
        spec,
        examples,
        scorer,
        o => outcomes.add(o),
        problems,
      ),
    )
    at.checkSame(gold, file)
  }
  const names = systems.map(({ source }) => source.file)
  checkSilent(answers, names, spec, scorer, problems)
  const overlap =
    texts &&
    (await contamination(
      spec,
      texts,
      examples.ids,
      gold.file,
      (file, key) => at.openNamed(file, key),
      problems,
    ))
  problems.stop()

  const groups = group(examples, answers)
  const comparison = new Comparison(groups, examples, answers, scorer, outcomes, spec.confidence)
  review(spec, comparison, systems, problems)
  checkNames(spec, comparison, problems)
  reviewNoise(spec, comparison, problems)
  problems.stop()

  const list = listing(comparison, world.browse ? BROWSED : LISTED)
  const shown = await at.answersShown(files, examples, list, scorer)
  const results = [...judge(spec, comparison), ...overlapGate(spec, overlap)]
  const { gates, waivers } = waive(spec, results, metric => betterOf(metric, scorer), validity)
  const suite: Partial<Suite> = {
    right: task.right,
    graded: scorer.graded ?? null,
    verdict: verdictOf(gates),
    systems: answers.map((answer, s) => systemOf(answer, systems[s]!.source)),
    gold: { files: [fileOf(gold)], rows: examples.n },
    documents: [
      ...Object.entries(documents).map(([option, { source }]) => ({ option, ...fileOf(source) })),
      ...prompts.map(([option, source]) => ({ option, ...fileOf(source) })),
    ],
    gates,
    waivers,
    scores: comparison.scores(),
    ...tablesOf(comparison),
    regressions: regressions(comparison, list, shown),
    recorded_changes: recordedChanges(comparison, list, shown),
    losses: losses(comparison, list, shown),
    contamination: overlap ?? null,
    signatures: signatures(scorer),
  }
  return {
    ...hidden(suite, shows, knownClasses(spec, comparison)),
    ...(world.browse && { browsed: browsed(comparison, list, shown, shows) }),
  }
}

function showing(spec: Spec | undefined, { shows }: SuiteWorld): Shows {
  return least([spec?.shows ?? 'full', shows ?? 'full'])
}

/** Classes that the gold set or the spec names: every other is a word of a system. */
export function knownClasses({ options: { labels } }: Spec, comparison: Comparison): ReadonlySet<string> {
  const declared: readonly string[] = Array.isArray(labels) ? labels : []
  return new Set([...comparison.goldClasses(null).keys(), ...declared])
}

export function settingOf(spec: Spec, documents: Readonly<Record<string, { value: unknown }>>): Setting {
  const { reference, source, text } = spec.gold
  const stats = new Map<string, Set<string>>()
  const gated = new Map<string, Set<string>>()
  for (const { metric, stat, bars } of spec.gates) {
    gated.set(metric, new Set([...(gated.get(metric) ?? []), ...Object.keys(bars)]))
    if (stat === undefined) continue
    const name = metric.slice(0, -stat.length - 1)
    stats.set(name, (stats.get(name) ?? new Set()).add(stat))
  }
  return {
    options: spec.options,
    probabilities: spec.candidate.probabilities !== undefined,
    gold: { ...(reference && { reference }), ...(source && { source }), ...(text && { text }) },
    documents: Object.fromEntries(Object.entries(documents).map(([option, { value }]) => [option, value])),
    recorded: spec.recorded,
    stats,
    gated,
    lenient: spec.missing === 'wrong' ? 'note' : 'error',
  }
}

/** What is odd about the systems' answers as a whole. */
function review(
  spec: Spec,
  comparison: Comparison,
  systems: readonly SystemFile[],
  problems: Problems,
): void {
  const { scorer, answers } = comparison
  for (const [s, { name }] of answers.entries()) {
    const tell: Tell = (code, details, severity) =>
      problems.add(code, { file: systems[s]!.source.file }, details, severity)
    scorer.review(name, comparison.sum(s), tell)
  }
  const sets = answers.map((_, s) => JSON.stringify(comparison.classesOf(s)))
  const averaged = scorer.metrics.some(({ name }) => name.endsWith('_macro'))
  if (averaged && spec.options.labels === undefined && new Set(sets).size > 1) {
    problems.add(
      'labels.differ',
      { file: spec.file },
      { systems: answers.map(({ name }) => name).join(' and ') },
    )
  }
}

/** The task's own counts, by kind and system. */
function tablesOf(comparison: Comparison): {
  [Kind in keyof Tables]: Record<string, NonNullable<Tables[Kind]>>
} {
  const found: Record<string, Record<string, unknown>> = {}
  for (const [s, { name }] of comparison.answers.entries()) {
    for (const [kind, table] of Object.entries(comparison.scorer.tables?.(comparison.sum(s)) ?? {})) {
      found[kind] = { ...found[kind], [name]: table }
    }
  }
  return found
}

/** `f1_macro|labels:auto|zero_division:0|goldbar:0.1.0` */
function signatures(scorer: AnyScorer): Record<string, string> {
  const computed = scorer.metrics.filter(({ needs, each }) => !needs || each)
  return Object.fromEntries(
    computed.map(({ name, how }) => {
      const options = typeof how === 'function' ? how() : how
      return [name, [name, ...(options ? [options] : []), `goldbar:${VERSION}`].join('|')]
    }),
  )
}

function systemOf({ name, rows, missing, unreadable, extra }: Answers, source: Source): System {
  const role = name === 'candidate' ? 'candidate' : 'baseline'
  return { name, role, files: [fileOf(source)], rows, missing, unreadable, extra }
}

function fileOf(source: Source) {
  const blob = source.blob ?? null
  return { path: source.file, registered: blob !== null, blob, ...source.digest() }
}

/** Nothing to compare the bar with. */
export const NO_BASE: Suite['registration'] = {
  state: 'no_base',
  base: null,
  ref: null,
  date: null,
  compared: false,
  changes: [],
  files: [],
  proposal: null,
  planned: [],
}

function emptySuite(at: Suite['spec'], spec: Spec | undefined, validity: Validity, world: SuiteWorld): Suite {
  const verdict: Verdict = 'error'
  return {
    name: spec?.name ?? at.path,
    task: spec?.task ?? '',
    right: '',
    graded: null,
    verdict,
    shows: showing(spec, world),
    spec: at,
    registration: NO_BASE,
    candidate_given: world.candidate ?? null,
    systems: [],
    gold: { files: [], rows: 0 },
    documents: [],
    gates: [],
    waivers: spec ? unjudged(spec, validity) : [],
    waivers_on: spec && spec.waivers.length > 0 ? validity.date : null,
    scores: [],
    regressions: [],
    recorded_changes: [],
    losses: { classes: [], slices: [], confusions: [], wrong: 0, examples: [] },
    contamination: null,
    signatures: {},
    confidence: spec?.confidence ?? 0.95,
    problems: [],
  }
}
