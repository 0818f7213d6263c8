/** Runs the committed command line as a user would. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..')

export interface Run {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** `node dist/cli.js …words` in the folder `cwd`, with `env` besides the environment of this process. */
export function goldbar(words: readonly string[], cwd = ROOT, env: NodeJS.ProcessEnv = {}): Promise<Run> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 27 }
  return new Promise(done => {
    execFile(process.execPath, [join(ROOT, 'dist/cli.js'), ...words], options, (fault, stdout, stderr) => {
      const status = fault === null ? 0 : typeof fault.code === 'number' ? fault.code : -1
      done({ status, stdout, stderr })
    })
  })
}
