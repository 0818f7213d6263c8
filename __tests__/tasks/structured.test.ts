import { describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import type { Suite } from '../../src/report/report'
import { DEEPEST } from '../../src/text/json-value'
import { travel } from '../journey'
import { jsonl } from '../suite'

interface Row {
  readonly value: unknown
  readonly candidate?: unknown
  readonly base?: unknown
  readonly schema?: unknown
}

/** Judges rows; a system without the key in a row has no row there. */
async function judged(
  rows: readonly Row[],
  options: object = {},
  more: object = {},
  files = {},
): Promise<Suite> {
  const spec = {
    version: 1,
    name: 'test',
    task: 'structured',
    gold: { path: 'gold.jsonl', reference: 'value' },
    candidate: { path: 'candidate.jsonl', prediction: 'prediction' },
    baselines: { base: { path: 'base.jsonl', prediction: 'prediction' } },
    options,
    gates: [{ metric: 'coverage', min: 0 }],
    ...more,
  }
  const system = (name: 'candidate' | 'base') =>
    jsonl(
      rows.flatMap((row, i) =>
        name in row
          ? [{ id: `e${i}`, prediction: row[name] }]
          : name === 'base'
            ? [{ id: `e${i}`, prediction: '0' }]
            : [],
      ),
    )
  return travel(stringify(spec), {
    'gold.jsonl': jsonl(rows.map(({ value, schema }, i) => ({ id: `e${i}`, value, schema }))),
    'candidate.jsonl': system('candidate'),
    'base.jsonl': system('base'),
    ...files,
  })
}

function score(suite: Suite, metric: string, cls: string | null = null): number | null | undefined {
  return suite.scores.find(
    s => s.metric === metric && s.class === cls && s.slice === null && s.system === 'candidate',
  )?.value
}

const codes = ({ problems }: Suite, severity = 'error') =>
  problems.filter(p => p.severity === severity).map(({ code }) => code)
const messages = ({ problems }: Suite) => problems.map(({ message }) => message).join('\n')

describe('scores', () => {
  test('of one answer of each kind, worked by hand', async () => {
    const gold = { a: 1, b: ['x', 'y'] }
    const suite = await judged([
      { value: gold, candidate: '{"b":["x","y"],"a":1.0}' }, // 3 of 3
      { value: gold, candidate: 'So: {"a":1,"b":["x","y"]}' }, // readable with good will only
      { value: gold, candidate: '{"a":true,"b":["x"],"c":null}' }, // a wrong, b[] once missing, c extra
      { value: gold, candidate: { a: 1, b: ['y', 'x'] } }, // parsed already; both items at the wrong place
      { value: gold, candidate: null }, // nothing
    ])
    const all = Object.fromEntries(
      suite.scores.filter(s => s.system === 'candidate' && s.class === null).map(s => [s.metric, s.value]),
    )
    expect(all).toMatchObject({
      coverage: 4 / 5,
      valid_json: 3 / 5,
      valid_json_lenient: 4 / 5,
      exact_object: 1 / 5,
      field_precision: 5 / 9,
      field_recall: 5 / 15,
      losses: 4,
    })
    expect(all.field_f1).toBeCloseTo((2 * 5) / 24, 12)
    expect(all.field_accuracy).toBeCloseTo((1 + 0 + 1 / 3 + 1 / 3 + 0) / 5, 12)
    expect(all).not.toHaveProperty('schema_valid')
    expect(all).not.toHaveProperty('anls_star')
    expect(score(suite, 'field_recall', 'b[]')).toBeCloseTo(3 / 10, 12)
    expect(score(suite, 'field_precision', 'c')).toBe(0)
    expect(score(suite, 'field_recall', 'c')).toBeNull()
    expect(score(suite, 'field_f1', 'c')).toBe(0)
    expect(suite.fields?.candidate).toEqual([
      { field: 'a', right: 2, missing: 2, extra: 0, wrong: 1 },
      { field: 'b[]', right: 3, missing: 5, extra: 0, wrong: 2 },
      { field: 'c', right: 0, missing: 0, extra: 1, wrong: 0 },
    ])
  })

  test.each([
    ['null is a value', null, 'null', 1],
    ['null is not nothing', { a: null }, '{}', 0],
    ['null is not empty', { a: null }, '{"a":""}', 0],
    ['a text', 'yes', '"yes"', 1],
    ['a text that is no JSON', 'yes', 'yes', 0],
    ['an empty answer', {}, '', 0],
    ['empty containers', { a: [], b: {} }, '{"b":{},"a":[]}', 1],
    ['another empty container', { a: [] }, '{"a":{}}', 0],
    ['minus zero', 0, '-0', 1],
    ['too large a number', 1, '1e400', 0],
    ['names of the prototype', { constructor: 1, toString: 2 }, '{"toString":2,"constructor":1}', 1],
    ['a missing name of the prototype', { constructor: 1 }, '{}', 0],
    ['an index is no key', { a: ['x'] }, '{"a":{"0":"x"}}', 0],
    ['a dot in a key', { 'a.b': 1 }, '{"a":{"b":1}}', 0],
    ['composed and decomposed', 'Z\u00fcrich', '"Zu\u0308rich"', 0],
    ['half of a pair', '\ud83d', '"\\ud83d"', 1],
  ])('%s', async (_, value, candidate, exact) => {
    expect(score(await judged([{ value, candidate }]), 'exact_object')).toBe(exact)
  })

  test('a key __proto__ is a field like others', async () => {
    const value = JSON.parse('{"__proto__":{"a":1}}')
    const suite = await judged([{ value, candidate: '{"__proto__":{"a":2}}' }])
    expect(suite.fields?.candidate).toEqual([
      { field: '__proto__.a', right: 0, missing: 0, extra: 0, wrong: 1 },
    ])
  })

  test('a missing row costs recall and no precision', async () => {
    const rows = [{ value: { a: 1 }, candidate: '{"a":1}' }, { value: { a: 1 } }]
    expect(codes(await judged(rows))).toEqual(['rows.missing'])
    const suite = await judged(rows, {}, { missing: 'wrong' })
    expect([
      score(suite, 'field_precision'),
      score(suite, 'field_recall'),
      score(suite, 'valid_json'),
    ]).toEqual([1, 0.5, 0.5])
  })

  test('are 0 for the whole and undefined for a field where there is nothing', async () => {
    const suite = await judged([{ value: { a: 1 }, candidate: 'no' }])
    expect([score(suite, 'field_precision'), score(suite, 'field_precision', 'a')]).toEqual([0, null])
    expect(messages(suite)).toContain('there is no JSON in it')
  })
})

describe('comparators', () => {
  test.each([
    ['normalized', 'Ｍünchen  Ost', 'münchen ost', 1],
    ['normalized', 9.5, '9.50', 1],
    ['normalized', true, 'true', 0],
    ['normalized', '12345678901234567890', '12345678901234567891', 0],
    ['normalized', '0.1234567890123456789', '0.12345678901234567999', 0],
    ['normalized', '12345678901234567890', ' 12345678901234567890.0', 1],
    ['normalized', '00123', 123, 0],
    ['normalized', '00123', '123', 0],
    ['normalized', '-0.0', 0, 1],
    ['normalized', '1000000000000000000000', 1e21, 1],
    ['normalized', '-0.00000015', -1.5e-7, 1],
    ['normalized', '1e-7', 1e-7, 0],
    ['casefold', 'Bonn', 'BONN', 1],
    ['casefold', 'Bonn', 'BONN ', 0],
    ['anls', 'hello', 'hallo', 1],
    ['anls', 'abc', 'xyz', 0],
    ['anls', null, '', 1],
    [{ v: 'date' }, '2024-03-01', '20240301', 1],
    [{ v: 'date' }, '2024-03-01T10:00:00Z', '2024-03-01 11:00+01:00', 1],
    [{ v: 'date' }, '2024-02-29T23:30:00.50-01:00', '2024-03-01T00:30:00.5Z', 1],
    [{ v: 'date' }, '2024-03-01', '2024-03-01T00:00:00Z', 0],
    [{ v: 'date' }, '2024-03-01T10:00', '2024-03-01T10:00Z', 0],
    [{ v: 'date' }, '2023-02-29', '20230229', 0],
    [{ v: 'date' }, 'soon', 'soon', 1],
    [{ v: 'set' }, ['a', 'b', 'b'], ['b', 'a'], 1],
    [{ v: 'set' }, ['a', 'b'], ['a'], 0],
    [{ v: { number: 0 } }, '87.10', '87.1', 1],
    [{ v: { number: 0 } }, '229.99 ', 229.99, 1],
    [{ v: { number: 0.1 } }, 1, 1.1, 1],
    [{ v: { number: 0.1 } }, 1, 1.11, 0],
    [{ v: { number: 1 } }, 'x', 1, 0],
    [{ v: { number: 0 } }, '12345678901234567890', '12345678901234567891', 0],
    [{ v: { number: 0.5 } }, '12345678901234567890', '12345678901234567891', 0],
    [{ v: { number: 1 } }, '12345678901234567890', '12345678901234567891', 1],
    [{ v: { number: 0 } }, '+1.50e3', 1500, 1],
    [{ v: { number: 1e-7 } }, 1.0000001, 1, 1],
    [{ v: { number: 1 } }, '1e999999999', '2e999999999', 0],
    [{ v: { number: 1 } }, `1${'0'.repeat(2000)}`, `1${'0'.repeat(2000)}`, 1],
    [{ '*': 'casefold' }, 'A', 'a', 1],
  ])('%j: %j and %j: %i', async (comparator, v, answered, right) => {
    const suite = await judged([{ value: { v }, candidate: { v: answered } }], { comparator })
    expect(score(suite, 'field_recall')).toBe(right)
    // a comparator for all fields leaves alone what right is
    if (typeof comparator === 'object') expect(score(suite, 'losses')).toBe(1 - right)
  })

  test('anls_star is there with anls alone', async () => {
    const rows = [
      { value: 'hello', candidate: '"hallo"' },
      { value: null, candidate: 'no JSON' },
    ]
    // what cannot be read is no null
    expect(score(await judged(rows, { comparator: 'anls' }), 'anls_star')).toBeCloseTo(0.4, 12)
    const suite = await judged(rows, {}, { gates: [{ metric: 'anls_star', min: 0 }] })
    expect(messages(suite)).toContain('anls_star needs options.comparator: anls')
  })
})

describe('array_order: ignore', () => {
  const options = { array_order: 'ignore' }

  test('matches leaves without their places', async () => {
    const suite = await judged(
      [{ value: { a: [1, 2, 2, 3], b: 'x' }, candidate: { a: [2, 1, 4, 2, 5], b: 'y' } }],
      options,
    )
    expect(suite.fields?.candidate).toEqual([
      { field: 'a[]', right: 3, missing: 0, extra: 1, wrong: 1 },
      { field: 'b', right: 0, missing: 0, extra: 0, wrong: 1 },
    ])
    expect([score(suite, 'field_precision'), score(suite, 'field_recall')]).toEqual([3 / 6, 3 / 5])
    expect(score(suite, 'field_recall', 'b')).toBeUndefined()
    expect(score(suite, 'exact_object')).toBe(0)
  })

  test('with a tolerance takes the first that is near enough, whatever the order', async () => {
    const comparator = { 'a[]': { number: 1 } }
    for (const a of [
      [1, 2, 9],
      [9, 2, 1],
    ]) {
      const suite = await judged([{ value: { a: [1, 3] }, candidate: { a } }], { ...options, comparator })
      expect(suite.fields?.candidate).toEqual([{ field: 'a[]', right: 2, missing: 0, extra: 1, wrong: 0 }])
    }
  })

  test.each([
    ['a dot in a key', { 'a.b': 1 }, { a: { b: 1 } }],
    ['brackets in a key', { 'a[]': 1 }, { a: [1] }],
    ['a key that is a number', { a: [1] }, { a: { 0: 1 } }],
  ])('tells %s from a path', async (_, value, candidate) => {
    const rows = [
      { value, candidate },
      { value: candidate, candidate: value },
    ]
    expect(score(await judged(rows, options), 'field_f1')).toBe(0)
  })

  test('has no field_accuracy', async () => {
    const suite = await judged([{ value: 1, candidate: 1 }], options, {
      gates: [{ metric: 'field_accuracy', min: 0 }],
    })
    expect(messages(suite)).toContain('field_accuracy needs options.array_order: strict')
  })
})

describe('alternatives', () => {
  test('any one is right, "" and null say that the field may be absent', async () => {
    const suite = await judged(
      [
        { value: { sku: ['A', 'B'] }, candidate: { sku: 'B' } },
        { value: { sku: ['A', ''] }, candidate: {} },
        { value: { sku: ['A', null] }, candidate: { sku: 'X' } },
        { value: { sku: ['A'] }, candidate: {} },
        { value: {}, candidate: { sku: 'A' } },
        { value: { sku: [['a', 'b'], 'ab'] }, candidate: { sku: ['a', 'b'] } },
        { value: { sku: ['A', ''] }, candidate: 'not JSON' },
      ],
      { alternatives: ['sku'] },
    )
    // of {} where sku must be there, {} itself is extra, and so it is where {} was wanted, missing
    expect(suite.fields?.candidate).toEqual([
      { field: '$', right: 0, missing: 1, extra: 1, wrong: 0 },
      { field: 'sku', right: 2, missing: 1, extra: 1, wrong: 1 },
    ])
    expect(score(suite, 'exact_object')).toBe(3 / 7)
    expect(score(suite, 'losses')).toBe(4)
  })

  test('that may be absent are no answer where nothing was read', async () => {
    const value = { sku: ['A', null] }
    const rows = [
      { value, candidate: '{}' },
      { value, candidate: 'sorry' },
      { value, candidate: null },
      { value },
    ]
    const suite = await judged(rows, { alternatives: ['sku'] }, { missing: 'wrong' })
    expect([score(suite, 'field_accuracy'), score(suite, 'exact_object')]).toEqual([1 / 4, 1 / 4])
  })

  test('count for ANLS*, too', async () => {
    const rows = [
      { value: { a: 'x', sku: ['ABCD', ''] }, candidate: { a: 'x', sku: 'ABCE' } },
      { value: { a: 'x', sku: ['A', ''] }, candidate: { a: 'x' } },
    ]
    const suite = await judged(rows, { alternatives: ['sku'], comparator: 'anls' })
    expect(score(suite, 'anls_star')).toBeCloseTo((1.75 / 2 + 1) / 2, 12)
  })

  test.each([
    ['a text', 'A'],
    ['an empty list', []],
  ])('need a list in the gold set, not %s', async (got, sku) => {
    const suite = await judged([{ value: { sku }, candidate: {} }], { alternatives: ['sku'] })
    expect(codes(suite)).toEqual(['reference.type'])
    expect(messages(suite)).toContain(`The reference is ${got} at "sku"`)
  })
})

describe('options', () => {
  const rows = [{ value: { price: 1, lines: [{ sku: 'a' }] }, candidate: '{}' }]

  test.each([
    [
      { comparator: { prise: 'exact' } },
      'options.comparator: the gold set has no field "prise". Did you mean "price"?',
    ],
    [
      { alternatives: ['lines[0].sku'] },
      'options.alternatives: the gold set has no field "lines[0].sku". Did you mean "lines[].sku"?',
    ],
    [{ comparator: { lines: 'normalized' } }, 'the gold set has no field "lines"'],
    [{ comparator: 'set' }, '"options.comparator" cannot be "set"'],
    [{ comparator: { '*': 'set' } }, 'cannot be "set"'],
    [{ comparator: { price: 'fuzzy' } }, 'cannot be "fuzzy"'],
    [{ comparator: { price: { number: -1 } } }, 'cannot be "-1"'],
    [{ comparator: { price: { tolerance: 1 } } }, 'Unknown key "tolerance"'],
    [{ parse: 'loose' }, '"options.parse" cannot be "loose"'],
    [{ array_order: 'any' }, '"options.array_order" cannot be "any"'],
    [{ alternatives: 'price' }, '"options.alternatives" must be a list'],
    [{ schema: 3 }, '"options.schema" must be a map'],
    [{ schema: { path: 'x' } }, 'Unknown key "path"'],
    [{ schema: 'absent.json' }, 'absent.json does not exist'],
    [{ schema: { field: 'a b' } }, 'is not a field reference'],
    [{ schema: { field: 'shema' } }, 'The row has no field "shema".'],
    [{ formats: true }, 'options.formats cannot be true beside a spec without options.schema.'],
  ])('%j', async (options, message) => {
    const suite = await judged(rows, options)
    expect(suite.verdict).toBe('error')
    expect(messages(suite)).toContain(message)
  })

  const date = { properties: { price: { format: 'date' } }, required: ['price'] }

  test.each([
    [{}, 'The schema in "schema" accepts any JSON value.', 'error'],
    [true, 'The schema in "schema" accepts any JSON value.', 'error'],
    [{ requird: ['price'] }, 'Did you mean "required"?', 'error'],
    [date, 'The schema in "schema" names formats that are not asserted: "date".', 'note'],
  ])('the schema %j', async (schema, message, severity) => {
    const suite = await judged([{ ...rows[0]!, schema }], { schema: { field: 'schema' } })
    expect(suite.problems).toContainEqual(expect.objectContaining({ severity }))
    expect(messages(suite)).toContain(message)
    const file = { 's.json': JSON.stringify(schema) }
    expect(messages(await judged(rows, { schema: 's.json' }, {}, file))).toContain(
      message.replace('in "schema"', '"s.json"'),
    )
  })

  test('asserted formats of JSON Schema are not told, others are', async () => {
    const told = async (format: string) => {
      const schema = { type: 'object', properties: { price: { format } } }
      return messages(await judged([{ ...rows[0]!, schema }], { schema: { field: 'schema' }, formats: true }))
    }
    expect(await told('date')).not.toContain('format')
    expect(await told('phone')).toContain('names formats that are not asserted: "phone"')
  })

  test('a metric of another task is refused with what fits', async () => {
    const suite = await judged(rows, {}, { gates: [{ metric: 'accuracy', min: 0.5 }] })
    expect(messages(suite)).toMatch(/accuracy" does not fit the task structured.*field_recall/)
  })

  test('a gate may name a field of the gold set, and no other', async () => {
    const gate = (cls: string) => ({ gates: [{ metric: 'field_recall', class: cls, min: 0 }] })
    expect((await judged(rows, {}, gate('lines[].sku'))).verdict).toBe('pass')
    expect(messages(await judged(rows, {}, gate('lines[].skus')))).toContain('Did you mean "lines[].sku"?')
  })

  test('the reference as a JSON text is a text unless gold.as says json', async () => {
    const row = [{ value: '{"a":1}', candidate: '{"a":1}' }]
    expect(score(await judged(row), 'exact_object')).toBe(0)
    const gold = { path: 'gold.jsonl', reference: 'value', as: ['json'] }
    expect(score(await judged(row, {}, { gold }), 'exact_object')).toBe(1)
  })
})

describe('a system of which no answer can be read', () => {
  const value = { a: 1 }
  const rows = Array.from({ length: 5 }, () => ({ value, base: '{"a":1}', candidate: '{"a":1}' }))

  test('is no baseline', async () => {
    const suite = await judged(rows.map(row => ({ ...row, base: "{'a': 1}" })))
    expect(codes(suite)).toEqual(['prediction.none'])
  })

  test('is wrong throughout where the same steps read a baseline', async () => {
    const suite = await judged(rows.map(row => ({ ...row, candidate: '' })))
    expect(codes(suite)).toEqual([])
    expect(codes(suite, 'note')).toContain('prediction.none')
    expect(suite.systems.map(({ name, unreadable }) => [name, unreadable])).toEqual([
      ['candidate', 5],
      ['base', 0],
    ])
    expect(['valid_json', 'valid_json_lenient', 'field_f1'].map(metric => score(suite, metric))).toEqual([
      0, 0, 0,
    ])
  })

  test('under parse: strict still has a figure for good will', async () => {
    const suite = await judged(rows.map((row, i) => ({ ...row, candidate: i === 0 ? '{}' : 'So: {"a":1}' })))
    expect([score(suite, 'valid_json'), score(suite, 'valid_json_lenient')]).toEqual([0.2, 1])
    expect(suite.systems[0]?.unreadable).toBe(4)
  })

  test('but with good will is told', async () => {
    const fenced = rows.map(row => ({ ...row, base: '```json\n{"a":1}\n```' }))
    const suite = await judged(fenced)
    expect(codes(suite)).toEqual([])
    expect(messages(suite)).toContain('No answer of base is JSON as a whole, 5 hold JSON in other text')
    expect(codes(await judged(fenced, { parse: 'lenient' }), 'note')).toEqual([])
  })

  test('null read as JSON is an answer', async () => {
    expect(codes(await judged(rows.map(row => ({ ...row, base: 'null' }))))).toEqual([])
  })
})

describe('losses', () => {
  test('show the wrong fields of both systems, and of what is no JSON the text', async () => {
    const value = { a: 1, lines: [{ sku: 'x' }] }
    const suite = await judged([
      { value, base: value, candidate: { a: 2, lines: [{}], b: null } },
      { value, base: value, candidate: 'sorry' },
    ])
    expect(suite.regressions[0]?.examples).toMatchObject([
      {
        expected: '{"a":1,"lines":[{"sku":"x"}]}',
        candidate: '{"a":2,"lines":[{}],"b":null}',
        parts: [
          { part: 'a', expected: '1', baseline: '1', candidate: '2' },
          { part: 'lines[0].sku', expected: '"x"', baseline: '"x"', candidate: null },
          { part: 'lines[0]', expected: null, baseline: null, candidate: '{}' },
          { part: 'b', expected: null, baseline: null, candidate: 'null' },
        ],
      },
      { candidate: 'sorry' },
    ])
    expect(suite.regressions[0]?.examples[1]).not.toHaveProperty('parts')
  })

  test('count examples of a field by that field', async () => {
    const value = { a: 1, b: 1 }
    const suite = await judged([
      { value, base: { a: 1, b: 2 }, candidate: { a: 2, b: 1 } },
      { value, base: { a: 1, b: 2 }, candidate: { a: 1, b: 1 } },
    ])
    expect(
      suite.losses.classes.map(({ class: cls, regressions, fixes, wrong }) => [
        cls,
        regressions,
        fixes,
        wrong,
      ]),
    ).toEqual([
      ['a', 1, 0, 1],
      ['b', 0, 2, 0],
    ])
  })
})

describe('hostile answers', () => {
  test('nested too deep are not read, and told', async () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000)
    const suite = await judged([{ value: [], candidate: deep }], {
      comparator: 'anls',
      array_order: 'ignore',
    })
    expect([score(suite, 'valid_json'), score(suite, 'exact_object')]).toEqual([0, 0])
    expect(messages(suite)).toContain(`JSON nested deeper than ${DEEPEST} levels`)
  })

  test('nested as deep as may be are compared in every way', async () => {
    const value = JSON.parse('['.repeat(DEEPEST) + ']'.repeat(DEEPEST))
    for (const options of [{ comparator: 'anls' }, { array_order: 'ignore' }, { comparator: 'normalized' }])
      expect(score(await judged([{ value, candidate: value }], options), 'field_f1')).toBe(1)
  })

  test('with fields without end have scores of the most frequent', async () => {
    const made = Object.fromEntries(Array.from({ length: 1500 }, (_, i) => [`k${i}`, 1]))
    const suite = await judged([
      { value: { a: 1 }, candidate: { a: 1, ...made } },
      { value: { a: 1 }, candidate: { a: 1, k1499: 1 } },
    ])
    const fields = suite.fields!.candidate!.map(({ field }) => field)
    expect(fields).toHaveLength(1001)
    expect(fields).toEqual(expect.arrayContaining(['a', 'k1499', 'k0']))
    expect(score(suite, 'field_precision')).toBe(2 / 1503)
    expect(codes(suite, 'note')).toContain('field.many')
  })

  describe('with a long key over many others', () => {
    const long = {
      ['k'.repeat(100_000)]: Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [i, 1])),
    }

    test.each([{}, { array_order: 'ignore' }, { comparator: { a: 'exact' } }])('%j', async options => {
      const answered = await judged([{ value: { a: 1 }, candidate: long }], options)
      expect(codes(answered)).toEqual(['prediction.cost'])
      const wanted = await judged([{ value: { a: 1, ...long }, candidate: long }], options)
      expect(codes(wanted)).toContain('reference.cost')
    })

    test('have no score by its whole name', async () => {
      const key = 'k'.repeat(10_000)
      const suite = await judged([
        { value: { a: 1 }, candidate: { a: 1, [`${key}1`]: 1, [`${key}2`]: 1 } },
        { value: { a: 1, [key]: 1 }, candidate: { a: 1, [key]: 1 } },
      ])
      expect(suite.fields?.candidate?.map(({ field, right, extra }) => [field.length, right, extra])).toEqual(
        [
          [1, 2, 0],
          [10_000, 1, 0],
          [201, 0, 2],
        ],
      )
    })
  })

  test('that cost too much are an error, not wrong', async () => {
    const list = Array.from({ length: 3000 }, (_, i) => `some item ${i}`)
    const suite = await judged([{ value: list, candidate: list }], { comparator: 'anls' })
    expect(codes(suite)).toEqual(['prediction.cost'])
    expect(suite.problems[0]).toMatchObject({ file: 'candidate.jsonl', line: 1, id: 'e0' })
  })
})
