/** Small suites whose ids and texts hold secrets: every task that shows texts, and every defect that could quote one. */
import type { Shows } from '../src/spec/shows'
import { jsonl } from './suite'

/** In every id, and in every text of a row that is no name of a class or a slice. */
export const ID = 'QIDSECRETQ'
export const TEXT = 'QTEXTSECRETQ'

/** Files of one suite; `candidate.*` is what a step writes, the rest is registered. */
export interface Secret {
  readonly spec: (shows: Shows) => string
  readonly files: Readonly<Record<string, string>>
  /** what the secrets must not stop from being told */
  readonly codes: readonly string[]
}

const id = (i: number) => `${ID}-${i}`
const text = (what: string) => `${TEXT} ${what}`
const range = (n: number) => Array.from({ length: n }, (_, i) => i)

const head = (shows: Shows, name: string, task: string) =>
  `version: 1\nname: ${name}\ntask: ${task}\nreport: { examples: ${shows} }\n`
const three = (
  what: string,
  prediction = 'answer',
  candidate = 'candidate.jsonl',
) => `gold: { path: gold.jsonl, ${what} }
candidate: { path: ${candidate}, prediction: ${prediction} }
baselines: { base: { path: base.jsonl, prediction: ${prediction} } }
`
const rows = (n: number, of: (i: number) => object) => jsonl(range(n).map(i => ({ id: id(i), ...of(i) })))

/** Labels, gold texts that stand twice and are in train, and answers that are no labels. Enough for a deflated block. */
const classification: Secret = {
  spec: shows => `${head(shows, 'Labels', 'classification')}${three('reference: label')}train: { path: train.jsonl, text: text, gold_text: text, max_overlap: 0 }
slices: [lang]
gates:
  - { metric: accuracy, min: 0.9 }
  - { metric: recall, class: "*", min: 0.5 }
  - { metric: recall, class: "*", max_gap: 0.1, min_n: 1, id: spread }
  - { metric: accuracy, slice: { lang: "*" }, max_drop: 0.01 }
`,
  files: {
    'gold.jsonl': rows(1500, i => ({
      label: ['refund', 'order'][i % 2],
      lang: ['de', 'en', 'fr'][i % 3],
      text: text(`ticket ${Math.floor(i / 2) % 400} of many words that stand here`),
    })),
    'train.jsonl': rows(3, i => ({ text: text(`ticket ${i} of many words that stand here`) })),
    'base.jsonl': rows(1500, i => ({ answer: i % 5 === 0 ? text('label') : ['refund', 'order'][i % 2] })),
    'candidate.jsonl': rows(1500, i => ({
      answer: i % 3 === 0 ? text(`label ${i % 7}`) : i % 4 === 0 ? null : 'refund',
    })),
  },
  codes: ['label.unknown', 'gold.duplicates', 'gold.contradictions', 'prediction.null'],
}

const spans = (i: number, type: string) => [{ start: 0, end: 5 + (i % 4), type }]
const extraction: Secret = {
  spec: shows => `${head(shows, 'Names', 'extraction')}${three('reference: spans, text: text', 'spans')}gates:
  - { metric: f1, min: 0.9 }
  - { metric: recall, class: "*", max_drop: 0.05, min_n: 1 }
`,
  files: {
    'gold.jsonl': rows(40, i => ({ text: text(`in the mail ${i}`), spans: spans(0, 'person') })),
    'base.jsonl': rows(40, i => ({ spans: spans(i % 3, 'person') })),
    'candidate.jsonl': rows(40, i => ({ spans: spans(i, i % 2 === 0 ? text('type') : 'person') })),
  },
  codes: ['label.unknown'],
}

const qa: Secret = {
  spec: shows => `${head(shows, 'Questions', 'qa')}${three('reference: answers')}gates:
  - { metric: exact_match, min: 0.9 }
  - { metric: regressions, max: 0 }
`,
  files: {
    'gold.jsonl': rows(30, i => ({ answers: [text(`answer ${i}`), text(`or ${i}`)] })),
    'base.jsonl': rows(30, i => ({ answer: text(i % 3 === 0 ? 'none' : `answer ${i}`) })),
    'candidate.jsonl': rows(30, i => ({ answer: text(i % 4 === 0 ? `answer ${i}` : `another ${i}`) })),
  },
  codes: [],
}

const structured: Secret = {
  spec: shows => `${head(shows, 'Fields', 'structured')}${three('reference: data')}gates:
  - { metric: field_f1, min: 0.9 }
  - { metric: field_f1, class: "*", min: 0.9, min_n: 1 }
`,
  files: {
    'gold.jsonl': rows(30, i => ({ data: { name: text(`name ${i}`), total: i } })),
    'base.jsonl': rows(30, i => ({ answer: JSON.stringify({ name: text(`name ${i}`), total: 0 }) })),
    'candidate.jsonl': rows(30, i => ({
      answer: i % 5 === 0 ? text('no JSON') : JSON.stringify({ name: text('x'), [TEXT]: text('y') }),
    })),
  },
  codes: ['prediction.unreadable'],
}

