import type { Row } from '../formats/format'
import { kind, PROBLEMS, quote } from '../problems'
import { fieldText, get } from '../spec/field'
import type { Spec, SystemSpec } from '../spec/spec'
import type { AnyScorer, Tell } from '../tasks/task'
import { answerOf, near, stepped } from '../values'
import type { Teller } from './row'

/** Reads the answers of one system; what counts as wrong is undefined, and told. */
export class AnswerReader {
  unreadable = 0
  /** how many say something */
  answers = 0
  /** rows with a prediction that is null */
  nulls = 0
  /** whether the row read last has a prediction, readable or not */
  present = false
  /** severity of a defect that `missing: wrong` lets count as wrong */
  readonly lenient: 'error' | 'note'
  private readonly answer: ReturnType<AnyScorer['reader']>

  constructor(
    private readonly system: SystemSpec,
    spec: Spec,
    private readonly scorer: AnyScorer,
    private readonly at: Teller,
  ) {
    this.lenient = spec.missing === 'wrong' ? 'note' : 'error'
    this.answer = scorer.reader()
  }

  read(row: Row): unknown {
    const { system, at } = this
    if (system.prediction === undefined) {
      this.present = true
      this.answers++
      return undefined
    }
    const raw = answerOf(row, system.prediction)
    this.present = raw !== undefined && raw !== null
    if (raw === undefined) {
      const details = {
        field: quote(fieldText(system.prediction)),
        nearest: near(row.value, system.prediction),
      }
      at.tell('prediction.absent', details, this.lenient)
      return undefined
    }
    if (raw === null) {
      this.nulls++
      at.tell('prediction.null', {})
      return undefined
    }
    const result = stepped(raw, system.as)
    if ('unreadable' in result) {
      this.unreadable++
      at.tell('prediction.unreadable', { step: result.unreadable })
      return undefined
    }
    let [told, unread] = [false, false]
    const tell: Tell = (code, details, severity) => {
      told ||= (severity ?? PROBLEMS[code][0]) === 'error'
      unread ||= code === 'prediction.unreadable'
      at.tell(code, details, severity)
    }
    const answer = this.answer(result.value, this.probabilities(row), tell)
    if (answer === undefined || unread) this.unreadable++
    if (answer !== undefined) this.answers += this.scorer.silent?.(answer) ? 0 : 1
    else {
      const details = { got: kind(result.value), wanted: this.scorer.wanted.prediction }
      if (!told) at.tell('prediction.type', details, this.lenient)
    }
    return answer
  }

  private probabilities(row: Row): unknown {
    const { probabilities: field } = this.system
    if (!field) return undefined
    const raw = get(row.value, field)
    if (raw === undefined) {
      const details = { field: quote(fieldText(field)), nearest: near(row.value, field) }
      this.at.tell('probabilities.absent', details, this.lenient)
    }
    return raw
  }
}
