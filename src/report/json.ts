import type { Report } from './report'

/** report.json: the report itself, as schema/report.schema.json describes it, in well-formed text. */
export function renderJson(report: Report): string {
  const suites = report.suites.map(({ browsed, ...suite }) => suite)
  const text = JSON.stringify({ ...report, suites }, null, 2)
  return `${text.replace(ESCAPE, found => (HALF.test(found) ? '\ufffd' : found))}\n`
}

const ESCAPE = /\\(?:u[0-9a-f]{4}|.)/gu
/** Half of a surrogate pair is no character, and many readers of JSON refuse it. */
const HALF = /^\\ud[89a-f]/u
