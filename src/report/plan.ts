/** What a gold set can show, for a terminal. */
import type { Plan } from './report'
import { safe } from './safe'
import { line } from './terminal'

export function renderPlan({ name, rows, gates, problems }: Plan): string {
  const told = problems.map(problem => `  ${problem.severity}: ${line(problem)}`)
  if (gates === null) return `${[...told, 'Nothing can be planned before this is mended.'].join('\n')}\n`
  const lines = gates.flatMap(({ id, n, level, never, says }) => [
    `${never ? 'NEVER ' : ''}${safe(id)}${level === 'advisory' ? ' (advisory)' : ''}, ${n} ${n === 1 ? 'example' : 'examples'}`,
    ...(says.length > 0 ? says : ['What it needs cannot be told before there is a result.']).map(
      text => `  ${safe(text)}`,
    ),
  ])
  return `${[`${safe(name)}: ${rows} gold examples`, ...told, ...lines].join('\n')}\n`
}
