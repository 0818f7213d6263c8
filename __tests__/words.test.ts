/** What a report says in words: of gates on each part, of missing answers, of gates that a change adds; and never some words. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { PROBLEMS } from '../src/problems'
import { renderMarkdown } from '../src/report/markdown'
import { families } from '../src/report/markdown/families'
import { ROOT } from './cli'
import { travel } from './journey'
import { gate, report } from './publish/fixture'
import { jsonl } from './suite'

const SPEC = (gates: string, more = '') => `version: 1
name: words
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
baselines: { base: { path: base.jsonl, prediction: prediction } }
${more}
gates: [${gates}]
`
const rows = Array.from({ length: 180 }, (_, id) => ({ id, label: id % 3 === 0 ? 'a' : 'b' }))
const answers = (wrong: number) =>
  jsonl(rows.map(({ id, label }) => ({ id, prediction: id < wrong ? (label === 'a' ? 'b' : 'a') : label })))
const FILES = { 'gold.jsonl': jsonl(rows), 'candidate.jsonl': answers(18), 'base.jsonl': answers(20) }
const markdown = (suite: Awaited<ReturnType<typeof travel>>) =>
  renderMarkdown(report({ suites: [suite] }), Number.POSITIVE_INFINITY)

describe('a gate on each slice', () => {
  const part = (lang: string, some: Parameters<typeof gate>[0]) =>
    gate({ metric: 'accuracy', slice: { lang }, ...some })

  test('says in a line how many were judged, and which are not met or too small', () => {
    const met = ['de', 'en', 'fr', 'es', 'it', 'nl', 'da', 'sv'].map(lang => part(lang, {}))
    const failed = part('pt', { outcome: 'fail', lift: -0.14, evidence: 'clear' })
    const small = (
      [
        ['is', 7],
        ['mt', 3],
      ] as const
    ).map(([lang, n]) => {
      const message = `${n} examples, fewer than 20: not judged.`
      return part(lang, { n, outcome: 'too_small', message })
    })
    const [section] = families({ gates: [...met, failed, ...small], scores: [] })
    expect(section!.rows).toEqual([
      '- `accuracy`: 9 of 11 slices judged: 8 met, 1 not (`lang=pt`, −14.0\u00a0points, clear). Fewer than 20 examples, so not judged: `lang=is` (7), `lang=mt` (3).',
    ])
  })

  test('where all of a few are judged the table says it', () => {
    expect(families({ gates: [part('de', {}), part('en', { outcome: 'fail' })], scores: [] })).toEqual([])
  })
})

test('what is missing is one line', async () => {
  const suite = await travel(SPEC('{ metric: accuracy, min: 0.5 }'), FILES)
  const lacking = { ...suite, systems: suite.systems.map(one => ({ ...one, missing: 6, unreadable: 2 })) }
  expect(markdown(lacking)).toContain(
    '`candidate`: 6 of 180 predictions missing, 2 unreadable: all 8 counted as wrong.',
  )
})

describe('a change of gates', () => {
  const base = SPEC('{ metric: accuracy, min: 0.8 }')

  test('says of the new and the changed ones what they can show, and of no others', async () => {
    const head = SPEC('{ metric: accuracy, min: 0.8 }, { metric: recall, class: a, max_drop: 0.02 }')
    const suite = await travel(head, FILES, { base })
    const [planned, ...others] = suite.registration.planned
    expect(others).toEqual([])
    expect(planned).toMatchObject({ id: 'recall[a]', n: 60, never: false })
    // of 60 examples, √.1 · (1.96 + .84) / √60 is 11 points, as much as can change
    expect(planned!.says.join(' ')).toContain(
      'It allows 2.0 points, less than half of what 60 examples can show',
    )
    expect(markdown(suite)).toContain('What its new and changed gates can show')
    const other = await travel(SPEC('{ metric: accuracy, min: 0.8, why: as ever }'), FILES, { base })
    expect(other.registration.planned).toEqual([])
  })

  test('that can never pass is an error, though it is a change of the bar alone', async () => {
    const head = SPEC('{ metric: accuracy, min: 0.8 }, { metric: recall, class: a, min: 0.5, min_n: 100 }')
    const suite = await travel(head, FILES, { base, only: true })
    expect(suite.verdict).toBe('error')
    expect(suite.problems.map(({ code }) => code)).toEqual(['gate.never'])
    const fine = await travel(SPEC('{ metric: accuracy, min: 0.85 }'), FILES, { base, only: true })
    expect({ verdict: fine.verdict, state: fine.registration.state }).toEqual({
      verdict: 'pass',
      state: 'registration_change',
    })
    // 153 of 180: Σ binom(180, 160/180) from 153 is .958
    expect(fine.registration.planned[0]!.passes).toBeCloseTo(0.958, 2)
  })

  test('of a gold set is one of all gates', async () => {
    const gates = '{ metric: accuracy, min: 0.8 }, { metric: accuracy, max_drop: 0.2, id: fall }'
    const suite = await travel(SPEC(gates, 'decide: proven'), FILES, { base: SPEC(gates) })
    expect(suite.registration.planned.map(({ id }) => id)).toEqual(['accuracy', 'fall'])
  })
})

describe('edges', () => {
  test('an average over classes is rough by its smallest class, in each slice that is judged', async () => {
    const more = 'slices: [lang]'
    const gold = jsonl(rows.map(row => ({ ...row, lang: row.id < 24 ? 'pl' : 'en' })))
    const gates = '{ metric: f1_macro, slice: { lang: "*" }, min: 0.1 }'
    const suite = await travel(SPEC(gates, more), { ...FILES, 'gold.jsonl': gold })
    const told = suite.problems.filter(({ code }) => code === 'gate.rough')
    // of 24 every third is an a
    expect(told.map(({ message }) => message)).toEqual([
      expect.stringContaining('f1_macro of lang = "pl" is an average over classes, and "a" has 8'),
    ])
    expect(markdown(suite)).toContain('its interval is rough')
  })

  test('the lift of spans where little changed is told to be narrow', async () => {
    const text = 'ab cd'
    const at = (ok: boolean) => [{ start: 0, end: ok ? 2 : 1, type: 'x' }]
    const gold = rows.slice(0, 100).map(({ id }) => ({ id, text, spans: at(true) }))
    const system = (wrong: number) => jsonl(gold.map(({ id }) => ({ id, spans: at(id >= wrong) })))
    const suite = await travel(
      `version: 1
name: spans
task: extraction
gold: { path: gold.jsonl, reference: spans, text: text }
candidate: { path: candidate.jsonl, prediction: spans }
baselines: { base: { path: base.jsonl, prediction: spans } }
gates: [{ metric: f1, max_drop: 0.02 }]
`,
      { 'gold.jsonl': jsonl(gold), 'candidate.jsonl': system(4), 'base.jsonl': system(9) },
    )
    const told = suite.problems.find(({ code }) => code === 'gate.narrow')
    expect(told?.message).toContain('rests on 5 changed examples of 100')
    // fewer than 10 changed
    expect(suite.gates[0]!.evidence).toBe('close')
  })
})

describe('words that are never used', () => {
  const NEVER = /\bsignifican|\breject|\bnull\b/iu

  test.each(readdirSync(join(ROOT, 'examples')))('in the report of %s', name => {
    expect(readFileSync(join(ROOT, 'examples', name, 'report.md'), 'utf8')).not.toMatch(NEVER)
  })

  test('in what is told of a gate, a plan or a problem', async () => {
    const gates =
      '{ metric: accuracy, max_drop: 0.02 }, { metric: accuracy, min: 0.89, id: a }, { metric: f1_macro, min: 0.89, id: b }, { metric: regressions, max: 0 }'
    const suite = await travel(SPEC(gates, 'decide: proven'), FILES, {
      base: SPEC('{ metric: accuracy, min: 0 }'),
    })
    expect(suite.registration.planned.length).toBe(4)
    expect(markdown(suite)).not.toMatch(NEVER)
    // of values that are null, JSON's own word
    const told = Object.values(PROBLEMS).map(([, ...words]) => words.join(' ').replace(/\bnull\b/gu, ''))
    expect(told.filter(words => NEVER.test(words))).toEqual([])
  })
})
