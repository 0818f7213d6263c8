/** Folded away: all metrics, and how to get the same report again. */
import { code } from '../escape'
import type { Section } from '../fit'
import type { Score, Suite } from '../report'
import { folded, range, row, value } from './cells'
import { fixed } from './examples'

export function details(suite: Suite): Section[] {
  if (suite.scores.length === 0) return []
  const { spec, gold, systems } = suite
  const files = [
    ['spec', spec.path, spec.sha256 ?? ''],
    ...gold.files.map(({ path, sha256 }) => ['gold', path, sha256]),
    ...suite.documents.map(({ option, path, sha256 }) => [option, path, sha256]),
    ...systems.flatMap(({ name, files }) => files.map(({ path, sha256 }) => [name, path, sha256])),
  ]
  return [
    folded(metricTable(suite), 'All metrics'),
    ...fixed(suite),
    folded(
      {
        head: [
          `Run ${code(`goldbar check ${spec.path}`)} on these files to get the same report.`,
          '',
          '| | file | sha256 |',
          '|---|---|---|',
        ],
        rows: files.map(cells => row(cells.map(cell => code(cell!, true)))),
        priority: 9,
        rowsAre: 'files',
      },
      'Reproduce',
    ),
  ]
}

function metricTable({ scores, systems }: Suite): Section {
  const whole = scores.filter(({ class: cls, slice }) => cls === null && slice === null)
  const of = (system: string, metric: string) =>
    whole.find(score => score.system === system && score.metric === metric)
  const names = systems.map(({ name }) => name)
  const metrics = whole.filter(({ system }) => system === names[0]).map(({ metric }) => metric)
  return {
    head: [row(['metric', ...names.map(name => code(name, true))]), `|${'---|'.repeat(names.length + 1)}`],
    rows: metrics.map(metric => row([code(metric, true), ...names.map(name => scoreCell(of(name, metric)))])),
    priority: 10,
    rowsAre: 'metrics',
  }
}

function scoreCell(score: Score | undefined): string {
  return score ? `${value(score.value, score.metric)}${range(score.interval, score.metric)}` : ''
}
