/** statement.json, held against in-toto's own description of a statement and of a test result. */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { problem } from '../../src/problems'
import type { Outcome, Report, Suite, Verdict } from '../../src/report/report'
import { PREDICATE, type Statement, statementFiles, statementOf } from '../../src/report/statement'
import { goldbar, ROOT } from '../cli'
import { put, run } from '../read/repository'
import { act, built, rows } from './action'
import { gate, report, suite } from './fixture'
import { type Loopback, loopback } from './loopback'
import { BAD, GOOD, pullRequest, SPEC, SUITE } from './ticket-router'

/**
 * in-toto/attestation, commit 051624ce: spec/v1/statement.md, spec/v1/resource_descriptor.md, spec/v1/digest_set.md,
 * spec/predicates/test-result.md and protos/in_toto_attestation of the same, which have no JSON Schema. A field that is
 * not described there would be an extension; we make none.
 */
const text = { type: 'string' }
const hex64 = { type: 'string', pattern: '^[0-9a-f]{64}$' }
const descriptor = {
  type: 'object',
  properties: {
    name: text,
    uri: text,
    digest: { type: 'object', properties: { sha256: hex64 }, additionalProperties: text, minProperties: 1 },
    content: text,
    downloadLocation: text,
    mediaType: text,
    annotations: { type: 'object' },
  },
  additionalProperties: false,
  anyOf: [{ required: ['uri'] }, { required: ['digest'] }, { required: ['content'] }],
}
const tests = { type: 'array', items: text, uniqueItems: true }
const described = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false }).compile({
  type: 'object',
  required: ['_type', 'subject', 'predicateType', 'predicate'],
  properties: {
    _type: { const: 'https://in-toto.io/Statement/v1' },
    subject: { type: 'array', minItems: 1, items: { ...descriptor, required: ['digest'] } },
    predicateType: { const: 'https://in-toto.io/attestation/test-result/v0.1' },
    predicate: {
      type: 'object',
      required: ['result', 'configuration'],
      properties: {
        result: { enum: ['PASSED', 'WARNED', 'FAILED'] },
        configuration: { type: 'array', items: descriptor },
        // a ResourceURI: scheme and authority in lower case
        url: { type: 'string', pattern: '^https?://[^/A-Z]+/' },
        passedTests: tests,
        warnedTests: tests,
        failedTests: tests,
      },
      additionalProperties: false,
    },
  },
  additionalProperties: false,
})

/** Of subjects too: "If set, name and uri SHOULD be unique within subject". */
function isDescribed(statement: Statement | undefined): Statement {
  described(statement)
  expect(described.errors).toBeNull()
  const names = statement!.subject.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  return statement!
}

const sha256 = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex')

const candidate = (path = 'out/candidate.jsonl', digest = 'd'.repeat(64)): Suite['systems'][number] => ({
  name: 'candidate',
  role: 'candidate',
  files: [{ path, registered: false, blob: null, sha256: digest, bytes: 9 }],
  rows: 8,
  missing: 0,
  unreadable: 0,
  extra: 0,
})
const judged = (change: Partial<Suite>) => suite({ systems: [candidate()], ...change })
const stated = (change: Partial<Report>) => isDescribed(statementOf(report(change), undefined)).predicate
const registration = (state: Suite['registration']['state'], proposal: Verdict | null = null) =>
  ({ ...suite().registration, state, base: 'b'.repeat(40), proposal }) as const

