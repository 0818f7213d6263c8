import { LIMITS } from './limits'

/** What the schema needs to know of a task: its name and the schemas of its options. */
export interface TaskOptions {
  readonly name: string
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly fields: {
    readonly reference: 'required' | 'or source' | 'none'
    readonly prediction: 'required' | 'none'
    readonly probabilities?: true
    readonly sequences?: string
    readonly gold?: readonly string[]
  }
}

export type Schema = Readonly<Record<string, unknown>>

/** JSON Schema 2020-12 of a gate spec, for checking specs and for editors. */
export function gateSchema(tasks: readonly TaskOptions[]): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:goldbar:gate-spec:1',
    title: 'Goldbar gate spec',
    description: 'A bar set in advance, on a gold set: one file is one suite.',
    ...object(
      {
        version: { description: 'Version of this format.', const: 1 },
        name: { description: 'Name of the suite, as the report shows it.', type: 'string', minLength: 1 },
        task: { description: 'Shape of an example.', enum: tasks.map(({ name }) => name) },
        gold,
        candidate: system('The system that wants to ship.'),
        baselines: {
          description: 'Systems to compare with, by name; the first is the primary one.',
          type: 'object',
          propertyNames: { pattern: '^(?!candidate$)[^\\s@]+$' },
          additionalProperties: system('A system to compare with.'),
        },
        train,
        slices: {
          description: 'Subsets of the gold set that are judged by themselves.',
          type: 'array',
          items: slice,
        },
        options: { description: 'Options of the task.', type: 'object' },
        recorded: {
          description:
            'What an earlier step recorded in the systems’ rows, by name: judge scores, latency, cost.',
          type: 'object',
          propertyNames: { pattern: '^[^\\s.@]+$' },
          additionalProperties: recorded,
          minProperties: 1,
        },
        gates: {
          description: 'The bars. All blocking ones must be met.',
          type: 'array',
          minItems: 1,
          items: gate,
        },
        decide: { ...decide, default: 'observed' },
        cluster: field(
          'Of the gold set: examples with the same value, such as a document or a patient, are not independent.',
        ),
        confidence: {
          description: 'Two-sided level of the intervals.',
          type: 'number',
          minimum: 0.5,
          maximum: 0.9999,
          default: 0.95,
        },
        missing: {
          description: 'An example without a prediction: an error of the run, or counted as wrong.',
          enum: ['error', 'wrong'],
          default: 'error',
        },
        extra: {
          description:
            'A prediction for an id that the gold set does not have: an error, or left out and counted.',
          enum: ['error', 'ignore'],
          default: 'error',
        },
        waivers: {
          description:
            'Gates that may fail down to a floor, until a day. One counts only where it stands on the base.',
          type: 'array',
          maxItems: 100,
          items: waiver,
        },
        report: {
          description: 'What the report shows of the data.',
          ...object({
            examples: {
              description:
                'full: ids and answers. ids: no answers and no other text of an example. hash: digests in place of ids, too.',
              enum: ['full', 'ids', 'hash'],
              default: 'full',
            },
          }),
        },
        limits: {
          description: 'What a file may cost before it is refused.',
          ...object(
            Object.fromEntries(
              Object.entries(LIMITS).map(([name, value]) => [
                name,
                {
                  description: LIMIT_WORDS[name as keyof typeof LIMITS],
                  type: 'integer',
                  minimum: 1,
                  default: value,
                },
              ]),
            ),
          ),
        },
      },
      ['version', 'name', 'task', 'gold', 'candidate', 'gates'],
    ),
    allOf: tasks.map(({ name, options, fields }) => ({
      if: { properties: { task: { const: name } } },
      // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
      then: {
        properties: { options: object(options), ...needed(fields) },
        ...(fields.prediction === 'none' && { required: ['recorded'] }),
      },
    })),
  }
}

/** The fields that a task cannot do without. */
function needed({ reference, prediction }: TaskOptions['fields']): Schema {
  const system = { required: ['prediction'] }
  return {
    ...(reference === 'required' && { gold: { required: ['reference'] } }),
    ...(reference === 'or source' && {
      // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
      gold: { if: { not: { required: ['source'] } }, then: { required: ['reference'] } },
    }),
    ...(prediction === 'required' && { candidate: system, baselines: { additionalProperties: system } }),
  }
}

