/**
 * Whether other versions of Node write the same report.json, byte for byte: node benchmarks/engines.mjs NODE… [FOLDER…].
 * Judges each example (there is one or more of every task), as it is and with decide: proven, with the committed
 * dist/cli.js under this Node and under each of the binaries; then gate.yml of each folder. Ends with 1 where one differs.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const root = join(import.meta.dirname, '..')
const cli = join(root, 'dist/cli.js')
const given = process.argv.slice(2).map(path => resolve(path))
const isFolder = path => statSync(path).isDirectory()
const others = given.filter(path => !isFolder(path))
if (others.length === 0)
  throw new Error('name another node binary, such as node_modules/node/bin/node of npm install node@24')
const scratch = mkdtempSync(join(tmpdir(), 'goldbar-engines-'))

try {
  for (const node of [process.execPath, ...others])
    console.log(spawnSync(node, ['-p', 'process.version + " " + process.arch']).stdout.toString().trim())
  for (const name of readdirSync(join(root, 'examples'))) {
    const folder = join(scratch, name)
    cpSync(join(root, 'examples', name), folder, { recursive: true })
    compare(name, folder, 'gate.yml')
    const spec = readFileSync(join(folder, 'gate.yml'), 'utf8')
    if (/^decide:/mu.test(spec)) continue
    writeFileSync(join(folder, 'proven.yml'), `${spec}\ndecide: proven\n`)
    compare(`${name}, proven`, folder, 'proven.yml')
  }
  for (const folder of given.filter(isFolder)) compare(folder, folder, 'gate.yml')
} finally {
  rmSync(scratch, { recursive: true, force: true })
}

function compare(what, folder, spec) {
  const [ours, ...theirs] = [process.execPath, ...others].map(node => {
    const output = mkdtempSync(join(scratch, 'report-'))
    const { status } = spawnSync(
      node,
      [cli, 'check', spec, '--quiet', '--base', 'none', '--date', '2026-01-01', '--output', output],
      {
        cwd: folder,
      },
    )
    return `${status} ${readFileSync(join(output, 'report.json'), 'utf8')}`
  })
  const same = theirs.every(text => text === ours)
  const { verdict } = JSON.parse(ours.slice(ours.indexOf(' ')))
  console.log(`${same ? 'same' : 'DIFFERENT'}: ${what} (${verdict}, ${Buffer.byteLength(ours)} bytes)`)
  if (!same) process.exitCode = 1
}
