/** What a change of a spec does: nothing is forgotten, and nothing that can let more pass is called harmless. */
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { Problems } from '../src/problems'
import { type Change, type Kind, specChanges } from '../src/spec/changes'
import { parseSpec } from '../src/spec/parse'
import { gateSchema, type Schema } from '../src/spec/schema'
import type { Spec } from '../src/spec/spec'
import { TASKS } from '../src/tasks'
import { random, TODAY, travel } from './journey'
import { jsonl } from './suite'

type Raw = Record<string, unknown>

function parsed(text: string): Spec {
  const problems = new Problems()
  const spec = parseSpec(text, 'gate.yml', TASKS, problems)
  if (!spec)
    throw new Error(
      problems
        .list()
        .map(({ message }) => message)
        .join('\n'),
    )
  return spec
}

function sound(text: string): Spec {
  const problems = new Problems()
  const spec = parseSpec(text, 'gate.yml', TASKS, problems)
  expect(problems.list()).toEqual([])
  return spec!
}

const between = (base: Raw, head: Raw) =>
  specChanges(parsed(JSON.stringify(base)), parsed(JSON.stringify(head)))
const short = (changes: readonly Change[]) =>
  changes.map(({ kind, key, from, to }) => `${kind} ${key}: ${from} → ${to}`)

/** A spec in which every key of the schema stands that its task has. */
function full(task: string, options: Raw): Raw {
  const as = ['strip', { regex: 'a(b)', match: 'last', group: 1 }, { map: { a: 'b' } }]
  const rows = { path: 'x', format: 'conll', records: 'r', where: { split: 'test' }, as, id: ['id', 'n'] }
  const system = { ...rows, prediction: 'p', probabilities: 'q' }
  return {
    version: 1,
    name: 'Full',
    task,
    gold: { ...rows, sha256: 'a'.repeat(64), reference: 'l', source: 's', text: 't', join: 'id', input: 'i' },
    candidate: system,
    baselines: { base: system, other: system },
    slices: [{ name: 'length', field: 'text', measure: 'chars', edges: [10, 20] }],
    options,
    recorded: {
      judge: {
        field: 'j',
        better: 'higher',
        reduce: 'mean',
        at_least: 0.5,
        against: 'human',
        prompt: 'p.md',
        as,
      },
      human: { field: 'h', better: 'higher' },
    },
    train: {
      path: ['x'],
      index: ['y'],
      format: 'conll',
      records: 'r',
      where: { split: 'test' },
      text: 't',
      gold_text: 'g',
      max_overlap: 1,
      ngram: 13,
      containment: 0.8,
    },
    gates: [
      {
        metric: 'judge',
        stat: 'mean',
        id: 'gate',
        class: 'x',
        slice: { length: '>=20' },
        baseline: 'other',
        min: 0.5,
        max: 0.9,
        min_lift: 0.01,
        max_drop: { abs: 0.1, rel: 0.2 },
        max_gap: 0.3,
        relative: true,
        min_n: 5,
        level: 'blocking',
        decide: 'observed',
        why: 'because',
      },
    ],
    decide: 'observed',
    cluster: 'doc',
    confidence: 0.9,
    missing: 'error',
    extra: 'error',
    waivers: [{ gate: 'gate', floor: 0.4, until: '2027-01-31', why: '#412' }],
    report: { examples: 'full' },
    limits: { file_bytes: 1, inflation: 2, line_bytes: 3, depth: 4, rows: 5 },
  }
}

/** Every option of every task, with a value that it can have. */
const OPTIONS: Readonly<Record<string, Raw>> = {
  classification: { labels: ['x', 'y'], zero_division: 0, positive: 'x', beta: 2, k: [2], bins: 10 },
  multilabel: { labels: ['x', 'y'], zero_division: 0 },
  extraction: { scheme: 'iob2', mode: 'default', match: 'exact', offsets: 'code_points' },
  qa: {
    squad_version: '2.0',
    normalizer: 'squad',
    language: 'en',
    regexes_to_ignore: ['a'],
    ignore_case: false,
  },
  summarization: { stemmer: false, tolerance: 0.05 },
  translation: {
    tokenize: '13a',
    smooth_method: 'exp',
    lowercase: false,
    chrf_whitespace: false,
    tolerance: 0.05,
  },
  structured: {
    schema: { field: 'f' },
    formats: false,
    parse: 'strict',
    comparator: { '*': { number: 0.1 }, total: { number: 0.2 } },
    array_order: 'strict',
    alternatives: ['a'],
  },
  ranking: { k: [1], gain: 'linear', tolerance: 0.05 },
  regression: { within: 1 },
  recorded: { credit: 'judge', k: [1] },
}

interface Leaf {
  /** `*` stands for an index or a name */
  readonly path: readonly string[]
  readonly schema: Schema
}

/** Each key of a schema below which there is no other. */
function leaves(schema: Schema, path: readonly string[] = []): Leaf[] {
  const branches = ['then', 'else'].flatMap(name =>
    schema[name] ? leaves(schema[name] as Schema, path).filter(leaf => leaf.path.length > path.length) : [],
  )
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>)
  const { items, additionalProperties: others } = schema
  const below = [
    ...properties.flatMap(([key, child]) => leaves(child, [...path, key])),
    ...(typeof items === 'object' ? leaves(items as Schema, [...path, '*']) : []),
    ...(typeof others === 'object' ? leaves(others as Schema, [...path, '*']) : []),
    ...branches,
  ]
  const seen = new Set<string>()
  const found = below.filter(leaf => !seen.has(leaf.path.join('/')) && seen.add(leaf.path.join('/')))
  return found.length > 0 ? found : [{ path, schema }]
}

