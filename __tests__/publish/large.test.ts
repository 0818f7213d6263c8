/** Reports that no surface has room for: each is cut at whole rows, ends whole, and tells what was cut and where it is. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { goldbar } from '../cli'
import { act, built, type Ended, rows } from './action'
import { activeIn } from './inert'
import { type Loopback, loopback } from './loopback'
import { pullRequest } from './ticket-router'

jest.setTimeout(120_000)
beforeAll(built, 120_000)
let github: Loopback
beforeEach(async () => {
  github = await loopback()
})
afterEach(async () => {
  await github.close()
  expect(github.faults).toEqual([])
})

const MARKER = /\n\n<!-- goldbar:[^\n]* -->\s*$/
const times = (n: number) => Array.from({ length: n }, (_, i) => i)

function spec(name: string, gates: readonly string[]): string {
  return `version: 1
name: ${name}
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: out/candidate.jsonl, prediction: prediction }
baselines:
  base: { path: base.jsonl, prediction: prediction }
gates:
${gates.map(gate => `  - { ${gate} }\n`).join('')}`
}

/** Every label once; the baseline has each right, the candidate none. */
function answered(labels: readonly string[]) {
  const wrong = labels.map((_, i) => labels[(i + 1) % labels.length]!)
  const registered = { 'gold.jsonl': rows('label', labels), 'base.jsonl': rows('prediction', labels) }
  return { wrong, registered }
}

/** What was cut of the gates, by the last line of the text. */
function cut(text: string, what: string): number {
  const line =
    /^\*Cut for length: (.*)\. report\.md and report\.html, .* have all of it\.\*$/m.exec(text)?.[1] ?? ''
  return Number(new RegExp(`(\\d+) ${what}(?:,|$)`).exec(line)?.[1] ?? 0)
}

const gateRows = (text: string) => text.match(/^\| (?:❌|✅)\u00a0`recall/gm)?.length ?? 0

describe('20 suites of 200 gates that fail, and one that passes', () => {
  const names = times(20).map(i => `Suite ${String(i).padStart(2, '0')}`)
  const labels = times(200).map(i => `queue ${i}`)
  const { wrong, registered } = answered(labels)
  const failing = names.map((name, s) => [
    `gates/${String(s).padStart(2, '0')}.yml`,
    spec(
      name,
      labels.map(
        label => `metric: recall, class: ${label}, min: 0.9, why: Nobody may wait in ${label} of ${name}.`,
      ),
    ).replaceAll(' path: ', ' path: ../'),
  ])
  const passing = spec('Steady', ['metric: coverage, min: 1']).replaceAll(' path: ', ' path: ../')
  const bar = { ...registered, ...Object.fromEntries(failing), 'gates/99.yml': passing }
  let ended: Ended
  let comment: string
  let workspace: string

  beforeEach(async () => {
    if (ended) return
    const pull = pullRequest(wrong, undefined, bar)
    workspace = pull.workspace
    ended = await act(github, workspace, { ...pull.setting, inputs: { spec: 'gates/*.yml' } })
    comment = github.comments[0]!.body
  })

  const surfaces: [string, () => string, RegExp | undefined, number][] = [
    ['the comment', () => comment, MARKER, 65_536],
    ['the job summary', () => ended.summary, undefined, 2 ** 20],
  ]

  test.each(surfaces)('%s is as long as GitHub takes, and ends whole', (_, text, marker, most) => {
    expect(ended.code).toBe(1)
    expect(text().length).toBeLessThanOrEqual(most)
    expect(Buffer.byteLength(text())).toBeLessThanOrEqual(most === 65_536 ? 262_144 : most)
    // no room is wasted either
    expect(text().length).toBeGreaterThan(most * 0.7)
    expect(activeIn(text(), marker)).toEqual([])
    expect(text().match(/<details>/g)?.length).toBe(text().match(/<\/details>/g)?.length)
  })

  test.each(surfaces)('%s names every suite with its verdict, and its first failing gates', (_, text) => {
    for (const [i, name] of names.entries()) {
      expect(text()).toContain(`| ❌\u00a0fail | \`${name}\` | 200 | 200 | 0 |`)
      const section = text().split(`### ❌ \`${name}\`: fail\n`)[1]!.split('\n### ')[0]!
      expect({ i, first: section.includes('| ❌\u00a0`recall[queue 0]` (clear) |') }).toEqual({
        i,
        first: true,
      })
    }
    expect(text()).toContain('| ✅\u00a0pass | `Steady` | 0 | 200 | 0 |')
  })

  test.each(surfaces)('%s tells how many gates are cut, at each table and in all', (_, text) => {
    const shown = gateRows(text())
    const told = [...text().matchAll(/^\*… (\d+) more \(gates\): see report\.json\.\*$/gm)]
    expect(shown).toBeLessThanOrEqual(4000)
    // the gate of the suite that passes is no `recall`, and folded away
    expect(shown + told.reduce((sum, [, n]) => sum + Number(n), 0)).toBe(4000)
    expect([4000 - shown, 4000 - shown + 1]).toContain(cut(text(), 'gates'))
  })

  test('the first line has the verdict and what decided it within the 90 characters of a preview', () => {
    expect(comment.slice(0, 93)).toMatch(
      /^## ❌ Goldbar: fail\. Suite 00, recall\[queue 0\]: 0\.0 %, bar ≥ 90\.0 %/,
    )
  })

  test('report.md has all of it', () => {
    const text = readFileSync(join(workspace, 'goldbar-report/report.md'), 'utf8')
    expect(gateRows(text)).toBe(4000)
    expect(text).not.toContain('Cut for length')
    expect(activeIn(text)).toEqual([])
    expect(text).toContain(
      '<details><summary>✅ <code>Steady</code>: pass. The gate is met; 200 examples are newly wrong.</summary>\n\nTask',
    )
  })
})

