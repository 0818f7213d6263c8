/** Which examples are seen: by what became of them, their class, their slices, their answer and words in them. */
import type { BrowsedExample } from '../../report'

export interface Filter {
  readonly tab: Tab
  /** of the reference */
  readonly cls: string | undefined
  /** as `sliceKey` writes it */
  readonly slice: string | undefined
  /** the candidate's answer, whole */
  readonly answer: string | undefined
  readonly words: string
}

export type Tab = 'regressed' | 'fixed' | 'still_wrong' | 'all'

/** Kinds under each tab; `all` has every kind. */
const TABS: Readonly<Record<Tab, readonly BrowsedExample['kind'][] | undefined>> = {
  regressed: ['regressed'],
  fixed: ['fixed'],
  still_wrong: ['lost_more', 'still_wrong'],
  all: undefined,
}

/** Positions of the examples that pass. */
export class Filtered {
  /** of each example, in lower case; made when words are first looked for */
  private texts: readonly string[] | undefined

  constructor(private readonly examples: readonly BrowsedExample[]) {}

  positions({ tab, cls, slice, answer, words }: Filter): number[] {
    const kinds = TABS[tab]
    const sought = words.trim().toLowerCase()
    if (sought !== '') this.texts ??= this.examples.map(textOf)
    const found: number[] = []
    for (const [i, example] of this.examples.entries()) {
      if (kinds && !kinds.includes(example.kind)) continue
      if (cls !== undefined && !example.classes.includes(cls)) continue
      if (answer !== undefined && example.candidate !== answer) continue
      if (slice !== undefined && !slicesOf(example).includes(slice)) continue
      if (sought !== '' && !this.texts![i]!.includes(sought)) continue
      found.push(i)
    }
    return found
  }

  count(tab: Tab): number {
    const kinds = TABS[tab]
    return kinds ? this.examples.filter(({ kind }) => kinds.includes(kind)).length : this.examples.length
  }

  /** Every class and slice value that occurs, in order. */
  choices(): { classes: string[]; slices: string[] } {
    const [classes, slices] = [new Set<string>(), new Set<string>()]
    for (const example of this.examples) {
      for (const cls of example.classes) classes.add(cls)
      for (const slice of slicesOf(example)) slices.add(slice)
    }
    return { classes: [...classes].sort(), slices: [...slices].sort() }
  }
}

function textOf({
  id,
  expected,
  alternatives = [],
  baseline,
  candidate,
  source = '',
  spans,
}: BrowsedExample): string {
  const texts = [
    id,
    expected ?? '',
    ...alternatives,
    baseline ?? '',
    candidate ?? '',
    source,
    spans?.text ?? '',
  ]
  return texts.join('\n').toLowerCase()
}

export function slicesOf({ slices }: BrowsedExample): string[] {
  return Object.entries(slices).flatMap(([name, values]) => values.map(value => `${name} = ${value}`))
}
