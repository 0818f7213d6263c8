/** How sure values, lifts and verdicts are, from the files of a suite to its report. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { GateResult, Interval } from '../src/report/report'
import { plusMinus, shrink, tangoEffective, wilsonEffective } from '../src/statistics/effective'
import { standardError } from '../src/statistics/jackknife'
import { tango } from '../src/statistics/tango'
import { f1Interval, wilson } from '../src/statistics/wilson'
import { travel } from './journey'
import { describeShared } from './shared'
import { folderOf, jsonl, judge } from './suite'

/** Classification by number: label, answer of the candidate and of the baseline. */
type Row = readonly [gold: number, candidate: number, base: number, cluster?: number]

function files(rows: readonly Row[]) {
  const answers = (of: 1 | 2) => jsonl(rows.map((row, i) => ({ id: i, prediction: `c${row[of]}` })))
  return {
    'gold.jsonl': jsonl(rows.map(([gold, , , doc = 0], i) => ({ id: i, label: `c${gold}`, doc }))),
    'candidate.jsonl': answers(1),
    'base.jsonl': answers(2),
  }
}

function spec(gates: string, more = ''): string {
  return `version: 1
name: noise
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
baselines: { base: { path: base.jsonl, prediction: prediction } }
${more}
gates: [${gates}]
`
}

/** `right` and so on of n rows, of one label; what is wrong is another one. */
function paired(wins: number, losses: number, bothRight: number, bothWrong: number): Row[] {
  const rows = (n: number, row: Row) => new Array<Row>(n).fill(row)
  return [
    ...rows(wins, [0, 0, 1]),
    ...rows(losses, [0, 1, 0]),
    ...rows(bothRight, [0, 0, 0]),
    ...rows(bothWrong, [0, 1, 1]),
  ]
}

