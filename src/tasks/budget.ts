import { Steps, TooManySteps } from '../text/steps'
import type { Tell } from './task'

/** How much work one answer may make. What takes more is an error, and never a run without end. */
export class Budget {
  private readonly steps: Steps
  /** tells at the row that was read last */
  tell: Tell = () => {}

  constructor(readonly limit: number) {
    this.steps = new Steps(limit)
  }

  readonly step = (count: number): void => this.steps.take(count)

  /** Scores an answer; one that is too costly is told, and scored as if it were not there. */
  spend<Answer, Result>(answer: Answer | undefined, score: (answer: Answer | undefined) => Result): Result {
    this.steps.reset()
    try {
      return score(answer)
    } catch (error) {
      if (!(error instanceof TooManySteps) || answer === undefined) throw error
      this.tell('prediction.cost', { limit: this.limit })
      this.steps.reset()
      return score(undefined)
    }
  }
}