const SCHEMA = gateSchema(TASKS)
const KEYS: readonly (readonly [task: string, leaf: Leaf])[] = [
  ...leaves({ properties: SCHEMA.properties })
    .filter(({ path }) => path[0] !== 'options')
    .map(leaf => ['classification', leaf] as const),
  ...TASKS.flatMap(({ name, options }) =>
    leaves({ properties: options }).map(
      leaf => [name, { ...leaf, path: ['options', ...leaf.path] }] as const,
    ),
  ),
]
/** A key that can have one value only cannot change. */
const changeable = ({ schema, path }: Leaf) =>
  !('const' in schema) &&
  !(Array.isArray(schema.enum) && schema.enum.length === 1 && path.at(-1) !== 'format')

/** The places that a path with `*` leads to, in `value`. */
function places(value: unknown, path: readonly string[]): string[][] {
  const [key, ...rest] = path
  if (key === undefined) return [[]]
  if (typeof value !== 'object' || value === null) return []
  const keys = key === '*' ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : []
  return keys.flatMap(one => places((value as Raw)[one], rest).map(more => [one, ...more]))
}

/** A copy with another value at the place; undefined takes it out. */
function replaced(
  value: unknown,
  [key, ...rest]: readonly string[],
  change: (old: unknown) => unknown,
): unknown {
  if (key === undefined) return change(value)
  const copy = structuredClone(value) as Raw
  const next = replaced(copy[key], rest, change)
  if (next === undefined) delete copy[key]
  else copy[key] = next
  return copy
}

/** Another value of the same kind. */
function other(old: unknown, schema: Schema): unknown {
  if (Array.isArray(schema.enum)) return schema.enum.find(one => one !== old)
  if (schema.format === 'date') return '2027-02-28'
  if (typeof old === 'number') return old === 0.9 ? 0.8 : Number.isInteger(old) ? old + 1 : old / 2
  if (typeof old === 'boolean') return !old
  if (typeof old !== 'string') throw new Error(`no other value for ${JSON.stringify(old)}`)
  return /^a{64}$/.test(old) ? 'b'.repeat(64) : `${old}x`
}

/** Where the change of a place is told. */
function toldAt([top, ...rest]: readonly string[], raw: Raw): string {
  const [second, third] = rest
  switch (top) {
    case 'gold':
    case 'candidate':
    case 'options':
    case 'limits':
    case 'report':
      return `${top}.${second}`
    case 'train':
      return `train.${{ path: 'paths', index: 'indexes' }[second!] ?? second}`
    case 'baselines':
    case 'recorded':
      return `${top}.${second}.${third}`
    case 'slices':
      return third === 'name' ? 'slices.length' : `slices.length.${third}`
    case 'gates':
      if (third === 'id') return 'gates.gatex.id'
      return `gates.${(raw.gates as Raw[])[0]!.id}.${third === 'stat' ? 'metric' : third}`
    case 'waivers':
      return third === 'gate' ? 'waivers.gatex' : `waivers.gate.${third}`
    default:
      return top!
  }
}

/** By key, what `other` does to the value of the full spec; anything else may let more pass. */
const KINDS: readonly (readonly [key: RegExp, kind: Kind])[] = [
  [
    /^(name|cluster|confidence|limits\.\w+|options\.k|report\.examples|gates\.\w+\.(id|why)|waivers\.gate\.why)$/,
    'neutral',
  ],
  // halved
  [/^(gates\.gate\.(max_drop|max_gap)|options\.tolerance|train\.containment)$/, 'tightened'],
  // observed → proven
  [/^(gates\.gate\.)?decide$/, 'tightened'],
  // 0.9 → 0.8, and 5 → 6 of a named part
  [/^gates\.gate\.(max|min_n)$/, 'tightened'],
]

describe('every key of the schema is told', () => {
  const cases = KEYS.filter(([, leaf]) => changeable(leaf)).flatMap(([task, leaf]) => {
    const raw = full(task, OPTIONS[task]!)
    const found: (string[] | undefined)[] = places(raw, leaf.path)
    if (found.length === 0) found.push(undefined)
    return found.map(place => [`${(place ?? leaf.path).join('.')} of ${task}`, { raw, place, leaf }] as const)
  })

  test.each(cases)('%s', (_, { raw, place, leaf }) => {
    // a key that the full spec lacks was added to the schema: it needs a rule, and a place here
    expect(place).toBeDefined()
    const only = leaf.path.at(-1) === 'format'
    const head = replaced(raw, place!, old => (only ? undefined : other(old, leaf.schema))) as Raw
    const changes = between(raw, head)
    const key = toldAt(place!, raw)
    const told = changes.filter(change => change.key === key)
    expect({ key, told: told.length, all: short(changes) }).toMatchObject({ key, told: 1 })
    expect(changes.map(({ words }) => words)).not.toContain('nothing is known of this key')
    const kind = KINDS.find(([pattern]) => pattern.test(key))?.[1] ?? 'loosened'
    expect({ key, kind: told[0]!.kind }).toEqual({ key, kind })
    expect(changes.some(one => one.kind === 'loosened')).toBe(kind === 'loosened')
  })

  test('the options of every task stand here', () => {
    const schema = Object.fromEntries(TASKS.map(({ name, options }) => [name, Object.keys(options).sort()]))
    const here = Object.entries(OPTIONS).map(([task, options]) => [task, Object.keys(options).sort()])
    expect(Object.fromEntries(here)).toEqual(schema)
  })

  test('and equal specs have no change', () => {
    for (const [task, options] of Object.entries(OPTIONS))
      expect(between(full(task, options), full(task, options))).toEqual([])
  })

  test('a key that no table has may let more pass', () => {
    const spec = parsed(JSON.stringify(full('qa', OPTIONS.qa!)))
    for (const key of ['preset', 'constructor', 'toString'])
      expect(specChanges(spec, { ...spec, [key]: [1] } as Spec)).toMatchObject([{ key, kind: 'loosened' }])
  })
})

