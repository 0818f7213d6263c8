/** Intervals, tests and power against scipy, statsmodels and mpmath, and what must hold of them everywhere. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import ts from 'typescript'
import { exp, ln, ln1p } from '../src/metrics/elementary'
import { exactSum } from '../src/metrics/exact-sum'
import { value } from '../src/metrics/metric'
import { betaQuantile, binomialFrom, binomialTerm, binomialUpTo } from '../src/statistics/beta'
import { tangoEffective, wilsonEffective } from '../src/statistics/effective'
import { holm } from '../src/statistics/holm'
import { standardError } from '../src/statistics/jackknife'
import { expectedMaximum } from '../src/statistics/maximum'
import { normalBelow, normalQuantile } from '../src/statistics/normal'
import { quantileRanks } from '../src/statistics/order'
import {
  chanceOf,
  falseAlarm,
  leastRows,
  neededToProve,
  rowsToSee,
  rowsToTell,
  shownAsGood,
  smallestDifference,
  truthFor,
} from '../src/statistics/power'
import { signTest } from '../src/statistics/sign-test'
import { studentQuantile } from '../src/statistics/student'
import { tango } from '../src/statistics/tango'
import { f1Interval, wilson } from '../src/statistics/wilson'
import { ROOT } from './cli'
import { describeShared } from './shared'

describeShared('golden/statistics', 'golden vectors of statistics', folder => {
  const read = <Case>(name: string) =>
    JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as {
      tolerance: number
      cases: readonly Case[]
    }
  /** Cases that differ by more than the tolerance. */
  const off = <Case>(cases: readonly Case[], pairs: (one: Case) => readonly Pair[], tolerance: number) =>
    cases.filter(one => pairs(one).some(([got, wanted]) => !(Math.abs(got - wanted) <= tolerance)))

  type Pair = readonly [got: number, wanted: number]
  const both = (got: readonly number[] | undefined, wanted: readonly number[]): Pair[] =>
    wanted.map((w, i) => [got?.[i] ?? Number.NaN, w])

  // scipy 1.10 gives quantiles of t to 3e-9 only; those of scipy 1.17 are below
  test('special functions are those of scipy to 1e-10, relative where they are large', () => {
    const { cases } = read<{ fn: string; args: number[]; value: number }>('special-functions')
    const FUNCTIONS: Readonly<Record<string, (...args: never[]) => number>> = {
      normPpf: normalQuantile,
      normCdf: normalBelow,
      tPpf: studentQuantile,
      betaPpf: betaQuantile,
      binomCdf: binomialUpTo,
      // scipy's sf(k) is P(X > k)
      binomSf: (k: number, n: number, p: number) => binomialFrom(k + 1, n, p),
    }
    const wrong = cases.filter(({ fn, args, value }) => {
      const got = FUNCTIONS[fn]!(...(args as never[]))
      return !(Math.abs(got - value) <= (fn === 'tPpf' ? 3e-9 : 1e-10) * Math.max(1, Math.abs(value)))
    })
    expect(new Set(cases.map(({ fn }) => fn)).size).toBe(6)
    expect(wrong).toEqual([])
  })

  test('Wilson intervals are those of statsmodels', () => {
    type Case = { k: number; n: number; confidence: number; wilson: number[] }
    const { tolerance, cases } = read<Case>('proportion-intervals')
    expect(cases.length).toBeGreaterThan(100)
    expect(off(cases, c => both(wilson(c.k, c.n, c.confidence), c.wilson), tolerance)).toEqual([])
  })

  test('the exact ends of a share, from quantiles of beta, are those of statsmodels', () => {
    type Case = { k: number; n: number; confidence: number; clopperPearson: number[] }
    const { tolerance, cases } = read<Case>('proportion-intervals')
    const ends = ({ k, n, confidence }: Case) => [
      k === 0 ? 0 : betaQuantile((1 - confidence) / 2, k, n - k + 1),
      k === n ? 1 : betaQuantile((1 + confidence) / 2, k + 1, n - k),
    ]
    expect(off(cases, c => both(ends(c), c.clopperPearson), tolerance)).toEqual([])
  })

  test('intervals of F1 are those of its share of right in right and wrong', () => {
    type Case = { tp: number; fp: number; fn: number; confidence: number; f1: number; interval: number[] }
    const { tolerance, cases } = read<Case>('f1-intervals')
    expect(cases.length).toBeGreaterThan(20)
    const pairs = (c: Case): Pair[] => [
      [value({ right: c.tp, wrong: c.fp + c.fn }) ?? Number.NaN, c.f1],
      ...both(f1Interval(c.tp, c.fp + c.fn, c.confidence), c.interval),
    ]
    expect(off(cases, pairs, tolerance)).toEqual([])
  })

  test("intervals of paired differences are Tango's", () => {
    type Case = { wins: number; losses: number; n: number; confidence: number; tango: number[] }
    const all = read<Case>('paired-difference-intervals') as ReturnType<typeof read<Case>> & {
      published: (Omit<Case, 'tango'> & { tango3: number[] })[]
    }
    const got = (c: Omit<Case, 'tango'>) => tango(c.wins, c.losses, c.n, c.confidence)
    expect(all.cases.length).toBeGreaterThan(50)
    expect(off(all.cases, c => both(got(c), c.tango), all.tolerance)).toEqual([])
    expect(off(all.published, c => both(got(c), c.tango3), 0.0005)).toEqual([])
  })

  test('effective sample sizes', () => {
    type Common = { n: number; se: number; df: number; confidence: number; interval: number[] }
    type Case = Common & ({ kind: 'wilsonEff'; T: number } | { kind: 'tangoEff'; W: number; L: number })
    const { tolerance, cases } = read<Case>('effective-sample-size')
    const got = (c: Case) => {
      const spread = { se: c.se, units: c.df + 1 }
      return c.kind === 'wilsonEff'
        ? wilsonEffective(c.T, c.n, spread, c.confidence)
        : tangoEffective(c.W / c.n, c.L / c.n, c.n, spread, c.confidence)
    }
    expect(cases.length).toBeGreaterThan(40)
    expect(off(cases, c => both(got(c), c.interval), tolerance)).toEqual([])
  })

  test('the sign test is that of scipy and statsmodels', () => {
    type Case = Record<
      'wins' | 'losses' | 'pWorse' | 'pBetter' | 'pTwoSided' | 'midPWorse' | 'midPBetter',
      number
    >
    const { tolerance, cases } = read<Case>('sign-test')
    const pairs = (c: Case): Pair[] => {
      const got = signTest(c.wins, c.losses)
      return [
        [got.worse, c.pWorse],
        [got.better, c.pBetter],
        [got.twoSided, c.pTwoSided],
        [got.midWorse, c.midPWorse],
        [got.midBetter, c.midPBetter],
      ]
    }
    expect(cases.length).toBeGreaterThan(8)
    expect(off(cases, pairs, tolerance)).toEqual([])
  })

  test("adjusted chances are Holm's", () => {
    const { tolerance, cases } = read<{ p: number[]; holm: number[] }>('multiplicity')
    expect(off(cases, c => both(holm(c.p), c.holm), tolerance)).toEqual([])
  })

  test('what can be proven, seen and falsely alarmed', () => {
    type Case = { fn: string; n: number; confidence: number; bar: number; needed: number | null } & {
      power?: [number, number][]
    } & Record<'psi' | 'alphaOneSided' | 'mde' | 'margin' | 'trueDrop' | 'falseAlarmObserved', number> & {
        powerProven: number
      }
    const { tolerance, cases } = read<Case>('power')
    for (const one of cases.filter(({ fn }) => fn === 'neededToProve')) {
      const { bar, n, confidence, needed, power = [] } = one
      expect({ ...one, needed: neededToProve(bar, n, confidence) ?? null }).toEqual(one)
      expect({ ...one, minRows: leastRows(bar, confidence) }).toEqual(one)
      for (const [truth, chance] of power)
        expect(Math.abs(chanceOf(needed!, n, truth) - chance)).toBeLessThan(tolerance)
    }
    const paired = cases.filter(({ fn }) => fn === 'mdePaired')
    expect(paired.length).toBeGreaterThan(0)
    expect(
      off(
        paired,
        c => [[smallestDifference(c.n, c.psi, c.alphaOneSided, 0.8) ?? Number.NaN, c.mde]],
        tolerance,
      ),
    ).toEqual([])
    const drops = cases.filter(({ fn }) => fn === 'maxDrop')
    expect(drops.length).toBeGreaterThan(0)
    // no other kind
    expect(new Set(cases.map(({ fn }) => fn))).toEqual(new Set(['neededToProve', 'mdePaired', 'maxDrop']))
    for (const { n, psi, margin, trueDrop, confidence, powerProven, falseAlarmObserved } of drops) {
      const { proven, failed } = enumerated(n, psi, margin, trueDrop, confidence)
      expect(Math.abs(proven - powerProven)).toBeLessThan(1e-8)
      expect(Math.abs(failed - falseAlarmObserved)).toBeLessThan(1e-8)
      if (trueDrop !== 0) continue
      expect(Math.abs(falseAlarm(n, psi, margin) - falseAlarmObserved)).toBeLessThan(1e-8)
      expect(Math.abs(shownAsGood(n, psi, margin, confidence) - powerProven)).toBeLessThan(1e-8)
    }
  })

  test('standard errors from one row, or one cluster, left out', () => {
    type Metrics = Record<string, Record<string, number>>
    type Case = { gold: number[]; candidate: number[]; baseline: number[]; cluster: number[] } & {
      classes: number
      metrics: Metrics
    }
    const { tolerance, cases } = read<Case>('jackknife')
    for (const { gold, candidate, baseline, cluster, metrics } of cases) {
      const all = Array.from(gold.keys())
      const without = (of: (rows: number[]) => number, units: number[][]) =>
        standardError(
          units.map(unit => of(all.filter(i => !unit.includes(i)))),
          units.map(() => 1),
        )!
      const rows = all.map(i => [i])
      const clusters = [...new Set(cluster)].map(c => all.filter(i => cluster[i] === c))
      const accuracy = (answers: number[]) => (kept: number[]) =>
        kept.filter(i => answers[i] === gold[i]).length / kept.length
      const { seCandidate, seDifference, seCandidateClustered, seDifferenceClustered } = metrics.accuracy!
      const difference = (kept: number[]) => accuracy(candidate)(kept) - accuracy(baseline)(kept)
      for (const [got, wanted] of [
        [without(accuracy(candidate), rows), seCandidate],
        [without(difference, rows), seDifference],
        [without(accuracy(candidate), clusters), seCandidateClustered],
        [without(difference, clusters), seDifferenceClustered],
      ] as const)
        expect(Math.abs(got - wanted!)).toBeLessThan(tolerance)
    }
  })

  test('sums are those of math.fsum to the last bit, in any order', () => {
    const { cases } = read<{ x: number[]; sum: number; mean: number }>('exact-sums')
    expect(cases.length).toBeGreaterThan(0)
    for (const { x, sum, mean } of cases) {
      expect(exactSum(x) / x.length).toBe(mean)
      expect(exactSum(x)).toBe(sum)
      expect(exactSum([...x].reverse())).toBe(sum)
      expect(exactSum([...x].sort((a, b) => a - b))).toBe(sum)
    }
  })
})

