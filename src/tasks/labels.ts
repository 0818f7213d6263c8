import { Strings } from '../intern'
import { listed, nearest, quote, SHOWN } from '../problems'
import { byCodePoint } from '../text/code-points'
import type { OptionSchema, Tell } from './task'

/** Options that every task with labels has. */
export const LABEL_OPTIONS = {
  labels: {
    description:
      'The labels, in order. Averages run over exactly this list; without it over the labels of the references and of the system’s own predictions, sorted by code point.',
    type: 'array',
    items: { type: 'string' },
    minItems: 1,
    uniqueItems: true,
  },
  zero_division: {
    description: 'The value of precision, recall and F where they are 0/0.',
    enum: [0, 1],
    default: 0,
  },
} as const satisfies Record<string, OptionSchema>

/** The labels of one suite by number: declared ones, those of the references, and whatever systems answer. */
export class Labels {
  private readonly names = new Strings()
  private readonly known = new Set<number>()

  constructor(readonly declared: readonly string[] | undefined) {
    for (const label of declared ?? []) this.known.add(this.names.add(label))
  }

  /** The number of a reference's label; undefined, and told, when it is not a declared one. */
  reference(label: string, tell: Tell): number | undefined {
    const code = this.names.add(label)
    if (this.declared && !this.known.has(code)) {
      tell('label.reference', { got: quote(label), nearest: nearest(label, this.declared) })
      return undefined
    }
    this.known.add(code)
    return code
  }

  /** The number of an answered label, known or not. */
  answer(label: string): number {
    return this.names.add(label)
  }

  name(code: number): string {
    return this.names.get(code)
  }

  /** Names of `codes`, each once, in label order. */
  sorted(codes: Iterable<number>): string[] {
    return Array.from(new Set(codes), code => this.name(code)).sort(byCodePoint)
  }

  /** Numbers of `labels`, for looking up what they counted. */
  codes(labels: readonly string[]): number[] {
    return labels.map(label => this.names.find(label))
  }

  knownNames(): string[] {
    return this.sorted(this.known)
  }

  /** An option that names a label must name one that the gold set or `labels` has. */
  mustKnow(option: string, label: string | undefined, tell: Tell): void {
    const known = this.knownNames()
    if (label === undefined || known.includes(label)) return
    tell('option.label', {
      option,
      got: quote(label),
      nearest: nearest(label, known),
      known: listed(known.map(quote)),
    })
  }

  /**
   * Tells which answered labels are unknown. A system of five predictions or more of which none is a known label is
   * an error: ids instead of names, or another case, would make every other system look good.
   */
  review(system: string, answered: ReadonlyMap<number, number>, tell: Tell): void {
    let predictions = 0
    const unknown: [label: string, count: number][] = []
    for (const [code, count] of answered) {
      predictions += count
      if (!this.known.has(code)) unknown.push([this.name(code), count])
    }
    const none = unknown.length === answered.size && predictions >= 5
    unknown.sort(([a], [b]) => byCodePoint(a, b))
    const known = this.knownNames()
    for (const [i, [label, count]] of unknown.entries()) {
      const consequence = none
        ? `and none of its ${predictions} predictions is one`
        : `${count} ${count === 1 ? 'prediction counts' : 'predictions count'} as wrong`
      tell(
        'label.unknown',
        { system, got: quote(label), consequence, nearest: i < SHOWN ? variant(label, known) : '' },
        none ? 'error' : 'note',
      )
    }
  }
}

/** How an unknown label differs from a known one, when it is only by case, outer space or Unicode form. */
function variant(label: string, known: readonly string[]): string {
  const changes: [string, (text: string) => string][] = [
    ['case', text => text.toLowerCase()],
    ['outer space', text => text.trim()],
    ['Unicode form', text => text.normalize('NFC')],
    ['case and outer space', text => text.trim().toLowerCase()],
  ]
  for (const [what, change] of changes) {
    const same = known.find(name => change(name) === change(label))
    if (same !== undefined) return ` It differs from ${quote(same)} only by ${what}.`
  }
  return nearest(label, known)
}
