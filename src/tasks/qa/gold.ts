import { listed, quote } from '../../problems'
import { byCodePoint } from '../../text/code-points'
import { decimal } from '../../text/decimal'
import { LANGUAGES } from '../../text/normalize-answer'
import type { Tell } from '../task'
import type { Options, Version, Writings } from './options'

/** What the gold set is like as a whole. It is read before any system, and decides how answers are scored. */
export class QaGold {
  private questions = 0
  /** some question has no answer */
  private unanswerable = false
  /** questions with a number among their references, and answerable ones without */
  private numbers = 0
  private others = 0
  /** questions with a reference of which nothing is left once it is normalised */
  private vacuous = 0
  /** every reference is a letter, with or without punctuation around it: multiple choice */
  letters = true
  private readonly choices = new Set<string>()

  constructor(
    private readonly options: Options,
    private readonly writings: Writings,
  ) {}

  /** The references of one question. */
  add(texts: readonly string[]): void {
    this.questions++
    this.unanswerable ||= texts.length === 0
    if (texts.some(text => this.writings.normal(text) === '')) this.vacuous++
    if (texts.some(text => decimal(this.writings.plain(text)) !== undefined)) this.numbers++
    else if (texts.length > 0) this.others++
    this.letters &&= texts.length > 0 && texts.every(text => LETTER.test(text))
    if (this.letters) for (const text of texts) this.choices.add(text)
  }

  /** Whether saying nothing can be the right answer. */
  get declines(): boolean {
    return this.unanswerable || this.vacuous > 0
  }

  get version(): Version {
    return this.options.squad_version ?? (this.unanswerable ? '2.0' : '1.1')
  }

  /** Every question that has an answer has a number among its references. */
  get numeric(): boolean {
    return this.numbers > 0 && this.others === 0
  }

  /** Whether the answer is one of the letters, right or wrong. */
  isChoice(answer: string): boolean {
    return this.letters && this.choices.has(answer)
  }

  /** Tells of options that do not fit each other, and of references that the normaliser makes meaningless. */
  review(tell: Tell): void {
    const { normalizer = 'squad', language } = this.options
    const { normal } = this.writings
    if (normalizer === 'mlqa' && language === undefined) {
      const hint = `the language of the answers: ${LANGUAGES.join(', ')}`
      tell('spec.missing', { key: quote('options.language'), where: ' beside normalizer: mlqa', hint })
    }
    if (normalizer !== 'mlqa' && language !== undefined) {
      tell('spec.unread', { key: quote('options.language'), task: `qa with normalizer: ${normalizer}` })
    }
    if (this.letters && this.choices.size > 0 && normal('A') === '') {
      const what = 'makes nothing of the letter A, so that any answer of which it makes nothing is a match'
      tell('option.normalizer', { normalizer, what, metric: 'accuracy' })
    }
    this.reviewEmpty(tell)
    if (this.numeric && normal('-1.5') === normal('15')) {
      const what = 'deletes signs and decimal points, so that -1.5 is a match for 15'
      tell('option.normalizer', { normalizer, what, metric: 'numeric_match' })
    }
  }

  /** Tells where saying nothing is right, without anybody having said so. */
  private reviewEmpty(tell: Tell): void {
    const { normalizer = 'squad', squad_version: version } = this.options
    const answerable = this.numbers + this.others
    const severity = this.questions < FEW ? 'note' : 'error'
    if (answerable === 0 && this.unanswerable && version !== '2.0') tell('qa.unanswerable', {}, severity)
    if (this.vacuous === 0 || this.letters) return
    const most = this.vacuous * 2 > answerable
    tell('qa.vacuous', { count: this.vacuous, of: answerable, normalizer }, most ? severity : 'note')
  }

  /** Tells of a system that answers a multiple choice with anything but its letters. */
  reviewChoices(system: string, choices: number, others: number, tell: Tell): void {
    if (!this.letters || choices > 0 || others < 5) return
    const known = listed(Array.from(this.choices).sort(byCodePoint).map(quote))
    tell('prediction.choices', { system, answers: others, known })
  }
}

/** Fewer questions than this may all be odd ones. */
const FEW = 5

/** One letter, as in A, b), (C). */
const LETTER = /^[^\p{L}\p{N}]*\p{L}[^\p{L}\p{N}]*$/u
