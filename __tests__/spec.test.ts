/** What is wrong with a spec is told all at once, at its place, with the name that was meant. */
import { describe, expect, test } from '@jest/globals'
import { travel } from './journey'
import { jsonl } from './suite'

const LABELS = ['refund', 'order', 'tech']
const rows = Array.from({ length: 60 }, (_, i) => ({
  id: `t-${i}`,
  label: LABELS[i % 3],
  lang: i % 2 === 0 ? 'en' : 'de',
  text: `ticket ${i}`,
}))
const answers = jsonl(rows.map(({ id, label }) => ({ id, prediction: label, ok: true })))
const FILES = { 'gold.jsonl': jsonl(rows), 'candidate.jsonl': answers, 'baseline.jsonl': `${answers}\n` }

const SPEC = `version: 1
name: Ticket router
task: classification
gold: { path: gold.jsonl, id: id, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
baselines: { base: { path: baseline.jsonl, prediction: prediction } }
slices: [lang]
gates:
  - { metric: accuracy, min: 0.9 }
`
const LINES = SPEC.split('\n').slice(0, -1)

/** The spec with some of its lines replaced, and lines after its last. */
function spec(changes: Readonly<Record<number, string>>, ...more: string[]): string {
  return [...LINES.map((line, i) => changes[i + 1] ?? line), ...more, ''].join('\n')
}

/** The spec with more gates; ¦ in front of one goes before its brace. */
function gates(...more: string[]): string {
  return spec({}, ...more.map(gate => `  - ${gate.startsWith('¦') ? '¦' : ''}{ ${gate.replace(/^¦/u, '')} }`))
}

/** The spec with gates of each kind, from line 9 on, and waivers after them; ¦ in front of one goes before its brace. */
function waivers(...list: string[]): string {
  const more = [
    '  - { metric: recall, class: "*", min: 0.5, max_drop: 0.1 }',
    '  - { metric: log_loss, id: loss, max: 0.5 }',
    '  - { metric: mcc, id: drop, max_drop: 0.1 }',
    '  - { metric: accuracy, slice: { lang: "*" }, max_gap: 0.1 }',
    '  - { metric: f1, id: both, class: "*", min: 0.5, max_gap: 0.1 }',
    '  - { metric: precision, class: "*", slice: { lang: de }, min: 0.5 }',
    '  - { metric: precision, class: "*", slice: { lang: "*" }, min: 0.6 }',
    '  - { metric: mcc, min: 0.1, level: advisory }',
    '  - { metric: regressions, max: 0 }',
  ]
  const rows = list.map(one => `  - ${one.startsWith('¦') ? '¦' : ''}{ ${one.replace(/^¦/u, '')} }`)
  const probabilities = 'candidate: { path: candidate.jsonl, prediction: prediction, probabilities: p }'
  return spec({ 5: probabilities }, ...more, 'waivers:', ...rows)
}
const rest = 'until: 2027-01-31, why: "#412"'

/** The problem's code, and words that its sentence must have. */
type Told = readonly [code: string, ...words: string[]]

