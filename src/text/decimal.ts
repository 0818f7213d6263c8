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
