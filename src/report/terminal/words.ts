/** Words and signs of the report on a terminal. */
import type { Shown } from '../../gates'
import { visible } from '../escape'
import { type Line, type Style, span } from './text'

/** A sign says the same as its colour. */
export const SIGNS = {
  pass: { sign: '✓', style: 'good' },
  fail: { sign: '✗', style: 'bad' },
  waived: { sign: '~', style: 'doubtful' },
  inconclusive: { sign: '?', style: 'doubtful' },
  error: { sign: '!', style: 'bad' },
  too_small: { sign: '·', style: 'faint' },
} as const satisfies Record<Shown, { readonly sign: string; readonly style: Style }>

/** More than this of a name is cut. */
const NAME = 160

/** A name, label or id of others: one line, with what cannot be seen written out. */
export function name(text: string): string {
  return text === '' ? '(empty)' : visible(text, NAME)
}

/** A sentence that may hold names of others. */
export function told(text: string): string {
  return visible(text, Number.POSITIVE_INFINITY)
}

export function plural(n: number, one: string, several = `${one}s`): string {
  return `${n} ${n === 1 ? one : several}`
}

export function heading(text: string, more = ''): Line {
  return [span(text, 'strong'), span(more)]
}
