/** Joined otherwise than by id: a field that must be equal in every file. */
import type { Row } from '../formats/format'
import { hashOf } from '../intern'
import { quote } from '../problems'
import { fieldText, get, type Path } from '../spec/field'
import { near } from '../values'
import type { Examples } from './gold'
import type { Teller } from './row'

/** A hash of the field that tells by position whether two rows belong together; undefined, and told, without it. */
export function inputOf(row: Row, field: Path, at: Teller): number | undefined {
  const value = get(row.value, field)
  if (value !== undefined) return hashOf(typeof value === 'string' ? value : JSON.stringify(value))
  at.tell('rows.input-absent', { field: quote(fieldText(field)), nearest: near(row.value, field) })
  return undefined
}

/** Tells when the field differs from that of example `i`, and where it is a list, from which item on. */
export function checkInput(row: Row, field: Path, i: number, { inputs, tokens }: Examples, at: Teller): void {
  const input = inputOf(row, field, at)
  if (input === undefined || input === inputs.get(i)) return
  const [wanted, got] = [tokens[i], listOf(get(row.value, field))]
  if (!wanted || !got) {
    at.tell('rows.input', {})
    return
  }
  const of = Math.max(wanted.length, got.length)
  const differing = Array.from({ length: of }, (_, t) => t).filter(t => wanted[t] !== got[t])
  const first = differing[0] ?? 0
  const word = (list: readonly unknown[]) => (first < list.length ? quote(String(list[first])) : 'nothing')
  const details = { token: first + 1, got: word(got), wanted: word(wanted), count: differing.length, of }
  at.tell('conll.token-drift', details)
}

export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined
}
