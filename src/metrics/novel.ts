import { isCased, namesIn, numbersIn, wordsIn } from '../text/facts'

/** The numbers of a summary that the source lacks, with repetition. */
export function novelNumbers(summary: string, source: string): string[] {
  const numbers = numbersIn(summary)
  if (numbers.length === 0) return numbers
  const known = new Set(numbersIn(source))
  return numbers.filter(number => !known.has(number))
}

/**
 * The names of a summary that the source lacks, word by word and with repetition. Case counts, but a word that begins a
 * sentence may stand in lower case in the source. Where the source has no upper-case letter, no name can be told.
 */
export function novelNames(summary: string, source: string): string[] {
  if (!isCased(source)) return []
  const names = namesIn(summary)
  const known = names.length > 0 ? wordsIn(source) : new Set<string>()
  return names
    .filter(({ text, initial }) => !known.has(text) && !(initial && known.has(text.toLowerCase())))
    .map(({ text }) => text)
}
