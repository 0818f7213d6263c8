/**
 * The bar was there first: a suite is judged by its registration, which is what the base holds of it (spec, gold set,
 * committed baselines, documents, training data). What a change does to it is told, and decides nothing.
 */
import type { Open } from './files'
import { readRows } from './formats'
import type { Row, Source } from './formats/format'
import { hiddenRows } from './hide'
import { plan } from './plan'
import { Problems, problem, quote } from './problems'
import type { PlannedGate, RegisteredFile, Suite } from './report/report'
import { type RowChanges, RowDigester, type RowDigests, rowChanges, TextDigester } from './row-changes'
import { type Change, specChanges } from './spec/changes'
import { parseSpec } from './spec/parse'
import { least, type Shows } from './spec/shows'
import type { RowsSpec, Spec, SystemSpec } from './spec/spec'
import { evaluateSuite, NO_BASE, type SpecFile, type SuiteWorld } from './suite'
import { TASKS } from './tasks'

/** What the base holds, read at one commit. */
export interface Registered {
  readonly base: { readonly sha: string; readonly ref: string; readonly date: string | null }
  /** whether the change's own version is known; the base's stands for it otherwise */
  readonly compared: boolean
  /** the spec as the base has it; null where it has none, undefined where there is no telling, which is told */
  spec(file: string, problems: Problems): Promise<SpecFile | null | undefined>
  /** opens what the base holds, and what it does not hold in the workspace; what it held joins `held` */
  open(held: Held[]): Open
  /** whether the change touches nothing but these files, relative to the workspace; undefined where nobody can tell */
  only(files: readonly string[]): Promise<boolean | undefined>
  /** what becomes of a suite that the base does not know */
  readonly unregistered: 'fail' | 'pass'
}

/** A registered file. */
export interface Held {
  /** where the spec names it, such as gold.path */
  readonly key: string
  /** relative to the workspace */
  readonly file: string
  /** whether the change has the same bytes */
  readonly same: boolean
  base(problems: Problems): Source
  /** undefined where the change has none */
  head(problems: Problems): Promise<Source | undefined>
}

/** `gone` are specs as the base has them, which the change took away. */
export async function registeredSuites(
  heads: readonly SpecFile[],
  gone: readonly SpecFile[],
  world: SuiteWorld,
  registered: Registered,
): Promise<Suite[]> {
  const bars: Bar[] = []
  for (const head of heads) {
    const problems = new Problems()
    bars.push({ head, bar: await registered.spec(head.file, problems), problems })
  }
  // a spec of another name may read the same data
  const most = least([...bars.flatMap(({ bar }) => bar ?? []), ...gone].map(showsOf))
  const judged: Judged[] = []
  for (const bar of bars) judged.push(await judgedSuite(bar, most, world, registered))
  for (const bar of gone) judged.push(await judgedByBase(bar, undefined, world, registered))
  const parts = judged.flatMap(({ file, held }) => [file, ...held.map(({ file }) => file)])
  const changed = judged.some(({ suite }) => suite.registration.changes.length > 0)
  const only = changed && (await registered.only(parts))
  return judged.map(one => (only === true ? asRegistrationChange(one) : one.suite))
}

/** A spec as the change has it, and as `Registered` finds it on the base. */
interface Bar {
  readonly head: SpecFile
  readonly bar: SpecFile | null | undefined
  readonly problems: Problems
}

/** A suite as the base's bar judges it. */
interface Judged {
  readonly file: string
  readonly suite: Suite
  /** what the base holds of it */
  readonly held: readonly Held[]
  /** by the change's own version, where there is another one */
  readonly proposal?: Suite | undefined
}

/** `most` is what the base lets be shown of any data. */
async function judgedSuite(
  { head, bar, problems }: Bar,
  most: Shows,
  world: SuiteWorld,
  registered: Registered,
): Promise<Judged> {
  if (bar === null) {
    const suite = await unregistered(head, { ...world, shows: most }, registered)
    return { file: head.file, suite, held: [] }
  }
  if (bar !== undefined) {
    const judged = await judgedByBase(bar, head, world, registered)
    const { suite } = judged
    return { ...judged, suite: { ...suite, problems: [...suite.problems, ...problems.list()] } }
  }
  const suite = await evaluateSuite(head, { ...world, shows: UNKNOWN }, false)
  const told = { verdict: 'error', problems: problems.list(), registration: at(registered) } as const
  return { file: head.file, suite: { ...suite, ...told }, held: [] }
}

