/** Two JSON values side by side, leaf by leaf. */
import { canonical, isContainer } from '../../text/json-value'
import type { Comparator, Step } from './comparators'

/** What became of a leaf; `free`: it may be absent, and is. */
export const KINDS = ['right', 'missing', 'extra', 'wrong', 'free'] as const
export type Kind = (typeof KINDS)[number]

export interface Rules {
  /** by the field's name */
  comparator(field: string): Comparator
  /** fields whose reference lists the acceptable answers */
  readonly alternatives: ReadonlySet<string>
}

/** A scalar, an empty container, or what the field's rules take as a whole. */
export interface Leaf {
  readonly kind: Kind
  /** the name of its path, with [] for every index: lines[].sku; $ for the root */
  readonly field: string
  readonly path: readonly (string | number)[]
  /** NOTHING where there is none; of `alternatives` the whole list */
  readonly expected: unknown
  readonly answered: unknown
}

/** No value: undefined is none of JSON's. */
export const NOTHING = undefined

/** Every leaf of either value; those at the same path together. */
export function leaves(expected: unknown, answered: unknown, rules: Rules, step: Step): Leaf[] {
  const found: Leaf[] = []
  const path: (string | number)[] = []

  const visit = (e: unknown, a: unknown, name: string | undefined): void => {
    const field = name ?? '$'
    const whole = rules.alternatives.has(field) || rules.comparator(field).whole === true
    const [above, beside] = [!whole && isBranch(e), !whole && isBranch(a)]
    if (!above && !beside) {
      const kind = kindOf(e, a, field, rules, step)
      found.push({ kind, field, path: [...path], expected: e, answered: a })
    } else if (above && beside && Array.isArray(e) === Array.isArray(a)) children(e, a, name)
    else {
      // what lies below one of them has other paths than the other
      const before = found.length
      if (above) children(e, NOTHING, name)
      else if (e !== NOTHING) visit(e, NOTHING, name)
      // nothing in it is an answer to what may be absent
      const free = above && isContainer(a) && found.slice(before).every(({ kind }) => kind === 'free')
      if (beside) children(NOTHING, a, name)
      else if (a !== NOTHING && !free) visit(NOTHING, a, name)
    }
  }

  const children = (e: unknown, a: unknown, name: string | undefined): void => {
    const indexed = Array.isArray(e) || Array.isArray(a)
    for (const key of new Set([...keysOf(e), ...keysOf(a)])) {
      const below = indexed ? `${name ?? ''}[]` : joined(name, key)
      // a long key is in the name of every leaf below it
      step(below.length)
      path.push(indexed ? Number(key) : key)
      visit(member(e, key), member(a, key), below)
      path.pop()
    }
  }

  visit(expected, answered, undefined)
  return found
}

function isBranch(value: unknown): value is object {
  return isContainer(value) && Object.keys(value).length > 0
}

function keysOf(value: unknown): string[] {
  return isContainer(value) ? Object.keys(value) : []
}

function member(value: unknown, key: string): unknown {
  return isContainer(value) && Object.hasOwn(value, key) ? value[key as never] : NOTHING
}

/** The name of a member of the value called `name`; the root has none. */
export function joined(name: string | undefined, key: string): string {
  return name === undefined ? key : `${name}.${key}`
}

function kindOf(e: unknown, a: unknown, field: string, rules: Rules, step: Step): Kind {
  step(1)
  if (e === NOTHING) return 'extra'
  const some = rules.alternatives.has(field) && Array.isArray(e) ? e : undefined
  if (a === NOTHING) return some?.some(mayBeAbsent) ? 'free' : 'missing'
  const { equal } = rules.comparator(field)
  return (some ?? [e]).some(one => equal(one, a, step)) ? 'right' : 'wrong'
}

function mayBeAbsent(alternative: unknown): boolean {
  return alternative === null || alternative === ''
}

/**
 * The leaves of each path as a multiset, without the place in their arrays: as many as can be are right, then as many
 * as can be wrong. What has no key to look it up by takes the first that is equal, in the order of their texts.
 */
export function unordered(expected: unknown, answered: unknown, rules: Rules, step: Step): Leaf[] {
  const given = byPath(answered === NOTHING ? [] : leaves(NOTHING, answered, rules, step), 'answered')
  const wanted = byPath(expected === NOTHING ? [] : leaves(expected, NOTHING, rules, step), 'expected')
  return [...new Set([...wanted.keys(), ...given.keys()])].flatMap(path => {
    const [some, others] = [wanted.get(path) ?? [], given.get(path) ?? []]
    return matched(some, others, (some[0] ?? others[0])!.field, rules, step)
  })
}

function byPath(list: readonly Leaf[], side: 'expected' | 'answered'): Map<string, Leaf[]> {
  const texts = list.map(leaf => ({ leaf, text: canonical(leaf[side]) }))
  const paths = new Map<string, Leaf[]>()
  for (const { leaf } of texts.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))) {
    const path = withoutPlaces(leaf)
    const before = paths.get(path)
    if (before) before.push(leaf)
    else paths.set(path, [leaf])
  }
  return paths
}

/** The field's name cannot tell the key "a.b" from b in a, nor "a[]" from an item of a. */
function withoutPlaces({ path }: Leaf): string {
  return JSON.stringify(path.map(at => (typeof at === 'number' ? 0 : at)))
}

function matched(
  wanted: readonly Leaf[],
  given: readonly Leaf[],
  field: string,
  rules: Rules,
  step: Step,
): Leaf[] {
  const right: Leaf[] = []
  const take = rules.alternatives.has(field)
    ? searching(given, ({ expected, answered }) => kindOf(expected, answered, field, rules, step) === 'right')
    : looking(given, rules.comparator(field), step)
  const unmet = wanted.filter(leaf => {
    const found = take.one(leaf)
    if (found) right.push({ ...leaf, kind: 'right', answered: found.answered })
    return found === undefined
  })
  // one that may be absent is not made wrong while another could be
  unmet.sort((a, b) => Number(a.kind === 'free') - Number(b.kind === 'free'))
  const rest = take.rest()
  const wrong = unmet
    .slice(0, rest.length)
    .map((leaf, i): Leaf => ({ ...leaf, kind: 'wrong', answered: rest[i]!.answered }))
  return [...right, ...wrong, ...unmet.slice(rest.length), ...rest.slice(unmet.length)]
}

/** Answered leaves, each taken once. */
interface Taking {
  one(wanted: Leaf): Leaf | undefined
  rest(): Leaf[]
}

function searching(given: readonly Leaf[], equal: (pair: Leaf) => boolean): Taking {
  const left = new Set(given)
  return {
    one(wanted) {
      for (const leaf of left) {
        if (!equal({ ...wanted, answered: leaf.answered })) continue
        left.delete(leaf)
        return leaf
      }
      return undefined
    },
    rest: () => [...left],
  }
}

function looking(given: readonly Leaf[], { key, equal }: Comparator, step: Step): Taking {
  if (!key) {
    return searching(given, ({ expected, answered }) => {
      step(1)
      return equal(expected, answered, step)
    })
  }
  const left = new Map<string, Leaf[]>()
  for (const leaf of [...given].reverse()) {
    const text = key(leaf.answered)
    left.set(text, left.get(text) ?? [])
    left.get(text)!.push(leaf)
  }
  return { one: ({ expected }) => left.get(key(expected))?.pop(), rest: () => [...left.values()].flat() }
}
