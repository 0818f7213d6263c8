/**
 * What was tested with what outcome, as an in-toto Statement v1 (in-toto/attestation, spec/v1) with a test result as its
 * predicate (spec/predicates/test-result.md). It says which predictions met which bar; whoever signs it vouches for that.
 */
import { type Shown, shownAs } from '../gates'
import type { GateResult, Report, Suite } from './report'
import { safe } from './safe'

export const STATEMENT = 'https://in-toto.io/Statement/v1'
export const PREDICATE = 'https://in-toto.io/attestation/test-result/v0.1'

export interface Statement {
  readonly _type: typeof STATEMENT
  /** the candidates' predictions; the model that made them is not known here */
  readonly subject: readonly Resource[]
  readonly predicateType: typeof PREDICATE
  readonly predicate: {
    readonly result: 'PASSED' | 'FAILED'
    /** what they were held against, and what did it */
    readonly configuration: readonly Resource[]
    /** of the workflow run */
    readonly url?: string
    readonly passedTests: readonly string[]
    readonly warnedTests: readonly string[]
    readonly failedTests: readonly string[]
  }
}

export interface Resource {
  readonly name: string
  readonly digest: { readonly sha256: string }
  readonly annotations?: Readonly<Record<string, string | boolean>>
}

/** Undefined where no predictions were read: a statement must be about something. `url` is that of the workflow run. */
export function statementOf(report: Report, url: string | undefined): Statement | undefined {
  const candidates = report.suites.flatMap(({ systems }) =>
    systems.filter(({ role }) => role === 'candidate'),
  )
  const subject = unique(candidates.flatMap(({ files }) => files.flatMap(file => resource(file))))
  if (subject.length === 0) return undefined
  const tests = testsOf(report)
  // a change of the bar alone passes whatever the model does
  const passed = report.verdict === 'pass' && tests.failedTests.length === 0
  return {
    _type: STATEMENT,
    subject,
    predicateType: PREDICATE,
    predicate: {
      result: passed ? 'PASSED' : 'FAILED',
      configuration: unique([...report.suites.flatMap(configuration), ...goldbar(report)]),
      ...(url !== undefined && { url }),
      ...tests,
    },
  }
}

/** The files of a statement by name: whole, and in the parts that a signer asks for; undefined where there is none. */
export function statementFiles(report: Report, url: string | undefined) {
  const statement = statementOf(report, url)
  const json = (value: object | undefined) => value && `${JSON.stringify(value, null, 2)}\n`
  return {
    'statement.json': json(statement),
    'predicate.json': json(statement?.predicate),
    // as sha256sum writes it
    'subjects.sha256': statement?.subject.map(({ name, digest }) => `${digest.sha256}  ${name}\n`).join(''),
  } as const
}

type Tests = Pick<Statement['predicate'], 'passedTests' | 'warnedTests' | 'failedTests'>

/** A blocking gate that is not met has failed; an advisory or waived one, and a part too small to judge, only warns. */
const LIST = {
  blocking: {
    pass: 'passedTests',
    fail: 'failedTests',
    waived: 'warnedTests',
    inconclusive: 'failedTests',
    error: 'failedTests',
    too_small: 'warnedTests',
  },
  advisory: {
    pass: 'passedTests',
    fail: 'warnedTests',
    waived: 'warnedTests',
    inconclusive: 'warnedTests',
    error: 'warnedTests',
    too_small: 'warnedTests',
  },
} as const satisfies Record<GateResult['level'], Record<Shown, keyof Tests>>

/** Each gate by its spec and id, and each kind of problem that blocks. */
function testsOf({ suites, problems }: Report): Tests {
  const tests = { passedTests: [] as string[], warnedTests: [] as string[], failedTests: [] as string[] }
  tests.failedTests.push(...blocking(problems))
  for (const { spec, gates, verdict, problems } of suites) {
    const failed = tests.failedTests.length
    tests.failedTests.push(...blocking(problems).map(code => `${spec.path}: ${code}`))
    for (const gate of gates) tests[LIST[gate.level][shownAs(gate)]].push(`${spec.path}: ${gate.id}`)
    if (verdict !== 'pass' && tests.failedTests.length === failed) tests.failedTests.push(spec.path)
  }
  return tests
}

function blocking(problems: Report['problems']): string[] {
  return [...new Set(problems.filter(({ severity }) => severity === 'error').map(({ code }): string => code))]
}

function configuration(suite: Suite): Resource[] {
  const { spec, gold, systems, documents, contamination, registration } = suite
  const commit = registration.base
  const resources = (role: string, files: readonly File[]) =>
    files.flatMap(file => {
      const at = file.registered && commit !== null ? { commit } : {}
      return resource(file, { role, registered: file.registered, ...at })
    })
  return [
    ...resources('spec', [{ path: spec.path, sha256: spec.sha256 ?? '', registered: byTheBase(suite) }]),
    ...resources('gold', gold.files),
    ...systems
      .filter(({ role }) => role === 'baseline')
      .flatMap(({ name, files }) => resources(`baselines.${name}`, files)),
    // the spec names a document by an option, or elsewhere, which is then told whole
    ...documents.flatMap(file =>
      resources(file.option.includes('.') ? file.option : `options.${file.option}`, [file]),
    ),
    ...resources('train', contamination?.train?.files ?? []),
  ]
}

/** Whether the spec that judged is the one that the base has. */
function byTheBase({ registration: { state, proposal }, verdict }: Suite): boolean {
  // a change of the bar alone shows its own spec where that one is no bar
  if (state === 'registration_change') return !(verdict === 'error' && proposal === 'error')
  return state === 'registered' || state === 'changed'
}

function goldbar({ goldbar: version, goldbar_sha256: sha256 }: Report): Resource[] {
  return resource({ path: 'goldbar', sha256: sha256 ?? '' }, { role: 'goldbar', version })
}

type File = { readonly path: string; readonly sha256: string; readonly registered: boolean }

/** None for a file that was not read to its end. */
function resource(
  { path, sha256 }: Pick<File, 'path' | 'sha256'>,
  annotations?: Resource['annotations'],
): Resource[] {
  return sha256 === '' ? [] : [{ name: safe(path), digest: { sha256 }, ...(annotations && { annotations }) }]
}

function unique(resources: readonly Resource[]): Resource[] {
  return [...new Map(resources.map(one => [JSON.stringify(one), one])).values()]
}