async function judgedByBase(
  bar: SpecFile,
  head: SpecFile | undefined,
  world: SuiteWorld,
  registered: Registered,
): Promise<Judged> {
  const { file } = bar
  const held: Held[] = []
  const judged = await evaluateSuite(bar, { ...world, open: registered.open(held) }, true)
  const files = await changedFiles(held, bar)
  const suite = judgedByAnother(judged, files)
  const changes = [...(head ? specDifferences(bar, head) : [GONE(file)]), ...files.map(changeOf)]
  const state = changes.length === 0 ? 'registered' : 'changed'
  const registration = { ...at(registered), changes, files, state } as const
  if (changes.length === 0 || !head) return { file, held, suite: { ...suite, registration } }
  const most = showsOf(bar)
  // it is told by its verdict, and where it is no bar by why; never by more of the data than the base lets be shown
  const proposal = await evaluateSuite(head, { ...world, browse: false, shows: most }, true)
  const planned = await plannedGates(head, { ...world, shows: most }, changes)
  return {
    file,
    held,
    suite: {
      ...suite,
      ...withProposed(suite, proposal),
      registration: { ...registration, proposal: proposal.verdict, planned },
    },
    proposal,
  }
}

/** What is shown of the data where nobody can tell what the base lets be shown. */
const UNKNOWN: Shows = 'hash'

function showsOf(bar: SpecFile): Shows {
  return parsed(bar.text, bar.file)?.shows ?? UNKNOWN
}

/** Verdicts of a judge whose prompt this change edits are not those that the bar was set for. */
function judgedByAnother(suite: Suite, files: readonly RegisteredFile[]): Suite {
  const told = files.flatMap(({ key, file }) => {
    const [, name] = /^recorded\.([^.]+)\.prompt$/.exec(key) ?? []
    return name === undefined ? [] : [problem('registration.prompt', { file }, { name })]
  })
  return told.length === 0 ? suite : { ...suite, verdict: 'error', problems: [...told, ...suite.problems] }
}

/** What the change adds lets nothing through; whoever needs a waiver would write one. */
function withProposed(base: Suite, head: Suite): Pick<Suite, 'waivers' | 'waivers_on'> {
  const known = new Set(base.waivers.map(({ gate }) => gate))
  const added = head.waivers.filter(({ gate }) => !known.has(gate))
  return {
    waivers: [...base.waivers, ...added.map(one => ({ ...one, state: 'not_registered' as const }))],
    // the proposal's verdict depends on the day as well
    waivers_on: base.waivers_on ?? head.waivers_on,
  }
}

/** A change of bars alone is judged by whether they are bars; what it loosens is for its reviewers. */
function asRegistrationChange({ suite, proposal }: Judged): Suite {
  if (suite.registration.state !== 'changed') return suite
  const registration = { ...suite.registration, state: 'registration_change' as const }
  const never = registration.planned.filter(gate => gate.never && gate.level === 'blocking')
  if (proposal && proposal.verdict !== 'error' && never.length > 0) {
    const problems = never.map(({ id, line, says }) =>
      problem('gate.never', { file: proposal.spec.path, line }, { gate: quote(id), says: says.join(' ') }),
    )
    return { ...suite, verdict: 'error', problems, registration }
  }
  if (proposal?.verdict !== 'error') return { ...suite, verdict: 'pass', problems: [], registration }
  const { waivers, waivers_on } = suite
  const gates = proposal.gates.map(gate => ({ ...gate, waiver: null }))
  return { ...proposal, gates, waivers, waivers_on, registration }
}

/** What those gates can show that are new or different, from gold set and baselines alone; all, where those are. */
async function plannedGates(
  head: SpecFile,
  world: SuiteWorld,
  changes: readonly Change[] | undefined,
): Promise<readonly PlannedGate[]> {
  const edited = changes?.filter(({ to, key }) => to !== null && !/\.(?:id|why)$/u.test(key))
  const whole = edited === undefined || edited.some(({ key }) => WHOLE.test(key))
  const isEdited = ({ id }: { id: string }) =>
    edited?.some(({ key }) => key === `gates.${id}` || key.startsWith(`gates.${id}.`))
  if (!whole && !edited.some(({ key }) => key.startsWith('gates.'))) return []
  const wanted = (gate: { id: string }) => whole || isEdited(gate) === true
  const { gates } = await plan(head, world.open, new Problems(), { wanted, most: world.shows ?? 'full' })
  return gates ?? []
}

/** What every gate rests on. */
const WHOLE = /^(?:gold|baselines|slices|options|recorded|decide|confidence|cluster)\b/u

function at({ base: { sha: base, ref, date }, compared }: Registered): Suite['registration'] {
  return { ...NO_BASE, base, ref, date, compared }
}

const GONE = (key: string): Change => ({
  key,
  kind: 'loosened',
  from: 'a spec',
  to: null,
  words: 'nothing judges this any more',
})

