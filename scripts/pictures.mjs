// Pictures of the comment and of report.html for the documentation, taken from what the bundle makes of an example.
// Usage: node scripts/pictures.mjs [OUTPUT], by default docs/pictures.

import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { marked } from 'marked'
import { browser, FLAGS } from './browser.mjs'

const root = join(import.meta.dirname, '..')
/** The example that the pictures are of. */
export const EXAMPLE = 'ticket-router-regressed'
const SCHEMES = ['light', 'dark']
/** CSS pixels; the comment is as wide as GitHub's, the page as wide as fits beside it. */
const SIZES = { comment: { width: 900, height: 1000 }, report: { width: 1200, height: 1000 } }
/** Bytes of one picture: a page with four of them should open at once. */
const MOST = 300_000

/** A page like the one that a comment is read on: letters, tables and code as there, in colours of our own. */
export function commentPage(markdown) {
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>comment</title>
<style>
:root { color-scheme: light dark; --ink: light-dark(#1f2328, #eaeef2); --line: light-dark(#d5dae0, #3b424a);
  --soft: light-dark(#f5f7f9, #15191f); --code: light-dark(#eceef1, #2a3038); --quiet: light-dark(#5b636c, #9ba5af) }
* { box-sizing: border-box }
body { margin: 0; padding: 16px; background: light-dark(#fff, #0e1116); color: var(--ink);
  font: 14px/1.5 system-ui, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; overflow-wrap: break-word }
article { border: 1px solid var(--line); border-radius: 6px; overflow: hidden }
header { padding: 8px 16px; background: var(--soft); border-bottom: 1px solid var(--line); color: var(--quiet) }
header b { color: var(--ink) }
main { padding: 16px }
main > :first-child { margin-top: 0 }
main > :last-child { margin-bottom: 0 }
p, ul, table, details, pre { margin: 0 0 16px }
h2, h3 { margin: 24px 0 16px; line-height: 1.25; font-weight: 600 }
h2 { padding-bottom: .3em; font-size: 1.5em; border-bottom: 1px solid var(--line) }
h3 { font-size: 1.25em }
ul { padding-left: 2em }
li > ul { margin: 0 }
table { display: block; width: max-content; max-width: 100%; overflow: auto; border-spacing: 0; border-collapse: collapse }
th, td { padding: 6px 13px; border: 1px solid var(--line) }
th { font-weight: 600 }
tbody tr:nth-child(2n) { background: var(--soft) }
code { padding: .2em .4em; font-size: 85%; font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  background: var(--code); border-radius: 6px; white-space: break-spaces }
pre { padding: 16px; overflow: auto; background: var(--soft); border-radius: 6px }
pre code { padding: 0; background: none; white-space: pre }
summary { cursor: default }
</style>
<article><header><b>github-actions</b> commented</header><main>${drawn(marked.parse(markdown, { async: false }))}</main></article></html>`
}

/** The signs in colour, whatever letters the machine has. */
function drawn(html) {
  const svg = shapes =>
    `<svg width="1.15em" height="1.15em" viewBox="0 0 20 20" style="vertical-align:-.2em">${shapes}</svg>`
  const stroke = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
  return html
    .replaceAll(
      '✅',
      svg(
        `<rect x="1" y="1" width="18" height="18" rx="3" fill="#3fae4b"/><path d="M5 10.5l3.5 4L15 6" ${stroke} stroke="#fff" stroke-width="2.6"/>`,
      ),
    )
    .replaceAll('❌', svg(`<path d="M4 4l12 12M16 4L4 16" ${stroke} stroke="#dc3a3f" stroke-width="4"/>`))
    .replaceAll(
      '⚠️',
      svg(
        `<path d="M10 2.5L18.5 17.5H1.5Z" fill="#f4bd34" stroke="#f4bd34" stroke-width="2" stroke-linejoin="round"/><path d="M10 8v4.5M10 15.4v.2" ${stroke} stroke="#2b2b2b" stroke-width="2"/>`,
      ),
    )
}

/** SHA-256 of what the pictures show, by name: report.md and report.html as the bundle writes them. */
export function digestsOf(texts) {
  const digest = text => createHash('sha256').update(text).digest('hex')
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, digest(text)]))
}

/** What dist/cli.js makes of the example, as texts and as files in `folder`. */
export async function reported(example, folder) {
  const words = ['dist/cli.js', 'check', `examples/${example}/gate.yml`, '--base', 'none', '--output', folder]
  await new Promise((done, failed) => {
    // a verdict that is no pass is an exit status of its own
    execFile(process.execPath, words, { cwd: root }, (fault, _, said) =>
      fault && typeof fault.code !== 'number'
        ? failed(fault)
        : said === ''
          ? done()
          : failed(new Error(said)),
    )
  })
  const read = name => readFile(join(folder, name), 'utf8')
  return { 'report.md': await read('report.md'), 'report.html': await read('report.html') }
}

async function take(output) {
  const { chromium } = await import('playwright-core')
  const scratch = await mkdtemp(join(tmpdir(), 'goldbar-pictures-'))
  const program = await chromium.launch({ executablePath: browser(), args: FLAGS })
  try {
    const texts = await reported(EXAMPLE, scratch)
    await writeFile(join(scratch, 'comment.html'), commentPage(texts['report.md']))
    await mkdir(output, { recursive: true })
    for (const [name, viewport] of Object.entries(SIZES)) {
      for (const colorScheme of SCHEMES) {
        const page = await program.newPage({ viewport, colorScheme })
        await page.goto(`file://${join(scratch, `${name}.html`)}`)
        const path = join(output, `${name}-${colorScheme}.png`)
        await page.screenshot({ path })
        await page.close()
        const { size } = await stat(path)
        if (size > MOST) throw new Error(`${path} has ${size} bytes, more than ${MOST}.`)
      }
    }
    const sources = { example: EXAMPLE, sha256: digestsOf(texts) }
    await writeFile(join(output, 'sources.json'), `${JSON.stringify(sources, null, 2)}\n`)
  } finally {
    await program.close()
    await rm(scratch, { recursive: true, force: true })
  }
}

if (process.argv[1] === import.meta.filename) await take(process.argv[2] ?? join(root, 'docs/pictures'))
