/** The text that a span covers. */

export type Offsets = 'code_points' | 'utf16'
/** A text, or the tokens of one: what spans have their places in. */
export type Text = string | readonly string[]

/**
 * Gives what lies from `start` up to `end`; what is behind the end of the text is left out, as a Python slice does.
 * Tokens are joined by spaces.
 */
export function cutter(text: Text, offsets: Offsets): (start: number, end: number) => string {
  const places = placesOf(text, offsets)
  const glue = typeof text === 'string' ? '' : ' '
  return (start, end) => {
    const part = places.slice(start, end)
    return typeof part === 'string' ? part : part.join(glue)
  }
}

/** A text as one string, and where a place of it lies there in UTF-16 units; of tokens joined by spaces, `end` behind one. */
export function units(
  text: Text,
  offsets: Offsets,
): { whole: string; unit(place: number, end?: boolean): number } {
  const places = placesOf(text, offsets)
  if (typeof places === 'string') return { whole: places, unit: place => Math.min(place, places.length) }
  const gap = typeof text === 'string' ? 0 : 1
  const starts = [0]
  for (const part of places) starts.push(starts.at(-1)! + part.length + gap)
  const whole = places.join(gap === 1 ? ' ' : '')
  const unit = (place: number, end = false) =>
    Math.max(0, Math.min(whole.length, starts[Math.min(place, places.length)]! - (end ? gap : 0)))
  return { whole, unit }
}

/** How many places a text has: tokens, code points or UTF-16 units. */
export function lengthOf(text: Text, offsets: Offsets): number {
  return placesOf(text, offsets).length
}

/** A text without surrogates has its code points where it has its units. */
function placesOf(text: Text, offsets: Offsets): Text {
  return typeof text === 'string' && offsets === 'code_points' && /[\ud800-\udbff]/.test(text)
    ? [...text]
    : text
}
