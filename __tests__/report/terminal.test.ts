/** The report on a terminal: what it says, that it fits, that it stays inert, and what only a terminal gets to see. */
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import type { Open } from '../../src/files'
import { Problems } from '../../src/problems'
import { progressOn } from '../../src/publish/progress'
import { rewrites, screenOf } from '../../src/publish/screen'
import type { Example, Report, Suite } from '../../src/report/report'
import { renderTerminal } from '../../src/report/terminal'
import { exampleBlocks } from '../../src/report/terminal/examples'
import { table } from '../../src/report/terminal/table'
import { type Line, painted, span, widthOf, wrap } from '../../src/report/terminal/text'
import { LIMITS } from '../../src/spec/limits'
import { goldbar, ROOT } from '../cli'
import { folderOf, jsonl, judge } from '../suite'

const FILED = { folder: 'goldbar-report', files: ['report.html', 'report.md', 'report.json', 'junit.xml'] }
/** Select graphic rendition: the only sequence that a coloured report has. */
const ESC = '\u001b'
/** Erases the line of progress. */
const ERASE = `\r${ESC}[K`
const SGR = new RegExp(`${ESC}\\[[0-9;]*m`, 'gu')
const startsWith = (text: string) => new RegExp(`^${text.replaceAll('[', '\\[')}`, 'u')
const plainText = (lines: readonly Line[]) => painted(lines, false)

const GOLDEN = ['ticket-router-regressed', 'order-mails', 'release-digests'].flatMap(name =>
  [60, 100].map(width => [name, width] as const),
)
const examples = folderOf({})
cpSync(join(ROOT, 'examples'), join(examples, 'examples'), { recursive: true })
const words = (name: string) => [
  'check',
  `examples/${name}/gate.yml`,
  '--base',
  'none',
  '--output',
  `out/${name}`,
]
const golden = (name: string, width: number) => join(import.meta.dirname, 'terminal', `${name}.${width}.txt`)

describe('says what lies beside this test, to the byte', () => {
  test.each(GOLDEN)('%s at %d columns', async (name, width) => {
    const { stdout, stderr } = await goldbar(words(name), examples, { COLUMNS: String(width) })
    expect(stderr).toBe('')
    // if the new text is right: npm run examples, and read the difference as prose
    expect(stdout).toBe(readFileSync(golden(name, width), 'utf8'))
  })

  test('and the README shows the beginning of one', () => {
    const [first, second] = readFileSync(golden('order-mails', 100), 'utf8').split('\n')
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain(`\n${first}\n${second}\n`)
  })

  test('the same with colours, which add nothing but themselves', async () => {
    const env = { COLUMNS: '100', FORCE_COLOR: '1' }
    const { stdout } = await goldbar(words('ticket-router-regressed'), examples, env)
    expect(stdout).toMatch(startsWith('\u001b[1;31m✗ FAIL'))
    expect(stdout.replace(SGR, '')).toBe(readFileSync(golden('ticket-router-regressed', 100), 'utf8'))
  })
})

describe('in every example, at every width', () => {
  const names = [
    'ticket-router-regressed',
    'contract-register',
    'help-translations',
    'order-mails',
    'assistant-judged',
  ]
  test.each(names)('%s: no line is too wide, and no number is broken', async name => {
    await goldbar(words(name), examples)
    const report = JSON.parse(readFileSync(join(examples, 'out', name, 'report.json'), 'utf8')) as Report
    for (let width = 40; width <= 160; width += 5) {
      const lines = renderTerminal(report, { width, colour: false }, FILED).split('\n')
      expect(lines.filter(line => widthOf(line) > width)).toEqual([])
      const broken = lines.filter(
        (line, i) => /\p{Nd}$/u.test(line) && /^ *\p{Nd}+[.,]?\p{Nd}* ?%/u.test(lines[i + 1] ?? ''),
      )
      expect(broken).toEqual([])
    }
  })
})

describe('the width of a text', () => {
  test.each([
    ['a', 1],
    ['漢字', 4],
    ['ｱ', 1],
    ['Ａ', 2],
    ['e\u0301', 1],
    ['한', 2],
    ['👍', 2],
    ['❤\ufe0f', 2],
    ['', 0],
  ])('%j is %d', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })
})

