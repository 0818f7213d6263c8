/** junit.xml: a gate's result is a test case, as the test views of CI systems read it. */
import { levelIn, shownAs } from '../gates'
import type { Problem } from '../problems'
import type { GateResult, Report, Suite } from './report'

export function renderJunit({ suites, problems }: Report): string {
  const all = [
    ...suites.map(suite => testSuite(suite.name, casesOf(suite))),
    ...(problems.some(blocks) || suites.length === 0
      ? [testSuite('goldbar', problemCases(problems, null))]
      : []),
  ]
  // what is skipped is counted in the suites only
  const { skipped: _, ...total } = sum(all.map(({ count }) => count))
  const body = all.map(({ xml }) => xml).join('')
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="goldbar"${attributes(total)}>\n${body}</testsuites>\n`
}

interface Count {
  readonly tests: number
  readonly failures: number
  readonly errors: number
  readonly skipped: number
}

/** What a test case came to; a pass has none. */
type Kind = 'failure' | 'error' | 'skipped'

interface Case {
  readonly name: string
  readonly kind?: Kind | undefined
  readonly type: string
  readonly message: string
}

function testSuite(name: string, cases: readonly Case[]) {
  const of = (kind: Kind) => cases.filter(one => one.kind === kind).length
  const count = { tests: cases.length, failures: of('failure'), errors: of('error'), skipped: of('skipped') }
  const rows = cases.map(one => testCase(one, name)).join('')
  return {
    count,
    xml: `  <testsuite name="${attribute(name)}"${attributes(count)}>\n${rows}  </testsuite>\n`,
  }
}

function testCase({ name, kind, type, message }: Case, suite: string): string {
  const open = `    <testcase name="${attribute(name)}" classname="${attribute(suite)}"`
  if (kind === undefined) return `${open}/>\n`
  const what = kind === 'skipped' ? '' : ` type="${attribute(type)}"`
  return `${open}>\n      <${kind}${what} message="${attribute(message)}"/>\n    </testcase>\n`
}

/** A verdict that no case of it tells is a case of its own. */
function casesOf(suite: Suite): Case[] {
  const cases = [...problemCases(suite.problems, suite.spec.path), ...gateCases(suite)]
  const told = cases.some(({ kind }) => kind === 'failure' || kind === 'error')
  if (told || suite.verdict === 'pass') return cases
  const message = 'No blocking gate could be judged.'
  return [...cases, { name: 'verdict', kind: 'error', type: suite.verdict, message }]
}

function gateCases(suite: Suite): Case[] {
  return suite.gates.map(gate => {
    const level = levelIn(suite, gate)
    return {
      name: gate.id,
      kind: kindOf({ ...gate, level }),
      type: shownAs(gate),
      message: level === 'advisory' ? `Advisory: ${gate.message}` : gate.message,
    }
  })
}

/** What blocks is no success, and what does not is no failure: an advisory or a waived gate that is not met is skipped. */
function kindOf(gate: GateResult): Kind | undefined {
  const shown = shownAs(gate)
  if (shown === 'pass') return undefined
  if (shown === 'too_small' || shown === 'waived' || gate.level === 'advisory') return 'skipped'
  return shown === 'error' ? 'error' : 'failure'
}

function problemCases(problems: readonly Problem[], spec: string | null): Case[] {
  const found = problems.filter(blocks)
  const cases = found.map(({ code, file, line, id, message }): Case => {
    const place = [file ?? spec, line].filter(part => part !== null).join(':')
    const example = id === null ? '' : ` [${id}]`
    return {
      name: `${place}${example} ${code}`.trim(),
      kind: 'error',
      type: code,
      message,
    }
  })
  if (spec !== null || cases.length > 0) return cases
  return [{ name: 'suites', kind: 'error', type: 'none', message: 'There was nothing to judge.' }]
}

function blocks({ severity }: Problem): boolean {
  return severity === 'error'
}

function sum(counts: readonly Count[]): Count {
  const add = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0)
  return { tests: add('tests'), failures: add('failures'), errors: add('errors'), skipped: add('skipped') }
}

function attributes(counts: Partial<Count>): string {
  return Object.entries(counts)
    .map(([name, count]) => ` ${name}="${count}"`)
    .join('')
}

/** Only what XML 1.0 may hold; the rest shows as U+FFFD. Line ends of an attribute would become spaces. */
function attribute(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, character => `&#${character.charCodeAt(0)};`)
}
