import type { Counts } from './averages'
import type { Proportion } from './metric'

/** Of the examples of other classes, the share that is not answered with this one: tn / (tn + fp). */
export function specificity({ right, answered, expected, n }: Counts, zeroDivision: number): Proportion {
  const others = n - expected
  return { hits: others - (answered - right), of: others, otherwise: zeroDivision }
}
