import { binomialFrom, binomialTerm, binomialUpTo } from './beta'

/** Chances of such counts where a change is a win or a loss with one half each; mid-p counts half of the counts themselves. */
export interface SignTest {
  /** of these or fewer wins */
  readonly worse: number
  /** of these or more wins */
  readonly better: number
  readonly twoSided: number
  readonly midWorse: number
  readonly midBetter: number
  readonly midTwoSided: number
}

/** The exact binomial sign test on what changed: McNemar's exact test. Fagerland, Lydersen, Laake (2013) for mid-p. */
export function signTest(wins: number, losses: number): SignTest {
  const n = wins + losses
  const [worse, better] = [binomialUpTo(wins, n, 0.5), binomialFrom(wins, n, 0.5)]
  const half = binomialTerm(wins, n, 0.5, 0.5) / 2
  const [midWorse, midBetter] = [worse - half, better - half]
  return {
    worse,
    better,
    twoSided: Math.min(1, 2 * Math.min(worse, better)),
    midWorse,
    midBetter,
    midTwoSided: Math.min(1, 2 * Math.min(midWorse, midBetter)),
  }
}
