/** Folded away: all metrics, and how to get the same report again. */
import { measureOf } from '../../text/numbers'
import { command } from '../command'
import { code } from '../escape'
import type { Section } from '../fit'
import type { Score, Suite } from '../report'
import { folded, range, row, value } from './cells'
import { fixed } from './examples'

export function details(suite: Suite): Section[] {
  if (suite.scores.length === 0) return []
  const { spec, gold, systems } = suite
  const files = [
    ['spec', spec] as const,
    ...gold.files.map(file => ['gold', file] as const),
    ...suite.documents.map(file => [file.option, file] as const),
    ...(suite.contamination?.train?.files ?? []).map(file => ['train', file] as const),
    ...systems.flatMap(({ name, files }) => files.map(file => [name, file] as const)),
  ]
  const blobs = files.some(([, { blob }]) => blob !== null)
  return [
    folded(metricTable(suite), 'All metrics'),
    ...fixed(suite),
    folded(
      {
        head: [
          `Run ${code(command(suite), false, Number.POSITIVE_INFINITY)} on these files to get the same scores and outcomes.`,
          '',
          `| | file | sha256 |${blobs ? ' blob at the base |' : ''}`,
          `|---|---|---|${blobs ? '---|' : ''}`,
        ],
        rows: files.map(([name, { path, sha256, blob }]) =>
          row([
            ...[name, path, sha256 ?? ''].map(cell => code(cell, true)),
            ...(blobs ? [blob === null ? '–' : code(blob, true)] : []),
          ]),
        ),
        priority: 9,
        rowsAre: 'files',
      },
      'Reproduce',
    ),
  ]
}

function metricTable({ scores, systems, signatures }: Suite): Section {
  const whole = scores.filter(({ class: cls, slice }) => cls === null && slice === null)
  const of = (system: string, metric: string) =>
    whole.find(score => score.system === system && score.metric === metric)
  const names = systems.map(({ name }) => name)
  const all = new Set(whole.filter(({ system }) => system === names[0]).map(({ metric }) => metric))
  // the mean of true and false is its pass_rate
  const metrics = [...all].filter(metric => measureOf(metric, name => all.has(name)) === metric)
  return {
    head: [
      row(['metric', ...names.map(name => code(name, true)), 'how']),
      `|${'---|'.repeat(names.length + 2)}`,
    ],
    rows: metrics.map(metric =>
      row([code(metric, true), ...names.map(name => scoreCell(of(name, metric))), howOf(signatures[metric])]),
    ),
    priority: 10,
    rowsAre: 'metrics',
  }
}

/** The options and the reference that a score was computed with: its signature without its name and our version. */
export function howOf(signature: string | undefined): string {
  const how = signature?.split('|').slice(1, -1).join(' · ') ?? ''
  return how === '' ? '' : code(how, true)
}

function scoreCell(score: Score | undefined): string {
  return score ? `${value(score.value, score.metric)}${range(score.interval, score.metric)}` : ''
}
