/** The files that a report is written to, by name; undefined is a file that there is not. */
import { renderBadge } from './badge'
import { renderHtml } from './html'
import { renderJson } from './json'
import { renderJunit } from './junit'
import { renderLost } from './lost'
import { renderMarkdown } from './markdown'
import { renderNextData } from './next-data'
import type { Report } from './report'
import { renderSarif } from './sarif'
import { statementFiles } from './statement'

/** By name; in pieces where it may be much, undefined where there is none. */
export type Files = Readonly<Record<string, string | Iterable<string> | undefined>>

/** `page` is what report.html is filled into; `address` is that of the run. */
export function reportFiles(report: Report, page: string | undefined, address: string | undefined): Files {
  return {
    'report.json': renderJson(report),
    'report.md': renderMarkdown(report, Number.POSITIVE_INFINITY),
    'report.html': page === undefined ? undefined : renderHtml(report, page),
    'junit.xml': renderJunit(report),
    'report.sarif': renderSarif(report),
    'next-data.csv': renderNextData(report),
    'losses.jsonl': renderLost(report),
    'badge.json': renderBadge(report),
    ...statementFiles(report, address),
  }
}
