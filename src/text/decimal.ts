/**
 * A finite decimal number in one spelling of its value, or undefined for any other text: `18.0`, `018` and `+18` are
 * `18`, `.5` is `0.5`. Exact at any length, where floating point would make long numbers equal that are not.
 */
export function decimal(text: string): string | undefined {
  const found = /^([+-]?)(\d+\.?\d*|\.\d+)$/u.exec(text.trim())
  if (!found) return undefined
  const [whole = '', fraction = ''] = found[2]!.split('.')
  const digits = [whole.replace(/^0+/u, '') || '0', fraction.replace(/0+$/u, '')].filter(part => part !== '')
  const value = digits.join('.')
  return found[1] === '-' && value !== '0' ? `-${value}` : value
}