async function gateOf(rows: readonly Row[], gates: string, more = ''): Promise<GateResult> {
  const suite = await travel(spec(gates, more), files(rows))
  expect(suite.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  return suite.gates[0]!
}

function close(got: Interval | null | undefined, wanted: Interval | undefined, tolerance = 2e-9): void {
  expect(got).toBeTruthy()
  for (const side of [0, 1] as const)
    expect(Math.abs(got![side] - wanted![side])).toBeLessThanOrEqual(tolerance)
}

describeShared('golden/statistics', 'golden decisions and standard errors', folder => {
  const read = <Case>(name: string) =>
    (JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { cases: Case[] }).cases

  type Decision = Record<'bar' | 'margin' | 'right' | 'n' | 'wins' | 'losses', number> & {
    gate: 'min' | 'maxDrop' | 'maxDropRelative'
    baselineRight: number
    candidateRight: number
    baseline: number
    interval: Interval
    evidence?: string
    verdict: { observed: string; proven?: string }
  }

  test('verdicts of both rules, with their intervals and how sure they are', async () => {
    const EVIDENCE: Readonly<Record<string, string>> = { 'too-close': 'close' }
    // where all are wrong the other label must be known
    const labels = 'options: { labels: [c0, c1] }'
    for (const one of read<Decision>('decisions')) {
      const { gate, n } = one
      let [rows, bars]: [Row[], string] = [[], '']
      if (gate === 'min') {
        rows = paired(0, 0, one.right, n - one.right)
        bars = `min: ${one.bar}`
      } else if (gate === 'maxDrop') {
        const bothRight = Math.round(one.baseline * n) - one.losses
        rows = paired(one.wins, one.losses, bothRight, n - bothRight - one.wins - one.losses)
        bars = `max_drop: ${one.margin}`
      } else {
        const [now, then] = [one.candidateRight, one.baselineRight]
        const both = Math.min(now, then)
        rows = paired(now - both, then - both, both, n - Math.max(now, then))
        bars = `max_drop: ${one.margin}, relative: true`
      }
      const observed = await gateOf(rows, `{ metric: accuracy, ${bars} }`, labels)
      expect({ ...one, got: observed.outcome }).toEqual({ ...one, got: one.verdict.observed })
      if (one.evidence === undefined) continue
      expect(observed.evidence).toBe(EVIDENCE[one.evidence] ?? 'clear')
      close(gate === 'min' ? observed.interval : observed.lift_interval, one.interval)
      const proven = await gateOf(rows, `{ metric: accuracy, ${bars} }`, `decide: proven\n${labels}`)
      // a gate that nothing could pass is an error of its own
      const never = proven.message.includes('can never pass')
      expect({ ...one, got: proven.outcome }).toEqual({ ...one, got: never ? 'error' : one.verdict.proven })
    }
  })

  test('standard errors are those of leaving out each row, or each cluster, of scikit-learn', async () => {
    type Case = Record<'gold' | 'candidate' | 'baseline' | 'cluster', number[]> & {
      metrics: Record<string, Record<string, number>>
    }
    for (const { gold, candidate, baseline, cluster, metrics } of read<Case>('jackknife')) {
      const rows = gold.map((label, i): Row => [label, candidate[i]!, baseline[i]!, cluster[i]!])
      const n = rows.length
      const plain = await travel(spec('{ metric: accuracy, min: 0 }'), files(rows))
      const clustered = await travel(spec('{ metric: accuracy, min: 0 }', 'cluster: doc'), files(rows))
      for (const [ours, theirs] of [
        ['f1_macro', 'macroF1'],
        ['f1_weighted', 'weightedF1'],
      ]) {
        const { candidate: value, seCandidate, seCandidateClustered, clusters } = metrics[theirs!]!
        const score = (suite: typeof plain) =>
          suite.scores.find(one => one.metric === ours && one.system === 'candidate' && !one.slice)!
        expect(score(plain).value).toBeCloseTo(value!, 12)
        close(score(plain).interval, wilsonEffective(value!, n, { se: seCandidate!, units: n }, 0.95))
        const se = Math.max(seCandidate!, seCandidateClustered!)
        close(score(clustered).interval, wilsonEffective(value!, n, { se, units: clusters! }, 0.95))
      }
      const { candidate: value, seCandidate, seCandidateClustered, clusters } = metrics.accuracy!
      const accuracy = clustered.scores.find(one => one.metric === 'accuracy' && one.system === 'candidate')!
      // a share whose design effect is that of the standard errors
      const effect = Math.max(1, (seCandidateClustered! / seCandidate!) ** 2)
      const share = { se: Math.sqrt((value! * (1 - value!) * effect) / n), units: clusters! }
      close(accuracy.interval, wilsonEffective(value!, n, share, 0.95))
    }
  })

  /** Of metrics of every kind: how the golden file, the report and these rows name and count them. */
  interface Known {
    readonly theirs: string
    readonly metric: string
    readonly class?: string
    readonly low?: number
    of(rows: readonly Row[], system: 1 | 2): number
  }
  const count = (rows: readonly Row[], holds: (row: Row) => boolean) => rows.filter(holds).length
  const right = (rows: readonly Row[], of: 1 | 2, cls: number) =>
    count(rows, row => row[0] === cls && row[of] === cls)
  const f1 = (rows: readonly Row[], of: 1 | 2, cls: number) =>
    (2 * right(rows, of, cls)) / (count(rows, row => row[0] === cls) + count(rows, row => row[of] === cls))
  const classesOf = (rows: readonly Row[], of: 1 | 2) => [...new Set(rows.flatMap(row => [row[0], row[of]]))]
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)
  const KNOWN: readonly Known[] = [
    {
      ...{ theirs: 'macroF1', metric: 'f1_macro' },
      of: (rows, of) => {
        const classes = classesOf(rows, of)
        return sum(classes.map(cls => f1(rows, of, cls))) / classes.length
      },
    },
    {
      ...{ theirs: 'weightedF1', metric: 'f1_weighted' },
      of: (rows, of) =>
        sum(classesOf(rows, of).map(cls => f1(rows, of, cls) * count(rows, row => row[0] === cls))) /
        rows.length,
    },
    { theirs: 'f1_class0', metric: 'f1', class: 'c0', of: (rows, of) => f1(rows, of, 0) },
    {
      ...{ theirs: 'precision_class1', metric: 'precision', class: 'c1' },
      of: (rows, of) => right(rows, of, 1) / count(rows, row => row[of] === 1),
    },
    {
      ...{ theirs: 'mcc', metric: 'mcc', low: -1 },
      of: (rows, of) => {
        const classes = classesOf(rows, of)
        const n = rows.length
        const expected = classes.map(cls => count(rows, row => row[0] === cls))
        const answered = classes.map(cls => count(rows, row => row[of] === cls))
        const both = sum(expected.map((e, i) => e * answered[i]!))
        const spread = (counts: number[]) => n * n - sum(counts.map(c => c * c))
        const hits = sum(classes.map(cls => right(rows, of, cls)))
        return (hits * n - both) / Math.sqrt(spread(expected) * spread(answered))
      },
    },
  ]
  type Errors = Record<'candidate' | 'difference' | 'seCandidate' | 'seDifference', number> &
    Record<'seCandidateClustered' | 'seDifferenceClustered' | 'clusters', number>
  type Jackknife = Record<'gold' | 'candidate' | 'baseline' | 'cluster', number[]> & {
    metrics: Record<string, Errors>
  }

  test.each(KNOWN)('values and lifts of $theirs have the standard errors of scikit-learn', async known => {
    const { low = 0 } = known
    for (const { gold, candidate, baseline, cluster, metrics } of read<Jackknife>('jackknife')) {
      const rows = gold.map((label, i): Row => [label, candidate[i]!, baseline[i]!, cluster[i]!])
      const n = rows.length
      const theirs = metrics[known.theirs]!
      // what each row adds to the difference, for how far it swings
      const difference = (kept: readonly Row[]) => known.of(kept, 1) - known.of(kept, 2)
      const all = difference(rows)
      expect(all).toBeCloseTo(theirs.difference, 12)
      const swings = rows.map((_, i) => n * all - (n - 1) * difference(rows.filter((_, j) => j !== i)))
      const unit = Math.max(1 - low, ...swings.map(Math.abs))
      const size = Math.max(sum(swings.map(Math.abs)) / n, Math.abs(all)) / unit
      for (const clustered of [false, true]) {
        const cls = known.class === undefined ? '' : `, class: ${known.class}`
        const bars = `{ metric: ${known.metric}${cls}, max_drop: 0.5 }`
        const gate = await gateOf(rows, bars, clustered ? 'cluster: doc' : '')
        const error = (plain: number, byCluster: number) => (clustered ? Math.max(plain, byCluster) : plain)
        const units = clustered ? theirs.clusters : n
        const se = error(theirs.seDifference, theirs.seDifferenceClustered) / unit
        // precision of the same answers is a share of one and the same examples
        const answered = count(rows, row => row[1] === 1)
        const same = known.metric === 'precision' && rows.every(([, c, b]) => c === b)
        const [gains, losses] = [(size + all / unit) / 2, (size - all / unit) / 2]
        const shared = clustered ? shrink(units, 0.95) : 1
        const about = known.class === undefined ? n : count(rows, ([gold]) => `c${gold}` === known.class)
        const lift = same
          ? tango(0, 0, answered * shared, 0.95)!
          : tangoEffective(gains, losses, about, { se, units }, 0.95)!
        close(gate.lift_interval, [Math.max(low - 1, lift[0] * unit), Math.min(1 - low, lift[1] * unit)])
        const value = theirs.candidate
        const seValue = error(theirs.seCandidate, theirs.seCandidateClustered)
        if (known.class === undefined) {
          const width = 1 - low
          const place = wilsonEffective((value - low) / width, n, { se: seValue / width, units }, 0.95)!
          close(gate.interval, [low + place[0] * width, low + place[1] * width])
          continue
        }
        // counts, divided by how much more clusters scatter than rows
        const effect = clustered ? shrink(units, 0.95) / Math.max(1, (seValue / theirs.seCandidate) ** 2) : 1
        const hits = right(rows, 1, Number(known.class.slice(1)))
        const bounds =
          known.metric === 'f1'
            ? f1Interval(hits * effect, 2 * hits * (1 / value - 1) * effect, 0.95)
            : wilson(hits * effect, (hits / value) * effect, 0.95)
        close(gate.interval, bounds)
      }
    }
  })

  test('shares have the standard errors of scikit-learn by cluster', async () => {
    for (const { gold, candidate, baseline, cluster, metrics } of read<Jackknife>('jackknife')) {
      const rows = gold.map((label, i): Row => [label, candidate[i]!, baseline[i]!, cluster[i]!])
      for (const [theirs, metric, of] of [
        ['accuracy', 'metric: accuracy', rows],
        ['recall_class1', 'metric: recall, class: c1', rows.filter(row => row[0] === 1)],
      ] as const) {
        const {
          difference,
          seCandidate,
          seCandidateClustered,
          seDifference,
          seDifferenceClustered,
          clusters,
        } = metrics[theirs]!
        const gate = await gateOf(rows, `{ ${metric}, max_drop: 0.5 }`, 'cluster: doc')
        const effect = (plain: number, byCluster: number) =>
          shrink(clusters, 0.95) / Math.max(1, plain === 0 ? 1 : (byCluster / plain) ** 2)
        const hits = count(of, row => row[0] === row[1]) * effect(seCandidate, seCandidateClustered)
        close(gate.interval, wilson(hits, of.length * effect(seCandidate, seCandidateClustered), 0.95))
        const wins = count(of, row => row[0] === row[1] && row[0] !== row[2])
        const losses = count(of, row => row[0] !== row[1] && row[0] === row[2])
        expect((wins - losses) / of.length).toBeCloseTo(difference, 12)
        const shared = effect(seDifference, seDifferenceClustered)
        close(gate.lift_interval, tango(wins * shared, losses * shared, of.length * shared, 0.95))
      }
    }
  })
})

