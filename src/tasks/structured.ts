import { anlsStar } from '../metrics/anls-star'
import { exactSum } from '../metrics/exact-sum'
import { type FieldSum, fieldMetrics } from '../metrics/fields'
import type { Metric } from '../metrics/metric'
import { listed, nearest, quote, kind as typeOf } from '../problems'
import { equalJson, unsound } from '../text/json-value'
import { Steps, TooManySteps } from '../text/steps'
import { type Answer, FLAWS, readAnswer } from './structured/answer'
import { FieldTable, MOST_EXTRA } from './structured/field-table'
import { MOST_STEPS } from './structured/json-schema'
import { type Leaf, leaves, NOTHING, unordered } from './structured/leaves'
import {
  comparesByField,
  DEFAULTS,
  exactRules,
  how,
  namedFields,
  OPTIONS,
  rulesOf,
  type StructuredOptions,
  withAlternatives,
} from './structured/options'
import { SchemaOf } from './structured/schema-of'
import type { Counted, Outcome, Scorer, Setting, Shown, ShownPart, Task, Tell } from './task'

/** One JSON value an example. */
export const structured: Task = {
  name: 'structured',
  right: 'the JSON values are equal; with comparators by field or alternatives, every field is right',
  fields: { reference: 'required', prediction: 'required' },
  options: OPTIONS,
  documents: ({ schema }) => (typeof schema === 'string' ? { schema } : {}),
  scorer,
}

interface Reference {
  readonly value: unknown
  /** with a schema for each row */
  readonly schema?: unknown
}

interface Sum extends FieldSum {
  readonly strict: number
  readonly lenient: number
  readonly schemaValid: number
  readonly exact: number
  readonly anls: number
  readonly unlisted: number
}

/** Where the parts of an outcome stand: flags of 0 or 1, ANLS*, then the fields. */
const [STRICT, LENIENT, READ, SCHEMA_VALID, EXACT, RIGHT, ANLS, FIELDS] = [0, 1, 2, 3, 4, 5, 6, 7] as const

function scorer({ options, documents }: Setting): Scorer<Reference, Answer, Sum> {
  const given = { ...DEFAULTS, ...options } as StructuredOptions
  const rules = rulesOf(given)
  const byField = comparesByField(given)
  const inOrder = given.array_order === 'strict'
  const compare = inOrder ? leaves : unordered
  const exact = exactRules(given)
  const fields = new FieldTable()
  const schemas = new SchemaOf(given, documents.schema)
  const steps = new Steps(MOST_STEPS)
  const step = (count: number) => steps.take(count)

  function scored({ value: wanted, schema }: Reference, answer: Answer | undefined): number[] {
    const { value, strict = false, lenient = false } = answer ?? {}
    const found = compare(wanted, value, rules, step)
    const flags = [strict, lenient]
    if (value === NOTHING) return [...flags.map(Number), 0, 0, 0, 0, 0, ...fields.pairs(found)]
    const valid = schemas.check(schema)?.(value)
    if (valid === 'costly') answer!.tell('schema.cost', { schema: schemas.name, limit: MOST_STEPS })
    const same =
      rules.alternatives.size > 0 ? allRight(leaves(wanted, value, exact, step)) : equalJson(wanted, value)
    const anls = given.comparator === 'anls' ? anlsStar(withAlternatives(wanted, rules), value, step) : 0
    flags.push(true, valid === true, same, byField ? allRight(found) : same)
    return [...flags.map(Number), anls, ...fields.pairs(found)]
  }

  function leavesOf(reference: unknown, tell: Tell): Leaf[] | undefined {
    steps.reset()
    try {
      return leaves(reference, NOTHING, rules, step)
    } catch (error) {
      if (!(error instanceof TooManySteps)) throw error
      tell('reference.cost', { limit: MOST_STEPS })
      return undefined
    }
  }

  return {
    metrics: metrics(given, inOrder),
    headline: { whole: 'field_f1', ...(inOrder && { each: 'field_f1' }) },
    wanted: { reference: 'a JSON value', prediction: 'JSON' },
    reference(value, tell, row) {
      const flaw = unsound(value)
      if (flaw) tell('reference.type', { got: FLAWS[flaw], wanted: 'a JSON value' })
      const own = schemas.ofRow(row, tell)
      if (flaw || !own) return undefined
      const all = leavesOf(value, tell)
      if (!all) return undefined
      for (const { field } of all) fields.expect(field)
      for (const { field, expected } of all) {
        if (!rules.alternatives.has(field) || (Array.isArray(expected) && expected.length > 0)) continue
        const got = `${Array.isArray(expected) ? 'an empty list' : typeOf(expected)} at ${quote(field)}`
        tell('reference.type', { got, wanted: 'a list of acceptable answers, as options.alternatives says' })
        return undefined
      }
      return { value, ...own }
    },
    reader: () => (prediction, _, tell) => readAnswer(prediction, given.parse, tell),
    // what good will can read says something, as valid_json_lenient has it
    silent: ({ lenient }) => !lenient,
    outcome(reference, answer) {
      steps.reset()
      try {
        return scored(reference, answer)
      } catch (error) {
        if (!(error instanceof TooManySteps) || !answer) throw error
        answer.tell('prediction.cost', { limit: MOST_STEPS })
        steps.reset()
        return scored(reference, undefined)
      }
    },
    credit: outcome => outcome[RIGHT]!,
    nearness: outcome => fields.hits(fieldsIn(outcome)),
    classes: outcome => fields.ofReference(fieldsIn(outcome)),
    rightClasses: outcome => fields.right(fieldsIn(outcome), outcome[READ] === 1),
    showsAnswers: true,
    show: (_, reference, answer) =>
      shown(reference.value, answer, value =>
        byField
          ? compare(reference.value, value, rules, () => {})
          : leaves(reference.value, value, exact, () => {}),
      ),
    sum: counted => sum(counted, fields),
    reviewGold(tell) {
      schemas.review(tell)
      const known = fields.expected()
      for (const [option, field] of namedFields(given)) {
        if (known.includes(field)) continue
        const details = { option, got: quote(field), nearest: nearest(field, known) }
        tell('option.gold-field', { ...details, known: listed(known.map(quote)) })
      }
    },
    review(system, { unlisted, strict, lenient }, tell) {
      if (given.parse === 'strict' && strict === 0 && lenient > 0)
        tell('prediction.wrapped', { system, answers: lenient })
      if (unlisted > 0) tell('field.many', { system, unlisted, most: MOST_EXTRA })
    },
    tables: ({ fields }) => ({ fields }),
  }
}

