/** What blocks, as places to point at: the spec's line of a gate, the file's line of a problem. */
import { levelIn, shownAs } from '../gates'
import { PROBLEMS, type Problem } from '../problems'
import type { GateResult, Report, Suite } from '../report/report'

export interface Finding {
  readonly kind: 'error' | 'warning'
  /** 0 is the most severe */
  readonly rank: number
  readonly message: string
  readonly file: string | null
  readonly line: number | null
}

/** The most severe ones first. */
export function findings(report: Report): Finding[] {
  const all = [
    ...report.problems.map(ofProblem),
    ...report.suites.flatMap(suite => [
      ...suite.problems.map(ofProblem),
      ...suite.gates.map(gate => ofGate(gate, suite)),
    ]),
  ]
  return all.filter(each => each !== undefined).sort((a, b) => a.rank - b.rank)
}

/** A problem comes first: it says why there are no numbers. */
const PROBLEM = { error: ['error', 0], warning: ['warning', 2], note: undefined } as const

/** An advisory gate blocks nothing, so it warns. A group's value that is too small to judge decides nothing either. */
const GATE = {
  blocking: {
    error: ['error', 1],
    fail: ['error', 2],
    waived: ['warning', 1],
    inconclusive: ['warning', 0],
    too_small: ['warning', 3],
    pass: undefined,
  },
  advisory: {
    error: ['warning', 1],
    fail: ['warning', 1],
    waived: undefined,
    inconclusive: ['warning', 3],
    too_small: undefined,
    pass: undefined,
  },
} as const

function ofProblem({ severity, file, line, id, message, code }: Problem): Finding | undefined {
  if (PROBLEM[severity] === undefined) return undefined
  const [kind, rank] = PROBLEM[severity]
  const example = id === null ? '' : `${JSON.stringify(id)}: `
  return { kind, rank, message: `${example}${message} (${code in PROBLEMS ? code : 'unknown'})`, file, line }
}

function ofGate(gate: GateResult, suite: Suite): Finding | undefined {
  const shown = shownAs(gate)
  const found = GATE[levelIn(suite, gate)][shown]
  if (found === undefined) return undefined
  const [kind, rank] = found
  const why = gate.why === null ? '' : ` Why this bar: ${gate.why}`
  const message = `${gate.id}: ${shown.replace('_', ' ')}${waived(gate)}. ${gate.message}${why}`
  return { kind, rank, message, file: suite.spec.path, line: gate.line }
}

function waived({ waiver }: GateResult): string {
  return waiver === null ? '' : ` until ${waiver.until}, down to ${waiver.floor} (${waiver.why})`
}
