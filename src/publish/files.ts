/** The report files in the output folder: all of the report, whatever the other surfaces had room for. */
import { mkdir, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { NO_PAGE, readPage } from '../read/page'
import { type Files, reportFiles } from '../report/files'
import { type Publisher, reason } from './publisher'

export const files: Publisher = {
  name: 'files',
  async publish(report, { workspace, page: address, inputs: { output } }) {
    const page = await readPage()
    const texts = reportFiles(report, page, address)
    try {
      await write(workspace, output, texts)
    } catch (fault) {
      return { notes: [`The report files could not be written to ${output}: ${reason(fault)}.`] }
    }
    const at = (name: string) => posix.join(output, name)
    const made = {
      'report-json': at('report.json'),
      'report-markdown': at('report.md'),
      ...(page !== undefined && { 'report-html': at('report.html') }),
      ...(texts['statement.json'] !== undefined && { statement: at('statement.json') }),
    }
    return { notes: page === undefined ? [NO_PAGE] : [], made }
  },
}

async function write(workspace: string, output: string, texts: Files) {
  const folder = resolve(workspace, output)
  if (!(await inside(workspace, folder))) throw new Error('a link leads out of the workspace')
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(texts)) {
    const file = join(folder, name)
    // Anew, and not through a link that lies there; one of an earlier run must not be taken for this one's.
    await rm(file, { force: true })
    if (text !== undefined) await writeFile(file, text, { flag: 'wx' })
  }
}

/** Asked of the nearest folder that exists, before any is made. */
async function inside(workspace: string, folder: string): Promise<boolean> {
  const real = await realpath(folder).catch(() => undefined)
  if (real === undefined) return dirname(folder) !== folder && inside(workspace, dirname(folder))
  const path = relative(await realpath(workspace), real)
  return path === '' || !/^(\.\.($|[\\/])|[\\/]|[a-z]:)/i.test(path)
}
