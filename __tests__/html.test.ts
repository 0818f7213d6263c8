/** report.html as a reader meets it: written by dist/cli.js, opened from the disk in a browser. */
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { browser as browserPath, FLAGS } from '../scripts/browser.mjs'
import { goldbar, ROOT } from './cli'

jest.setTimeout(120_000)
const scratch = mkdtempSync(join(tmpdir(), 'goldbar-html-'))
let browser: Browser
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: browserPath(), args: FLAGS })
})
afterAll(async () => {
  await browser?.close()
  rmSync(scratch, { recursive: true })
})

/** Writes the files and judges them; gives the path of report.html. */
async function reported(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(scratch, name)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  const { stderr } = await goldbar(['check', 'gate.yml', '--quiet'], folder)
  expect(stderr).toBe('')
  return join(folder, 'goldbar-report/report.html')
}

async function example(name: string): Promise<string> {
  const output = join(scratch, 'examples', name)
  await goldbar(['check', `examples/${name}/gate.yml`, '--quiet', '--output', output])
  return join(output, 'report.html')
}

/** A page, and what it said or asked for while it was open. */
interface Opened {
  readonly page: Page
  readonly heard: string[]
}

async function open(file: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, ...options })
  const heard: string[] = []
  page.on('console', message => heard.push(`console: ${message.text()}`))
  page.on('pageerror', error => heard.push(`error: ${error.message}`))
  page.on('dialog', dialog => {
    heard.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', request => {
    if (request.url() !== `file://${file}`) heard.push(`request: ${request.url()}`)
  })
  await page.goto(`file://${file}`)
  return { page, heard }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe-core finds wrong; its own script is let past the policy by the debugger. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: defined by the script above
    const { violations } = await (globalThis as any).axe.run()
    return violations.flatMap((one: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
      one.nodes.map(({ html, failureSummary }) => `${one.id}: ${html.slice(0, 200)} ${failureSummary}`),
    )
  })
}

const WIDTHS = [400, 800, 1400]

