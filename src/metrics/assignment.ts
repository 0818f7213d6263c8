/**
 * The pairs [row, column] of greatest total worth, by Munkres' algorithm: "Algorithms for the Assignment and
 * Transportation Problems" (1957). Where several are best, the one that the Python package munkres 1.1.4 finds, as the
 * lengths that ANLS* divides by hang on it. `step` is told how many cells are looked at.
 */
export function assignment(
  worth: readonly (readonly number[])[],
  step: (cells: number) => void,
): [row: number, column: number][] {
  const [rows, columns] = [worth.length, worth[0]?.length ?? 0]
  if (columns === 0) return []
  const n = Math.max(rows, columns)
  step(n * n)
  const most = worth.reduce(
    (most, row) => row.reduce((a, b) => Math.max(a, b), most),
    Number.NEGATIVE_INFINITY,
  )
  const cost = Array.from({ length: n }, (_, r) =>
    Float64Array.from({ length: n }, (_, c) => (r < rows && c < columns ? most - worth[r]![c]! : 0)),
  )
  for (const row of cost) {
    const least = row.reduce((a, b) => Math.min(a, b))
    for (let c = 0; c < n; c++) row[c]! -= least
  }
  const starred = new Table(n)
  for (let r = 0; r < n; r++) {
    const free = cost[r]!.findIndex((value, c) => value === 0 && starred.row[c] === NONE)
    if (free >= 0) starred.put(r, free)
  }
  while (starred.column.includes(NONE)) improve(cost, starred, step)
  return starred.column.slice(0, rows).flatMap((c, r): [number, number][] => (c < columns ? [[r, c]] : []))
}

const NONE = -1

/** At most one mark in each row and column. */
class Table {
  /** of each row, and of each column */
  readonly column: number[]
  readonly row: number[]

  constructor(n: number) {
    this.column = new Array(n).fill(NONE)
    this.row = new Array(n).fill(NONE)
  }

  put(row: number, column: number): void {
    this.column[row] = column
    this.row[column] = row
  }
}

/** Adds one star: primes zeros until one has no star in its row, then swaps stars and primes along the path from it. */
function improve(cost: readonly Float64Array[], starred: Table, step: (cells: number) => void): void {
  const n = cost.length
  const primed: number[] = new Array(n).fill(NONE)
  const rowCovered = new Uint8Array(n)
  const columnCovered = Uint8Array.from(starred.row, row => (row === NONE ? 0 : 1))
  // the search goes on where it last succeeded
  let from: readonly [number, number] = [0, 0]
  for (;;) {
    step(n * n)
    const zero = uncoveredZero(cost, rowCovered, columnCovered, from)
    if (zero === undefined) {
      shift(cost, rowCovered, columnCovered)
      from = [0, 0]
      continue
    }
    const [row, column] = zero
    primed[row] = column
    const star = starred.column[row]!
    if (star === NONE) {
      swap(starred, primed, row, column)
      return
    }
    rowCovered[row] = 1
    columnCovered[star] = 0
    from = [row, star]
  }
}

/** The last zero of the first row that has one, both counted from where the search begins. */
function uncoveredZero(
  cost: readonly Float64Array[],
  rowCovered: Uint8Array,
  columnCovered: Uint8Array,
  [row, column]: readonly [number, number],
): readonly [number, number] | undefined {
  const n = cost.length
  for (let i = 0; i < n; i++) {
    const r = (row + i) % n
    if (rowCovered[r]) continue
    for (let j = n - 1; j >= 0; j--) {
      const c = (column + j) % n
      if (!columnCovered[c] && cost[r]![c] === 0) return [r, c]
    }
  }
  return undefined
}

/** Takes the least uncovered cost off the uncovered columns and puts it onto the covered rows: makes a new zero. */
function shift(cost: readonly Float64Array[], rowCovered: Uint8Array, columnCovered: Uint8Array): void {
  const n = cost.length
  let least = Number.POSITIVE_INFINITY
  for (let r = 0; r < n; r++) {
    if (rowCovered[r]) continue
    for (let c = 0; c < n; c++) if (!columnCovered[c]) least = Math.min(least, cost[r]![c]!)
  }
  for (let r = 0; r < n; r++) {
    for (let c = 0; c < n; c++) {
      if (rowCovered[r]) cost[r]![c]! += least
      if (!columnCovered[c]) cost[r]![c]! -= least
    }
  }
}

function swap(starred: Table, primed: readonly number[], row: number, column: number): void {
  let [r, c] = [row, column]
  for (;;) {
    const above = starred.row[c]!
    starred.put(r, c)
    if (above === NONE) return
    r = above
    c = primed[above]!
  }
}
