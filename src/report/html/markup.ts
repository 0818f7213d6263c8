/** HTML in which no text of others can be anything but text: what stands in `${…}` is escaped, always. */

/** Only `html` makes it. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | string | number | null | undefined | false | readonly Content[]

/** Markup as a template; strings in it become text, also inside of quoted attributes. */
export function html(literals: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(literals.map((literal, i) => (i === 0 ? '' : textOf(contents[i - 1])) + literal).join(''))
}

function textOf(content: Content): string {
  if (content instanceof Markup) return content.text
  if (typeof content === 'string') return escaped(content)
  if (typeof content === 'number') return String(content)
  if (Array.isArray(content)) return content.map(textOf).join('')
  return ''
}

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' } as const

function escaped(text: string): string {
  return text.toWellFormed().replace(/[&<>"']/gu, character => ENTITIES[character as keyof typeof ENTITIES])
}