describe('wraps', () => {
  test.each<[string, string, number, string[]]>([
    ['at spaces', 'one two three', 8, ['one two', 'three']],
    ['between wide characters', '日本語の文章です', 6, ['日本語', 'の文章', 'です']],
    ['never between a letter and its marks', 'e\u0301e\u0301e\u0301', 2, ['e\u0301e\u0301', 'e\u0301']],
    ['no number from its unit', 'fell by 12.5\u00a0%', 10, ['fell by', '12.5 %']],
    ['a long name at its bracket', 'accuracy{length=55..75}', 15, ['accuracy', '{length=55..75}']],
    ['no number in two', 'abcdef123456', 8, ['abcdef', '123456']],
    ['what is longer than a line', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['nothing', '', 10, ['']],
  ])('%s', (_, text, width, lines) => {
    expect(plainText(wrap([span(text)], width)).split('\n')).toEqual(lines)
  })

  test('a number that is wider than the line stands over it, whole', () => {
    expect(plainText(wrap([span('n 123456789')], 5)).split('\n')).toEqual(['n', '123456789'])
  })
})

describe('a table', () => {
  const columns = [
    { title: 'name' },
    { title: 'in words' },
    { title: 'value', right: true },
    { title: 'n', right: true, drop: 1 },
  ]
  const rows = [
    ['名前', 'of several words', '12.5', '100'],
    ['b', '', '7', '3'],
  ].map(cells => ({
    cells: cells.map(text => [span(text)]),
  }))
  const at = (width: number) => plainText(table(columns, rows, { width, colour: false })).split('\n')

  test('is aligned by what is seen', () => {
    expect(at(60)).toEqual([
      '  name  in words          value    n',
      '  名前  of several words   12.5  100',
      '  b                           7    3',
    ])
  })

  test('leaves out what matters least, then wraps, then tells each row', () => {
    expect(at(33)[0]).toBe('  name  in words          value')
    expect(at(26)).toEqual([
      '  name  in words     value',
      '  名前  of several    12.5',
      '        words',
      '  b                      7',
    ])
    expect(at(18)).toEqual([
      '  名前',
      '    in words of',
      '    several words,',
      '    value 12.5',
      '  b',
      '    value 7',
    ])
  })

  test('has no column without content', () => {
    const empty = rows.map(({ cells }) => ({ cells: [cells[0]!, [], cells[2]!, cells[3]!] }))
    expect(plainText(table(columns, empty, { width: 60, colour: false })).split('\n')[0]).toBe(
      '  name  value    n',
    )
  })
})

const EXAMPLE: Example = { id: 'x1', slices: { lang: ['de'] }, expected: 'a', baseline: 'a', candidate: 'b' }

/** Lines of the list of newly wrong examples. */
function listOf(list: readonly object[], more: Partial<Suite> = {}, width = 80): string[] {
  const regressions = [{ baseline: 'old', count: list.length, fixes: 0, still_wrong: 0, examples: list }]
  const suite = {
    regressions,
    losses: { examples: [] },
    graded: null,
    systems: [{}, {}],
    ...more,
  } as unknown as Suite
  return plainText(exampleBlocks(suite, { width, colour: false })[0]!).split('\n')
}

describe('lost examples', () => {
  test('short answers stand in a table', () => {
    expect(listOf([EXAMPLE])).toEqual([
      '1 newly wrong against old',
      '  example  expected  old  candidate',
      '  x1       a         a    b          lang=de',
    ])
  })

  test('marks show what the other text lacks, below wide characters too', () => {
    const long = {
      ...EXAMPLE,
      source: '値',
      expected: '値 は 九 です',
      baseline: null,
      candidate: '値 は 十二 です',
    }
    expect(listOf([long])).toEqual([
      '1 newly wrong against old',
      '  x1  lang=de',
      '    source     値',
      '    expected   値 は 九 です',
      '                     ^^',
      '    old        (no answer)',
      '    candidate  値 は 十二 です',
      '                     ^^^^',
    ])
  })

  test('of long texts only what lies beside a difference', () => {
    const words = (last: string) => `${Array.from({ length: 30 }, (_, i) => `w${i}`).join(' ')} ${last}`
    const lines = listOf(
      [{ ...EXAMPLE, expected: words('yes'), candidate: words('no'), baseline: words('yes') }],
      {},
      100,
    )
    expect(lines).toContain('    expected   … w22 w23 w24 w25 w26 w27 w28 w29 yes')
    expect(lines).toContain('    candidate  … w22 w23 w24 w25 w26 w27 w28 w29 no')
  })

  test('whose texts are hidden are named, and nothing is said of their answers', () => {
    const hidden = { ...EXAMPLE, expected: null, baseline: null, candidate: null }
    for (const graded of [null, { metric: 'rougeL', tolerance: 0.1 }])
      expect(listOf([hidden], { graded }).slice(1)).toEqual(['  example', '  x1       lang=de'])
  })

  test('parts that are right are ticked', () => {
    const parts = [
      { part: 'total', expected: '12', baseline: '12', candidate: '21' },
      { part: 'note', expected: null, baseline: null, candidate: 'x' },
      { part: 'date', expected: 'd', baseline: 'd', candidate: null },
    ]
    expect(listOf([{ ...EXAMPLE, parts, more_parts: 2 }])).toEqual([
      '1 newly wrong against old',
      '  example  part   expected   old  candidate',
      '  x1       total  12         ✓    21         lang=de',
      '           note   (nothing)  ✓    x',
      '           date   d          ✓    (missing)',
      '    … and 2 more parts',
    ])
  })
})

describe('hostile text', () => {
  const HOSTILE = '\u001b[2J\u001b]0;x\u0007 \u202eevil\u202c\u200b\r\n\u009b31m\t\u0000 [31m'
  const spec = (name: string) => `version: 1
name: ${JSON.stringify(name)}
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: label }
baselines: { base: { path: base.jsonl, prediction: label } }
slices: [lang]
gates:
  - { metric: accuracy, min: 0.9, why: ${JSON.stringify(name)} }
  - { metric: recall, class: "*", min: 0.9, min_n: 1 }
  - { metric: accuracy, slice: { lang: "*" }, min: 0.9, max_gap: 0.1, min_n: 1 }
`
  const rows = (labels: string) =>
    jsonl(
      [...labels].map((label, i) => ({
        id: `${HOSTILE}${i}`,
        label: `${label}${HOSTILE}`,
        lang: `${HOSTILE}${i % 2}`,
      })),
    )

  test.each([false, true])('stays inert, coloured: %j', async colour => {
    const folder = folderOf({
      'gate.yml': spec(HOSTILE.toWellFormed()),
      'gold.jsonl': rows('aaabbb'),
      'base.jsonl': rows('aaabba'),
      'candidate.jsonl': rows('abbaba'),
    })
    const { report } = await judge(folder)
    expect(report.verdict).toBe('fail')
    for (const width of [40, 80, 140]) {
      const text = renderTerminal(report, { width, colour }, FILED)
      expect(text.replace(SGR, '').replaceAll('\n', '')).not.toMatch(
        /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200b]/u,
      )
      expect(text.replace(SGR, '')).toBe(renderTerminal(report, { width, colour: false }, FILED))
      expect(text).toContain('\\u{202e}')
      // a colour ends where it began
      for (const [, line] of text.matchAll(/^(.*)$/gmu)) {
        const codes = line!.match(SGR) ?? []
        expect(codes.filter((_, i) => i % 2 === 1).every(code => code === '\u001b[0m')).toBe(true)
        expect(codes.length % 2).toBe(0)
      }
    }
  })
})

