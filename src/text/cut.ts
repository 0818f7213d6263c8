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