/** A small spec, its gates and whatever else is given. */
function spec(gates: readonly Raw[], more: Raw = {}): Raw {
  return {
    version: 1,
    name: 'Router',
    task: 'classification',
    gold: { path: 'gold', reference: 'label' },
    candidate: { path: 'candidate', prediction: 'p' },
    baselines: { base: { path: 'base', prediction: 'p' }, large: { path: 'large', prediction: 'p' } },
    slices: ['lang'],
    gates,
    ...more,
  }
}

const gate = (more: Raw): Raw => ({ id: 'g', metric: 'accuracy', ...more })

describe('gates', () => {
  const cases: readonly [string, Raw, Raw, Kind | 'none', string?][] = [
    ['min up', { min: 0.8 }, { min: 0.9 }, 'tightened', 'gates.g.min'],
    ['min down', { min: 0.9 }, { min: 0.8 }, 'loosened', 'gates.g.min'],
    ['min down by a hair', { min: 0.9 }, { min: 0.8999999999 }, 'loosened'],
    [
      'min of a metric where less is better',
      { metric: 'ece', max: 0.1 },
      { metric: 'ece', max: 0.2 },
      'loosened',
    ],
    ['max up', { max: 0.1 }, { max: 0.2 }, 'loosened', 'gates.g.max'],
    ['max down', { max: 0.2 }, { max: 0.1 }, 'tightened', 'gates.g.max'],
    ['a bar more', { min: 0.8 }, { min: 0.8, max_drop: 0 }, 'tightened', 'gates.g.max_drop'],
    ['a bar less', { min: 0.8, max_drop: 0 }, { min: 0.8 }, 'loosened', 'gates.g.max_drop'],
    ['min_lift up', { min_lift: 0 }, { min_lift: 0.01 }, 'tightened', 'gates.g.min_lift'],
    ['min_lift down', { min_lift: 0 }, { min_lift: -0.01 }, 'loosened', 'gates.g.min_lift'],
    ['max_drop up', { max_drop: 0.01 }, { max_drop: 0.02 }, 'loosened', 'gates.g.max_drop'],
    ['max_drop down', { max_drop: 0.02 }, { max_drop: 0.01 }, 'tightened', 'gates.g.max_drop'],
    ['max_drop with another part', { max_drop: 0.02 }, { max_drop: { abs: 0.02, rel: 0.1 } }, 'loosened'],
    ['max_drop with a part less', { max_drop: { abs: 0.02, rel: 0.1 } }, { max_drop: 0.02 }, 'tightened'],
    [
      'max_drop with one part up',
      { max_drop: { abs: 0.02, rel: 0.1 } },
      { max_drop: { abs: 0.03, rel: 0 } },
      'loosened',
    ],
    ['max_drop of another kind', { max_drop: { abs: 0.02 } }, { max_drop: { rel: 0.001 } }, 'loosened'],
    ['max_drop in two writings', { max_drop: 0.02 }, { max_drop: { abs: 0.02 } }, 'none'],
    ['max_drop that is relative', { max_drop: 0.02 }, { max_drop: 0.02, relative: true }, 'loosened'],
    ['relative in two writings', { max_drop: 0.02, relative: true }, { max_drop: { rel: 0.02 } }, 'none'],
    [
      'a lift that is relative',
      { min_lift: 0.02 },
      { min_lift: 0.5, relative: true },
      'loosened',
      'gates.g.relative',
    ],
    ['relative spelt out', { min_lift: 0.02 }, { min_lift: 0.02, relative: false }, 'none'],
    [
      'max_gap up',
      { class: '*', metric: 'recall', max_gap: 0.1 },
      { class: '*', metric: 'recall', max_gap: 0.2 },
      'loosened',
    ],
    [
      'max_gap down',
      { class: '*', metric: 'recall', max_gap: 0.2 },
      { class: '*', metric: 'recall', max_gap: 0.1 },
      'tightened',
    ],
    [
      'min_n of a named part up',
      { slice: { lang: 'de' }, min: 0.8 },
      { slice: { lang: 'de' }, min: 0.8, min_n: 30 },
      'tightened',
      'gates.g.min_n',
    ],
    ['min_n of a named part down', { min: 0.8, min_n: 30 }, { min: 0.8 }, 'loosened', 'gates.g.min_n'],
    [
      'min_n of each part up',
      { slice: { lang: '*' }, min: 0.8 },
      { slice: { lang: '*' }, min: 0.8, min_n: 30 },
      'loosened',
      'gates.g.min_n',
    ],
    [
      'min_n of each part down',
      { slice: { lang: '*' }, min: 0.8 },
      { slice: { lang: '*' }, min: 0.8, min_n: 5 },
      'loosened',
      'gates.g.min_n',
    ],
    [
      'min_n spelt out',
      { slice: { lang: '*' }, min: 0.8 },
      { slice: { lang: '*' }, min: 0.8, min_n: 20 },
      'none',
    ],
    [
      'another metric with a higher bar',
      { min: 0.8 },
      { metric: 'f1_macro', min: 0.9 },
      'loosened',
      'gates.g.metric',
    ],
    [
      'another class',
      { metric: 'recall', class: 'a', min: 0.8 },
      { metric: 'recall', class: 'b', min: 0.9 },
      'loosened',
      'gates.g.class',
    ],
    [
      'another slice value',
      { slice: { lang: 'de' }, min: 0.8 },
      { slice: { lang: 'en' }, min: 0.8 },
      'loosened',
      'gates.g.slice',
    ],
    ['no slice any more', { slice: { lang: 'de' }, min: 0.8 }, { min: 0.8 }, 'loosened', 'gates.g.slice'],
    [
      'another baseline',
      { max_drop: 0.1 },
      { baseline: 'large', max_drop: 0 },
      'loosened',
      'gates.g.baseline',
    ],
    ['the first baseline spelt out', { max_drop: 0.1 }, { baseline: 'base', max_drop: 0.1 }, 'none'],
    ['blocking spelt out', { min: 0.8 }, { min: 0.8, level: 'blocking' }, 'none'],
    ['advisory', { min: 0.8 }, { min: 0.99, level: 'advisory' }, 'loosened', 'gates.g.level'],
    ['blocking', { min: 0.99, level: 'advisory' }, { min: 0.1 }, 'tightened', 'gates.g.level'],
    [
      'a bar of an advisory gate',
      { min: 0.8, level: 'advisory' },
      { min: 0.1, level: 'advisory' },
      'neutral',
    ],
    [
      'another metric of an advisory gate',
      { max: 1, level: 'advisory' },
      { metric: 'mcc', max: 1, level: 'advisory' },
      'loosened',
    ],
    ['why', { min: 0.8, why: 'a' }, { min: 0.8, why: 'b' }, 'neutral', 'gates.g.why'],
    ['another id', { min: 0.8 }, { id: 'h', min: 0.8, why: 'b' }, 'neutral', 'gates.h.id'],
    ['another id and a bar down', { min: 0.8 }, { id: 'h', min: 0.7 }, 'loosened', 'gates.g'],
    ['another id and a bar up', { min: 0.8 }, { id: 'h', min: 0.9 }, 'loosened', 'gates.g'],
    ['the id that it has anyway', { id: 'accuracy', min: 0.8 }, { id: undefined, min: 0.8 }, 'none'],
  ]

  test.each(cases.map(([what, base, head, kind, key = '']) => [what, base, head, kind, key] as const))(
    '%s',
    (_, base, head, kind, key) => {
      const changes = between(spec([gate(base)]), spec([gate(head)]))
      const found = key === '' ? changes[0] : changes.find(one => one.key === key)
      expect({ kind: found?.kind ?? 'none', all: short(changes) }).toMatchObject({ kind })
      if (kind === 'none') expect(changes).toEqual([])
      else expect(changes[0]!.kind === 'loosened').toBe(kind === 'loosened')
    },
  )

  const [a, b] = [gate({ id: 'a', min: 0.8 }), gate({ id: 'b', metric: 'mcc', min: 0.5 })]
  const shown = { ...b, level: 'advisory' }
  test.each<[string, Raw[], Raw[], string[]]>([
    ['their order', [a, b], [b, a], []],
    ['one more', [a], [a, b], ['tightened gates.b: null → mcc, min: 0.5']],
    ['one less', [a, b], [a], ['loosened gates.b: mcc, min: 0.5 → null']],
    [
      'one more that is advisory',
      [a],
      [a, shown],
      ['neutral gates.b: null → mcc, min: 0.5, level: advisory'],
    ],
    [
      'one less that is advisory',
      [a, shown],
      [a],
      ['loosened gates.b: mcc, min: 0.5, level: advisory → null'],
    ],
    [
      'ids that changed places',
      [a, b],
      [
        { ...a, id: 'b' },
        { ...b, id: 'a' },
      ],
      [
        'loosened gates.a.metric: accuracy → mcc',
        'loosened gates.a.min: 0.8 → 0.5',
        'loosened gates.b.metric: mcc → accuracy',
        'loosened gates.b.min: 0.5 → 0.8',
      ],
    ],
    [
      'one for another',
      [a, b],
      [a, gate({ id: 'c', metric: 'recall', class: 'x', slice: { lang: 'de' }, min: 1 })],
      [
        'loosened gates.b: mcc, min: 0.5 → null',
        'tightened gates.c: null → recall, class: x, slice: {"lang":"de"}, min: 1',
      ],
    ],
  ])('%s', (_, base, head, told) => {
    expect(short(between(spec(base), spec(head)))).toEqual(told)
  })

  test('a score of a recorded field in two writings', () => {
    const recorded = { recorded: { ms: { field: 'ms', better: 'lower' } } }
    const one = spec([gate({ metric: 'ms', max: 5 })], recorded)
    expect(between(one, spec([gate({ metric: 'ms', stat: 'mean', max: 5 })], recorded))).toEqual([])
    expect(short(between(one, spec([gate({ metric: 'ms', stat: 'p50', max: 4 })], recorded)))).toEqual([
      'loosened gates.g.metric: ms.mean → ms.p50',
      'loosened gates.g.max: 5 → 4',
    ])
  })
})