describe('intervals', () => {
  const rows = [...paired(12, 10, 144, 14), ...paired(5, 4, 20, 1).map(([, a, b]): Row => [1, 1 - a, 1 - b])]

  test('a share is Wilson, F1 of a class is Wilson on its right and wrong', async () => {
    const suite = await travel(spec('{ metric: accuracy, min: 0 }'), files(rows))
    const of = (metric: string, cls: string | null = null) =>
      suite.scores.find(s => s.metric === metric && s.class === cls && s.system === 'candidate')!
    const right = rows.filter(([g, c]) => g === c).length
    close(of('accuracy').interval, wilson(right, rows.length, 0.95))
    const [tp, fp, fn] = [
      rows.filter(([g, c]) => g === 0 && c === 0).length,
      rows.filter(([g, c]) => g !== 0 && c === 0).length,
      rows.filter(([g, c]) => g === 0 && c !== 0).length,
    ]
    close(of('f1', 'c0').interval, f1Interval(tp, fp + fn, 0.95))
    close(of('recall', 'c0').interval, wilson(tp, tp + fn, 0.95))
    // 10 and 4 of 220
    const share = wilson(14, rows.length, 0.95)!
    expect(of('regressions').value).toBe(14)
    close(of('regressions').interval, [share[0] * rows.length, share[1] * rows.length])
  })

  test('a lift that is no difference of shares is Tango on what each row adds', async () => {
    const gate = await gateOf(rows, '{ metric: f1_macro, max_drop: 0.5 }')
    const n = rows.length
    const macro = (kept: readonly Row[], of: 1 | 2) => {
      const f1 = (cls: number) => {
        const tp = kept.filter(row => row[0] === cls && row[of] === cls).length
        return (2 * tp) / (kept.filter(r => r[0] === cls).length + kept.filter(r => r[of] === cls).length)
      }
      return (f1(0) + f1(1)) / 2
    }
    const difference = (kept: readonly Row[]) => macro(kept, 1) - macro(kept, 2)
    const all = difference(rows)
    const without = rows.map((_, i) => difference(rows.filter((_, j) => j !== i)))
    const swings = without.map(d => n * all - (n - 1) * d)
    const unit = Math.max(1, ...swings.map(Math.abs))
    const size = swings.reduce((sum, x) => sum + Math.abs(x), 0) / n / unit
    const se = standardError(
      without,
      rows.map(() => 1),
    )!
    const [low, high] = tangoEffective(
      (size + all / unit) / 2,
      (size - all / unit) / 2,
      n,
      { se: se / unit, units: n },
      0.95,
    )!
    expect(unit).toBeGreaterThan(1)
    close(gate.lift_interval, [low * unit, high * unit])
    expect(gate.evidence).toBe('clear')
  })

  test('the mean of numbers without an end has ± t standard errors, a percentile its order statistics', async () => {
    const values = Array.from({ length: 80 }, (_, i) => ((i * 37) % 80) + 1)
    const system = (shift: number) => jsonl(values.map((ms, i) => ({ id: i, ms: ms + shift })))
    const suite = await travel(
      `version: 1
name: noise
task: recorded
gold: { path: gold.jsonl }
candidate: { path: candidate.jsonl }
baselines: { base: { path: base.jsonl } }
recorded: { ms: { field: ms, better: lower } }
gates: [{ metric: ms, max: 100 }, { metric: ms, stat: p50, max_drop: 5 }]
`,
      {
        'gold.jsonl': jsonl(values.map((_, i) => ({ id: i }))),
        'candidate.jsonl': system(0),
        'base.jsonl': system(7),
      },
    )
    // 1 to 80: mean 40.5, variance 540, standard error √(540 / 80)
    close(suite.gates[0]!.interval, plusMinus(40.5, { se: Math.sqrt(6.75), units: 80 }, 0.95))
    // binomial(80, ½): P(B ≤ 30) = 0.0165 and P(B ≤ 31) = 0.0283: the 31st and the 50th
    expect(suite.gates[1]!.interval).toEqual([31, 50])
    // at half the risk, P(B ≤ 29) = 0.0092: the 30th and the 51st of both, 7 apart
    expect(suite.gates[1]!.lift_interval).toEqual([-14, 28])
    const none = suite.scores.find(({ metric }) => metric === 'ms.p95')!
    expect(none.interval).not.toBeNull()
  })

  test('few values have none, and the report says why', async () => {
    const suite = await travel(spec('{ metric: f1_macro, min: 0.1 }'), files(paired(1, 0, 2, 0)))
    expect(suite.gates[0]).toMatchObject({ interval: null, no_interval: '3 examples', evidence: 'unknown' })
    expect(suite.gates[0]!.message).toBe('Met: 100.0 %, bar ≥ 10.0 %. n = 3.')
  })
})

