/** The command line in git repositories, as people have them: the registered bar decides there, too. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import type { Report, Suite } from '../../src/report/report'
import { goldbar, type Run } from '../cli'
import { commit, put, run } from './repository'

const SPEC = `version: 1
name: Ticket router
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: out/candidate.jsonl, prediction: prediction }
baselines:
  base: { path: base.jsonl, prediction: prediction }
gates:
  - { metric: accuracy, min: 0.7 }
`
const LAX = SPEC.replace('min: 0.7', 'min: 0.1')
const GOLD = ['refund', 'refund', 'refund', 'order', 'order', 'tech', 'tech', 'tech']
/** 5 of 8 right, and 7 of 8 */
const BAD = ['order', 'order', 'order', 'order', 'order', 'tech', 'tech', 'tech']
const GOOD = ['refund', 'refund', 'order', 'order', 'order', 'tech', 'tech', 'tech']

const rows = (field: string, labels: readonly string[]) =>
  labels.map((label, i) => `${JSON.stringify({ id: `t${i}`, [field]: label })}\n`).join('')

const SUITE = {
  'goldbar.yml': SPEC,
  'gold.jsonl': rows('label', GOLD),
  'base.jsonl': rows('prediction', GOLD.with(0, 'order')),
  'model.py': 'x = 1\n',
  '.gitignore': 'out/\ngoldbar-report/\n',
}

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

function folder(): string {
  const made1 = mkdtempSync(join(tmpdir(), 'goldbar-local-'))
  made.push(made1)
  return made1
}

/** A repository without a remote, on `main`, that holds `files`; the candidate's are not tracked. */
function repository(answers: readonly string[], files: Readonly<Record<string, string>> = SUITE): string {
  const at = folder()
  run(at, 'init', '--quiet', '--initial-branch=main')
  save(at, files)
  put(at, { 'out/candidate.jsonl': rows('prediction', answers) })
  return at
}

function save(at: string, files: Readonly<Record<string, string>>): string {
  put(at, files)
  run(at, 'add', '--all')
  return commit(at, 'change')
}

interface Judged extends Run {
  readonly report: Report
  readonly suite: Suite
  readonly codes: readonly string[]
}

async function check(at: string, words: readonly string[] = [], env?: NodeJS.ProcessEnv): Promise<Judged> {
  const ended = await goldbar(['check', ...words], at, env)
  const report = JSON.parse(readFileSync(join(at, 'goldbar-report/report.json'), 'utf8')) as Report
  const problems = [...report.problems, ...report.suites.flatMap(suite => suite.problems)]
  return { ...ended, report, suite: report.suites[0]!, codes: problems.map(({ code }) => code) }
}

const stateOf = ({ status, suite }: Judged) => [status, suite.registration.state]
const command = (at: string) =>
  /Run `(goldbar check [^`]+)`/.exec(readFileSync(join(at, 'goldbar-report/report.md'), 'utf8'))?.[1]

describe('on the default branch', () => {
  test('the bar is registered at HEAD, and the output says so', async () => {
    const at = repository(GOOD)
    const judged = await check(at)
    const head = run(at, 'rev-parse', 'HEAD')
    expect(stateOf(judged)).toEqual([0, 'registered'])
    expect(judged.suite.registration).toMatchObject({ base: head, ref: 'main', changes: [] })
    expect(judged.suite.gold.files[0]!.registered).toBe(true)
    expect(judged.stdout).toContain(`Bar registered at ${head.slice(0, 7)} of main on 2026-10-02;`)
    expect(command(at)).toBe(`goldbar check goldbar.yml --base ${head}`)
  })

  test.each([
    ['a lower bar', { 'goldbar.yml': LAX }, 'gates.accuracy.min: 0.7 → 0.1'],
    ['other answers in the gold set', { 'gold.jsonl': rows('label', BAD) }, '3 relabelled'],
    ['a spec that is none', { 'goldbar.yml': 'version: 1\n' }, 'the proposed spec cannot be read'],
  ])('an edit that is not committed decides nothing and is told: %s', async (_, edit, told) => {
    const at = repository(BAD)
    put(at, edit)
    const judged = await check(at)
    expect(stateOf(judged)).toEqual([1, 'changed'])
    expect(judged.suite.gates).toMatchObject([{ candidate: 5 / 8, bars: { min: 0.7 }, outcome: 'fail' }])
    expect(judged.stdout).toContain('This change edits its own bar.')
    expect(judged.stdout).toContain(`LOOSENED   `)
    expect(judged.stdout).toContain(told)
  })

  test('a new spec is not registered, and the message says how to try it', async () => {
    const at = repository(GOOD, { 'README.md': 'x\n', '.gitignore': SUITE['.gitignore'] })
    put(at, SUITE)
    const judged = await check(at)
    expect(stateOf(judged)).toEqual([1, 'unregistered'])
    expect([judged.suite.registration.proposal, judged.codes]).toEqual(['pass', ['registration.none']])
    expect(judged.stdout).toContain('--base none judges by this checkout alone')
    expect(stateOf(await check(at, ['--base', 'none']))).toEqual([0, 'no_base'])
    expect(command(at)).toBe('goldbar check goldbar.yml --base none')
    expect(stateOf(await check(at, ['--unregistered', 'pass']))).toEqual([0, 'unregistered'])
    save(at, {})
    expect(stateOf(await check(at))).toEqual([0, 'registered'])
  })

  test('with a remote the bar is the one that was pushed', async () => {
    const origin = repository(GOOD)
    const pushed = run(origin, 'rev-parse', 'HEAD')
    const at = folder()
    run(at, 'clone', '--quiet', `file://${origin}`, '.')
    save(at, { 'goldbar.yml': LAX, 'model.py': 'x = 2\n' })
    put(at, { 'out/candidate.jsonl': rows('prediction', BAD) })
    const judged = await check(at)
    expect(stateOf(judged)).toEqual([1, 'changed'])
    expect(judged.suite.registration).toMatchObject({ base: pushed, ref: 'main', proposal: 'pass' })
  })
})