describe('a report', () => {
  const regressed = example('ticket-router-regressed')

  test('leads with the verdict, what decided it, and the gates that are not met', async () => {
    const { page, heard } = await open(await regressed)
    expect(await page.title()).toBe('Goldbar: fail, Ticket router, regressed')
    expect(await page.locator('h1').innerText()).toBe('Fail Ticket router, regressed')
    expect(await page.locator('.reason').innerText()).toBe(
      'refund promise: 70.4 %, bar ≥ 90.0 %, 6 examples short. And 5 more gates are not met.',
    )
    const outcomes = await page.locator('.gates tbody .outcome').allInnerTexts()
    expect(outcomes.slice(0, 7)).toEqual([
      'not met, clear',
      'not met, close',
      'not met, close',
      'not met',
      'not met, close',
      'not met',
      'met, close',
    ])
    expect(heard).toEqual([])
  })

  test('plots the value, its interval, the baseline and the bar where the numbers say', async () => {
    const { page } = await open(await regressed)
    // 19 of 27 are right (70.4 %, Wilson 51.5 to 84.1 %), the baseline has 88.9 %, the bar is at 90 %
    const plot = page.locator('[data-gate="0-0"]')
    const at = async (part: string, name: string) => Number(await plot.locator(part).getAttribute(name))
    const candidate = await at('.value', 'cx')
    const reference = await at('.reference', 'cx')
    const [low, high] = [await at('.whisker', 'x1'), await at('.whisker', 'x2')]
    const bar = await at('.bar-line', 'x1')
    const perPoint = (bar - candidate) / (90 - 70.37)
    expect(reference - candidate).toBeCloseTo((88.89 - 70.37) * perPoint, 0)
    expect(candidate - low).toBeCloseTo((70.37 - 51.52) * perPoint, 0)
    expect(high - candidate).toBeCloseTo((84.14 - 70.37) * perPoint, 0)
  })

  test('reads whole without its script', async () => {
    const { page } = await open(await regressed, { javaScriptEnabled: false })
    expect(await page.locator('main').innerText()).toContain('A refund that waits in the wrong queue')
    expect(await page.locator('.losses').first().innerText()).toContain('refund')
  })

  test.each(['light', 'dark'] as const)('in %s keeps nobody out', async colorScheme => {
    for (const name of ['ticket-router-regressed', 'contract-register', 'order-mails', 'release-digests']) {
      const { page } = await open(await example(name), { colorScheme })
      expect(await violations(page)).toEqual([])
      await page.close()
    }
  })

  test('of several suites leads to each, the worst first', async () => {
    const output = join(scratch, 'several')
    const specs = ['ticket-router', 'ticket-router-regressed'].map(name => `examples/${name}/gate.yml`)
    await goldbar(['check', ...specs, '--quiet', '--output', output])
    const { page, heard } = await open(join(output, 'report.html'))
    expect(await page.locator('h1').innerText()).toBe('Fail 2 suites')
    expect(await page.getByRole('navigation', { name: 'Suites' }).getByRole('link').allInnerTexts()).toEqual([
      'Ticket router, regressed',
      'Ticket router',
    ])
    // ten blocking gates with "*" have 17 results, 6 of which are not met in the first suite
    expect(await page.locator('.suites li').allInnerTexts()).toEqual([
      'fail Ticket router, regressed 11 of 17 gates met, 7 newly wrong',
      'pass Ticket router 17 of 17 gates met, 5 newly wrong',
    ])
    await page.locator('#suite-1 .row').first().waitFor()
    expect(await violations(page)).toEqual([])
    expect(heard).toEqual([])
  })

  test.each(WIDTHS)('fits a window of %i pixels', async width => {
    const { page } = await open(await regressed, { viewport: { width, height: 900 } })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
  })

  test('changes its colours on demand', async () => {
    const { page } = await open(await regressed, { colorScheme: 'light' })
    const paper = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const light = await paper()
    await page.getByRole('button', { name: 'Use dark colours' }).press('Enter')
    expect(await paper()).not.toBe(light)
    await page.getByRole('button', { name: 'Use light colours' }).press('Enter')
    expect(await paper()).toBe(light)
  })

  test('of a spec that cannot be read tells the problem', async () => {
    const file = await reported('broken', { 'gate.yml': 'version: 1\nname: x\ntask: nothing\n' })
    const { page, heard } = await open(file)
    expect(await page.locator('h1').innerText()).toContain('Error')
    expect(await page.locator('.problems').first().innerText()).toContain('nothing')
    expect(heard).toEqual([])
  })
})

