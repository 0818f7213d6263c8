/** Whose bar it was, in a sentence. */
import type { Suite } from './report'

/** How a surface shows others' names, and what must not be missed. */
export interface Marks {
  name(text: string): string
  loud(text: string): string
}

/** Undefined where there is nothing to tell it of. */
export function barSentence(
  { registration: { state, base, ref, date, proposal, compared }, spec, gates }: Suite,
  { name, loud }: Marks,
): string | undefined {
  const commit = `${name((base ?? '').slice(0, 7))}${ref === null ? '' : ` of ${name(ref)}`}`
  const day = date === null ? '' : ` on ${date.slice(0, 10)}`
  switch (state) {
    case 'no_base':
      return gates.length === 0
        ? undefined
        : `The bar was read from this checkout (${name(spec.path)}); it was not compared with a base branch.`
    case 'registered':
      return `Bar registered at ${commit}${day}; ${compared ? 'this change leaves it as it is' : 'there is no telling what this change does to it'}.`
    case 'unregistered':
      return `${loud('Not registered:')} ${commit} has no ${name(spec.path)}, so this bar was not there first. By itself it would come to: ${proposal}.`
    case 'changed':
      return proposal === null
        ? `${loud('This change takes its own bar away.')} The bar of ${commit}${day} decides.`
        : `${loud('This change edits its own bar.')} The bar of ${commit}${day} decides; the edited one would come to: ${proposal}.`
    case 'registration_change':
      return proposal === null
        ? `${loud('A change of the bar, and of nothing else:')} from the merge on, nothing is judged by this one.`
        : `${loud('A change of the bar, and of nothing else.')} It is judged by whether it is valid; from the merge on, others are judged by it. By it, this suite would come to: ${proposal}.`
  }
}
