/** Whose bar it was, and what this change does to it. */
import type { Change } from '../../spec/changes'
import { code, prose } from '../escape'
import type { Section } from '../fit'
import type { RegisteredFile, Suite } from '../report'
import { row } from './cells'

/** At most so many rows of one list stand in the text; all are in report.json. */
const ROWS = 20

export function registration(suite: Suite): Section[] {
  const { state, changes, files } = suite.registration
  const said = sentence(suite)
  if (said === undefined) return []
  const line = { head: [said], rows: [], priority: 0, rowsAre: '' }
  const made = state === 'no_base' ? [] : workspaceFiles(suite)
  if (changes.length === 0) return [line, ...made]
  return [line, changeTable(changes), ...files.flatMap(rowsOf), ...made]
}

export function sentence({
  registration: { state, base, ref, date, proposal },
  spec,
  gates,
}: Suite): string | undefined {
  const commit = `${code((base ?? '').slice(0, 7))}${ref === null ? '' : ` of ${code(ref)}`}`
  const day = date === null ? '' : ` on ${date.slice(0, 10)}`
  switch (state) {
    case 'no_base':
      return gates.length === 0
        ? undefined
        : `The bar was read from this checkout (${code(spec.path)}); it was not compared with a base branch.`
    case 'registered':
      return `Bar registered at ${commit}${day}; this change leaves it as it is.`
    case 'unregistered':
      return `**Not registered:** ${commit} has no ${code(spec.path)}, so this bar was not there first. By itself it would come to: ${proposal}.`
    case 'changed':
      return proposal === null
        ? `**This change takes its own bar away.** The bar of ${commit}${day} decides.`
        : `**This change edits its own bar.** The bar of ${commit}${day} decides; the edited one would come to: ${proposal}.`
    case 'registration_change':
      return proposal === null
        ? '**A change of the bar, and of nothing else:** from the merge on, nothing is judged by this one.'
        : `**A change of the bar, and of nothing else.** It is judged by whether it is valid; from the merge on, others are judged by it. By it, this suite would come to: ${proposal}.`
  }
}

export const SIGNS = { loosened: '⚠️ loosened', tightened: 'tightened', neutral: 'neutral' } as const

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
  const kinds = [
    ['removed', rows.removed],
    ['relabelled', rows.relabelled],
    ['added', rows.added],
    ['changed otherwise', rows.changed],
  ] as const
  const lines = kinds.flatMap(([what, { count, ids }]) => {
    if (count === 0) return []
    const more = count > ids.length ? ` *… ${count - ids.length} more*` : ''
    return [`- ${count} ${what}: ${ids.map(id => code(id)).join(' ')}${more}`]
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
