/** What the command line writes to: how wide it is, and whether it shows colours. */
import type { Screen } from '../report/terminal/text'

/** Of a stream of this process; no columns where it is no terminal. */
export interface Stream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

type Environment = Readonly<Record<string, string | undefined>>

/** Columns where nobody says how many there are. */
const WIDTH = 80
/** Narrower, and words would be set letter by letter. */
const LEAST = 40

export function screenOf(stream: Stream, env: Environment): Screen {
  const asked = /^\d{1,4}$/u.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : 0
  const width = asked || (stream.isTTY ? stream.columns : undefined) || WIDTH
  return { width: Math.max(LEAST, width), colour: coloured(stream, env) }
}

/** FORCE_COLOR decides where it is set, as for Node.js itself; else only a terminal of a person is coloured. */
function coloured({ isTTY }: Stream, env: Environment): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: off = '', TERM, CI = '' } = env
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return isTTY === true && off === '' && TERM !== 'dumb' && !isSet(CI)
}

function isSet(flag: string): boolean {
  return flag !== '' && flag !== '0' && flag !== 'false'
}

/** Whether a line of it can be written again. */
export function rewrites({ isTTY }: Stream, { TERM, CI = '' }: Environment): boolean {
  return isTTY === true && TERM !== 'dumb' && !isSet(CI)
}
