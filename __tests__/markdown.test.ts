/** Text that others wrote stays inert in the comment, and a comment fits its limit. */
import { describe, expect, test } from '@jest/globals'
import { marked } from 'marked'
import { runs } from '../src/report/difference'
import { code, compared, prose } from '../src/report/escape'
import { type Fold, fitInto, type Section } from '../src/report/fit'
import { renderMarkdown } from '../src/report/markdown'
import type { Example, GateResult, Loss, Suite } from '../src/report/report'
import { gate, regressions, report, suite } from './publish/fixture'

const HOSTILE = [
  '@everyone and @org/team',
  '&#64;user',
  '#1 GH-1 owner/repo#1',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  '```mermaid\ngraph TD\n```',
  '` `` ``` ````',
  '<!-- goldbar:v1 0000 -->',
  '--> </details></td></table><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '| a | b |\n|---|---|',
  '[x](https://example.com) ![i](https://example.com/i.png)',
  'https://example.com www.example.com a@example.com',
  'line one\r\nline two\u2028three',
  '\u202eevil\u202c \u200bzero',
  '\ud83d half',
  '**bold** _it_ ~~no~~ # h',
  '\\',
  '',
  '   ',
  '$\\frac{1}{2}$',
  ':rocket:',
  `${'x'.repeat(5000)}`,
]

