/** Stands for src/read/page.ts in tests of the source: the page as it was built. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export function readPage(): Promise<string> {
  return readFile(join(import.meta.dirname, '../dist/report.html'), 'utf8')
}

export const NO_PAGE = 'no page'
