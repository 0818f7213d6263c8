/** Names and sentences as HTML. */
import { visible } from '../escape'
import { type Content, html, type Markup } from './markup'

/** More than this of a name is cut. */
const LONGEST = 300

/** A name that others gave: an id, a label, a path. Characters that show nothing are written out. */
export function name(text: string): Markup {
  return text === '' ? html`<em>(empty)</em>` : html`<code>${visible(text, LONGEST)}</code>`
}

/** A sentence with names of others in it. */
export function plain(text: string): string {
  return visible(text, Number.POSITIVE_INFINITY)
}

/**
 * A sentence that is written for report.md, whose only Markdown is code spans and emphasis. What it is read as can be
 * wrong, but is never anything but text in these three elements.
 */
export function sentence(markdown: string): Content {
  const parts = markdown.split(/((?<!`)(`+)(?!`).+?(?<!`)\2(?!`)|\*\*.+?\*\*|\*.+?\*)/u)
  // split gives the text between, then the whole match, then its fence
  return parts.map((part, i): Content => [part, emphasised(part), ''][i % 3])
}

function emphasised(part: string | undefined): Content {
  const [fence] = /^`+/u.exec(part ?? '') ?? []
  if (part === undefined) return ''
  if (fence)
    return html`<code>${part.slice(fence.length, -fence.length).replace(/^ (?=`)|(?<=`) $/gu, '')}</code>`
  if (part.startsWith('**')) return html`<strong>${sentence(part.slice(2, -2))}</strong>`
  return html`<em>${part.slice(1, -1)}</em>`
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`
}
