/** Gold examples that are in the training data: how many, found how, and where. */
import { number } from '../../text/numbers'
import { code } from '../escape'
import type { Section } from '../fit'
import type { Contamination, Found, Suite } from '../report'
import { row } from './cells'

export function contamination({ contamination: found }: Suite): Section[] {
  if (!found?.train) return []
  const { overlap, short, ngram_size, threshold } = found
  const rows = KINDS.flatMap(([kind, how]) =>
    found[kind] > 0 ? [row([how, number(found[kind]), listed(found.found[kind], found[kind])])] : [],
  )
  const looked = `${overlap} of ${found.of} examples, looked for in ${rowsOf(found.train)}.`
  const limit = `Runs of ${ngram_size} words; one row with ${number(threshold! * 100)} % of them counts.`
  const only =
    short > 0
      ? ` ${short} ${short === 1 ? 'text is' : 'texts are'} shorter than a run, and found only as a whole row.`
      : ''
  const table = rows.length > 0 ? ['', '| found | examples | first |', '|---|---|---|'] : []
  return [
    {
      head: [`**Gold in the training data:** ${looked} ${limit}${only}`, ...table],
      rows,
      priority: 6,
      rowsAre: 'ways',
    },
  ]
}

const KINDS = [
  ['exact', 'exactly'],
  ['normalised', 'but for case, punctuation or space'],
  ['ngram', 'by runs of words'],
] as const

function rowsOf({ rows, files, empty }: NonNullable<Contamination['train']>): string {
  const names = files.map(({ path }) => code(path)).join(', ')
  const without = empty > 0 ? `, ${empty} of them without text` : ''
  return `${rows} ${rows === 1 ? 'row' : 'rows'} of ${names}${without}`
}

/** Some fit into a cell; report.json has more. */
const SHOWN = 5

function listed(found: readonly Found[], count: number): string {
  const shown = found.slice(0, SHOWN).map(({ id, file, line, share }) => {
    const part = share < 1 ? ` (${number(Math.floor(share * 1000) / 10)} %)` : ''
    return `${code(id, true)} in ${code(`${file}:${line}`, true)}${part}`
  })
  return `${shown.join(', ')}${count > shown.length ? ` and ${count - shown.length} more` : ''}`
}
