/** The files beside report.json: what other tools read must be what they expect, whatever stands in the data. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { Ajv } from 'ajv'
import { renderBadge } from '../../src/report/badge'
import { renderJunit } from '../../src/report/junit'
import { renderNextData } from '../../src/report/next-data'
import type { Report, Suite } from '../../src/report/report'
import { renderSarif } from '../../src/report/sarif'
import { travel } from '../journey'
import { folderOf, jsonl, judge } from '../suite'

const SPEC = `version: 1
name: Router
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: label }
baselines: { base: { path: base.jsonl, prediction: label } }
slices: [lang]
gates:
  - { metric: accuracy, min: 0.9, why: It must be. }
  - { metric: recall, class: a, min: 0.1 }
  - { metric: accuracy, slice: { lang: "*" }, min: 0.1, min_n: 3, id: by lang }
  - { metric: accuracy, max_drop: 0, level: advisory, id: no drop }
`
const rows = (labels: string, langs = 'ddddee') =>
  jsonl([...labels].map((label, i) => ({ id: `r${i}`, label, lang: langs[i] })))
const FILES = {
  'gold.jsonl': rows('aaabbb'),
  'base.jsonl': rows('aaabba'),
  'candidate.jsonl': rows('abbbba'),
}

function reportOf(...suites: Suite[]): Report {
  return { version: 1, goldbar: '0', goldbar_sha256: null, verdict: suites[0]!.verdict, problems: [], suites }
}

/** What junit-10.xsd of Jenkins' xUnit plugin allows, of the elements that are used. */
const ALLOWED: Readonly<Record<string, { in: readonly string[]; attributes: RegExp }>> = {
  testsuites: { in: [''], attributes: /^(?:name|time|tests|failures|errors)$/ },
  testsuite: {
    in: ['testsuites', 'testsuite'],
    attributes: /^(?:name|tests|failures|errors|skipped|time|file)$/,
  },
  testcase: { in: ['testsuite'], attributes: /^(?:name|time|classname|group)$/ },
  failure: { in: ['testcase'], attributes: /^(?:type|message)$/ },
  error: { in: ['testcase'], attributes: /^(?:type|message)$/ },
  skipped: { in: ['testcase'], attributes: /^(?:type|message)$/ },
}

interface Case {
  readonly name: string
  readonly result?: string
  readonly message?: string
}

/** The test cases of a well-formed file of the schema; throws at anything else. */
function casesOf(xml: string): Case[] {
  const body = xml.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, '')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML holds none of these
  expect(body).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
  expect(body.isWellFormed()).toBe(true)
  const open = ['']
  const cases: { name: string; result?: string; message?: string }[] = []
  const rest = body.replace(
    /<(\/?)(\w+)((?: \w+="[^"<&]*(?:&#\d+;[^"<&]*)*")*)(\/?)>/g,
    (_, close, name, text, empty) => {
      if (close) expect(open.pop()).toBe(name)
      else {
        const rule = ALLOWED[name]
        expect(rule?.in).toContain(open.at(-1))
        const pairs = [...String(text).matchAll(/ (\w+)="([^"]*)"/g)].map(([, key, value]) => {
          expect(key).toMatch(rule!.attributes)
          return [key, value!.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))]
        })
        const values = Object.fromEntries(pairs)
        if (name === 'testcase') cases.push({ name: values.name })
        else if (/failure|error|skipped/.test(name))
          Object.assign(cases.at(-1)!, { result: name, message: values.message })
        if (!empty) open.push(name)
      }
      return ''
    },
  )
  expect(rest.trim()).toBe('')
  expect(open).toEqual([''])
  return cases
}

describe('junit.xml', () => {
  test('has a case for each result: what blocks is none that succeeds', async () => {
    const xml = renderJunit(reportOf(await travel(SPEC, FILES)))
    expect(xml).toContain('<testsuites name="goldbar" tests="5" failures="1" errors="0">')
    expect(casesOf(xml).map(({ name, result }) => [name, result])).toEqual([
      ['accuracy', 'failure'],
      ['recall[a]', undefined],
      ['by lang{lang=d}', undefined],
      ['by lang{lang=e}', 'skipped'],
      ['no drop', 'skipped'],
    ])
  })

  test('problems are errors, and so are runs without a suite', async () => {
    const missing = await travel(SPEC, { ...FILES, 'candidate.jsonl': rows('abbbb') })
    expect(casesOf(renderJunit(reportOf(missing)))).toMatchObject([
      { name: 'candidate.jsonl [r5] rows.missing', result: 'error' },
    ])
    const none: Report = {
      version: 1,
      goldbar: '0',
      goldbar_sha256: null,
      verdict: 'error',
      problems: [],
      suites: [],
    }
    expect(casesOf(renderJunit(none))).toMatchObject([{ name: 'suites', result: 'error' }])
  })

  test('a verdict that no gate tells is a case', async () => {
    const suite = await travel(SPEC, FILES)
    const small = suite.gates.filter(({ outcome }) => outcome === 'too_small')
    const cases = casesOf(renderJunit(reportOf({ ...suite, verdict: 'error', gates: small })))
    expect(cases.at(-1)).toMatchObject({ name: 'verdict', result: 'error' })
  })

  test.each([
    '"><x y="',
    '<![CDATA[ ]]>',
    '&amp;',
    '\u0000\u0008\ufffe',
    '\ud800',
    'a\r\nb\tc',
    '-->',
    '\u202e',
  ])('holds %j as text', async text => {
    const suite = await travel(SPEC, FILES)
    const gates = suite.gates.map(gate => ({ ...gate, id: text, message: text }))
    const [first] = casesOf(renderJunit(reportOf({ ...suite, name: text, gates })))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML holds none of these
    const shown = text.toWellFormed().replace(/[\u0000\u0008\ufffe]/g, '\ufffd')
    expect(first).toEqual({ name: shown, result: 'failure', message: shown })
  })
})

