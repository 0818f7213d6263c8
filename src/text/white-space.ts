/**
 * White space as Python has it in str.split and str.rstrip, which reference implementations are written in:
 * ECMAScript's \s with U+001C to U+001F and U+0085, and without U+FEFF.
 */
const SPACE = String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`
const WORD = new RegExp(`[^${SPACE}]+`, 'gu')
const END = new RegExp(`(?<![${SPACE}])[${SPACE}]+$`, 'u')

/** What stands between white space. Python: text.split(). */
export function words(text: string): string[] {
  return text.match(WORD) ?? []
}

/** Python: text.rstrip(). */
export function withoutTrailingSpace(text: string): string {
  return text.replace(END, '')
}
