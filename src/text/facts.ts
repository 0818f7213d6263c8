/** Numbers and names of a text: what a summary must not have made up, as far as it can be told without a model. */

/** Numbers in digits, without the commas between thousands, in their order. */
export function numbersIn(text: string): string[] {
  return (text.match(/\p{Nd}+(?:[.,]\p{Nd}+)*/gu) ?? []).map(number => number.replaceAll(',', ''))
}

/** A word that is written as a name. */
export interface Name {
  readonly text: string
  /** capitalised perhaps only because a sentence begins with it */
  readonly initial: boolean
}

/**
 * Words with an upper-case letter, or that begin with a letter and have a digit, in their order. At the start of a
 * sentence function words of English are none; the pronoun I never is.
 */
export function namesIn(text: string): Name[] {
  const names: Name[] = []
  let behind = 0
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    const starts = behind === 0 || /[.!?…:\n]/u.test(text.slice(behind, index))
    behind = index + word.length
    if (word === 'I' || !(/\p{Lu}/u.test(word) || /^\p{L}.*\p{N}/u.test(word))) continue
    const initial = starts && /^\p{Lu}[\p{Ll}\p{M}]*$/u.test(word)
    if (!initial || !FUNCTION_WORDS.has(word.toLowerCase())) names.push({ text: word, initial })
  }
  return names
}

/** The whole words of a text, in their case. */
export function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}\p{M}\p{N}]+/gu))
}

/** Whether case says anything in the text: undefined without a letter, else whether one is in upper case. */
export function isCased(text: string): boolean | undefined {
  if (/\p{Lu}/u.test(text)) return true
  return /\p{L}/u.test(text) ? false : undefined
}

const WORDS = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu

const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `a about above after again against all also although among an and another any are as at be because been before
  behind being below between both but by can could despite did do does during each either every few for from further
  had has have he her here hers him his how however if in instead into is it its just like many may meanwhile more
  most much must my neither never no nor not now of off on once one only or other our out over own per perhaps rather
  same several shall she should since so some still such than that the their theirs them then there these they this
  those though three four five six seven eight nine ten through thus to together too two under unless until up upon us very was we were what when where
  whether which while who whom whose why will with within without would yes yet you your`.split(/\s+/u),
)