describe('several suites', () => {
  test('the failing one is told first and whole, the passing one in brief', async () => {
    const { stdout } = await goldbar(
      [
        'check',
        'examples/ticket-router/gate.yml',
        'examples/ticket-router-regressed/gate.yml',
        '--base',
        'none',
      ],
      examples,
    )
    expect(stdout.split('\n').slice(3, 8)).toEqual([
      '2 suites',
      '  suite                     verdict  gates not met  newly wrong  fixed',
      '  Ticket router, regressed  ✗ fail               6            7     15',
      '  Ticket router             ✓ pass               0            5     12',
      '',
    ])
    expect(stdout.match(/newly wrong against/gu)).toHaveLength(1)
  })
})

describe('the screen', () => {
  const tty = { isTTY: true, columns: 132, write: () => true }
  const pipe = { write: () => true }
  test.each([
    ['a terminal', tty, {}, 132, true],
    ['a pipe', pipe, {}, 80, false],
    ['a terminal that does not know its width', { ...tty, columns: 0 }, {}, 80, true],
    ['COLUMNS', tty, { COLUMNS: '60' }, 60, true],
    ['COLUMNS of a pipe', pipe, { COLUMNS: '100' }, 100, false],
    ['COLUMNS that is none', pipe, { COLUMNS: 'wide' }, 80, false],
    ['next to no columns', tty, { COLUMNS: '3' }, 40, true],
    ['NO_COLOR', tty, { NO_COLOR: '1' }, 132, false],
    ['an empty NO_COLOR', tty, { NO_COLOR: '' }, 132, true],
    ['FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, 80, true],
    ['an empty FORCE_COLOR', pipe, { FORCE_COLOR: '' }, 80, true],
    ['FORCE_COLOR=0', tty, { FORCE_COLOR: '0' }, 132, false],
    ['FORCE_COLOR over NO_COLOR, as Node.js has it', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, 80, true],
    ['TERM=dumb', tty, { TERM: 'dumb' }, 132, false],
    ['the log of a CI', tty, { CI: 'true' }, 132, false],
    ['the log of a CI that wants colours', tty, { CI: 'true', FORCE_COLOR: '1' }, 132, true],
    ['CI=false', tty, { CI: 'false' }, 132, true],
  ])('%s', (_, stream, env, width, colour) => {
    expect(screenOf(stream, env)).toEqual({ width, colour })
  })

  test('a line is written again on terminals only', () => {
    expect([tty, pipe].map(stream => rewrites(stream, {}))).toEqual([true, false])
    expect([{ TERM: 'dumb' }, { CI: '1' }, { NO_COLOR: '1' }].map(env => rewrites(tty, env))).toEqual([
      false,
      false,
      true,
    ])
  })
})

describe('progress', () => {
  /** Reads a file of `chunks` chunks of 1 MB with 10 rows each, which take `each` milliseconds. */
  async function read(chunks: number, each: number, { columns = 80, file = 'rows.jsonl', chunk = 1e6 } = {}) {
    const written: string[] = []
    let now = 0
    const progress = progressOn({ isTTY: true, columns, write: text => written.push(text) }, () => now)
    const opened: Open = async () => ({
      file,
      async *bytes() {
        for (let i = 0; i < chunks; i++) {
          now += each
          yield new Uint8Array(1)
        }
      },
      digest: () => ({ sha256: '', bytes: (now / each) * chunk }),
      size: () => chunks * chunk,
    })
    const source = await progress.watched(opened)(file, {
      key: '',
      place: {},
      limits: LIMITS,
      problems: new Problems(),
    })
    for await (const _ of source!.bytes()) source!.read?.(1000)
    progress.end()
    return written
  }

  test('nothing is shown below a second', async () => {
    expect(await read(9, 100)).toEqual([])
  })

  test('then one line is written again, ten times a second at most, and erased', async () => {
    // chunks come after 400, 800, 1200, 1600 ms; the first second shows nothing
    expect(await read(4, 400)).toEqual([
      '\r\u001b[KReading rows.jsonl: 2,000 rows, 3.0 of 4.0 MB',
      '\r\u001b[KReading rows.jsonl: 3,000 rows, 4.0 of 4.0 MB',
      '\r\u001b[KRead rows.jsonl: 4,000 rows, 4.0 of 4.0 MB',
      '\r\u001b[K',
    ])
    // 3,000 chunks a millisecond apart: 20 lines after the first second, the last one, and its end
    expect(await read(3000, 1)).toHaveLength(23)
  })

  test('a file of some kilobytes is not one of no megabytes', async () => {
    expect((await read(4, 400, { chunk: 1e4 }))[0]).toContain('2,000 rows, 30.0 of 40.0 kB')
  })

  test.each([80, 50, 40, 0])('the line fits into %d columns, and its numbers stay whole', async columns => {
    const written = await read(4, 400, { columns, file: `data/${'漢'.repeat(60)}/\u001b[2Jrows.jsonl` })
    for (const text of written.slice(0, -1)) {
      const line = text.replace('\r\u001b[K', '')
      expect(widthOf(line)).toBeLessThan(columns || 80)
      expect(line).toMatch(/^Read(?:ing)? ….*l: \d,000 rows, \d\.0 of 4\.0 MB$|^$/u)
      expect(line).not.toContain('\u001b')
    }
  })
})

/** `script` of util-linux runs a command in a pseudo-terminal. */
const hasScript =
  process.platform === 'linux' &&
  spawnSync('script', ['-qec', 'true', '/dev/null'], { stdio: 'ignore' }).status === 0
if (!hasScript)
  console.warn('NOT TESTED: the command line in a real terminal. There is no script(1) of util-linux here.')

;(hasScript ? describe : describe.skip)('in a real terminal', () => {
  const ENV = { PATH: process.env.PATH, TERM: 'xterm-256color' }
  /** What the terminal was sent. The command is a line of the shell in `folder`. */
  function terminal(folder: string, command: string, env = {}): string {
    const quiet = ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe']
    return execFileSync('script', ['-qec', command, '/dev/null'], {
      cwd: folder,
      env: { ...ENV, ...env },
      encoding: 'utf8',
      stdio: quiet,
    })
  }
  /** What stays to be read; a busy machine may take longer than the second after which progress is shown. */
  const left = (sent: string) => sent.split(ERASE).at(-1)!.replaceAll('\r\n', '\n')
  const cli = `'${process.execPath}' '${join(ROOT, 'dist/cli.js')}'`
  const regressed = `${cli} ${words('ticket-router-regressed').join(' ')}; true`

  test.each([60, 100])('it is coloured and %d columns wide', width => {
    const sent = terminal(examples, `stty cols ${width}; ${regressed}`)
    expect(sent).toContain('\u001b[1;31m✗ FAIL')
    expect(left(sent).replace(SGR, '')).toBe(readFileSync(golden('ticket-router-regressed', width), 'utf8'))
  })

  test('NO_COLOR leaves the text', () => {
    const sent = terminal(examples, `stty cols 100; ${regressed}`, { NO_COLOR: '1' })
    expect(left(sent)).toBe(readFileSync(golden('ticket-router-regressed', 100), 'utf8'))
  })

  describe('with files that take some seconds', () => {
    const many = Array.from(
      { length: 500_000 },
      (_, i) => `{"id":"x${i}","label":"${'ab'[i % 2]}","more":"${'word '.repeat(20)}"}\n`,
    ).join('')
    const folder = folderOf({
      'gold.jsonl': many,
      'candidate.jsonl': many.replaceAll('"label"', '"answer"'),
      'gate.yml':
        'version: 1\nname: Many\ntask: classification\ngold: { path: gold.jsonl, reference: label }\ncandidate: { path: candidate.jsonl, prediction: answer }\ngates: [{ metric: accuracy, min: 0.9 }]\n',
    })

    test('says which file is read, and takes that away', () => {
      const sent = terminal(folder, `stty cols 80; ${cli} check gate.yml --base none`)
      expect(sent).toMatch(/\[KReading (?:gold|candidate)\.jsonl: [\d,]+ rows, [\d.]+ of [\d.]+ MB/u)
      // after the last line was erased the report begins
      expect(left(sent)).toMatch(startsWith('\u001b[1;32m✓ PASS'))
    })

    test.each(['--json', '--quiet'])('%s shows none', flag => {
      expect(terminal(folder, `${cli} check gate.yml --base none ${flag}`)).not.toContain('\u001b')
    })

    test('a pipe gets none', () => {
      const sent = terminal(folder, `${cli} check gate.yml --base none 2>told.txt | cat`)
      expect(sent).not.toContain('\u001b')
      expect(readFileSync(join(folder, 'told.txt'), 'utf8')).toBe('')
    })
  })
})
