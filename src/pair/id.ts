import type { Row } from '../formats/format'
import { kind, quote } from '../problems'
import { fieldText, get, type Path } from '../spec/field'
import { near, scalarText } from '../values'
import type { Teller } from './row'

/** The row's id as text; several fields make a JSON list. Undefined, and told, when there is none. */
export function idOf(row: Row, fields: readonly Path[], at: Teller, kinds: Set<string>): string | undefined {
  if (row.key !== undefined) return keyOf(row.key, row, fields, at, kinds)
  if (fields.length === 1) return idPart(row, fields[0]!, at, kinds)
  const parts = fields.map(field => idPart(row, field, at, kinds))
  return parts.includes(undefined) ? undefined : JSON.stringify(parts)
}

/** Under its key a row needs no id; one that differs leaves open which of them is meant. */
function keyOf(
  key: string,
  row: Row,
  fields: readonly Path[],
  at: Teller,
  kinds: Set<string>,
): string | undefined {
  const own = fields.length === 1 ? get(row.value, fields[0]!) : undefined
  if (own === undefined || scalarText(own) === key) return idText(key, at, kinds)
  at.tell('id.key', { key: quote(key) })
  return undefined
}

function idPart(row: Row, field: Path, at: Teller, kinds: Set<string>): string | undefined {
  const raw = get(row.value, field)
  if (raw !== undefined) return idText(raw, at, kinds)
  at.tell('id.absent', { field: quote(fieldText(field)), nearest: near(row.value, field) })
  return undefined
}

function idText(raw: unknown, at: Teller, kinds: Set<string>): string | undefined {
  if (typeof raw === 'string' && raw !== '') {
    kinds.add('text')
    return raw
  }
  if (typeof raw === 'number' && Number.isSafeInteger(raw)) {
    kinds.add('number')
    return String(raw)
  }
  if (raw === '') at.tell('id.empty', {})
  else if (typeof raw === 'number' && Number.isInteger(raw)) at.tell('id.unsafe-integer', {})
  else at.tell('id.type', { got: kind(raw) })
  return undefined
}
