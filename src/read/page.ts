/** The page of report.html, which lies beside the bundle and is read only when a report is written. */
import { readFile } from 'node:fs/promises'

export function readPage(): Promise<string> {
  return readFile(new URL(/* webpackIgnore: true */ 'report.html', import.meta.url), 'utf8')
}
