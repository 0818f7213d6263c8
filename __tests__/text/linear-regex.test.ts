import { describe, expect, test } from '@jest/globals'
import { linearRegex } from '../../src/text/linear-regex'
import { Steps, TooManySteps } from '../../src/text/steps'
import { random } from '../journey'

const regex = (pattern: string, steps = 1e6) => linearRegex(pattern, new Steps(steps))

describe('a linear regular expression', () => {
  test.each([
    ['^[0-9]{5}$', '53111', true],
    ['^[0-9]{5}$', '531110', false],
    ['b', 'abc', true],
    ['^(?:a|bc)+$', 'abcbca', true],
    ['^a{2,3}$', 'aaaa', false],
    ['^(?<year>\\d{4})-\\d\\d$', '2024-03', true],
    ['\\bcat\\b', 'a cat.', true],
    ['\\bcat\\b', 'concat', false],
    ['a\\Bb', 'ab', true],
    ['^.$', '😀', true],
    ['^\\ud83d\\ude00$', '😀', true],
    ['^\\u{1F600}$', '😀', true],
    ['^\\p{L}+$', 'Straße', true],
    ['^\\S+$', 'a\u00a0b', false], // no-break space is space in ECMAScript, and in RE2 it is not
    ['^[^\\]x]$', ']', false],
    ['', '', true],
    ['^(?:)*$', 'a', false],
    ['^(?:){1000000000}$', '', true],
  ])('%s on %j: %j', (pattern, text, matches) => {
    expect(regex(pattern)(text)).toBe(matches)
  })

  test('agrees with the language’s own engine', () => {
    const draw = random(2)
    const pick = (list: readonly string[], most: number) =>
      Array.from({ length: Math.floor(draw() * most) }, () => list[Math.floor(draw() * list.length)]).join('')
    // without \B, which V8 finds between the halves of a pair, too
    const parts =
      'a b . [ab] [^a] \\d \\w \\b ^ $ ( ) (?: | * + ? {2} {1,3} {0,} *? \\p{L} \\s \\u{1F600} é'.split(' ')
    const characters = ['a', 'b', '1', ' ', 'é', '😀', '\ud83d', '\n', '-']
    let compared = 0
    for (let i = 0; i < 20_000; i++) {
      const pattern = pick(parts, 8)
      let native: RegExp
      try {
        native = new RegExp(pattern, 'u')
      } catch {
        continue
      }
      const text = pick(characters, 6)
      compared++
      expect({ pattern, text, matches: regex(pattern)(text) }).toEqual({
        pattern,
        text,
        matches: native.test(text),
      })
    }
    expect(compared).toBeGreaterThan(5000)
  })

  test.each([
    '(?=a)b',
    '(?!a)b',
    '(?<=a)b',
    '(?<!a)b',
    '(a)\\1',
    '(?<n>a)\\k<n>',
    '(',
    'a{1000}{2}',
    '[z-a]',
  ])('%s is refused', pattern => expect(() => regex(pattern)).toThrow(SyntaxError))

  test.each(['(?:(?:a{100}){100}){100}', '(?:a?){20000}'])('%s is refused for its size', pattern => {
    expect(() => regex(pattern)).toThrow('more than 10000 states')
  })

  test.each(['^(a+)+$', '^(a|a)*$', '^(a*)*b$', '(.*)(.*)(.*)(.*)x$'])(
    '%s takes steps by length, not by paths',
    pattern => {
      // 20 states, and one text character after the other
      expect(regex(pattern, 20 * 10_001)(`${'a'.repeat(10_000)}!`)).toBe(false)
    },
  )

  test('a budget ends it', () => {
    expect(() => regex('a{100}b', 1000)('a'.repeat(1000))).toThrow(TooManySteps)
  })
})
