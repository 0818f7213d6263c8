/**
 * The last line of our comment, by which it is found again, and the state in it that one run hands to the next. Anybody
 * with write access may edit a comment: a state that is not just as we write it is no state.
 */
import { createHash } from 'node:crypto'
import { KEPT, type Ledger, type Look, type SuiteLedger } from '../looks'
import { SHA } from '../read/payload'
import type { Verdict } from '../report/report'

export interface State {
  readonly run: number
  readonly attempt: number
  /** the commit that was judged */
  readonly head: string
  readonly verdict: Verdict
  /** comments of ours up to this one were replaced by later ones */
  readonly replaced: number
  readonly ledger: Ledger
}

/** UTF-16 units of a marker; looks are kept as far as they fit. */
export const MOST = 16_000

/** Without a state it is what earlier versions wrote. */
export function markerOf(key: string, state?: State): string {
  const start = `<!-- goldbar:v1 ${createHash('sha256').update(key).digest('hex').slice(0, 16)}`
  if (state === undefined) return `${start} -->`
  for (const kept of [KEPT, 10, 3, 1]) {
    const marker = `${start} ${encoded(state, kept)} -->`
    if (marker.length <= MOST) return marker
  }
  return `${start} ${encoded({ ...state, ledger: { complete: false, suites: [] } }, 0)} -->`
}

/**
 * Undefined where the last line is not this key's marker: lines above may hold text of others. The state is undefined
 * where there is none that can be read.
 */
export function readMarker(body: string, key: string): { readonly state: State | undefined } | undefined {
  const line =
    body
      .trimEnd()
      .split(/\r\n|\r|\n/)
      .at(-1) ?? ''
  const start = markerOf(key).slice(0, -' -->'.length)
  if (!line.startsWith(start) || !/^ (?:.* )?-->$/.test(line.slice(start.length))) return undefined
  return { state: decoded(line.slice(start.length).replace(/ -->$/, '').trim()) }
}

function encoded({ ledger, ...rest }: State, kept: number): string {
  const suites = ledger.suites.map(({ spec, gold, total, looks }) => {
    const rows = looks.slice(-kept).map(({ run, attempt, head, verdict }) => [run, attempt, head, verdict])
    return [spec, gold, total, kept === 0 ? [] : rows]
  })
  const state = { ...rest, ledger: { complete: ledger.complete, suites } }
  return Buffer.from(JSON.stringify(state)).toString('base64url')
}

function decoded(text: string): State | undefined {
  try {
    return stateOf(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch {
    return undefined
  }
}

const VERDICTS: readonly unknown[] = ['pass', 'fail', 'inconclusive', 'error'] satisfies Verdict[]

function stateOf(value: unknown): State | undefined {
  const { run, attempt, head, verdict, replaced, ledger } = value as Partial<Record<keyof State, unknown>>
  const { complete, suites } = ledger as Partial<Record<keyof Ledger, unknown>>
  const rows = Array.isArray(suites) ? suites.map(suiteOf) : [undefined]
  if (!count(run) || !count(attempt) || !count(replaced) || typeof complete !== 'boolean') return undefined
  if (typeof head !== 'string' || !SHA.test(head) || !isVerdict(verdict)) return undefined
  if (rows.some(row => row === undefined)) return undefined
  return { run, attempt, head, verdict, replaced, ledger: { complete, suites: rows as SuiteLedger[] } }
}

function suiteOf(value: unknown): SuiteLedger | undefined {
  const [spec, gold, total, looks] = value as unknown[]
  const rows = Array.isArray(looks) ? looks.map(lookOf) : [undefined]
  if (!isDigest(spec) || !isDigest(gold) || !count(total) || rows.length > KEPT || total < rows.length)
    return undefined
  return rows.some(row => row === undefined) ? undefined : { spec, gold, total, looks: rows as Look[] }
}

function lookOf(value: unknown): Look | undefined {
  const [run, attempt, head, verdict] = value as unknown[]
  if (!count(run) || !count(attempt) || !isVerdict(verdict)) return undefined
  return typeof head === 'string' && /^[0-9a-f]{7}$/.test(head) ? { run, attempt, head, verdict } : undefined
}

function count(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{12}$/.test(value)
}

function isVerdict(value: unknown): value is Verdict {
  return VERDICTS.includes(value)
}
