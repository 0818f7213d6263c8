/** Fast searches for spans beside the plain definitions that they must not depart from. */
import { describe, expect, test } from '@jest/globals'
import { units } from '../../src/text/cut'
import { earned, errors, type Pair, type Span, unique } from '../../src/text/spans'
import { random } from '../journey'

const overlap = (a: Span, b: Span) => Math.min(a.end, b.end) - Math.max(a.start, b.start)
const same = (a: Span, b: Span) => a.start === b.start && a.end === b.end
const byName = (a: number, b: number) => a - b
const inPlace = (a: Span, b: Span) => a.start - b.start || a.end - b.end || byName(a.type, b.type)

/** Each answered span takes the first free gold span that it overlaps enough. */
function plainEarned(gold: readonly Span[], answered: readonly Span[]): number {
  const free = [...gold]
  let sum = 0
  for (const span of answered) {
    const at = free.findIndex(
      one => overlap(one, span) > 0 && overlap(one, span) * 100 >= one.end - one.start,
    )
    if (at >= 0) sum += same(free.splice(at, 1)[0]!, span) ? 1 : 0.5
  }
  return sum
}

/** Each missed span looks at all that are free. */
function plainErrors(gold: readonly Span[], answered: readonly Span[]): Pair[] {
  const rest = (list: readonly Span[], other: readonly Span[]) =>
    list.filter(span => !other.some(one => same(one, span) && one.type === span.type)).sort(inPlace)
  const free = new Set(rest(answered, gold))
  let missed = rest(gold, answered)
  const pairs: Pair[] = []
  for (const meets of [same, (a: Span, b: Span) => a.type === b.type && overlap(a, b) > 0]) {
    missed = missed.filter(span => {
      const distance = (one: Span) => Math.abs(one.start - span.start) + Math.abs(one.end - span.end)
      const [met] = [...free].filter(one => meets(span, one)).sort((a, b) => distance(a) - distance(b))
      if (met) {
        free.delete(met)
        pairs.push({ gold: span, answered: met })
      }
      return !met
    })
  }
  return [
    ...pairs,
    ...missed.map(gold => ({ gold, answered: undefined })),
    ...Array.from(free, answered => ({ gold: undefined, answered })),
  ]
}

const cases = Array.from({ length: 300 }, (_, seed) => {
  const draw = random(seed)
  const whole = (below: number) => Math.floor(draw() * below)
  const spans = (): readonly Span[] =>
    unique(
      Array.from({ length: whole(12) }, () => {
        const start = whole(20)
        return { type: whole(2), start, end: start + 1 + whole(draw() < 0.1 ? 400 : 6) }
      }),
    )
  return [spans(), spans()] as const
})

describe('of random spans', () => {
  test('what they earn is what the plain search finds', () => {
    for (const [gold, answered] of cases)
      expect(earned(gold, answered, 'partial')).toBe(plainEarned(gold, answered))
  })

  test('the wrong ones pair as in the plain search', () => {
    for (const [gold, answered] of cases)
      expect(errors(gold, answered, byName)).toEqual(plainErrors(gold, answered))
  })
})

describe('spans that lie apart', () => {
  const chain = (length: number, from = 0): Span[] =>
    Array.from({ length }, (_, i) => ({ type: 0, start: from + 3 * i, end: from + 3 * i + 2 }))
  const steps = (search: (step: (count: number) => void) => unknown) => {
    let all = 0
    search(count => {
      all += count
    })
    return all
  }

  test('are each looked at a few times', () => {
    expect(steps(step => earned(chain(1000), chain(1000, 1), 'partial', step))).toBeLessThan(5000)
    expect(steps(step => earned(chain(1000), chain(1000, 9000), 'partial', step))).toBeLessThan(10)
    expect(steps(step => errors(chain(1000), chain(1000, 1), byName, step))).toBeLessThan(5000)
  })

  test('and those that all overlap take a step each time', () => {
    const nested = (from: number): Span[] =>
      Array.from({ length: 100 }, (_, i) => ({ type: 0, start: from + i, end: 1000 + 7 * from + i }))
    expect(steps(step => errors(nested(0), nested(1), byName, step))).toBeGreaterThan(4000)
    expect(steps(step => earned(nested(0), nested(1), 'partial', step))).toBeGreaterThan(4000)
  })
})

describe('places of a text as one string', () => {
  test('code points beyond the first plane are two units', () => {
    const { whole, unit } = units('a😀b', 'code_points')
    expect([whole, unit(1), unit(2), unit(3, true), unit(9, true)]).toEqual(['a😀b', 1, 3, 4, 4])
  })

  test('units stay what they are', () => {
    const { unit } = units('a😀b', 'utf16')
    expect([unit(3), unit(9)]).toEqual([3, 4])
  })

  test('tokens are joined by spaces, and an end stands behind its token', () => {
    const { whole, unit } = units(['ab', 'c', 'def'], 'code_points')
    expect(whole).toBe('ab c def')
    expect([unit(0), unit(1), unit(2)]).toEqual([0, 3, 5])
    expect([unit(1, true), unit(2, true), unit(3, true)]).toEqual([2, 4, 8])
  })
})
