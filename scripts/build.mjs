// Builds dist/ (the Action, the command line) and schema/ from src/, the same bytes from any folder.

import { execFileSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const scratch = await mkdtemp(join(tmpdir(), 'goldbar-build-'))

function bundle(entry, out) {
  execFileSync(
    process.execPath,
    [
      join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js'),
      'build',
      entry,
      '-o',
      out,
      '-m',
      '--transpile-only',
      '--no-cache',
      '--license',
      'licenses.txt',
    ],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  )
}

bundle('src/main.ts', join(scratch, 'main'))
console.log(scratch)
