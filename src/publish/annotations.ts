/** What blocks, at its line: of the spec for a gate, of the file for a problem. */
import { error, warning } from '@actions/core'
import { PROBLEMS, type Problem } from '../problems'
import type { GateResult, Report, Suite } from '../report/report'
import { inert } from './log'
import type { Publisher } from './publisher'

/** The runner keeps ten of each kind a step; one error is the step's own end. */
export const MOST = { error: 9, warning: 10 } as const
/** UTF-16 units of one, where the runner cuts. */
export const LENGTH = 4096

export const annotations: Publisher = {
  name: 'annotations',
  async publish(report) {
    const all = found(report)
    for (const [kind, print] of Object.entries({ error, warning }) as ['error' | 'warning', typeof error][]) {
      for (const { message, file, line } of limited(all, kind)) {
        const place =
          file === null ? {} : { file: inert(file), ...(line === null ? {} : { startLine: line }) }
        print(message, { title: 'Goldbar', ...place })
      }
    }
    return { notes: [] }
  },
}

interface Annotation {
  readonly kind: 'error' | 'warning'
  /** 0 is the most severe */
  readonly rank: number
  readonly message: string
  readonly file: string | null
  readonly line: number | null
}

function found(report: Report): Annotation[] {
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
    inconclusive: ['warning', 0],
    too_small: ['warning', 3],
    pass: undefined,
  },
  advisory: {
    error: ['warning', 1],
    fail: ['warning', 1],
    inconclusive: ['warning', 3],
    too_small: undefined,
    pass: undefined,
  },
} as const

function ofProblem({ severity, file, line, id, message, code }: Problem): Annotation | undefined {
  if (PROBLEM[severity] === undefined) return undefined
  const [kind, rank] = PROBLEM[severity]
  const example = id === null ? '' : `${JSON.stringify(id)}: `
  return { kind, rank, message: `${example}${message} (${code in PROBLEMS ? code : 'unknown'})`, file, line }
}

function ofGate(gate: GateResult, suite: Suite): Annotation | undefined {
  const found = GATE[gate.level][gate.outcome]
  if (found === undefined) return undefined
  const [kind, rank] = found
  const why = gate.why === null ? '' : ` Why this bar: ${gate.why}`
  const message = `${gate.id}: ${gate.outcome.replace('_', ' ')}. ${gate.message}${why}`
  return { kind, rank, message, file: suite.spec.path, line: gate.line }
}

/** The most severe of a kind; the last one counts those left out. */
function limited(all: readonly Annotation[], kind: 'error' | 'warning'): Annotation[] {
  const same = all.filter(each => each.kind === kind)
  const shown = same.slice(0, MOST[kind])
  const left = same.length - shown.length
  return shown.map((each, i) => {
    const more = left > 0 && i === shown.length - 1 ? ` And ${left} more of this kind in the report.` : ''
    return { ...each, message: cut(inert(each.message), LENGTH - more.length) + more }
  })
}

/** At most so many UTF-16 units, and no half of a surrogate pair. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
