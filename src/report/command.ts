/** The command that judges a suite again, by the same bar. */
import type { Suite } from './report'

/** One word after another: what else decides has its place here. */
export function command(suite: Suite): string {
  const { spec, registration, candidate_given: candidate, waivers_on: day, problems } = suite
  const { state, base } = registration
  const words = ['goldbar', 'check', spec.path, '--base', base ?? 'none']
  const allowed = state === 'unregistered' && problems.every(({ code }) => code !== 'registration.none')
  if (allowed) words.push('--unregistered', 'pass')
  if (candidate !== null) words.push('--candidate', candidate)
  if (day !== null) words.push('--date', day)
  return words.map(shellWord).join(' ')
}

function shellWord(word: string): string {
  return /^[\w./:@%+=-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