describe('on another branch', () => {
  /** `change` is committed there; main goes on with a bar that nothing meets. */
  function branch(answers: readonly string[], change: Readonly<Record<string, string>>) {
    const at = repository(answers)
    const left = run(at, 'rev-parse', 'HEAD')
    run(at, 'checkout', '--quiet', '-b', 'feature')
    save(at, change)
    run(at, 'checkout', '--quiet', 'main')
    const tip = save(at, { 'goldbar.yml': SPEC.replace('min: 0.7', 'min: 0.99') })
    run(at, 'checkout', '--quiet', 'feature')
    return { at, left, tip }
  }

  test('the bar is where it left the default one', async () => {
    const { at, left } = branch(GOOD, { 'model.py': 'x = 2\n' })
    const judged = await check(at)
    expect([...stateOf(judged), judged.suite.registration.base]).toEqual([0, 'registered', left])
  })

  test('a committed change of nothing but the bar is one to review, until something else is edited', async () => {
    const { at } = branch(BAD, { 'goldbar.yml': LAX })
    expect(stateOf(await check(at))).toEqual([0, 'registration_change'])
    put(at, { 'model.py': 'x = 3\n' })
    expect(stateOf(await check(at))).toEqual([1, 'changed'])
  })

  test('a spec that a pattern named and that is gone is judged all the same', async () => {
    const { at } = branch(BAD, { 'lax.yml': LAX, 'model.py': 'x = 2\n' })
    rmSync(join(at, 'goldbar.yml'))
    const { status, report, stdout } = await check(at, ['*.yml'])
    expect(status).toBe(1)
    expect(report.suites.map(({ spec, registration }) => [spec.path, registration.state])).toEqual([
      ['lax.yml', 'unregistered'],
      ['goldbar.yml', 'changed'],
    ])
    expect(stdout).toContain('This change takes its own bar away.')
  })

  describe('--base', () => {
    test('names a branch, a tag or a commit, and the commit is told', async () => {
      const { at, left, tip } = branch(GOOD, { 'model.py': 'x = 2\n' })
      run(at, 'tag', 'v1', left)
      // a tag that bears a branch's name does not take its place
      run(at, 'tag', 'main', left)
      for (const [ref, sha, status] of [
        ['main', tip, 1],
        ['v1', left, 0],
        [tip, tip, 1],
        [left.slice(0, 9), left, 0],
        ['HEAD~1', left, 0],
      ] as const) {
        const judged = await check(at, ['--base', ref])
        expect([ref, judged.status, judged.suite.registration.base]).toEqual([ref, status, sha])
        expect(judged.stdout).toContain(` ${sha.slice(0, 7)} of `)
      }
    })

    test('in the command that a report gives leads to the same scores and outcomes', async () => {
      const { at } = branch(BAD, { 'goldbar.yml': LAX, 'model.py': 'x = 2\n' })
      put(at, { 'out/other one.jsonl': rows('prediction', GOOD) })
      const first = await check(at, ['--candidate', 'out/other one.jsonl'])
      const again = command(at)!
      expect(again).toMatch(
        /^goldbar check goldbar.yml --base [0-9a-f]{40} --candidate 'out\/other one.jsonl'$/,
      )
      const words = [...again.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word)
      const second = await check(at, words.slice(2))
      expect({ ...second.suite, registration: null }).toEqual({ ...first.suite, registration: null })
      expect(second.suite.registration).toEqual({
        ...first.suite.registration,
        ref: 'the commit that was named',
      })
    })

    test('finds a branch that only the remote has, and fetches a commit, but cuts no history', async () => {
      const origin = repository(GOOD)
      run(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true')
      run(origin, 'branch', 'strict')
      const at = folder()
      run(at, 'clone', '--quiet', `file://${origin}`, '.')
      put(at, { 'out/candidate.jsonl': rows('prediction', GOOD) })
      expect((await check(at, ['--base', 'strict'])).suite.registration.ref).toBe('strict')
      const tip = save(origin, { 'goldbar.yml': SPEC.replace('0.7', '0.99') })
      const judged = await check(at, ['--base', tip])
      expect([...stateOf(judged), judged.suite.registration.base]).toEqual([1, 'changed', tip])
      expect(judged.codes).toEqual(['base.stale'])
      expect(run(at, 'rev-parse', '--is-shallow-repository')).toBe('false')
    })

    test.each(['nowhere', '--all', 'f'.repeat(40), 'HEAD:goldbar.yml'])('%s is an error', async ref => {
      const { at } = branch(GOOD, { 'model.py': 'x = 2\n' })
      const judged = await check(at, [`--base=${ref}`])
      expect([judged.status, judged.codes]).toEqual([2, ['base.ref']])
    })
  })
})

describe('there is nothing to compare with', () => {
  test.each<[string, () => string]>([
    ['outside of git', () => folder()],
    [
      'in an empty repository',
      () => {
        const at = folder()
        run(at, 'init', '--quiet', '--initial-branch=main')
        return at
      },
    ],
    [
      'where no default branch is known',
      () => {
        const at = repository(GOOD)
        run(at, 'branch', '-m', 'main', 'somewhere')
        return at
      },
    ],
  ])('%s, and the report says so', async (_, make) => {
    const at = make()
    put(at, { ...SUITE, 'out/candidate.jsonl': rows('prediction', GOOD) })
    const judged = await check(at)
    expect([...stateOf(judged), judged.codes, judged.stderr]).toEqual([0, 'no_base', [], ''])
    expect(judged.stdout).toContain('it was not compared with a base branch')
    expect((await check(at, ['--base', 'main'])).codes).toEqual(['base.ref'])
  })

  test('without git, which is told', async () => {
    const at = repository(GOOD)
    const judged = await check(at, [], { PATH: join(at, 'none') })
    expect([...stateOf(judged), judged.codes]).toEqual([0, 'no_base', ['base.no-git']])
    expect(judged.stdout).toContain('There is no git to ask for the registered bar')
    expect((await check(at, ['--base', 'none'], { PATH: join(at, 'none') })).codes).toEqual([])
  })
})

describe('a bar that is there and cannot be read is an error', () => {
  test('where git refuses', async () => {
    const at = repository(GOOD)
    writeFileSync(join(at, '.git/HEAD'), 'nonsense\n')
    const judged = await check(at)
    expect([judged.status, judged.codes]).toEqual([2, ['base.git']])
  })

  test('where the clone holds no common history', async () => {
    const origin = repository(GOOD)
    run(origin, 'checkout', '--quiet', '-b', 'feature')
    save(origin, { 'model.py': 'x = 2\n' })
    const at = folder()
    run(at, 'clone', '--quiet', '--depth=1', '--no-single-branch', `file://${origin}`, '.')
    run(at, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main')
    put(at, { 'out/candidate.jsonl': rows('prediction', GOOD) })
    const judged = await check(at)
    expect([judged.status, judged.codes]).toEqual([2, ['base.apart']])
    expect(judged.stdout).toContain('git fetch --unshallow')
  })

  test('where specs lie in two repositories', async () => {
    const at = folder()
    for (const name of ['a', 'b']) {
      put(join(at, name), { ...SUITE, 'out/candidate.jsonl': rows('prediction', GOOD) })
      run(join(at, name), 'init', '--quiet', '--initial-branch=main')
      save(join(at, name), {})
    }
    const both = await check(at, ['a/goldbar.yml', 'b/goldbar.yml'])
    expect([both.status, both.codes]).toEqual([2, ['base.several']])
    const one = await check(at, ['a/goldbar.yml'])
    expect([...stateOf(one), one.suite.gold.files[0]!.registered]).toEqual([0, 'registered', true])
  })
})

describe('from where it is called', () => {
  test.each([
    ['the suite’s own folder', 'eval', 'gate.yml'],
    ['the top of the repository', '.', 'eval/gate.yml'],
    ['another folder', 'src', '../eval/gate.yml'],
  ])('makes no difference: %s', async (_, cwd, spec) => {
    const at = repository(BAD, {
      ...Object.fromEntries(Object.entries(SUITE).map(([name, text]) => [`eval/${name}`, text])),
      'eval/gate.yml': SPEC,
      'src/model.py': 'x = 1\n',
    })
    put(at, { 'eval/out/candidate.jsonl': rows('prediction', BAD), 'eval/gate.yml': LAX })
    const judged = await check(join(at, cwd), [spec])
    expect(stateOf(judged)).toEqual([1, 'changed'])
  })

  test('a repository below holds its own files, and none of a neighbour’s', async () => {
    const at = folder()
    const spec = SPEC.replace('gold.jsonl', '../b/gold.jsonl')
    put(join(at, 'a'), { ...SUITE, 'goldbar.yml': spec, 'gold.jsonl': rows('label', BAD) })
    put(join(at, 'b'), { 'gold.jsonl': rows('label', GOLD) })
    for (const name of ['a', 'b']) {
      run(join(at, name), 'init', '--quiet', '--initial-branch=main')
      save(join(at, name), {})
    }
    put(join(at, 'a'), { 'out/candidate.jsonl': rows('prediction', BAD) })
    const judged = await check(at, ['a/goldbar.yml'])
    expect(stateOf(judged)).toEqual([1, 'registered'])
    expect(judged.suite.gold.files).toMatchObject([{ path: 'b/gold.jsonl', registered: false }])
  })

  test('a hook’s environment leads nowhere else', async () => {
    const at = repository(BAD)
    const other = repository(GOOD, { 'goldbar.yml': LAX })
    const judged = await check(at, [], {
      GIT_DIR: join(other, '.git'),
      GIT_INDEX_FILE: join(other, '.git/index'),
    })
    expect(stateOf(judged)).toEqual([1, 'registered'])
  })
})

describe('a checkout on Windows', () => {
  test('with CRLF in spec, rows, documents and training data raises no alarm', async () => {
    const spec = SPEC.replace('gates:', 'train: { path: train.jsonl, text: text, gold_text: text }\ngates:')
    const files = {
      ...SUITE,
      'goldbar.yml': spec,
      'gold.jsonl': rows(
        'text',
        GOLD.map((_, i) => `a text of number ${i}`),
      ).replaceAll('"text"', '"label":"tech","text"'),
      'train.jsonl': rows('text', ['another', 'and one more']),
      '.gitattributes': '* -text\n',
    }
    const at = repository(BAD.fill('tech', 0, 8), files)
    for (const name of ['goldbar.yml', 'gold.jsonl', 'base.jsonl', 'train.jsonl'] as const)
      put(at, { [name]: files[name].replaceAll('\n', '\r\n') })
    const judged = await check(at)
    expect(judged.suite.registration).toMatchObject({ state: 'registered', changes: [], files: [] })
    expect(judged.status).toBe(0)
    put(at, { 'train.jsonl': rows('text', ['another', 'and one more, edited']).replaceAll('\n', '\r\n') })
    expect((await check(at)).suite.registration.changes).toMatchObject([{ key: 'train.path (train.jsonl)' }])
  })
})

test.each([
  ['PASS', GOOD, 0],
  ['FAIL', BAD, 1],
])(
  'a folder that cannot be written is told, and the verdict stands: %s',
  async (verdict, answers, status) => {
    const at = repository(answers)
    put(at, { 'goldbar-report': 'a file in its place' })
    const ended = await goldbar(['check'], at)
    expect(ended.status).toBe(status)
    expect(ended.stdout).toMatch(new RegExp(`Verdict: ${verdict}\\n$`))
    expect(ended.stderr).toBe(
      'goldbar: the report could not be written to goldbar-report (EEXIST); the verdict stands.\n',
    )
  },
)

test('few processes of git are started', async () => {
  const at = repository(GOOD)
  const bin = folder()
  const real = run(at, '--exec-path')
  put(bin, { git: `#!/bin/sh\necho "$@" >> '${bin}/log'\nexec '${real}/git' "$@"\n` })
  chmodSync(join(bin, 'git'), 0o755)
  await check(at, [], { PATH: `${bin}${delimiter}${process.env.PATH}` })
  expect(existsSync(join(bin, 'log'))).toBe(true)
  const commands = readFileSync(join(bin, 'log'), 'utf8').matchAll(/ (?:-c \S+ )+(\S+)/g)
  expect([...commands].map(([, name]) => name)).toEqual([
    'rev-parse',
    'for-each-ref',
    'merge-base',
    'cat-file',
  ])
})
