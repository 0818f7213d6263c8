// Renews what dist/cli.js makes of the examples now: the report.md of each, the terminal texts that a test expects, and
// the comment that README.md shows.
// Usage: npm run examples, and then read what `git diff` shows as prose.

import { spawnSync } from 'node:child_process'
import { copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EXAMPLE, reported } from './pictures.mjs'

const root = join(import.meta.dirname, '..')
const scratch = await mkdtemp(join(tmpdir(), 'goldbar-examples-'))
try {
  for (const entry of await readdir(join(root, 'examples'), { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const output = join(scratch, entry.name)
    await reported(entry.name, output)
    await copyFile(join(output, 'report.md'), join(root, 'examples', entry.name, 'report.md'))
  }
  await cp(join(root, 'examples'), join(scratch, 'examples'), { recursive: true })
  const terminal = join(root, '__tests__/report/terminal')
  for (const file of await readdir(terminal)) {
    const [name, columns] = file.split('.')
    const words = ['check', `examples/${name}/gate.yml`, '--base', 'none', '--output', `out/${name}`]
    const env = { ...process.env, COLUMNS: columns, FORCE_COLOR: undefined }
    const { stdout } = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...words], {
      cwd: scratch,
      env,
    })
    await writeFile(join(terminal, file), stdout)
  }
} finally {
  await rm(scratch, { recursive: true, force: true })
}

const readme = join(root, 'README.md')
const report = await readFile(join(root, 'examples', EXAMPLE, 'report.md'), 'utf8')
const quoted = shortened(report).replace(/^.*$/gm, line => (line === '' ? '>' : `> ${line}`))
const text = await readFile(readme, 'utf8')
// one quotation is all that the page has
await writeFile(
  readme,
  text.replace(/(?:^>.*\n)+/m, () => `${quoted}\n`),
)

/** What comes before the bar, and the newly wrong examples. */
function shortened(markdown) {
  const sections = markdown.split('\n\n')
  const bar = sections.findIndex(section => section.startsWith('The bar was read'))
  const lost = sections.findIndex(section => /^\*\*\d+ newly wrong\*\*/.test(section))
  if (bar < 0 || lost < 0) throw new Error(`${EXAMPLE}/report.md has no bar or nothing newly wrong`)
  return [...sections.slice(0, bar), ...sections.slice(lost, lost + 2)].join('\n\n')
}
