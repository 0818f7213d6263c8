import type { Report } from './report'

/** report.json: the report itself, as schema/report.schema.json describes it, in well-formed text. */
export function renderJson(report: Report): string {
  const suites = report.suites.map(({ browsed, ...suite }) => suite)
  return `${wellFormed(JSON.stringify({ ...report, suites }, null, 2))}\n`
}

/** JSON that any reader takes. */
export function wellFormed(json: string): string {
  return json.replace(ESCAPE, found => (HALF.test(found) ? '\ufffd' : found))
}

const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/gu
/** Half of a surrogate pair is no character, and many readers of JSON refuse it. */
const HALF = /^\\ud[89a-f]/u