const summarization: Secret = {
  spec: shows => `${head(shows, 'Summaries', 'summarization')}${three('reference: summary, source: text')}recorded: { faithful: { field: ok, better: higher } }
gates: [{ metric: rouge1, min: 0.9 }, { metric: faithful, stat: pass_rate, min: 0.9 }]
`,
  files: {
    'gold.jsonl': rows(20, i => ({ summary: text(`A short ${i}`), text: text(`A much longer text ${i}`) })),
    'base.jsonl': rows(20, i => ({ answer: text(`A short ${i}`), ok: true })),
    'candidate.jsonl': rows(20, i => ({ answer: `Nothing ${text(`of this ${i}`)}`, ok: i % 2 === 0 })),
  },
  codes: [],
}

const ranking: Secret = {
  spec: shows =>
    `${head(shows, 'Search', 'ranking')}${three('reference: grades', 'ranking')}gates: [{ metric: ndcg, min: 0.9 }]\n`,
  files: {
    'gold.jsonl': rows(10, i => ({ grades: { [text(`${i}`)]: 1, [text('other')]: 0 } })),
    'base.jsonl': rows(10, i => ({ ranking: [{ doc: text(`${i}`), score: 1 }] })),
    'candidate.jsonl': rows(10, i => ({
      ranking: [
        { doc: text('other'), score: 2 },
        { doc: text(`${i}`), score: 1 },
      ],
    })),
  },
  codes: [],
}

const multilabel: Secret = {
  spec: shows =>
    `${head(shows, 'Tags', 'multilabel')}${three('reference: tags', 'tags')}gates: [{ metric: f1, class: "*", min: 0.9, min_n: 1 }]\n`,
  files: {
    'gold.jsonl': rows(10, () => ({ tags: ['a', 'b'] })),
    'base.jsonl': rows(10, () => ({ tags: ['a', text('tag')] })),
    'candidate.jsonl': rows(10, i => ({ tags: i === 0 ? ['a', 'b'] : [text('tag'), text(`${i}`)] })),
  },
  codes: ['label.unknown'],
}

/** One suite without a baseline. */
const alone: Secret = {
  spec: shows => `${head(shows, 'Alone', 'classification')}gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: answer }
gates: [{ metric: accuracy, min: 0.9 }]
`,
  files: {
    'gold.jsonl': rows(10, i => ({ label: ['a', 'b'][i % 2] })),
    'candidate.jsonl': rows(10, i => ({ answer: i < 3 ? text('label') : 'a' })),
  },
  codes: ['label.unknown'],
}

type Broken = readonly [
  name: string,
  task: string,
  gold: string,
  candidate: string,
  code: string,
  more?: string,
]

const ok = rows(6, i => ({ answer: ['a', 'b'][i % 2] }))
const gold = rows(6, i => ({ label: ['a', 'b'][i % 2] }))
const LABELS = 'reference: label'
const tagged = (tag: string) => rows(6, () => ({ label: ['B-x', 'O'], answer: [tag, 'O'] }))

/** Suites that end in an error. */
const BROKEN: readonly Broken[] = [
  ['no JSON', 'classification', gold, `${TEXT} {"id": "${ID}"}\n`, 'json.syntax'],
  ['no object', 'classification', gold, `"${text('row')}"\n`, 'json.row'],
  ['cut', 'classification', gold, `${ok}{"id": "${ID}", "answer": "${TEXT}`, 'json.truncated'],
  ['key twice', 'classification', gold, `{"${TEXT}": {"a": [], "a": []}}`, 'file.shape', 'records: "$.rows"'],
  [
    'an array',
    'classification',
    gold,
    rows(6, () => ({ answer: { [TEXT]: text('label') } })),
    'prediction.type',
  ],
  ['extra', 'classification', gold, ok + jsonl([{ id: `${ID}-x`, answer: 'a' }]), 'rows.extra'],
  ['missing', 'classification', gold, ok.split('\n').slice(0, 3).join('\n'), 'rows.missing'],
  ['twice', 'classification', gold, ok + ok, 'id.duplicate'],
  ['other labels', 'classification', gold, rows(6, () => ({ answer: text('label') })), 'label.unknown'],
  [
    'declared',
    'classification',
    rows(6, () => ({ label: text('label') })),
    ok,
    'label.reference',
    'options: { labels: [a, b, QTEXTSECRETS] }',
  ],
  ['tags', 'extraction', tagged('O'), tagged(text('tag')), 'prediction.type', 'options: { scheme: iob2 }'],
  [
    'gold tags',
    'extraction',
    tagged('O').replaceAll('B-x', text('tag')),
    tagged('O'),
    'reference.type',
    'options: { scheme: iob2 }',
  ],
  [
    'documents',
    'ranking',
    rows(6, i => ({ label: { [text(`${i}`)]: 1 } })),
    rows(6, () => ({
      answer: [
        { doc: text('x'), score: 1 },
        { doc: text('x'), score: 2 },
      ],
    })),
    'ranking.duplicate',
  ],
  [
    'schema',
    'structured',
    rows(6, () => ({ label: {}, schema: { type: text('type') } })),
    rows(6, () => ({ answer: '{}' })),
    'schema.invalid',
    'options: { schema: { field: schema } }',
  ],
  [
    'slices',
    'classification',
    rows(6, () => ({ label: 'a', lang: { [TEXT]: text('x') } })),
    ok,
    'slice.type',
    'slices: [lang]',
  ],
]

