/**
 * A finite decimal number in one spelling of its value, or undefined for any other text: `18.0`, `018` and `+18` are
 * `18`, `.5` is `0.5`. Exact at any length, where floating point would make long numbers equal that are not.
 */
export function decimal(text: string): string | undefined {
  const found = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)$/u.exec(text.trim())
  if (!found) return undefined
  const [whole = '', fraction = ''] = found[2]!.split('.')
  const digits = [whole.replace(/^0+/u, '') || '0', withoutZeros(fraction)].filter(part => part !== '')
  const value = digits.join('.')
  return found[1] === '-' && value !== '0' ? `-${value}` : value
}

/** Without the zeros at its end. A regular expression would try each run of zeros anew from each of them. */
export function withoutZeros(digits: string): string {
  let end = digits.length
  while (digits[end - 1] === '0') end--
  return digits.slice(0, end)
}

/** A number as JSON writes it, exact: units × 10^−scale. */
export interface Exact {
  readonly units: bigint
  readonly scale: number
}

/** UTF-16 units of a text that is read as an exact number, and the size of its exponent: what can be worked with. */
const LONGEST = 1000

/** Undefined for a text that is no number, or one too long or too far from 1. */
export function exactly(text: string): Exact | undefined {
  if (text.length > LONGEST) return undefined
  const found = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/u.exec(text.trim())
  if (!found) return undefined
  const [, sign, whole, fraction = '', exponent = '0'] = found
  const scale = fraction.length - Number(exponent)
  if (Math.abs(scale) > LONGEST) return undefined
  const units = BigInt(`${whole}${fraction}`)
  return { units: sign === '-' ? -units : units, scale }
}

/** Whether a and b lie at most so far apart, to the last digit. */
export function within(a: Exact, b: Exact, distance: Exact): boolean {
  const scale = Math.max(a.scale, b.scale, distance.scale)
  const [x, y, most] = [a, b, distance].map(one => one.units * 10n ** BigInt(scale - one.scale)) as [
    bigint,
    bigint,
    bigint,
  ]
  return x - y <= most && y - x <= most
}

/** A finite number in plain decimals, without an exponent: the shortest that reads as that number. */
export function plainly(number: number): string {
  const text = String(number + 0)
  if (!text.includes('e')) return text
  const { units, scale } = exactly(text)!
  if (scale <= 0) return String(units * 10n ** BigInt(-scale))
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
