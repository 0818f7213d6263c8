/**
 * A row's way goes down STAGES once and never back up, and only the last four stages touch the world. The rules are
 * read off TypeScript's own syntax tree, so a name in a string or a comment breaks nothing and hides nothing.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, join, posix, sep } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import ts from 'typescript'

/** Files or folders directly under src, in the order of the journey. */
const STAGES = [
  'version',
  'intern',
  'problems',
  'spec',
  'formats',
  'values',
  'text',
  'metrics',
  'tasks',
  'slices',
  'pair',
  'row-changes',
  'outcomes',
  'statistics',
  'noise',
  'compare',
  'losses',
  'hide',
  'browsed',
  'contamination',
  'fits',
  'counted',
  'bars',
  'gates',
  'waivers',
  'report',
  'files',
  'suite',
  'plan',
  'registration',
  'evaluate',
  'looks',
  'read',
  'publish',
  'main',
  'cli',
]
const WORLDLY = ['read', 'publish', 'main', 'cli']
/** What the page of report.html is made of besides its script. */
const OTHERS = ['page.html', 'page.css', 'client/tsconfig.json'].map(file => `report/html/${file}`)
/** Nothing imports where the program starts. */
const ENTRIES = ['main', 'cli']
/** What `import type` may reach against the order, where two descriptions need each other's words. */
const typesMayReach = (from: string, to: string, module: string) =>
  module === 'report/report' || [from, to].sort().join() === 'formats,spec'

const WORLDLY_MODULES =
  /^(node:)?(child_process|cluster|dgram|dns|fs|http|http2|https|net|os|perf_hooks|process|tls|worker_threads)(\/.*)?$|^@actions\//
const WORLDLY_NAMES = ['console', 'fetch', 'global', 'globalThis', 'Intl', 'performance', 'process']
const WORLDLY_MEMBERS =
  /^(Date\.now|Math\.random|.*\.(localeCompare|toLocale\w*|getRandomValues|randomBytes|randomInt|randomUUID))$/

const root = join(import.meta.dirname, '..')
const src = join(root, 'src')
const files = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .map(entry => posix.join(...join(entry.parentPath, entry.name).slice(src.length).split(sep)))
  .filter(file => !OTHERS.includes(file))
  .sort()

/** What breaks the rules in one file; `file` is relative to src. */
function faults(file: string, source: string): string[] {
  const stage = stageOf(file)
  if (!STAGES.includes(stage)) return [`${file}: ${stage} is no stage; give it a place in STAGES`]
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const report = (node: ts.Node, what: string) => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree))
    found.push(`${file}:${line + 1}: ${what}`)
  }
  const visit = (node: ts.Node): void => {
    for (const what of [
      misplacedImport(file, stage, node),
      WORLDLY.includes(stage) ? undefined : worldly(node),
    ])
      if (what !== undefined) report(node, what)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** `metrics` of metrics/accuracy.ts, `pair` of pair.ts. */
function stageOf(path: string): string {
  return path.split('/')[0]!.replace(/\.ts$/, '')
}

function misplacedImport(file: string, from: string, node: ts.Node): string | undefined {
  const found = importOf(node)
  if (found === undefined) return undefined
  const { module, typeOnly } = found
  if (module === undefined) return 'imports a module whose name is computed'
  if (!/^\.\.?(\/|$)/.test(module)) {
    if (!WORLDLY.includes(from) && WORLDLY_MODULES.test(module)) return `imports ${module}`
    return undefined
  }
  const path = posix.join(posix.dirname(file), module)
  if (path.startsWith('..')) return `imports ${module}, which is outside src`
  const to = stageOf(path)
  if (!STAGES.includes(to)) return `imports ${module}, and ${to} is no stage`
  if (ENTRIES.includes(to)) return `imports ${to}, where the program starts`
  if (STAGES.indexOf(to) <= STAGES.indexOf(from) || (typeOnly && typesMayReach(from, to, path)))
    return undefined
  return `${from} imports ${module}, and ${to} is a later stage`
}

/** `import { type A }` still loads the module, so it is not type-only. */
function importOf(node: ts.Node): { module: string | undefined; typeOnly: boolean } | undefined {
  const text = (literal: ts.Node | undefined) =>
    literal !== undefined && ts.isStringLiteralLike(literal) ? literal.text : undefined
  if (ts.isImportDeclaration(node))
    return { module: text(node.moduleSpecifier), typeOnly: node.importClause?.isTypeOnly ?? false }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)
    return { module: text(node.moduleSpecifier), typeOnly: node.isTypeOnly }
  if (ts.isExternalModuleReference(node)) return { module: text(node.expression), typeOnly: false }
  if (ts.isImportTypeNode(node))
    return {
      module: ts.isLiteralTypeNode(node.argument) ? text(node.argument.literal) : undefined,
      typeOnly: true,
    }
  if (!ts.isCallExpression(node)) return undefined
  const callee = node.expression
  const loads =
    callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require')
  return loads ? { module: text(node.arguments[0]), typeOnly: false } : undefined
}