/** The base does not know the suite: what it would come to is shown, and it fails unless the input allows it. */
async function unregistered(head: SpecFile, world: SuiteWorld, registered: Registered): Promise<Suite> {
  const { unregistered: input, base } = registered
  const suite = await evaluateSuite(head, world, false)
  const merged = suite.waivers.length === 0 ? suite : await evaluateSuite(head, world, true)
  const planned = await plannedGates(head, world, undefined)
  const state = 'unregistered' as const
  const registration = { ...at(registered), state, proposal: merged.verdict, planned }
  if (input === 'pass') return { ...suite, registration }
  const first = problem('registration.none', { file: head.file }, { ref: base.ref })
  const verdict = suite.verdict === 'error' ? 'error' : 'fail'
  return { ...suite, verdict, problems: [first, ...suite.problems], registration }
}

/** How the two specs differ; one that is no spec any more may let anything pass. */
function specDifferences(base: SpecFile, head: SpecFile): Change[] {
  if (base.text === head.text) return []
  const [bar, proposed] = [base, head].map(({ text, file }) => parsed(text, file))
  if (bar && proposed) return specChanges(bar, proposed)
  const words = bar ? 'the proposed spec cannot be read' : 'the registered spec cannot be read'
  return [{ key: base.file, kind: 'loosened', from: null, to: null, words }]
}

function parsed(text: string, file: string): Spec | undefined {
  const problems = new Problems()
  const spec = parseSpec(text, file, TASKS, problems)
  return problems.blocking ? undefined : spec
}

async function changedFiles(held: readonly Held[], bar: SpecFile): Promise<RegisteredFile[]> {
  const spec = parsed(bar.text, bar.file)
  const files: RegisteredFile[] = []
  for (const one of held) {
    if (one.same) continue
    const rows = spec && rowsOf(one.key, spec)
    const changes = rows && spec ? await rowsChanged(one, rows, spec) : null
    // another writing of the same rows, or other line ends of a document, are no change
    if (changes ? isSame(changes) : rows === undefined && (await sameText(one))) continue
    // training rows are told by their lines
    const told = changes && one.key !== 'train.path' ? hiddenRows(changes, spec!.shows) : changes
    files.push({ key: one.key, file: one.file, rows: told })
  }
  return files
}

function isSame({ added, removed, relabelled, changed }: RowChanges): boolean {
  return [added, removed, relabelled, changed].every(({ count }) => count === 0)
}

async function sameText({ base, head }: Held): Promise<boolean> {
  const problems = new Problems()
  const digest = async (source: Source | undefined) => {
    for await (const _ of source?.bytes() ?? []);
    return source?.lineEnds?.()
  }
  const [before, after] = [await digest(base(problems)), await digest(await head(problems))]
  return before !== undefined && before === after && !problems.blocking
}

interface Rows extends Pick<RowsSpec, 'format' | 'records'> {
  digester(file: string, problems: Problems): RowDigests & { push(batch: readonly Row[]): void }
}

/** Of which rows a file consists, and what of each is compared; undefined where it is a document or an index. */
function rowsOf(key: string, { gold, baselines, train }: Spec): Rows | undefined {
  if (key === 'train.path' && train?.text)
    return { ...train, digester: () => new TextDigester(train, train.text!) }
  const system = key === 'gold.path' ? gold : baselines.find(({ name }) => key === `baselines.${name}.path`)
  const answer = system === gold ? gold.reference : (system as SystemSpec | undefined)?.prediction
  return (
    system && { ...system, digester: (file, problems) => new RowDigester(system, answer, file, problems) }
  )
}

/** Null where a version cannot be read row by row. */
async function rowsChanged(
  { file, base, head }: Held,
  { format, records, digester }: Rows,
  { limits }: Spec,
): Promise<RegisteredFile['rows']> {
  const problems = new Problems()
  const digests = async (source: Source | undefined) => {
    const digests = digester(file, problems)
    if (!source) return digests
    for await (const batch of readRows(source, { file, format, records, fields: [], limits, problems }))
      digests.push(batch)
    return digests
  }
  const changes = rowChanges(await digests(base(problems)), await digests(await head(problems)))
  return problems.blocking ? null : changes
}

/** Other examples, references or answers may be easier: nobody can tell. */
function changeOf({ key, file, rows }: RegisteredFile): Change {
  const counts = rows
    ? Object.entries({
        added: rows.added,
        removed: rows.removed,
        relabelled: rows.relabelled,
        changed: rows.changed,
      }).flatMap(([what, { count }]) => (count > 0 ? [`${count} ${what}`] : []))
    : ['the file differs']
  const size = (n: number | undefined) => (n === undefined ? null : `${n} rows`)
  return {
    key: `${key} (${file})`,
    kind: 'loosened',
    from: size(rows?.rows.base),
    to: size(rows?.rows.head),
    words: counts.join(', '),
  }
}
