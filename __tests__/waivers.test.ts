/** A waiver lets a fail through, and only a fail: down to its floor, until its day, and only where the base has it. */
import { describe, expect, test } from '@jest/globals'
import type { Verdict } from '../src/report/report'
import { type Occasion, travel } from './journey'
import { folderOf, jsonl, judge } from './suite'

/** 40 of each label. The candidate has 30 of `a` right (0.75), 20 of `b` (0.5) and all of `c`: 90 of 120, 0.75. */
const LABELS = ['a', 'b', 'c']
const RIGHT: Readonly<Record<string, number>> = { a: 30, b: 20, c: 40 }
const rows = LABELS.flatMap(label =>
  Array.from({ length: 40 }, (_, i) => ({
    id: `${label}${i}`,
    label,
    lang: i % 2 === 0 ? 'de' : 'en',
    prediction: i < RIGHT[label]! ? label : 'c',
    text: `${label} ${i}`,
  })),
)
const answers = (prediction: (row: (typeof rows)[number]) => string) =>
  jsonl(rows.map(row => ({ id: row.id, prediction: prediction(row) })))
const FILES = {
  gold: jsonl(rows.map(({ id, label, lang, text }) => ({ id, label, lang, text }))),
  candidate: answers(({ prediction }) => prediction),
  // right in `a` and `b`, wrong in a quarter of `c`
  base: answers(({ id, label }) => (/^c[0-9]$/.test(id) ? 'a' : label)),
}

const spec = (gates: readonly string[], waivers: readonly string[], more = '') => `version: 1
name: Router
task: classification
gold: { path: gold, reference: label }
candidate: { path: candidate, prediction: prediction }
baselines: { base: { path: base, prediction: prediction } }
slices: [lang]
${more}gates:
${gates.map(gate => `  - { ${gate} }\n`).join('')}waivers:
${waivers.map(waiver => `  - { ${waiver} }\n`).join('')}`

const RECALL = 'metric: recall, class: a, min: 0.9'
const OK = 'metric: accuracy, min: 0.7'
const NEXT = 'until: 2027-01-31, why: "#412"'

/** Judged where the base has the very spec. */
async function registered(gates: readonly string[], waivers: readonly string[], occasion: Occasion = {}) {
  const text = spec(gates, waivers)
  const suite = await travel(text, FILES, { base: text, ...occasion })
  expect(suite.problems).toEqual([])
  return suite
}

const states = (suite: Awaited<ReturnType<typeof travel>>) => suite.waivers.map(({ state }) => state)

