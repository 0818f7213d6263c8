/** A suite that passes, and many ways to break it: none may end green, and each says where and what to do. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from '@jest/globals'
import { goldbar } from './cli'
import { folderOf, jsonl, judge } from './suite'

const LABELS = ['refund', 'order', 'tech']
const ids = Array.from({ length: 60 }, (_, i) => `t-${i}`)
const label = (i: number) => LABELS[i % 3]!
const GOLD = ids.map((id, i) => ({
  id,
  label: label(i),
  lang: i % 2 === 0 ? 'en' : 'de',
  text: `ticket ${i}`,
}))
/** Wrong on two of sixty. */
const CANDIDATE = ids.map((id, i) => ({ id, prediction: i < 2 ? 'tech' : label(i) }))
const BASELINE = ids.map((id, i) => ({ id, prediction: i < 18 ? 'order' : label(i) }))

const SPEC = `version: 1
name: Ticket router
task: classification
gold: { path: gold.jsonl, id: id, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
baselines: { base: { path: baseline.jsonl, prediction: prediction } }
slices: [lang]
gates:
  - { metric: accuracy, min: 0.9, max_drop: 0.01 }
  - { metric: recall, class: "*", min: 0.8 }
  - { metric: f1_macro, slice: { lang: "*" }, min: 0.8 }
`

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'gate.yml': SPEC,
  'gold.jsonl': jsonl(GOLD),
  'candidate.jsonl': jsonl(CANDIDATE),
  'baseline.jsonl': jsonl(BASELINE),
}

test('the suite passes as it is', async () => {
  const { status, report } = await judge(folderOf(FILES))
  expect({ status, verdict: report.verdict }).toEqual({ status: 0, verdict: 'pass' })
})

/** The spec with `from` replaced, which must be in it. */
function spec(from: string, to: string): Record<string, string> {
  if (!SPEC.includes(from)) throw new Error(`the spec has no ${from}`)
  return { 'gate.yml': SPEC.replace(from, to) }
}

const gate = (words: string) => spec('- { metric: accuracy, min: 0.9, max_drop: 0.01 }', `- { ${words} }`)
const candidate = (rows: readonly object[]) => ({ 'candidate.jsonl': jsonl(rows) })
const half = CANDIDATE.slice(0, 30)
const REST = 'until: 2999-12-31, why: x'
const waiver = (words: string, key = 'waivers') => ({
  'gate.yml': `${SPEC}${key}:\n  - { ${words}, ${REST} }\n`,
})

