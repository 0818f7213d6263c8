/** What fits what: the tasks, and the metrics and options of each, for a terminal. */
import { COMMON } from '../compare'
import { TASKS } from '../tasks'
import type { Task } from '../tasks/task'
import type { Better } from './report'

export interface TaskEntry {
  readonly task: string
  /** when an example counts as right, in words */
  readonly right: string
  readonly metrics: readonly MetricEntry[]
  readonly options: readonly { readonly option: string; readonly description: string }[]
}

export interface MetricEntry {
  readonly metric: string
  readonly better: Better
  /** whether it has a value for each class */
  readonly per_class: boolean
  /** what the spec must declare for it; null when nothing */
  readonly needs: string | null
}

/** Every task with all metrics that its options can switch on. */
export function catalogue(): TaskEntry[] {
  return TASKS.map(task => ({
    task: task.name,
    right: task.right,
    metrics: metricsOf(task),
    options: Object.entries(task.options).map(([option, { description }]) => ({ option, description })),
  }))
}

function metricsOf({ options, scorer }: Task): MetricEntry[] {
  const defaults = Object.entries(options).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value]],
  )
  const { metrics, graded, creditNeeds } = scorer({
    options: Object.fromEntries(defaults),
    probabilities: false,
    gold: { reference: ['reference'] },
    documents: {},
    recorded: [],
    stats: new Map(),
    gated: new Map(),
    lenient: 'error',
  })
  const common = COMMON.filter(({ name }) => name !== 'losses' || !graded)
  return [
    ...metrics.map(({ name, better, each, needs }) => ({
      metric: name,
      better,
      per_class: each !== undefined,
      needs: needs ?? null,
    })),
    ...common.map(({ name, better }) => ({
      metric: name,
      better,
      per_class: false,
      needs: name === 'coverage' ? null : (creditNeeds ?? null),
    })),
  ]
}

export function renderTasks(entries: readonly TaskEntry[]): string {
  const width = Math.max(...entries.map(({ task }) => task.length))
  const lines = entries.map(({ task, right }) => `  ${task.padEnd(width)}  right when ${right}`)
  return ['Tasks:', ...lines, '', 'goldbar metrics TASK lists the metrics and options of one.', ''].join('\n')
}

export function renderMetrics({ task, right, metrics, options }: TaskEntry): string {
  const width = Math.max(...metrics.map(({ metric }) => metric.length))
  const lines = metrics.map(({ metric, better, per_class, needs }) => {
    const more = [per_class ? 'also per class' : '', needs === null ? '' : `needs ${needs}`]
    const words = [better === 'none' ? 'no direction' : `${better} is better`, ...more.filter(Boolean)]
    return `  ${metric.padEnd(width)}  ${words.join('; ')}`
  })
  const recorded = `  ${'NAME.STAT'.padEnd(width)}  any field under recorded: mean, sum, pass_rate, p50, p95 …`
  const wide = Math.max(0, ...options.map(({ option }) => option.length))
  const choices = options.map(({ option, description }) => `  ${option.padEnd(wide)}  ${description}`)
  return [
    `Task ${task}: an example is right when ${right}.`,
    '',
    'Metrics:',
    ...lines,
    recorded,
    ...(choices.length > 0 ? ['', 'Options:', ...choices] : []),
    '',
  ].join('\n')
}
