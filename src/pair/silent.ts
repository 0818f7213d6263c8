import type { Problems } from '../problems'
import type { Spec, Step } from '../spec/spec'
import type { AnyScorer } from '../tasks/task'
import type { Answers } from './system'

/**
 * Tells of systems without a single answer: each such row alone is a defect that may be a note, but all of them make
 * any other system look good. It is no fault of the spec when the steps that read nothing of what the candidate wrote
 * read a baseline's answers; then it is wrong throughout, as long as no gate is on a number that silence makes better.
 */
export function checkSilent(
  answers: readonly Answers[],
  files: readonly string[],
  { candidate, baselines, gates }: Spec,
  { metrics }: AnyScorer,
  problems: Problems,
): void {
  const proven = baselines.some(
    ({ as }, b) => !answers[b + 1]!.silent && spelling(as) === spelling(candidate.as),
  )
  const better = metrics.some(one => one.better !== 'higher' && gates.some(gate => gate.metric === one.name))
  for (const [s, { name, rows, unreadable, silent }] of answers.entries()) {
    if (!silent) continue
    const wrong = s === 0 && unreadable === rows && proven && !better
    problems.add('prediction.none', { file: files[s] }, { rows, system: name }, wrong ? 'note' : 'error')
  }
}

/** Equal for steps that do the same. */
function spelling(steps: readonly Step[]): string {
  return JSON.stringify(steps, (_, part) =>
    part instanceof RegExp ? String(part) : part instanceof Map ? [...part] : part,
  )
}
