import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { Problems, problem } from '../../src/problems'
import { annotations, LENGTH, MOST } from '../../src/publish/annotations'
import { brief, within } from '../../src/publish/budget'
import { conclude, sentence } from '../../src/publish/conclusion'
import { files } from '../../src/publish/files'
import { inert, printStack } from '../../src/publish/log'
import { OUTPUTS, outputs } from '../../src/publish/outputs'
import { publish } from '../../src/publish/publish'
import { MOST as MOST_SUMMARY, summary } from '../../src/publish/summary'
import { INPUTS, readInputs } from '../../src/read/inputs'
import type { Outcome, Report } from '../../src/report/report'
import { VERSION } from '../../src/version'
import { gate, regressions, report, run, suite } from './fixture'
import { commands } from './runner'

const ROOT = join(import.meta.dirname, '../..')
const NOWHERE = 'http://127.0.0.1:9'

/** What a piece of work wrote to stdout. */
async function printed(work: () => unknown): Promise<string> {
  const { write } = process.stdout
  let log = ''
  process.stdout.write = ((text: string) => {
    log += text
    return true
  }) as typeof write
  try {
    await work()
  } finally {
    process.stdout.write = write
  }
  return log
}

const annotated = async (shown: Report) =>
  commands(await printed(() => annotations.publish(shown, run(NOWHERE), {})))
const judged = (outcomes: readonly Outcome[], level: 'blocking' | 'advisory' = 'blocking') =>
  report({
    suites: [
      suite({ gates: outcomes.map((outcome, i) => gate({ id: `gate-${i}`, outcome, level, line: i + 1 })) }),
    ],
  })

/** What a hostile id, answer, path or message may hold. */
const HOSTILE = [
  '::error::x',
  '  ::set-output name=verdict::pass',
  '##[add-mask]0.8',
  'an answer ##[set-output name=verdict;]pass',
  'two\n::set-output name=verdict::pass',
  'two\r::stop-commands::x',
  'three\r\n##[error]x',
  '#\u0000#[add-mask]0',
  '##\u202e[add-mask]0',
  '\u0085::warning::x',
  '\ufeff::warning::x',
  '###[add-mask]1',
  '\u001b[31m::error::x',
  ':\u200b::error::x',
]

describe('inert', () => {
  test.each(HOSTILE)('%j commands nothing', text => {
    expect(commands(inert(text))).toEqual([])
    expect(inert(text)).not.toMatch(/[\p{Cc}\u202e]/u)
  })

  test('the port of the runner does obey them', () => {
    expect(commands('  ::error file=a.yml,line=3::one%0Atwo')).toEqual([
      { name: 'error', properties: { file: 'a.yml', line: '3' }, data: 'one\ntwo' },
    ])
    expect(commands('anything ##[set-output name=verdict]pass')).toEqual([
      { name: 'set-output', properties: { name: 'verdict' }, data: 'pass' },
    ])
    expect(commands('| ::error::x\n##[unknown]x\nplain')).toEqual([])
  })

  test('other text stays as it is', () => {
    const text = 'gate.yml:9:14: recall[refund] is 0.85 — “日本語” 👩‍👩‍👧 100% a::b #[x]'
    expect(inert(text)).toBe(text)
  })

  test('a stack is printed line by line', async () => {
    const fault = new Error('bad\n::set-output name=verdict::pass\n##[add-mask]1')
    const log = await printed(() => printStack(fault))
    expect(commands(log)).toEqual([])
    expect(log.split('\n').length).toBeGreaterThan(3)
  })
})

