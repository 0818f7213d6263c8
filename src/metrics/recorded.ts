import { exactSum } from './exact-sum'
import type { Figure } from './metric'
import { finite } from './number-pairs'
import type { Samples } from './pass-at-k'

/** The values of one recorded field, equal ones counted once. */
export interface Column {
  readonly kind: 'none' | 'boolean' | 'number' | 'samples' | 'mixed'
  /** rows */
  readonly n: number
  /** rows without a value */
  readonly absent: number
  /** kind boolean: rows with true, those without a value counted as the worse of the two */
  readonly yes: number
  /** kind number: value and how often, ascending */
  readonly numbers: readonly (readonly [value: number, count: number])[]
  /** kind samples */
  readonly samples: readonly Samples[]
}

/** How often two fields of true and false meet, row by row; rows in which either has no value agree in nothing. */
export interface Agreement {
  readonly both: number
  readonly neither: number
  readonly onlyThis: number
  readonly onlyThat: number
  readonly absent: number
}

/** Mean over rows; of true and false the share of true. Undefined where a row has no number. */
export function mean(column: Column): Figure {
  if (column.kind === 'boolean') return { hits: column.yes, of: column.n }
  const total = sum(column)
  return total === undefined ? undefined : total / column.n
}

/** Sum over rows; of true and false the number of true. Undefined where a row has no number, and without rows. */
export function sum({ kind, n, yes, absent, numbers }: Column): number | undefined {
  if (n === 0) return undefined
  if (kind === 'boolean') return yes
  return absent > 0 ? undefined : finite(exactSum(numbers.map(([value, count]) => value * count)))
}

/** The smallest value that at least `percent` of the rows do not exceed: nearest rank, the ⌈q·n⌉-th. */
export function quantile({ numbers, n, absent }: Column, percent: number): Figure {
  const nearest = Math.ceil((percent * n) / 100)
  const found = absent > 0 ? undefined : ranked(numbers, nearest)
  return found === undefined
    ? undefined
    : { quantile: found, share: percent / 100, n, rank: r => ranked(numbers, r)! }
}

/** The r-th of the ascending values, from 1. */
function ranked(numbers: Column['numbers'], rank: number): number | undefined {
  let seen = 0
  for (const [value, count] of numbers) {
    seen += count
    if (seen >= rank) return value
  }
  return undefined
}

/** scikit-learn 1.2.1, accuracy_score of the two columns. */
export function agreementRate({ both, neither, onlyThis, onlyThat, absent }: Agreement): Figure {
  return { hits: both + neither, of: both + neither + onlyThis + onlyThat + absent }
}

/** Of the rows that the other field has true, the share that this one has true; undefined where a row lacks a value. */
export function truePositiveRate({ both, onlyThat, absent }: Agreement): Figure {
  return absent > 0 ? undefined : { hits: both, of: both + onlyThat }
}

/** Of the rows that the other field has false, the share that this one has false; undefined likewise. */
export function trueNegativeRate({ neither, onlyThis, absent }: Agreement): Figure {
  return absent > 0 ? undefined : { hits: neither, of: neither + onlyThis }
}

/** scikit-learn 1.2.1, cohen_kappa_score; undefined where chance agrees always or a row lacks a value. */
export function agreementKappa({ both, neither, onlyThis, onlyThat, absent }: Agreement): Figure {
  const n = both + neither + onlyThis + onlyThat
  const chance =
    ((both + onlyThis) * (both + onlyThat) + (neither + onlyThis) * (neither + onlyThat)) / (n * n)
  return absent > 0 || n === 0 || chance === 1 ? undefined : ((both + neither) / n - chance) / (1 - chance)
}
