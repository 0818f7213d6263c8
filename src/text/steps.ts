/**
 * Counts the steps of work whose length hostile data decide. Counting instead of timing, so that the same input ends
 * in the same way on every machine.
 */
export class Steps {
  private left: number

  constructor(readonly limit: number) {
    this.left = limit
  }

  /** Starts anew, for the next input. */
  reset(): void {
    this.left = this.limit
  }

  take(steps = 1): void {
    this.left -= steps
    if (this.left < 0) throw new TooManySteps()
  }
}

export class TooManySteps extends Error {}
