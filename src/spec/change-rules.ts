/** Of what a table of changes is made: rules for one value, for a map of keys, for a list of named things. */
import type { Change, Kind } from './changes'
import type { Spec } from './spec'

/** The specs as a whole, on which a direction may depend. */
export interface Specs {
  readonly base: Spec
  readonly head: Spec
}

/** Tells what changed of the value at `key`. */
export type Rule<Value> = (key: string, base: Value, head: Value, specs: Specs) => Change[]

/** A rule for every key of a part of the spec; a new key without one does not compile. */
export type Table<Part> = { readonly [Key in keyof Part]-?: Rule<NonNullable<Part[Key]>> }

export type Judged = readonly [kind: Kind, words: string]

/** What is no part of a spec's meaning, or is what its parts are matched by. */
export const fixed: Rule<unknown> = () => []

/** One value as a whole; `plain` brings it into the form that it is compared and shown in. */
export function value(
  judge: (base: unknown, head: unknown, specs: Specs) => Judged,
  plain: (value: unknown) => unknown = given => given,
): Rule<unknown> {
  return (key, base, head, specs) => {
    const [before, after] = [base, head].map(given => (given === undefined ? undefined : plain(given)))
    if (json(before) === json(after)) return []
    const [kind, words] = judge(base, head, specs)
    // "1" and 1 read the same
    const show = written(before) === written(after) ? json : written
    return [{ key, kind, from: show(before), to: show(after), words }]
  }
}

export function neutral(words: string): Rule<unknown> {
  return value(() => ['neutral', words])
}

/** A value that may be easier to meet, or harder: who cannot tell must not say that it is not easier. */
export function unknown(words: string, plain?: (value: unknown) => unknown): Rule<unknown> {
  return value(() => ['loosened', words], plain)
}

/** One of two words, of which `strict` lets less pass. */
export function stricter(strict: string, loosened: string, tightened: string): Rule<unknown> {
  return value((_, head) => (head === strict ? ['tightened', tightened] : ['loosened', loosened]))
}

/** A map of keys, each by its own rule; what has none is by `other`, and may let more pass. */
export function members<Part extends object>(
  table: Table<Part> | Readonly<Record<string, Rule<unknown>>>,
  other: Rule<unknown> = unknown('nothing is known of this key'),
): Rule<Part> {
  const rules = new Map(Object.entries(table) as [string, Rule<unknown>][])
  return (key, base, head, specs) => {
    const [before, after] = [new Map(Object.entries(base)), new Map(Object.entries(head))]
    const names = new Set([...rules.keys(), ...before.keys(), ...after.keys()])
    return [...names].flatMap(name =>
      before.has(name) || after.has(name)
        ? (rules.get(name) ?? other)(joined(key, name), before.get(name), after.get(name), specs)
        : [],
    )
  }
}

/** A list of things with names, in whatever order; one that is there in one spec only is shown by `show`. */
export function named<Item extends { readonly name: string }>(
  table: Table<Item>,
  show: (item: Item) => string,
  judged: { readonly removed: Judged; readonly added: Judged },
): Rule<readonly Item[]> {
  const rule = members<Item>(table)
  return (key, base, head, specs) => {
    const [before, after] = [byName(base), byName(head)]
    return [...new Set([...before.keys(), ...after.keys()])].flatMap(name => {
      const [from, to] = [before.get(name), after.get(name)]
      const at = joined(key, name)
      if (from && to) return rule(at, from, to, specs)
      const [kind, words] = from ? judged.removed : judged.added
      return [{ key: at, kind, from: from ? show(from) : null, to: to ? show(to) : null, words }]
    })
  }
}

function byName<Item extends { readonly name: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map(item => [item.name, item]))
}

export function joined(key: string, name: string): string {
  return key === '' ? name : `${key}.${name}`
}

/** A value for the reader: a text as it is, anything else as JSON; null where there is none. */
export function written(given: unknown): string | null {
  return typeof given === 'string' ? given : json(given)
}

/** Equal for equal values, whatever the order of their keys. */
function json(given: unknown): string | null {
  return given === undefined ? null : JSON.stringify(sorted(given))
}

function sorted(given: unknown): unknown {
  if (given instanceof RegExp) return given.source
  if (given instanceof Map) return sorted(Object.fromEntries(given))
  if (Array.isArray(given)) return given.map(sorted)
  if (typeof given !== 'object' || given === null) return given
  const names = Object.keys(given).sort()
  return Object.fromEntries(names.map(name => [name, sorted(given[name as keyof typeof given])]))
}