/** [how it is broken, what of the files changes, the problem's code, where: file or file:line] */
const BROKEN: readonly [string, Record<string, string | Uint8Array>, string, string][] = [
  // predictions
  ['no predictions', { 'candidate.jsonl': '' }, 'file.empty', 'candidate.jsonl'],
  ['blank lines only', { 'candidate.jsonl': '\n\n  \n' }, 'file.empty', 'candidate.jsonl'],
  ['a byte-order mark only', { 'candidate.jsonl': '\ufeff' }, 'file.empty', 'candidate.jsonl'],
  ['an empty array', { 'candidate.jsonl': '[]' }, 'file.empty', 'candidate.jsonl'],
  ['half of the rows', candidate(half), 'rows.missing', 'candidate.jsonl'],
  ['one row missing', candidate(CANDIDATE.slice(1)), 'rows.missing', 'candidate.jsonl'],
  [
    'a row too many',
    candidate([...CANDIDATE, { id: 't-99', prediction: 'tech' }]),
    'rows.extra',
    'candidate.jsonl:61',
  ],
  ['an id twice', candidate([...CANDIDATE, CANDIDATE[0]!]), 'id.duplicate', 'candidate.jsonl:61'],
  [
    'another field name',
    candidate(CANDIDATE.map(({ id, prediction }) => ({ id, predicton: prediction }))),
    'prediction.absent',
    'candidate.jsonl:1',
  ],
  [
    'another case',
    candidate(CANDIDATE.map(({ id, prediction }) => ({ id, prediction: prediction.toUpperCase() }))),
    'label.unknown',
    'candidate.jsonl',
  ],
  [
    'numbers for labels',
    candidate(CANDIDATE.map(({ id }, i) => ({ id, prediction: i % 3 }))),
    'label.unknown',
    'candidate.jsonl',
  ],
  [
    'a list for a label',
    candidate(CANDIDATE.map(({ id, prediction }) => ({ id, prediction: [prediction] }))),
    'prediction.type',
    'candidate.jsonl:1',
  ],
  [
    'a last line cut off',
    { 'candidate.jsonl': jsonl(CANDIDATE).slice(0, -12) },
    'json.truncated',
    'candidate.jsonl:60',
  ],
  [
    'NaN',
    { 'candidate.jsonl': jsonl(CANDIDATE).replace('"tech"', 'NaN') },
    'json.nonfinite',
    'candidate.jsonl:1',
  ],
  [
    'a cut gzip',
    { 'candidate.jsonl': gzipSync(jsonl(CANDIDATE)).subarray(0, 90) },
    'file.truncated',
    'candidate.jsonl',
  ],
  ['NUL bytes', { 'candidate.jsonl': `${jsonl(CANDIDATE)}\0\0\0` }, 'text.nul', 'candidate.jsonl:61'],
  [
    'UTF-16',
    { 'candidate.jsonl': Buffer.from(`\ufeff${jsonl(CANDIDATE)}`, 'utf16le') },
    'text.utf16',
    'candidate.jsonl',
  ],
  [
    'a header without rows',
    {
      'candidate.jsonl': 'id,prediction\n',
      ...spec('candidate.jsonl', 'candidate.csv'),
      'candidate.csv': 'id,prediction\n',
    },
    'file.empty',
    'candidate.csv',
  ],
  [
    'gold and candidate swapped',
    { 'gold.jsonl': jsonl(CANDIDATE), 'candidate.jsonl': jsonl(GOLD) },
    'reference.absent',
    'gold.jsonl:1',
  ],
  [
    'the gold set as candidate',
    spec('{ path: candidate.jsonl, prediction: prediction }', '{ path: gold.jsonl, prediction: label }'),
    'file.same',
    'gate.yml:5',
  ],
  [
    'the candidate’s own file as baseline',
    spec('{ path: baseline.jsonl,', '{ path: candidate.jsonl,'),
    'file.shared',
    'gate.yml:6',
  ],
  [
    'probabilities of other labels in the baseline',
    {
      ...candidate(CANDIDATE.map(row => ({ ...row, p: { refund: 0.4, order: 0.3, tech: 0.3 } }))),
      'baseline.jsonl': jsonl(BASELINE.map(row => ({ ...row, p: { LABEL_0: 0.9, LABEL_1: 0.1 } }))),
      'gate.yml': SPEC.replaceAll('prediction: prediction }', 'prediction: prediction, probabilities: p }'),
    },
    'probabilities.labels',
    'baseline.jsonl',
  ],
  [
    'an unknown reference',
    { ...spec('slices:', 'options: { labels: [refund, order] }\nslices:') },
    'label.reference',
    'gold.jsonl:3',
  ],
  [
    'where that matches nothing',
    spec(
      'prediction: prediction }\nbaselines',
      'prediction: prediction, where: { split: test } }\nbaselines',
    ),
    'rows.where',
    'candidate.jsonl',
  ],
  [
    'every prediction null',
    candidate(CANDIDATE.map(({ id }) => ({ id, prediction: null }))),
    'prediction.none',
    'candidate.jsonl',
  ],
  [
    'an expression that never matches',
    spec(
      'prediction: prediction }\nbaselines',
      'prediction: prediction, as: [{ regex: "answer: (.*)" }] }\nbaselines',
    ),
    'prediction.none',
    'candidate.jsonl',
  ],
  [
    'join by position with fewer rows',
    { ...candidate(half), ...spec('id: id, reference', 'join: position, reference') },
    'rows.count',
    'candidate.jsonl',
  ],
  [
    'join by position in another order',
    {
      ...candidate(GOLD.map(({ text, label }) => ({ text, prediction: label })).reverse()),
      'baseline.jsonl': jsonl(GOLD.map(({ text, label }) => ({ text, prediction: label }))),
      ...spec('id: id, reference', 'join: position, input: text, reference'),
    },
    'rows.input',
    'candidate.jsonl:1',
  ],
  [
    'probabilities that do not sum to 1',
    {
      ...candidate(CANDIDATE.map(row => ({ ...row, p: { refund: 0.9, order: 0.9, tech: 0.9 } }))),
      ...spec('prediction: prediction }\nbaselines', 'prediction: prediction, probabilities: p }\nbaselines'),
    },
    'probabilities.range',
    'candidate.jsonl:1',
  ],
  // paths
  ['no such candidate', spec('candidate.jsonl', 'candidates.jsonl'), 'file.absent', 'gate.yml:5'],
  ['no such gold set', spec('gold.jsonl', 'golden.jsonl'), 'file.absent', 'gate.yml:4'],
  ['no such baseline', spec('baseline.jsonl', 'base.jsonl'), 'file.absent', 'gate.yml:6'],
  ['a path out of the workspace', spec('candidate.jsonl', '../candidate.jsonl'), 'file.absent', 'gate.yml:5'],
  [
    'a folder as candidate',
    { ...spec('candidate.jsonl', 'folder'), 'folder/x': '' },
    'file.unreadable',
    'folder',
  ],
  [
    'another gold set than registered',
    spec('reference: label }', `reference: label, sha256: ${'0'.repeat(64)} }`),
    'spec.sha256',
    'gate.yml:4',
  ],
  // the spec
  ['a misspelt metric', gate('metric: acuracy, min: 0.9'), 'gate.metric', 'gate.yml:9'],
  ['a metric of another task', gate('metric: rougeL, min: 0.1'), 'gate.metric', 'gate.yml:9'],
  ['f1 without a class or an average', gate('metric: f1, min: 0.9'), 'gate.average', 'gate.yml:9'],
  ['a bar in percent', gate('metric: accuracy, min: 90'), 'gate.bar-range', 'gate.yml:9'],
  ['a bar that is no number', gate('metric: accuracy, min: .nan'), 'spec.type', 'gate.yml:9'],
  ['a bar without end', gate('metric: accuracy, max: .inf'), 'spec.type', 'gate.yml:9'],
  ['no bar', gate('metric: accuracy'), 'gate.bar-none', 'gate.yml:9'],
  ['an unknown class', gate('metric: recall, class: refunds, min: 0.1'), 'gate.class', 'gate.yml:9'],
  [
    'an unknown slice',
    gate('metric: accuracy, slice: { language: en }, min: 0.1'),
    'gate.slice',
    'gate.yml:9',
  ],
  [
    'an unknown slice value',
    gate('metric: accuracy, slice: { lang: fr }, min: 0.1'),
    'gate.slice-value',
    'gate.yml:9',
  ],
  [
    'a slice field that no row has',
    { 'gate.yml': SPEC.replaceAll('lang', 'langauge') },
    'slice.absent',
    'gate.yml:7',
  ],
  [
    'an unknown baseline',
    gate('metric: accuracy, baseline: deployed, max_drop: 0.1'),
    'gate.baseline',
    'gate.yml:9',
  ],
  ['a misspelt key', spec('min: 0.9,', 'mim: 0.9,'), 'spec.key', 'gate.yml:9'],
  ['no gates', { 'gate.yml': SPEC.replace(/gates:[\s\S]*$/u, 'gates: []\n') }, 'spec.value', 'gate.yml:8'],
  [
    'advisory gates only',
    {
      'gate.yml': SPEC.replaceAll(' }\n  -', ', level: advisory }\n  -').replace(
        /min: 0.8 \}\n$/u,
        'min: 0.8, level: advisory }\n',
      ),
    },
    'gate.none-blocking',
    'gate.yml:9',
  ],
  [
    'a group that the expression does not have',
    spec(
      'prediction: prediction }\nbaselines',
      'prediction: prediction, as: [{ regex: "(.*)", group: 2 }] }\nbaselines',
    ),
    'spec.value',
    'gate.yml:5',
  ],
  ['an empty spec', { 'gate.yml': '' }, 'spec.syntax', 'gate.yml:1'],
  ['another version', spec('version: 1', 'version: 2'), 'spec.value', 'gate.yml:1'],
  ['two documents', { 'gate.yml': `${SPEC}---\n${SPEC}` }, 'spec.documents', 'gate.yml:12'],
  ['a key twice', { 'gate.yml': `${SPEC}task: multilabel\n` }, 'spec.syntax', 'gate.yml:12'],
  ['an alias', spec('slices: [lang]', 'slices: &s [lang]\nextra: *s'), 'spec.alias', 'gate.yml:7'],
  ['a tag', spec('name: Ticket router', 'name: !!js/function "x"'), 'spec.tag', 'gate.yml:2'],
  [
    'a waiver under a misspelt key',
    waiver('gate: accuracy, floor: 0.8', 'waiver'),
    'spec.key',
    'gate.yml:12',
  ],
  ['a waiver with a misspelt key', waiver('gate: accuracy, flor: 0.8'), 'spec.missing', 'gate.yml:13'],
  ['a waiver of no gate', waiver('gate: acuracy, floor: 0.8'), 'waiver.gate', 'gate.yml:13'],
  ['a waiver above its bar', waiver('gate: accuracy, floor: 0.95'), 'waiver.floor', 'gate.yml:13'],
  ['a waiver in percent', waiver('gate: accuracy, floor: 80'), 'gate.bar-range', 'gate.yml:13'],
  [
    'two waivers of one gate',
    waiver(`gate: accuracy, floor: 0.8, ${REST} }\n  - { gate: accuracy, floor: 0.1`),
    'waiver.twice',
    'gate.yml:14',
  ],
  [
    'a waiver until 31.01.2027',
    { 'gate.yml': `${SPEC}waivers: [{ gate: accuracy, floor: 0.8, until: 31.01.2027, why: x }]\n` },
    'spec.value',
    'gate.yml:12',
  ],
  [
    'a waiver until the 30th of February',
    { 'gate.yml': `${SPEC}waivers: [{ gate: accuracy, floor: 0.8, until: 2027-02-30, why: x }]\n` },
    'spec.value',
    'gate.yml:12',
  ],
  ['a preset', { 'gate.yml': `${SPEC}preset: hf-glue\n` }, 'spec.not-yet', 'gate.yml:12'],
  ['decide: shown', { 'gate.yml': `${SPEC}decide: shown\n` }, 'spec.value', 'gate.yml:12'],
  ['a cluster that no row has', { 'gate.yml': `${SPEC}cluster: doc\n` }, 'cluster.absent', 'gold.jsonl:1'],
]

