/** The page of report.html, which lies beside the bundle and is read only when a report is written. */
import { readFile } from 'node:fs/promises'

/** Undefined where it is not there: no verdict waits for a page. */
export function readPage(): Promise<string | undefined> {
  const file = new URL(/* webpackIgnore: true */ 'report.html', import.meta.url)
  return readFile(file, 'utf8').catch(() => undefined)
}

export const NO_PAGE =
  'report.html was not written: the page for it does not lie beside the program. Install all files of dist/.'
