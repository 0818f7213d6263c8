import { expect, test } from '@jest/globals'
import { Budget } from '../../src/tasks/budget'

test('an answer that takes too many steps is told, and scored as absent', () => {
  const told: unknown[] = []
  const budget = new Budget(10)
  budget.tell = (code, details) => told.push([code, details])
  const length = (answer: string | undefined) => {
    budget.step(answer?.length ?? 0)
    return answer?.length ?? -1
  }
  expect([budget.spend('ten steps.', length), told]).toEqual([10, []])
  expect([budget.spend('eleven step', length), told]).toEqual([-1, [['prediction.cost', { limit: 10 }]]])
  expect(budget.spend('again', length)).toBe(5)
})

test('other errors stay errors', () => {
  const failing = () => {
    throw new RangeError('x')
  }
  expect(() => new Budget(1).spend('a', failing)).toThrow(RangeError)
})
