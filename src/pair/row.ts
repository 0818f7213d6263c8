/** One row among others: whether it counts, and where it stands. */
import type { Row } from '../formats/format'
import type { Place, Problems } from '../problems'
import { get } from '../spec/field'
import type { RowsSpec, Scalar } from '../spec/spec'
import type { Tell } from '../tasks/task'
import { scalarText } from '../values'

export type Batches = AsyncIterable<readonly Row[]>

/** Tells problems at the row that is being read. */
export class Teller {
  line = 0
  id: string | undefined

  constructor(
    private readonly file: string,
    private readonly problems: Problems,
  ) {}

  readonly tell: Tell = (code, details, severity) => this.problems.add(code, this.place, details, severity)

  get place(): Place {
    return { file: this.file, line: this.line, id: this.id }
  }
}

export function matches(row: Row, { where }: Pick<RowsSpec, 'where'>): boolean {
  return where.every(({ field, equals }) => same(get(row.value, field), equals))
}

/** Equal constants; a CSV cell, which is always text, equals the constant's text. */
function same(value: unknown, equals: Scalar): boolean {
  return value === equals || (typeof value === 'string' && equals !== null && value === scalarText(equals))
}

/** `others` are the rows that where leaves out. */
export function tellEmpty(file: string, others: number, problems: Problems): void {
  if (others > 0) problems.add('rows.where', { file }, { count: others })
  else problems.add('file.empty', { file }, {})
}
