/** badge.json: the verdict as an endpoint of shields.io reads it. */
import type { Report, Verdict } from './report'

export function renderBadge({ verdict, suites }: Report): string {
  const gates = suites
    .flatMap(suite => suite.gates)
    .filter(({ level, outcome }) => level === 'blocking' && outcome !== 'too_small')
  const met = gates.filter(({ outcome }) => outcome === 'pass').length
  const message = verdict === 'error' ? 'error' : `${verdict}, ${met} of ${gates.length} gates met`
  const badge = {
    schemaVersion: 1,
    label: 'goldbar',
    message,
    color: COLORS[verdict],
    isError: verdict === 'error',
  }
  return `${JSON.stringify(badge, null, 2)}\n`
}

const COLORS = {
  pass: 'brightgreen',
  fail: 'red',
  inconclusive: 'orange',
  error: 'lightgrey',
} as const satisfies Record<Verdict, string>
