/** What a gold set can show, for a terminal. */
import { change } from '../text/numbers'
import type { Plan, PlannedPart } from './report'
import { safe } from './safe'
import { problemLine } from './terminal/notes'
import { painted, type Screen, SENTENCE, span, wrap } from './terminal/text'

/** Most parts that are listed; `--json` has all. */
const PARTS = 20

export function renderPlan({ name, rows, gates, parts, problems }: Plan, screen: Screen): string {
  const told = problems.map(problem => `  ${problem.severity}: ${problemLine(problem)}`)
  if (gates === null) return `${[...told, 'Nothing can be planned before this is mended.'].join('\n')}\n`
  const lines = gates.flatMap(({ id, n, level, never, says }) => [
    `${never ? 'NEVER ' : ''}${safe(id)}${level === 'advisory' ? ' (advisory)' : ''}, ${n} ${n === 1 ? 'example' : 'examples'}`,
    ...(says.length > 0 ? says : ['What it needs cannot be told before there is a result.']).map(text =>
      sentence(safe(text), screen),
    ),
  ])
  const unseen = parts.slice(0, PARTS).map(partLine)
  return `${[
    `${safe(name)}: ${rows} gold examples`,
    ...told,
    ...lines,
    ...(unseen.length > 0
      ? ['Falls that can go unseen, where a tenth of the examples change for better or worse:', ...unseen]
      : []),
    ...(parts.length > PARTS ? [`  … and ${parts.length - PARTS} more, larger ones: see --json`] : []),
  ].join('\n')}\n`
}

/** Indented, and more so from its second line on. */
function sentence(text: string, { width }: Screen): string {
  const lines = wrap([span(text)], Math.max(12, Math.min(width, SENTENCE) - 4))
  return `  ${painted(lines, false).replaceAll('\n', '\n    ')}`
}

function partLine({ class: cls, slice, n, smallest_drop: drop }: PlannedPart): string {
  const [pair] = Object.entries(slice ?? {})
  const name = cls !== null ? `class ${cls}` : pair ? pair.join('=') : 'all'
  const fall =
    drop === null
      ? 'any fall can go unseen'
      : `a fall below ${change(drop, 'accuracy').slice(1)} can go unseen`
  return `  ${safe(name)}: ${n} ${n === 1 ? 'example' : 'examples'}; ${fall}`
}