describe('annotations', () => {
  test('lie on the spec’s lines, the kind by how bad it is', async () => {
    const found = await annotated(judged(['pass', 'fail', 'inconclusive', 'error', 'too_small']))
    expect(found.map(({ name, properties }) => [name, properties.line, properties.file])).toEqual([
      ['error', '4', 'goldbar.yml'],
      ['error', '2', 'goldbar.yml'],
      ['warning', '3', 'goldbar.yml'],
      ['warning', '5', 'goldbar.yml'],
    ])
  })

  test('an advisory gate warns', async () => {
    expect((await annotated(judged(['fail'], 'advisory'))).map(each => each.name)).toEqual(['warning'])
  })

  test('a waived gate warns, with the reason that let it through', async () => {
    const waiver = { floor: 0.8, until: '2027-01-31', why: '##[add-mask]x' }
    const gates = [gate({ outcome: 'fail', waiver })]
    const [found, ...more] = await annotated(report({ suites: [suite({ gates })] }))
    expect([found?.name, found?.properties.line, more]).toEqual(['warning', '9', []])
    expect(found?.data).toContain('accuracy: waived until 2027-01-31, down to 0.8 (#\u200b#[add-mask]x).')
  })

  test('a problem lies on its file’s line and comes first', async () => {
    const absent = problem(
      'rows.missing',
      { file: 'out/a.jsonl', line: 12, id: 'x' },
      { system: 'candidate' },
    )
    const shown = report({
      suites: [suite({ verdict: 'error', gates: [gate({ outcome: 'fail' })], problems: [absent] })],
    })
    const found = await annotated(shown)
    expect(found.map(({ name, properties }) => [name, properties.file, properties.line])).toEqual([
      ['error', 'out/a.jsonl', '12'],
      ['error', 'goldbar.yml', '9'],
    ])
    expect(found[0]?.data).toContain('rows.missing')
  })

  test('at most 9 errors and 10 warnings; the last one counts the rest', async () => {
    const found = await annotated(
      judged([...Array<Outcome>(30).fill('fail'), ...Array<Outcome>(14).fill('inconclusive'), 'error']),
    )
    const of = (name: string) => found.filter(each => each.name === name)
    expect([of('error').length, of('warning').length]).toEqual([MOST.error, MOST.warning])
    expect(of('error')[0]?.data).toContain('gate-44')
    expect(of('error').at(-1)?.data).toMatch(/And 22 more of this kind in the report\.$/)
    expect(of('warning').at(-1)?.data).toMatch(/And 4 more of this kind in the report\.$/)
    expect(found.filter(each => each.data.includes('more of this kind'))).toHaveLength(2)
  })

  test('each is at most 4,096 characters', async () => {
    const gates = Array.from({ length: 12 }, () => gate({ outcome: 'fail', message: '👍'.repeat(5000) }))
    const found = await annotated(report({ suites: [suite({ gates })] }))
    for (const { data } of found) {
      expect(data.length).toBeLessThanOrEqual(LENGTH)
      expect(Buffer.from(data).toString()).toBe(data)
    }
    expect(found.at(-1)?.data).toMatch(/And 3 more of this kind in the report\.$/)
  })

  test.each(HOSTILE)('%j in every text commands nothing', async text => {
    const gates = [gate({ outcome: 'fail', id: text, message: text, why: text })]
    const bad = problem('id.empty', { file: text, line: 1, id: text }, {})
    const spec = { path: text, sha256: null, blob: null }
    const found = await annotated(report({ problems: [bad], suites: [suite({ gates, spec })] }))
    expect(found.map(each => each.name)).toEqual(['error', 'error'])
    for (const { data } of found) expect(commands(data)).toEqual([])
  })
})

