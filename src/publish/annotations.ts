/** What blocks, at its line: of the spec for a gate, of the file for a problem. */
import { error, warning } from '@actions/core'
import { type Finding, findings } from './findings'
import { inert } from './log'
import type { Publisher } from './publisher'

/** The runner keeps ten of each kind a step; one error is the step's own end. */
export const MOST = { error: 9, warning: 10 } as const
/** UTF-16 units of one, where the runner cuts. */
export const LENGTH = 4096

export const annotations: Publisher = {
  name: 'annotations',
  async publish(report) {
    const all = findings(report)
    for (const [kind, print] of Object.entries({ error, warning }) as ['error' | 'warning', typeof error][]) {
      for (const { message, file, line } of limited(all, kind)) {
        const place =
          file === null ? {} : { file: inert(file), ...(line === null ? {} : { startLine: line }) }
        print(message, { title: 'Goldbar', ...place })
      }
    }
    return { notes: [] }
  },
}

/** The most severe of a kind; the last one counts those left out. */
function limited(all: readonly Finding[], kind: 'error' | 'warning'): Finding[] {
  const same = all.filter(each => each.kind === kind)
  const shown = same.slice(0, MOST[kind])
  const left = same.length - shown.length
  return shown.map((each, i) => {
    const more = left > 0 && i === shown.length - 1 ? ` And ${left} more of this kind in the report.` : ''
    return { ...each, message: cut(inert(each.message), LENGTH - more.length) + more }
  })
}

/** At most so many UTF-16 units, and no half of a surrogate pair. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}
