/** Questions that may be asked again: how long to wait for GitHub, and when to take no for an answer. */

/** What GitHub answered, in words; the status is undefined where it could not be reached. */
export interface Refusal {
  readonly kind: 'refused'
  readonly status: number | undefined
  readonly why: string
  /** whether the same question may be answered later */
  readonly passing: boolean
}

/** Answers are objects, lists and maps of ours; only a refusal has this kind. */
export function refused(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'refused'
}

/** Milliseconds of waiting for GitHub, all questions together. */
const WAITING = 60_000
/** Milliseconds before each new attempt after a fault of GitHub's or of the line. */
const PAUSES = [1_000, 4_000] as const

export type Ask = ReturnType<typeof patient>

export type Again = 'always' | 'declined' | 'never'

/**
 * All questions that go through one of these wait a minute together; once the line is dead, none is asked any more. What
 * must not happen twice is asked again only where GitHub `declined` it, for it may have happened where no answer came.
 * What nothing depends on is `never` asked again, and takes no time and no line from what the verdict depends on.
 */
export function patient(sleep: (milliseconds: number) => Promise<unknown>) {
  let left = WAITING
  let dead: Refusal | undefined

  return async function ask<T>(question: () => Promise<T>, again: Again = 'always'): Promise<T | Refusal> {
    for (let attempt = 0; dead === undefined; attempt++) {
      try {
        return await question()
      } catch (fault) {
        const may = again === 'always' || (again === 'declined' && declined(fault))
        const pause = may && attempt < PAUSES.length ? pauseAfter(fault, attempt) : undefined
        if (pause === undefined || pause > left) {
          const refused = refusal(fault)
          if (refused.status === undefined && again !== 'never') dead = refused
          return refused
        }
        left -= pause
        await sleep(pause)
      }
    }
    return dead
  }
}

/** Milliseconds until it is worth asking again; undefined when it is not. A refused permission stays refused. */
function pauseAfter(fault: unknown, attempt: number): number | undefined {
  const status = answered(fault) ? statusOf(fault) : undefined
  const headers = (fault as Fault).response?.headers ?? {}
  const after = headers['retry-after']
  if (after !== undefined && /^\d+$/.test(String(after))) return Number(after) * 1000
  if (limited(fault)) {
    const reset = Number(headers['x-ratelimit-reset']) * 1000 - Date.now()
    return Number.isFinite(reset) ? Math.max(1_000, reset) : undefined
  }
  return status === undefined || status >= 500 ? PAUSES[attempt] : undefined
}

interface Fault {
  readonly status?: number
  readonly message?: string
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>> }
}

export function statusOf(fault: unknown): number | undefined {
  return (fault as Fault).status
}

/** The client gives a lost connection the status 500, but no response. */
function answered(fault: unknown): boolean {
  return (fault as Fault).response !== undefined
}

function declined(fault: unknown): boolean {
  return answered(fault) && Number(statusOf(fault)) < 500
}

function limited(fault: unknown): boolean {
  const { status, message = '', response } = fault as Fault
  const spent = String(response?.headers?.['x-ratelimit-remaining']) === '0'
  return (status === 403 || status === 429) && (spent || /rate limit/i.test(message))
}

function refusal(fault: unknown): Refusal {
  const message = fault instanceof Error ? fault.message : String(fault)
  if (!answered(fault))
    return {
      kind: 'refused',
      status: undefined,
      why: `GitHub could not be reached (${message})`,
      passing: true,
    }
  const status = statusOf(fault)
  const passing = pauseAfter(fault, 0) !== undefined
  return { kind: 'refused', status, why: `GitHub answered ${status} (${message})`, passing }
}