describe('a waiver on the base', () => {
  test('lets the result through, which stays a fail', async () => {
    const suite = await registered([OK, RECALL], [`gate: "recall[a]", floor: 0.7, ${NEXT}`])
    const waiver = { floor: 0.7, until: '2027-01-31', why: '#412' }
    expect(suite.verdict).toBe('pass')
    expect(suite.gates).toMatchObject([
      { id: 'accuracy', outcome: 'pass', waiver: null },
      { id: 'recall[a]', outcome: 'fail', candidate: 0.75, waiver },
    ])
    expect(suite.waivers).toEqual([{ gate: 'recall[a]', ...waiver, state: 'used', line: 12 }])
    expect([suite.waivers_on, suite.registration.state]).toEqual(['2026-11-25', 'registered'])
  })

  test('down to its floor, which is exact to 1e-9', async () => {
    for (const [floor, verdict, state] of [
      [0.75, 'pass', 'used'],
      [0.7500000001, 'pass', 'used'],
      [0.76, 'fail', 'below_floor'],
    ] as const) {
      const suite = await registered([OK, RECALL], [`gate: "recall[a]", floor: ${floor}, ${NEXT}`])
      expect([floor, suite.verdict, ...states(suite)]).toEqual([floor, verdict, state])
    }
  })

  test.each([
    ['2026-11-26', 'pass', 'used'],
    ['2026-11-25', 'pass', 'used'],
    ['2026-11-24', 'fail', 'expired'],
    ['2025-12-31', 'fail', 'expired'],
  ])('until %s, the last day on which it counts: %s', async (until, verdict, state) => {
    const waiver = `gate: "recall[a]", floor: 0.7, until: ${until}, why: x`
    const suite = await registered([OK, RECALL], [waiver])
    expect([suite.verdict, ...states(suite)]).toEqual([verdict, state])
    expect(suite.gates[1]!.waiver === null).toBe(verdict === 'fail')
  })

  const more = {
    spread: 'metric: recall, class: "*", max_gap: 0.2',
    each: 'metric: recall, class: "*", min: 0.6',
  }
  const both = 'id: both, metric: recall, class: "*", min: 0.6, max_gap: 0.2'
  test.each<[what: string, gates: string[], waivers: string[], verdict: string, states: string[]]>([
    [
      'is not needed where the gate is met',
      [OK],
      [`gate: accuracy, floor: 0.5, ${NEXT}`],
      'pass',
      ['unused'],
    ],
    ['covers a member', [more.each], [`gate: "recall[b]", floor: 0.5, ${NEXT}`], 'pass', ['used']],
    ['covers no other member', [more.each], [`gate: "recall[c]", floor: 0.5, ${NEXT}`], 'fail', ['unused']],
    [
      'covers all members by the gate’s own id',
      [more.each],
      [`gate: "recall[*]", floor: 0.5, ${NEXT}`],
      'pass',
      ['used'],
    ],
    [
      'of a class that is no more',
      [more.each],
      [`gate: "recall[d]", floor: 0.1, ${NEXT}`],
      'fail',
      ['stale'],
    ],
    ['of a member of a named gate', [both, OK], [`gate: "both[b]", floor: 0.4, ${NEXT}`], 'fail', ['used']],
    // recall from 0.5 to 1
    [
      'of a gap reaches to the largest one',
      [more.spread],
      [`gate: "recall[*]", floor: 0.5, ${NEXT}`],
      'pass',
      ['used'],
    ],
    [
      'of a gap reaches no further',
      [more.spread],
      [`gate: "recall[*]", floor: 0.4, ${NEXT}`],
      'fail',
      ['below_floor'],
    ],
    // 40 of `a` and `b` right before, 50 now: 10 + 20 lost
    [
      'where less is better reaches up',
      ['metric: regressions, max: 0', OK],
      [`gate: regressions, floor: 30, ${NEXT}`],
      'pass',
      ['used'],
    ],
    [
      'where less is better ends there',
      ['metric: regressions, max: 0', OK],
      [`gate: regressions, floor: 29, ${NEXT}`],
      'fail',
      ['below_floor'],
    ],
    // 1 before, 0.75 now
    [
      'of a drop is about the value',
      ['metric: recall, class: a, max_drop: 0.1'],
      [`gate: "recall[a]", floor: 0.75, ${NEXT}`],
      'pass',
      ['used'],
    ],
    [
      'of a drop ends at the value',
      ['metric: recall, class: a, max_drop: 0.1'],
      [`gate: "recall[a]", floor: 0.8, ${NEXT}`],
      'fail',
      ['below_floor'],
    ],
    // precision of a is 1: better than the max asks for
    [
      'is none of the other bar',
      ['metric: precision, class: a, min: 0.5, max: 0.9', OK],
      [`gate: "precision[a]", floor: 0.4, ${NEXT}`],
      'fail',
      ['below_floor'],
    ],
    [
      'of one gate is none of another',
      [OK, RECALL, 'metric: f1, class: a, min: 0.95'],
      [`gate: "recall[a]", floor: 0.7, ${NEXT}`],
      'fail',
      ['used'],
    ],
    [
      'of a slice',
      ['metric: recall, class: a, slice: { lang: "*" }, min: 0.9'],
      [`gate: "recall[a]{lang=de}", floor: 0.7, ${NEXT}`, `gate: "recall[a]{lang=en}", floor: 0.7, ${NEXT}`],
      'pass',
      ['used', 'used'],
    ],
  ])('%s', async (_, gates, waivers, verdict, wanted) => {
    const suite = await registered(gates, waivers)
    expect([suite.verdict, states(suite)]).toEqual([verdict, wanted])
  })

  test('of a class that only an answer has names nothing any more', async () => {
    const text = spec(
      [OK, 'metric: recall, class: "*", min: 0.4'],
      [`gate: "recall[d]", floor: 0.1, ${NEXT}`],
    )
    const candidate = answers(({ id, prediction }) => (id === 'b39' ? 'd' : prediction))
    const suite = await travel(text, { ...FILES, candidate }, { base: text })
    expect(suite.gates.find(({ id }) => id === 'recall[d]')).toMatchObject({ n: 0, outcome: 'too_small' })
    expect([suite.verdict, states(suite)]).toEqual(['pass', ['stale']])
  })

  test('when all that decides is waived, it passes', async () => {
    const suite = await registered([RECALL], [`gate: "recall[a]", floor: 0.1, ${NEXT}`])
    expect(suite.verdict).toBe('pass')
  })

  test('covers train.max_overlap', async () => {
    const train = 'train: { path: train, text: text, max_overlap: 1 }\n'
    const files = { ...FILES, train: jsonl(rows.slice(0, 3).map(({ text }) => ({ text }))) }
    const judged = async (floor: number) => {
      const text = spec([OK], [`gate: train.max_overlap, floor: ${floor}, ${NEXT}`], train)
      return travel(text, files, { base: text })
    }
    expect([(await judged(3)).verdict, (await judged(2)).verdict]).toEqual(['pass', 'fail'])
    expect((await judged(1)).problems).toMatchObject([{ code: 'waiver.floor', line: 12 }])
  })

  test('of a metric without a direction lets through on the side of its floor', async () => {
    const gold = jsonl(rows.map(({ id }) => ({ id, text: 'one two three four', label: 'one two' })))
    const candidate = jsonl(rows.map(({ id }) => ({ id, prediction: 'one two three' })))
    const judged = async (bars: string, floor: number) => {
      const text = spec([`metric: length_ratio, ${bars}`], [`gate: length_ratio, floor: ${floor}, ${NEXT}`])
        .replace('classification', 'summarization')
        .replace('slices: [lang]\n', '')
      return travel(text, { gold, candidate, base: candidate.replaceAll('three', 'two') }, { base: text })
    }
    // three words for two: 1.5
    for (const [bars, floor, verdict] of [
      ['min: 0.5, max: 1.2', 1.5, 'pass'],
      ['min: 0.5, max: 1.2', 1.4, 'fail'],
      ['min: 0.5, max: 1.2', 0.1, 'fail'],
      ['min: 1.6, max: 1.8', 1.5, 'pass'],
      ['min: 1.6, max: 1.8', 2, 'fail'],
    ] as const) {
      const suite = await judged(bars, floor)
      expect([bars, floor, suite.verdict]).toEqual([bars, floor, verdict])
    }
    expect((await judged('min: 0.5, max: 1.2', 1)).problems).toMatchObject([
      { code: 'waiver.floor', message: expect.stringContaining('(min 0.5 and max 1.2)') },
    ])
  })
})

