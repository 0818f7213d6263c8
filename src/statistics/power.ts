/** What a gold set can show, before any result. */
import { binomialFrom, binomialTerm, binomialUpTo } from './beta'
import { normalQuantile } from './normal'
import { tango } from './tango'
import { wilson } from './wilson'

/** Fewest of `n` that must be right before the interval's lower bound reaches `bar`; undefined where all are too few. */
export function neededToProve(bar: number, n: number, confidence: number): number | undefined {
  const proves = (right: number) => (wilson(right, n, confidence)?.[0] ?? 0) >= bar - 1e-9
  if (!proves(n)) return undefined
  let [low, high] = [0, n]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (proves(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** Fewest examples with which `bar` can be proven, all of them right; undefined for a bar of 1. */
export function leastRows(bar: number, confidence: number): number | undefined {
  if (bar >= 1) return undefined
  const z = normalQuantile((1 + confidence) / 2)
  const rows = Math.max(1, Math.ceil((bar * z * z) / (1 - bar) - 1e-9))
  return neededToProve(bar, rows, confidence) === undefined ? rows + 1 : rows
}

/** Chance that a system which is right with `truth` has `needed` or more of `n` right. */
export function chanceOf(needed: number, n: number, truth: number): number {
  return binomialFrom(needed, n, truth)
}

/** True share that has `needed` or more of `n` right with chance `power`. */
export function truthFor(needed: number, n: number, power: number): number {
  let [low, high] = [0, 1]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (chanceOf(needed, n, middle) < power) low = middle
    else high = middle
  }
  return high
}

/**
 * Smallest paired difference that is seen with chance `power` where a share `discordance` of the examples changes between
 * right and wrong, and `alpha` is the one-sided chance of a false alarm; undefined where even all of those changing to
 * one side are not seen. Connor, "Sample size for testing differences in proportions for the paired-sample design" (1987).
 */
export function smallestDifference(
  n: number,
  discordance: number,
  alpha: number,
  power: number,
): number | undefined {
  const [z, zp] = [normalQuantile(1 - alpha), normalQuantile(power)]
  const short = (delta: number) =>
    delta * Math.sqrt(n) < z * Math.sqrt(discordance) + zp * Math.sqrt(discordance - delta * delta)
  const most = Math.min(discordance, Math.sqrt(discordance))
  if (short(most)) return undefined
  let [low, high] = [0, most]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (short(middle)) low = middle
    else high = middle
  }
  return high
}

/**
 * The same where at least a share `least` of the examples changes, and as many as the fall itself takes; undefined where
 * not even the loss of all is seen.
 */
export function smallestFall(n: number, least: number, alpha: number, power: number): number | undefined {
  const seen = smallestDifference(n, least, alpha, power)
  if (seen !== undefined) return seen
  const [z, zp] = [normalQuantile(1 - alpha), normalQuantile(power)]
  const short = (fall: number) =>
    fall * Math.sqrt(n) < z * Math.sqrt(fall) + zp * Math.sqrt(fall - fall * fall)
  if (short(1)) return undefined
  let [low, high] = [least, 1]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (short(middle)) low = middle
    else high = middle
  }
  return high
}

/** Examples with which `difference` is seen with chance `power`, at this discordance. */
export function rowsToSee(difference: number, discordance: number, alpha: number, power: number): number {
  const [z, zp] = [normalQuantile(1 - alpha), normalQuantile(power)]
  const spread = Math.sqrt(Math.max(0, discordance - difference * difference))
  const root = (z * Math.sqrt(discordance) + zp * spread) / difference
  return Math.ceil(root * root - 1e-9)
}

/** Examples with which a share that stays at `value` would be told from `bar`. */
export function rowsToTell(value: number, bar: number, confidence: number): number {
  const z = normalQuantile((1 + confidence) / 2)
  const distance = value - bar
  return Math.ceil((z * z * bar * (1 - bar)) / (distance * distance) - 1e-9)
}

/**
 * Chance that a system which is as good as its baseline is seen to fall by more than `margin`, where each of `n` examples
 * changes between right and wrong with chance `discordance`.
 */
export function falseAlarm(n: number, discordance: number, margin: number): number {
  let chance = 0
  for (let changed = 0; changed <= n; changed++) {
    const weight = binomialTerm(changed, n, discordance, 1 - discordance)
    if (weight < 1e-18) continue
    // wins − losses < −margin·n, with losses = changed − wins; what is equal to 1e-9 is no fall
    const wins = Math.ceil((changed - margin * n) / 2 - 1e-9) - 1
    chance += weight * binomialUpTo(wins, changed, 0.5)
  }
  return chance
}

/** Chance that a system which is as good as its baseline is shown to fall by no more than `margin`: by Tango's bound. */
export function shownAsGood(n: number, discordance: number, margin: number, confidence: number): number {
  const reach = 9 * Math.sqrt(n * discordance * (1 - discordance)) + 1
  const [from, to] = [Math.floor(n * discordance - reach), Math.ceil(n * discordance + reach)]
  let chance = 0
  for (let changed = Math.max(0, from); changed <= Math.min(n, to); changed++) {
    const shows = (wins: number) => tango(wins, changed - wins, n, confidence)![0] >= 0 - margin - 1e-9
    if (!shows(changed)) continue
    let [low, high] = [0, changed]
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (shows(middle)) high = middle
      else low = middle + 1
    }
    chance += binomialTerm(changed, n, discordance, 1 - discordance) * binomialFrom(low, changed, 0.5)
  }
  return chance
}
