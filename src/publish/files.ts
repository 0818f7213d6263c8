/** The report files in the output folder: all of the report, whatever the other surfaces had room for. */
import { mkdir, realpath, rm, writeFile } from 'node:fs/promises'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { FILES, type FileName, NAMES } from '../report/files'
import { type Publisher, reason } from './publisher'

export const files: Publisher = {
  name: 'files',
  async publish(report, { workspace, inputs: { output } }) {
    const texts = Object.fromEntries(NAMES.map(name => [name, FILES[name](report)]))
    try {
      await write(workspace, output, texts)
    } catch (fault) {
      return { notes: [`The report files could not be written to ${output}: ${reason(fault)}.`] }
    }
    const at = (name: FileName) => posix.join(output, name)
    return { notes: [], made: { 'report-json': at('report.json'), 'report-markdown': at('report.md') } }
  },
}

async function write(workspace: string, output: string, texts: Readonly<Record<string, string>>) {
  const folder = resolve(workspace, output)
  if (!(await inside(workspace, folder))) throw new Error('a link leads out of the workspace')
  await mkdir(folder, { recursive: true })
  for (const [name, text] of Object.entries(texts)) {
    const file = join(folder, name)
    // Anew, and not through a link that lies there.
    await rm(file, { force: true })
    await writeFile(file, text, { flag: 'wx' })
  }
}

/** Asked of the nearest folder that exists, before any is made. */
async function inside(workspace: string, folder: string): Promise<boolean> {
  const real = await realpath(folder).catch(() => undefined)
  if (real === undefined) return dirname(folder) !== folder && inside(workspace, dirname(folder))
  const path = relative(await realpath(workspace), real)
  return path === '' || !/^(\.\.($|[\\/])|[\\/]|[a-z]:)/i.test(path)
}