const LIMIT_WORDS = {
  file_bytes: 'Bytes of one file, after inflating.',
  inflation: 'Inflated bytes for each compressed byte.',
  line_bytes: 'Bytes of one row.',
  depth: 'Nesting of one row.',
  rows: 'Rows of one file.',
} as const satisfies Record<keyof typeof LIMITS, string>

function object(properties: Schema, required: readonly string[] = []): Schema {
  return { type: 'object', properties, additionalProperties: false, ...(required.length > 0 && { required }) }
}

const field = (description: string): Schema => ({
  description: `${description} A field reference: a name, a dotted path, or a JSONPath singular query such as $.a[0].`,
  type: 'string',
  minLength: 1,
})

const decide: Schema = {
  description:
    'observed: the observed value decides. proven: a gate passes only when all of the interval meets the bar.',
  enum: ['observed', 'proven'],
}

const fields: Schema = {
  description: 'The field that identifies an example, or several that do so together.',
  type: ['string', 'array'],
  items: { type: 'string', minLength: 1 },
  minItems: 1,
  minLength: 1,
}

const steps: Schema = {
  description: 'Changes of a value, applied in order: of the prediction, under gold of the reference.',
  type: 'array',
  items: {
    type: ['string', 'object'],
    if: { type: 'string' },
    // biome-ignore lint/suspicious/noThenProperty: a JSON Schema keyword
    then: {
      description:
        'strip outer space, casefold to lower case, nfc, json: parse, fence: content of the first code fence, number: text to number.',
      enum: ['strip', 'casefold', 'nfc', 'json', 'fence', 'number'],
    },
    properties: {
      regex: {
        description: 'ECMAScript, u flag. No match: the answer is wrong and counted as unreadable.',
        type: 'string',
        minLength: 1,
      },
      match: { description: 'Which match.', enum: ['first', 'last'], default: 'first' },
      group: {
        description: 'Which capture group; without it the first that is not empty, or the whole match.',
        type: 'integer',
        minimum: 0,
      },
      map: {
        description: 'Replaces a text that is a key by its value.',
        type: 'object',
        additionalProperties: { type: 'string' },
      },
    },
    additionalProperties: false,
    minProperties: 1,
  },
}

const rows = {
  path: { description: 'File of rows, relative to the spec.', type: 'string', minLength: 1 },
  format: {
    description:
      'conll: columns of tokens, whose first line is the header unless the spec numbers the columns ("0", "-1"). Every other container is recognised by its bytes.',
    enum: ['conll'],
  },
  records: field('In a JSON document, where the array or map of rows lies.'),
  where: {
    description: 'Only rows in which each field equals its constant.',
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
    minProperties: 1,
  },
  as: steps,
} as const satisfies Schema

const gold: Schema = {
  description: 'The held-out examples.',
  ...object(
    {
      ...rows,
      sha256: {
        description: 'Digest of the file; a file that differs is an error.',
        type: 'string',
        pattern: '^[0-9a-f]{64}$',
      },
      id: fields,
      reference: field('The right answer.'),
      source: field('The text that a summary is of; summarization only.'),
      text: field('The text that offsets count in; extraction only.'),
      join: {
        description:
          'id: rows meet by id. position: by their order, and the counts must be equal. tokens: a system’s lists are one stream, cut where the gold set’s rows end.',
        enum: ['id', 'position', 'tokens'],
        default: 'id',
      },
      input: field(
        'With join: position or tokens, a field that must be equal in every file, such as the input.',
      ),
    },
    ['path'],
  ),
}

function system(description: string): Schema {
  return {
    description,
    ...object(
      {
        ...rows,
        id: { ...fields, description: 'Where it differs from gold.id.' },
        prediction: field('The answer.'),
        probabilities: field('An object of label: probability.'),
      },
      ['path'],
    ),
  }
}

const paths = (description: string): Schema => ({
  description,
  type: ['string', 'array'],
  items: { type: 'string', minLength: 1 },
  minItems: 1,
  minLength: 1,
})

const train: Schema = {
  description: 'What the model was trained on: gold examples must not be in it.',
  ...object({
    path: paths('File of training rows, relative to the spec, or a list of them.'),
    format: rows.format,
    records: rows.records,
    where: rows.where,
    index: paths('Index that goldbar index wrote of training rows, or a list of them.'),
    text: field('The text of a training row.'),
    gold_text: field('The text of a gold row; the same as text by default.'),
    max_overlap: {
      description: 'Gold examples that may be in train, at most.',
      type: 'integer',
      minimum: 0,
      default: 0,
    },
    ngram: {
      description: 'Words of a run; runs of a gold text are looked for in each training row.',
      type: 'integer',
      minimum: 2,
      maximum: 100,
      default: 13,
    },
    containment: {
      description: 'Share of a gold text’s runs in one training row from which on it counts as being there.',
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      default: 0.8,
    },
  }),
}