describe('ends in an error that says where', () => {
  test.concurrent.each(BROKEN)('%s', async (_, changed, code, where) => {
    const { status, report, problems, stdout } = await judge(folderOf({ ...FILES, ...changed }))
    expect({ status, verdict: report.verdict }).toEqual({ status: 2, verdict: 'error' })
    const found = problems.filter(problem => problem.code === code && problem.severity === 'error')
    const places = found.map(({ file, line }) => (where.includes(':') ? `${file}:${line}` : file))
    expect(places).toContain(where)
    // the sentence and its remedy stand on the terminal, too
    expect(stdout).toContain(`(${code})`)
    expect(found[0]!.message).toMatch(/\. \S.*[.)]$|Did you mean/u)
  })

  test('a link out of the workspace', async () => {
    const outside = folderOf({ 'candidate.jsonl': jsonl(CANDIDATE) })
    const { 'candidate.jsonl': _, ...files } = FILES
    const folder = folderOf(files)
    symlinkSync(join(outside, 'candidate.jsonl'), join(folder, 'candidate.jsonl'))
    const { status, problems } = await judge(folder)
    expect(status).toBe(2)
    expect(problems.map(({ code }) => code)).toEqual(['file.outside'])
    expect(JSON.stringify(problems)).not.toContain(folder)
  })

  test('no spec at all', async () => {
    const { status, report } = await judge(folderOf({}))
    expect({ status, codes: report.problems.map(({ code }) => code) }).toEqual({
      status: 2,
      codes: ['spec.none'],
    })
  })
})

