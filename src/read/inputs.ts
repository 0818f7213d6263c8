/** The Action's inputs as one object. Nobody else calls `getInput`. */
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { getInput } from '@actions/core'
import { listed, nearest, type Problems, quote } from '../problems'
import { checkName } from './check-name'

export interface Inputs {
  /** paths or globs, relative to the workspace */
  readonly specs: readonly string[]
  /** takes the place of the spec's candidate.path */
  readonly candidate: string | undefined
  /** on workflow_run, the artifact that the run before it left its predictions in */
  readonly artifact: string | undefined
  /** folder of the report files, relative to the workspace, with `/` */
  readonly output: string
  /** empty when there is none, as with a secret in a fork */
  readonly token: string
  readonly comment: (typeof COMMENTS)[number]
  readonly commentKey: string
  /** what becomes of the comment when the verdict is another one than its own */
  readonly onFlip: (typeof FLIPS)[number]
  /** what becomes of a suite that the base does not know */
  readonly unregistered: (typeof UNREGISTERED)[number]
  /** context of the commit status to set, and name of the check run to make, where they are asked for */
  readonly commitStatus: string | undefined
  readonly checkRun: string | undefined
  /** the check run of this job itself, where the runner tells */
  readonly checkRunId: number | undefined
}

/** Every input and what stands for an empty one; action.yml says the same (a test compares). */
export const INPUTS = {
  spec: 'goldbar.yml',
  candidate: '',
  artifact: '',
  output: 'goldbar-report',
  token: '',
  comment: 'always',
  'comment-key': '',
  'on-flip': 'edit',
  unregistered: 'fail',
  'commit-status': '',
  'check-run': '',
  'check-run-id': '',
} as const

export const COMMENTS = ['always', 'changes', 'failures', 'off'] as const
export const FLIPS = ['edit', 'new'] as const
export const UNREGISTERED = ['fail', 'pass'] as const

/**
 * Reads all inputs. What cannot be used is added to `problems`, and its default is taken, so that they can be published.
 * `job` is the id of the job.
 */
export function readInputs(workspace: string, problems: Problems, job: string): Inputs {
  const status = read('commit-status')
  const mine = [[job, 'the job itself']] as const
  return {
    specs: list(read('spec')),
    candidate: read('candidate') || undefined,
    artifact: read('artifact') || undefined,
    output: folder(workspace, problems),
    token: read('token'),
    comment: choice('comment', COMMENTS, problems),
    commentKey: read('comment-key'),
    onFlip: choice('on-flip', FLIPS, problems),
    unregistered: choice('unregistered', UNREGISTERED, problems),
    commitStatus: checkName('commit-status', status, mine, problems),
    checkRun: checkName('check-run', read('check-run'), [...mine, [status, 'the commit status']], problems),
    checkRunId: /^[1-9]\d{0,15}$/.test(read('check-run-id')) ? Number(read('check-run-id')) : undefined,
  }
}

function read(name: keyof typeof INPUTS): string {
  return getInput(name) || INPUTS[name]
}

/** One a line or separated by commas; the commas of a glob's `{a,b}` separate nothing. */
function list(text: string): string[] {
  const items = text.split(/[\r\n]+|,(?![^{}\r\n]*\})/).map(item => item.trim())
  const named = items.filter(item => item !== '')
  return named.length > 0 ? named : [INPUTS.spec]
}

function folder(workspace: string, problems: Problems): string {
  const given = read('output')
  const drive = sep === '/' && /^[a-z]:/i.test(given)
  const path = relative(workspace, resolve(workspace, given.replaceAll('\\', '/')))
  if (!drive && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path))
    return path.replaceAll(sep, '/') || '.'
  problems.add('input.output', {}, { got: quote(given) })
  return INPUTS.output
}

function choice<Value extends string>(
  name: 'comment' | 'on-flip' | 'unregistered',
  known: readonly [Value, ...Value[]],
  problems: Problems,
): Value {
  const given = read(name)
  const value = known.find(each => each === given)
  if (value !== undefined) return value
  const details = { name, got: quote(given), nearest: nearest(given, known), known: listed(known) }
  problems.add('input.value', {}, details)
  return known[0]
}