const recorded: Schema = object(
  {
    field: field('The field of the systems’ rows: true or false, a number, or a list of them.'),
    better: { description: 'Whether more is better, of every statistic.', enum: ['higher', 'lower'] },
    reduce: { description: 'Makes one number of a list, first.', enum: ['mean', 'max', 'min'] },
    at_least: { description: 'Makes true or false of a number: at least this.', type: 'number' },
    against: {
      description:
        'Another recorded field, such as people’s verdicts, that this one is held against row by row.',
      type: 'string',
    },
    as: { ...steps, description: 'Changes of the value, applied in order, before reduce and at_least.' },
    prompt: {
      description:
        'File of the prompt that the judge was given who recorded it, relative to the spec; a part of the bar.',
      type: 'string',
      minLength: 1,
    },
  },
  ['field', 'better'],
)

const slice: Schema = {
  type: ['string', 'object'],
  minLength: 1,
  properties: {
    name: { description: 'Name of the slice; the field by default.', type: 'string', minLength: 1 },
    field: field('A value or a list of values; an example is in the slice of each.'),
    measure: { description: 'What of a text is compared with the edges.', enum: ['chars', 'words'] },
    edges: {
      description: 'Ascending numbers; they cut the values into <a, a..b, >=b.',
      type: 'array',
      items: { type: 'number' },
      minItems: 1,
    },
  },
  additionalProperties: false,
  required: ['field'],
  dependentRequired: { measure: ['edges'] },
}

const bar = (description: string): Schema => ({ description, type: 'number' })

const gate: Schema = object(
  {
    metric: { description: 'What is judged.', type: 'string', minLength: 1 },
    stat: {
      description: 'Of a recorded field: mean (default), sum, pass_rate, p50, p95, pass@k …',
      type: 'string',
      minLength: 1,
    },
    id: {
      description: 'Name of the gate; by default its metric, class, slice and baseline.',
      type: 'string',
      minLength: 1,
    },
    class: { description: 'One class, or "*" for each.', type: 'string' },
    slice: {
      description: 'One slice and its value, or "*" for each value.',
      type: 'object',
      additionalProperties: { type: 'string' },
      minProperties: 1,
    },
    baseline: { description: 'Compare with this baseline; the first one by default.', type: 'string' },
    min: bar('The value must be at least this.'),
    max: bar('The value must be at most this.'),
    min_lift: bar('Candidate − baseline, signed so that + is better, must be at least this.'),
    max_drop: {
      description:
        'The candidate may be worse than the baseline by at most this; of abs and rel the larger allowance counts.',
      type: ['number', 'object'],
      minimum: 0,
      properties: { abs: { type: 'number', minimum: 0 }, rel: { type: 'number', minimum: 0, maximum: 1 } },
      additionalProperties: false,
      minProperties: 1,
    },
    max_gap: {
      description: 'Best − worst of the slice’s values or of the classes must be at most this.',
      type: 'number',
      minimum: 0,
    },
    relative: {
      description: 'min_lift and max_drop are shares of the baseline’s value.',
      type: 'boolean',
      default: false,
    },
    min_n: {
      description: 'Fewer examples than this are not judged; 20 where "*" expands, otherwise 1.',
      type: 'integer',
      minimum: 1,
    },
    level: {
      description: 'advisory: shown, and never decides.',
      enum: ['blocking', 'advisory'],
      default: 'blocking',
    },
    decide: { ...decide, description: 'In place of decide of the spec, for this gate.' },
    why: { description: 'What the bar protects, in a sentence; shown when it fails.', type: 'string' },
  },
  ['metric'],
)

const waiver: Schema = object(
  {
    gate: { description: 'Id of a gate, or of one of its results.', type: 'string', minLength: 1 },
    floor: {
      description:
        'The worst value that is let through: the lowest one, or the largest where less is better; of max_gap the largest gap.',
      type: 'number',
    },
    until: { description: 'The last day on which it counts, YYYY-MM-DD.', type: 'string', format: 'date' },
    why: { description: 'The reason; shown in every report.', type: 'string', pattern: '\\S' },
  },
  ['gate', 'floor', 'until', 'why'],
)
