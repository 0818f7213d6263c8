/** The whole journey within the test's own process, on files that are texts. */
import { createHash } from 'node:crypto'
import { evaluate } from '../src/evaluate'
import type { Open } from '../src/files'
import { Problems } from '../src/problems'
import type { Registered } from '../src/registration'
import type { Score, Suite } from '../src/report/report'
import type { Setting } from '../src/tasks/task'

/** The day of every journey, unless it is told another. */
export const TODAY = '2026-11-25'

export interface Occasion {
  readonly date?: string
  /** the spec as a base has it, null where that has none; absent where there is no base */
  readonly base?: string | null
  readonly unregistered?: Registered['unregistered']
  /** whether the change touches nothing but registered files */
  readonly only?: boolean
}

/** Judges `spec`; paths in it are keys of `files`. */
export async function travel(
  spec: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
  { date = TODAY, base, unregistered = 'fail', only = false }: Occasion = {},
): Promise<Suite> {
  const open: Open = async (file, { key, place, problems }) => {
    const content = files[file]
    if (content === undefined) {
      problems.add('file.absent', place, { file, from: key })
      return undefined
    }
    const bytes = Buffer.from(content)
    const digest = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length }
    async function* chunks() {
      yield bytes
    }
    return { file, bytes: chunks, digest: () => digest }
  }
  const at = (text: string) => ({ file: 'gate.yml', text, sha256: '' })
  const registered: Registered = {
    base: { sha: 'b'.repeat(40), ref: 'main', date: null },
    unregistered,
    spec: async () => (base === null ? null : at(base!)),
    open: () => open,
    only: async () => only,
    compared: true,
  }
  const world = { specs: [at(spec)], problems: new Problems(), date, open }
  const report = await evaluate(base === undefined ? world : { ...world, registered })
  return report.suites[0]!
}

/** What a spec of few words says of its task. */
export function settingOf(some: Partial<Setting>): Setting {
  return {
    options: {},
    probabilities: false,
    gold: {},
    documents: {},
    recorded: [],
    stats: new Map(),
    gated: new Map(),
    lenient: 'error',
    ...some,
  }
}

/** What a score is of, as one text. */
export function keyOf({
  system,
  metric,
  class: cls,
  slice,
}: Omit<Score, 'n' | 'value' | 'interval'>): string {
  return JSON.stringify([system, metric, cls, slice])
}

/** Random numbers from 0 to 1 that are the same in every run: mulberry32. */
export function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const draw = random(seed)
  const result = [...items]
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(draw() * (i + 1))
    ;[result[i], result[j]] = [result[j]!, result[i]!]
  }
  return result
}
