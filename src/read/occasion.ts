/** The event that a run was started by, as the runner tells it. */
import { readFile } from 'node:fs/promises'

/** An event before anything was concluded from it. */
export interface Occasion {
  /** `pull_request`, `push` …; undefined outside of a workflow */
  readonly name: string | undefined
  /** the webhook's body, unchecked; undefined where it cannot be read */
  readonly payload: unknown
  /** GITHUB_SHA */
  readonly sha: string
  /** GITHUB_REF, such as `refs/heads/main` */
  readonly ref: string
  /** `owner/name` */
  readonly repository: string
  /** where the workflow file that runs us lies: `owner/name/path@ref`, and the commit it was read from */
  readonly workflow: { readonly ref: string; readonly sha: string }
}

/** Never throws: what cannot be read is left undefined, and no authority comes out of it. */
export async function readOccasion(env: NodeJS.ProcessEnv = process.env): Promise<Occasion> {
  return {
    name: env.GITHUB_ACTIONS === 'true' ? (env.GITHUB_EVENT_NAME ?? '') : undefined,
    payload: await readFile(env.GITHUB_EVENT_PATH ?? '', 'utf8').then(
      text => parsed(text),
      () => undefined,
    ),
    sha: env.GITHUB_SHA ?? '',
    ref: env.GITHUB_REF ?? '',
    repository: env.GITHUB_REPOSITORY ?? '',
    workflow: { ref: env.GITHUB_WORKFLOW_REF ?? '', sha: env.GITHUB_WORKFLOW_SHA ?? '' },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
