import { quote } from '../problems'
import type { RecordedSpec } from '../spec/spec'
import { type RecordedKind, valueAt } from './recorded/value'
import type { Scorer, Setting, Task } from './task'

/** No answers, only what an earlier step recorded: verdicts of judges or people, samples that passed, costs. */
export const recorded: Task = {
  name: 'recorded',
  right: 'the recorded field that options.credit names says so',
  fields: { reference: 'none', prediction: 'none' },
  options: {
    credit: {
      description:
        'The recorded field of true and false that decides which examples are right; not needed where there is one field.',
      type: 'string',
    },
    k: {
      description: 'For each k, pass@k and pass^k of recorded lists of true and false.',
      type: 'array',
      items: { type: 'integer', minimum: 1 },
      minItems: 1,
      uniqueItems: true,
    },
  },
  scorer,
}

/** Anything stands for the reference: the gold set says which examples there are. */
type Reference = true

interface Options {
  readonly credit?: string
  readonly k?: readonly number[]
}

/** An outcome is [1 or 0: whether the credit field says that it is right, 1 or 0: whether it says anything]. */
function scorer({ options, recorded: specs }: Setting): Scorer<Reference, never, null> {
  const { credit, k = [] } = options as Options
  const at = credit === undefined && specs.length === 1 ? 0 : specs.findIndex(({ name }) => name === credit)
  const field: RecordedSpec | undefined = specs[at]
  /** the field that stands for the whole in lists of slices, and what it holds */
  const headAt = Math.max(0, at)
  let holds: RecordedKind = 'none'
  return {
    metrics: [],
    get headline() {
      return { whole: specs.length === 0 ? 'coverage' : `${specs[headAt]!.name}.${statOf(holds, k)}` }
    },
    wanted: { reference: 'an example', prediction: 'nothing' },
    k,
    creditFrom: field?.name,
    get creditNeeds() {
      if (!field) return 'options.credit, the recorded field that says what is right'
      return holds === 'number' || holds === 'samples' ? `true or false in ${field.name}` : undefined
    },
    reference: () => true,
    reader: () => () => undefined,
    outcome(_reference, _answer, recorded) {
      const { kind, first } = valueAt(recorded, headAt)
      if (kind !== 'none') holds = kind
      const right = field !== undefined && kind === 'boolean' && (first === 1) === (field.better === 'higher')
      return [Number(right), Number(kind !== 'none')]
    },
    credit: outcome => outcome[0]!,
    classes: () => [],
    show: outcome => ({
      expected: field ? words(field, true) : '',
      answered: field && outcome[1] === 1 ? words(field, outcome[0] === 1) : null,
    }),
    sum: () => null,
    reviewGold(tell) {
      if (credit === undefined || field) return
      const known = specs.map(({ name }) => quote(name)).join(', ')
      tell('option.field', { option: 'options.credit', got: quote(credit), known })
    },
    review: () => {},
  }
}

/** The statistic by which slices are ranked. */
function statOf(kind: RecordedKind, k: readonly number[]): string {
  if (kind === 'boolean') return 'pass_rate'
  return kind === 'samples' ? `pass@${k[0] ?? 1}` : 'mean'
}

/** `faithful: true` */
function words({ name, better }: RecordedSpec, right: boolean): string {
  return `${name}: ${right === (better === 'higher') ? 'true' : 'false'}`
}
