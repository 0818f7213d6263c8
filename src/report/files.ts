/** The files that a report is written to, by name. */
import { renderBadge } from './badge'
import { renderJson } from './json'
import { renderJunit } from './junit'
import { renderMarkdown } from './markdown'
import { renderNextData } from './next-data'
import type { Report } from './report'
import { renderSarif } from './sarif'

export const FILES = {
  'report.json': renderJson,
  'report.md': report => renderMarkdown(report, Number.POSITIVE_INFINITY),
  'junit.xml': renderJunit,
  'report.sarif': renderSarif,
  'next-data.csv': renderNextData,
  'badge.json': renderBadge,
} as const satisfies Record<string, (report: Report) => string>

export type FileName = keyof typeof FILES

export const NAMES = Object.keys(FILES) as readonly FileName[]
