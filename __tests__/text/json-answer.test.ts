import { describe, expect, test } from '@jest/globals'
import { lenientJson, strictJson } from '../../src/text/json-answer'
import { DEEPEST } from '../../src/text/json-value'
import { random } from '../journey'

const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

describe('strict', () => {
  test.each([
    ['{"a":1}', { a: 1 }],
    [' \n[1.0, -0]\t', [1, -0]],
    ['null', null],
    ['"text"', 'text'],
    ['{"a":1,"a":2}', { a: 2 }],
    ['{"__proto__":1}', JSON.parse('{"__proto__":1}')],
    ['"\\ud800"', '\ud800'],
  ])('%s', (text, value) => expect(strictJson(text)).toEqual({ value }))

  test.each([
    '',
    '{"a":1,}',
    "{'a':1}",
    '{"a":NaN}',
    '[Infinity]',
    '1e400',
    '[-1e999]',
    '01',
    '\ufeff{}',
    '\u00a0{}',
    '// c\n{}',
    '{} {}',
    '"\n"',
    'undefined',
  ])('%j is none', text => expect(strictJson(text)).toBeUndefined())

  test('nesting ends somewhere, and deeper texts do no harm', () => {
    expect(strictJson(deep(DEEPEST))).toBeDefined()
    expect(strictJson(deep(DEEPEST + 1))).toBeUndefined()
    expect(strictJson(deep(200_000))).toBeUndefined()
    expect(strictJson('{"a":'.repeat(200_000))).toBeUndefined()
  })
})

describe('lenient', () => {
  test.each([
    ['the whole text first', '"[1]"', '[1]'],
    ['a fence', '```json\n{"a":1}\n```', { a: 1 }],
    ['a fence without a tag', 'so:\n```\n[1]\n``` done', [1]],
    ['what a fence without end holds', '```json\n{"a":1}', { a: 1 }],
    ['the first fence that parses', '```\noops\n``` ```json\n2\n```', 2],
    ['a fence before what stands in front of it', '[0] ```[1]```', [1]],
    ['an object in prose', 'Sure! {"a": "x } y"} Bye', { a: 'x } y' }],
    ['the first that parses', '[see] {oops} {"a":1} {"a":2}', { a: 1 }],
    ['one in another that does not', '{"a": [1, {"b": 2}], oops', [1, { b: 2 }]],
    ['one in a string of another that does not', '{"a": "[1]", oops', [1]],
    ['the last key of two', 'x {"a":1,"a":2}', { a: 2 }],
    ['an outer one that nests less than too deep', `x ${deep(DEEPEST + 1)}`, JSON.parse(deep(DEEPEST))],
  ])('%s', (_, text, value) => expect(lenientJson(text)).toEqual({ value }))

  test.each(['', 'none', '[', '{"a":', '[1e400]', '{a:1}', '}{'])('%j has none', text => {
    expect(lenientJson(text)).toBeUndefined()
  })

  test('finds what trying every bracket by itself finds', () => {
    const draw = random(1)
    const parts = [
      '{',
      '}',
      '[',
      ']',
      '"',
      '"a"',
      ':',
      ',',
      '1',
      '\\',
      ' ',
      'x',
      '"k":',
      '{"a":1}',
      '[1,2]',
      '1e999',
      '\\"',
    ]
    for (let i = 0; i < 20_000; i++) {
      const length = 1 + Math.floor(draw() * 14)
      const text = Array.from({ length }, () => parts[Math.floor(draw() * parts.length)]).join('')
      expect({ text, found: lenientJson(text) }).toEqual({ text, found: strictJson(text) ?? tried(text) })
    }
  })

  // were it quadratic, each of these would take hours
  test.each([
    ['open arrays', '['],
    ['open objects', '{"a":'],
    ['brackets in strings', '["['],
    ['escaped quotes', '["[\\"{'],
    ['empty ones', '[,'],
    ['fences', '```'],
    ['fences of brackets', '```[\n'],
  ])('a megabyte of %s ends', (_, part) => {
    expect(lenientJson(part.repeat(2 ** 20 / part.length))).toBeUndefined()
  })
})

/** As the definition says: from each opening bracket to the one that balances it. */
function tried(text: string): { value: unknown } | undefined {
  for (let start = 0; start < text.length; start++) {
    if (!'{['.includes(text[start]!)) continue
    let depth = 0
    let quoted = false
    for (let at = start; at < text.length; at++) {
      if (quoted) {
        if (text[at] === '\\') at++
        else if (text[at] === '"') quoted = false
      } else if (text[at] === '"') quoted = true
      else if ('{['.includes(text[at]!)) depth++
      else if ('}]'.includes(text[at]!) && --depth === 0) {
        const found = strictJson(text.slice(start, at + 1))
        if (found) return found
        break
      }
    }
  }
  return undefined
}
