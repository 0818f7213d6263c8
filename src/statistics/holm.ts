/** Chances adjusted for being the most striking of many: Holm's step-down method (1979), in the given order. */
export function holm(chances: readonly number[]): number[] {
  const order = chances.map((_, i) => i).sort((a, b) => chances[a]! - chances[b]!)
  const adjusted = new Array<number>(chances.length)
  let most = 0
  for (const [rank, i] of order.entries()) {
    most = Math.max(most, Math.min(1, (chances.length - rank) * chances[i]!))
    adjusted[i] = most
  }
  return adjusted
}
