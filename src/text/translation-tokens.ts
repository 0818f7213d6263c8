import { withoutTrailingSpace, words } from './white-space'

/** How BLEU takes a text apart, by the names that sacrebleu 2.6.0 has for it. */
export const TOKENIZERS = {
  /** mteval-v13a.pl, the usual one of WMT: punctuation by itself, but for . and , between digits and - after none */
  '13a': text => words(western(` ${joined(text)} `)),
  /** mteval-v14.pl: punctuation and symbols of all scripts by themselves, but for punctuation between digits */
  intl: text =>
    words(
      text
        .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
        .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
        .replace(/\p{S}/gu, ' $& '),
    ),
  none: words,
  /** every code point that is no white space */
  char: text => words(text).flatMap(word => [...word]),
} as const satisfies Record<string, (text: string) => string[]>

export type Tokenizer = keyof typeof TOKENIZERS

/** The tokens of a text; what trails it is no part of its last line. sacrebleu 2.6.0, BLEU._preprocess_segment. */
export function tokens(text: string, tokenizer: Tokenizer, lowercase: boolean): string[] {
  return TOKENIZERS[tokenizer](withoutTrailingSpace(lowercase ? text.toLowerCase() : text))
}

/** The words of chrF++: of each, one punctuation mark at its end stands by itself, or else one at its start. */
export function chrfWords(text: string): string[] {
  return words(text).flatMap(word => {
    if (word.length === 1) return [word]
    if (isMark(word.at(-1)!)) return [word.slice(0, -1), word.at(-1)!]
    return isMark(word[0]!) ? [word[0]!, word.slice(1)] : [word]
  })
}

function isMark(unit: string): boolean {
  return /[!-/:-@[-`{-~]/u.test(unit)
}

/** One line, without the marks and entities of NIST's SGML. */
function joined(text: string): string {
  return (
    text
      .replaceAll('<skipped>', '')
      .replaceAll('-\n', '')
      .replaceAll('\n', ' ')
      .replaceAll('&quot;', '"')
      // not last, so that &amp;lt; becomes <, as there
      .replaceAll('&amp;', '&')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
  )
}

/** Sets ASCII marks apart: . and , unless a digit stands on that side, and - behind a digit. */
function western(text: string): string {
  return text
    .replace(/[ -&(-+:-@[-`{-~/]/gu, ' $& ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/gu, '$1 $2 ')
}
