/** `report.json`, `report.md` and `report.html` in the output folder: all of the report, whatever the other surfaces had room for. */
import { mkdir, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { NO_PAGE, readPage } from '../read/page'
import { renderHtml } from '../report/html'
import { renderJson } from '../report/json'
import { renderMarkdown } from '../report/markdown'
import { type Publisher, reason } from './publisher'

export const files: Publisher = {
  name: 'files',
  async publish(report, { workspace, inputs: { output } }) {
    const page = await readPage()
    const texts = {
      'report.json': renderJson(report),
      'report.md': renderMarkdown(report, Number.POSITIVE_INFINITY),
      'report.html': page === undefined ? null : renderHtml(report, page),
    }
    try {
      await write(workspace, output, texts)
    } catch (fault) {
      return { notes: [`The report files could not be written to ${output}: ${reason(fault)}.`] }
    }
    const at = (name: keyof typeof texts) => posix.join(output, name)
    const made = { 'report-json': at('report.json'), 'report-markdown': at('report.md') }
    if (page === undefined) return { notes: [NO_PAGE], made }
    return { notes: [], made: { ...made, 'report-html': at('report.html') } }
  },
}

/** Null takes away what an earlier run left. */
async function write(workspace: string, output: string, texts: Readonly<Record<string, string | null>>) {
  const folder = resolve(workspace, output)
  if (!(await inside(workspace, folder))) throw new Error('a link leads out of the workspace')
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(texts)) {
    const file = join(folder, name)
    // Anew, and not through a link that lies there.
    await rm(file, { force: true })
    if (text !== null) await writeFile(file, text, { flag: 'wx' })
  }
}

/** Asked of the nearest folder that exists, before any is made. */
async function inside(workspace: string, folder: string): Promise<boolean> {
  const real = await realpath(folder).catch(() => undefined)
  if (real === undefined) return dirname(folder) !== folder && inside(workspace, dirname(folder))
  const path = relative(await realpath(workspace), real)
  return path === '' || !/^(\.\.($|[\\/])|[\\/]|[a-z]:)/i.test(path)
}