test('without the page beside the program the verdict is the same, and the older report.html goes', async () => {
  const alone = join(scratch, 'alone')
  const output = join(alone, 'out')
  mkdirSync(output, { recursive: true })
  for (const file of ['cli.js', 'package.json']) copyFileSync(join(ROOT, 'dist', file), join(alone, file))
  writeFileSync(join(output, 'report.html'), 'of an earlier run')
  const words = ['check', 'examples/ticket-router/gate.yml', '--quiet', '--output', output]
  const { status, stderr } = spawnSync(process.execPath, [join(alone, 'cli.js'), ...words], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  expect(stderr).toContain('report.html was not written')
  expect(readdirSync(output)).toEqual(expect.arrayContaining(['report.json', 'report.md', 'junit.xml']))
  expect(readdirSync(output)).not.toContain('report.html')
})

describe('the example browser', () => {
  const regressed = example('ticket-router-regressed')
  const rows = (page: Page) => page.locator('.row')
  const status = (page: Page) => page.locator('.status').innerText()
  const ids = (page: Page) => page.locator('.row code').allInnerTexts()

  test('shows what is newly wrong first, and one of it whole', async () => {
    const { page } = await open(await regressed)
    await rows(page).first().waitFor()
    expect(await page.locator('.tabs button').allInnerTexts()).toEqual([
      'newly wrong 7',
      'fixed 15',
      'still wrong 3',
      'all listed 25',
    ])
    expect(await ids(page)).toEqual(['t-012', 't-014', 't-048', 't-077', 't-090', 't-091', 't-101'])
    expect(await page.locator('.detail').innerText()).toMatch(/t-012.*refund.*refund.*other/s)
  })

  test('filters by class, slice and words, and by all of them', async () => {
    const { page } = await open(await regressed)
    await page.getByRole('button', { name: 'all listed' }).click()
    expect(await status(page)).toBe('25 of 25 examples')
    await page.getByLabel('class', { exact: true }).selectOption('tech')
    const tech = await page.locator('.row .quiet').allInnerTexts()
    expect(tech.length).toBeGreaterThan(1)
    expect(tech.every(text => text.startsWith('tech → '))).toBe(true)
    await page.getByLabel('class', { exact: true }).selectOption('')
    await page.getByLabel('slice', { exact: true }).selectOption('lang = de')
    // 5 newly wrong, 1 fixed and 1 still wrong, as the table of slices says
    expect(await status(page)).toBe('7 of 25 examples')
    await page.getByLabel('Search ids and texts').fill('T-012')
    await expect(rows(page).nth(1).waitFor({ state: 'detached' })).resolves.toBeUndefined()
    expect(await ids(page)).toEqual(['t-012'])
    await page.getByLabel('Search ids and texts').fill('nowhere to be found')
    await page.getByText('No example passes these filters.').waitFor()
    expect(await rows(page).count()).toBe(0)
  })

  test('is worked by the keyboard', async () => {
    const { page } = await open(await regressed)
    const list = page.getByRole('listbox', { name: 'Examples' })
    await list.focus()
    const chosen = () => page.locator('[aria-selected=true] code').innerText()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    expect(await chosen()).toBe('t-048')
    expect(await page.locator('.detail h3 code').innerText()).toBe('t-048')
    await page.keyboard.press('End')
    expect(await chosen()).toBe('t-101')
    await page.keyboard.press('ArrowDown')
    expect(await chosen()).toBe('t-101')
    await page.keyboard.press('Home')
    expect(await list.getAttribute('aria-activedescendant')).toBe('example-0-0')
    expect(await page.locator('#example-0-0').getAttribute('aria-setsize')).toBe('7')
  })

  test('marks the words in which answers differ', async () => {
    const gold = '{"id":"q1","a":"the red fox jumps"}\n{"id":"q2","a":"yes"}\n'
    const file = await reported('words', {
      'gate.yml': [
        'version: 1',
        'name: Words',
        'task: qa',
        'gold: { path: gold.jsonl, id: id, reference: a }',
        'candidate: { path: candidate.jsonl, prediction: p }',
        'gates: [{ metric: exact_match, min: 0.9 }]',
      ].join('\n'),
      'gold.jsonl': gold,
      'candidate.jsonl': '{"id":"q1","p":"the blue fox jumps high"}\n{"id":"q2","p":"yes"}\n',
    })
    const { page } = await open(file)
    expect(await page.locator('.tabs button').allInnerTexts()).toEqual(['all wrong 1'])
    const marks = async (kind: string) =>
      (await page.locator(`mark.${kind}`).allInnerTexts()).map(text => text.trim())
    expect(await marks('missing')).toEqual(['red'])
    expect(await marks('added')).toEqual(['blue', 'high'])
  })

  test('marks spans in their text', async () => {
    const { page } = await open(await example('contract-register'))
    const marks = (kind: string) => page.locator(`.text mark.${kind}`).allInnerTexts()
    await rows(page).first().waitFor()
    expect([await marks('missing'), await marks('right'), await marks('added')]).toEqual([
      ['GBP 1,850'],
      ['GBP 1,850'],
      ['GBP 1,850,'],
    ])
  })

  test('sets the fields of structured answers side by side', async () => {
    const { page } = await open(await example('order-mails'))
    await rows(page).first().waitFor()
    expect(await page.locator('.parts tbody tr').first().locator('th, td').allInnerTexts()).toEqual([
      'delivery_date',
      '"2026-04-03"',
      '✓',
      '"2026-03-04"',
    ])
    expect(await page.locator('.answer mark.added').allInnerTexts()).toEqual([
      expect.stringContaining('"2026-03-04"'),
    ])
  })

  test('prints its first examples as text', async () => {
    const { page } = await open(await regressed)
    await rows(page).first().waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.browser').isVisible()).toBe(false)
    expect(await page.locator('.first').innerText()).toContain('t-101')
  })
})

describe('the confusion maps', () => {
  test('count what was taken for what, and lead to the examples', async () => {
    const { page } = await open(await example('ticket-router-regressed'))
    const map = page.getByRole('application', { name: /^candidate: / })
    await map.locator('.count').first().waitFor()
    // of 27 refunds the candidate calls 19 refund, 4 order, 3 tech and 1 other
    expect(await map.locator('.count').allTextContents()).toEqual([
      '19',
      '4',
      '3',
      '1',
      '27',
      '25',
      '1',
      '1',
      '20',
    ])
    expect(
      await page
        .getByRole('application', { name: /^difference: / })
        .locator('.count')
        .first()
        .textContent(),
    ).toBe('−5')
    expect(await map.getAttribute('aria-label')).toContain('refund → order: 4 of 27 (14.8 %)')
    await map.focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('.readout').innerText()).toBe('candidate: refund → order: 4 of 27 (14.8 %)')
    await page.keyboard.press('Enter')
    expect(await page.locator('.status').innerText()).toBe('4 of 25 examples')
    await page.getByRole('button', { name: 'Answered order: show other answers too' }).click()
    expect(await page.locator('.status').innerText()).not.toBe('4 of 25 examples')
  })

  test('hold 200 labels, and say so where there are more', async () => {
    const line = (value: unknown) => `${JSON.stringify(value)}\n`
    const labels = (n: number) => Array.from({ length: n }, (_, i) => `label-${String(i).padStart(3, '0')}`)
    const files = (n: number) => ({
      'gate.yml': [
        'version: 1',
        'name: Many',
        'task: classification',
        'gold: { path: gold.jsonl, id: id, reference: label }',
        'candidate: { path: candidate.jsonl, prediction: p }',
        'gates: [{ metric: accuracy, min: 0.9 }]',
      ].join('\n'),
      'gold.jsonl': labels(n)
        .map(label => line({ id: label, label }))
        .join(''),
      'candidate.jsonl': labels(n)
        .map((label, i) => line({ id: label, p: i % 2 ? label : labels(n)[i + 1] }))
        .join(''),
    })
    const { page } = await open(await reported('labels-200', files(200)))
    await page.locator('.map').scrollIntoViewIfNeeded()
    await page.locator('.map .cell').nth(199).waitFor()
    const { page: more } = await open(await reported('labels-202', files(202)))
    await more.getByText('202 labels are too many for a map').waitFor()
  })
})

