/** How git is started. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { Batch } from './objects'

export interface Run {
  readonly ok: boolean
  /** there is no git */
  readonly absent: boolean
  readonly out: Buffer
  readonly err: string
}

/** Milliseconds for one command; a fetch may ask for a name and a password otherwise, for ever. */
export const PATIENCE = 60_000
/** GitHub takes no larger file. */
export const MOST = 100 * 2 ** 20

/** Starts git in a folder that may be another user's, without its hooks, and never waits for a person. */
export function started(folder: string, args: readonly string[], stdin: 'pipe', signal?: AbortSignal): Batch
export function started(
  folder: string,
  args: readonly string[],
  stdin: 'ignore',
  signal?: AbortSignal,
): ChildProcessByStdio<null, Readable, Readable>
export function started(
  folder: string,
  args: readonly string[],
  stdin: 'pipe' | 'ignore',
  signal?: AbortSignal,
) {
  const settings = [
    'safe.directory=*',
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'diff.relative=false',
  ]
  const all = ['-C', folder, ...settings.flatMap(each => ['-c', each]), ...args]
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  const env = {
    ...Object.fromEntries(inherited),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GCM_INTERACTIVE: 'never',
    GIT_OPTIONAL_LOCKS: '0',
    // what a ref under refs/replace puts in a commit's place is not that commit
    GIT_NO_REPLACE_OBJECTS: '1',
  }
  const told = stdin === 'pipe' ? 'ignore' : 'pipe'
  return spawn('git', all, { env, stdio: [stdin, 'pipe', told], ...(signal && { signal }) })
}

/** Runs git once. */
export function git(folder: string, args: readonly string[]): Promise<Run> {
  return new Promise(done => {
    const out: Buffer[] = []
    let size = 0
    let err = ''
    // not the option timeout, which goes on waiting for a git that was never started
    const child = started(folder, args, 'ignore', AbortSignal.timeout(PATIENCE))
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= MOST) out.push(chunk)
      else child.kill()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err = `${err}${chunk.toString('utf8')}`.slice(-4000)
    })
    child.on('error', (fault: NodeJS.ErrnoException) =>
      done({ ok: false, absent: fault.code === 'ENOENT', out: Buffer.alloc(0), err: fault.message }),
    )
    child.on('close', code =>
      done({ ok: code === 0 && size <= MOST, absent: false, out: Buffer.concat(out), err }),
    )
  })
}

export function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 200) || 'it says nothing'
}
