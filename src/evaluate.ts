/** The journey on one page: registration + row sources → Report. */
import type { Limits, Source } from './formats/format'
import type { Place, Problems } from './problems'
import type { Report } from './report/report'

/** What the journey needs from outside; the Action and the command line bring it. */
export interface World {
  /** the specs to judge; `text` is undefined where the file could not be read, which `problems` tells */
  readonly specs: readonly { readonly file: string; readonly text: string }[]
  /** problems met while finding the specs */
  readonly problems: Problems
  /** takes the place of the spec's candidate.path, relative to the workspace */
  readonly candidate?: string
  /** opens a file of the workspace, or adds what is wrong to `problems`; `path` is relative to the folder of `spec` unless absent */
  open(path: string, from: { spec?: string; place: Place; limits: Limits; problems: Problems }): Promise<Source | undefined>
}

export async function evaluate(_world: World): Promise<Report> {
  throw new Error('to be written')
}
