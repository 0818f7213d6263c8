/** A section of report.md as HTML, so that what is told there in a table or a list is worded once. */
import type { Section } from '../fit'
import { type Content, html, type Markup } from './markup'
import { sentence } from './words'

export function section({ head, rows, foot = [], omitted = 0, rowsAre }: Section): Markup {
  const lines = [...head, ...rows, ...foot].flatMap(text => text.split('\n'))
  const more = omitted > 0 && html`<p class="more">… ${omitted} more (${rowsAre}): see report.json.</p>`
  return html`<section class="part">${blocks(lines)}${more}</section>`
}

const KINDS = [
  [/^\|/u, table],
  [/^ *- /u, list],
  [
    /^<sub>/u,
    (lines: string[]) =>
      html`<p class="quiet">${lines.map(line => sentence(line.replace(/<\/?sub>/gu, '')))}</p>`,
  ],
  [
    /^\*\*/u,
    ([line, ...more]: string[]) =>
      html`<h3>${sentence(line!.replace(/^\*\*|\*\*/gu, ''))}</h3>${more.length > 0 && blocks(more)}`,
  ],
  [/./u, (lines: string[]) => html`<p>${lines.map(sentence)}</p>`],
] as const

/** Runs of lines of one kind. */
function blocks(lines: readonly string[]): Content {
  const runs: { kind: number; lines: string[] }[] = []
  for (const line of lines) {
    const kind = KINDS.findIndex(([starts]) => starts.test(line))
    const last = runs.at(-1)
    if (last?.kind === kind) last.lines.push(line)
    else runs.push({ kind, lines: [line] })
  }
  return runs.map(({ kind, lines }) => (kind < 0 ? '' : KINDS[kind]![1](lines)))
}

function table([head, , ...rows]: string[]): Markup {
  const cells = (line: string) =>
    line
      .slice(2, -2)
      .split(/ (?<!\\)\| /u)
      .map(cell => cell.trim().replaceAll('\\|', '|'))
  const titles = cells(head!)
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${titles.filter(Boolean).join(', ')}"><table>
<thead><tr>${titles.map(title => (title === '' ? html`<td></td>` : html`<th scope="col">${sentence(title)}</th>`))}</tr></thead>
<tbody>${rows.map(line => html`<tr>${cells(line).map(cell => html`<td${isNumber(cell) && html` class="num"`}>${sentence(cell)}</td>`)}</tr>`)}</tbody>
</table></div>`
}

function isNumber(cell: string): boolean {
  return /^(?:\*\*)?[–+−±]?\d*[\d–](?:[.,]\d+)?(?: → |\u00a0| |%|points|\*\*|\([\d.–]+\)|\d)*$/u.test(cell)
}

function list(lines: string[]): Markup {
  return html`<ul>${lines.map(line => html`<li>${sentence(line.replace(/^ *- /u, ''))}</li>`)}</ul>`
}
