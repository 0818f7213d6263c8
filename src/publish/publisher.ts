/** One surface of GitHub that a report is shown on. */
import type { Run } from '../read/run'
import type { Report } from '../report/report'

export interface Publisher {
  readonly name: string
  /**
   * Shows the report. What the surface refuses becomes a note and changes no verdict; only a fault of ours throws.
   * `made` holds the outputs of the surfaces before this one.
   */
  publish(report: Report, run: Run, made: Made): Promise<Published>
}

export interface Published {
  /** what could not be shown and what to do about it, one sentence or two each */
  readonly notes: readonly string[]
  readonly made?: Made
  /** the report as it is true from now on, where this surface changes what is known of it */
  readonly report?: Report | undefined
  /** Markdown for the job summary: what to add to the workflow */
  readonly lines?: string | undefined
}

/** Where things were put, by the name of the Action's output that tells it. */
export type Made = Readonly<
  Partial<Record<'report-json' | 'report-markdown' | 'report-html' | 'statement' | 'comment-url', string>>
>

/** What a fault says, for a note. */
export function reason(fault: unknown): string {
  return fault instanceof Error ? fault.message : String(fault)
}