describe('the job summary', () => {
  const huge = () => {
    const text = '返金'.repeat(400)
    const row = (i: number) => ({ id: `${i}`, slices: {}, expected: text, baseline: text, candidate: text })
    const examples = Array.from({ length: 2000 }, (_, i) => row(i))
    return report({ suites: [suite({ regressions: [regressions(examples)] })] })
  }
  const file = (at: ReturnType<typeof run>) => readFileSync(at.summary?.file ?? '', 'utf8')

  test('comes after what the step wrote before', async () => {
    const at = run(NOWHERE, { held: '# Before' })
    expect(await summary.publish(report(), at, {})).toEqual({ notes: [] })
    expect(file(at)).toMatch(/^# Before\n\n./)
  })

  test('is at most 1,000,000 bytes with it', async () => {
    const at = run(NOWHERE, { held: 'x'.repeat(300_000) })
    await summary.publish(huge(), at, {})
    expect(Buffer.byteLength(file(at))).toBeLessThanOrEqual(MOST_SUMMARY)
  })

  test('is left as it is where there is no room', async () => {
    const at = run(NOWHERE, { held: 'x'.repeat(999_500) })
    expect((await summary.publish(report(), at, {})).notes).toHaveLength(1)
    expect(file(at)).toHaveLength(999_500)
  })

  test('is replaced when published again', async () => {
    const at = run(NOWHERE, { held: '# Before' })
    await summary.publish(report(), at, {})
    const once = file(at)
    await summary.publish(report(), at, {})
    expect(file(at)).toBe(once)
  })

  test('that cannot be written is a note', async () => {
    const at = run(NOWHERE)
    const lost = { ...at, summary: { file: join(at.workspace, 'none', 'summary.md'), before: 0 } }
    expect((await summary.publish(report(), lost, {})).notes).toHaveLength(1)
    expect(await summary.publish(report(), { ...at, summary: undefined }, {})).toEqual({ notes: [] })
  })

  test('the verdict alone where the report cannot be shortened enough', () => {
    expect(within(report(), { units: 300, bytes: 300 })).toBe(brief(report()))
  })
})

describe('the report files', () => {
  const publishTo = (at: ReturnType<typeof run>) => files.publish(report(), at, {})

  test('lie in the output folder, which is made', async () => {
    const at = run(NOWHERE, { inputs: { output: 'a/b/report' } })
    expect(await publishTo(at)).toEqual({
      notes: [],
      made: {
        'report-json': 'a/b/report/report.json',
        'report-markdown': 'a/b/report/report.md',
        'report-html': 'a/b/report/report.html',
      },
    })
    const json = JSON.parse(readFileSync(join(at.workspace, 'a/b/report/report.json'), 'utf8'))
    expect(json).toMatchObject({ version: 1, verdict: 'pass' })
    expect(existsSync(join(at.workspace, 'a/b/report/report.md'))).toBe(true)
    expect(readFileSync(join(at.workspace, 'a/b/report/report.html'), 'utf8')).toContain('Ticket router')
  })

  test('are written anew', async () => {
    const at = run(NOWHERE)
    await publishTo(at)
    expect((await publishTo(at)).notes).toEqual([])
  })

  test('a folder that is a link out of the workspace is refused', async () => {
    const at = run(NOWHERE)
    const outside = mkdtempSync(join(tmpdir(), 'goldbar-outside-'))
    symlinkSync(outside, join(at.workspace, 'out'))
    const linked = { ...at, inputs: { ...at.inputs, output: 'out/report' } }
    const { notes, made } = await publishTo(linked)
    expect(notes).toEqual([expect.stringContaining('a link leads out of the workspace')])
    expect(made).toBeUndefined()
    expect(existsSync(join(outside, 'report'))).toBe(false)
  })

  test('a file that is a link is replaced, not written through', async () => {
    const at = run(NOWHERE)
    const victim = join(mkdtempSync(join(tmpdir(), 'goldbar-outside-')), 'victim')
    writeFileSync(victim, 'untouched')
    mkdirSync(join(at.workspace, 'goldbar-report'))
    symlinkSync(victim, join(at.workspace, 'goldbar-report', 'report.md'))
    expect((await publishTo(at)).notes).toEqual([])
    expect(readFileSync(victim, 'utf8')).toBe('untouched')
  })

  test('a file in the folder’s place is a note', async () => {
    const at = run(NOWHERE)
    writeFileSync(join(at.workspace, 'goldbar-report'), '')
    expect((await publishTo(at)).notes).toHaveLength(1)
  })
})

describe('outputs and inputs', () => {
  const saved = { ...process.env }
  const code = process.exitCode

  beforeEach(() => {
    const file = join(mkdtempSync(join(tmpdir(), 'goldbar-test-')), 'output')
    writeFileSync(file, '')
    process.env.GITHUB_OUTPUT = file
  })

  afterEach(() => {
    process.env = { ...saved }
    process.exitCode = code
  })

  const set = async (shown: Report, made = {}) => {
    expect(await outputs.publish(shown, run(NOWHERE), made)).toEqual({ notes: [] })
    return written()
  }

  test('are all set', async () => {
    const blocked = ['fail', 'error', 'inconclusive', 'too_small', 'pass'] as const
    const gates = [...blocked.map(outcome => gate({ outcome })), gate({ outcome: 'fail', level: 'advisory' })]
    const made = { 'report-json': 'r/report.json', 'comment-url': 'https://github.com/x' }
    expect(await set(report({ suites: [suite({ verdict: 'fail', gates }), suite()] }), made)).toEqual({
      verdict: 'fail',
      passed: 'false',
      'failed-gates': '3',
      regressions: '0',
      fixes: '6',
      'report-json': 'r/report.json',
      'report-markdown': '',
      'report-html': '',
      statement: '',
      'comment-url': 'https://github.com/x',
    })
  })

  test('a waived gate is none that failed', async () => {
    const waiver = { floor: 0.8, until: '2027-01-31', why: 'x' }
    const gates = [gate({ outcome: 'fail', waiver }), gate()]
    const found = await set(report({ suites: [suite({ gates })] }))
    expect([found.verdict, found['failed-gates']]).toEqual(['pass', '0'])
  })

  test('without a baseline there is no number of regressions', async () => {
    const found = await set(report({ suites: [suite({ regressions: [] })] }))
    expect([found.passed, found.regressions, found.fixes]).toEqual(['true', '', ''])
  })

  test('a file that is gone is a note', async () => {
    process.env.GITHUB_OUTPUT = join(tmpdir(), 'goldbar-none')
    expect((await outputs.publish(report(), run(NOWHERE), {})).notes).toHaveLength(1)
  })

  test('action.yml describes just these inputs and outputs', () => {
    const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8'))
    expect(Object.keys(action.outputs)).toEqual(Object.keys(OUTPUTS))
    expect(Object.keys(action.inputs)).toEqual(Object.keys(INPUTS))
    for (const [name, { default: value }] of Object.entries<{ default: string }>(action.inputs)) {
      if (!value.includes('${{')) expect([name, value]).toEqual([name, INPUTS[name as keyof typeof INPUTS]])
      else expect(INPUTS[name as keyof typeof INPUTS]).toBe('')
    }
    for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)] as {
      description: string
    }[]) {
      expect(description.length).toBeGreaterThan(20)
    }
    expect(action.runs).toEqual({ using: 'node24', main: 'dist/index.js' })
  })

  test('the version is package.json’s', () => {
    expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version).toBe(VERSION)
  })

  const inputs = (given: Record<string, string>) => {
    for (const [name, value] of Object.entries(given)) process.env[`INPUT_${name.toUpperCase()}`] = value
    const problems = new Problems()
    return { read: readInputs('/w', problems, 'gate'), told: problems.list().map(each => each.message) }
  }

  test('empty inputs have their defaults', () => {
    expect(inputs({ spec: '', comment: ' ' })).toEqual({
      read: {
        specs: ['goldbar.yml'],
        candidate: undefined,
        output: 'goldbar-report',
        token: '',
        comment: 'always',
        commentKey: '',
        onFlip: 'edit',
        unregistered: 'fail',
        commitStatus: undefined,
        checkRun: undefined,
        checkRunId: undefined,
      },
      told: [],
    })
  })

  test.each([
    ['a.yml', ['a.yml']],
    ['a.yml, b.yml', ['a.yml', 'b.yml']],
    ['\n  a.yml\r\n\n  eval/*.yml\n', ['a.yml', 'eval/*.yml']],
    ['eval/{a,b}.yml,c.yml', ['eval/{a,b}.yml', 'c.yml']],
    [',', ['goldbar.yml']],
  ])('spec %j is %j', (given, specs) => {
    expect(inputs({ spec: given }).read.specs).toEqual(specs)
  })

  test.each([
    ['out', 'out'],
    ['./out/../x/', 'x'],
    ['/w/out', 'out'],
    ['.', '.'],
    ['..out', '..out'],
  ])('output %j is %j', (given, output) => {
    expect(inputs({ output: given })).toMatchObject({ read: { output }, told: [] })
  })

  test('all bad values are told together', () => {
    const { read, told } = inputs({ output: '../out', comment: 'alway' })
    expect(told).toEqual([
      'The input output is "../out", which leaves the workspace. Name a folder inside the workspace.',
      'The input comment cannot be "alway". Did you mean "always"? Allowed: always, changes, failures, off.',
    ])
    expect(read).toMatchObject({ output: 'goldbar-report', comment: 'always' })
  })

  test('only a pass concludes with success', async () => {
    process.exitCode = 1
    await printed(() => conclude(report()))
    expect(process.exitCode).toBe(0)
    for (const verdict of ['fail', 'inconclusive', 'error'] as const) {
      process.exitCode = 0
      const found = commands(await printed(() => conclude(report({ verdict }))))
      expect(found.map(each => each.name)).toEqual(['error'])
      expect(process.exitCode).toBe(1)
    }
  })

  test('one sentence says what it was counted from', () => {
    const gates = [gate({ outcome: 'fail' }), gate({ outcome: 'fail' }), gate()]
    expect(sentence(report({ suites: [suite({ verdict: 'fail', gates })] }))).toBe(
      'The verdict is fail (blocking gates: 2 failed, 1 passed).',
    )
    const waiver = { floor: 0.8, until: '2027-01-31', why: 'x' }
    expect(
      sentence(report({ suites: [suite({ gates: [gate({ outcome: 'fail', waiver }), gate()] })] })),
    ).toBe('The verdict is pass (blocking gates: 1 waived, 1 passed).')
    const problems = [problem('spec.none', {}, { pattern: 'goldbar.yml' })]
    expect(sentence(report({ verdict: 'error', suites: [], problems }))).toBe(
      'The verdict is error (1 problem to mend first; no gate was judged).',
    )
  })

  test('all surfaces together: the comment’s refusal is a notice and changes nothing else', async () => {
    const at = run(NOWHERE)
    const log = await printed(() => publish(report(), at))
    expect(commands(log).map(each => each.name)).toEqual(['notice'])
    expect(written()).toMatchObject({ verdict: 'pass', 'report-markdown': 'goldbar-report/report.md' })
    expect(readFileSync(at.summary?.file ?? '', 'utf8')).not.toBe('')
  })
})

/** What later steps see: the runner's reading of GITHUB_OUTPUT. */
function written(): Record<string, string> {
  const text = readFileSync(process.env.GITHUB_OUTPUT ?? '', 'utf8')
  return Object.fromEntries(
    [...text.matchAll(/^(.+?)<<(ghadelimiter_\S+)\n([\s\S]*?)\n\2$/gm)].map(match => [match[1], match[3]]),
  )
}
