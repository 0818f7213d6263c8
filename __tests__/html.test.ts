/** report.html as a reader meets it: written by dist/cli.js, opened from the disk in a browser. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { browser as browserPath, FLAGS } from '../scripts/browser.mjs'
import { goldbar } from './cli'

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
    expect(outcomes.slice(0, 7)).toEqual([...Array(6).fill('not met'), 'met'])
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