/** [what is wrong, spec with ¦ before each place, all that is told: at each place in turn] */
const WRONG: readonly [string, string, ...Told[]][] = [
  // YAML
  ['an empty file', '¦', ['spec.syntax', 'the file is empty']],
  ['a comment only', '¦# later\n', ['spec.syntax', 'the file is empty']],
  ['a text', '¦gate\n', ['spec.type', 'must be a map, not "gate"']],
  ['a list', '¦- a\n', ['spec.type', 'must be a map, not a list']],
  ['a bracket that stays open', spec({ 7: 'slices: [lang', 8: '¦gates:' }), ['spec.syntax']],
  ['a tab for indentation', spec({ 9: '¦\t- { metric: accuracy, min: 0.9 }' }), ['spec.syntax', 'tabs']],
  ['a key twice', spec({}, '¦task: multilabel'), ['spec.syntax', 'keys must be unique']],
  ['a key twice in a gate', gates('metric: mcc, min: 0.1, ¦min: 0.2'), ['spec.syntax', 'unique']],
  ['two documents', `${SPEC}¦---\nversion: 1\n`, ['spec.documents']],
  ['an anchor', spec({ 7: 'slices: &s ¦[lang]' }), ['spec.alias']],
  ['a star without quotes', gates('metric: recall, class: ¦*, min: 0.1'), ['spec.alias', 'quote it: "*"']],
  [
    'a bomb of aliases',
    spec({}, 'a: &a ¦[x, x]', 'b: &b ¦[¦*a, ¦*a]', 'c: [¦*b, ¦*b]'),
    ['spec.alias'],
    ['spec.alias'],
    ['spec.alias'],
    ['spec.alias'],
    ['spec.alias'],
    ['spec.alias'],
  ],
  ['a function', spec({ 2: 'name: !!js/function ¦"x"' }), ['spec.tag', 'tag:yaml.org,2002:js/function']],
  ['bytes', spec({ 2: 'name: !!binary ¦aGk=' }), ['spec.tag', 'binary']],
  ['a merge key', spec({ 7: '¦<<: { slices: [lang] }' }), ['spec.key', '"<<"']],
  // keys
  [
    'several keys misspelt',
    spec({ 1: '¦vresion: 1', 5: 'candidate: ¦{ path: candidate.jsonl, ¦predction: prediction }' }),
    ['spec.key', 'Unknown key "vresion". Did you mean "version"?'],
    ['same place', 'spec.missing', '"version"'],
    ['spec.missing', '"prediction" is missing in candidate'],
    ['spec.key', 'Did you mean "prediction"?'],
  ],
  [
    'a key of a gate misspelt, and another gate',
    gates('¦metric: mcc, ¦mn: 0.1', '¦metric: f1_marco, min: 0.1'),
    ['gate.bar-none'],
    ['spec.key', 'Did you mean "min"?'],
    ['gate.metric', 'Did you mean "f1_macro"?'],
  ],
  ['a decimal comma', gates('metric: mcc, min: 0,¦5'), ['spec.key', '"5"']],
  ['another version', spec({ 1: 'version: ¦2' }), ['spec.value', '"version" cannot be "2"']],
  ['a version in quotes', spec({ 1: 'version: ¦"1"' }), ['spec.value', '"version" cannot be "1"']],
  ['an unknown task', spec({ 3: 'task: ¦clasification' }), ['spec.value', 'Did you mean "classification"?']],
  ['no gates', spec({ 1: '¦version: 1', 8: '', 9: '' }), ['spec.missing', '"gates"']],
  ['an empty list of gates', spec({ 8: 'gates: ¦[]', 9: '' }), ['spec.value']],
  ['gates as a map', spec({ 9: '  ¦a: { metric: accuracy, min: 0.9 }' }), ['spec.type', 'must be a list']],
  ['parts of later versions', spec({}, '¦preset: hf-glue'), ['spec.not-yet', '"preset"']],
  [
    'a train of nothing',
    spec({}, 'train: ¦{}'),
    ['spec.missing', '"path" is missing in train'],
    ['same place', 'spec.missing'],
  ],
  [
    'train rows without a text',
    spec({}, 'train: ¦{ path: t.jsonl }'),
    ['spec.missing', '"text" is missing in train'],
  ],
  ['an index without a text', spec({}, 'train: ¦{ index: t.gbx }'), ['spec.missing', '"gold_text"']],
  [
    'rows selected in an index',
    spec({}, 'train: { index: t.gbx, gold_text: text, where: ¦{ split: train } }'),
    ['spec.value', 'without train.path'],
  ],
  ['an overlap as a share', spec({}, 'train: { path: t, text: text, max_overlap: ¦0.01 }'), ['spec.type']],
  ['a containment of nothing', spec({}, 'train: { path: t, text: text, containment: ¦0 }'), ['spec.value']],
  ['a run of one word', spec({}, 'train: { path: t, text: text, ngram: ¦1 }'), ['spec.value']],
  [
    'an unknown key of train',
    spec({}, 'train: { path: t, text: text, ¦overlap: 0 }'),
    ['spec.key', 'max_overlap'],
  ],
  [
    'a gate with the name of train’s own',
    spec({}, '  - ¦{ metric: mcc, min: 0.1, id: train.max_overlap }', 'train: { path: t, text: text }'),
    ['spec.duplicate', 'train.max_overlap'],
  ],
  [
    'a statistic of what is not recorded',
    gates('metric: mcc, ¦stat: p95, min: 0.1'),
    ['gate.stat-unfit', '"mcc"'],
  ],
  [
    'options of another task',
    spec({}, 'options: { ¦labls: [a], zero_division: ¦2, ¦stemmer: true }'),
    ['spec.key', 'Did you mean "labels"?'],
    ['spec.value', 'Allowed: 0, 1'],
    ['spec.key', '"stemmer"'],
  ],
  [
    'a field that is an expression',
    spec({ 4: 'gold: { path: gold.jsonl, id: ¦"$..id", reference: ¦"$.a[*]" }' }),
    ['spec.field', 'gold.id'],
    ['spec.field', 'gold.reference'],
  ],
  [
    'a regular expression of Python',
    spec({ 5: 'candidate: { path: candidate.jsonl, prediction: prediction, as: [{ regex: ¦"(?s)a" }] }' }),
    ['spec.regex', 'Use ECMAScript syntax'],
  ],
  [
    'a step that does not exist',
    spec({ 5: 'candidate: { path: candidate.jsonl, prediction: prediction, as: [¦stripp] }' }),
    ['spec.value', 'Did you mean "strip"?'],
  ],
  [
    'slices with faults',
    spec({ 7: 'slices: [lang, { field: text, measure: chars, edges: ¦[400, 100] }, ¦lang]' }),
    ['spec.value', 'ascending numbers'],
    ['spec.duplicate', '"lang" is declared twice (first at line 7)'],
  ],
  // gates
  [
    'names that nobody declared',
    gates(
      '¦metric: acuracy, min: 0.1',
      '¦metric: rouge1, min: 0.1',
      '¦metric: f1, min: 0.1',
      '¦metric: accuracy, baseline: bas, max_drop: 0.1',
      '¦metric: accuracy, slice: { lan: de }, min: 0.1',
      '¦metric: accuracy, class: refund, min: 0.1',
      '¦metric: log_loss, max: 1',
    ),
    ['gate.metric', 'Did you mean "accuracy"?'],
    ['gate.metric', 'does not fit the task classification', 'Fitting metrics: accuracy,'],
    ['gate.average', 'f1_macro, f1_micro, f1_weighted'],
    ['gate.baseline', '"bas"', 'declares base'],
    ['gate.slice', 'Did you mean "lang"?'],
    ['gate.class-unfit'],
    ['gate.needs', 'candidate.probabilities'],
  ],
  [
    'names that the gold set does not have',
    gates(
      '¦metric: recall, class: refunds, min: 0.1',
      '¦metric: recall, class: Tech, min: 0.1',
      '¦metric: accuracy, slice: { lang: dee }, min: 0.1',
      '¦metric: f1, class: "*", slice: { lang: fr }, min: 0.1',
    ),
    ['gate.class', 'Did you mean "refund"?', 'Classes: "order", "refund", "tech"'],
    ['gate.class', 'Did you mean "tech"?'],
    ['gate.slice-value', 'Did you mean "de"?'],
    ['gate.slice-value', 'Values: "de", "en"'],
  ],
  [
    'bars that cannot be',
    gates(
      '¦metric: accuracy, id: a, min: 90',
      '¦metric: mcc, min: -2',
      '¦metric: regressions, max: -1',
      '¦metric: accuracy, id: b, min: 0.9, max: 0.8',
      '¦metric: accuracy, id: c, min_lift: 1.5',
      '¦metric: accuracy, id: d, max_drop: 5',
      '¦metric: balanced_accuracy',
      '¦metric: accuracy, id: e, max_gap: 0.1',
      '¦metric: accuracy, id: f, max_drop: { abs: 2 }',
      '¦metric: accuracy, id: g, min: 0.1, relative: true',
      '¦metric: accuracy, id: h, baseline: base, min: 0.1',
      '¦metric: fixes, min_lift: 1',
    ),
    ['gate.bar-range', 'write 0.9 for 90 %'],
    ['gate.bar-range', '-1 to 1'],
    ['gate.bar-range', '0 or more'],
    ['gate.bar-range', 'min 0.9', '0 to 0.8'],
    ['gate.bar-range', 'min_lift 1.5'],
    ['gate.bar-range', 'max_drop 5'],
    ['gate.bar-none'],
    ['gate.gap'],
    ['gate.bar-range', 'max_drop.abs 2'],
    ['gate.relative'],
    ['gate.baseline-unused'],
    ['gate.bar-paired'],
  ],
  [
    'bars that are no numbers',
    gates(
      'metric: accuracy, id: a, min: ¦.nan',
      'metric: accuracy, id: b, max: ¦.inf',
      'metric: accuracy, id: c, min: ¦90%',
      'metric: accuracy, id: d, max_drop: ¦"0.1"',
      'metric: accuracy, id: e, min: ¦null',
      'metric: accuracy, id: f, min_n: ¦0, min: 0.1',
      'metric: accuracy, id: g, max_drop: ¦-0.1',
    ),
    ['spec.type', 'must be a number'],
    ['spec.type', 'must be a number'],
    ['spec.type', 'must be a number, not "90%"'],
    ['spec.type', 'must be a number or a map, not "0.1"'],
    ['spec.type', 'must be a number, not empty'],
    ['spec.value'],
    ['spec.value'],
  ],
  [
    'comparisons without a baseline',
    spec({ 6: '' }, '  - ¦{ metric: mcc, max_drop: 0.1 }', '  - ¦{ metric: regressions, max: 0 }'),
    ['gate.baseline', 'max_drop compares with a baseline', 'declares none'],
    ['gate.baseline', 'regressions compares with a baseline'],
  ],
  [
    'the same gate twice',
    gates('¦metric: accuracy, min: 0.1'),
    ['spec.duplicate', 'The gate "accuracy" is declared twice (first at line 9)'],
  ],
  [
    'a gate on two slices',
    gates('metric: accuracy, ¦slice: { lang: de, text: x }, min: 0.1'),
    ['gate.slice-count', '"lang" and "text"'],
  ],
  [
    'a waiver with keys that are missing',
    waivers('¦gate: accuracy, until: 2027-01-31', '¦floor: 0.8, why: x'),
    ['spec.missing', '"floor" is missing in waivers.0'],
    ['same place', 'spec.missing'],
    ['spec.missing', '"gate" is missing in waivers.1'],
    ['same place', 'spec.missing'],
  ],
  [
    'a key of a waiver misspelt',
    waivers(`¦gate: accuracy, ¦flor: 0.8, ${rest}`),
    ['spec.missing', '"floor"'],
    ['spec.key', 'Unknown key "flor". Did you mean "floor"?'],
  ],
  [
    'days that are none',
    waivers(
      'gate: accuracy, floor: 0.8, until: ¦31.01.2027, why: x',
      'gate: loss, floor: 0.8, until: ¦2027-02-30, why: x',
      'gate: drop, floor: 0.8, until: ¦20270131, why: x',
      'gate: regressions, floor: 1, until: ¦2027-02-29T00:00:00Z, why: x',
      'gate: accuracy, floor: 0.8, until: ¦never, why: x',
      'gate: accuracy, floor: 0.8, until: ¦2027-2-1, why: x',
    ),
    ['spec.value', '"waivers.0.until" cannot be "31.01.2027"', 'a day of the calendar as YYYY-MM-DD'],
    ['spec.value', '"2027-02-30"'],
    ['spec.value', '"20270131"'],
    ['spec.value', '"2027-02-29T00:00:00Z"'],
    ['spec.value', '"never"'],
    ['spec.value', '"2027-2-1"'],
  ],
  [
    'no reason, and no number',
    waivers(
      'gate: accuracy, floor: 0.8, until: 2027-01-31, why: ¦""',
      'gate: accuracy, floor: 0.8, until: 2027-01-31, why: ¦"  "',
      'gate: accuracy, floor: ¦.nan, until: 2027-01-31, why: x',
      'gate: accuracy, floor: ¦"0.8", until: 2027-01-31, why: x',
    ),
    ['spec.value', '"waivers.0.why"', 'a text that is not blank'],
    ['spec.value', '"waivers.1.why"'],
    ['spec.type', 'must be a number'],
    ['spec.type', 'must be a number'],
  ],
  [
    'more waivers than anybody reads',
    spec({}, `waivers: ¦[${'{ gate: accuracy, floor: 0.8, until: 2027-01-31, why: x }, '.repeat(101)}]`),
    ['spec.value', '"waivers"'],
  ],
  ['waivers that are no list', spec({}, 'waivers: ¦{ accuracy: 0.8 }'), ['spec.type', 'must be a list']],
  [
    'waivers of what no gate can be',
    waivers(
      `¦gate: acuracy, floor: 0.8, ${rest}`,
      `¦gate: "recal[refund]", floor: 0.4, ${rest}`,
      `¦gate: "recall[refund]{lang=de}", floor: 0.4, ${rest}`,
      `¦gate: "accuracy{lang=de}", floor: 0.2, ${rest}`,
      `¦gate: recall, floor: 0.4, ${rest}`,
    ),
    ['waiver.gate', 'result "acuracy". Did you mean "accuracy"?'],
    ['waiver.gate', 'Did you mean "recall[refund]"?'],
    ['waiver.gate', '"recall[refund]{lang=de}"'],
    ['waiver.gate', '"accuracy{lang=de}"'],
    ['waiver.gate', '"recall"', '"recall[*]"'],
  ],
  [
    'waivers of what cannot be told apart',
    waivers(`¦gate: both, floor: 0.4, ${rest}`, `¦gate: "precision[refund]{lang=de}", floor: 0.4, ${rest}`),
    ['waiver.ambiguous', '"both" may mean a value or a gap'],
    ['waiver.ambiguous', 'a result of the gates at lines 15 and 16'],
  ],
  [
    'a waiver of an advisory gate',
    waivers(`¦gate: mcc, floor: 0, ${rest}`),
    ['waiver.advisory', '"mcc" is advisory'],
  ],
  [
    'two waivers of one result',
    waivers(
      `gate: accuracy, floor: 0.8, ${rest}`,
      `¦gate: accuracy, floor: 0.7, ${rest}`,
      `gate: "recall[tech]", floor: 0.4, ${rest}`,
      `¦gate: "recall[*]", floor: 0.3, ${rest}`,
      `¦gate: "recall[tech]", floor: 0.4, ${rest}`,
      `¦gate: "recall[order]", floor: 0.4, ${rest}`,
    ),
    ['waiver.twice', '"accuracy" is waived already, at line 20'],
    ['waiver.twice', '"recall[*]" is waived already, at line 22'],
    ['waiver.twice', '"recall[tech]"'],
    ['waiver.twice', '"recall[order]" is waived already, at line 23'],
  ],
  [
    'floors that cannot be',
    waivers(
      `¦gate: accuracy, floor: 85, ${rest}`,
      `¦gate: drop, floor: -1.1, ${rest}`,
      `¦gate: "accuracy{lang=*}", floor: 1.5, ${rest}`,
      `¦gate: regressions, floor: -1, ${rest}`,
    ),
    ['gate.bar-range', 'floor 85', 'write 0.85 for 85 %'],
    ['gate.bar-range', 'floor -1.1', '-1 to 1'],
    ['gate.bar-range', 'floor 1.5', '0 to 1'],
    ['gate.bar-range', 'floor -1', '0 or more'],
  ],
  [
    'a floor of a share that was recorded, as true and false show',
    spec(
      { 9: '  - { metric: judge, min: 0.9 }' },
      'recorded: { judge: { field: ok, better: higher } }',
      'waivers:',
      `  - ¦{ gate: judge.mean, floor: -0.5, ${rest} }`,
    ),
    ['gate.bar-range', 'floor -0.5', '0 to 1'],
  ],
  [
    'floors that are not worse than the bar',
    waivers(
      `¦gate: accuracy, floor: 0.9, ${rest}`,
      `¦gate: "recall[order]", floor: 0.6, ${rest}`,
      `¦gate: loss, floor: 0.4, ${rest}`,
      `¦gate: "accuracy{lang=*}", floor: 0.1, ${rest}`,
      `¦gate: regressions, floor: 0, ${rest}`,
      `gate: drop, floor: 0.9, ${rest}`,
    ),
    ['waiver.floor', 'floor 0.9 is not worse than what "accuracy" asks for (min 0.9)'],
    ['waiver.floor', '"recall[order]"', 'min 0.5'],
    ['waiver.floor', 'max 0.5'],
    ['waiver.floor', 'max_gap 0.1'],
    ['waiver.floor', 'max 0'],
  ],
  [
    'a waiver beside a gate that cannot be read',
    spec(
      { 9: '  - { metric: accuracy, min: ¦x, id: a }' },
      'waivers:',
      `  - { gate: b, floor: 0.8, ${rest} }`,
    ),
    ['spec.type'],
  ],
  [
    'systems that cannot be told apart',
    spec({ 6: 'baselines: ¦{ candidate: { path: baseline.jsonl, prediction: prediction } }' }),
    ['spec.value', 'cannot be "candidate"'],
  ],
]

