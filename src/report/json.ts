import type { Report } from './report'

/** report.json: the report itself, as schema/report.schema.json describes it. */
export function renderJson(report: Report): string {
  const suites = report.suites.map(({ browsed, ...suite }) => suite)
  return `${JSON.stringify({ ...report, suites }, null, 2)}\n`
}
