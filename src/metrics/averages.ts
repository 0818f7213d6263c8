import type { HasClasses } from './class-counts'
import { total } from './class-counts'
import { type Figure, isF1, type Metric, value } from './metric'

/** Right, answered and expected of one class, or summed over all (micro), in a set of `n` examples. */
export interface Counts {
  readonly right: number
  readonly answered: number
  readonly expected: number
  readonly n: number
}

export interface ClassMetricOptions {
  /** value of 0/0 */
  readonly zero_division: number
  /** the class that the plain name means; without it the plain name needs a class */
  readonly positive?: string | undefined
  readonly how: string
  /** what the spec must declare before anything of this family can be computed */
  readonly needs?: string | undefined
}

/**
 * One metric for each class, of the positive class, and averaged: `name`, `name_macro` (plain mean over the label
 * list), `name_micro` (of the summed counts), `name_weighted` (by expected count; zero_division where nothing is
 * expected). scikit-learn 1.2.1, precision_recall_fscore_support(average=None | 'binary' | 'macro' | 'micro' | 'weighted').
 */
export function classMetric<Sum extends HasClasses>(
  name: string,
  of: (counts: Counts) => Figure,
  averages: readonly Average[],
  options: ClassMetricOptions,
): Metric<Sum>[] {
  const { positive, how, needs } = options
  const each = ({ classes }: Sum) =>
    new Map(classes.labels.map((label, i) => [label, of(countsOf(classes, i))] as const))
  const plain: Metric<Sum> = {
    name,
    better: 'higher',
    range: [0, 1],
    ...(needs === undefined && { each }),
    whole: sum =>
      positive === undefined ? undefined : (each(sum).get(positive) ?? of({ ...NONE, n: sum.classes.n })),
    needs: needs ?? (positive === undefined ? 'options.positive, or a class' : undefined),
    how: positive === undefined ? how : `positive:${positive}|${how}`,
  }
  const averaged = averages.map(
    (average): Metric<Sum> => ({
      name: `${name}_${average}`,
      better: 'higher',
      range: [0, 1],
      whole: ({ classes }) => AVERAGES[average](classes, of, options.zero_division),
      needs,
      how,
    }),
  )
  return [plain, ...averaged]
}

/** A class that occurs nowhere among the examples. */
const NONE = { right: 0, answered: 0, expected: 0 }

export type Average = keyof typeof AVERAGES
type Classes = HasClasses['classes']

const AVERAGES = {
  macro: (classes: Classes, of: (counts: Counts) => Figure): Figure => {
    const values = classes.labels.map((_, i) => value(of(countsOf(classes, i))))
    return mean(
      values,
      values.map(() => 1),
    )
  },
  micro: (classes: Classes, of: (counts: Counts) => Figure): Figure =>
    whole(
      of({
        right: total(classes.right),
        answered: total(classes.answered),
        expected: total(classes.expected),
        n: classes.n,
      }),
    ),
  weighted: (classes: Classes, of: (counts: Counts) => Figure, zeroDivision: number): Figure =>
    total(classes.expected) === 0
      ? zeroDivision
      : mean(
          classes.labels.map((_, i) => value(of(countsOf(classes, i)))),
          classes.expected,
        ),
}

/** One example is wrong in two classes at once, so that nothing can be read off an F1 of all of them. */
function whole(figure: Figure): Figure {
  return isF1(figure) ? value(figure) : figure
}

function countsOf({ right, answered, expected, n }: Classes, i: number): Counts {
  return { right: right[i]!, answered: answered[i]!, expected: expected[i]!, n }
}

/** Weighted mean; undefined where a part that counts is undefined or nothing counts. */
export function mean(
  values: readonly (number | undefined)[],
  weights: readonly number[],
): number | undefined {
  let sum = 0
  let weight = 0
  for (const [i, part] of values.entries()) {
    if (weights[i] === 0) continue
    if (part === undefined) return undefined
    sum += part * weights[i]!
    weight += weights[i]!
  }
  return weight === 0 ? undefined : sum / weight
}
