/** References and predictions that are numbers, equal pairs counted once. */
export interface Numbers {
  /** examples */
  readonly n: number
  /** examples without a prediction, which have no error */
  readonly absent: number
  readonly pairs: readonly NumberPair[]
}

export interface NumberPair {
  readonly reference: number
  readonly prediction: number
  readonly count: number
}

/** A number, or undefined where it is more than a double holds. */
export function finite(x: number): number | undefined {
  return Number.isFinite(x) ? x : undefined
}

/** Whether there is an error for every example, and an example at all. */
export function complete({ n, absent }: Numbers): boolean {
  return n > 0 && absent === 0
}

/** A value of each example, ascending. */
export function ascending({ n, pairs }: Numbers, of: (pair: NumberPair) => number): Float64Array {
  const values = new Float64Array(n)
  let at = 0
  for (const pair of pairs) {
    values.fill(of(pair), at, at + pair.count)
    at += pair.count
  }
  return values.sort()
}
