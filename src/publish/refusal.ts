/** Why there is no comment, and what to do about it. */
import type { PullRequest } from '../read/event'
import type { Refusal } from '../read/patience'

export function remedyOf({ status, why }: Refusal, { readOnly }: PullRequest): string {
  if (status === undefined) return `${why}. Run the job again.`
  const remedy = REMEDIES[status] ?? (status >= 500 ? 'Run the job again.' : PERMIT)
  const expected = forbidden(status) && readOnly !== undefined ? `${READ_ONLY[readOnly]} ` : ''
  return `${why}. ${expected}${remedy}`
}

/** For the job summary: the lines to add to the workflow; undefined where they would not help. */
export function linesToAdd({ status }: Refusal, { readOnly }: PullRequest): string | undefined {
  if (!forbidden(status)) return undefined
  const expected = readOnly === undefined ? '' : `${READ_ONLY[readOnly]}\n`
  return `**No comment was posted:** the token of this job may not write one. ${expected}

\`\`\`yaml
# under the job that runs Goldbar
permissions:
  contents: read
  pull-requests: write
\`\`\``
}

function forbidden(status: number | undefined): boolean {
  return status === 403 || status === 404
}

const PERMIT = 'Add to the job: permissions: { contents: read, pull-requests: write }.'

const REMEDIES: Readonly<Record<number, string>> = {
  401: 'Check the input token.',
  410: 'The pull request takes no comments.',
  422: 'The comment was not accepted.',
  423: 'The conversation is locked.',
  429: 'Run the job again later.',
}

const READ_ONLY = {
  fork: 'A run of a fork has a read-only token whatever the workflow permits; where the branch is your own:',
  dependabot: 'A run of Dependabot has a read-only token unless the job permits more.',
} as const