describe('the reliability diagram', () => {
  test('stands where the probabilities and the right answers say', async () => {
    const file = await reported('calibration', {
      'gate.yml': [
        'version: 1',
        'name: Calibration',
        'task: classification',
        'options: { bins: 5 }',
        'gold: { path: gold.jsonl, id: id, reference: label }',
        'candidate: { path: candidate.jsonl, prediction: p, probabilities: probs }',
        'gates: [{ metric: ece, max: 0.5 }]',
      ].join('\n'),
      'gold.jsonl': ['ham', 'spam', 'ham', 'spam']
        .map((label, id) => `${JSON.stringify({ id, label })}\n`)
        .join(''),
      'candidate.jsonl': [0.9, 0.9, 0.7, 0.6]
        .map((ham, id) => `${JSON.stringify({ id, p: 'ham', probs: { ham, spam: 1 - ham } })}\n`)
        .join(''),
    })
    // as docs/metrics/ece.md works it: two in (0.8, 1], one right; one in (0.6, 0.8], right; one in (0.4, 0.6], wrong
    const { suites } = JSON.parse(readFileSync(join(dirname(file), 'report.json'), 'utf8'))
    expect(suites[0].calibration.candidate).toEqual([
      { low: 0.4, high: 0.6, n: 1, right: 0, confidence: 0.6 },
      { low: 0.6, high: 0.8, n: 1, right: 1, confidence: 0.7 },
      { low: 0.8, high: 1, n: 2, right: 1, confidence: 0.9 },
    ])
    const { page } = await open(file)
    const plot = page.getByRole('img', { name: /^Reliability of candidate/ })
    expect(await plot.getAttribute('aria-label')).toContain('from 80 % to 100 %: 1 of 2 right')
    const points = await plot
      .locator('.point')
      .evaluateAll(all => all.map(one => ['cx', 'cy'].map(name => Number(one.getAttribute(name)))))
    // the unit square is 240 pixels wide and high, its corner (0, 0) at 40 and 248
    const expected = [
      [0.6, 0],
      [0.7, 1],
      [0.9, 0.5],
    ].map(([confidence, share]) => [40 + 240 * confidence!, 248 - 240 * share!])
    for (const [i, point] of points.entries())
      for (const [k, place] of point.entries()) expect(place).toBeCloseTo(expected[i]![k]!, 6)
    expect(points).toHaveLength(3)
  })
})