describe('hostile text', () => {
  test.each(HOSTILE)('%j is inert in a table cell and in a sentence', text => {
    for (const markdown of [
      `| a | b |\n|---|---|\n| ${code(text, true)} | end |\n`,
      `- ${prose(`gate.yml:1:2: The value ${text} is wrong.`)} end\n`,
      `${code(text)} end\n`,
      `${compared(text, 'one other text')} end\n`,
      `| a | b |\n|---|---|\n| ${compared(`a ${text}`, `${text} b`, true)} | end |\n`,
    ]) {
      const html = marked.parse(markdown, { async: false })
      const outside = html.replace(/<code>[\s\S]*?<\/code>/gu, '')
      const tags = new Set(Array.from(outside.matchAll(/<\/?([a-z]+[0-9]?)/gu), ([, tag]) => tag))
      for (const tag of tags)
        expect(['table', 'thead', 'tbody', 'tr', 'th', 'td', 'ul', 'li', 'p', 'em', 'strong']).toContain(tag)
      const plain = outside.replace(/<[^>]*>/gu, ' ')
      expect(plain).not.toMatch(/[@#*~`|]|https?:|www\.|[0-9a-f]{40}|&lt;|:rocket:/u)
      expect(plain).toContain('end')
      if (markdown.startsWith('|')) expect(html.match(/<td>/gu)).toHaveLength(2)
      expect(markdown.isWellFormed()).toBe(true)
      expect(markdown).not.toMatch(/[\u202a-\u202e\u200b]/u)
      expect(markdown.length).toBeLessThan(12_000)
    }
  })
})

test.each([
  ['plain words of ours, 12 of 60 (20 %).', 'plain words of ours, 12 of 60 (20 %).'],
  ['use f1_macro, or recall', 'use f1_macro, or recall'],
  ['gate.yml:9:5: Unknown key "mn".', '`gate.yml:9:5:` Unknown key `"mn".`'],
])('the sentence %j reads %j', (text, markdown) => expect(prose(text)).toBe(markdown))

describe('two texts word by word', () => {
  test.each([
    ['the red house', 'the blue house', ['the ', '+red ', 'house']],
    ['in 1912', 'in 1912', ['in 1912']],
    ['18 April 1912', '15 April 1912', ['+18 ', 'April 1912']],
    ['a b c', 'c b a', ['+a b ', 'c']],
    ['app, price', 'price', ['+app, ', 'price']],
    ['new', '', ['+new']],
    ['', 'old', []],
  ])('%j against %j', (text, other, wanted) => {
    const got = runs(text, other).map(run => (run.common ? run.text : `+${run.text}`))
    expect(got.filter(run => run !== '+' && run !== '')).toEqual(wanted)
    expect(
      runs(text, other)
        .map(run => run.text)
        .join(''),
    ).toBe(text)
  })

  test('what differs is bold, and the whole is cut', () => {
    expect(compared('the red house', 'the blue house')).toBe('`the` **`red`** `house`')
    expect(compared('refund', 'order')).toBe('`refund`')
    expect(compared('a|b c', 'c', true)).toBe('**`a\\|b`** `c`')
    expect(compared('word '.repeat(200), 'other words').length).toBeLessThan(180)
  })
})

describe('lost examples', () => {
  const shown = (examples: readonly Example[], change: Partial<Suite> = {}) =>
    renderMarkdown(
      report({ suites: [suite({ regressions: [regressions(examples)], ...change })] }),
      Number.POSITIVE_INFINITY,
    )
  const example = { id: 'e-1', slices: { lang: ['de'] }, expected: 'a', baseline: 'a', candidate: 'b' }

  test('with parts show a row for each that is wrong', () => {
    const parts = [
      { part: 'total', expected: '12.5', baseline: '12.5', candidate: '125' },
      { part: 'due', expected: '"May"', baseline: null, candidate: null },
      { part: 'tax', expected: null, baseline: null, candidate: '7' },
    ]
    expect(shown([{ ...example, parts }])).toContain(
      `| \`e-1\` \`lang = de\` | \`total\` | \`12.5\` | ✓ | \`125\` |
|  | \`due\` | \`"May"\` | *missing* | *missing* |
|  | \`tax\` | *nothing* | ✓ | \`7\` |`,
    )
  })

  test('count the parts that are too many', () => {
    const parts = Array.from({ length: 11 }, (_, i) => ({
      part: `f${i}`,
      expected: '1',
      baseline: '1',
      candidate: '2',
    }))
    expect(shown([{ ...example, parts }])).toContain('|  | *… 3 more* |')
  })

  test('of graded answers show their credit, and texts one below the other', () => {
    const graded = { metric: 'rougeL', tolerance: 0.05 }
    const credit = { baseline: 0.5, candidate: 0.25 }
    const texts = { source: 'The cat sat.', expected: 'cat sat', baseline: 'cat sat', candidate: 'dog sat' }
    expect(shown([{ ...example, ...texts, credit }], { graded })).toContain(
      `**1 newly worse** against \`base\`: rougeL lower by more than 5.0\u00a0points (3 better; so uneven by chance alone: 50 times in 100)

- **\`e-1\`** \`lang = de\` rougeL 50.0 % → 25.0 % (−25.0 points)
  - source: \`The cat sat.\`
  - expected: \`cat sat\`
  - \`base\`: \`cat sat\`
  - candidate: **\`dog\`** \`sat\``,
    )
  })

  test('without an answer say so', () => {
    expect(shown([{ ...example, candidate: null, parts: [] }])).not.toContain('null')
    const parts = [{ part: 'x', expected: '1', baseline: '2', candidate: null }]
    expect(shown([{ ...example, candidate: null, parts }])).toContain('*no answer*')
  })
})

describe('waivers', () => {
  const waiver = { floor: 0.8, until: '2027-01-31', why: '#412 by @ann | <b>' }
  const waived = (id: string, change: Partial<GateResult> = {}) =>
    gate({ id, outcome: 'fail', candidate: 0.85, waiver, line: 20, ...change })
  const listed = { ...waiver, gate: 'recall[a]', state: 'used', line: 30 } as const
  const text = (...suites: Suite[]) =>
    renderMarkdown(report({ verdict: suites[0]!.verdict, suites }), Number.POSITIVE_INFINITY)
  const first = (...gates: GateResult[]) => text(suite({ gates })).split('\n')[0]
  const until = { ...waiver, until: '2027-02-28' }

  test.each<[string, GateResult[]]>([
    ['The gate is met.', [gate()]],
    ['All 2 gates are met.', [gate(), gate({ line: 10 })]],
    [
      'All 2 gates are met but one that is waived until 2027-01-31: recall[a].',
      [gate(), waived('recall[a]')],
    ],
    [
      'All 3 gates are met but 2 that are waived: a until 2027-01-31, b until 2027-02-28.',
      [gate(), waived('a'), waived('b', { line: 21, waiver: until })],
    ],
    [
      'All 2 gates are met but one that is waived: r[a] until 2027-01-31, r[b] until 2027-01-31.',
      [gate(), waived('r[a]'), waived('r[b]'), gate({ id: 'r[c]', line: 20 })],
    ],
    ['The gate is not met, and waived until 2027-01-31: a.', [waived('a')]],
    [
      'None of the 2 gates is met, and all are waived: a until 2027-01-31, b until 2027-01-31.',
      [waived('a'), waived('b', { line: 21 })],
    ],
    [
      'All 6 gates are met but 5 that are waived: 1 until 2027-01-31, 2 until 2027-01-31, 3 until 2027-01-31 and 2 more.',
      [gate(), ...[1, 2, 3, 4, 5].map(i => waived(`${i}`, { line: 20 + i }))],
    ],
  ])('the first line is: %s', (line, gates) => {
    expect(first(...gates)).toBe(`## ✅ Goldbar: pass. ${line}`)
  })

  test('the one that passes for itself does not hide the one that fails', () => {
    const gates = [waived('a'), gate({ id: 'b', outcome: 'fail', summary: 'b is low' })]
    expect(text(suite({ verdict: 'fail', gates })).split('\n')[0]).toBe('## ❌ Goldbar: fail. b: b is low.')
  })

  test('stand in the table after what fails, and before what is undecided and met', () => {
    const gates = [
      gate({ id: 'met' }),
      gate({ id: 'open', outcome: 'inconclusive' }),
      waived('waived'),
      gate({ id: 'failing', outcome: 'fail' }),
    ]
    const signs = [
      ...text(suite({ verdict: 'fail', gates })).matchAll(
        /^\| (\S+\u00a0`\w+`[^|]*?)(?: \((?:clear|close)\))? \|/gm,
      ),
    ]
    expect(signs.map(([, sign]) => sign!.replace('\u00a0', ' '))).toEqual([
      '❌ `failing`',
      '⏳ `waived` (waived)',
      '❔ `open` (undecided)',
      '✅ `met`',
    ])
  })

  test('are counted apart from what is not met, over several suites', () => {
    const one = suite({ name: 'one', gates: [gate(), waived('a')] })
    const other = suite({ name: 'two', verdict: 'fail', gates: [gate({ outcome: 'fail' })] })
    expect(text(one, other)).toContain('| ✅\u00a0pass | `one` | 0, 1 waived | 0 | 3 |')
    expect(text(one, other)).toContain('| ❌\u00a0fail | `two` | 1 | 0 | 3 |')
  })

  test('are all listed, what they let through first, with inert reasons', () => {
    const states = [
      'unused',
      'stale',
      'expired',
      'used',
      'not_registered',
      'not_judged',
      'below_floor',
    ] as const
    const waivers = states.map(state => ({ ...listed, state }))
    const shown = text(suite({ gates: [waived('recall[a]')], waivers, waivers_on: '2026-11-25' }))
    const of = '| `recall[a]` | 0.8 | 2027-01-31 | `#412` by `@ann \\| <b>` |'
    expect(shown).toContain(`**7 waivers**, as of 2026-11-25

| | of | floor | until | why |
|---|---|---|---|---|
| ⏳ lets it through ${of}
| does not help: it fails beyond the floor, or by another bar ${of}
| is over: the bar decides ${of}
| does not count: it is not on the base ${of}
| names what is not there any more ${of}
| has nothing to let through: no value was judged ${of}
| is not needed: it is met ${of}
`)
    expect(shown).toContain('\n```\ngoldbar check goldbar.yml --base none --date 2026-11-25\n```\n')
  })

  test('without any there is no word about them', () => {
    expect(text(suite())).not.toMatch(/waive|--date/u)
  })
})

describe('a gate', () => {
  const table = (...gates: GateResult[]) =>
    renderMarkdown(report({ suites: [suite({ gates })] }), Number.POSITIVE_INFINITY)

  test.each<[string, Partial<GateResult>]>([
    ['✅\u00a0`x`', { evidence: 'unknown' }],
    ['✅\u00a0`x` (clear)', { evidence: 'clear' }],
    ['✅\u00a0`x` (close, advisory)', { evidence: 'close', level: 'advisory' }],
    ['❌\u00a0`x` (close)', { outcome: 'fail', evidence: 'close' }],
    ['⚠️\u00a0`x` (not met, close, advisory)', { outcome: 'fail', evidence: 'close', level: 'advisory' }],
    ['▫️\u00a0`x` (too small)', { outcome: 'too_small' }],
    ['⛔\u00a0`x` (not to be judged)', { outcome: 'error' }],
  ])('has its outcome beside its name: %s', (cell, change) => {
    expect(table(gate({ id: 'x', ...change }))).toContain(`\n| ${cell} | `)
  })

  test('has no columns of a baseline where none is compared with', () => {
    expect(table(gate({ reference: null, lift: null, lift_interval: null, evidence: null }))).toContain(
      '\n| gate | bar | candidate | n |\n|---|---|---|---|\n| ✅\u00a0`accuracy` | ≥\u00a090.0\u00a0% | **95.0\u00a0%** (83.0\u00a0to\u00a099.0) | 40 |\n',
    )
  })

  test('tells a reason once, for all results that have it', () => {
    const why = 'Nobody may wait.'
    const failing = ['a', 'b'].map(id => gate({ id, why, outcome: 'fail', message: 'Too low.' }))
    const other = gate({ id: 'f', why: 'Another reason.', outcome: 'fail', message: 'Lower.' })
    expect(table(...failing, other)).toContain(
      '\n\n- `a`: Too low. *Nobody may wait.*\n- `b`: Too low.\n- `f`: Lower. *Another reason.*\n\n',
    )
  })
})

describe('a gate on every class', () => {
  test('has a line that counts its parts, and not what it says of them as a whole', () => {
    const part = (cls: string, change: Partial<GateResult>) =>
      gate({ id: `recall[${cls}]`, metric: 'recall', class: cls, lift: null, ...change })
    const few = '3 examples, fewer than 20: not judged.'
    const gates = [
      part('a', {}),
      part('b', { outcome: 'too_small', n: 3, message: few }),
      part('*', {
        outcome: 'error',
        bars: { max_gap: 0.1 },
        message: 'Fewer than two parts: no gap to judge.',
      }),
    ]
    expect(renderMarkdown(report({ suites: [suite({ gates })] }), Number.POSITIVE_INFINITY)).toContain(
      '\n- `recall`: 1 of 2 classes judged, and it is met. Fewer than 20 examples, so not judged: `b` (3).\n',
    )
  })
})

describe('the weakest', () => {
  const of = (cls: string, change: Partial<Loss>): Loss => ({
    ...{ metric: 'f1', class: cls, slice: null, n: 9, candidate: 0.9, reference: 0.9, lift: 0, ids: [] },
    ...{ regressions: 0, fixes: 0, wrong: 1, p_holm: 1, smallest_drop: null, ...change },
  })
  const told = (...classes: Loss[]) => {
    const losses = { classes, slices: [], confusions: [], wrong: null, examples: [] }
    return renderMarkdown(report({ suites: [suite({ losses })] }), Number.POSITIVE_INFINITY)
  }

  test('are those with anything wrong or worse, or of which nobody can tell', () => {
    const text = told(
      of('fallen', { lift: -0.1, wrong: 0 }),
      of('undefined', { candidate: null, lift: null, wrong: 0 }),
      of('as it was', {}),
      of('whole', { lift: 0.1, fixes: 1, wrong: 0 }),
      of('whole before', { wrong: 0 }),
    )
    expect(text).toContain(
      '**Weakest classes** by `f1`, largest loss first, without 2 in which nothing is wrong; found by looking at 5,',
    )
    const names = [...text.matchAll(/^\| `([a-z ]+)` \| (?:█|–)/gmu)].map(([, name]) => name)
    expect(names).toEqual(['fallen', 'undefined', 'as it was'])
  })

  test('are not listed where nothing is wrong', () => {
    expect(told(of('whole', { wrong: 0 }))).not.toContain('Weakest')
  })
})

describe('the first line', () => {
  const first = (change: Partial<Suite>, ...others: Suite[]) => {
    const suites = [suite({ verdict: 'fail', ...change }), ...others]
    return renderMarkdown(report({ verdict: 'fail', suites }), Number.POSITIVE_INFINITY).split('\n')[0]!
  }
  const failing = (id: string) => ({
    gates: [gate({ id, outcome: 'fail', summary: '70.4 %, bar ≥ 90.0 %, 6 examples short' })],
  })
  const told = '70.4 %, bar ≥ 90.0 %, 6 examples short.'

  test.each([
    ['refund promise', 'refund promise'],
    ['recall[refund]', 'recall[refund]'],
    ['f1_macro{lang=de}', 'f1_macro{lang=de}'],
    ['accuracy{lang=*}', 'accuracy{lang=\\*}'],
    ['faithful.mean', 'faithful.mean'],
    // what GitHub or Markdown would read as something else stays in a code span
    ['recall@deployed', '`recall@deployed`'],
    ['GH-12', '`GH-12`'],
    ['deadbeef', '`deadbeef`'],
    ['a_b_ c', '`a_b_ c`'],
    ['_a_', '`_a_`'],
    ['www.example.com', '`www.example.com`'],
    ['a{length=<b>}', '`a{length=<b>}`'],
    ['x[ ]', '`x[ ]`'],
    ['[a](b)', '`[a](b)`'],
    ['two  spaces', '`two  spaces`'],
    ['trailing ', '`trailing␣`'],
  ])('has the name %j as %s', (id, shown) => {
    expect(first(failing(id))).toBe(`## ❌ Goldbar: fail. ${shown}: ${told}`)
  })

  test.each(HOSTILE)('has the name %j as nothing but text', id => {
    const html = marked.parse(first(failing(`a ${id}`)), { async: false })
    const plain = html.replace(/<code>[\s\S]*?<\/code>/gu, '').replace(/<\/?h2>/gu, '')
    expect(plain).not.toMatch(/[<>@#`$]|https?:|www\.|[0-9a-f]{40}|:rocket:/u)
  })

  test('has a long name cut, so that a preview of 90 characters shows the value', () => {
    const line = first({ name: 'S'.repeat(300), ...failing(`recall[${'n'.repeat(300)}]`) }, suite())
    expect(line.replace(/^## /u, '').slice(0, 90)).toMatch(
      /^❌ Goldbar: fail\. S{23}…, recall\[n{24}…: 70\.4 %, bar/u,
    )
    expect(first(failing('n'.repeat(300))).slice(3, 93)).toContain('…: 70.4 %, bar ≥ 90.0 %')
  })

  test('of several suites names the one that decided, and in how many gates fail', () => {
    const gates = [...failing('a').gates, ...failing('b').gates]
    const other = suite({ name: 'Other', verdict: 'fail', ...failing('c') })
    expect(first({ name: 'One', gates }, other, suite({ name: 'Third' }))).toBe(
      `## ❌ Goldbar: fail. One, a: ${told} And 2 more gates are not met, in 2 of 3 suites.`,
    )
  })
})

describe('several suites', () => {
  const bad = suite({
    name: 'Bad',
    verdict: 'fail',
    gates: [gate({ id: 'low', outcome: 'fail', summary: 'it is low', message: 'Not met: it is low.' })],
  })
  const good = suite({ name: 'R&D <b>' })
  const text = renderMarkdown(report({ verdict: 'fail', suites: [good, bad] }), Number.POSITIVE_INFINITY)

  test('begin with a table of all, the worst first', () => {
    expect(text.split('\n').slice(2, 6)).toEqual([
      '| verdict | suite | gates not met | newly wrong | fixed |',
      '|---|---|---|---|---|',
      '| ❌\u00a0fail | `Bad` | 1 | 0 | 3 |',
      '| ✅\u00a0pass | `R&D <b>` | 0 | 0 | 3 |',
    ])
  })

  test('stand open where they fail, with their own reason, and folded where they pass', () => {
    expect(text).toContain('\n\n### ❌ `Bad`: fail\n\n`low`: it is low.\n\nTask classification: 40 gold')
    expect(text).toContain(
      '\n\n<details><summary>✅ <code>R&amp;D &lt;b&gt;</code>: pass. The gate is met.</summary>\n\nTask classification',
    )
    expect(text.endsWith('\n\n</details>\n\n</details>\n')).toBe(true)
    const [, folded] = text.split('R&amp;D')
    expect(text.split('<details>').length).toBe(text.split('</details>').length)
    expect(folded).not.toContain('### ')
  })

  test('have Markdown in their folds, for blank lines stand around it', () => {
    const lines = text.split('\n')
    for (const [i, line] of lines.entries()) {
      if (line.startsWith('<details>')) expect([lines[i - 1], lines[i + 1]]).toEqual(['', ''])
      if (line === '</details>') expect([lines[i - 1], lines[i + 1]]).toEqual(['', ''])
    }
    expect(marked.parse(text, { async: false })).not.toMatch(/\*\*|^\|/mu)
  })
})

describe('sections that do not fit', () => {
  const rows = (n: number, of: string) => Array.from({ length: n }, (_, i) => `- ${of}${i}`)
  const list = (of: string, n: number, priority: number, within?: Fold): Section => ({
    head: [`**${of}**`, ''],
    rows: rows(n, of),
    priority,
    rowsAre: of,
    ...(within && { within }),
  })
  const title: Section = { head: ['# title'], rows: [], priority: 0, rowsAre: '' }
  const ending = (counts: string) =>
    `*Cut for length: ${counts}. report.md and report.html, among the files of this run, have all of it.*`

  test('keep equally many rows each, and the first ones what is left over', () => {
    const sections = [title, list('a', 90, 2), list('b', 2, 2), list('c', 90, 2)]
    const whole = fitInto(sections, Number.POSITIVE_INFINITY)
    expect(whole).not.toContain('Cut')
    // all have three rows, b only two; a gets the one that is left
    const wanted = [
      '# title',
      `**a**\n\n${rows(4, 'a').join('\n')}\n\n*… 86 more (a): see report.json.*`,
      `**b**\n\n${rows(2, 'b').join('\n')}`,
      `**c**\n\n${rows(3, 'c').join('\n')}\n\n*… 87 more (c): see report.json.*`,
      ending('86 a, 87 c'),
    ].join('\n\n')
    const texts = Array.from({ length: 10 }, (_, i) => fitInto(sections, wanted.length + i))
    expect(texts).toContain(wanted)
    for (const [i, text] of texts.entries()) expect(text.length).toBeLessThanOrEqual(wanted.length + i)
  })

  test('give up the less important ones first, and those that are dropped whole are counted', () => {
    const sections = [title, list('a', 3, 1), list('b', 50, 5)]
    const text = fitInto(sections, 150)
    expect(text).toBe(`# title\n\n**a**\n\n- a0\n- a1\n- a2\n\n${ending('50 b')}`)
  })

  test('leave no empty fold behind', () => {
    const fold = { open: '<details><summary>f</summary>', close: '</details>' }
    const sections = [title, list('a', 3, 1), list('b', 50, 5, fold), list('c', 50, 5, fold)]
    expect(fitInto(sections, 150)).toBe(`# title\n\n**a**\n\n- a0\n- a1\n- a2\n\n${ending('50 b, 50 c')}`)
    expect(fitInto(sections, 2000)).toMatch(/<\/summary>\n\n\*\*b\*\*[\s\S]*- c49\n\n<\/details>$/u)
  })

  test.each([150, 300, 600, 1200, 2400])('never are longer than %i', limit => {
    const sections = [title, ...[1, 1, 2, 3, 3, 3, 8].map((priority, i) => list(`s${i}`, 40, priority))]
    expect(fitInto(sections, limit).length).toBeLessThanOrEqual(limit)
  })
})

describe('a report that is too long', () => {
  const gates = Array.from({ length: 400 }, (_, i) =>
    gate({ id: `recall[class ${i}]`, outcome: i < 5 ? 'fail' : 'pass', level: 'blocking' }),
  )
  const long = report({ verdict: 'fail', suites: [suite({ verdict: 'fail', gates })] })

  test.each([60_000, 20_000, 5000, 1500])('fits into %i and says what was cut', limit => {
    const text = renderMarkdown(long, limit)
    expect(text.length).toBeLessThanOrEqual(limit)
    expect(text).toMatch(/^## ❌ Goldbar: fail\./u)
    if (renderMarkdown(long, Number.POSITIVE_INFINITY).length > limit)
      expect(text).toMatch(/^\*Cut for length: /mu)
    expect(text.split('<details>').length).toBe(text.split('</details>').length)
  })

  test('keeps failing gates before anything else', () => {
    const text = renderMarkdown(long, 5000)
    for (let i = 0; i < 5; i++) expect(text).toContain(`recall[class ${i}]`)
  })
})
