import { Strings } from '../../intern'
import { exactSum } from '../../metrics/exact-sum'
import type { FieldSum } from '../../metrics/fields'
import type { FieldCounts } from '../../report/report'
import { byCodePoint } from '../../text/code-points'
import { KINDS, type Leaf } from './leaves'

/** How many fields that no reference has get a score of their own; a model can make up new ones without end. */
export const MOST_EXTRA = 1000

/** UTF-16 units of the name of a field that no reference has; what is cut off a longer one is no field of its own. */
export const LONGEST_EXTRA = 200

/** Fields by number, and what became of their leaves as pairs [number × kinds + kind, how many], ascending. */
export class FieldTable {
  private readonly names = new Strings()
  private readonly ofGold = new Set<number>()

  /** A field of the gold set. */
  expect(field: string): void {
    this.ofGold.add(this.names.add(field))
  }

  expected(): string[] {
    return Array.from(this.ofGold, code => this.names.get(code)).sort(byCodePoint)
  }

  pairs(leaves: readonly Leaf[]): number[] {
    const counts = new Map<number, number>()
    for (const { field, kind } of leaves) {
      const code = this.number(field) * KINDS.length + KINDS.indexOf(kind)
      counts.set(code, (counts.get(code) ?? 0) + 1)
    }
    return [...counts].sort(([a], [b]) => a - b).flat()
  }

  private number(field: string): number {
    if (field.length <= LONGEST_EXTRA || this.ofGold.has(this.names.find(field))) return this.names.add(field)
    return this.names.add(`${field.slice(0, LONGEST_EXTRA)}…`)
  }

  /** The fields that the reference of an example has. */
  ofReference(pairs: readonly number[]): string[] {
    return this.named(pairs, kind => kind !== EXTRA)
  }

  /** Those of which every leaf is right, or is none where there may be none; of what was not read, none. */
  right(pairs: readonly number[], read: boolean): ReadonlySet<string> {
    if (!read) return new Set()
    const faulty = new Set(this.named(pairs, kind => kind !== RIGHT && kind !== FREE))
    return new Set(this.ofReference(pairs).filter(field => !faulty.has(field)))
  }

  /** How many leaves are right. */
  hits(pairs: readonly number[]): number {
    return pairs.reduce(
      (sum, code, i) => (i % 2 === 0 && code % KINDS.length === RIGHT ? sum + pairs[i + 1]! : sum),
      0,
    )
  }

  private named(pairs: readonly number[], wanted: (kind: number) => boolean): string[] {
    const codes = pairs.filter((code, i) => i % 2 === 0 && wanted(code % KINDS.length))
    return Array.from(new Set(codes.map(code => Math.floor(code / KINDS.length))), code =>
      this.names.get(code),
    )
  }

  /** `read` says whether there was an answer; `unlisted` is how many fields got no row of their own. */
  sum(
    rows: Iterable<readonly [pairs: ArrayLike<number>, count: number, read: boolean]>,
  ): FieldSum & { unlisted: number } {
    const counts = new Map<number, number[]>()
    const shares: [number, number][] = []
    let n = 0
    for (const [pairs, times, read] of rows) {
      n += times
      const own = KINDS.map(() => 0)
      for (let i = 0; i < pairs.length; i += 2) {
        const [code, count] = [pairs[i]!, pairs[i + 1]!]
        const [field, kind] = [Math.floor(code / KINDS.length), code % KINDS.length]
        own[kind]! += count
        if (!counts.has(field))
          counts.set(
            field,
            KINDS.map(() => 0),
          )
        counts.get(field)![kind]! += count * times
      }
      const [right, missing, , wrong, free] = own as [number, number, number, number, number]
      // an example that expects nothing expects to be answered, as does one of which all may be absent
      const of = right + missing + wrong
      shares.push([of > 0 ? right / of : free > 0 && read ? 1 : 0, times])
    }
    const extras = [...counts.keys()].filter(field => !this.ofGold.has(field))
    const name = (field: number) => this.names.get(field)
    const often = (field: number) => counts.get(field)![EXTRA]!
    const listed = extras
      .sort((a, b) => often(b) - often(a) || byCodePoint(name(a), name(b)))
      .slice(0, MOST_EXTRA)
    const total = KINDS.map((_, kind) => exactSum([...counts.values()].map(own => own[kind]!)))
    return {
      n,
      fields: [...[...counts.keys()].filter(field => this.ofGold.has(field)), ...listed]
        .map(field => ({ field: name(field), ...named(counts.get(field)!) }))
        .sort((a, b) => byCodePoint(a.field, b.field)),
      total: named(total),
      shares,
      unlisted: extras.length - listed.length,
    }
  }
}

const [RIGHT, EXTRA, FREE] = [KINDS.indexOf('right'), KINDS.indexOf('extra'), KINDS.indexOf('free')]

function named(counts: readonly number[]): Omit<FieldCounts, 'field'> {
  const [right, missing, extra, wrong] = counts as [number, number, number, number]
  return { right, missing, extra, wrong }
}
