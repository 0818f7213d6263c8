/** report.sarif (SARIF 2.1.0): what blocks or warns, at its line of the spec or of the file, for code scanning. */
import { levelIn, shownAs } from '../gates'
import { PROBLEMS, type Problem } from '../problems'
import type { GateResult, Report, Suite } from './report'

export function renderSarif(report: Report): string {
  const results = [
    ...report.problems.flatMap(ofProblem),
    ...report.suites.flatMap(suite => [
      ...suite.problems.flatMap(ofProblem),
      ...suite.gates.flatMap(gate => ofGate(gate, suite)),
    ]),
  ]
  const rules = [...new Set(results.map(({ ruleId }) => ruleId))].sort()
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Goldbar',
            semanticVersion: report.goldbar,
            rules: rules.map(id => ({ id, shortDescription: { text: RULES[id] ?? describe(id) } })),
          },
        },
        columnKind: 'unicodeCodePoints',
        originalUriBaseIds: { [ROOT]: { description: { text: 'The workspace.' } } },
        results,
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

const ROOT = '%SRCROOT%'

/** Of gates the rule is what became of it; of problems it is the code. */
const RULES: Readonly<Record<string, string>> = {
  'gate-not-met': 'A gate is not met.',
  'gate-waived': 'A gate is not met, and a waiver lets it through.',
  'gate-inconclusive': 'A gate has too few examples to be decided.',
  'gate-without-value': 'A gate has nothing to judge.',
}

const RULE: Partial<Record<ReturnType<typeof shownAs>, string>> = {
  fail: 'gate-not-met',
  waived: 'gate-waived',
  inconclusive: 'gate-inconclusive',
  error: 'gate-without-value',
}

type Level = 'error' | 'warning' | 'note'

function ofGate(gate: GateResult, suite: Suite) {
  const { spec, name } = suite
  const level = levelIn(suite, gate)
  const { id, message, line, column, why } = gate
  const shown = shownAs(gate)
  const rule = RULE[shown]
  if (rule === undefined) return []
  const text = `${name}, ${id}: ${message}${why === null ? '' : ` Why this bar: ${why}`}`
  const region = { startLine: line, startColumn: column }
  return [
    result(
      rule,
      level === 'advisory' || shown === 'waived' ? 'warning' : 'error',
      text,
      spec.path,
      region,
      `${spec.path} ${id}`,
    ),
  ]
}

function ofProblem({ code, severity, file, line, column, id, message }: Problem) {
  const text = `${id === null ? '' : `Example ${JSON.stringify(id)}: `}${message}`
  const region =
    line === null ? undefined : { startLine: line, ...(column !== null && { startColumn: column }) }
  return [result(code, severity, text, file, region, [code, file, id ?? line].join(' '))]
}

function result(
  ruleId: string,
  level: Level,
  text: string,
  file: string | null,
  region: { startLine: number; startColumn?: number } | undefined,
  identity: string,
) {
  const artifactLocation = {
    uri: encodeURI((file ?? '').toWellFormed()).replace(/[?#]/g, encodeURIComponent),
    uriBaseId: ROOT,
  }
  return {
    ruleId,
    level,
    message: { text: text.toWellFormed() },
    ...(file !== null && {
      locations: [{ physicalLocation: { artifactLocation, ...(region && { region }) } }],
    }),
    partialFingerprints: { 'identity/v1': identity.toWellFormed() },
  }
}

/** The sentence of a problem, its details as names. */
function describe(code: string): string {
  const [, wrong] = PROBLEMS[code as keyof typeof PROBLEMS] ?? []
  return wrong === undefined ? code : wrong.replace(/\{(\w+)\}/g, '‹$1›')
}
