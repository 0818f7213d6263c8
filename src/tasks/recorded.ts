import { quote } from '../problems'
import type { RecordedSpec } from '../spec/spec'
import { recordedCredit } from './recorded-fields'
import type { Outcome, Scorer, Setting, Task } from './task'

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

/** An outcome is [1 or 0: what the credit field says]. */
function scorer({ options, recorded: specs }: Setting): Scorer<Reference, never, null> {
  const { credit, k = [] } = options as Options
  const at = credit === undefined && specs.length === 1 ? 0 : specs.findIndex(({ name }) => name === credit)
  const field: RecordedSpec | undefined = specs[at]
  let graded = true
  return {
    metrics: [],
    headline: { whole: field ? `${field.name}.mean` : 'coverage' },
    wanted: { reference: 'an example', prediction: 'nothing' },
    k,
    get creditNeeds() {
      if (!field) return 'options.credit, the recorded field that says what is right'
      return graded ? undefined : `true or false in ${field.name}`
    },
    reference: () => true,
    reader: () => () => undefined,
    outcome(_reference, _answer, values) {
      const right = field && values ? recordedCredit(values, at, field) : 0
      graded &&= right !== undefined
      return [right ?? 0]
    },
    credit: outcome => outcome[0]!,
    classes: () => [],
    show: (outcome: Outcome) => ({
      expected: field ? words(field, true) : '',
      answered: field ? words(field, outcome[0] === 1) : null,
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

/** `faithful: yes` */
function words({ name, better }: RecordedSpec, right: boolean): string {
  return `${name}: ${right === (better === 'higher') ? 'true' : 'false'}`
}
