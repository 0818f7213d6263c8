/** What is told of chances: for which cases, and in which words. */
import type { Estimate } from '../noise/noise'
import { normalQuantile } from '../statistics/normal'

/** Nobody knows how many answers will change: for these shares of them it is told. */
export const DISCORDANCES = [0.05, 0.1, 0.2] as const
/** Of these it is told how often a model that is as good as the baseline would fail. */
export const TENTH = 0.1
/** Graded answers are seldom the same twice: for these shares of other ones. */
export const REDRAWN = [0.1, 0.5, 1] as const
export const HALF = 0.5
/** 4 times in 5. */
export const POWER = 0.8
/** What happens less often hardly ever does. */
export const RARE = 0.05

/** Half of an interval in standard errors. */
export function errorOf(estimate: Estimate | undefined, confidence: number): number | undefined {
  if (!estimate?.interval) return undefined
  const [low, high] = estimate.interval
  return (high - low) / 2 / normalQuantile((1 + confidence) / 2)
}

export function often(chance: number): string {
  const times = Math.round(chance * 100)
  return times < 1 ? 'less than once in 100' : `${times} ${times === 1 ? 'time' : 'times'} in 100`
}
