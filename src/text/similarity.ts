/** How alike two texts are, as document question answering measures it. */

/** What Python's str.split takes for space. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are space there
const SPACES = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g

/** White space squeezed to one space, none at the ends. */
export function squeezed(text: string): string {
  return text.replace(SPACES, ' ').replace(/^ | $/g, '')
}

export function folded(text: string): string {
  return squeezed(text.toLowerCase())
}

/** Below this two texts are not alike at all. */
const LEAST = 0.5

/**
 * 1 − Levenshtein distance / length of the longer text, in code points; 0 below 0.5. ANLS: Biten et al., "Scene Text
 * Visual Question Answering" (2019). `step` is told how many pairs of characters are compared.
 */
export function similarity(a: string, b: string, step: (pairs: number) => void = () => {}): number {
  if (a === b) return 1
  const [short, long] = [[...a], [...b]].sort((x, y) => x.length - y.length) as [string[], string[]]
  // the distance is at least the difference in length
  if (short.length < LEAST * long.length) return 0
  step(short.length * long.length)
  const alike = 1 - distance(short, long) / long.length
  return alike < LEAST ? 0 : alike
}

/** Levenshtein's, row by row in one array; the innermost loop of ANLS*, so it counts by index. */
function distance(a: readonly string[], b: readonly string[]): number {
  const row = Uint32Array.from({ length: a.length + 1 }, (_, i) => i)
  for (let j = 0; j < b.length; j++) {
    let diagonal = row[0]!
    row[0] = j + 1
    for (let i = 0; i < a.length; i++) {
      const above = row[i + 1]!
      row[i + 1] = a[i] === b[j] ? diagonal : 1 + Math.min(diagonal, above, row[i]!)
      diagonal = above
    }
  }
  return row[a.length]!
}
