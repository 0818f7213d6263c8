/** The pictures of the documentation are of the report that the bundle makes now. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { commentPage, digestsOf, EXAMPLE, reported } from '../scripts/pictures.mjs'
import { ROOT } from './cli'

const folder = join(ROOT, 'docs/pictures')
const pictures = readdirSync(folder).filter(file => file.endsWith('.png'))

test('were taken of what dist/cli.js makes of the example', async () => {
  const scratch = mkdtempSync(join(tmpdir(), 'goldbar-pictures-'))
  const texts = await reported(EXAMPLE, scratch)
  rmSync(scratch, { recursive: true })
  const taken = JSON.parse(readFileSync(join(folder, 'sources.json'), 'utf8'))
  const now = { example: EXAMPLE, sha256: digestsOf(texts) }
  if (JSON.stringify(taken) !== JSON.stringify(now))
    console.log('docs/pictures shows another report than this one. Renew it, look at it: npm run pictures')
  expect(taken).toEqual(now)
}, 30_000)

test('a text that differs in one character has another digest', () => {
  // printf abc | sha256sum
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  expect(digestsOf({ 'report.md': 'abc' })).toEqual({ 'report.md': abc })
  expect(digestsOf({ 'report.md': 'abd' })['report.md']).not.toBe(abc)
})

test('the comment is rendered as Markdown, tables and folds among it', () => {
  const page = commentPage(
    '## T\n\n| a |\n|---|\n| `b` |\n\n<details><summary>c</summary>\n\n**d**\n\n</details>\n',
  )
  expect(page).toContain('<h2>T</h2>')
  expect(page).toMatch(/<td><code>b<\/code><\/td>/)
  expect(page).toMatch(/<details><summary>c<\/summary>\s*<p><strong>d<\/strong><\/p>\s*<\/details>/)
})

describe.each(['comment', 'report'])('of the %s', name => {
  test.each(['light', 'dark'])('the one on %s is a PNG that opens at once', scheme => {
    const bytes = readFileSync(join(folder, `${name}-${scheme}.png`))
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG')
    expect(bytes.length).toBeLessThanOrEqual(300_000)
    // width and height, as the header has them
    expect(bytes.readUInt32BE(16)).toBe(name === 'comment' ? 900 : 1200)
    expect(bytes.readUInt32BE(20)).toBe(1000)
  })

  test('both are shown in README.md, each on its own background', () => {
    const shown = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/<picture>[\s\S]*?<\/picture>/g)]
    const [picture] = shown.map(([text]) => text).filter(text => text.includes(`docs/pictures/${name}-`))
    expect(picture).toContain(
      `<source media="(prefers-color-scheme: dark)" srcset="docs/pictures/${name}-dark.png">`,
    )
    expect(picture).toMatch(
      new RegExp(`<img [^>]*alt="[^"]{40,}"[^>]* src="docs/pictures/${name}-light\\.png"`),
    )
  })
})

test('every one is shown somewhere, and every one that is shown is there', () => {
  const text = ['README.md', 'docs/comment.md'].map(file => readFileSync(join(ROOT, file), 'utf8')).join('\n')
  const named = [...text.matchAll(/(?:docs\/)?pictures\/([\w-]+\.png)/g)].map(([, file]) => file!)
  expect(new Set(named)).toEqual(new Set(pictures))
  for (const file of named) expect(existsSync(join(folder, file))).toBe(true)
})