describe('one suite of 5,000 gates with names of 300 characters', () => {
  const labels = times(5000).map(i => `long ${i} `.padEnd(300, 'name ').trim())
  const { wrong, registered } = answered(labels)
  const why = 'because '.repeat(60).trim()
  const gate = `metric: recall, class: "*", min: 0.9, min_n: 1, why: ${why}`
  const bar = { ...registered, 'goldbar.yml': spec('N'.repeat(300), [gate]) }

  test('is cut in the comment and the summary, and whole in report.md', async () => {
    const { workspace, setting } = pullRequest(wrong, undefined, bar)
    const ended = await act(github, workspace, setting)
    expect(ended.code).toBe(1)
    const comment = github.comments[0]!.body
    for (const [text, marker, most] of [
      [comment, MARKER, 65_536],
      [ended.summary, undefined, 2 ** 20],
    ] as const) {
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(most === 65_536 ? 262_144 : most)
      expect(text.length).toBeLessThanOrEqual(most)
      expect(activeIn(text, marker)).toEqual([])
      expect(text.slice(0, 90)).toMatch(
        /^## ❌ Goldbar: fail\. recall\[long 0 name [a-z ]+…: 0\.0 %, bar ≥ 90\.0 %/,
      )
      expect(gateRows(text)).toBeGreaterThan(100)
      expect(cut(text, 'gates')).toBe(5000 - gateRows(text))
    }
    expect(gateRows(readFileSync(join(workspace, 'goldbar-report/report.md'), 'utf8'))).toBe(5000)
    // the same by the command line
    const { status } = await goldbar(['check', 'goldbar.yml', '--base', 'none', '--quiet'], workspace)
    expect(status).toBe(1)
    const text = readFileSync(join(workspace, 'goldbar-report/report.md'), 'utf8')
    expect([gateRows(text), activeIn(text)]).toEqual([5000, []])
  })
})