/** [how it is broken, what of the files changes, exit status, outcomes that must occur] */
const UNMET: readonly [string, Record<string, string>, number, readonly string[]][] = [
  [
    'half of the rows, counted as wrong',
    { ...candidate(half), 'gate.yml': `${SPEC}missing: wrong\n` },
    1,
    ['fail'],
  ],
  ['the baseline as candidate', { 'candidate.jsonl': jsonl(BASELINE) }, 1, ['fail']],
  [
    'every member too small',
    gate('metric: accuracy, slice: { lang: "*" }, min: 0.1, min_n: 31'),
    2,
    ['too_small', 'error'],
  ],
  [
    'a gap between too few',
    gate('metric: accuracy, slice: { lang: "*" }, max_gap: 0.5, min_n: 31'),
    2,
    ['error'],
  ],
  [
    'a named slice that is too small',
    gate('metric: accuracy, slice: { lang: de }, min: 0.1, min_n: 31'),
    3,
    ['inconclusive'],
  ],
]

describe('is not green either with', () => {
  test('a waiver that no base vouches for', async () => {
    const waived = waiver('gate: accuracy, floor: 0.1')
    const { status, suite } = await judge(
      folderOf({ ...FILES, ...waived, 'candidate.jsonl': jsonl(BASELINE) }),
    )
    expect(suite.gates[0]).toMatchObject({ id: 'accuracy', outcome: 'fail', waiver: null })
    expect([status, suite.waivers[0]!.state]).toEqual([1, 'not_registered'])
  })

  test.concurrent.each(UNMET)('%s', async (_, changed, exit, outcomes) => {
    const { status, suite } = await judge(folderOf({ ...FILES, ...changed }))
    expect(status).toBe(exit)
    const got = suite.gates.map(({ outcome }) => outcome)
    for (const outcome of outcomes) expect(got).toContain(outcome)
  })

  test('an undefined number', async () => {
    // one class in all: chance alone agrees fully, and kappa is 0/0
    const same = ids.map(id => ({ id, label: 'tech', prediction: 'tech' }))
    const files = {
      ...FILES,
      'gold.jsonl': jsonl(same),
      'candidate.jsonl': jsonl(same.map(({ id }) => ({ id, prediction: 'tech' }))),
    }
    const kappa = SPEC.replace(/slices:[\s\S]*$/u, 'gates:\n  - { metric: cohen_kappa, min: -1 }\n').replace(
      /baselines:.*\n/u,
      '',
    )
    const { status, suite } = await judge(folderOf({ ...files, 'gate.yml': kappa }))
    expect({ status, outcome: suite.gates[0]!.outcome, value: suite.gates[0]!.candidate }).toEqual({
      status: 2,
      outcome: 'error',
      value: null,
    })
  })
})

test('a command line without a command is not green', async () => {
  const { status } = await goldbar([])
  expect(status).toBe(2)
})

test('the primary baseline is the first one written, also beside a number', async () => {
  const two =
    'baselines: { base: { path: baseline.jsonl, prediction: prediction }, "2": { path: old.jsonl, prediction: prediction } }'
  const text = SPEC.replace(/baselines:.*/u, two)
  const { suite } = await judge(folderOf({ ...FILES, 'gate.yml': text, 'old.jsonl': jsonl(BASELINE) }))
  expect(suite.systems.map(({ name }) => name)).toEqual(['candidate', 'base', '2'])
  expect(suite.gates[0]!.baseline).toBe('base')
})
