/** The name that a commit status or a check run is asked for under. */
import { type Problems, quote } from '../problems'

/** Characters that GitHub takes as a status's context. */
const LONGEST = 255

/** Names that are in use, and by what. */
type Taken = readonly (readonly [name: string, whose: string])[]

/** Undefined where none is asked for, or it cannot be had. */
export function checkName(
  input: 'commit-status' | 'check-run',
  given: string,
  taken: Taken,
  problems: Problems,
): string | undefined {
  if (given === '') return undefined
  const why = misfit(given, taken)
  if (why === undefined) return given
  problems.add('input.name', {}, { name: input, got: quote(given), why, most: LONGEST })
  return undefined
}

function misfit(given: string, taken: Taken): string | undefined {
  const length = [...given].length
  if (length > LONGEST) return `it has ${length} characters`
  if (UNFIT.test(given)) return 'it has line breaks, invisible characters or emoji'
  // Where a rule requires the name, GitHub asks for both; of statuses it does not regard the case.
  const same = taken.find(([name]) => name.toLowerCase() === given.toLowerCase())
  return same && `${same[1]} has that name`
}

/** What is not seen, and what is beyond U+FFFF, which GitHub refuses in a status. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{10000}-\u{10ffff}]/u
