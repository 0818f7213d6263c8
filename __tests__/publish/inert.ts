/** What a reader's page and the runner make of our text: nothing that others wrote may act there. */
import { marked } from 'marked'
import type { Command } from './runner'

/** Elements that a report consists of; none of them has an attribute. */
const ELEMENTS = new Set(
  'h2 h3 p ul li table thead tbody tr th td strong em code sub details summary br'.split(' '),
)

/** What GitHub makes something of in running text, beyond Markdown. */
const ACTIVE: Readonly<Record<string, RegExp>> = {
  mention: /@/,
  'issue, pull request or advisory': /#\d|\b(?:GH|CVE|GHSA|PR|[A-Z]{2,10})-\w*\d/,
  commit: /\b[0-9a-f]{7,64}\b/i,
  address: /\w:\/\/|\bwww\.|mailto:|javascript:/i,
  emoji: /:[a-z0-9_+-]+:/i,
  mathematics: /\$/,
  'entity or element that shows as text': /[<>]|&#/,
  'Markdown that shows as text': /`|\*\*|~~|\]\(|\[!|\[\^/,
  'task list': /\[[ x]\]/i,
  'control, or a turn of the direction': /[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u,
}

/** What would act in the page that GitHub renders; empty where nothing does. `marker` is the last line of a comment. */
export function activeIn(markdown: string, marker?: RegExp): string[] {
  const faults = rowsIn(markdown)
  const body = marker === undefined ? markdown : markdown.replace(marker, '')
  if (marker !== undefined && body === markdown) faults.push('the marker is not at the end')
  if (!markdown.isWellFormed()) faults.push('half of a surrogate pair')
  const open: string[] = []
  let words = ''
  for (const [part, close, name, rest] of (marked.parse(body, { async: false }) as string).matchAll(
    /<(\/?)([a-z][a-z0-9]*)([^>]*)>|<[!?/]|[^<]+|</gi,
  )) {
    const inCode = open.includes('code') || open.includes('pre')
    if (name === undefined) {
      if (part.startsWith('<')) faults.push(`an element that is none: ${part}`)
      // what stands around a code span is not next to what stands behind it
      else words += inCode ? '\u2022' : decoded(part)
      continue
    }
    if (!ELEMENTS.has(name) || rest!.trim() !== '') faults.push(`the element ${part}`)
    if (name === 'br') continue
    if (close === '') open.push(name)
    else if (open.pop() !== name) faults.push(`${part} closes another element`)
    if (!['code', 'strong', 'em', 'sub'].includes(name)) words += '\n'
  }
  if (open.length > 0) faults.push(`not closed: ${open.join(' ')}`)
  for (const [what, pattern] of Object.entries(ACTIVE)) {
    const found = pattern.exec(words.replaceAll('\n', '\u2028').replaceAll('\u2028', ' '))
    if (found) faults.push(`${what}: …${words.slice(Math.max(0, found.index - 30), found.index + 30)}…`)
  }
  return faults
}

function decoded(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
}

/** Rows of tables with more or fewer cells than their head, whichever way a backslash before a pipe is read. */
function rowsIn(markdown: string): string[] {
  const faults: string[] = []
  let wanted = 0
  for (const [i, line] of markdown.split('\n').entries()) {
    if (!line.startsWith('|')) {
      wanted = 0
      continue
    }
    const [any, odd] = [/(?<!\\)\|/g, /(?<!(?<!\\)(?:\\\\)*\\)\|/g].map(pipe => line.match(pipe)?.length ?? 0)
    if (wanted === 0) wanted = any!
    if (any !== wanted || odd !== wanted)
      faults.push(`line ${i + 1} has ${any} or ${odd} pipes, not ${wanted}`)
  }
  return faults
}

/** Commands of a log that are not ours, and lines that are none. */
export function strangeIn(log: string, commands: readonly Command[]): string[] {
  const lines = log.split(/\r\n|\r|\n/).filter(line => line !== '')
  const faults = lines.filter(line => !/^::(?:error|warning|notice)(?: [^:]*)?::/.test(line))
  if (commands.length !== lines.length) faults.push(`${lines.length} lines, ${commands.length} commands`)
  for (const { name, properties, data } of commands) {
    const { title = 'Goldbar', file: _, line = '1', ...others } = properties
    const known = ['error', 'warning', 'notice'].includes(name) && title === 'Goldbar' && /^\d+$/.test(line)
    if (!known || Object.keys(others).length > 0) faults.push(JSON.stringify({ name, properties }))
    if (data.length > 4096) faults.push(`${data.length} characters`)
    if (/[\p{Cc}\u2028-\u202e\u2066-\u2069]|##\[/u.test(data)) faults.push(JSON.stringify(data))
  }
  return faults
}

/** Texts of a JSON value that are no well-formed UTF-16. */
export function illFormedIn(value: unknown): string[] {
  if (typeof value === 'string') return value.isWellFormed() ? [] : [JSON.stringify(value)]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => [...illFormedIn(key), ...illFormedIn(each)])
}