describe('waivers', () => {
  const ids = { drop: { metric: 'mcc', id: 'drop', max_drop: 0.1 }, gap: { id: 'gap', metric: 'recall' } }
  const gates = [
    gate({ min: 0.8 }),
    { metric: 'log_loss', id: 'loss', max: 0.5 },
    { metric: 'recall', class: '*', min: 0.5 },
    ids.drop,
    { ...ids.gap, class: '*', max_gap: 0.2 },
  ]
  const waiver = (gate: string, floor: number, more: Raw = {}): Raw => ({
    ...{ gate, floor, until: '2027-01-31', why: '#412' },
    ...more,
  })
  const words = (floor: number) => `floor: ${floor}, until: 2027-01-31, why: #412`
  test.each<[string, Raw[], Raw[], string[]]>([
    ['none, spelt out', [], [], []],
    ['one more', [], [waiver('g', 0.7)], [`loosened waivers.g: null → ${words(0.7)}`]],
    ['one less', [waiver('g', 0.7)], [], [`tightened waivers.g: ${words(0.7)} → null`]],
    ['further below a min', [waiver('g', 0.7)], [waiver('g', 0.6)], ['loosened waivers.g.floor: 0.7 → 0.6']],
    ['nearer to a min', [waiver('g', 0.7)], [waiver('g', 0.75)], ['tightened waivers.g.floor: 0.7 → 0.75']],
    [
      'further above a max',
      [waiver('loss', 0.6)],
      [waiver('loss', 1)],
      ['loosened waivers.loss.floor: 0.6 → 1'],
    ],
    [
      'nearer to a max',
      [waiver('loss', 1)],
      [waiver('loss', 0.6)],
      ['tightened waivers.loss.floor: 1 → 0.6'],
    ],
    ['a larger gap', [waiver('gap', 0.3)], [waiver('gap', 0.4)], ['loosened waivers.gap.floor: 0.3 → 0.4']],
    ['a smaller gap', [waiver('gap', 0.4)], [waiver('gap', 0.3)], ['tightened waivers.gap.floor: 0.4 → 0.3']],
    [
      'of a class',
      [waiver('recall[a]', 0.3)],
      [waiver('recall[a]', 0.4)],
      ['tightened waivers.recall[a].floor: 0.3 → 0.4'],
    ],
    [
      'where no bar tells which way is further',
      [waiver('drop', 0.3)],
      [waiver('drop', 0.4)],
      ['loosened waivers.drop.floor: 0.3 → 0.4'],
    ],
    [
      'later',
      [waiver('g', 0.7)],
      [waiver('g', 0.7, { until: '2027-02-01' })],
      ['loosened waivers.g.until: 2027-01-31 → 2027-02-01'],
    ],
    [
      'earlier',
      [waiver('g', 0.7)],
      [waiver('g', 0.7, { until: '2026-12-31' })],
      ['tightened waivers.g.until: 2027-01-31 → 2026-12-31'],
    ],
    [
      'for another reason',
      [waiver('g', 0.7)],
      [waiver('g', 0.7, { why: 'x' })],
      ['neutral waivers.g.why: #412 → x'],
    ],
    [
      'of another gate',
      [waiver('g', 0.7)],
      [waiver('recall[a]', 0.4)],
      [`loosened waivers.recall[a]: null → ${words(0.4)}`, `tightened waivers.g: ${words(0.7)} → null`],
    ],
    ['in another order', [waiver('g', 0.7), waiver('gap', 1)], [waiver('gap', 1), waiver('g', 0.7)], []],
  ])('%s', (_, base, head, told) => {
    expect(short(between(spec(gates, { waivers: base }), spec(gates, { waivers: head })))).toEqual(told)
  })

  test('a floor on another number', () => {
    const others = [gate({ metric: 'mcc', min: 0.8 }), ...gates.slice(1)]
    const [base, head] = [0.7, 0.75].map(floor => ({ waivers: [waiver('g', floor)] }))
    expect(short(between(spec(gates, base), spec(others, head)))).toContain(
      'loosened waivers.g.floor: 0.7 → 0.75',
    )
  })
})

