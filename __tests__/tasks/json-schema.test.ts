import { describe, expect, test } from '@jest/globals'
import { Schemas } from '../../src/tasks/structured/json-schema'
import { acceptsAll } from '../../src/tasks/structured/schema-words'

/** true, false or costly; a sentence where the schema is none. */
function checked(schema: unknown, value: unknown, formats = false): boolean | string {
  const check = new Schemas(formats).get(schema)
  return typeof check === 'function' ? check(value) : check.why
}

const DRAFT_2020 = 'https://json-schema.org/draft/2020-12/schema'

describe('a schema', () => {
  test.each([
    [true, 1, true],
    [false, 1, false],
    [{}, null, true],
    [{ type: 'integer' }, 1.0, true],
    [{ type: 'integer' }, true, false],
    [{ enum: [1, 'a', { b: [1] }, 1] }, { b: [1.0] }, true],
    [{ enum: [1, 'a'] }, '1', false],
    [{ const: { a: 1, b: 2 } }, { b: 2, a: 1 }, true],
    [{ const: null, enum: [null, 1] }, 1, false],
    [{ uniqueItems: true }, [1, '1', true, [1], { a: 1 }], true],
    [
      { uniqueItems: true },
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      false,
    ],
    [{ uniqueItems: false }, [1, 1], true],
    [{ minLength: 1, maxLength: 1 }, '😀', true],
    [{ required: ['constructor'] }, {}, false],
    [{ properties: { toString: { type: 'string' } } }, {}, true],
    [{ properties: { enum: { type: 'string' }, default: { type: 'number' } } }, { enum: 1 }, false],
    [{ properties: { default: { type: 'number' } } }, { default: 'x' }, false],
    [{ additionalProperties: false, properties: { a: {} } }, { a: 1, b: 2 }, false],
    [{ additionalProperties: false, patternProperties: { '^a': {} } }, { ab: 1 }, true],
    [{ propertyNames: { pattern: '^[a-z]+$' } }, { A: 1 }, false],
    [{ format: 'date' }, 'soon', true],
    [{ format: 'no-such-format', 'x-unknown': 1 }, 'soon', true],
    [{ definitions: { a: {} }, properties: { a: { $ref: '#/definitions/a', title: 'A' } } }, { a: 1 }, true],
    // what beside $ref does not count in draft-07, where it is refused, does in 2020-12
    [
      { $schema: DRAFT_2020, $defs: { a: {} }, properties: { a: { $ref: '#/$defs/a', type: 'string' } } },
      { a: 1 },
      false,
    ],
    [{ $schema: DRAFT_2020, prefixItems: [{ type: 'string' }], items: false }, ['a', 1], false],
    [{ $schema: DRAFT_2020, properties: { a: {} }, unevaluatedProperties: false }, { b: 1 }, false],
    [{ $schema: DRAFT_2020, dependentRequired: { a: ['b'] } }, { a: 1 }, false],
    [
      {
        $ref: '#/$defs/a',
        $defs: { a: { properties: { requird: { type: 'null' } }, required: ['requird'] } },
      },
      {},
      false,
    ],
    [{ oneOf: [{ const: 1 }], discriminator: { propertyName: 'kind' }, example: { $ref: 1 } }, 1, true],
    [{ required: ['__proto__'] }, {}, false],
    [{ additionalProperties: false }, JSON.parse('{"__proto__":1}'), false],
    [{ additionalProperties: { type: 'string' } }, JSON.parse('{"__proto__":1}'), false],
    [{ patternProperties: { '^_': { type: 'string' } } }, JSON.parse('{"__proto__":1}'), false],
    [{ propertyNames: { pattern: '^a' } }, JSON.parse('{"__proto__":1}'), false],
    [{ $id: 'urn:test:x', $ref: '#/definitions/n', definitions: { n: { type: 'null' } } }, null, true],
  ])('%j of %j: %j', (schema, value, valid) => expect(checked(schema, value)).toBe(valid))

  test.each([
    ['date', '2024-02-29', '2024-02-30'],
    ['email', 'a@b.example', 'a@'],
    ['uri', 'https://example.com/x', 'no uri'],
    ['uuid', '123e4567-e89b-12d3-a456-426614174000', '123'],
  ])('asserts the format %s where formats are asserted', (format, good, bad) => {
    expect([checked({ format }, good, true), checked({ format }, bad, true)]).toEqual([true, false])
  })

  test.each([
    [3, 'it is neither an object nor true or false'],
    [{ type: 'strin' }, 'schema/type must be equal to one of the allowed values'],
    [{ $ref: 'https://example.com/x.json' }, "can't resolve reference https://example.com/x.json"],
    [{ $ref: '#/definitions/absent' }, "can't resolve reference #/definitions/absent"],
    [{ $schema: 'http://json-schema.org/draft-04/schema#' }, 'its $schema is none of draft-07, 2020-12'],
    [{ pattern: '(?=a)' }, 'look-around'],
    [{ pattern: '(' }, 'Invalid regular expression'],
    [{ patternProperties: { '(a)\\1': {} } }, 'backreferences'],
  ])('%j cannot be used', (schema, why) => expect(checked(schema, null)).toContain(why))

  const ignored = (key: string, place = 'schema') =>
    `"${key}" at "${place}" is no keyword of draft-07 and would be ignored`

  test.each([
    [{ requird: ['a'] }, `${ignored('requird')} (Did you mean "required"?)`],
    [{ Type: 'object' }, `${ignored('Type')} (Did you mean "type"?)`],
    [{ additionalProperties: { minlength: 1 } }, ignored('minlength', 'schema/additionalProperties')],
    [{ items: [{ typ: 'a' }] }, ignored('typ', 'schema/items/0')],
    [{ definitions: { a: { anyOf: [{ sort: 1 }] } } }, ignored('sort', 'schema/definitions/a/anyOf/0')],
    [{ dependencies: { a: ['b'], c: { tipe: 1 } } }, ignored('tipe', 'schema/dependencies/c')],
    [
      { name: 'x', strict: true, schema: { type: 'object' } },
      `${ignored('name')}; the schema itself seems to be what is in "schema"`,
    ],
    [{ type: 'string', nullable: true }, `${ignored('nullable')}; write "null" among the types`],
    // ajv's own, by which every answer would be valid
    [{ $async: true, type: 'string' }, ignored('$async')],
    [{ 'goldbar:enum': [1] }, ignored('goldbar:enum')],
    ...['prefixItems', 'dependentRequired', 'unevaluatedProperties', 'minContains', '$dynamicRef'].map(
      (key): [object, string] => [
        { [key]: {} },
        `${ignored(key)}; it needs "$schema": "https://json-schema.org/draft/2020-12/schema"`,
      ],
    ),
    [
      { $schema: DRAFT_2020, additionalItems: false },
      '"additionalItems" at "schema" is no keyword of 2020-12 and would be ignored; write items beside prefixItems',
    ],
    [
      { allOf: [{ $ref: '#/definitions/a', required: ['b'] }], definitions: { a: {} } },
      '"required" at "schema/allOf/0" stands beside $ref, where draft-07 ignores it; write both into allOf, or',
    ],
    [
      JSON.parse('{"properties":{"__proto__":{}}}'),
      '"__proto__" in properties at "schema" cannot be checked',
    ],
    [JSON.parse('{"items":{"patternProperties":{"__proto__":{}}}}'), 'at "schema/items" cannot be checked'],
    // the schema of draft-07 does not look into $defs
    [{ $defs: { a: { required: 'b' } } }, 'schema/required must be array'],
    [{ $ref: '#/x-more/a', 'x-more': { a: { requird: [] } } }, "can't resolve reference #/x-more/a"],
  ])('%j says less than it looks like', (schema, why) => expect(checked(schema, null)).toContain(why))

  test.each([
    [{}, true],
    [true, true],
    [false, false],
    [{ title: 'x', $defs: { a: { type: 'null' } } }, true],
    [{ properties: { a: {}, b: { description: 'x' } }, required: [] }, true],
    [{ properties: { a: {}, b: { type: 'null' } } }, false],
    [{ properties: {}, additionalProperties: false }, false],
    [{ anyOf: [{ type: 'null' }, {}] }, true],
    [{ anyOf: [{ type: 'null' }, { const: 1 }] }, false],
    [{ uniqueItems: false, items: { allOf: [true] } }, true],
    [{ not: {} }, false],
    [{ $ref: '#' }, false],
  ])('that %j accepts anything: %j', (schema, all) => expect(acceptsAll(schema, false)).toBe(all))

  test('of a format accepts anything unless formats are asserted', () => {
    expect([acceptsAll({ format: 'date' }, false), acceptsAll({ format: 'date' }, true)]).toEqual([
      true,
      false,
    ])
  })

  test('does not see another schema’s $id', () => {
    const schemas = new Schemas(false)
    schemas.get({ $id: 'urn:secret', type: 'string' })
    expect(schemas.get({ $ref: 'urn:secret' })).toHaveProperty('why')
  })
})

