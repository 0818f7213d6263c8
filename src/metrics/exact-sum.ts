/**
 * The correctly rounded sum of many numbers, so that order and grouping never change a digit: Shewchuk's
 * non-overlapping partial sums, "Adaptive Precision Floating-Point Arithmetic" (1997), as in Python's math.fsum.
 */
export function exactSum(numbers: Iterable<number>): number {
  const partials: number[] = []
  for (const number of numbers) {
    let x = number
    let kept = 0
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x]
      const high = x + y
      const low = y - (high - x)
      if (low !== 0) partials[kept++] = low
      x = high
    }
    partials.length = kept
    partials.push(x)
  }
  return rounded(partials)
}

/** Adds the partials from the greatest down, and rounds half to even as one addition would. */
function rounded(partials: number[]): number {
  let i = partials.length - 1
  if (i < 0) return 0
  let high = partials[i]!
  let low = 0
  while (i > 0) {
    const x = high
    const y = partials[--i]!
    high = x + y
    low = y - (high - x)
    if (low !== 0) break
  }
  if (i > 0 && ((low < 0 && partials[i - 1]! < 0) || (low > 0 && partials[i - 1]! > 0))) {
    const y = low * 2
    const x = high + y
    if (y === x - high) high = x
  }
  return high
}
