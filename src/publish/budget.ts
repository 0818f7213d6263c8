/** A report's text for a surface that counts bytes as well as characters. */
import { renderMarkdown } from '../report/markdown'
import type { Report } from '../report/report'
import { sentence } from './conclusion'

export interface Budget {
  /** UTF-16 units */
  readonly units: number
  /** of UTF-8 */
  readonly bytes: number
}

/** The longest text that keeps to both; the verdict alone where the report cannot. */
export function within(report: Report, { units, bytes }: Budget): string {
  let limit = Math.min(units, bytes)
  while (limit >= LEAST) {
    const text = renderMarkdown(report, limit)
    const size = Buffer.byteLength(text)
    if (size <= bytes && text.length <= units) return text
    limit = Math.floor(limit * Math.min(0.9, bytes / size))
  }
  return brief(report)
}

/** The verdict alone. */
export function brief(report: Report): string {
  return `**Goldbar.** ${sentence(report)} The report is too long to be shown here; the report files hold all of it.`
}

const LEAST = 500