/** Chances of a max_drop gate by adding up every possible count of fixes and regressions. */
function enumerated(n: number, discordance: number, margin: number, drop: number, confidence: number) {
  const lossShare = (discordance + drop) / 2 / discordance
  let [proven, failed] = [0, 0]
  for (let changed = 0; changed <= n; changed++) {
    const weight = binomialTerm(changed, n, discordance, 1 - discordance)
    if (weight < 1e-13) continue
    for (let losses = 0; losses <= changed; losses++) {
      const chance = weight * binomialTerm(losses, changed, lossShare, 1 - lossShare)
      if (chance < 1e-13) continue
      const wins = changed - losses
      if (tango(wins, losses, n, confidence)![0] >= -margin - 1e-9) proven += chance
      if ((wins - losses) / n < -margin - 1e-9) failed += chance
    }
  }
  return { proven, failed }
}

describe('arithmetic that engines do differently in the last digit', () => {
  /** Exact, or correctly rounded by IEEE 754; Math.exp and its like are neither. */
  const EXACT = 'abs ceil clz32 floor imul max min round sign sqrt trunc PI SQRT2 LN2'.split(' ')
  /** Powers with an exponent that is no constant: the size of a table, which goes into no score. */
  const SIZES = ['2 ** (32 - Math.clz32(2 * most))']

  /** Uses of Math that are not exact, and powers that are none of BigInt and none of two by a whole constant. */
  function inexact(source: string): string[] {
    const found: string[] = []
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node) && node.text === 'Math') {
        const { parent } = node
        if (!ts.isPropertyAccessExpression(parent) || !EXACT.includes(parent.name.text))
          found.push(parent.getText())
      }
      if (ts.isBinaryExpression(node) && POWERS.includes(node.operatorToken.kind)) {
        const exact =
          ts.isBigIntLiteral(node.left) ||
          (node.left.getText() === '2' && /^\d+$/u.test(node.right.getText()))
        if (!exact && !SIZES.includes(node.getText())) found.push(node.getText())
      }
      ts.forEachChild(node, visit)
    }
    visit(ts.createSourceFile('one.ts', source, ts.ScriptTarget.ES2023, true))
    return found
  }
  const POWERS = [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken]

  test('is nowhere in src', () => {
    const src = join(ROOT, 'src')
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.ts'))
    const found = files.flatMap(file =>
      inexact(readFileSync(join(src, file), 'utf8')).map(use => `${file}: ${use}`),
    )
    expect(files.length).toBeGreaterThan(100)
    expect(found).toEqual([])
  })

  test.each([
    'x ** 2',
    'x **= 3',
    '2 ** -52',
    '2 ** zeros',
    'Math.log2(x)',
    'Math.hypot(a, b)',
    'const { exp } = Math',
    "Math['exp'](1)",
  ])('%s would be found', source => expect(inexact(source)).toHaveLength(1))
  test.each(['2 ** 30', '10n ** BigInt(x)', 'Math.sqrt(2)', '/** Math.exp */'])('%s would not', source =>
    expect(inexact(source)).toEqual([]),
  )
})