describe('where the spec hides the texts', () => {
  test.each([
    ['ids', 'id-1', 'Texts of examples are not shown'],
    // printf %s id-1 | sha256sum
    ['hash', 'eb66c623572f8a2a', 'Texts of examples are not shown, and of ids only digests'],
  ])('%s: the examples are listed by class and slice, and the page says so', async (shows, id, says) => {
    const lines = (answers: string, field: string) =>
      [...answers]
        .map((one, i) => `${JSON.stringify({ id: `id-${i}`, [field]: one, lang: 'de' })}\n`)
        .join('')
    const file = await reported(`hidden-${shows}`, {
      'gate.yml': [
        'version: 1',
        'name: Hidden',
        'task: classification',
        `report: { examples: ${shows} }`,
        'gold: { path: gold.jsonl, reference: a }',
        'candidate: { path: candidate.jsonl, prediction: p }',
        'baselines: { base: { path: base.jsonl, prediction: p } }',
        'slices: [lang]',
        'gates: [{ metric: accuracy, min: 0.9 }]',
      ].join('\n'),
      'gold.jsonl': lines('aabb', 'a'),
      'base.jsonl': lines('aabb', 'p'),
      'candidate.jsonl': lines('abba', 'p'),
    })
    const { page, heard } = await open(file)
    const row = page.locator('.row').first()
    await row.waitFor()
    expect(await row.innerText()).toBe(`${id}newly wrong\na, lang = de`)
    expect(await page.locator('.detail').innerText()).toContain(
      'The report leaves out the texts of examples.',
    )
    await page.getByText(`${says} (report.examples: ${shows}).`).waitFor()
    await page.getByLabel('Search ids').fill(id)
    await page.getByText('1 of 2 examples').waitFor()
    // a cell of the map leads to the examples of its row
    const map = page.getByRole('application', { name: /^candidate: / })
    await map.focus()
    await map.press('ArrowRight')
    await map.press('Enter')
    expect(await page.locator('.status').innerText()).toBe('1 of 2 examples')
    expect(await page.getByLabel('class', { exact: true }).inputValue()).toBe('a')
    expect(await violations(page)).toEqual([])
    expect(heard).toEqual([])
  })
})

describe('100,000 examples', () => {
  const N = 100_000

  test('open at once, and only those in sight are in the page', async () => {
    const lines = (of: (i: number) => unknown) =>
      Array.from({ length: N }, (_, i) => `${JSON.stringify(of(i))}\n`).join('')
    const answer = (i: number) => `a short answer of several words, number ${i}`
    const file = await reported('many', {
      'gate.yml': [
        'version: 1',
        'name: Many',
        'task: qa',
        'gold: { path: gold.jsonl, id: id, reference: a }',
        'candidate: { path: candidate.jsonl, prediction: p }',
        'baselines: { base: { path: base.jsonl, prediction: p } }',
        'slices: [lang]',
        'gates: [{ metric: exact_match, max_drop: 0.1 }]',
      ].join('\n'),
      'gold.jsonl': lines(i => ({ id: `id-${i}`, a: answer(i), lang: i % 2 ? 'de' : 'en' })),
      'base.jsonl': lines(i => ({ id: `id-${i}`, p: answer(i) })),
      'candidate.jsonl': lines(i => ({ id: `id-${i}`, p: answer(i + 1) })),
    })
    const { page, heard } = await open(file)
    await page.locator('.row').first().waitFor()
    // under a second on an idle machine
    expect(await page.evaluate<number>('performance.now()')).toBeLessThan(5000)
    expect(await page.locator('.status').innerText()).toBe('100000 of 100000 examples')
    const list = page.getByRole('listbox')
    await list.press('End')
    expect(await page.locator('[aria-selected=true] code').innerText()).toBe('id-99999')
    expect(await page.locator('.row').count()).toBeLessThan(60)
    await list.evaluate((element: { scrollTop: number }) => {
      element.scrollTop = 2_300_000
    })
    await page.getByText('id-50001', { exact: true }).waitFor()
    expect(await page.locator('.row').count()).toBeLessThan(60)
    await page.getByLabel('Search ids and texts').fill('number 77777')
    // expected by one example, answered in the one before
    await page.getByText('2 of 100000 examples').waitFor()
    expect(heard).toEqual([])
    const json = readFileSync(join(dirname(file), 'report.json'))
    expect(JSON.parse(json.toString()).suites[0].regressions[0].examples).toHaveLength(1000)
    expect(json.includes('browsed')).toBe(false)
  })
})