const METRIC: Readonly<Record<string, string>> = {
  classification: 'accuracy',
  extraction: 'f1',
  ranking: 'ndcg',
  structured: 'field_f1',
}

function broken([name, task, gold, candidate, code, more = '']: Broken): Secret {
  const [key] = more.split(':')
  const inner = key === 'records' ? `, ${more}` : ''
  return {
    spec: shows => `${head(shows, name, task)}gold: { path: gold.jsonl, ${LABELS} }
candidate: { path: candidate.jsonl, prediction: answer${inner} }
${inner === '' && more !== '' ? `${more}\n` : ''}gates: [{ metric: ${METRIC[task]}, min: 0.9 }]
`,
    files: { 'gold.jsonl': gold, 'candidate.jsonl': candidate },
    codes: [code],
  }
}

const map: Secret = {
  spec: shows => `${head(shows, 'Map', 'classification')}gold: { path: gold.jsonl, ${LABELS} }
candidate: { path: candidate.json, prediction: answer }
gates: [{ metric: accuracy, min: 0.9 }]
`,
  files: {
    'gold.jsonl': gold,
    'candidate.json': JSON.stringify({ [id(0)]: { id: id(1), answer: 'a' } }, null, 1),
  },
  codes: ['id.key'],
}

/** CSV and columns have headers and tokens of their own. */
const csv: Secret = {
  spec: shows => `${head(shows, 'Table', 'classification')}gold: { path: gold.jsonl, ${LABELS} }
candidate: { path: candidate.csv, prediction: answer }
gates: [{ metric: accuracy, min: 0.9 }]
`,
  files: { 'gold.jsonl': gold, 'candidate.csv': `${TEXT};${ID}\n${TEXT};${ID}\n` },
  codes: ['csv.columns'],
}
const columnTwice: Secret = {
  ...csv,
  files: { 'gold.jsonl': gold, 'candidate.csv': `id,answer,${TEXT},${TEXT}\n${ID},a,b,c\n` },
  codes: ['csv.header'],
}
const ragged: Secret = {
  ...csv,
  files: { 'gold.jsonl': gold, 'candidate.csv': `id,answer\n"${ID}" ${TEXT},a\n` },
  codes: ['csv.syntax'],
}
const columns: Secret = {
  spec: shows => `${head(shows, 'Columns', 'extraction')}gold: { path: gold.conll, format: conll, join: position, input: "0", reference: "1" }
candidate: { path: candidate.conll, format: conll, prediction: "1" }
options: { scheme: iob2 }
gates: [{ metric: f1, min: 0.9 }]
`,
  files: {
    'gold.conll': `${TEXT}1 B-x\nb O\n\nc O\n`,
    'candidate.conll': `${TEXT}2 B-x\nb O\n\nc O\n`,
  },
  codes: ['conll.token-drift'],
}
const probabilities: Secret = {
  spec: shows => `${head(shows, 'Probabilities', 'classification')}gold: { path: gold.jsonl, ${LABELS} }
candidate: { path: candidate.jsonl, prediction: answer, probabilities: p }
gates: [{ metric: log_loss, max: 0.9 }]
`,
  files: {
    'gold.jsonl': gold,
    'candidate.jsonl': rows(6, i => ({
      answer: 'a',
      p: i === 0 ? { a: 0.5, [TEXT]: 0.5 } : i === 1 ? { a: 1, [`${TEXT}2`]: 0 } : { a: 0, [TEXT]: 'x' },
    })),
  },
  codes: ['probabilities.keys', 'probabilities.range'],
}

export const SECRETS: Readonly<Record<string, Secret>> = {
  classification,
  extraction,
  qa,
  structured,
  summarization,
  ranking,
  multilabel,
  alone,
  map,
  csv,
  columnTwice,
  ragged,
  columns,
  probabilities,
  ...Object.fromEntries(BROKEN.map(one => [one[0].replaceAll(' ', '-'), broken(one)])),
}

/** By path, each suite in a folder of its name; `made` are those that a step writes. */
export function secretFiles(shows: Shows): {
  readonly bar: Record<string, string>
  readonly made: Record<string, string>
} {
  const [bar, made]: Record<string, string>[] = [{}, {}]
  for (const [name, { spec, files }] of Object.entries(SECRETS)) {
    bar![`${name}/gate.yml`] = spec(shows)
    for (const [file, content] of Object.entries(files))
      (file.startsWith('candidate') ? made! : bar!)[`${name}/${file}`] = content
  }
  return { bar: bar!, made: made! }
}
