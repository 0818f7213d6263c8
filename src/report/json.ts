import type { Report } from './report'

/** report.json: the report itself, as schema/report.schema.json describes it. */
export function renderJson(report: Report): string {
  return `${JSON.stringify(report, null, 2)}\n`
}