describe('the rest of a spec', () => {
  const gates = [gate({ min: 0.8 })]
  const system = { path: 'base', prediction: 'p' }
  const gold = { path: 'gold', reference: 'label' }
  const sha256 = 'a'.repeat(64)
  test.each<[string, Raw, Raw, string[]]>([
    ['missing: wrong', {}, { missing: 'wrong' }, ['loosened missing: error → wrong']],
    ['missing: error', { missing: 'wrong' }, {}, ['tightened missing: wrong → error']],
    ['extra: ignore', {}, { extra: 'ignore' }, ['loosened extra: error → ignore']],
    ['extra: error', { extra: 'ignore' }, { extra: 'error' }, ['tightened extra: ignore → error']],
    ['a limit', {}, { limits: { rows: 5 } }, ['neutral limits.rows: 50000000 → 5']],
    ['no texts', {}, { report: { examples: 'ids' } }, ['neutral report.examples: full → ids']],
    [
      'no ids',
      { report: { examples: 'ids' } },
      { report: { examples: 'hash' } },
      ['neutral report.examples: ids → hash'],
    ],
    [
      'ids',
      { report: { examples: 'hash' } },
      { report: { examples: 'ids' } },
      ['loosened report.examples: hash → ids'],
    ],
    ['texts', { report: { examples: 'hash' } }, {}, ['loosened report.examples: hash → full']],
    ['a digest', { gold }, { gold: { ...gold, sha256 } }, [`tightened gold.sha256: null → ${sha256}`]],
    ['no digest', { gold: { ...gold, sha256 } }, { gold }, [`loosened gold.sha256: ${sha256} → null`]],
    [
      'another candidate file',
      {},
      { candidate: { ...system, path: 'old' } },
      ['loosened candidate.path: candidate → old'],
    ],
    [
      'another step',
      {},
      { candidate: { path: 'candidate', prediction: 'p', as: ['strip', { regex: 'a|b' }] } },
      ['loosened candidate.as: [] → ["strip",{"match":"first","regex":"a|b"}]'],
    ],
    [
      'rows left out',
      {},
      { gold: { ...gold, where: { split: 'easy', n: 1 } } },
      ['loosened gold.where: {} → {"n":1,"split":"easy"}'],
    ],
    [
      'a constant of another type',
      { gold: { ...gold, where: { n: 1 } } },
      { gold: { ...gold, where: { n: '1' } } },
      ['loosened gold.where: {"n":1} → {"n":"1"}'],
    ],
    [
      'the id of the gold set, which that of every system follows',
      {},
      { gold: { ...gold, id: 'key' } },
      [
        'loosened gold.id: ["id"] → ["key"]',
        'loosened candidate.id: ["id"] → ["key"]',
        'loosened baselines.base.id: ["id"] → ["key"]',
        'loosened baselines.large.id: ["id"] → ["key"]',
      ],
    ],
    [
      'a baseline more',
      {},
      { baselines: { base: system, large: { ...system, path: 'large' }, tiny: system } },
      ['neutral baselines.tiny: null → base'],
    ],
    [
      'a first baseline more',
      {},
      { baselines: { tiny: system, base: system, large: { ...system, path: 'large' } } },
      ['loosened baselines: base → tiny', 'neutral baselines.tiny: null → base'],
    ],
    ['a baseline less', {}, { baselines: { base: system } }, ['loosened baselines.large: large → null']],
    [
      'the first baseline',
      { baselines: {} },
      { baselines: { base: system } },
      ['neutral baselines.base: null → base'],
    ],
    [
      'a weaker baseline',
      {},
      { baselines: { base: { ...system, path: 'weak' }, large: { ...system, path: 'large' } } },
      ['loosened baselines.base.path: base → weak'],
    ],
    [
      'the order of the baselines',
      {},
      { baselines: { large: { ...system, path: 'large' }, base: system } },
      ['loosened baselines: base → large'],
    ],
    ['a slice more', {}, { slices: ['lang', { name: 'n', field: 'a.b' }] }, ['neutral slices.n: null → a.b']],
    ['no slices', {}, { slices: [] }, ['loosened slices.lang: lang → null']],
    [
      'another slice of the name',
      {},
      { slices: [{ name: 'lang', field: 'locale' }] },
      ['loosened slices.lang.field: lang → locale'],
    ],
    [
      'edges',
      {},
      { slices: [{ name: 'lang', field: 'lang', edges: [1] }] },
      ['loosened slices.lang.edges: null → [1]'],
    ],
    ['a k more', {}, { options: { k: [2] } }, ['neutral options.k: null → [2]']],
    ['labels', {}, { options: { labels: ['a'] } }, ['loosened options.labels: null → ["a"]']],
    [
      'a recorded field more',
      {},
      { recorded: { ms: { field: 'a.ms', better: 'lower' } } },
      ['neutral recorded.ms: null → a.ms'],
    ],
    [
      'another direction',
      { recorded: { ms: { field: 'ms', better: 'lower' } } },
      { recorded: { ms: { field: 'ms', better: 'higher' } } },
      ['loosened recorded.ms.better: lower → higher'],
    ],
    ['a name', {}, { name: 'R2' }, ['neutral name: Router → R2']],
    ['the confidence', {}, { confidence: 0.8 }, ['neutral confidence: 0.95 → 0.8']],
    [
      'a schema that is a path, and one in a field',
      { task: 'structured', options: { schema: { field: 'f' } } },
      { task: 'structured', options: { schema: '{"field":"f"}' } },
      ['loosened options.schema: {"field":"f"} → "{\\"field\\":\\"f\\"}"'],
    ],
  ])('%s', (_, base, head, told) => {
    expect(short(between(spec(gates, base), spec(gates, head)))).toEqual(told)
  })

  test.each<[string, Raw, Kind]>([
    ['fewer changes', { metric: 'regressions', max: 0 }, 'tightened'],
    ['a floor under fixes', { metric: 'fixes', min: 5 }, 'loosened'],
    ['a floor under regressions', { metric: 'regressions', min: 0 }, 'loosened'],
    ['a share of what could regress', { metric: 'regression_rate', max: 0.1 }, 'loosened'],
  ])('a smaller tolerance, with a gate on %s', (_, bars, kind) => {
    const graded = (tolerance: number) => ({ task: 'translation', options: { tolerance } })
    const all = [...gates, { id: 'h', ...bars }]
    expect(short(between(spec(all, graded(0.1)), spec(all, graded(0.05))))).toEqual([
      `${kind} options.tolerance: 0.1 → 0.05`,
    ])
    expect(short(between(spec(all, graded(0.05)), spec(all, graded(0.1))))).toEqual([
      'loosened options.tolerance: 0.05 → 0.1',
    ])
    expect(between(spec(all, graded(0.05)), spec(all, { task: 'translation' }))).toEqual([])
  })

  test('another task', () => {
    expect(short(between(spec(gates), spec(gates, { task: 'multilabel' })))[0]).toBe(
      'loosened task: classification → multilabel',
    )
  })

  test('a condition that is named twice hides nothing', () => {
    const where = (where: Raw) => spec(gates, { gold: { ...gold, where } })
    expect(between(where({ n: 1 }), where({ '$.n': 2, n: 1 }))).toHaveLength(1)
    expect(between(where({ n: 1 }), where({ '$.n': 1 }))).toEqual([])
  })

  test('what loosens comes first', () => {
    const head = spec([gate({ min: 0.7 })], { name: 'x', missing: 'wrong' })
    const kinds = between(spec(gates, { extra: 'ignore' }), head).map(({ kind }) => kind)
    expect(kinds).toEqual(['loosened', 'loosened', 'tightened', 'neutral'])
  })
})

