import { LANGUAGES, type Language, mlqa, type Normalizer, squad } from '../../text/normalize-answer'
import type { OptionSchema } from '../task'

export const QA_OPTIONS = {
  squad_version: {
    description:
      'Rules of this version of SQuAD’s script for answers of which nothing is left; 2.0 by default where a question has no answer (an empty list), otherwise 1.1.',
    enum: ['1.1', '2.0'],
  },
  normalizer: {
    description:
      'squad: lower case, without ASCII punctuation and a, an, the. mlqa: the same for the language of the answers. none: the texts as they are.',
    enum: ['squad', 'mlqa', 'none'],
    default: 'squad',
  },
  language: { description: 'Language of the answers, for normalizer: mlqa.', enum: LANGUAGES },
  regexes_to_ignore: {
    description:
      'What is deleted from predictions and references before they are normalised, in order; ECMAScript, u flag.',
    type: 'array',
    items: { type: 'string', minLength: 1, format: 'regex' },
    minItems: 1,
  },
  ignore_case: {
    description: 'Predictions and references are compared in lower case.',
    type: 'boolean',
    default: false,
  },
} as const satisfies Record<string, OptionSchema>

export interface Options {
  readonly squad_version?: Version
  readonly normalizer?: 'squad' | 'mlqa' | 'none'
  readonly language?: Language
  readonly regexes_to_ignore?: readonly string[]
  readonly ignore_case?: boolean
}

export type Version = '1.1' | '2.0'

/** Two writings of an answer: what is left of it after `regexes_to_ignore`, and that normalised. */
export interface Writings {
  readonly plain: Normalizer
  readonly normal: Normalizer
}

export function writings({ normalizer = 'squad', language, ...rest }: Options): Writings {
  const plain = plainOf(rest)
  if (normalizer === 'squad') return { plain, normal: text => squad(plain(text)) }
  // a language that is missing is told with the gold set
  if (normalizer === 'none' || language === undefined) return { plain, normal: plain }
  const normalized = mlqa(language)
  return { plain, normal: text => normalized(plain(text)) }
}

/** lm-evaluation-harness @ 4e7e0d4, exact_match_hf_evaluate: first what is ignored, then the case. */
function plainOf({ regexes_to_ignore: ignored = [], ignore_case: lower }: Options): Normalizer {
  const patterns = ignored.map(source => new RegExp(source, 'gu'))
  return text => {
    const left = patterns.reduce((rest, pattern) => rest.replace(pattern, ''), text)
    return lower ? left.toLowerCase() : left
  }
}
