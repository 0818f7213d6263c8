import { describe, expect, test } from '@jest/globals'
import { decimal, plainly } from '../../src/text/decimal'
import { isoDate } from '../../src/text/iso-date'

describe('a decimal', () => {
  test.each([
    ['18.0', '18'],
    ['018', '18'],
    ['+18', '18'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['-0.00', '0'],
    ['12345678901234567891.10', '12345678901234567891.1'],
    ['1e3', undefined],
    ['.', undefined],
    ['1.2.3', undefined],
  ])('%s is %s', (text, value) => expect(decimal(text)).toBe(value))
})

describe('a number without its exponent', () => {
  test.each([
    [1.5, '1.5'],
    [-0, '0'],
    [1e21, '1000000000000000000000'],
    [-1.25e22, '-12500000000000000000000'],
    [1.25e-7, '0.000000125'],
    [-1e-7, '-0.0000001'],
  ])('%d is %s', (number, text) => expect(plainly(number)).toBe(text))

  test.each([Number.MAX_VALUE, Number.MIN_VALUE])('%d reads as itself', number =>
    expect(Number(plainly(number))).toBe(number),
  )
})

// where a step were taken for each pair of digits, none of these would end
describe('a long text ends', () => {
  const zeros = '0'.repeat(1_000_000)

  test.each([
    ['digits that are no number', `${'1'.repeat(1_000_000)}x`, undefined],
    ['zeros before the last digit', `0.${zeros}1`, `0.${zeros}1`],
    ['zeros at the end', `1.${zeros}`, '1'],
  ])('%s', (_, text, value) => expect(decimal(text)).toBe(value))

  test('zeros in the fraction of a second', () => {
    expect(isoDate(`2024-03-01T10:00:00.${zeros}1Z`)?.endsWith(`0.${zeros}1`)).toBe(true)
    expect(isoDate(`2024-03-01T10:00:00.${zeros}Z`)).toBe(isoDate('2024-03-01T10:00:00Z'))
  })
})
