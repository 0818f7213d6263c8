/**
 * What a report keeps to itself where the spec says so: `ids` leaves out the texts of the examples, `hash` shows digests
 * in place of ids, too. Numbers, and the names of classes and slices that the gold set has, stay: gates speak of them.
 */
import { IDS } from './losses'
import { HIDDEN, hiddenId } from './problems'
import type {
  BrowsedExample,
  Confusion,
  Contamination,
  Example,
  GateResult,
  GrownConfusion,
  Loss,
  Suite,
} from './report/report'
import type { RowChanges } from './row-changes'
import type { Shows } from './spec/shows'

/** The parts of a suite that are computed from its rows; the examples that are browsed are hidden where they are made. */
type Part = Omit<Partial<Suite>, 'browsed'>
type Names = Pick<ReadonlySet<string>, 'has'>

/** `known` are the classes of the gold set and of the spec; others are words of a system. */
export function hidden(suite: Part, shows: Shows, known: Names): Part {
  if (shows === 'full') return suite
  const { regressions, recorded_changes: recorded, losses, contamination, gates, scores } = suite
  const id = idOf(shows)
  const ids = (list: readonly string[]) => list.map(id)
  const examples = (list: readonly Example[]) => list.map(one => hiddenExample(one, shows))
  const shown = ({ class: cls }: { readonly class: string | null }) => cls === null || known.has(cls)
  const loss = (one: Loss): Loss => ({ ...one, ids: ids(one.ids) })
  return {
    ...suite,
    ...(gates && {
      gates: once(
        gates.map(gate =>
          shown(gate)
            ? gate
            : { ...gate, id: gate.id.replaceAll(`[${gate.class}]`, () => `[${HIDDEN}]`), class: HIDDEN },
        ),
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
      recorded_changes: recorded.map(one => ({
        ...one,
        ids: ids(one.ids),
        examples: examples(one.examples),
      })),
    }),
    ...(losses && {
      losses: {
        ...losses,
        classes: losses.classes.filter(shown).map(loss),
        slices: losses.slices.map(loss),
        confusions: confusions(losses.confusions, nameOf(known)).map(one => ({ ...one, ids: ids(one.ids) })),
        examples: examples(losses.examples),
      },
    }),
    ...(contamination && { contamination: found(contamination, id) }),
  }
}

/** No example of the gold set is of a class that it does not have: its results are all the same. */
function once(gates: readonly GateResult[]): GateResult[] {
  const seen = new Set<string>()
  return gates.filter(({ class: cls, id }) => cls !== HIDDEN || (!seen.has(id) && seen.add(id)))
}

/** Numbers and recorded verdicts stay. */
export function hiddenExample(example: Example, shows: Shows): Example {
  if (shows === 'full') return example
  const { id, slices, credit, verdicts } = example
  return {
    id: idOf(shows)(id),
    slices,
    expected: null,
    baseline: null,
    candidate: null,
    ...(verdicts && { verdicts }),
    ...(credit && { credit }),
  }
}

export function hiddenBrowsed(example: BrowsedExample, shows: Shows): BrowsedExample {
  if (shows === 'full') return example
  const { kind, classes } = example
  return { ...hiddenExample(example, shows), kind, classes }
}

/** Rows of a registered file by their ids. */
export function hiddenRows({ rows, ...kinds }: RowChanges, shows: Shows): RowChanges {
  const id = idOf(shows)
  const list = ({ count, ids }: RowChanges['added']) => ({ count, ids: ids.map(id) })
  const { added, removed, relabelled, changed } = kinds
  return {
    rows,
    added: list(added),
    removed: list(removed),
    relabelled: list(relabelled),
    changed: list(changed),
  }
}

function idOf(shows: Shows): (id: string) => string {
  return shows === 'hash' ? hiddenId : id => id
}

function nameOf(known: Names): (name: string) => string {
  return name => (known.has(name) ? name : HIDDEN)
}

/** Counts of the known classes; all others of one system are one. */
function tables({ confusion, span_errors: spans, fields }: Part, known: Names): Part {
  const name = nameOf(known)
  return {
    ...(confusion && { confusion: mapped(confusion, table => merged(table, name)) }),
    ...(spans && {
      span_errors: mapped(spans, one => ({ ...one, wrong_type: wrongTypes(one.wrong_type, name) })),
    }),
    ...(fields && { fields: mapped(fields, list => list.filter(({ field }) => known.has(field))) }),
  }
}

function merged({ labels, matrix, missing, unknown }: Confusion, name: (label: string) => string): Confusion {
  const kept = [...new Set(labels.map(name))]
  const at = labels.map(label => kept.indexOf(name(label)))
  const row = (counts: readonly number[]) => {
    const sums = kept.map(() => 0)
    for (const [i, count] of counts.entries()) sums[at[i]!]! += count
    return sums
  }
  const sums = kept.map(() => kept.map(() => 0))
  for (const [r, counts] of matrix.entries())
    for (const [c, count] of row(counts).entries()) sums[at[r]!]![c]! += count
  return {
    labels: kept,
    matrix: sums,
    ...(missing && { missing: row(missing) }),
    ...(unknown && { unknown: row(unknown) }),
  }
}

type WrongType = readonly [expected: string, answered: string, count: number]

function wrongTypes(all: readonly WrongType[], name: (type: string) => string): WrongType[] {
  const sums = new Map<string, WrongType>()
  for (const [expected, answered, count] of all) {
    const pair = [name(expected), name(answered)] as const
    const key = JSON.stringify(pair)
    sums.set(key, [...pair, count + (sums.get(key)?.[2] ?? 0)])
  }
  return [...sums.values()]
}

/** What became one confusion is counted as one. */
function confusions(all: readonly GrownConfusion[], name: (label: string) => string): GrownConfusion[] {
  const sums = new Map<string, GrownConfusion>()
  for (const one of all) {
    const [expected, answered] = [name(one.expected), name(one.answered)]
    const key = JSON.stringify([expected, answered])
    const before = sums.get(key)
    sums.set(key, {
      expected,
      answered,
      candidate: one.candidate + (before?.candidate ?? 0),
      reference: one.reference === null ? null : one.reference + (before?.reference ?? 0),
      ids: [...new Set([...(before?.ids ?? []), ...one.ids])].slice(0, IDS),
    })
  }
  return [...sums.values()]
}

function mapped<Value>(
  table: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
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
