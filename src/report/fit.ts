import { number } from '../text/numbers'

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
  /** what this section is folded into, together with its neighbours of the same fold */
  readonly within?: Fold
}

/** Lines around all sections of one fold; without any of them these are left out, too. */
export interface Fold {
  readonly open: string
  readonly close: string
}

/** A section, and how much of it is kept. */
interface Kept {
  readonly section: Section
  /** lengths of its first rows, by how many */
  readonly lengths: readonly number[]
  rows: number
  /** without it not even the head is shown */
  shown: boolean
}

/**
 * The sections one below the other, within `limit` UTF-16 units. Whole rows are dropped, the last ones of the least
 * important sections first, and sections of one importance keep equally many. What was dropped is told where it was, and
 * in all in a last line.
 */
export function fitInto(sections: readonly Section[], limit: number): string {
  const kept = sections.map(keptWhole)
  const fits = () => lengthOf(kept) <= limit
  const priorities = [...new Set(sections.map(({ priority }) => priority))].filter(one => one > 0)
  for (const priority of priorities.sort((a, b) => b - a)) {
    if (fits()) break
    share(
      kept.filter(({ section }) => section.priority === priority),
      fits,
    )
  }
  return textOf(kept)
}

function keptWhole(section: Section): Kept {
  const lengths = [0]
  for (const row of section.rows) lengths.push(lengths.at(-1)! + row.length + 1)
  return { section, lengths, rows: section.rows.length, shown: true }
}

/** Lets each keep as many rows as all can have, or, where not all can have one, the first sections one and the others none. */
function share(group: readonly Kept[], fits: () => boolean): void {
  const give = (rows: number) => {
    for (const one of group) one.rows = Math.min(one.section.rows.length, rows)
  }
  let [low, high] = [0, Math.max(...group.map(({ section }) => section.rows.length))]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    give(middle)
    if (fits()) low = middle
    else high = middle - 1
  }
  give(low)
  if (low === 0) for (const one of group) one.shown = false
  for (const one of group) {
    const before = { ...one }
    one.shown = true
    one.rows = Math.min(one.section.rows.length, low + 1)
    if (!fits()) Object.assign(one, before)
  }
}

/** At least the length of the text of `kept`. */
function lengthOf(kept: readonly Kept[]): number {
  const folds = new Set<Fold>()
  let length = closing(kept).length
  for (const { section, lengths, rows, shown } of kept) {
    if (!shown) continue
    const lines = [...section.head, ...note(section, rows), ...(section.foot ?? [])]
    length += lengths[rows]! + lines.reduce((sum, line) => sum + line.length + 1, 0) + 2
    if (section.within) folds.add(section.within)
  }
  for (const { open, close } of folds) length += open.length + close.length + 4
  return length
}

function textOf(kept: readonly Kept[]): string {
  const parts: string[] = []
  let fold: Fold | undefined
  const turn = (to: Fold | undefined) => {
    if (fold === to) return
    if (fold) parts.push(fold.close)
    if (to) parts.push(to.open)
    fold = to
  }
  for (const { section, rows, shown } of kept) {
    if (!shown) continue
    turn(section.within)
    const { head, foot = [] } = section
    parts.push([...head, ...section.rows.slice(0, rows), ...note(section, rows), ...foot].join('\n'))
  }
  turn(undefined)
  return [...parts, closing(kept)].filter(part => part !== '').join('\n\n')
}

/** Under a list: how much longer it is. */
function note({ rows, omitted = 0, rowsAre }: Section, kept: number): string[] {
  const cut = rows.length - kept + omitted
  return cut === 0 ? [] : ['', `*… ${cut} more (${rowsAre}): see report.json.*`]
}

/** What was dropped for want of space, by kind, and where it is. */
function closing(kept: readonly Kept[]): string {
  const cut = new Map<string, number>()
  for (const { section, rows, shown } of kept) {
    const missing = section.rows.length - (shown ? rows : 0)
    const what = section.rows.length > 0 ? section.rowsAre : 'remarks'
    const count = missing + (shown || missing > 0 ? 0 : 1)
    if (count > 0) cut.set(what, (cut.get(what) ?? 0) + count)
  }
  if (cut.size === 0) return ''
  const counts = [...cut].map(([what, count]) => `${number(count)} ${what}`).join(', ')
  return `*Cut for length: ${counts}. report.md and report.html, among the files of this run, have all of it.*`
}
