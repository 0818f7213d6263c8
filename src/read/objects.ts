/** Objects of a git repository, by name: one process answers all questions, for starting one costs more than an answer. */
import type { ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

export interface GitObject {
  readonly type: string
  readonly bytes: Buffer
}

export interface Objects {
  /** Undefined where there is no such object; a text is why there is no telling. `name` is one line. */
  read(name: string): Promise<GitObject | string | undefined>
  /** what is asked from now on is asked of a new process */
  renew(): void
}

export type Batch = ChildProcessByStdio<Writable, Readable, null>

/** `start` starts `git cat-file --batch`. An answer takes `patience` milliseconds and has `most` bytes at most. */
export function objects(start: () => Batch, { patience, most }: { patience: number; most: number }): Objects {
  let batch: Batch | undefined
  let last: Promise<unknown> = Promise.resolve()

  function renew(): void {
    batch?.kill()
    batch = undefined
  }

  async function ask(name: string): Promise<GitObject | string | undefined> {
    batch ??= watched(start())
    const answer = await answered(batch, name, patience, most)
    if (typeof answer === 'string') renew()
    return answer
  }

  return {
    read(name) {
      const answer = last.then(() => ask(name))
      last = answer
      return answer
    },
    renew,
  }
}

/** A fault between two questions is told by the next one. */
function watched(batch: Batch): Batch {
  for (const one of [batch, batch.stdin]) one.on('error', () => {})
  return batch
}

/** `<name> <type> <size>`, the bytes and a line's end; or `<question> missing`. */
function answered(
  batch: Batch,
  name: string,
  patience: number,
  most: number,
): Promise<GitObject | string | undefined> {
  const { stdin, stdout } = batch
  const streams = [batch, stdin, stdout] as unknown as readonly { ref(): void; unref(): void }[]
  // it lives on between two questions, and keeps nobody from ending
  for (const one of streams) one.ref()
  return new Promise(done => {
    let chunks: Buffer[] = []
    let length = 0
    let wanted: { readonly type: string; readonly from: number; readonly to: number } | undefined
    const end = (answer: GitObject | string | undefined) => {
      clearTimeout(timer)
      stdout.off('data', read)
      batch.off('error', failed)
      batch.off('close', closed)
      stdin.off('error', failed)
      for (const one of streams) one.unref()
      done(answer)
    }
    const failed = (fault: Error) => end(`git could not read it (${fault.message})`)
    const closed = () => end('git could not read it (it ended)')
    const timer = setTimeout(() => end('git did not answer'), patience)
    const read = (chunk: Buffer) => {
      chunks.push(chunk)
      length += chunk.length
      if (wanted === undefined) {
        chunks = [Buffer.concat(chunks)]
        const line = chunks[0]!.indexOf('\n')
        if (line < 0) return
        const head = chunks[0]!.toString('utf8', 0, line)
        const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)$/.exec(head) ?? []
        if (type === undefined) return end(head.endsWith(' missing') ? undefined : 'git could not read it')
        if (Number(size) > most) return end(`it has ${size} bytes, and the most is ${most}`)
        wanted = { type, from: line + 1, to: line + 1 + Number(size) }
      }
      if (length <= wanted.to) return
      end({ type: wanted.type, bytes: Buffer.concat(chunks).subarray(wanted.from, wanted.to) })
    }
    stdout.on('data', read)
    batch.on('error', failed)
    batch.on('close', closed)
    stdin.on('error', failed)
    stdin.write(`${name}\n`)
  })
}