/** SARIF 2.1.0, of the objects that are used: §3.13, 3.14, 3.18, 3.19, 3.27, 3.28, 3.29, 3.30, 3.49. */
const text = {
  type: 'object',
  required: ['text'],
  properties: { text: { type: 'string' } },
  additionalProperties: false,
}
const object = (properties: object, ...required: string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const line = { type: 'integer', minimum: 1 }
const SARIF = object(
  {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: object(
        {
          tool: object(
            {
              driver: object(
                {
                  name: { type: 'string' },
                  semanticVersion: { type: 'string' },
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: object({ id: { type: 'string' }, shortDescription: text }, 'id'),
                  },
                },
                'name',
              ),
            },
            'driver',
          ),
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          originalUriBaseIds: { type: 'object', additionalProperties: object({ description: text }) },
          results: {
            type: 'array',
            items: object(
              {
                ruleId: { type: 'string' },
                level: { enum: ['none', 'note', 'warning', 'error'] },
                message: text,
                locations: {
                  type: 'array',
                  items: object({
                    physicalLocation: object({
                      artifactLocation: object({
                        uri: { type: 'string', pattern: "^[\\w.~!$&'()*+,;=:@/%-]+$" },
                        uriBaseId: { type: 'string' },
                      }),
                      region: object({ startLine: line, startColumn: line }),
                    }),
                  }),
                },
                partialFingerprints: { type: 'object', additionalProperties: { type: 'string' } },
              },
              'message',
            ),
          },
        },
        'tool',
      ),
    },
  },
  'version',
  'runs',
)

describe('report.sarif', () => {
  const valid = new Ajv().compile(SARIF)
  const resultsOf = (report: Report) => {
    const log = JSON.parse(renderSarif(report))
    expect([valid(log), valid.errors]).toEqual([true, null])
    const [{ results, tool }] = log.runs
    const rules = tool.driver.rules.map(({ id }: { id: string }) => id)
    for (const { ruleId } of results) expect(rules).toContain(ruleId)
    return results
  }

  test('has what is not met at the line of its gate, and nothing that is', async () => {
    const results = resultsOf(reportOf(await travel(SPEC, FILES)))
    const at = (startLine: number) => [
      { physicalLocation: { artifactLocation: { uri: 'gate.yml' }, region: { startLine, startColumn: 5 } } },
    ]
    expect(results.filter(({ level }: { level: string }) => level !== 'note')).toMatchObject([
      { ruleId: 'gate-not-met', level: 'error', locations: at(9) },
      { ruleId: 'gate-not-met', level: 'warning', locations: at(12) },
    ])
    expect(results[0].message.text).toContain('Why this bar: It must be.')
  })

  test('has problems at their line of the file, whose name is a valid reference', async () => {
    const suite = await travel(SPEC, { ...FILES, 'candidate.jsonl': rows('abbbb') })
    const problems = suite.problems.map(one => ({ ...one, file: 'a b#?ü%.jsonl', line: 3 }))
    expect(resultsOf(reportOf({ ...suite, problems }))[0]).toMatchObject({
      ruleId: 'rows.missing',
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'a%20b%23%3F%C3%BC%25.jsonl', uriBaseId: '%SRCROOT%' },
            region: { startLine: 3 },
          },
        },
      ],
    })
  })
})

