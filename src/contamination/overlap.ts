/** Train rows, one after the other, against the gold set's texts: memory depends on the gold set alone. */
import { Numbers } from '../intern'
import type { Fingerprint } from './fingerprint'
import { type GoldTexts, NONE } from './gold'

/** Weakest first; an example that is found in several ways counts for the strongest. */
export const MATCHES = ['ngram', 'normalised', 'exact'] as const
export type Match = (typeof MATCHES)[number]

/** The first train row in which a text was found, and how much of the text's runs it has. */
export interface Place {
  readonly file: number
  readonly line: number
  readonly share: number
}

/**
 * Containment after Broder (1997), in one row at a time: the share of a gold text's distinct runs of n words that this
 * train row has. A row that shares enough of a text shares one of its rarest runs, so only texts that do are counted.
 */
export class Overlap {
  private readonly found: { readonly [M in Match]: Map<number, Place> } = {
    exact: new Map(),
    normalised: new Map(),
    ngram: new Map(),
  }
  /** by run: the row that had it last; the texts that are looked up when a row has it lie from start to end */
  private readonly seen: Uint32Array
  private readonly starts: Uint32Array
  private readonly ends: Uint32Array
  private readonly texts: Uint32Array
  /** by sequence of words: the row for which it was counted last */
  private readonly counted: Uint32Array
  private row = 0

  constructor(
    private readonly gold: GoldTexts,
    private readonly containment: number,
  ) {
    const rare = rarest(gold, containment)
    const size = gold.grams.size
    this.seen = new Uint32Array(size)
    this.starts = new Uint32Array(size + 1)
    for (let i = 0; i < rare.runs.length; i++) this.starts[rare.runs.get(i) + 1]!++
    for (let run = 0; run < size; run++) this.starts[run + 1]! += this.starts[run]!
    this.ends = this.starts.slice(0, size)
    this.texts = new Uint32Array(this.starts[size]!)
    for (let i = 0; i < rare.runs.length; i++) {
      this.texts[this.ends[rare.runs.get(i)]!++] = rare.texts.get(i)
    }
    this.counted = new Uint32Array(gold.wholes.size)
  }

  add(print: Fingerprint, file: number, line: number): void {
    const { gold, found } = this
    this.row++
    const place = { file, line, share: 1 }
    const whole = print.wordless ? -1 : gold.wholes.find(print.wholeA, print.wholeB)
    if (whole >= 0) note(found.normalised, whole, place)
    if (whole >= 0 || print.wordless) note(found.exact, gold.exacts.find(print.exactA, print.exactB), place)
    this.addRuns(print, file, line)
  }

  /** Where example `i` was found, in the strongest way. */
  of(i: number): { readonly match: Match; readonly place: Place } | undefined {
    const { exact, whole } = this.gold
    for (const match of ['exact', 'normalised', 'ngram'] as const) {
      const text = (match === 'exact' ? exact : whole).get(i)
      const place = text === NONE ? undefined : this.found[match].get(text)
      if (place) return { match, place }
    }
    return undefined
  }

  private addRuns({ grams, keys }: Fingerprint, file: number, line: number): void {
    const { gold, seen, row } = this
    const hits: number[] = []
    for (let i = 0; i < grams; i++) {
      const run = gold.grams.find(keys[i * 2]!, keys[i * 2 + 1]!)
      if (run < 0 || seen[run] === row) continue
      seen[run] = row
      hits.push(run)
    }
    for (const run of hits) this.count(run, file, line)
  }

  /** Counts each text that is looked up under the run; one that is found leaves the list. */
  private count(run: number, file: number, line: number): void {
    const { ends, texts, found } = this
    for (let at = this.starts[run]!; at < ends[run]!; at++) {
      const text = texts[at]!
      if (this.counted[text] !== this.row && !found.ngram.has(text)) {
        this.counted[text] = this.row
        const share = this.share(text)
        if (enough(share, this.containment)) found.ngram.set(text, { file, line, share })
      }
      if (found.ngram.has(text)) texts[at--] = texts[--ends[run]!]!
    }
  }

  private share(text: number): number {
    const { starts, runs } = this.gold
    const [start, end] = [starts.get(text), starts.get(text + 1)]
    let has = 0
    for (let at = start; at < end; at++) if (this.seen[runs.get(at)] === this.row) has++
    return has / (end - start)
  }
}

/** For each text so many of its runs, rare ones first, that a row without any of them cannot have enough. */
function rarest(gold: GoldTexts, containment: number): { runs: Numbers; texts: Numbers } {
  const { wholes, starts, runs, grams } = gold
  const texts = new Uint32Array(grams.size)
  for (let at = 0; at < runs.length; at++) texts[runs.get(at)]!++
  const rare = { runs: new Numbers(), texts: new Numbers() }
  for (let text = 0; text < wholes.size; text++) {
    const own = Array.from({ length: starts.get(text + 1) - starts.get(text) }, (_, i) =>
      runs.get(starts.get(text) + i),
    ).sort((a, b) => texts[a]! - texts[b]! || a - b)
    let needed = Math.max(1, Math.floor(containment * own.length))
    while (needed < own.length && !enough(needed / own.length, containment)) needed++
    for (const run of own.slice(0, Math.max(0, own.length - needed + 1))) {
      rare.runs.push(run)
      rare.texts.push(text)
    }
  }
  return rare
}

/** Equal to 1e-9, as at every bar; at least one run, however small the share. */
function enough(share: number, containment: number): boolean {
  return share > 0 && share >= containment - 1e-9
}

function note(found: Map<number, Place>, text: number, place: Place): void {
  if (text >= 0 && !found.has(text)) found.set(text, place)
}