describe('text of others', () => {
  const HOSTILE = [
    '</script><script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<!-- <script> -->',
    '\u202eevil\u202c \u2028 \u2029 \u0000',
    '\ud83d half',
    '" onmouseover="alert(1)',
    "'-alert(1)-'",
    '`code` **bold** | cell |',
    ']]><svg onload=alert(1)>',
    '{{constructor.constructor("alert(1)")()}}',
    '',
  ]

  test('stays text in every field', async () => {
    const line = (value: unknown) => `${JSON.stringify(value)}\n`
    const texts = [...HOSTILE, 'x'.repeat(300_000)]
    const name = HOSTILE.slice(0, 2).join(' ')
    const file = await reported('hostile', {
      'gate.yml': [
        'version: 1',
        `name: ${JSON.stringify(name)}`,
        'task: classification',
        'gold: { path: gold.jsonl, id: id, reference: label }',
        `candidate: { path: "<b>&'.jsonl", prediction: p }`,
        'baselines: { base: { path: base.jsonl, prediction: p } }',
        'slices: [tag]',
        'gates:',
        '  - { metric: accuracy, min: 0.9, why: "</script><script>alert(1)</script>" }',
        '  - { metric: recall, class: "*", min: 0.1 }',
        '  - { metric: accuracy, slice: { tag: "*" }, max_drop: 0.1 }',
      ].join('\n'),
      'gold.jsonl': texts.map((text, i) => line({ id: `${text}${i}`, label: text, tag: text })).join(''),
      'base.jsonl': texts.map((text, i) => line({ id: `${text}${i}`, p: text })).join(''),
      "<b>&'.jsonl": texts
        .map((text, i) => line({ id: `${text}${i}`, p: texts[(i + 1) % texts.length] }))
        .join(''),
    })
    const { page, heard } = await open(file)
    await page.locator('.row').first().waitFor()
    for (let i = 0; i < texts.length; i++) {
      await page.getByRole('listbox').press('ArrowDown')
    }
    expect(await page.locator('h1').innerText()).toContain(name)
    // ours are the data and the one script; nothing of others became an element
    expect(await page.locator('script').count()).toBe(3)
    expect(await page.locator('img, iframe, object, embed, link, base').count()).toBe(0)
    expect(await page.locator('.row').first().innerText()).toContain(HOSTILE[0]!)
    expect(await page.evaluate('document.body.innerText')).not.toMatch(/[\u202a-\u202e]/u)
    expect(heard).toEqual([])
  })

  test('would not run even if it became an element: the policy forbids it', async () => {
    const { page, heard } = await open(await example('ticket-router-regressed'))
    await page.evaluate(`
      const script = document.createElement('script')
      script.textContent = 'globalThis.ran = true'
      document.body.append(script)
      const image = document.createElement('img')
      image.src = 'https://example.com/x.png'
      document.body.append(image)
    `)
    expect(await page.evaluate('globalThis.ran')).toBeUndefined()
    expect(heard.filter(text => text.startsWith('console: Executing inline script violates'))).toHaveLength(1)
    expect(heard.filter(text => text.startsWith('console: Loading the image'))).toHaveLength(1)
  })
})