describe('decide: proven', () => {
  test('a bar within the interval is undecided, blocks, and says how many examples would settle it', async () => {
    const folder = folderOf({
      'gate.yml': spec('{ metric: accuracy, max_drop: 0.02 }', 'decide: proven'),
      ...files(paired(10, 12, 144, 14)),
    })
    const { status, suite } = await judge(folder)
    expect({ status, verdict: suite.verdict }).toEqual({ status: 3, verdict: 'inconclusive' })
    expect(suite.gates[0]!.message).toMatch(
      /^Not shown: −1\.1 points against base, allowed −2\.0 points\. 12 examples lost, 10 won, 158 unchanged .*\. The true change could be −6\.6 to \+4\.3 points; the bar lies inside\. 180 examples cannot settle this; about 2,\d00 would\. Counts as not passed\.$/u,
    )
    const markdown = readFileSync(join(folder, 'goldbar-report/report.md'), 'utf8')
    expect(markdown).toContain(
      '| ❔\u00a0`accuracy` (undecided) | worse by ≤\u00a02.0\u00a0points | **85.6\u00a0%** (79.7\u00a0to\u00a089.9) |',
    )
    expect(markdown).toContain('180 examples cannot settle this')
  })

  test.each([
    ['all of it meets', '{ metric: accuracy, min: 0.85 }', 164, 'pass', 'clear'],
    ['one short of it', '{ metric: accuracy, min: 0.85 }', 162, 'inconclusive', 'close'],
    ['all of it misses', '{ metric: accuracy, min: 0.85 }', 130, 'fail', 'clear'],
    ['observed in this gate', '{ metric: accuracy, min: 0.85, decide: observed }', 156, 'pass', 'close'],
    ['counted, not estimated', '{ metric: regressions, max: 0 }', 170, 'pass', null],
  ])('%s', async (_, gates, right, outcome, evidence) => {
    const gate = await gateOf(paired(0, 0, right, 180 - right), gates, 'decide: proven')
    expect({ outcome: gate.outcome, evidence: gate.evidence }).toEqual({ outcome, evidence })
  })

  test('a gate that nothing could pass is an error', async () => {
    const gate = await gateOf(paired(0, 0, 180, 0), '{ metric: accuracy, min: 0.99 }', 'decide: proven')
    expect(gate.outcome).toBe('error')
    expect(gate.message).toBe(
      'It takes 381 examples to show accuracy ≥ 99.0 %, all of them right; there are 180. This gate can never pass: add examples.',
    )
  })

  test('a lift of few changed rows is never proven', async () => {
    const rows = [...paired(6, 0, 84, 0), ...paired(0, 0, 60, 0).map((): Row => [1, 1, 1])]
    const gate = await gateOf(rows, '{ metric: f1_macro, max_drop: 0.02, decide: proven }')
    expect(gate.lift_interval![0]).toBeGreaterThan(-0.02)
    expect({ outcome: gate.outcome, evidence: gate.evidence }).toEqual({
      outcome: 'inconclusive',
      evidence: 'close',
    })
  })

  test('what changes elsewhere says nothing of a class', async () => {
    // 180 of c0, of which 12 change from c2; 20 of c1, right before and after
    const others = paired(0, 0, 168, 0).concat(new Array<Row>(12).fill([0, 0, 2]))
    const still = [...others, ...new Array<Row>(20).fill([1, 1, 1])]
    const gate = '{ metric: f1, class: c1, max_drop: 0.2 }'
    const same = await gateOf(still, gate)
    // Tango of no fix and no regression among 20: z² / (n + z²), with n = 20 (1.95996 / 1.97196)² = 19.757
    expect(same.lift_interval![0]).toBeCloseTo(-3.84146 / (19.757 + 3.84146), 4)
    expect(same.evidence).toBe('clear')
    // and where 3 of c1 change as well, these are few
    const moved = [...still.slice(0, -3), ...new Array<Row>(3).fill([1, 1, 2])]
    expect((await gateOf(moved, gate)).evidence).toBe('close')
    expect((await gateOf(moved, '{ metric: f1_macro, max_drop: 0.2 }')).evidence).toBe('clear')
  })

  test('so is a max that too few examples could show, and coverage is counted', async () => {
    const rows = paired(0, 0, 100, 0)
    // 1 − the upper bound of 0 of 381 is 0.99
    const gate = await gateOf(rows, '{ metric: regression_rate, max: 0.01 }', 'decide: proven')
    expect(gate.outcome).toBe('error')
    expect(gate.message).toContain('It takes 381 examples to show regression_rate ≤ 1.0 %')
    const coverage = await gateOf(rows, '{ metric: coverage, min: 1 }', 'decide: proven')
    expect(coverage.outcome).toBe('pass')
  })

  test('a share of the baseline is as unsure as the baseline', async () => {
    // 150 of 180 against 160; 8 of 160 allowed
    const rows = paired(2, 12, 148, 18)
    const text = '{ metric: accuracy, max_drop: 0.05, relative: true }'
    const gate = await gateOf(rows, text)
    const lift = tango(2, 12, 180, 0.95)!
    const [low, high] = wilson(160, 180, 0.95)!
    const points = (x: number) => `${x < 0 ? '−' : '+'}${Math.abs(100 * x).toFixed(1)}`
    expect(gate.message).toContain(
      `The true distance from the bar could be ${points(lift[0] + 0.05 * low)} to ${points(lift[1] + 0.05 * high)} points`,
    )
    close(gate.lift_interval, lift)
    expect(gate).toMatchObject({ outcome: 'fail', evidence: 'close' })
  })

  test('a lift that only a baseline taken for known would prove is not proven', async () => {
    // 30 and 44 of 60: Tango's +0.1165, the bar of a fifth of 0.5 is 0.1, but of up to 0.6233 it is 0.1247
    const rows = paired(15, 1, 29, 15)
    const [low] = tango(15, 1, 60, 0.95)!
    expect(low).toBeGreaterThan(0.1)
    const [, most] = wilson(30, 60, 0.95)!
    expect(low).toBeLessThan(0.2 * most)
    const gate = await gateOf(rows, '{ metric: accuracy, min_lift: 0.2, relative: true, decide: proven }')
    expect(gate.outcome).toBe('inconclusive')
    const plain = await gateOf(rows, '{ metric: accuracy, min_lift: 0.1, decide: proven }')
    expect(plain.outcome).toBe('pass')
  })

  test('what would settle a drop: changes where those are few, and examples where it is too far', async () => {
    const few = await gateOf(paired(0, 5, 175, 0), '{ metric: f1_macro, max_drop: 0.6, decide: proven }')
    expect(few.message).toContain('180 examples cannot settle this; ten changed ones would.')
    const far = await gateOf(paired(2, 16, 82, 0), '{ metric: accuracy, max_drop: 0.12, decide: proven }')
    const [low, high] = far.lift_interval!
    const said = /about (\S+) would/u.exec(far.message)![1]!.replace(',', '')
    // 14 points lost, 12 allowed
    expect(Math.abs(Number(said) / (100 * ((high - low) / 2 / 0.02) ** 2) - 1)).toBeLessThan(0.05)
  })

  test('a baseline of 0 is no surer than any other', async () => {
    // 6 of 100 against 0 of 100, whose interval goes up to 3.7 %: twice as good is not shown
    const some = paired(6, 0, 0, 94)
    const labels = 'options: { labels: [c0, c1] }'
    const gate = await gateOf(
      some,
      '{ metric: accuracy, min_lift: 1, relative: true, decide: proven }',
      labels,
    )
    expect([gate.outcome, gate.evidence]).toEqual(['inconclusive', 'close'])
    expect(tango(6, 0, 100, 0.95)![0] - wilson(0, 100, 0.95)![1]).toBeLessThan(0)
  })

  test('how many are allowed is what the interval allows', async () => {
    // statsmodels: Wilson of 8 of 50 goes up to 28.5 %, of 9 to 30.8 %
    const gate = await gateOf(paired(0, 8, 42, 0), '{ metric: regression_rate, max: 0.3 }', 'decide: proven')
    expect(gate.message).toMatch(/^Met, clearly: .* 8 of 50 \(8 allowed\)\./u)
  })

  test('precision of few answers can pass with more of them', async () => {
    // the candidate says c1 15 times, and the gold set 100 times
    const rows = Array.from({ length: 200 }, (_, i): Row => [+(i < 100), +(i < 15), +(i < 100)])
    const gate = await gateOf(rows, '{ metric: precision, class: c1, min: 0.9, decide: proven }')
    expect(gate.outcome).toBe('inconclusive')
    const never = await gateOf(rows, '{ metric: precision, class: c1, min: 0.99, decide: proven }')
    expect(never.message).toMatch(/^It takes 381 examples .* there are 100\. This gate can never pass: add/u)
    const none = await gateOf(rows, '{ metric: accuracy, min: 1, decide: proven }')
    expect(none.message).toMatch(/^No number of examples .* can never pass: decide it as observed\.$/u)
  })

  test('without an interval nothing is proven', async () => {
    const gate = await gateOf(
      [...paired(0, 0, 30, 2), ...paired(0, 0, 30, 2).map(([, c, b]): Row => [1, 1 - c, 1 - b])],
      '{ metric: recall, class: "*", max_gap: 0.5, decide: proven }',
    )
    expect(gate.outcome).toBe('inconclusive')
    expect(gate.message).toContain('No interval: the best and the worst are picked out of several.')
  })
})

