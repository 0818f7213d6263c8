import type { Row } from './format'

export interface Cutting {
  /** names of lists that run alongside each other */
  readonly fields: readonly string[]
  /** how many items each new row gets, in order */
  readonly lengths: ArrayLike<number>
  /** rows that are none of the stream pass as they are */
  readonly wanted: (row: Row) => boolean
  /** hears how many items there were, up to a row without its lists */
  readonly ended: (items: number) => void
}

/**
 * The lists of many rows as one stream, cut anew. A row without its lists passes as it is, and ends the stream: what
 * comes after it would stand in another's place.
 */
export async function* recut(batches: AsyncIterable<readonly Row[]>, cutting: Cutting): AsyncIterable<Row[]> {
  const { fields, lengths, wanted, ended } = cutting
  const streams = fields.map((): unknown[] => [])
  const empty: Row = { line: 1, value: {} }
  let [items, next, at] = [0, 0, 0]
  const complete = function* (row: Row): Iterable<Row> {
    for (; next < lengths.length && at + lengths[next]! <= streams[0]!.length; next++) {
      const end = at + lengths[next]!
      const lists = fields.map((name, f) => [name, streams[f]!.slice(at, end)])
      at = end
      yield { line: row.line, value: { ...(row.value as object), ...Object.fromEntries(lists) } }
    }
  }
  for await (const batch of batches) {
    const rows: Row[] = []
    for (const row of batch) {
      const lists = wanted(row) ? fields.map(name => ownList(row.value, name)) : undefined
      if (!lists) rows.push(row)
      else if (!alongside(lists)) {
        yield [...rows, row]
        ended(items)
        return
      } else {
        for (const [f, list] of lists.entries()) for (const item of list!) streams[f]!.push(item)
        items += lists[0]!.length
        for (const whole of complete(row)) rows.push(whole)
        // what was cut off goes once it is most of what is kept
        if (at * 2 > streams[0]!.length) {
          for (const [f, stream] of streams.entries()) streams[f] = stream.slice(at)
          at = 0
        }
      }
    }
    yield rows
  }
  yield [...complete(empty)]
  ended(items)
}

function ownList(value: unknown, name: string): readonly unknown[] | undefined {
  const list =
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? (value as Record<string, unknown>)[name]
      : undefined
  return Array.isArray(list) ? list : undefined
}

function alongside(lists: readonly (readonly unknown[] | undefined)[]): lists is readonly unknown[][] {
  return lists.every(list => list !== undefined && list.length === lists[0]?.length)
}
