/** Gold examples with one text: each of them counts, so the text counts more than once. */
import type { Strings } from '../intern'
import { listed, type Problems, quote } from '../problems'
import type { Contamination } from '../report/report'
import { type GoldTexts, NONE } from './gold'

type Duplicates = Contamination['duplicates']
type Group = Duplicates['groups'][number]

/** Texts are equal when their words are; texts without words when their characters are. `most` groups are listed. */
export function duplicatesOf(gold: GoldTexts, ids: Strings, most: number): Duplicates {
  const members = groups(gold, ids.size)
  const all = members.map(group => groupOf(group, gold, ids, most))
  const differing = all.filter(({ references }) => references === 'different')
  const sum = (some: readonly Group[]) => some.reduce((total, { count }) => total + count, 0)
  return {
    texts: all.length,
    examples: sum(all),
    differing_texts: differing.length,
    differing_examples: sum(differing),
    groups: [...differing, ...all.filter(({ references }) => references !== 'different')].slice(0, most),
  }
}

export function tellDuplicates(duplicates: Duplicates, file: string, problems: Problems): void {
  const { texts, examples, differing_texts, differing_examples, groups } = duplicates
  const words = (some: readonly Group[]) =>
    listed(
      some.map(({ ids }) => ids.map(quote).join(' = ')),
      5,
    )
  if (differing_texts > 0) {
    const shown = words(groups.filter(({ references }) => references === 'different'))
    problems.add(
      'gold.contradictions',
      { file },
      { texts: differing_texts, examples: differing_examples, shown },
    )
  }
  if (texts > 0) problems.add('gold.duplicates', { file }, { texts, examples, shown: words(groups) })
}

/** Numbers of the examples with one text, where there are several, in the order of the first. */
function groups({ exact, whole }: GoldTexts, n: number): number[][] {
  const first = [new Map<number, number>(), new Map<number, number>()] as const
  const several = new Map<number, number[]>()
  for (let i = 0; i < n; i++) {
    const [text, kind] = whole.get(i) === NONE ? ([exact.get(i), 0] as const) : ([whole.get(i), 1] as const)
    if (text === NONE) continue
    const earlier = first[kind].get(text)
    if (earlier === undefined) first[kind].set(text, i)
    else {
      const group = several.get(earlier) ?? [earlier]
      group.push(i)
      several.set(earlier, group)
    }
  }
  return [...several.values()].sort(([a], [b]) => a! - b!)
}

function groupOf(
  members: readonly number[],
  { exact, reference }: GoldTexts,
  ids: Strings,
  most: number,
): Group {
  const all = (numbers: { get(i: number): number }) => new Set(members.map(i => numbers.get(i))).size === 1
  return {
    ids: members.slice(0, most).map(i => ids.get(i)),
    count: members.length,
    match: all(exact) ? 'exact' : 'normalised',
    references: reference.get(members[0]!) === NONE ? null : all(reference) ? 'equal' : 'different',
  }
}