describe('next-data.csv', () => {
  test('ranks what is lost, with the ids of the examples', async () => {
    expect(renderNextData(reportOf(await travel(SPEC, FILES))).split('\r\n')).toEqual([
      'suite,kind,name,lost,wrong,of,lift,examples',
      'Router,class,a,2,2,3,-0.4571428571428571,r1 r2',
      'Router,slice,lang=d,2,2,4,-0.5,r1 r2',
      'Router,confusion,a → b,2,2,,,r1 r2',
      '',
    ])
  })

  test('begins no cell with a formula', async () => {
    const suite = await travel(SPEC, FILES)
    const text = '=HYPERLINK("http://x";"y")'
    const csv = renderNextData(reportOf({ ...suite, name: text }))
    expect(csv.split('\r\n')[1]).toMatch(/^"'=HYPERLINK\(""http:\/\/x"";""y""\)",class,/)
  })
})

describe('losses.jsonl', () => {
  /** What the command line writes of a suite. */
  async function written(files: Readonly<Record<string, string>>) {
    const folder = folderOf(files)
    const { suite, stderr } = await judge(folder)
    expect(stderr).toBe('')
    const read = (name: string) => readFileSync(join(folder, 'goldbar-report', name), 'utf8')
    return { suite, lines: read('losses.jsonl').split('\n'), markdown: read('report.md') }
  }

  test('has what is newly wrong and what is still wrong, and nothing that is fixed', async () => {
    // the baseline has b and c wrong, the candidate b and e: c is fixed
    const { lines } = await written({
      'gate.yml': SPEC,
      'gold.jsonl': rows('abcde'),
      'base.jsonl': rows('aaade'),
      'candidate.jsonl': rows('accda'),
    })
    const line = (id: string, kind: string, lang: string, answers: object) => ({
      suite: 'Router',
      id,
      kind,
      against: 'base',
      slices: { lang: [lang] },
      ...answers,
    })
    expect(lines.pop()).toBe('')
    expect(lines.map(text => JSON.parse(text))).toEqual([
      line('r4', 'regressed', 'e', { classes: ['e'], expected: 'e', baseline: 'e', candidate: 'a' }),
      line('r1', 'still_wrong', 'd', { classes: ['b'], expected: 'b', baseline: 'a', candidate: 'c' }),
    ])
  })

  test('has the parts of an answer, and an example that lost one more', async () => {
    const { lines } = await written({
      'gate.yml': `version: 1
name: Fields
task: structured
gold: { path: gold.jsonl, reference: data }
candidate: { path: candidate.jsonl, prediction: data }
baselines: { base: { path: base.jsonl, prediction: data } }
gates: [{ metric: field_f1, min: 0.9 }]
`,
      'gold.jsonl': jsonl([{ id: 1, data: { a: 1, b: 2 } }]),
      'base.jsonl': jsonl([{ id: 1, data: { a: 1, b: 3 } }]),
      'candidate.jsonl': jsonl([{ id: 1, data: { a: 0, b: 3 } }]),
    })
    expect(JSON.parse(lines[0]!)).toMatchObject({
      id: '1',
      kind: 'lost_more',
      classes: ['a', 'b'],
      parts: [
        { part: 'a', expected: '1', baseline: '1', candidate: '0' },
        { part: 'b', expected: '2', baseline: '3', candidate: '3' },
      ],
    })
    expect(lines).toHaveLength(2)
  })

  const ALONE = SPEC.replace(/baselines.*\n/u, '').replace(/ {2}- .*max_drop.*\n/u, '')

  test('without a baseline has what is wrong', async () => {
    const files = { 'gate.yml': ALONE, 'gold.jsonl': rows('ab'), 'candidate.jsonl': rows('aa') }
    const { lines } = await written(files)
    const [first, ...more] = lines
    expect(JSON.parse(first!)).toMatchObject({ id: 'r1', kind: 'wrong', against: null, baseline: null })
    expect(more).toEqual([''])
  })

  test('is empty where nothing is lost, and where nothing could be judged', async () => {
    const files = { 'gate.yml': ALONE, 'gold.jsonl': rows('ab'), 'candidate.jsonl': rows('ab') }
    expect((await written(files)).lines).toEqual([''])
    expect((await written({ ...files, 'gate.yml': 'version: 1\n' })).lines).toEqual([''])
  })

  test('says how many it leaves out', async () => {
    const many = (label: string) =>
      jsonl(
        Array.from({ length: 100_010 }, (_, i) => ({ id: `r${i}`, label: i === 0 ? 'a' : label, lang: 'd' })),
      )
    const files = { 'gate.yml': ALONE, 'gold.jsonl': many('b'), 'candidate.jsonl': many('a') }
    const { lines, markdown } = await written(files)
    // all but the first of 100,010 are wrong
    expect(lines).toHaveLength(100_001)
    expect(markdown).toContain('- `losses.jsonl` leaves out 9 more lost examples for their size.\n')
  }, 60_000)
})

test('badge.json tells the verdict', async () => {
  expect(JSON.parse(renderBadge(reportOf(await travel(SPEC, FILES))))).toEqual({
    schemaVersion: 1,
    label: 'goldbar',
    message: 'fail, 2 of 3 gates met',
    color: 'red',
    isError: false,
  })
})