describe('is told', () => {
  test.each(WRONG)('%s', async (_, marked, ...told) => {
    const { problems, verdict } = await travel(marked.replaceAll('¦', ''), FILES)
    expect(verdict).toBe('error')
    const wanted = placed(marked, told).map(({ place }) => place)
    const got = problems.map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`)
    expect(got.sort()).toEqual(wanted.sort())
    expect(problems.map(({ severity }) => severity)).not.toContain('note')
    for (const { place, words } of placed(marked, told)) {
      const [message] = problems
        .filter(({ file, line, column, code }) => `${file}:${line}:${column} ${code}` === place)
        .map(problem => problem.message)
      for (const word of words) expect(message).toContain(word)
      // what is wrong, and what to try
      expect(message).toMatch(/[.?] \S.*\.$/su)
    }
  })

  test('nothing of a spec that is right', async () => {
    const { problems, verdict } = await travel(SPEC, FILES)
    expect([problems, verdict]).toEqual([[], 'pass'])
  })
})

/** Each problem with the place of its mark; one whose code follows `same place` has that of the one before. */
function placed(marked: string, told: readonly Told[]) {
  const marks = marked.split('¦').slice(0, -1)
  let at = -1
  return told.map(([first, ...rest]) => {
    const same = first === 'same place'
    const [code, ...words] = same ? rest : [first, ...rest]
    if (!same) at++
    const before = marks
      .slice(0, at + 1)
      .join('')
      .split('\n')
    return { place: `gate.yml:${before.length}:${before.at(-1)!.length + 1} ${code}`, words }
  })
}

/** What YAML would read as a number, a boolean or nothing. */
const NAMES = ['01', 'no', '1.0', 'null', 'true', '0x10', '1e3', '~', '.5', '007', '.nan', '1_000', '1']

describe('names keep their spelling', () => {
  const gold = NAMES.map((label, i) => ({ id: i, label, tag: label }))
  const files = {
    g: jsonl(gold),
    c: jsonl(gold.map(({ id, label }) => ({ id, prediction: `is ${label}` }))),
  }
  const text = `version: 1
name: 0x7
task: classification
gold: { path: g, reference: label }
candidate:
  path: c
  prediction: prediction
  as:
    - map: { ${NAMES.map(name => `"is ${name}": ${name}`).join(', ')} }
slices: [tag]
options: { labels: [${NAMES.join(', ')}], positive: 01 }
gates:
${NAMES.map(name => `  - { metric: recall, class: ${name}, min: 1 }\n  - { metric: accuracy, slice: { tag: ${name} }, min: 1, id: ${name} }\n`).join('')}`

  test('as classes, labels, values of slices, of maps and as ids', async () => {
    const { problems, verdict, gates, name } = await travel(text, files)
    expect(problems).toEqual([])
    expect(verdict).toBe('pass')
    expect(name).toBe('0x7')
    expect(gates.flatMap(gate => gate.class ?? [])).toEqual(NAMES)
    expect(gates.flatMap(gate => gate.slice?.tag ?? [])).toEqual(NAMES)
    expect(gates.flatMap(gate => (gate.slice ? gate.id : []))).toEqual(NAMES)
  })

  test('and a digest of digits is one', async () => {
    const digits = '0123456789'.repeat(7).slice(0, 64)
    const { problems } = await travel(
      SPEC.replace('reference: label', `reference: label, sha256: ${digits}`),
      FILES,
    )
    expect(problems.map(({ code, line }) => [code, line])).toEqual([['spec.sha256', 4]])
  })
})
