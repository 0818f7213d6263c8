/** What precision, recall, F and their averages need to know: how often each class is right, answered and expected. */
export interface ClassCounts {
  /** classes of the averages, in label order */
  readonly labels: readonly string[]
  /** for each class: answered and expected */
  readonly right: readonly number[]
  /** for each class: answered */
  readonly answered: readonly number[]
  /** for each class: expected */
  readonly expected: readonly number[]
  /** examples in all */
  readonly n: number
}

/** A sum that has class counts. */
export interface HasClasses {
  readonly classes: ClassCounts
}

export function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