/** The clock, chance, the locale, the environment, the network or the log. */
function worldly(node: ts.Node): string | undefined {
  if (ts.isIdentifier(node) && WORLDLY_NAMES.includes(node.text) && standsAlone(node))
    return `uses ${node.text}`
  if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && isNamed(node.expression, 'Date'))
    return 'uses Date'
  const member = memberOf(node)
  return member !== undefined && WORLDLY_MEMBERS.test(member) ? `uses ${member}` : undefined
}

/** Not a member of something, not a key, not another module's name for a thing. */
function standsAlone(name: ts.Identifier): boolean {
  const { parent } = name
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === name
  if (ts.isQualifiedName(parent)) return parent.left === name
  if (ts.isBindingElement(parent)) return parent.propertyName !== name
  if (ts.isImportSpecifier(parent) || ts.isExportSpecifier(parent)) return false
  const key =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isEnumMember(parent) ||
    ts.isNamedTupleMember(parent)
  return !(key && parent.name === name)
}

/** `Math.random` of Math.random and Math['random']; `?.localeCompare` of anything().localeCompare. */
function memberOf(node: ts.Node): string | undefined {
  if (ts.isImportSpecifier(node)) return `?.${(node.propertyName ?? node.name).text}`
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
    const key = node.propertyName ?? node.name
    const from = ts.isVariableDeclaration(node.parent.parent) ? node.parent.parent.initializer : undefined
    return ts.isIdentifier(key) ? `${nameOf(from)}.${key.text}` : undefined
  }
  if (ts.isPropertyAccessExpression(node)) return `${nameOf(node.expression)}.${node.name.text}`
  if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
    return `${nameOf(node.expression)}.${node.argumentExpression.text}`
  return undefined
}

function nameOf(node: ts.Node | undefined): string {
  return node !== undefined && ts.isIdentifier(node) ? node.text : '?'
}

function isNamed(node: ts.Node, name: string): boolean {
  return nameOf(node) === name
}

describe('src', () => {
  test.each(files)('%s keeps to its stage', file => {
    expect(file).toMatch(/\.ts$/)
    expect(faults(file, readFileSync(join(src, file), 'utf8'))).toEqual([])
  })
})

describe('the rules let pass', () => {
  test.each([
    ['an earlier stage', 'gates.ts', "import { Stop } from './problems'"],
    ['a file of the same stage', 'metrics/f1.ts', "import { recall } from './recall'"],
    ['the folder of an earlier stage', 'evaluate.ts', "import { FORMATS } from './formats'"],
    ['a library', 'spec/parse.ts', "import { parse } from 'yaml'"],
    ['bytes and hashes', 'formats/gzip.ts', "import { createGunzip } from 'node:zlib'"],
    ['types between spec and formats', 'spec/spec.ts', "import type { Limits } from '../formats/format'"],
    ['types of the report', 'metrics/f1.ts', "import type { Better } from '../report/report'"],
    ['an inline type of the report', 'pair.ts', "let slice: import('./report/report').Slice"],
    ['the world in read', 'read/sources.ts', "import { open } from 'node:fs/promises'\nprocess.env.HOME"],
    ['the world in cli', 'cli.ts', "console.log(new Date(), Math.random(), 'a'.localeCompare('b'))"],
    ['strings and comments', 'pair.ts', "// process.env\nconst words = 'Date.now() fetch('"],
    ['members and keys of those names', 'pair.ts', 'const a = { process: 1 }\na.process\nworld.fetch(1)'],
    ['a date as a type', 'pair.ts', 'let day: Date = given'],
  ])('%s', (_, file, source) => {
    expect(faults(file, source)).toEqual([])
  })
})