describe('the sentence of a gate', () => {
  const said = async (rows: readonly Row[], gates: string) => (await gateOf(rows, gates)).message
  const share = (right: number) => paired(0, 0, right, 180 - right)

  // the intervals are Wilson's and Tango's: 164, 156 and 151 of 180; 10 and 12, 2 and 21 of 180
  test.each([
    [
      'met, clearly',
      share(164),
      'min: 0.85',
      'Met, clearly: 91.1 %, bar ≥ 85.0 %. 164 of 180 right (153 needed). On similar data expect 86.0–94.5 %.',
    ],
    [
      'met, close',
      share(156),
      'min: 0.85',
      'Met, but too close to call: 86.7 %, bar ≥ 85.0 %. 156 of 180 right (153 needed). Expect 80.9–90.9 %; a fresh set of this size would come out the same about 68 times in 100.',
    ],
    [
      'not met, close',
      share(151),
      'min: 0.85',
      'Not met: 83.9 %, bar ≥ 85.0 %, 2 examples short. 151 of 180 right (153 needed). Expect 77.8–88.5 %; a fresh set of this size would come out the same about 61 times in 100.',
    ],
    [
      'a drop, close',
      paired(10, 12, 144, 14),
      'max_drop: 0.02',
      'Met, but too close to call: −1.1 points against base, allowed −2.0 points. 12 examples lost, 10 won, 158 unchanged (by chance alone: 68 times in 100). The true change could be −6.6 to +4.3 points; a fresh set of this size would come out the same about 59 times in 100.',
    ],
    [
      'a drop, clear',
      paired(2, 21, 144, 13),
      'max_drop: 0.02',
      'Dropped too far, clearly: −10.6 points against base, allowed −2.0 points. 21 examples lost, 2 won, 157 unchanged (by chance alone: less than once in 1,000). On similar data the true change could be −16.2 to −5.9 points.',
    ],
    [
      'nothing allowed',
      paired(0, 2, 150, 28),
      'max_drop: 0',
      // both of two changes are losses: a quarter, of which mid-p counts half, on two sides
      'Dropped too far: −1.1 points against base, no drop allowed. 2 examples lost, 0 won, 178 unchanged (by chance alone: 25 times in 100). The true change could be −4.0 to +1.0 points; a fresh set of this size would come out the same about 73 times in 100.',
    ],
    [
      'the same answers',
      paired(0, 0, 150, 30),
      'max_drop: 0.03',
      'Met, clearly: ±0.0 points against base, allowed −3.0 points. Same answers as base on all 180 examples. On similar data the true change could be −2.1 to +2.1 points.',
    ],
  ])('%s', async (_, rows, bar, message) => {
    expect(await said(rows, `{ metric: accuracy, ${bar} }`)).toBe(message)
  })

  test('counts name what they count, and what a count of none leaves open', async () => {
    expect(await said(paired(0, 2, 58, 0), '{ metric: regressions, max: 0 }')).toBe(
      'Not met: 2 of 60 examples newly wrong, allowed 0.',
    )
    // 1 − .05^(1/60)
    expect(await said(paired(0, 0, 60, 0), '{ metric: regressions, max: 0 }')).toBe(
      'Met: 0 of 60 examples newly wrong, allowed 0. 60 clean examples still allow a true rate up to 4.9 %.',
    )
  })

  test('a share that may not be more', async () => {
    // 12 of the 162 that could be one: 0.05 · 162 = 8.1
    const message = await said(paired(0, 12, 150, 18), '{ metric: regression_rate, max: 0.05 }')
    expect(message).toMatch(/^Not met: 7\.4 %, bar ≤ 5\.0 %, 4 too many\. 12 of 162 \(8 allowed\)\./u)
  })

  test('its summary has value, bar and shortfall, and nothing else', async () => {
    const gate = await gateOf(share(151), '{ metric: accuracy, min: 0.85 }')
    expect(gate.summary).toBe('83.9 %, bar ≥ 85.0 %, 2 examples short')
  })
})