/** $defs d0 … of which each refers twice to the next. */
function doubling(levels: number, keyword: string) {
  const definitions = Object.fromEntries(
    Array.from({ length: levels }, (_, i) => {
      const $ref = `#/definitions/d${i + 1}`
      return [`d${i}`, { [keyword]: [{ $ref }, { $ref }] }]
    }),
  )
  return { $ref: '#/definitions/d0', definitions: { ...definitions, [`d${levels}`]: { type: 'string' } } }
}

// without a bound none of these would end
describe('a hostile schema ends', () => {
  test.each([
    ['references that double', doubling(60, 'allOf'), 'x', 'costly'],
    ['alternatives that double', doubling(60, 'anyOf'), 1, 'costly'],
    ['alternatives of which one fits', doubling(60, 'anyOf'), 'x', true],
    ['a circle', { $ref: '#' }, 1, 'costly'],
    ['a circle through alternatives', { anyOf: [{ $ref: '#' }, { $ref: '#' }] }, 1, 'costly'],
    ['a pattern with many ways', { pattern: '^(a+)+$' }, `${'a'.repeat(50_000)}!`, false],
    ['a pattern on very long text', { pattern: '(a|b|ab){1,200}$' }, 'ab'.repeat(200_000), 'costly'],
    [
      'names with many ways',
      { patternProperties: { '^(a|a)*$': false } },
      { [`${'a'.repeat(50_000)}!`]: 1 },
      true,
    ],
    [
      'many items that must differ',
      { uniqueItems: true },
      Array.from({ length: 50_000 }, (_, i) => [i]),
      true,
    ],
    ['many values for many items', { items: { enum: numbers(20_000) } }, numbers(20_000), true],
    [
      'many names for many items',
      { items: { required: numbers(5000).map(String) } },
      numbers(50_000).map(() => ({})),
      false,
    ],
    ['texts in a format', { format: 'email' }, `${'a.'.repeat(5000)}@`, 'costly'],
  ])('%s', (_, schema, value, valid) => expect(checked(schema, value, true)).toBe(valid))

  test.each([
    ['too deep', nested(300), 'it nests deeper than 200 levels'],
    ['far too deep', nested(100_000), 'it nests deeper than 200 levels'],
    ['too long', { enum: numbers(200_000) }, 'it is longer than 1048576 characters'],
    ['a pattern too large', { pattern: '((a{100}){100}){100}' }, 'it stands for more than 10000 states'],
  ])('%s', (_, schema, why) => expect(checked(schema, 1)).toBe(why))

  test('many schemas are compiled again, not kept', () => {
    const schemas = new Schemas(false)
    const check = (i: number) => schemas.get({ const: i }) as (value: unknown) => unknown
    for (let i = 0; i < 2000; i++) expect(check(i)(i)).toBe(true)
    expect(check(0)(0)).toBe(true)
  })
})

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

function nested(levels: number): unknown {
  return JSON.parse(`${'{"not":'.repeat(levels)}{}${'}'.repeat(levels)}`)
}
