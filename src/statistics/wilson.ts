import { normalQuantile } from './normal'

/**
 * Wilson's score interval of a share: `hits` of `of`, two-sided at `confidence`; undefined where `of` is 0.
 * Wilson, "Probable Inference, the Law of Succession, and Statistical Inference" (1927).
 */
export function wilson(hits: number, of: number, confidence: number): readonly [number, number] | undefined {
  if (of === 0) return undefined
  const z = normalQuantile((1 + confidence) / 2)
  const share = hits / of
  const spread = z * Math.sqrt((share * (1 - share)) / of + (z * z) / (4 * of * of))
  const middle = share + (z * z) / (2 * of)
  const below = 1 + (z * z) / of
  // at 0 and at all hits the bound is exactly 0 and 1, which rounding would miss
  return [hits === 0 ? 0 : (middle - spread) / below, hits === of ? 1 : (middle + spread) / below]
}

/**
 * The interval of an F1 is that of the share of `right` in right and wrong ones (false positives and misses), J, as
 * F1 = 2J / (1 + J). Lam, "Confidence intervals for the F1 score" (arXiv 2309.14621), "Wilson indirect".
 */
export function f1Interval(
  right: number,
  wrong: number,
  confidence: number,
): readonly [number, number] | undefined {
  const share = wilson(right, right + wrong, confidence)
  return share && [f1Of(share[0]), f1Of(share[1])]
}

function f1Of(share: number): number {
  return (2 * share) / (1 + share)
}
