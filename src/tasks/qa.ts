import { tokenF1 } from '../metrics/token-f1'
import { decimal } from '../text/decimal'
import { words } from '../text/white-space'
import { scalarText } from '../values'
import { QaGold } from './qa/gold'
import { type Options, QA_OPTIONS, type Version, writings } from './qa/options'
import { EQUAL, EXACT, F1, metrics, type Sum, sum } from './qa/scores'
import type { Scorer, Setting, Task } from './task'

/** A short answer in words, or none where the question has none; it is right when any of the references is met. */
export const qa: Task = {
  name: 'qa',
  right: 'the answer is an exact match of a reference; in multiple choice, the letters are equal',
  fields: { reference: 'required', prediction: 'required' },
  options: QA_OPTIONS,
  scorer,
}

/** The right answers to one question; none where it has no answer. */
interface Reference {
  readonly texts: readonly string[]
  /** the same, normalised */
  readonly forms: readonly string[]
}

function scorer({ options }: Setting): Scorer<Reference, string, Sum> {
  const given = options as Options
  const { plain, normal } = writings(given)
  const gold = new QaGold(given, { plain, normal })
  return {
    metrics: metrics(given, gold),
    headline: {
      get whole() {
        return gold.letters ? 'accuracy' : 'exact_match'
      },
    },
    wanted: {
      reference: 'a text or a list of texts (an empty one where the question has no answer)',
      prediction: 'a text (an empty one where the system gives no answer)',
    },
    reference(value, tell) {
      const texts = textsOf(value)
      if (!texts) return undefined
      if (texts.length === 0 && given.squad_version === '1.1') {
        const wanted = 'a text or a list of texts; with squad_version 1.1 every question has an answer'
        tell('reference.type', { got: 'empty', wanted })
        return undefined
      }
      gold.add(texts)
      return { texts, forms: texts.map(normal) }
    },
    reader: () => answerText,
    outcome({ texts, forms }, answer) {
      const answerable = Number(texts.length > 0)
      if (answer === undefined) return [answerable, 0, 0, 0, 0, -1]
      const got = normal(answer)
      const wanted = expectedForms(forms, gold.version)
      const number = decimal(plain(answer))
      const isNumber = (text: string) => number !== undefined && decimal(plain(text)) === number
      return [
        answerable,
        Number(wanted.includes(got)),
        bestF1(got, wanted, gold.version),
        Number(answerable ? texts.includes(answer) : answer === ''),
        Number(gold.numeric && (answerable ? texts.some(isNumber) : answer === '')),
        Number(gold.isChoice(answer)),
      ]
    },
    credit: outcome => outcome[gold.letters ? EQUAL : EXACT]!,
    silent: answer => !gold.declines && normal(answer) === '',
    nearness: outcome => outcome[F1]!,
    classes: () => [],
    showsAnswers: true,
    show(_outcome, { texts, forms }, answer) {
      const near = answer === undefined || forms.length < 2 ? 0 : nearest(normal(answer), forms, gold.version)
      const others = texts.filter((text, i) => i !== near && text !== texts[near])
      const alternatives = others.length > 0 && { alternatives: others }
      return { expected: texts[near] ?? '', ...alternatives, answered: answer ?? null }
    },
    sum,
    reviewGold: tell => gold.review(tell),
    review: (system, { choices, others }, tell) => gold.reviewChoices(system, choices, others, tell),
  }
}

/** One reference or a list of them. An empty text by itself, as in a CSV cell, is no answer. */
function textsOf(value: unknown): string[] | undefined {
  if (value === '') return []
  const texts = (Array.isArray(value) ? value : [value]).map(answerText)
  return texts.every(text => text !== undefined) ? texts : undefined
}

/** A text, or a number as JSON writes it. */
function answerText(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : scalarText(value)
}

/** v2.0 drops references of which nothing is left; where there is no other, only "no answer" is right. */
function expectedForms(forms: readonly string[], version: Version): readonly string[] {
  if (version === '1.1') return forms
  const left = forms.filter(form => form !== '')
  return left.length > 0 ? left : ['']
}

/** Number of the reference that an answer is most like. */
function nearest(got: string, forms: readonly string[], version: Version): number {
  const likeness = forms.map(form => bestF1(got, [form], version))
  return Math.max(0, likeness.indexOf(Math.max(...likeness)))
}

/** The best over the references, whichever of them is an exact match. */
function bestF1(got: string, wanted: readonly string[], version: Version): number {
  const answered = words(got)
  const neither = version === '2.0' ? 1 : 0
  return wanted.reduce((best, form) => Math.max(best, tokenF1(answered, words(form), neither)), 0)
}
