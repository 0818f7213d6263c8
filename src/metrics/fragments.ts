import type { Occurrences } from '../text/occurrences'

/** Tokens of a summary that lie in fragments copied from the source, and the sum of the squared fragments' lengths. */
export interface Copied {
  readonly tokens: number
  readonly squares: number
}

/**
 * Greedy from left to right: M. Grusky, M. Naaman, Y. Artzi, "Newsroom" (2018), as lil-lab/newsroom @ 545391b,
 * Fragments has it.
 */
export function fragments(summary: Int32Array, source: Occurrences): Copied {
  let [tokens, squares] = [0, 0]
  for (let at = 0; at < summary.length; ) {
    const length = longest(summary, at, source)
    tokens += length
    squares += length * length
    at += Math.max(length, 1)
  }
  return { tokens, squares }
}

/** The longest match met on one way through the source, which goes on behind each match. */
function longest(summary: Int32Array, at: number, source: Occurrences): number {
  let [best, resume, looked] = [0, 0, 0]
  for (let here = source.first(summary[at]!); here >= 0; here = source.after(here)) {
    looked++
    if (here < resume) continue
    const length = source.shared(summary, at, here)
    best = Math.max(best, length)
    resume = here + length
    looked += length
  }
  source.step(looked)
  return best
}

/** How many of the summary's n-grams the source lacks, with repetition. */
export function novelNgrams(summary: Int32Array, source: Occurrences, n: number): number {
  let novel = 0
  for (let at = 0; at + n <= summary.length; at++) if (source.find(summary, at, n) < 0) novel++
  return novel
}
