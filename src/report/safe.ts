/** Others' text on a terminal: one line, without control sequences. */
export function safe(text: string): string {
  return text
    .toWellFormed()
    .replace(
      /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
      character => `\\u{${character.codePointAt(0)!.toString(16)}}`,
    )
}
