/** What a metric is for each outcome by itself: where parts add up, what remains without some is known at once. */
import { exactSum } from '../metrics/exact-sum'
import { type Figure, isF1, isProportion, type Metric, value } from '../metrics/metric'
import type { AnyScorer } from '../tasks/task'
import type { Projection, Unit } from './cells'

/** Above and below the line of a fraction; those of several examples add up. */
export type Fraction = readonly [above: number, below: number]

/** More outcomes than these are not looked at one by one. */
const MOST = 20_000

/** Each figure is computed once, for all systems and slices. */
export class Alone {
  private readonly sums: unknown[] = []
  private readonly figures = new Map<string, ReadonlyMap<number, Figure>>()

  constructor(
    private readonly scorer: AnyScorer,
    private readonly projection: Projection,
  ) {}

  /**
   * The fraction of one outcome by its number, where the metric is a mean, a share or an F1 of examples; undefined
   * where it is none of these, or there are too many outcomes.
   */
  fractions(
    metric: Metric<unknown>,
    cls: string | null,
  ): ((code: number) => Fraction | undefined) | undefined {
    if (this.projection.size > MOST) return undefined
    const figures = this.of(metric, cls)
    return code => fractionOf(figures.get(code), metric.mean === true)
  }

  private of({ name, whole, each }: Metric<unknown>, cls: string | null): ReadonlyMap<number, Figure> {
    const key = JSON.stringify([name, cls])
    const known = this.figures.get(key)
    if (known) return known
    const found = new Map([[key, new Map<number, Figure>()]])
    const add = (key: string, code: number, figure: Figure) => {
      const figures = found.get(key) ?? new Map<number, Figure>()
      found.set(key, figures)
      if (!isNothing(figure)) figures.set(code, figure)
    }
    for (let code = 0; code < this.projection.size; code++) {
      this.sums[code] ??= this.scorer.sum([[this.projection.get(code), 1]])
      if (cls === null) add(key, code, whole?.(this.sums[code]))
      else
        for (const [one, figure] of each?.(this.sums[code]) ?? [])
          add(JSON.stringify([name, one]), code, figure)
    }
    for (const [key, figures] of found) this.figures.set(key, figures)
    return found.get(key)!
  }
}

/** The figure without each unit, from the fractions of the groups; undefined where they do not add up to it. */
export function withoutParts(
  fractions: readonly Fraction[],
  counts: readonly number[],
  figure: Figure,
  units: readonly Unit[],
): Float64Array | undefined {
  const [above, below] = [0, 1].map(side => exactSum(fractions.map((part, at) => part[side]! * counts[at]!)))
  const whole = value(figure)
  if (whole === undefined || !below || Math.abs(above! / below - whole) > 1e-9 * Math.max(1, Math.abs(whole)))
    return undefined
  return Float64Array.from(units, ({ members }) => {
    let [less, of] = [above!, below]
    for (const [at, times] of members) {
      less -= fractions[at]![0] * times
      of -= fractions[at]![1] * times
    }
    return of > 1e-9 ? less / of : Number.NaN
  })
}

function isNothing(figure: Figure): boolean {
  return (isProportion(figure) && figure.of === 0) || (isF1(figure) && figure.right + figure.wrong === 0)
}

function fractionOf(figure: Figure, mean: boolean): Fraction | undefined {
  if (isProportion(figure)) return [figure.hits, figure.of]
  if (isF1(figure)) return [2 * figure.right, 2 * figure.right + figure.wrong]
  if (figure === undefined) return [0, 0]
  return mean && typeof figure === 'number' ? [figure, 1] : undefined
}
