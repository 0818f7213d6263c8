/** `goldbar metrics`: what fits a task, as a user asks for it. */
import { describe, expect, test } from '@jest/globals'
import type { TaskEntry } from '../src/report/catalogue'
import { TASKS } from '../src/tasks'
import { goldbar } from './cli'

const names = TASKS.map(({ name }) => name)

test('lists the tasks', async () => {
  const { status, stdout, stderr } = await goldbar(['metrics'])
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  for (const name of names) expect(stdout).toMatch(new RegExp(`^ {2}${name} +right when `, 'mu'))
})

test('lists everything as JSON', async () => {
  const { stdout } = await goldbar(['metrics', '--json'])
  const entries = JSON.parse(stdout) as TaskEntry[]
  expect(entries.map(({ task }) => task)).toEqual(names)
  const of = (task: string) => entries.find(entry => entry.task === task)!.metrics
  expect(of('extraction')).toContainEqual({ metric: 'f1', better: 'higher', per_class: true, needs: null })
  expect(of('extraction').map(({ metric }) => metric)).not.toContain('accuracy')
  expect(of('summarization')).toContainEqual({
    metric: 'novel_numbers',
    better: 'lower',
    per_class: false,
    needs: 'gold.source',
  })
  // graded answers are never wrong
  const graded = entries.filter(({ metrics }) => metrics.every(({ metric }) => metric !== 'losses'))
  expect(graded.map(({ task }) => task)).toEqual(['summarization', 'translation', 'ranking'])
})

describe.each(names)('of %s', name => {
  test('lists its metrics and options', async () => {
    const { status, stdout, stderr } = await goldbar(['metrics', name])
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    const task = TASKS.find(one => one.name === name)!
    for (const option of Object.keys(task.options))
      expect(stdout).toMatch(new RegExp(`^ {2}${option} `, 'mu'))
    for (const metric of ['coverage', 'regressions', 'NAME.STAT'])
      expect(stdout).toMatch(new RegExp(`^ {2}${metric} `, 'mu'))
  })
})

test.each([
  [['metrics', 'clasification'], 'Did you mean "classification"?'],
  [['metrics', 'qa', 'ranking'], 'takes one task'],
])('%j is told', async (words, message) => {
  const { status, stdout, stderr } = await goldbar(words)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain(message)
})
