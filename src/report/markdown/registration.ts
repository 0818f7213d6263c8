/** Whose bar it was, and what this change does to it. */
import type { Change } from '../../spec/changes'
import { barSentence, type Marks } from '../bar-sentence'
import { rowKinds } from '../change-line'
import { code, prose } from '../escape'
import type { Section } from '../fit'
import type { RegisteredFile, Suite } from '../report'
import { row } from './cells'

/** At most so many rows of one list stand in the text; all are in report.json. */
const ROWS = 20

/** How report.md shows others' names, and what must not be missed. */
export const MARKS: Marks = { name: text => code(text), loud: text => `**${text}**` }

export function registration(suite: Suite): Section[] {
  const { state, changes, files } = suite.registration
  const said = barSentence(suite, MARKS)
  if (said === undefined) return []
  const line = { head: [said], rows: [], priority: 0, rowsAre: '' }
  const made = state === 'no_base' ? [] : workspaceFiles(suite)
  const planned = plannedGates(suite)
  if (changes.length === 0) return [line, ...planned, ...made]
  return [line, changeTable(changes), ...planned, ...files.flatMap(rowsOf), ...made]
}

/** What gates that are new or different can show, before any result. */
export function plannedGates({ registration: { planned } }: Suite): Section[] {
  if (planned.length === 0) return []
  const shown = [...planned].sort((a, b) => Number(b.never) - Number(a.never)).slice(0, ROWS)
  return [
    {
      head: ['What its new and changed gates can show, from the gold set and the baselines alone:', ''],
      rows: shown.map(({ id, n, never, says }) => {
        const told =
          says.length > 0 ? says.join(' ') : 'What it needs cannot be told before there is a result.'
        return `- ${never ? '**Can never pass:** ' : ''}${code(id)} (${n}): ${prose(told)}`
      }),
      omitted: planned.length - shown.length,
      priority: 4,
      rowsAre: 'gates',
    },
  ]
}

const SIGNS = { loosened: '⚠️ loosened', tightened: 'tightened', neutral: 'neutral' } as const

function changeTable(changes: readonly Change[]): Section {
  const loosened = changes.filter(({ kind }) => kind === 'loosened').length
  const shown = changes.slice(0, ROWS)
  return {
    head: [
      `**What it changes**: ${loosened} of ${changes.length} ${loosened === 1 ? 'loosens' : 'loosen'}`,
      '',
      '| | key | from | to | |',
      '|---|---|---|---|---|',
    ],
    rows: shown.map(({ key, kind, from, to, words }) =>
      row([SIGNS[kind], code(key, true), value(from), value(to), prose(words, true)]),
    ),
    omitted: changes.length - shown.length,
    priority: 2,
    rowsAre: 'changes',
  }
}

function value(text: string | null): string {
  return text === null ? '–' : code(text, true)
}

/** Rows of a registered file that are added, gone or answered otherwise. */
export function rowsOf({ file, rows }: RegisteredFile): Section[] {
  if (rows === null) return []
  const lines = rowKinds(rows).map(([what, { count, ids }]) => {
    const more = count > ids.length ? ` *… ${count - ids.length} more*` : ''
    return `- ${count} ${what}: ${ids.map(id => code(id)).join(' ')}${more}`
  })
  return [{ head: [`Rows of ${code(file)}:`, ''], rows: lines, priority: 3, rowsAre: 'kinds' }]
}

/** What the base does not hold: made by this run, so that no registration protects it. */
export function workspaceFiles({ gold, documents, systems }: Suite): Section[] {
  const named = [
    ...gold.files.map(file => ['the gold set', file] as const),
    ...documents.map(file => [file.option, file] as const),
    ...systems.slice(1).flatMap(({ name, files }) => files.map(file => [name, file] as const)),
  ].filter(([, { registered }]) => !registered)
  if (named.length === 0) return []
  const list = named.map(([name, { path }]) => `${prose(name)} (${code(path)})`).join(', ')
  return [
    {
      head: [`From the workspace, not protected by the registration: ${list}.`],
      rows: [],
      priority: 0,
      rowsAre: '',
    },
  ]
}