describe('is never let through', () => {
  test.each<[what: string, gates: string[], waivers: string[], verdict: Verdict]>([
    // all of them are c, and answered so: 0/0
    [
      'an undefined value',
      [OK, 'metric: cohen_kappa, slice: { label: c }, min: 0.5'],
      [`gate: "cohen_kappa{label=c}", floor: -1, ${NEXT}`],
      'error',
    ],
    [
      'a part that is too small',
      [OK, 'metric: recall, class: a, slice: { lang: de }, min: 0.9, min_n: 30'],
      [`gate: "recall[a]{lang=de}", floor: 0, ${NEXT}`],
      'inconclusive',
    ],
    [
      'a gate of which nothing is judged',
      [OK, 'metric: recall, class: "*", min: 0.9, min_n: 50'],
      [`gate: "recall[*]", floor: 0, ${NEXT}`],
      'error',
    ],
    [
      'what a baseline with gaps is compared with',
      [OK, 'metric: accuracy, id: lift, min_lift: 0.5'],
      [`gate: lift, floor: 0, ${NEXT}`],
      'error',
    ],
  ])('%s', async (what, gates, waivers, verdict) => {
    const text = spec(gates, waivers, 'missing: wrong\n').replace('[lang]', '[lang, label]')
    const base = what.includes('baseline') ? FILES.base.replace(/^.*\n/, '') : FILES.base
    const suite = await travel(text, { ...FILES, base }, { base: text })
    expect(suite.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect([suite.verdict, states(suite)]).toEqual([verdict, ['not_judged']])
    expect(suite.gates.map(({ waiver }) => waiver)).toEqual(suite.gates.map(() => null))
  })

  test('a run that ends in an error, whose waivers are listed all the same', async () => {
    const text = spec([OK, RECALL], [`gate: "recall[a]", floor: 0.7, ${NEXT}`])
    const suite = await travel(text, { ...FILES, candidate: '' }, { base: text })
    expect([suite.verdict, states(suite), suite.waivers_on]).toEqual(['error', ['not_judged'], '2026-11-25'])
  })
})

describe('what the base does not have does not count', () => {
  const own = spec([OK, RECALL], [`gate: "recall[a]", floor: 0.7, ${NEXT}`])
  const bar = spec([OK, RECALL], []).replace('waivers:\n', '')

  test.each<[what: string, occasion: Occasion, state: string, verdict: string, proposal: string | null]>([
    ['no base', {}, 'no_base', 'fail', null],
    ['a base without the spec', { base: null }, 'unregistered', 'fail', 'pass'],
    [
      'the same, let through by the input',
      { base: null, unregistered: 'pass' },
      'unregistered',
      'fail',
      'pass',
    ],
    ['a base without the waiver', { base: bar }, 'changed', 'fail', 'pass'],
    ['a change of the bar alone', { base: bar, only: true }, 'registration_change', 'pass', 'pass'],
  ])('%s', async (_, occasion, state, verdict, proposal) => {
    const suite = await travel(own, FILES, occasion)
    expect([suite.registration.state, suite.verdict, suite.registration.proposal]).toEqual([
      state,
      verdict,
      proposal,
    ])
    expect([states(suite), suite.waivers_on]).toEqual([['not_registered'], '2026-11-25'])
    expect(suite.gates.map(({ waiver }) => waiver)).toEqual([null, null])
  })

  test('a longer or deeper one neither, which is told as a change', async () => {
    for (const [base, key] of [
      [own.replace('2027-01-31', '2026-11-24'), 'waivers.recall[a].until'],
      [own.replace('floor: 0.7', 'floor: 0.8'), 'waivers.recall[a].floor'],
    ] as const) {
      const suite = await travel(own, FILES, { base })
      expect([suite.verdict, suite.registration.proposal]).toEqual(['fail', 'pass'])
      expect(suite.registration.changes).toMatchObject([{ key, kind: 'loosened' }])
      expect(states(suite)).toEqual([key.endsWith('until') ? 'expired' : 'below_floor'])
    }
  })

  test('nor does one in a change of the bar alone that comes to an error', async () => {
    const nothing = 'metric: accuracy, slice: { lang: "*" }, min: 0.1, min_n: 500'
    const error = own.replace(OK, `${OK} }\n  - { ${nothing}`)
    const suite = await travel(error, FILES, { base: bar, only: true })
    expect([suite.registration.state, suite.verdict]).toEqual(['registration_change', 'error'])
    expect(suite.gates.find(({ id }) => id === 'recall[a]')).toMatchObject({ outcome: 'fail', waiver: null })
    expect(states(suite)).toEqual(['not_registered'])
  })

  test('one that the change takes away counts until the merge', async () => {
    const suite = await travel(bar, FILES, { base: own })
    expect([suite.verdict, suite.registration.proposal, states(suite)]).toEqual(['pass', 'fail', ['used']])
    expect(suite.registration.changes).toMatchObject([{ key: 'waivers.recall[a]', kind: 'tightened' }])
  })

  test('a proposal that is over comes to what its bar says', async () => {
    const suite = await travel(own, FILES, { base: bar, date: '2027-02-01' })
    expect([suite.registration.proposal, suite.waivers_on]).toEqual(['fail', '2027-02-01'])
  })
})

test('a report without waivers is the same on every day', async () => {
  const text = spec([OK], []).replace('waivers:\n', '')
  const [one, other] = await Promise.all(
    ['2026-11-25', '2031-01-01'].map(date => travel(text, FILES, { date, base: text })),
  )
  expect([one!.waivers, one!.waivers_on]).toEqual([[], null])
  expect(JSON.stringify(one)).toBe(JSON.stringify(other))
})

describe('on the command line', () => {
  const text = spec([OK, RECALL], [`gate: "recall[a]", floor: 0.7, ${NEXT}`])
  const folder = folderOf({ ...FILES, 'gate.yml': text })

  test('no base vouches for it, and the terminal says so', async () => {
    const { status, stdout, suite } = await judge(folder)
    expect([status, suite.verdict, states(suite)]).toEqual([1, 'fail', ['not_registered']])
    expect(stdout).toContain('NOT MET   recall[a]')
    expect(stdout).toContain(
      'waiver of recall[a], floor 0.7, until 2027-01-31 (#412): does not count: it is not on the base',
    )
  })

  test('--date is the day, and today without it', async () => {
    const before = new Date().toISOString().slice(0, 10)
    const { suite: now } = await judge(folder)
    expect([before, new Date().toISOString().slice(0, 10)]).toContain(now.waivers_on)
    const { suite: then } = await judge(folder, 'gate.yml', ['--date', '2026-03-01'])
    expect(then.waivers_on).toBe('2026-03-01')
  })

  test.each(['2026-02-29', '1.3.2026', '20260301', 'today', ''])('--date %j is refused', async date => {
    const { status, stderr } = await judge(folder, 'gate.yml', ['--date', date])
    expect([status, stderr]).toEqual([2, expect.stringContaining('is no day of the calendar, YYYY-MM-DD')])
  })
})
