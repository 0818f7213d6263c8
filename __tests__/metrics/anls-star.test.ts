import { describe, expect, test } from '@jest/globals'
import { AnyOf, anlsStar } from '../../src/metrics/anls-star'
import { assignment } from '../../src/metrics/assignment'
import { DEEPEST } from '../../src/text/json-value'
import { Steps, TooManySteps } from '../../src/text/steps'
import { random } from '../journey'

const free = () => {}

describe('ANLS*', () => {
  // those of the tests of anls_star @ eda6922, or worked by hand
  test.each([
    ['equal', { a: 1, b: ['x', null] }, { a: 1, b: ['x', null] }, 1],
    ['case and space', 'Test Hello ', ' tEST    Hello\n\n', 1],
    ['a number as text', 0.123, '0.123', 1],
    ['a boolean as text', true, 'TRUE', 1],
    ['4 of 5 letters', 'hello', 'hallo', 0.8],
    ['half alike', 'ab', 'ax', 0.5],
    ['less than half', 'abc', 'axx', 0],
    ['code points', '😀a', '😀b', 0.5],
    ['one of two keys', { a: 'b', c: 'd' }, { a: 'b', c: 'e' }, 1 / 2],
    ['another key', { a: 'b', c: 'd' }, { a: 'b', e: 'd' }, 1 / 3],
    ['a list in another order', ['one', 'two', 'three'], ['three', 'one', 'two'], 1],
    ['a shorter list', { a: ['a', 'b', 'c'] }, { a: ['b', 'c'] }, 2 / 3],
    ['a text for a list in an object', { a: ['a', 'b', 'c'] }, { a: 'b' }, 0],
    ['a text for a list of texts', ['500', '$500'], '$500', 1],
    [
      'line items',
      { k1: 1, k2: 'mock', line_items: [{ a: 'b', c: 'd' }, { e: 'f' }] },
      { k1: 1, k2: 'kcom', line_items: [{ e: 'f' }, { a: 'y', c: 'd' }] },
      3 / 5,
    ],
    ['nothing for null', { a: null, b: null, c: null }, { a: '', b: [] }, 1],
    ['something for null', null, 'x', 0],
    ['nothing at all', {}, {}, 1],
    ['null for a list', { a: [] }, { a: null }, 0],
    ['acceptable answers', { a: new AnyOf(['David Peer', 'Peer David']) }, { a: 'Peer David' }, 1],
    ['one that may be absent', { a: 'x', b: new AnyOf([null, 'y']) }, { a: 'x' }, 1],
    ['names of the prototype', { constructor: 'x' }, {}, 0],
  ])('%s', (_, reference, answer, value) => {
    expect(anlsStar(reference, answer, free)).toBeCloseTo(value, 12)
  })

  test('nests as deep as an answer may', () => {
    const deep = JSON.parse('['.repeat(DEEPEST) + ']'.repeat(DEEPEST))
    expect(anlsStar(deep, deep, free)).toBe(1)
  })

  test('counts what long lists and long texts cost', () => {
    const steps = new Steps(1e6)
    const many = Array.from({ length: 2000 }, (_, i) => `item ${i}`)
    expect(() => anlsStar(many, many, n => steps.take(n))).toThrow(TooManySteps)
    steps.reset()
    const long = 'a'.repeat(2000)
    expect(() => anlsStar(`${long}b`, `b${long}`, n => steps.take(n))).toThrow(TooManySteps)
  })
})

describe('the assignment', () => {
  test.each([
    [[], []],
    [[[1, 2, 3]], [[0, 2]]],
    [[[1], [3], [2]], [[1, 0]]],
    // of equally good ones the first of each row, as munkres has it
    [
      [
        [1, 1],
        [1, 1],
      ],
      [
        [0, 0],
        [1, 1],
      ],
    ],
  ])('of %j', (worth, pairs) => expect(assignment(worth, free)).toEqual(pairs))

  test('is worth most among all', () => {
    const draw = random(3)
    for (let i = 0; i < 500; i++) {
      const [rows, columns] = [1 + Math.floor(draw() * 5), 1 + Math.floor(draw() * 5)]
      const worth = Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => Math.floor(draw() * 5) / 4),
      )
      const pairs = assignment(worth, free)
      expect(pairs).toHaveLength(Math.min(rows, columns))
      expect(new Set(pairs.map(([, c]) => c)).size).toBe(pairs.length)
      expect(pairs.reduce((sum, [r, c]) => sum + worth[r]![c]!, 0)).toBe(most(worth, 0, new Set()))
    }
  })
})

test('values of very many leaves are compared', () => {
  const leaves = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`k${i}`, 'v']))
  expect(anlsStar({ all: leaves }, { all: leaves }, free)).toBe(1)
  const any = new AnyOf(Array.from({ length: 200_000 }, () => 'v'))
  expect(anlsStar({ any }, 'v', free)).toBe(0)
})

/** The greatest worth, by trying all. */
function most(worth: readonly (readonly number[])[], row: number, taken: ReadonlySet<number>): number {
  if (row === worth.length) return 0
  // with more rows than columns some row gets none
  let best = most(worth, row + 1, taken)
  for (const [c, value] of worth[row]!.entries())
    if (!taken.has(c)) best = Math.max(best, value + most(worth, row + 1, new Set([...taken, c])))
  return best
}