describe('the rules catch', () => {
  test.each([
    ['a file of no stage', 'utils.ts', '', 'utils is no stage'],
    ['a folder of no stage', 'helpers/x.ts', '', 'helpers is no stage'],
    ['a later stage', 'pair.ts', "import { decide } from './gates'", 'gates is a later stage'],
    ['a later stage, two lines down', 'pair.ts', "\n\nimport './gates'", 'pair.ts:3:'],
    ['a later stage passed on', 'pair.ts', "export * from './gates'", 'gates is a later stage'],
    ['a later stage loaded late', 'pair.ts', "await import('./gates')", 'gates is a later stage'],
    ['a later stage required', 'pair.ts', "require('./gates')", 'gates is a later stage'],
    ['a later stage, the old way', 'pair.ts', "import g = require('./gates')", 'gates is a later stage'],
    ['a computed module', 'pair.ts', 'await import(name)', 'computed'],
    ['types of a later stage', 'pair.ts', "import type { Gate } from './gates'", 'gates is a later stage'],
    ['an inline type of a later stage', 'pair.ts', "let x: import('./gates').Gate", 'gates is a later stage'],
    [
      'values between spec and formats',
      'spec/spec.ts',
      "import { LIMITS } from '../formats/format'",
      'later stage',
    ],
    [
      'values of the report',
      'pair.ts',
      "import { render } from './report/report'",
      'report is a later stage',
    ],
    ['a type marked inside the braces', 'pair.ts', "import { type A } from './report/report'", 'later stage'],
    ['types of another report file', 'pair.ts', "import type { A } from './report/json'", 'later stage'],
    ['an entry', 'cli.ts', "import { run } from './main'", 'where the program starts'],
    ['a module of no stage', 'pair.ts', "import { x } from './utils'", 'utils is no stage'],
    ['a file outside src', 'report/json.ts', "import p from '../../package.json'", 'outside src'],
    ['the disk', 'pair.ts', "import { readFileSync } from 'node:fs'", 'imports node:fs'],
    ['the disk, by promises', 'pair.ts', "import { readFile } from 'fs/promises'", 'imports fs/promises'],
    ['the network', 'formats/csv.ts', "import https from 'node:https'", 'imports node:https'],
    ['the machine', 'formats/csv.ts', "import { cpus } from 'node:os'", 'imports node:os'],
    ['processes', 'gates.ts', "import { exec } from 'node:child_process'", 'imports node:child_process'],
    ['threads', 'outcomes.ts', "import { Worker } from 'node:worker_threads'", 'imports node:worker_threads'],
    ['the toolkit', 'report/json.ts', "import * as core from '@actions/core'", 'imports @actions/core'],
    ['the environment', 'pair.ts', 'const home = process.env.HOME', 'uses process'],
    ['the environment, taken apart', 'pair.ts', 'const { env } = process', 'uses process'],
    ['the environment, imported', 'pair.ts', "import { env } from 'node:process'", 'imports node:process'],
    ['the clock', 'pair.ts', 'const now = Date.now()', 'uses Date.now'],
    ['the clock in brackets', 'pair.ts', "const now = Date['now']()", 'uses Date.now'],
    ['the clock, taken apart', 'pair.ts', 'const { now } = Date', 'uses Date.now'],
    ['a date', 'pair.ts', 'const now = new Date()', 'uses Date'],
    ['a stopwatch', 'pair.ts', 'performance.now()', 'uses performance'],
    ['chance', 'statistics/bootstrap.ts', 'Math.random()', 'uses Math.random'],
    ['chance from crypto', 'pair.ts', "import { randomUUID } from 'node:crypto'", 'uses ?.randomUUID'],
    ['the locale', 'report/json.ts', 'new Intl.NumberFormat()', 'uses Intl'],
    ['the locale of a number', 'report/json.ts', '(1234).toLocaleString()', 'uses ?.toLocaleString'],
    [
      'the locale of an order',
      'gates.ts',
      'names.sort((a, b) => a.localeCompare(b))',
      'uses a.localeCompare',
    ],
    ['a request', 'spec/parse.ts', "await fetch('https://example.com')", 'uses fetch'],
    ['the log', 'evaluate.ts', "console.log('here')", 'uses console'],
    ['a way round', 'evaluate.ts', 'globalThis.fetch', 'uses globalThis'],
  ])('%s', (_, file, source, fault) => {
    expect(faults(file, source)).toEqual([expect.stringContaining(fault)])
  })
})

describe('what is committed', () => {
  const committed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  }).split('\0')
  const texts = committed
    .map(file => ({ file, path: join(root, file) }))
    .filter(({ file, path }) => file !== '' && existsSync(path))
    .map(({ file, path }) => ({ file, text: readFileSync(path, 'utf8') }))
    .filter(({ text }) => !text.includes('\0'))

  test('names no folder of the machine it was made on', () => {
    expect(texts.length).toBeGreaterThan(0)
    expect(texts.flatMap(({ file, text }) => machinePaths(text).map(path => `${file}: ${path}`))).toEqual([])
  })

  test.each([
    ['a home on Linux', ['', 'home', 'ada', 'gold'].join('/')],
    ['a home on macOS', ['', 'Users', 'ada', 'gold'].join('/')],
    ['a home on Windows', ['C:', 'Users', 'ada', 'gold'].join('\\')],
    ['the home of root', ['', 'root', 'gold'].join('/')],
    ['this folder', join(root, 'src')],
    ['its neighbour', join(root, '..', 'notes', 'x.md')],
    ['a file address', `file://${['', 'home', 'ada', 'x.js'].join('/')}`],
  ])('the search finds %s', (_, path) => {
    expect(machinePaths(`see ${path}, line 3`)).not.toEqual([])
  })

  test.each([
    'src/home/x.ts',
    '#!/usr/bin/env node',
    '/home/runner/work/x/x/gate.yml',
    'https://a.test/Users/b',
  ])('the search lets %s pass', text => {
    expect(machinePaths(text)).toEqual([])
  })
})

/** Absolute paths of a developer's machine, of whoever runs this and of any other; GitHub's runners are everyone's. */
function machinePaths(text: string): string[] {
  const here = [root, dirname(root), homedir()].filter(path => dirname(path) !== path && path !== tmpdir())
  const homes = ['/home/(?!runner/)[a-z_]', '/Users/[A-Za-z]', '/root(?=/)', '[A-Za-z]:\\\\+Users\\\\']
  const places = [...here.map(path => `${path.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}[\\\\/]`), ...homes]
  return text.match(new RegExp(`(?<![\\w.~*@-])(?:${places.join('|')})[^\\s'"\`]*`, 'g')) ?? []
}
