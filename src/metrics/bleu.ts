import { exp, ln } from './elementary'

/** Sums over all translations. */
export interface BleuCounts {
  /** words of the translations */
  readonly answered: number
  /** words of the references, of each example that one which is closest in length */
  readonly expected: number
  /** n-grams of the translations that a reference has, for each order */
  readonly common: readonly number[]
  /** n-grams of the translations */
  readonly grams: readonly number[]
}

/** What becomes of n-gram orders of which nothing was found. */
export const SMOOTHINGS = {
  /** a half, a quarter … of an n-gram. NIST's mteval; method 3 of Chen & Cherry, 2014 */
  exp: { add: 0, instead: zeros => 1 / (1 << zeros), signature: 'exp' },
  none: { add: 0, instead: () => 0, signature: 'none' },
  /** method 1 of the same */
  floor: { add: 0, instead: () => 0.1, signature: 'floor[0.10]' },
  /** method 2: one more found and one more of them, but for single words */
  'add-k': { add: 1, instead: () => 0, signature: 'add-k[1.00]' },
} as const satisfies Record<string, SmoothingMethod>

interface SmoothingMethod {
  /** to the n-grams found and to all */
  readonly add: number
  /** what counts as found where none was, in the first such order, the second … */
  instead(zeros: number): number
  /** as sacrebleu writes it */
  readonly signature: string
}

export type Smoothing = keyof typeof SMOOTHINGS

/** From 0 to 100, of the whole corpus. sacrebleu 2.6.0, BLEU.compute_bleu without effective order. */
export function bleu({ answered, expected, common, grams }: BleuCounts, smoothing: Smoothing): number {
  if (common.every(count => count === 0)) return 0
  const { add, instead }: SmoothingMethod = SMOOTHINGS[smoothing]
  let [logarithms, zeros] = [0, 0]
  for (const [n, found] of common.entries()) {
    const added = n === 0 ? 0 : add
    const of = grams[n]! + added
    const hits = found + added || instead(++zeros)
    if (of === 0 || hits === 0) return 0
    logarithms += ln(hits / of)
  }
  const brevity = Math.min(0, 1 - expected / answered)
  return 100 * exp(brevity + logarithms / common.length)
}
