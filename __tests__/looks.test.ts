import { describe, expect, test } from '@jest/globals'
import { type Before, KEPT, type Ledger, look, merged, NO_LOOKS } from '../src/looks'
import { renderMarkdown } from '../src/report/markdown'
import type { Report, Verdict } from '../src/report/report'
import { report, suite } from './publish/fixture'

const GOLD = 'a'.repeat(64)
const file = (sha256: string) => ({ path: 'gold.jsonl', registered: true, blob: null, sha256, bytes: 1 })
const judged = (verdict: Verdict, gold = GOLD, path = 'goldbar.yml') =>
  suite({ verdict, gold: { files: [file(gold)], rows: 40 }, spec: { path, sha256: null, blob: null } })
const at = (run: number, attempt = 1) => ({
  run,
  attempt,
  head: String(run).padStart(7, 'abc').repeat(6).slice(0, 40),
})

/** One run after the other, each with the ledger that the one before left. */
function runs(verdicts: readonly Verdict[], start: Ledger = NO_LOOKS) {
  let ledger = start
  let shown: Report = report()
  for (const [i, verdict] of verdicts.entries())
    ({ report: shown, ledger } = look(report({ suites: [judged(verdict)] }), { ledger }, at(i + 1)))
  return { ledger, looks: shown.suites[0]!.looks, text: renderMarkdown(shown, Number.POSITIVE_INFINITY) }
}

describe('a look', () => {
  test('is one a run, told with the verdicts before it', () => {
    const { looks, text } = runs(['fail', 'fail', 'fail', 'pass'])
    expect(looks).toEqual({
      number: 4,
      at_least: false,
      recorded: true,
      other_gold: 0,
      luck: null,
      verdicts: [
        { head: 'abcabc1', verdict: 'fail' },
        { head: 'abcabc2', verdict: 'fail' },
        { head: 'abcabc3', verdict: 'fail' },
        { head: 'abcabc4', verdict: 'pass' },
      ],
    })
    expect(text).toContain(
      'Look 4 on this gold set in this pull request: fail, fail, fail, now pass. Each look is another chance to pass by luck',
    )
  })

  test('the best of twenty equally good candidates is lucky by so much', () => {
    // 154 of 180 right: √(.8556 · .1444 / 180) = .02620; of 20 normal numbers the largest is 1.8675: .0489
    let ledger = NO_LOOKS
    let shown: Report = report()
    const losses = { classes: [], slices: [], confusions: [], wrong: 26, examples: [] }
    const one = { ...judged('pass'), gold: { files: [file(GOLD)], rows: 180 }, losses, graded: null }
    for (let run = 1; run <= 20; run++)
      ({ report: shown, ledger } = look(report({ suites: [one] }), { ledger }, at(run)))
    expect(shown.suites[0]!.looks!.luck).toEqual({ metric: null, size: expect.closeTo(0.0489, 4) })
    expect(renderMarkdown(shown, 60_000)).toContain(
      'Of 20 different candidates that are equally good, the best looks up to about 4.9 points too good by luck (share of right answers).',
    )
  })

  test('the first one is a word, and no warning', () => {
    const { text } = runs(['pass'])
    expect(text).toContain('\nLook 1 on this gold set in this pull request.\n')
    expect(text).not.toContain('luck')
  })

  test('published twice in a run it is one; made again it is another', () => {
    const first = look(report({ suites: [judged('fail')] }), { ledger: NO_LOOKS }, at(5))
    const twice = look(report({ suites: [judged('error')] }), first, at(5))
    expect(twice.report.suites[0]!.looks).toMatchObject({ number: 1, verdicts: [{ verdict: 'error' }] })
    const again = look(report({ suites: [judged('pass')] }), twice, at(5, 2))
    expect(again.report.suites[0]!.looks).toMatchObject({ number: 2 })
    expect(look(again.report, again, at(5, 2)).report).toEqual(again.report)
  })

  test(`of many the last ${KEPT} are kept and all are counted`, () => {
    const { looks, ledger, text } = runs(Array<Verdict>(100).fill('fail'))
    expect(looks).toMatchObject({ number: 100 })
    expect(ledger.suites[0]!.looks).toHaveLength(30)
    expect(looks!.verdicts).toHaveLength(30)
    expect(text).toContain(
      `Look 100 on this gold set in this pull request: …, ${'fail, '.repeat(9)}now fail.`,
    )
  })

  test('is of one spec and one gold set; what it was on another one is told', () => {
    const { ledger } = runs(['fail', 'fail'])
    const other = look(report({ suites: [judged('pass', 'b'.repeat(64))] }), { ledger }, at(9))
    expect(other.report.suites[0]!.looks).toMatchObject({
      number: 1,
      other_gold: 2,
      verdicts: [{ verdict: 'pass' }],
    })
    expect(renderMarkdown(other.report, 60_000)).toContain(
      'Look 1 on this gold set in this pull request. Before, it was judged 2 times on another gold set. Each look',
    )
    const back = look(report({ suites: [judged('pass')] }), other, at(10))
    expect(back.report.suites[0]!.looks).toMatchObject({ number: 3, other_gold: 1 })
    const beside = look(report({ suites: [judged('pass', GOLD, 'b.yml'), judged('pass')] }), back, at(11))
    expect(beside.report.suites.map(({ looks }) => [looks!.number, looks!.other_gold])).toEqual([
      [1, 0],
      [4, 1],
    ])
  })

  test('a suite of which nothing was judged is none', () => {
    const { report: shown, ledger } = look(
      report({ suites: [suite()] }),
      { ledger: NO_LOOKS, lost: 'x' },
      at(1),
    )
    expect(shown.suites[0]).toEqual(suite())
    expect(ledger).toEqual(NO_LOOKS)
    expect(renderMarkdown(shown, 60_000)).not.toMatch(/look|attempt/i)
  })
})

