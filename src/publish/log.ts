/**
 * Text on its way to the job's log, where the runner obeys `::command::` at a line's start and `##[command]`
 * anywhere in a line, and where ids, answers, paths and error messages of others are printed.
 */

/** One line that commands nothing and shows what would be invisible as a space. */
export function inert(text: string): string {
  return text
    .replace(INVISIBLE, ' ')
    .replaceAll('##[', `#${BREAK}#[`)
    .replace(/^(\s*):(?=:)/, `$1:${BREAK}`)
}

/** Prints a fault of ours with its stack. */
export function printStack(fault: unknown): void {
  const stack = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
  for (const line of stack.split(/\r\n|\r|\n/)) process.stdout.write(`${inert(line)}\n`)
}

const BREAK = '\u200b'
/** Controls, line separators and marks that turn the direction of the text after them. */
const INVISIBLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/gu
