import { pearson, r2, spearman } from '../metrics/correlation'
import type { Figure, Metric } from '../metrics/metric'
import type { NumberPair, Numbers } from '../metrics/number-pairs'
import {
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  medianAbsoluteError,
  rootMeanSquaredError,
} from '../metrics/regression-errors'
import type { Counted, Outcome, Scorer, Setting, Task } from './task'

/** One number an example. */
export const regression: Task = {
  name: 'regression',
  right: 'the prediction is within options.within of the reference',
  fields: { reference: 'required', prediction: 'required' },
  options: {
    within: {
      description:
        'How far off a prediction may be and still count as right; for regressions, fixes, losses.',
      type: 'number',
      minimum: 0,
    },
  },
  scorer,
}

interface Options {
  readonly within?: number
}

/** An outcome is [reference, prediction], or [reference] without one. */
function scorer({ options }: Setting): Scorer<number, number, Numbers> {
  const { within } = options as Options
  return {
    metrics: METRICS,
    headline: { whole: 'mae' },
    wanted: { reference: 'a number', prediction: 'a number' },
    reference: number,
    reader: () => number,
    outcome: (reference, answer) => (answer === undefined ? [reference] : [reference, answer]),
    credit: outcome => (within !== undefined && isWithin(outcome, within) ? 1 : 0),
    nearness: outcome => (outcome.length < 2 ? -Number.MAX_VALUE : -Math.abs(outcome[1]! - outcome[0]!)),
    creditNeeds: within === undefined ? 'options.within, how far off is still right' : undefined,
    classes: () => [],
    show: outcome => ({
      expected: String(outcome[0]),
      answered: outcome.length < 2 ? null : String(outcome[1]),
    }),
    sum,
    reviewGold: () => {},
    review: () => {},
  }
}

const METRICS: readonly Metric<Numbers>[] = [
  { ...error('mae', meanAbsoluteError), mean: true },
  error('rmse', rootMeanSquaredError),
  error('median_absolute_error', medianAbsoluteError),
  { ...error('max_error', maxError), noise: { none: 'the largest of a sample says nothing sure of others' } },
  {
    ...error('mape', meanAbsolutePercentageError),
    mean: true,
    how: 'epsilon:2^-52|reference:scikit-learn 1.2.1',
  },
  agreement('r2', [Number.NEGATIVE_INFINITY, 1], r2, 'scikit-learn 1.2.1'),
  agreement('pearson', [-1, 1], pearson, 'scipy 1.10.1'),
  agreement('spearman', [-1, 1], spearman, 'scipy 1.10.1'),
]

function error(name: string, whole: (numbers: Numbers) => Figure): Metric<Numbers> {
  return {
    name,
    better: 'lower',
    range: [0, Number.POSITIVE_INFINITY],
    whole,
    how: 'reference:scikit-learn 1.2.1',
  }
}

function agreement(
  name: string,
  range: Metric<Numbers>['range'],
  whole: (numbers: Numbers) => number | undefined,
  reference: string,
): Metric<Numbers> {
  return { name, better: 'higher', range, whole, how: `reference:${reference}` }
}

/** A text is no number, whatever it looks like: `as: [number]` says that it is meant to be one. */
function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** The last bit of the greater number is not counted, so that 0.8 is within 0.1 of 0.7. */
function isWithin(outcome: Outcome, within: number): boolean {
  if (outcome.length < 2) return false
  const [reference, answer] = [outcome[0]!, outcome[1]!]
  const bit = Number.EPSILON * Math.max(Math.abs(reference), Math.abs(answer))
  return Math.abs(answer - reference) <= within + bit
}

function sum(counted: Counted): Numbers {
  const pairs: NumberPair[] = []
  let [n, absent] = [0, 0]
  for (const [outcome, count] of counted) {
    n += count
    if (outcome.length < 2) absent += count
    else pairs.push({ reference: outcome[0]!, prediction: outcome[1]!, count })
  }
  return { n, absent, pairs }
}
