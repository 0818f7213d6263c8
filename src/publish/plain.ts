/** What is shown as plain text, where GitHub counts characters and takes none beyond U+FFFF. */
import { visible } from '../report/escape'
import { reason } from '../report/markdown'
import type { Report } from '../report/report'

/** One line of at most so many characters, each of at most three bytes. */
export function plain(text: string, most: number): string {
  const line = visible(text, Number.POSITIVE_INFINITY)
  const points = [...line.replace(BEYOND, each => `\\u{${each.codePointAt(0)!.toString(16)}}`)]
  return points.length > most ? `${points.slice(0, most - 1).join('')}…` : points.join('')
}

/** The verdict and what decided it. */
export function headline(report: Report, most: number): string {
  const asItIs = (text: string) => text
  return plain(`${report.verdict}. ${reason(report, { code: asItIs, prose: asItIs })}`, most)
}

const BEYOND = /[\u{10000}-\u{10ffff}]/gu
