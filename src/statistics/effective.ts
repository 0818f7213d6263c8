import { normalQuantile } from './normal'
import { studentQuantile } from './student'
import { tango } from './tango'
import { wilson } from './wilson'

/** What is known of a number's error: its standard error, and of how many units that was estimated. */
export interface Spread {
  readonly se: number
  readonly units: number
}

/** Wilson's interval of a value from 0 to 1 that is no share, with the n of a share with the same standard error. */
export function wilsonEffective(
  value: number,
  n: number,
  { se, units }: Spread,
  confidence: number,
): readonly [number, number] | undefined {
  const spread = value * (1 - value)
  const effective = (se > 0 && spread > 0 ? spread / (se * se) : n) * shrink(units, confidence)
  return wilson(value * effective, effective, confidence)
}

/** Tango's interval of gains − losses, each the mean over `n` rows, with the n that gives their standard error. */
export function tangoEffective(
  gains: number,
  losses: number,
  n: number,
  { se, units }: Spread,
  confidence: number,
): readonly [number, number] | undefined {
  const difference = gains - losses
  const spread = gains + losses - difference * difference
  const effective = (se > 0 && spread > 0 ? spread / (se * se) : n) * shrink(units, confidence)
  return tango(gains * effective, losses * effective, effective, confidence)
}

/** An unbounded number's interval. */
export function plusMinus(
  value: number,
  { se, units }: Spread,
  confidence: number,
): readonly [number, number] {
  const reach = se * studentQuantile((1 + confidence) / 2, units - 1)
  return [value - reach, value + reach]
}

/** A standard error that was itself estimated from few units makes an interval wider. */
export function shrink(units: number, confidence: number): number {
  const level = (1 + confidence) / 2
  const ratio = normalQuantile(level) / studentQuantile(level, units - 1)
  return ratio * ratio
}