describe('the same spec written otherwise', () => {
  const text = `version: 1
name: Router
task: classification
gold: { path: gold.jsonl, reference: label, where: { split: test, ok: true } }
candidate: { path: candidate.jsonl, prediction: a.b, as: [{ regex: x }, { map: { b: 1, a: "2" } }] }
baselines: { base: { path: base.jsonl, prediction: p }, b: { path: b, prediction: p }, c: { path: c, prediction: p } }
slices: [lang, tag]
options: { labels: [a, b], positive: a }
gates:
  - { metric: accuracy, min: 0.80, max_drop: 0.1 }
  - { metric: recall, class: "*", min: 0.5 }
`
  const same = `# a comment
gates:
  - class: '*'
    metric: "recall"
    min_n: 20
    min: 5e-1
  - id: accuracy
    metric: accuracy
    max_drop:
      abs: 0.10
    relative: false
    level: blocking
    min: .8
    baseline: base
candidate:
  prediction: $.a['b']
  as: [{ match: first, regex: 'x' }, { map: { a: 2, "b": "1" } }]
  path: candidate.jsonl
  id: [id]
baselines:
  base: { prediction: $.p, path: base.jsonl, as: [] }
  c: { path: c, prediction: p }
  b: { path: b, prediction: p }
slices: [{ field: $.tag, name: tag }, { field: lang }]
options: { positive: a, bins: 15, zero_division: 0, labels: [a, "b"] }
decide: observed
confidence: 0.950
missing: error
extra: error
report: { examples: full }
limits: { depth: 1000 }
gold:
  join: id
  id: id
  where: { ok: true, $.split: test }
  reference: label
  path: gold.jsonl
version: 1
task: classification
name: Router
`

  test.each([
    ['with other formatting, order and defaults', same],
    ['with CRLF', text.replaceAll('\n', '\r\n')],
    ['as JSON', JSON.stringify(parse(text))],
    ['with comments', text.replaceAll('\n', ' # why\n')],
  ])('%s', (_, head) => {
    expect(specChanges(sound(text), sound(head))).toEqual([])
    expect(specChanges(sound(head), sound(text))).toEqual([])
  })
})

