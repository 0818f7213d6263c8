/** Text that others wrote stays inert in the comment, and a comment fits its limit. */
import { describe, expect, test } from '@jest/globals'
import { marked } from 'marked'
import { runs } from '../src/report/difference'
import { code, compared, prose } from '../src/report/escape'
import { renderMarkdown } from '../src/report/markdown'
import type { Example, GateResult, Suite } from '../src/report/report'
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
      'All 2 gates are met but one that is waived until 2027-01-31: `recall[a]`.',
      [gate(), waived('recall[a]')],
    ],
    [
      'All 3 gates are met but 2 that are waived: `a` until 2027-01-31, `b` until 2027-02-28.',
      [gate(), waived('a'), waived('b', { line: 21, waiver: until })],
    ],
    [
      'All 2 gates are met but one that is waived: `r[a]` until 2027-01-31, `r[b]` until 2027-01-31.',
      [gate(), waived('r[a]'), waived('r[b]'), gate({ id: 'r[c]', line: 20 })],
    ],
    ['The gate is not met, and waived until 2027-01-31: `a`.', [waived('a')]],
    [
      'None of the 2 gates is met, and all are waived: `a` until 2027-01-31, `b` until 2027-01-31.',
      [waived('a'), waived('b', { line: 21 })],
    ],
    [
      'All 6 gates are met but 5 that are waived: `1` until 2027-01-31, `2` until 2027-01-31, `3` until 2027-01-31 and 2 more.',
      [gate(), ...[1, 2, 3, 4, 5].map(i => waived(`${i}`, { line: 20 + i }))],
    ],
  ])('the first line is: %s', (line, gates) => {
    expect(first(...gates)).toBe(`## ✅ Goldbar: pass. ${line}`)
  })

  test('the one that passes for itself does not hide the one that fails', () => {
    const gates = [waived('a'), gate({ id: 'b', outcome: 'fail', summary: 'b is low' })]
    expect(text(suite({ verdict: 'fail', gates })).split('\n')[0]).toBe('## ❌ Goldbar: fail. `b`: b is low.')
  })

  test('stand in the table after what fails, and before what is undecided and met', () => {
    const gates = [
      gate({ id: 'met' }),
      gate({ id: 'open', outcome: 'inconclusive' }),
      waived('waived'),
      gate({ id: 'failing', outcome: 'fail' }),
    ]
    const signs = [
      ...text(suite({ verdict: 'fail', gates })).matchAll(/^\| (\S+ [a-z ]+?)(?:, \w+)? \| `(\w+)` \|/gm),
    ]
    expect(signs.map(([, sign, id]) => `${sign} ${id}`)).toEqual([
      '❌ not met failing',
      '⏳ waived waived',
      '❔ undecided open',
      '✅ met met',
    ])
  })

  test('are counted apart from what is not met, over several suites', () => {
    const one = suite({ name: 'one', gates: [gate(), waived('a')] })
    const other = suite({ name: 'two', verdict: 'fail', gates: [gate({ outcome: 'fail' })] })
    expect(text(one, other)).toContain('| ✅ | `one` | pass | 0, 1 waived | 0 | 3 |')
    expect(text(one, other)).toContain('| ❌ | `two` | fail | 1 | 0 | 3 |')
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
    expect(shown).toContain('`goldbar check goldbar.yml --base none --date 2026-11-25`')
  })

  test('without any there is no word about them', () => {
    expect(text(suite())).not.toMatch(/waive|--date/u)
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
      expect(text).toMatch(/… \d+ more |cut for length/u)
    expect(text.split('<details>').length).toBe(text.split('</details>').length)
  })

  test('keeps failing gates before anything else', () => {
    const text = renderMarkdown(long, 5000)
    for (let i = 0; i < 5; i++) expect(text).toContain(`recall[class ${i}]`)
  })
})
