/** How often this pull request was judged on this gold set. */

import { change } from '../../text/numbers'
import { prose } from '../escape'
import type { Section } from '../fit'
import type { Looks, Suite } from '../report'

/** At most so many verdicts before this one stand in the text; report.json has more. */
const SHOWN = 9

export function looks({ looks }: Suite): Section[] {
  if (looks === undefined) return []
  return [{ head: [looks === null ? UNKNOWN : lookSentence(looks)], rows: [], priority: 0, rowsAre: '' }]
}

export const UNKNOWN =
  'Attempt number unknown: it cannot be told how often this pull request was judged on this gold set before.'
const WHY =
  'Each look is another chance to pass by luck, so a pass after several says less than a pass at the first.'

export function lookSentence({ number, at_least, recorded, verdicts, other_gold, luck }: Looks): string {
  const words = verdicts.map(({ verdict }) => verdict)
  const before = words.slice(0, -1)
  const shown = [...(number - 1 > SHOWN ? ['…'] : []), ...before.slice(-SHOWN)]
  const told = before.length === 0 ? '' : `: ${shown.join(', ')}, now ${words.at(-1)}`
  return [
    `${at_least ? 'At least look' : 'Look'} ${number} on this gold set in this pull request${told}${recorded ? '' : ' (not recorded)'}.`,
    ...(other_gold > 0 ? [`Before, it was judged ${times(other_gold)} on another gold set.`] : []),
    ...(number + other_gold > 1 ? [WHY] : []),
    ...(luck
      ? [
          `Of ${number} different candidates that are equally good, the best looks up to about ${prose(change(luck.size, luck.metric ?? 'accuracy').slice(1))} too good by luck (${luck.metric === null ? 'share of right answers' : prose(luck.metric)}).`,
        ]
      : []),
  ].join(' ')
}

function times(n: number): string {
  return n === 1 ? 'once' : `${n} times`
}