function fieldsIn(outcome: Outcome): number[] {
  return Array.from(outcome).slice(FIELDS)
}

function allRight(found: readonly Leaf[]): boolean {
  return found.every(({ kind }) => kind === 'right' || kind === 'free')
}

function metrics(options: StructuredOptions, inOrder: boolean): Metric<Sum>[] {
  const share = (name: string, of: (sum: Sum) => number, more: Partial<Metric<Sum>> = {}): Metric<Sum> => ({
    name,
    better: 'higher',
    range: [0, 1],
    whole: sum => ({ hits: of(sum), of: sum.n }),
    ...more,
  })
  const schema = `schema:${options.schema === undefined ? 'none' : typeof options.schema === 'string' ? 'document' : 'row'}`
  return [
    share('valid_json', ({ strict }) => strict, { how: 'parse:strict' }),
    share('valid_json_lenient', ({ lenient }) => lenient, { how: 'parse:lenient' }),
    share('schema_valid', ({ schemaValid }) => schemaValid, {
      needs: options.schema === undefined ? 'options.schema' : undefined,
      how: `${schema}|formats:${options.formats}|parse:${options.parse}|ajv:8.20.0`,
    }),
    share('exact_object', sum => sum.exact, {
      how: how({ ...options, comparator: 'exact', array_order: 'strict' }),
    }),
    ...fieldMetrics<Sum>(how(options), inOrder),
    {
      name: 'anls_star',
      mean: true,
      better: 'higher',
      range: [0, 1],
      needs: options.comparator === 'anls' ? undefined : 'options.comparator: anls',
      how: `parse:${options.parse}|threshold:0.5|anls_star:eda6922`,
      whole: ({ anls, n }) => (n === 0 ? undefined : anls / n),
    },
  ]
}

function sum(counted: Counted, fields: FieldTable): Sum {
  const rows = Array.from(counted, ([outcome, count]) => ({ outcome: Array.from(outcome), count }))
  const flagged = (flag: number) => rows.reduce((sum, { outcome, count }) => sum + outcome[flag]! * count, 0)
  return {
    ...fields.sum(
      rows.map(({ outcome, count }) => [outcome.slice(FIELDS), count, outcome[READ] === 1] as const),
    ),
    strict: flagged(STRICT),
    lenient: flagged(LENIENT),
    schemaValid: flagged(SCHEMA_VALID),
    exact: flagged(EXACT),
    anls: exactSum(rows.map(({ outcome, count }) => outcome[ANLS]! * count)),
  }
}

/** Wrong parts that are shown of one answer; the rest is counted. */
const SHOWN_PARTS = 100

/** Of an answer that is no JSON the text; it has no parts. */
function shown(wanted: unknown, answer: Answer | undefined, compare: (value: unknown) => Leaf[]): Shown {
  const expected = JSON.stringify(wanted)
  if (!answer) return { expected, answered: null }
  const { value, text } = answer
  if (value === NOTHING) return { expected, answered: text ?? 'not readable as JSON' }
  const wrong = compare(value).filter(({ kind }) => kind !== 'right' && kind !== 'free')
  const parts: ShownPart[] = wrong.slice(0, SHOWN_PARTS).map(leaf => ({
    part: pathText(leaf.path),
    expected: leaf.expected === NOTHING ? null : JSON.stringify(leaf.expected),
    answered: leaf.answered === NOTHING ? null : JSON.stringify(leaf.answered),
  }))
  if (wrong.length > parts.length)
    parts.push({ part: `${wrong.length - parts.length} more`, expected: null, answered: null })
  return { expected, answered: JSON.stringify(value), parts }
}

/** lines[0].sku; $ for the whole */
function pathText(path: Leaf['path']): string {
  const text = path.map((at, i) => (typeof at === 'number' ? `[${at}]` : i === 0 ? at : `.${at}`)).join('')
  return path.length === 0 ? '$' : text
}
