/** What a table's columns may be separated by; those we read come first. */
export const SEPARATORS = [',', '\t', ';', '|'] as const

/** Whether the first line names one of these columns, as no JSON text would. */
export function namesColumns(head: string, names: readonly string[]): boolean {
  const line = firstLine(head)
  return SEPARATORS.some(separator => {
    const cells = line.split(separator).map(cell => cell.trim().replace(/^"(.*)"$/u, '$1'))
    return cells.length > 1 && cells.some(cell => names.includes(cell))
  })
}

/** Whether the first line holds this separator outside of quotes. */
export function separatedBy(head: string, separator: string): boolean {
  return firstLine(head)
    .replace(/"[^"]*"/gu, '')
    .includes(separator)
}

/** Blank lines come before a header as they come between rows. */
function firstLine(head: string): string {
  return head.replace(/^[\r\n]+/u, '').split('\n', 1)[0]!
}