describe('the result', () => {
  test.each<[Verdict, Outcome, string]>([
    ['pass', 'pass', 'PASSED'],
    ['fail', 'fail', 'FAILED'],
    ['inconclusive', 'inconclusive', 'FAILED'],
    ['error', 'error', 'FAILED'],
  ])('of the verdict %s is that of the gate (%s): %s', (verdict, outcome, result) => {
    const found = stated({ suites: [judged({ verdict, gates: [gate({ outcome })] })] })
    expect(found.result).toBe(result)
    expect(found[result === 'PASSED' ? 'passedTests' : 'failedTests']).toEqual(['goldbar.yml: accuracy'])
  })

  test('says in which list each gate is', () => {
    const gates = (['pass', 'fail', 'too_small', 'error', 'inconclusive'] as const).flatMap(outcome => [
      gate({ id: `blocking ${outcome}`, outcome }),
      gate({ id: `advisory ${outcome}`, outcome, level: 'advisory' }),
    ])
    const { passedTests, warnedTests, failedTests } = stated({
      suites: [judged({ verdict: 'error', gates })],
    })
    const named = (...ids: string[]) => ids.map(id => `goldbar.yml: ${id}`)
    expect(passedTests).toEqual(named('blocking pass', 'advisory pass'))
    expect(failedTests).toEqual(named('blocking fail', 'blocking error', 'blocking inconclusive'))
    expect(warnedTests).toEqual(
      named(
        'advisory fail',
        'blocking too_small',
        'advisory too_small',
        'advisory error',
        'advisory inconclusive',
      ),
    )
  })

  test('of a pass by a waiver warns of it', () => {
    const waiver = { floor: 0.6, until: '2027-01-31', why: '#412' }
    const found = stated({
      suites: [judged({ gates: [gate({ outcome: 'fail', waiver }), gate({ id: 'f1' })] })],
    })
    expect(found).toMatchObject({
      result: 'PASSED',
      warnedTests: ['goldbar.yml: accuracy'],
      passedTests: ['goldbar.yml: f1'],
    })
  })

  test.each<[string, Partial<Report>, string[]]>([
    [
      'a problem of a suite',
      {
        suites: [
          judged({ verdict: 'error', problems: [problem('file.absent', {}, { file: 'x', from: 'y' })] }),
        ],
      },
      ['goldbar.yml: file.absent'],
    ],
    [
      'a problem of none',
      { verdict: 'error', problems: [problem('spec.none', {}, { pattern: 'x' })], suites: [judged({})] },
      ['spec.none'],
    ],
    [
      'a verdict for which nothing stands',
      { suites: [judged({ verdict: 'error', gates: [] })] },
      ['goldbar.yml'],
    ],
  ])('is FAILED for %s, which is named', (_, change, failed) => {
    expect(stated(change)).toMatchObject({ result: 'FAILED', failedTests: failed })
  })

  test('of a change of the bar alone is no pass of predictions that do not meet it', () => {
    const unmet = judged({
      registration: registration('registration_change', 'pass'),
      gates: [gate({ outcome: 'fail' })],
    })
    expect(stated({ suites: [unmet] })).toMatchObject({ result: 'FAILED' })
  })

  test('of several suites is one, and a file they share is one subject', () => {
    const other = judged({
      spec: { path: 'b.yml', sha256: 'e'.repeat(64), blob: null },
      verdict: 'fail',
      gates: [gate({ outcome: 'fail' })],
    })
    const statement = isDescribed(
      statementOf(report({ verdict: 'fail', suites: [judged({}), other] }), undefined),
    )
    expect(statement.subject).toHaveLength(1)
    expect(statement.predicate).toMatchObject({
      result: 'FAILED',
      passedTests: ['goldbar.yml: accuracy'],
      failedTests: ['b.yml: accuracy'],
    })
  })
})

describe('the configuration', () => {
  test.each<[Suite['registration']['state'], Partial<Suite>, boolean]>([
    ['registered', {}, true],
    ['changed', {}, true],
    ['registration_change', {}, true],
    [
      'registration_change',
      { verdict: 'error', registration: registration('registration_change', 'error') },
      false,
    ],
    ['unregistered', {}, false],
    ['no_base', { registration: { ...suite().registration } }, false],
  ])('says whether the spec is the base’s: %s %j', (state, change, registered) => {
    const { configuration } = stated({ suites: [judged({ registration: registration(state), ...change })] })
    const commit = registered ? { commit: 'b'.repeat(40) } : {}
    expect(configuration[0]).toEqual({
      name: 'goldbar.yml',
      digest: { sha256: 'a'.repeat(64) },
      annotations: { role: 'spec', registered, ...commit },
    })
  })
})

