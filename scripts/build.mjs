// Builds dist/ (the Action, the command line) and schema/ from src/: the same bytes from any folder.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as esbuild from 'esbuild'
import { createGenerator } from 'ts-json-schema-generator'

const root = join(import.meta.dirname, '..')
const dist = join(root, 'dist')
const schema = join(root, 'schema')
const run = promisify(execFile)
/** What ncc writes beside the code; both bundles have the same, `{"type": "module"}`. */
const MANIFEST = 'package.json'

const scratch = await mkdtemp(join(tmpdir(), 'goldbar-build-'))
try {
  const [action, cli, page] = await Promise.all([bundle('src/main.ts'), bundle('src/cli.ts'), reportPage()])
  const extra = cli.code.filter(file => file !== 'index.js')
  if (extra.length > 0) throw new Error(`src/cli.ts must bundle to one file, but needs ${extra.join(', ')}`)

  await rm(dist, { recursive: true, force: true })
  await mkdir(dist)
  for (const file of [...action.code, MANIFEST]) await copyFile(join(action.folder, file), join(dist, file))
  await copyFile(join(cli.folder, 'index.js'), join(dist, 'cli.js'))
  await chmod(join(dist, 'cli.js'), 0o755)
  await writeFile(join(dist, 'report.html'), page.text)
  const packages = [action, cli, page].flatMap(({ packages }) => packages)
  await writeFile(join(dist, 'licenses.txt'), await notices(packages))
  await check()
  await writeSchemas()
} finally {
  await rm(scratch, { recursive: true, force: true })
}

/** Bundles one entry into a folder of its own; `packages` are the folders under node_modules that went in. */
async function bundle(entry, { minify = true } = {}) {
  const folder = join(scratch, entry)
  const statsFile = `${folder}.stats.json`
  const ncc = join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js')
  const flags = ['--transpile-only', '--no-cache', '--stats-out', statsFile, ...(minify ? ['--minify'] : [])]
  await mkdir(folder, { recursive: true })
  await run(process.execPath, [ncc, 'build', entry, '--out', folder, ...flags], { cwd: root })

  const stats = JSON.parse(await readFile(statsFile, 'utf8'))
  const names = moduleNames(stats.modules)
  const troubles = [...stats.errors, ...stats.warnings].map(trouble => trouble.message)
  // What ncc does not find it leaves to fail when it runs, and says nothing.
  const absent = names.flatMap(name => /@@notfound\.js\?(.*)$/.exec(name)?.slice(1) ?? [])
  troubles.push(...absent.map(name => `cannot find ${name}`))
  if (troubles.length > 0) throw new Error(`${entry}:\n${troubles.join('\n')}`)

  const code = (await readdir(folder)).filter(file => file !== MANIFEST).sort()
  const packages = names.flatMap(
    name => /^\.\/(.*node_modules\/(?:@[^/]+\/)?[^/ ]+)/.exec(name)?.slice(1) ?? [],
  )
  return { folder, code, packages }
}

/** The page of report.html without a report in it; its policy lets run and apply what is here, and nothing else. */
async function reportPage() {
  const folder = join(root, 'src/report/html')
  const shared = {
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none',
    absWorkingDir: root,
    target: 'es2022',
  }
  const client = { entryPoints: ['src/report/html/client/main.ts'], format: 'iife', metafile: true }
  const [code, style] = await Promise.all([
    esbuild.build({ ...shared, ...client }),
    esbuild.build({ ...shared, entryPoints: ['src/report/html/page.css'], target: 'esnext' }),
  ])
  const [script, css] = [code, style].map(({ outputFiles: [file] }) => file.text.trim())
  if (/<\/script|<!--/i.test(script)) throw new Error('the script of report.html would end its own element')
  const parts = {
    policy: [
      "default-src 'none'",
      `script-src ${digest(script)}`,
      `style-src ${digest(css)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; '),
    style: `<style>${css}</style>`,
    script: `<script>${script}</script>`,
  }
  const page = await readFile(join(folder, 'page.html'), 'utf8')
  const text = page.replace(/<!--(policy|style|script)-->/g, (_, name) => parts[name])
  const packages = Object.keys(code.metafile.inputs).flatMap(
    name => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)/.exec(name)?.slice(1) ?? [],
  )
  return { text, packages }
}

function digest(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

/** Modules that were joined into one lie nested in it; ncc's own list of licences misses them. */
function moduleNames(modules = []) {
  return modules.flatMap(module => [module.name, ...moduleNames(module.modules)])
}

/** The notice of every bundled package and version, once, in the order of names. */
async function notices(folders) {
  const texts = new Map()
  for (const folder of new Set(folders)) {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'))
    const files = (await readdir(join(root, folder))).filter(file =>
      /^(licen[cs]e|notice|copying)/i.test(file),
    )
    if (files.length === 0) throw new Error(`${folder} has no licence text to pass on`)
    const bodies = await Promise.all(files.sort().map(file => readFile(join(root, folder, file), 'utf8')))
    texts.set(`${name} ${version}`, [license, ...bodies.map(body => body.replaceAll('\r', '').trim())])
  }
  const entries = [...texts].sort(([a], [b]) => (a < b ? -1 : 1))
  return entries
    .map(([title, paragraphs]) => `${[title, ...paragraphs].join('\n\n')}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`)
}

/** What the bundler could break without a word. */
async function check() {
  for (const file of await readdir(dist)) {
    const text = await readFile(join(dist, file), 'utf8')
    for (const path of [root, scratch, homedir()])
      if (path !== '/' && text.includes(`${path}/`))
        throw new Error(`dist/${file} names a folder of this machine: ${path}`)
    if (file === 'cli.js' && !text.startsWith('#!/usr/bin/env node\n'))
      throw new Error('dist/cli.js lost its first line')
  }
}

/** scripts/schema.ts writes the schemas into the folder it is given. */
async function writeSchemas() {
  const { folder } = await bundle('scripts/schema.ts', { minify: false })
  const gate = await run(process.execPath, [join(folder, 'index.js')], { cwd: root })
  const types = {
    path: join(root, 'src/report/report.ts'),
    type: 'Report',
    tsconfig: join(root, 'tsconfig.json'),
  }
  const report = createGenerator({ ...types, skipTypeCheck: true, topRef: true }).createSchema('Report')
  await rm(schema, { recursive: true, force: true })
  await mkdir(schema)
  await writeFile(join(schema, 'gate.schema.json'), gate.stdout)
  await writeFile(join(schema, 'report.schema.json'), `${JSON.stringify(report, null, 2)}\n`)
}
