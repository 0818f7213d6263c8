/** A part of a text report whose rows may be dropped when space is short. */
export interface Section {
  /** kept whole or dropped whole */
  readonly head: readonly string[]
  readonly rows: readonly string[]
  readonly foot?: readonly string[]
  /** sections of a higher number give up their rows first; 0 is never cut */
  readonly priority: number
  /** what a row is, in the plural, for telling how many were cut */
  readonly rowsAre: string
  /** rows that the report has and this section leaves out anyway */
  readonly omitted?: number
}

/**
 * The sections one below the other, within `limit` UTF-16 units. Whole rows are dropped, the least important
 * section's last ones first, and each section says how many.
 */
export function fitInto(sections: readonly Section[], limit: number): string {
  const kept = sections.map(section => ({ section, rows: section.rows.length, whole: true }))
  const order = kept
    .filter(({ section }) => section.priority > 0)
    .sort((a, b) => b.section.priority - a.section.priority)
  const lengths = new Map(kept.map(one => [one, text(one).length + 2]))
  let length = [...lengths.values()].reduce((sum, size) => sum + size, 0)
  for (const one of order) {
    if (length <= limit) break
    const full = one.rows
    const other = length - lengths.get(one)!
    // the most rows that fit, found by halving; then none, and then a single line in the section's place
    let [low, high] = [0, full]
    while (low < high) {
      one.rows = Math.ceil((low + high) / 2)
      if (other + text(one).length + 2 <= limit) low = one.rows
      else high = one.rows - 1
    }
    one.rows = low
    one.whole = other + text(one).length + 2 <= limit || low > 0
    length = other + text(one).length + 2
  }
  const all = kept
    .map(text)
    .filter(part => part !== '')
    .join('\n\n')
  return all.length <= limit
    ? all
    : `${all.slice(0, Math.max(0, limit - 40)).replace(/\n[^\n]*$/u, '')}\n\n… cut for length.`
}

function text({ section, rows, whole }: { section: Section; rows: number; whole: boolean }): string {
  const cut = section.rows.length - rows + (section.omitted ?? 0)
  const note = cut === 0 ? [] : ['', `*… ${cut} more (${section.rowsAre}): see report.json.*`]
  if (!whole) return note.slice(1).join('')
  return [...section.head, ...section.rows.slice(0, rows), ...note, ...(section.foot ?? [])].join('\n')
}