describe('elementary functions', () => {
  test.each([1e-320, 1e-300, 1e-9, 0.3, 0.71, 0.9999999, 1, 1.0000001, 1.5, 2, 10, 1e10, 1e300])(
    'ln %p is Math.log to its last digits',
    x =>
      expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(4e-16 * Math.max(0.5, Math.abs(Math.log(x)))),
  )
  test.each([-0.9, -0.39, -1e-3, -1e-17, 0, 1e-12, 0.2, 0.41, 5])('ln1p %p', x =>
    expect(Math.abs(ln1p(x) - Math.log1p(x))).toBeLessThanOrEqual(4e-16 * Math.abs(Math.log1p(x))),
  )
  test.each([-745, -700, -30, -1, -1e-9, 0, 0.34, 1, 20, 700, 709.7])('exp %p', x =>
    expect(Math.abs(exp(x) - Math.exp(x))).toBeLessThanOrEqual(
      1e-15 * Math.exp(x) * Math.max(1, Math.abs(x)),
    ),
  )
  test('beyond the range of a double', () => {
    expect(exp(-746)).toBe(0)
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe("Student's t", () => {
  const levels = [1e-6, 0.001, 0.2, 0.5, 0.75, 0.975, 0.9995, 0.999999]
  const close = (got: number, wanted: number) =>
    expect(Math.abs(got - wanted)).toBeLessThanOrEqual(1e-11 * Math.max(1, Math.abs(wanted)))
  test.each(levels)('at %p with one and two degrees of freedom, which have closed forms', p => {
    const middle = 2 * p - 1
    close(studentQuantile(p, 1), p === 0.5 ? 0 : -1 / Math.tan(Math.PI * p))
    close(studentQuantile(p, 2), middle * Math.sqrt(2 / (4 * p * (1 - p))))
  })
  // scipy 1.17.1, t.ppf(0.975, df)
  test.each([
    [4, 2.7764451051977934],
    [49, 2.0095752371292392],
    [179, 1.9733054338414737],
  ])('with %i', (df, wanted) => close(studentQuantile(0.975, df), wanted))
})

describe('order statistics', () => {
  // Conover 1999 by the binomial: P(B ≤ 1), B(10, ½), is 0.0107 and P(B ≤ 2) 0.0547: the 2nd and the 9th
  test('the median of ten lies between the second and the ninth', () =>
    expect(quantileRanks(10, 0.5, 0.95)).toEqual([2, 9]))
  // 0.95^n ≤ 0.025 from n = 72 on
  test('a 95th percentile needs 72 values', () => {
    expect(quantileRanks(71, 0.95, 0.95)).toBeUndefined()
    expect(quantileRanks(72, 0.95, 0.95)).toEqual([64, 72])
  })
})

describe('the largest of several normal numbers', () => {
  // scipy: quad of x k φ(x) Φ(x)^(k − 1); of two it is 1/√π
  test.each([
    [1, 0],
    [2, 0.5641895835477563],
    [3, 0.8462843753216344],
    [5, 1.1629644736405198],
    [20, 1.8674750597983212],
    [100, 2.507593636441685],
  ])('of %i is %d in the mean', (k, mean) => expect(Math.abs(expectedMaximum(k) - mean)).toBeLessThan(1e-12))
})

describe('power', () => {
  // the contract's table: 50 → 48 of 50, true 0.969; 180 → 163, 0.920; 500 → 441, 0.893; 2,000 → 1,732, 0.872
  test.each([
    [50, 48, 0.969],
    [180, 163, 0.92],
    [500, 441, 0.893],
    [2000, 1732, 0.872],
  ])('min 0.85 with %i rows needs %i', (n, needed, truth) => {
    expect(neededToProve(0.85, n, 0.95)).toBe(needed)
    expect(truthFor(needed, n, 0.8)).toBeCloseTo(truth, 3)
  })
  test('a bar of 1 is never proven', () => expect(leastRows(1, 0.95)).toBeUndefined())
  test('so many rows settle it', () => {
    // z = 1.96, bar .85: 3.8415 · .1275 / .0025 = 195.9
    expect(rowsToTell(0.9, 0.85, 0.95)).toBe(196)
    const rows = rowsToSee(0.02, 22 / 180, 0.025, 0.8)
    expect(smallestDifference(rows, 22 / 180, 0.025, 0.8)!).toBeLessThanOrEqual(0.02)
    expect(smallestDifference(rows - 1, 22 / 180, 0.025, 0.8)!).toBeGreaterThan(0.02)
  })
  test('nothing is seen where too little can change', () =>
    expect(smallestDifference(10, 0.05, 0.025, 0.8)).toBeUndefined())
})
