/** What the page's script draws: numbers of the report that the text around it has too. */
import { deflateRawSync } from 'node:zlib'
import { failingFirst } from '../markdown/gates'
import type { CalibrationBin, Confusion, GateResult, Interval, Loss, Report, Suite } from '../report'
import { html, Markup } from './markup'

/** Data blocks larger than this are deflated. */
const LARGE = 100_000

export interface PageData {
  readonly suites: readonly SuiteData[]
}

export interface SuiteData {
  /** in the order of the table */
  readonly gates: readonly GateMarks[]
  readonly classes: readonly Loss[]
  readonly slices: readonly Loss[]
  readonly confusion: Readonly<Record<string, Confusion>>
  readonly calibration: Readonly<Record<string, readonly CalibrationBin[]>>
  readonly systems: readonly string[]
  readonly task: string
  readonly graded: Suite['graded']
  readonly shows: Suite['shows']
  /** whether there is a block of examples */
  readonly browsed: boolean
}

/** Where a gate's value, its interval, the baseline's value and the bars stand on the metric's own scale. */
export interface GateMarks {
  readonly metric: string
  readonly candidate: number | null
  readonly interval: Interval | null
  readonly reference: number | null
  readonly bars: readonly number[]
}

export function dataOf({ suites }: Report): PageData {
  return { suites: suites.map(suiteData) }
}

function suiteData(suite: Suite): SuiteData {
  const { losses, confusion, calibration, systems, task, graded, shows, browsed = [] } = suite
  return {
    gates: failingFirst(suite).map(gate => ({
      metric: gate.metric,
      candidate: gate.candidate,
      interval: gate.interval,
      reference: gate.reference,
      bars: barsOf(gate),
    })),
    classes: losses.classes,
    slices: losses.slices,
    confusion: confusion ?? {},
    calibration: calibration ?? {},
    systems: systems.map(({ name }) => name),
    task,
    graded,
    shows,
    browsed: browsed.some(({ examples }) => examples.length > 0),
  }
}

/** Bars on the change from the baseline stand where the baseline's value lets them. */
function barsOf({ bars, candidate, reference, lift }: GateResult): number[] {
  const own = [bars.min, bars.max, bars.max_gap].filter(bar => bar !== undefined)
  if (reference === null || candidate === null || lift === null) return own
  // + is better: which way that is on the scale shows where the two differ
  const better = Math.abs(lift) < 1e-9 ? undefined : Math.sign(lift * (candidate - reference))
  const size = Math.abs(reference)
  const drops = [bars.max_drop, bars['max_drop.abs'], times(bars['max_drop.rel'], size)].filter(
    one => one !== undefined,
  )
  const lifts = [bars.min_lift, times(bars['min_lift.rel'], size)].filter(one => one !== undefined)
  // of an absolute and a relative fall the larger is allowed
  const moves = [...(drops.length > 0 ? [-Math.max(...drops)] : []), ...lifts]
  if (moves.length > 0 && better === undefined) return own
  return [...own, ...moves.map(move => reference + better! * move)]
}

function times(share: number | undefined, size: number): number | undefined {
  return share === undefined ? undefined : share * size
}

/** JSON that no browser runs and that nothing in it can end; a large one deflated, in base64. */
export function blockOf(id: string, data: unknown): Markup {
  const json = JSON.stringify(data)
  if (json.length <= LARGE)
    return new Markup(`<script type="application/json" id="${id}">${inert(json)}</script>`)
  const packed = deflateRawSync(json).toString('base64')
  return html`<script type="application/octet-stream" id="${id}">${packed}</script>`
}

/** Within JSON these stand in strings only, where an escape means the same. */
function inert(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/gu,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
