/** Where two texts differ, word by word. */

/** A run of words that both texts have in this order, or that only this one has. */
export interface Run {
  readonly text: string
  readonly common: boolean
}

/** Words beyond these are not compared, unless asked for; a text that is shown in a line has far fewer. */
const MOST = 400

/** `text` in runs: what `other` has too, in the same order, and what it has not. Longest common subsequence of words. */
export function runs(text: string, other: string, most = MOST): Run[] {
  const words = text.split(/(?<=\s)(?=\S)/u)
  const [own, theirs] = [words, other.split(/\s+/u)].map(all => all.slice(0, most).map(bare)) as [
    string[],
    string[],
  ]
  const common = commonWords(own, theirs)
  const found: { text: string; common: boolean }[] = []
  for (const [i, word] of words.entries()) {
    const isCommon = common.has(i) || i >= most
    const last = found.at(-1)
    if (last?.common === isCommon) last.text += word
    else found.push({ text: word, common: isCommon })
  }
  return found
}

/** Without the white space and the comma of a list behind it. */
function bare(word: string): string {
  return word.trim().replace(/[,;]$/u, '')
}

/** Positions in `own` of a longest common subsequence. */
function commonWords(own: readonly string[], theirs: readonly string[]): ReadonlySet<number> {
  const width = theirs.length + 1
  // lengths[i, j]: of the longest common subsequence of own from i and theirs from j
  const lengths = new Uint16Array((own.length + 1) * width)
  for (let i = own.length - 1; i >= 0; i--) {
    for (let j = theirs.length - 1; j >= 0; j--) {
      lengths[i * width + j] =
        own[i] === theirs[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!)
    }
  }
  const found = new Set<number>()
  for (let i = 0, j = 0; i < own.length && j < theirs.length; ) {
    if (own[i] === theirs[j]) {
      found.add(i++)
      j++
    } else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++
    else j++
  }
  return found
}