describe('cluster', () => {
  // in each of 10 documents all six rows are right, or all are wrong
  const rows = Array.from({ length: 60 }, (_, i): Row => [0, i % 10 < 8 ? 0 : 1, 0, i % 10])

  test('examples that err together say as much as one', async () => {
    const alone = await gateOf(rows, '{ metric: accuracy, min: 0.5 }')
    const together = await gateOf(rows, '{ metric: accuracy, min: 0.5 }', 'cluster: doc')
    close(alone.interval, wilson(48, 60, 0.95))
    // 8 of 10 clusters right: standard errors √(.16 / 9) and √(.16 / 59)
    const spread = { se: Math.sqrt((0.16 / 60) * (59 / 9)), units: 10 }
    close(together.interval, wilsonEffective(0.8, 60, spread, 0.95))
    expect([alone.evidence, together.evidence]).toEqual(['clear', 'close'])
  })

  test('what would settle a gate takes as much more as clusters say less', async () => {
    const gate = await gateOf(rows, '{ metric: accuracy, min: 0.7, decide: proven }', 'cluster: doc')
    const { interval } = gate
    // an interval shrinks by the root of the examples: half of it must be less than 10 points
    const needed = 60 * ((interval![1] - interval![0]) / 2 / 0.1) ** 2
    const [, said] = /about (\d+) would/u.exec(gate.message)!
    expect(Math.abs(Number(said) / needed - 1)).toBeLessThan(0.05)
    expect(gate.message).toContain('48 of 60 right.')
  })

  test('few clusters are told, and one has no interval', async () => {
    const few = await travel(spec('{ metric: accuracy, min: 0.5 }', 'cluster: doc'), files(rows.slice(0, 4)))
    expect(few.problems.map(({ code }) => code)).toContain('cluster.few')
    const same = rows.map(([g, c, b]): Row => [g, c, b, 1])
    const only = await travel(spec('{ metric: accuracy, min: 0.5 }', 'cluster: doc'), files(same))
    expect(only.problems.map(({ message }) => message).join()).toContain('in 1 cluster:')
    const one = rows.map(([g, c, b]): Row => [g, c, b, 1])
    const gate = await gateOf(one, '{ metric: accuracy, min: 0.5, decide: proven }', 'cluster: doc')
    expect({ outcome: gate.outcome, why: gate.no_interval }).toEqual({
      outcome: 'inconclusive',
      why: '1 cluster',
    })
  })
})

