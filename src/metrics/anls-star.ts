import { equalJson, isContainer, isObject } from '../text/json-value'
import { folded, similarity } from '../text/similarity'
import { assignment } from './assignment'

/** Told of every comparison; may throw when there are too many. */
type Step = (steps: number) => void

/** Stands in a reference for values of which any is right. */
export class AnyOf {
  constructor(readonly values: readonly unknown[]) {}
}

/** What one part of a reference is worth against one part of an answer. */
interface Compared {
  /** similarities of the leaves, 0 to 1 */
  readonly scores: readonly number[]
  /** how many there could have been */
  readonly length: number
  /** the value nearest to the answer that the reference allows */
  readonly nearest: unknown
}

/**
 * Similarity of two JSON values, 0 to 1: the leaves' texts compared by Levenshtein distance, below 0.5 counting as 0;
 * lists matched so that the sum is greatest; null, "", [] and {} equal to what is absent. Peer et al., "ANLS* – A
 * Universal Document Processing Metric for Generative Large Language Models" (2024); equals anls_star @ eda6922.
 */
export function anlsStar(reference: unknown, answer: unknown, step: Step): number {
  const texts = Array.isArray(reference) && reference.length > 0 && reference.every(isText)
  // as in classical question answering, a list of texts held against a text is a list of right answers
  return mean(compare(texts && isText(answer) ? new AnyOf(reference) : reference, answer, step))
}

/** A missing key and null are the same. */
const ABSENT = null

function compare(reference: unknown, answer: unknown, step: Step): Compared {
  step(1)
  if (reference instanceof AnyOf) return best(reference, answer, step)
  if (reference === ABSENT) {
    const none = isNothing(answer)
    return { scores: [none ? 1 : 0], length: Math.max(1, size(answer)), nearest: none ? answer : reference }
  }
  if (Array.isArray(reference))
    return Array.isArray(answer) ? lists(reference, answer, step) : unlike(reference, answer)
  if (isObject(reference))
    return isObject(answer) ? objects(reference, answer, step) : unlike(reference, answer)
  if (answer === ABSENT || isContainer(answer)) return unlike(reference, answer)
  const [a, b] = [folded(String(reference)), folded(String(answer))]
  return { scores: [similarity(a, b, step)], length: 1, nearest: reference }
}

function unlike(reference: unknown, answer: unknown): Compared {
  return { scores: [0], length: Math.max(size(reference), size(answer)), nearest: reference }
}

function best({ values }: AnyOf, answer: unknown, step: Step): Compared {
  const worth = (one: Compared) => [mean(one), equalJson(one.nearest, answer) ? 1 : 0] as const
  return values
    .map(value => compare(value, answer, step))
    .reduce((a, b) => {
      const [[x, xSame], [y, ySame]] = [worth(a), worth(b)]
      return y > x || (y === x && ySame > xSame) ? b : a
    })
}

function lists(reference: readonly unknown[], answer: readonly unknown[], step: Step): Compared {
  const cells = reference.map(r => answer.map(a => compare(r, a, step)))
  const pairs = assignment(
    cells.map(row =>
      row.map((cell, a) => (equalJson(cell.nearest, answer[a]) ? nextUp(mean(cell)) : mean(cell))),
    ),
    step,
  )
  const matched = pairs.map(([r, a]) => cells[r]![a]!)
  const rows = new Set(pairs.map(([r]) => r))
  const columns = new Set(pairs.map(([, a]) => a))
  const rest = [...reference.filter((_, r) => !rows.has(r))]
  const extra = answer.filter((_, a) => !columns.has(a))
  const nearest = [...pairs]
    .sort(([, a], [, b]) => a - b)
    .map(([r, a]) => cells[r]![a]!.nearest)
    .concat(rest)
  return {
    scores: matched.flatMap(({ scores }) => scores),
    length: total(matched.map(({ length }) => length)) + total([...rest, ...extra].map(size)),
    nearest,
  }
}

function objects(
  reference: Readonly<Record<string, unknown>>,
  answer: Readonly<Record<string, unknown>>,
  step: Step,
): Compared {
  const scores: number[] = []
  const nearest: [string, unknown][] = []
  let length = 0
  for (const key of new Set([...Object.keys(reference), ...Object.keys(answer)])) {
    const [wanted, given] = [Object.hasOwn(reference, key), Object.hasOwn(answer, key)]
    const part = compare(wanted ? reference[key] : ABSENT, given ? answer[key] : ABSENT, step)
    length += part.length
    // a key that says nothing, and that nobody asked for, still counts in the length
    if (!wanted && isNothing(answer[key])) continue
    // one by one, because arguments are limited
    for (const score of part.scores) scores.push(score)
    if (given || !isNothing(part.nearest)) nearest.push([key, part.nearest])
  }
  return { scores, length, nearest: Object.fromEntries(nearest) }
}

/** Leaves; an empty container has none. */
function size(value: unknown): number {
  if (value instanceof AnyOf) return value.values.reduce<number>((most, one) => Math.max(most, size(one)), 0)
  return isContainer(value) ? total(Object.values(value).map(size)) : 1
}

function isNothing(value: unknown): boolean {
  return value === null || value === '' || (isContainer(value) && Object.keys(value).length === 0)
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function mean({ scores, length }: Compared): number {
  return length === 0 ? 1 : total(scores) / length
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0)
}

/** The next greater double of one from 0 to 1: an exact match goes before one as good. */
function nextUp(x: number): number {
  if (x === 0) return Number.MIN_VALUE
  const bits = new BigInt64Array(Float64Array.of(x).buffer)
  bits[0]! += 1n
  return new Float64Array(bits.buffer)[0]!
}