describe('the promise of each kind, on random specs and answers', () => {
  const draw = random(7)
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(draw() * items.length)]!
  const LABELS = ['a', 'b', 'c']
  const rows = Array.from({ length: 60 }, (_, i) => ({
    id: i,
    label: LABELS[i % 3],
    lang: i % 4 < 3 ? 'en' : 'de',
  }))
  const answers = (right: number, from = 0, to = 60) =>
    jsonl(
      Array.from({ length: to - from }, (_, i) => ({
        id: i + from,
        p: draw() < right ? LABELS[(i + from) % 3] : one(LABELS),
      })),
    )
  /** Each with one value of each bar that it may have, or none. */
  const POOL: readonly (readonly [Raw, Readonly<Record<string, readonly number[]>>])[] = [
    [{ metric: 'accuracy' }, { min: [0.3, 0.6, 0.8], max_drop: [0, 0.1] }],
    [
      { metric: 'accuracy', slice: { lang: 'de' } },
      { min: [0.2, 0.6], min_n: [1, 15, 16] },
    ],
    [
      { metric: 'f1_macro', slice: { lang: '*' } },
      { min: [0.3, 0.6], min_n: [10, 20, 50], max_gap: [0.1, 0.4] },
    ],
    [
      { metric: 'recall', class: '*' },
      { min: [0.2, 0.5], max_drop: [0.1, 0.5], max_gap: [0.2, 0.6] },
    ],
    [
      { metric: 'recall', class: 'a' },
      { min: [0.3, 0.7], min_lift: [-0.2, 0, 0.1] },
    ],
    [{ metric: 'regressions' }, { max: [0, 5, 20] }],
    [{ metric: 'losses' }, { max: [10, 30], max_drop: [0, 20] }],
    [{ metric: 'fixes' }, { min: [0, 3] }],
  ]

  /** By the number in the pool, what can be waived there, and floors that are worse than every bar. */
  const FLOORS: Readonly<Record<number, readonly [id: string, floors: readonly number[]]>> = {
    0: ['accuracy', [0.1, 0.25]],
    1: ['accuracy{lang=de}', [0.05, 0.15]],
    3: ['recall[b]', [0.05, 0.15]],
    4: ['recall[a]', [0.1, 0.25]],
    5: ['regressions', [25, 45]],
    6: ['losses', [35, 60]],
  }
  const drawnWaiver = (at: number): Raw => {
    const [gate, floors] = FLOORS[at]!
    return { gate, floor: one(floors), until: one(['2026-11-24', TODAY, '2027-01-31']), why: 'x' }
  }

  function drawnGate([fixed, bars]: (typeof POOL)[number]): Raw {
    const gate: Raw = { ...fixed, ...(draw() < 0.2 && { level: 'advisory' }) }
    for (const [bar, values] of Object.entries(bars)) if (draw() < 0.6) gate[bar] = one(values)
    const [bar] = Object.keys(bars)
    return Object.keys(bars).some(name => name !== 'min_n' && name in gate)
      ? gate
      : { ...gate, [bar!]: bars[bar!]![0] }
  }

  const sure = { id: 'sure', metric: 'coverage', min: 0 }
  const drawn = () => ({
    gates: new Map(
      POOL.flatMap((entry, i): [number, Raw][] => (draw() < 0.25 ? [[i, drawnGate(entry)]] : [])),
    ),
    more: { missing: one(['error', 'wrong']), extra: one(['error', 'ignore']) } as Raw,
    waivers: new Map(
      Object.keys(FLOORS).flatMap((at): [number, Raw][] =>
        draw() < 0.6 ? [[Number(at), drawnWaiver(Number(at))]] : [],
      ),
    ),
  })
  type Drawn = ReturnType<typeof drawn>

  /** One thing is another, at times two: a bar, a gate, the level of one, what missing or extra rows are. */
  function mutated({ gates, more, waivers }: Drawn): Drawn {
    const head: Drawn = { gates: new Map(gates), more: { ...more }, waivers: new Map(waivers) }
    for (let times = draw() < 0.2 ? 2 : 1; times > 0; times--) {
      const at = one([...head.gates.keys(), Math.floor(draw() * POOL.length)])
      const gate = head.gates.get(at)
      const kind = draw()
      if (kind < 0.1) head.more.missing = one(['error', 'wrong'])
      else if (kind < 0.2) head.more.extra = one(['error', 'ignore'])
      else if (kind < 0.4 && FLOORS[at]) {
        if (draw() < 0.3) head.waivers.delete(at)
        else head.waivers.set(at, { ...head.waivers.get(at), ...drawnWaiver(at) })
      } else if (!gate || kind < 0.45) head.gates.set(at, drawnGate(POOL[at]!))
      else if (kind < 0.5) head.gates.delete(at)
      else if (kind < 0.55) head.gates.set(at, { ...gate, level: one(['blocking', 'advisory']) })
      else {
        const [bar, values] = one(Object.entries(POOL[at]![1]))
        head.gates.set(at, { ...gate, [bar]: one(values) })
      }
    }
    return head
  }

  const whole = ({ gates, more, waivers }: Drawn) => {
    // a waiver of a gate that is not there, or decides nothing, or judges gaps only, is no spec
    const sound = [...waivers].filter(([at]) => {
      const { level, min, max, min_lift, max_drop } = gates.get(at) ?? { level: 'advisory' }
      return level !== 'advisory' && [min, max, min_lift, max_drop].some(bar => bar !== undefined)
    })
    return spec([sure, ...gates.values()], { ...more, waivers: sound.map(([, waiver]) => waiver) })
  }

  test('nothing passes more easily that is not told to loosen', async () => {
    const counts = { passes: 0, neutral: 0, loosened: 0, waived: 0 }
    for (let i = 0; i < 150; i++) {
      const base = drawn()
      const [before, after] = [base, mutated(base)].map(whole) as [Raw, Raw]
      const changes = between(before, after)
      if (changes.some(({ kind }) => kind === 'loosened')) {
        counts.loosened++
        continue
      }
      const neutral = changes.every(({ kind }) => kind === 'neutral')
      const given = [0.2, 0.4, 0.6, 0.8, 1].map(right => answers(right))
      for (const candidate of [...given, answers(1, 1), answers(1, 0, 61)]) {
        const files = { gold: jsonl(rows), candidate, base: answers(0.7), large: answers(0.8) }
        const is = await travel(JSON.stringify(after), files, { base: JSON.stringify(after) })
        if (is.verdict !== 'pass' && !neutral) continue
        const was = await travel(JSON.stringify(before), files, { base: JSON.stringify(before) })
        const told = { was: was.verdict, is: is.verdict, changes: short(changes) }
        if (is.verdict === 'pass') expect(told).toMatchObject({ was: 'pass' })
        if (neutral) expect(told).toMatchObject({ is: was.verdict })
        if (is.verdict === 'pass' && changes.length > 0) counts.passes++
        if (is.verdict === 'pass' && is.gates.some(({ waiver }) => waiver)) counts.waived++
        if (neutral && changes.length > 0) counts.neutral++
      }
    }
    // the law is not held by an empty set
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(20)
  }, 120_000)
})
