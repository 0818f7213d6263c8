/** What a ranking is read as, and how it is shown. */
import type { Worth } from '../../metrics/ranking'
import { kind, quote } from '../../problems'
import { byCodePoint } from '../../text/code-points'
import { scalarText } from '../../values'
import type { Setting, Shown, ShownPart, Tell } from '../task'

/** The judged documents of one query, and what they are worth. */
export interface Reference {
  readonly grades: ReadonlyMap<string, number>
  readonly worth: ReadonlyMap<string, Worth>
  /** gains, the greatest first */
  readonly ideal: readonly number[]
  /** how many documents are relevant */
  readonly relevant: number
}

/** Documents, the first one first. */
export type Answer = readonly string[]

/** From this grade on a document is relevant; trec_eval's default level. */
export const RELEVANT = 1
/** How many documents are shown of a ranking, and how many of the reference. */
const SHOWN = 10

/** Undefined where it is no object of finite numbers, or where the gains add up to more than a number holds. */
export function judgedDocuments(value: unknown, gainOf: (grade: number) => number): Reference | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const grades = new Map<string, number>()
  const worth = new Map<string, Worth>()
  for (const [doc, grade] of Object.entries(value)) {
    if (typeof grade !== 'number' || !Number.isFinite(grade)) return undefined
    grades.set(doc, grade)
    worth.set(doc, { gain: gainOf(grade), relevant: grade >= RELEVANT })
  }
  const ideal = Array.from(worth.values(), ({ gain }) => gain).sort((a, b) => b - a)
  if (!Number.isFinite(ideal.reduce((a, b) => a + b, 0))) return undefined
  return { grades, worth, ideal, relevant: [...worth.values()].filter(({ relevant }) => relevant).length }
}

/** By falling score, equal scores by falling id in byte order of UTF-8, as trec_eval; the list's own order is nothing. */
export function rankedDocuments(value: unknown, tell: Tell, lenient: Setting['lenient']): Answer | undefined {
  if (!Array.isArray(value)) return undefined
  const scores = new Map<string, number>()
  for (const [i, item] of value.entries()) {
    const found = itemOf(item)
    if ('wrong' in found) {
      tell('ranking.item', { at: i + 1, got: found.wrong }, lenient)
      return undefined
    }
    if (scores.has(found.doc)) {
      tell('ranking.duplicate', { doc: quote(found.doc) })
      return undefined
    }
    scores.set(found.doc, found.score)
  }
  return [...scores]
    .sort(([a, x], [b, y]) => (x === y ? byCodePoint(b, a) : x < y ? 1 : -1))
    .map(([doc]) => doc)
}

function itemOf(item: unknown): { doc: string; score: number } | { wrong: string } {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return { wrong: kind(item) }
  const { doc, score } = item as Readonly<Record<string, unknown>>
  const id = typeof doc === 'boolean' ? undefined : scalarText(doc)
  if (id === undefined) return { wrong: `an object whose doc is ${kind(doc)}` }
  if (typeof score !== 'number' || !Number.isFinite(score))
    return { wrong: `an object whose score is ${kind(score)}` }
  return { doc: id, score }
}

/** The relevant documents with their grades beside the first ones of the ranking. */
export function showRanking({ grades }: Reference, answer: Answer | undefined): Shown {
  return {
    expected: cut(best(grades).map(([doc, grade]) => `${doc} (${grade})`)),
    answered: answer ? cut(answer) : null,
    parts: misplaced(grades, answer),
  }
}

/** Relevant documents, the highest grade first. */
function best(grades: ReadonlyMap<string, number>): [doc: string, grade: number][] {
  return [...grades]
    .filter(([, grade]) => grade >= RELEVANT)
    .sort(([a, x], [b, y]) => y - x || byCodePoint(a, b))
}

/**
 * The relevant documents that stand lower than they would in the best order, or nowhere. Only the best of them are
 * looked at, the same ones for each system.
 */
function misplaced(grades: ReadonlyMap<string, number>, answer: Answer | undefined): ShownPart[] {
  const all = best(grades)
  const ranks = new Map(answer?.map((doc, i) => [doc, i + 1]))
  return all.slice(0, SHOWN).flatMap(([doc, grade]) => {
    const last = all.findLastIndex(([, other]) => other === grade) + 1
    const rank = ranks.get(doc)
    if (rank !== undefined && rank <= last) return []
    const part = `${doc} (grade ${grade})`
    const expected = last === 1 ? 'rank 1' : `rank ≤ ${last}`
    return [{ part, expected, answered: rank === undefined ? null : `rank ${rank}` }]
  })
}

function cut(items: readonly string[]): string {
  if (items.length === 0) return '(none)'
  const more = items.length > SHOWN ? `, … (${items.length})` : ''
  return `${items.slice(0, SHOWN).join(', ')}${more}`
}
