import type { OptionSchema } from './task'

/** The option of tasks whose answers are graded; `credit` is the score of one example that a regression is a fall of. */
export function tolerance(credit: string): OptionSchema {
  return {
    description: `By how much ${credit} of one example, from 0 to 1, may fall before it counts as a regression.`,
    type: 'number',
    minimum: 0,
    exclusiveMaximum: 1,
    default: 0.05,
  }
}
