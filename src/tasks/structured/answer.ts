import { lenientJson, strictJson } from '../../text/json-answer'
import { DEEPEST, unsound } from '../../text/json-value'
import type { Tell } from '../task'
import { NOTHING } from './leaves'

/** One system's answer to one example. */
export interface Answer {
  /** NOTHING where no JSON could be read */
  readonly value: unknown
  /** whether JSON can be read strictly, and with good will */
  readonly strict: boolean
  readonly lenient: boolean
  /** what the model wrote, where that is a text */
  readonly text?: string
  /** tells at the row of this answer, until the next one is read */
  readonly tell: Tell
}

/** Of a text that a model wrote, or of a value that was parsed already. Where there is no JSON, says why. */
export function readAnswer(prediction: unknown, parse: 'strict' | 'lenient', tell: Tell): Answer {
  if (typeof prediction !== 'string') {
    const flaw = unsound(prediction)
    if (flaw) tell('prediction.unreadable', { step: FLAWS[flaw] })
    return { value: flaw ? NOTHING : prediction, strict: !flaw, lenient: !flaw, tell }
  }
  const strict = strictJson(prediction)
  const lenient = strict ?? lenientJson(prediction)
  const found = parse === 'strict' ? strict : lenient
  if (!found) tell('prediction.unreadable', { step: why(prediction, lenient !== undefined) })
  return {
    value: found ? found.value : NOTHING,
    strict: strict !== undefined,
    lenient: lenient !== undefined,
    text: prediction,
    tell,
  }
}

/** What keeps a value from being JSON, in words. */
export const FLAWS = {
  deep: `JSON nested deeper than ${DEEPEST} levels`,
  number: 'a number beyond what a double can hold',
} as const

function why(text: string, lenient: boolean): string {
  try {
    return FLAWS[unsound(JSON.parse(text))!]
  } catch {
    return lenient ? 'parse: strict; only a part of the text is JSON' : 'there is no JSON in it'
  }
}