describe('lists of losses', () => {
  test('chances are adjusted for how many parts were looked at, and small sets say what they cannot show', async () => {
    const rows = [...paired(1, 9, 40, 0), ...paired(2, 2, 46, 0).map(([, c, b]): Row => [1, 1 - c, 1 - b])]
    const suite = await travel(spec('{ metric: accuracy, min: 0 }'), files(rows))
    // binomial(10, ½): P(B ≤ 1) = 11/1024, less half of 10/1024, twice: 12/1024; of two, twice that
    expect(suite.losses.classes.map(({ class: cls, p_holm: p }) => [cls, p])).toEqual([
      ['c0', expect.closeTo(24 / 1024, 12)],
      ['c1', expect.closeTo(1, 12)],
    ])
    // 3 fixes and 11 regressions: twice P(B ≤ 3) less half of it, (1 + 14 + 91 + 364 / 2) / 2^14
    expect(suite.regressions[0]!.p).toBeCloseTo((2 * (1 + 14 + 91 + 182)) / 2 ** 14, 12)
    // δ = (1.95996·√.14 + .84162·√(.14 − δ²)) / 10
    const drop = suite.regressions[0]!.smallest_drop!
    expect(drop * 10).toBeCloseTo(1.959964 * Math.sqrt(0.14) + 0.841621 * Math.sqrt(0.14 - drop * drop), 5)
  })
})