describe('no predictions', () => {
  test.each<[string, Partial<Report>]>([
    ['no suite', { suites: [] }],
    ['a suite without systems', { suites: [judged({ verdict: 'error', systems: [] })] }],
    ['a file that was not read to its end', { suites: [judged({ systems: [candidate('x', '')] })] }],
  ])('leave no statement: %s', (_, change) => {
    expect(Object.values(statementFiles(report(change), undefined))).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

test('a hostile path stays one line of the subjects', () => {
  const path = 'out/a\nb\r\u202e.jsonl'
  const files = statementFiles(report({ suites: [judged({ systems: [candidate(path)] })] }), undefined)
  expect(files['subjects.sha256']).toBe(`${'d'.repeat(64)}  out/a\\u{a}b\\u{d}\\u{202e}.jsonl\n`)
})

describe('of a run', () => {
  let github: Loopback
  beforeAll(built, 120_000)
  beforeEach(async () => {
    github = await loopback()
  })
  afterEach(async () => {
    await github.close()
    expect(github.faults).toEqual([])
  })

  const SERVER = { GITHUB_RUN_ID: '42', GITHUB_RUN_ATTEMPT: '2' }
  const read = (folder: string, name: string) => readFileSync(join(folder, 'goldbar-report', name), 'utf8')

  test('of the Action names what was judged by which bar', async () => {
    const { workspace, setting } = pullRequest(GOOD)
    github.repository = workspace
    const { code, outputs } = await act(github, workspace, { ...setting, env: SERVER })
    expect([code, outputs.statement]).toEqual([0, 'goldbar-report/statement.json'])
    const commit = run(workspace, 'rev-parse', 'main')
    const of = (name: keyof typeof SUITE, role: string) => ({
      name,
      digest: { sha256: sha256(SUITE[name]) },
      annotations: { role, registered: true, commit },
    })
    const bundle = sha256(readFileSync(join(ROOT, 'dist/index.js')))
    const statement = JSON.parse(read(workspace, 'statement.json'))
    expect(isDescribed(statement)).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'out/candidate.jsonl', digest: { sha256: sha256(rows('prediction', GOOD)) } }],
      predicateType: 'https://in-toto.io/attestation/test-result/v0.1',
      predicate: {
        result: 'PASSED',
        configuration: [
          of('goldbar.yml', 'spec'),
          of('gold.jsonl', 'gold'),
          of('base.jsonl', 'baselines.base'),
          { name: 'goldbar', digest: { sha256: bundle }, annotations: { role: 'goldbar', version: '0.1.0' } },
        ],
        url: 'https://github.com/acme/router/actions/runs/42/attempts/2',
        passedTests: ['goldbar.yml: accuracy', 'goldbar.yml: recall[refund]'],
        warnedTests: [],
        failedTests: [],
      },
    })
    expect(JSON.parse(read(workspace, 'report.json')).goldbar_sha256).toBe(bundle)
    // the parts from which actions/attest builds the same statement
    expect(JSON.parse(read(workspace, 'predicate.json'))).toEqual(statement.predicate)
    const [line, ...more] = read(workspace, 'subjects.sha256').split('\n')
    expect([line, more]).toEqual([`${statement.subject[0].digest.sha256}  out/candidate.jsonl`, ['']])
  })

  test('is the same to the byte when it is done again', async () => {
    const { workspace, setting } = pullRequest(BAD)
    github.repository = workspace
    await act(github, workspace, { ...setting, env: SERVER })
    const first = read(workspace, 'statement.json')
    await act(github, workspace, { ...setting, env: SERVER })
    expect(read(workspace, 'statement.json')).toBe(first)
    expect(JSON.parse(first).predicate).toMatchObject({
      result: 'FAILED',
      failedTests: ['goldbar.yml: accuracy'],
      warnedTests: ['goldbar.yml: recall[refund]'],
    })
  })

  test('without predictions removes that of an earlier one, and tells none', async () => {
    const { workspace, setting } = pullRequest(GOOD)
    github.repository = workspace
    await act(github, workspace, setting)
    rmSync(join(workspace, 'out/candidate.jsonl'))
    const { code, outputs } = await act(github, workspace, setting)
    expect([code, outputs.verdict, outputs.statement]).toEqual([1, 'error', ''])
    for (const name of ['statement.json', 'predicate.json', 'subjects.sha256'])
      expect(existsSync(join(workspace, 'goldbar-report', name))).toBe(false)
  })

  test('of the command line is one as well, of files that no base holds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'goldbar-statement-'))
    put(folder, { ...SUITE, 'out/candidate.jsonl': rows('prediction', GOOD) })
    expect((await goldbar(['check'], folder)).status).toBe(0)
    const { predicate } = isDescribed(JSON.parse(read(folder, 'statement.json')))
    expect(predicate).not.toHaveProperty('url')
    expect(predicate.configuration.slice(0, 3).map(({ annotations }) => annotations!.registered)).toEqual([
      false,
      false,
      false,
    ])
    expect(predicate.configuration.at(-1)!.digest.sha256).toBe(
      sha256(readFileSync(join(ROOT, 'dist/cli.js'))),
    )
    writeFileSync(join(folder, 'goldbar.yml'), SPEC.replace('gold.jsonl', 'none.jsonl'))
    expect((await goldbar(['check'], folder)).status).toBe(2)
    expect(existsSync(join(folder, 'goldbar-report/statement.json'))).toBe(false)
  })
})

test('docs/statement.md signs what is written, in the type that is written', () => {
  const page = readFileSync(join(ROOT, 'docs/statement.md'), 'utf8')
  const { jobs } = parse(/^```yaml\n([\s\S]*?)^```$/m.exec(page)![1]!)
  const { with: inputs, uses } = jobs.attest.steps.at(-1)
  expect(uses).toMatch(/^actions\/attest@[0-9a-f]{40}$/)
  expect(inputs['predicate-type']).toBe(PREDICATE)
  const written = Object.keys(statementFiles(report(), undefined)).map(name => `goldbar-report/${name}`)
  expect(written).toContain(inputs['predicate-path'])
  expect(written).toContain(inputs['subject-checksums'])
  expect(jobs.predict.permissions).toEqual({ contents: 'read' })
})
