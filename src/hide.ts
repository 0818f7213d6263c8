/**
 * What a report keeps to itself where the spec says so: `ids` leaves out the texts of the examples, `hash` shows digests
 * in place of ids, too. Numbers, and the names of classes and slices that the gold set has, stay: gates speak of them.
 */
import { hiddenId } from './problems'
import type { RowChanges } from './row-changes'
import type { Confusion, Contamination, Example, Loss, Shows, Suite } from './report/report'

/** The parts of a suite that are computed from its rows. */
type Part = Partial<Suite>

/** `known` are the classes of the gold set; others are words of a system. */
export function hidden(suite: Part, shows: Shows, known: Pick<ReadonlySet<string>, 'has'>): Part {
  if (shows === 'full') return suite
  const { regressions, recorded_changes: recorded, losses, contamination, gates, scores } = suite
  const id = idsOf(shows)
  const ids = (list: readonly string[]) => list.map(id)
  const example = ({ id: name, slices }: Example): Example => ({
    id: id(name),
    slices,
    expected: null,
    baseline: null,
    candidate: null,
  })
  const examples = (list: readonly Example[]) => list.map(example)
  const shown = ({ class: cls }: { readonly class: string | null }) => cls === null || known.has(cls)
  const loss = (one: Loss): Loss => ({ ...one, ids: ids(one.ids) })
  return {
    ...suite,
    ...(gates && {
      gates: gates.map(gate =>
        shown(gate) ? gate : { ...gate, id: gate.id.replaceAll(`[${gate.class}]`, `[${OTHER}]`), class: OTHER },
      ),
    }),
    ...(scores && { scores: scores.filter(shown) }),
    ...tables(suite, known),
    ...(regressions && {
      regressions: regressions.map(one => ({
        ...one,
        examples: examples(one.examples),
        lost_more_examples: examples(one.lost_more_examples),
        still_wrong_examples: examples(one.still_wrong_examples),
        fixed_examples: examples(one.fixed_examples),
      })),
    }),
    ...(recorded && {
      recorded_changes: recorded.map(one => ({ ...one, ids: ids(one.ids), examples: examples(one.examples) })),
    }),
    ...(losses && {
      losses: {
        ...losses,
        classes: losses.classes.filter(shown).map(loss),
        slices: losses.slices.map(loss),
        confusions: losses.confusions.map(one => ({
          ...one,
          expected: known.has(one.expected) ? one.expected : OTHER,
          answered: known.has(one.answered) ? one.answered : OTHER,
          ids: ids(one.ids),
        })),
        examples: examples(losses.examples),
      },
    }),
    ...(contamination && { contamination: found(contamination, id) }),
  }
}

/** Rows of a registered file by their ids. */
export function hiddenRows({ rows, ...kinds }: RowChanges, shows: Shows): RowChanges {
  const id = idsOf(shows)
  const list = ({ count, ids }: RowChanges['added']) => ({ count, ids: ids.map(id) })
  const { added, removed, relabelled, changed } = kinds
  return { rows, added: list(added), removed: list(removed), relabelled: list(relabelled), changed: list(changed) }
}

/** Stands for every class that the gold set does not have. */
const OTHER = '(hidden)'

function idsOf(shows: Shows): (id: string) => string {
  return shows === 'hash' ? hiddenId : id => id
}

/** Counts of the classes of the gold set; all others of one system are one. */
function tables({ confusion, span_errors: spans, fields }: Part, known: Pick<ReadonlySet<string>, 'has'>): Part {
  const name = (cls: string) => (known.has(cls) ? cls : OTHER)
  return {
    ...(confusion && { confusion: mapped(confusion, table => ({ ...table, ...merged(table, name) })) }),
    ...(spans && {
      span_errors: mapped(spans, one => ({
        ...one,
        wrong_type: one.wrong_type.map(([expected, answered, count]) => [name(expected), name(answered), count] as const),
      })),
    }),
    ...(fields && { fields: mapped(fields, list => list.filter(({ field }) => known.has(field))) }),
  }
}

function merged({ labels, matrix }: Confusion, name: (label: string) => string): Pick<Confusion, 'labels' | 'matrix'> {
  const kept = [...new Set(labels.map(name))]
  const sums = kept.map(() => kept.map(() => 0))
  for (const [r, row] of matrix.entries())
    for (const [c, count] of row.entries()) sums[kept.indexOf(name(labels[r]!))]![kept.indexOf(name(labels[c]!))]! += count
  return { labels: kept, matrix: sums }
}

function mapped<Value>(table: Readonly<Record<string, Value>>, change: (value: Value) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(table).map(([system, value]) => [system, change(value)]))
}

function found(contamination: Contamination, id: (id: string) => string): Contamination {
  const { found, duplicates } = contamination
  const list = (kind: keyof typeof found) => found[kind].map(one => ({ ...one, id: id(one.id) }))
  return {
    ...contamination,
    found: { exact: list('exact'), normalised: list('normalised'), ngram: list('ngram') },
    duplicates: {
      ...duplicates,
      groups: duplicates.groups.map(group => ({ ...group, ids: group.ids.map(id) })),
    },
  }
}
