/** Agreement with the field's own implementations, through the committed bundle. */
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { exactSum } from '../src/metrics/exact-sum'
import type { Score } from '../src/report/report'
import { describeShared } from './shared'
import { folderOf, judge } from './suite'

type Expected = Pick<Score, 'system' | 'metric' | 'class' | 'slice' | 'value'>

describeShared('golden', 'golden vectors', golden => {
  const cases = readdirSync(golden).flatMap(name => specsOf(join(golden, name)).map(spec => [name, spec]))
  test('there are some', () => expect(cases.length).toBeGreaterThanOrEqual(150))

  test.concurrent.each(cases as [string, string][])('%s %s', async (name, spec) => {
    const folder = folderOf({})
    cpSync(join(golden, name), folder, { recursive: true })
    const { status, report, suite } = await judge(folder, spec)
    const expected = read(join(golden, name, 'expect.json')) as { exit: number; verdict: string } | undefined
    if (expected) {
      expect({ exit: status, verdict: report.verdict }).toEqual({
        exit: expected.exit,
        verdict: expected.verdict,
      })
      return
    }
    expect(suite.problems.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(status).toBe(0)
    const got = new Map(suite.scores.map(score => [keyOf(score), score.value]))
    expect(got.size).toBe(suite.scores.length)
    const wanted = read(
      join(golden, name, spec.replace('gate', 'scores').replace('.yml', '.json')),
    ) as Expected[]
    expect(wanted.filter(score => !agrees(score.value, got.get(keyOf(score))))).toEqual([])
    const confusion = read(join(golden, name, 'confusion.json')) as object | undefined
    if (confusion && spec === 'gate.yml') expect(suite.confusion).toMatchObject(confusion)
  })
})

/** `gate.yml` and `gate.<variant>.yml`; a case without one is data for other tests. */
function specsOf(folder: string): string[] {
  return statSync(folder).isDirectory() ? readdirSync(folder).filter(file => /^gate.*\.yml$/u.test(file)) : []
}

function keyOf({ system, metric, class: cls, slice }: Omit<Expected, 'value'>): string {
  return JSON.stringify([system, metric, cls, slice])
}

/** To 1e-9 of the value, or to 1e-12. */
function agrees(wanted: number | null, got: number | null | undefined): boolean {
  if (wanted === null || got === null || got === undefined) return wanted === got
  return Math.abs(wanted - got) <= Math.max(1e-9 * Math.max(Math.abs(wanted), Math.abs(got)), 1e-12)
}

function read(file: string): unknown {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

describe('exact sums', () => {
  test.each([
    [[], 0],
    [[0.1, 0.2, -0.3], 2.7755575615628914e-17], // Python 3.11, math.fsum
    [[1e100, 1, -1e100], 1],
  ])('of %j', (numbers, sum) => expect(exactSum(numbers)).toBe(sum))
})