describe('where looks may be missing', () => {
  const counted = (before: Before, shown = report({ suites: [judged('fail')] })) =>
    look(shown, before, at(50))
  const codes = ({ suites }: Report) => suites[0]!.problems.map(({ code }) => code)

  test('the first one that is known has no number, and it never gets one by itself', () => {
    const first = counted({ ledger: NO_LOOKS, missing: 'the comment was edited' })
    expect(first.report.suites[0]!.looks).toBeNull()
    expect(codes(first.report)).toEqual(['looks.unknown'])
    const text = renderMarkdown(first.report, 60_000)
    expect(text).toContain('\nAttempt number unknown:')
    expect(text).toContain('The attempt number is unknown: the comment was edited.')
    const next = look(report({ suites: [judged('pass')] }), first, at(51)).report
    expect(next.suites[0]!.looks).toMatchObject({ number: 2, at_least: true, recorded: true })
    expect(renderMarkdown(next, 60_000)).toContain(
      'At least look 2 on this gold set in this pull request: fail, now pass.',
    )
    // another suite, later: it may have been judged before, too
    const other = look(report({ suites: [judged('pass', GOLD, 'b.yml')] }), first, at(51)).report
    expect([other.suites[0]!.looks, codes(other)]).toEqual([null, ['looks.unknown']])
  })

  test('one that is not kept is told so, and is no number where it would be the first', () => {
    const first = counted({ ledger: NO_LOOKS, lost: 'GitHub answered 403 (no)' })
    expect([first.report.suites[0]!.looks, codes(first.report)]).toEqual([null, ['looks.lost']])
    const { ledger } = runs(['fail', 'fail'])
    const third = counted({ ledger, lost: 'GitHub answered 423 (Locked)' })
    expect(third.report.suites[0]!.looks).toMatchObject({ number: 3, at_least: true, recorded: false })
    expect(renderMarkdown(third.report, 60_000)).toContain(
      'At least look 3 on this gold set in this pull request: fail, fail, now fail (not recorded).',
    )
  })

  test('counting again forgets what was said before', () => {
    const { report: shown } = counted({ ledger: NO_LOOKS, lost: 'x' })
    const again = counted({ ledger: NO_LOOKS }, shown).report
    expect([again.suites[0]!.looks?.number, codes(again)]).toEqual([1, []])
  })
})

describe('two ledgers', () => {
  const { ledger: common } = runs(['fail', 'fail'])
  const next = (run: number) => look(report({ suites: [judged('pass')] }), { ledger: common }, at(run)).ledger

  test('make one with the looks of both', () => {
    const both = merged(next(8), next(7))
    expect(both.suites[0]).toMatchObject({ total: 4 })
    expect(both.suites[0]!.looks.map(({ run }) => run)).toEqual([1, 2, 7, 8])
    expect(merged(both, next(7))).toEqual(both)
    expect(merged(NO_LOOKS, both)).toEqual(both)
  })

  test('are complete when both are', () => {
    expect(merged(common, { complete: false, suites: [] }).complete).toBe(false)
  })
})
