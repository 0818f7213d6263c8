/** How an answer is written before it is compared, as the field's own scripts do it in Python. */
import { words } from './white-space'

/** Gives what is left of an answer. */
export type Normalizer = (text: string) => string

/** SQuAD's scripts v1.1 and v2.0, normalize_answer. Accents, curly quotes and long dashes stay. */
export const squad: Normalizer = text =>
  words(text.toLowerCase().replace(ASCII_PUNCTUATION, '').replace(ENGLISH, ' ')).join(' ')

/** MLQA (Lewis et al. 2020), normalize_answer of its script v1.0, for answers in `language`. */
export function mlqa(language: Language): Normalizer {
  const cut = language === 'zh' ? segments : words
  const articles = ARTICLES[language]
  return text => cut(text.toLowerCase().replace(PUNCTUATION, '').replace(articles, ' ')).join(' ')
}

/** Python's string.punctuation: the 32 ASCII characters, symbols such as $ and + among them. */
const ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/g
const PUNCTUATION = /[!-/:-@[-`{-~\p{P}]/gu

const ENGLISH = whole('a an the')
const ARTICLES = {
  ar: /ال/gu, // a prefix; the script finds it inside of words, too
  de: whole('ein eine einen einem eines einer der die das den dem des'),
  en: ENGLISH,
  es: whole('un una unos unas el la los las'),
  hi: /(?!)/u,
  vi: whole('của là cái chiếc những'),
  zh: /(?!)/u,
} as const

export type Language = keyof typeof ARTICLES
export const LANGUAGES = Object.keys(ARTICLES) as readonly Language[]

/** Whole words. What Python's \b takes for part of a word is a letter or number of any script; JavaScript's cuts España. */
function whole(list: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}_])(?:${list.replaceAll(' ', '|')})(?![\\p{L}\\p{N}_])`, 'gu')
}

/** Chinese is written without spaces: each Han character is a token, and what stands between them is split as usual. */
function segments(text: string): string[] {
  return words(text.replace(/[\u4e00-\u9fa5]/gu, ' $& '))
}
