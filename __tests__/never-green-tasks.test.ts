/** A suite of each task that passes, and the ways in which any suite can be broken: none may end green. */
import { describe, expect, test } from '@jest/globals'
import { travel } from './journey'
import { jsonl } from './suite'

interface Kind {
  readonly task: string
  /** a metric that a suite of right answers passes */
  readonly gate: string
  /** a metric of another task */
  readonly misfit: string
  /** further keys of the spec */
  readonly keys?: string
  readonly gold: (i: number) => Row
  readonly right: (i: number) => Row
  /** a row whose answer is of another shape */
  readonly misshapen: Row
}

type Row = Readonly<Record<string, unknown>>

const KINDS: readonly Kind[] = [
  {
    task: 'extraction',
    gate: 'metric: f1, min: 0.9',
    misfit: 'accuracy',
    gold: i => ({ reference: [{ type: 'PER', start: i, end: i + 3 }] }),
    right: i => ({ answer: [{ type: 'PER', start: i, end: i + 3 }] }),
    misshapen: { answer: [{ type: 'PER', start: 3, end: 3 }] },
  },
  {
    task: 'summarization',
    gate: 'metric: rougeL, min: 0.9',
    misfit: 'rouge9',
    gold: i => ({ reference: `the ${i} cats sat`, source: `there were ${i} cats and all of them sat` }),
    right: i => ({ answer: `the ${i} cats sat` }),
    misshapen: { answer: ['the cats sat'] },
  },
  {
    task: 'qa',
    gate: 'metric: exact_match, min: 0.9',
    misfit: 'rougeL',
    gold: i => ({ reference: i % 5 === 0 ? [] : [`word ${i}`, 'other'] }),
    right: i => ({ answer: i % 5 === 0 ? '' : `Word ${i}.` }),
    misshapen: { answer: ['x'] },
  },
  {
    task: 'ranking',
    gate: 'metric: ndcg, min: 0.9',
    misfit: 'accuracy',
    gold: () => ({ reference: { right: 2, fair: 1, wrong: 0 } }),
    right: () => ({
      answer: [
        { doc: 'right', score: 2 },
        { doc: 'fair', score: 1 },
      ],
    }),
    misshapen: { answer: { right: 2, fair: 1 } },
  },
  {
    task: 'regression',
    gate: 'metric: mae, max: 1',
    misfit: 'accuracy',
    keys: 'options: { within: 1 }',
    gold: i => ({ reference: i }),
    right: i => ({ answer: i + 0.5 }),
    misshapen: { answer: '7' },
  },
  {
    task: 'recorded',
    gate: 'metric: judged, stat: pass_rate, min: 0.9',
    misfit: 'accuracy',
    keys: 'recorded: { judged: { field: judged, better: higher } }',
    gold: () => ({}),
    right: () => ({ judged: true }),
    misshapen: { judged: 'yes' },
  },
  {
    task: 'translation',
    gate: 'metric: chrf, min: 90',
    misfit: 'accuracy',
    gold: i => ({ reference: [`Die Tür von Zimmer ${i} ist offen.`] }),
    right: i => ({ answer: `Die Tür von Zimmer ${i} ist offen.` }),
    misshapen: { answer: ['Die Tür ist offen.'] },
  },
]

const NAMES = ['gold.jsonl', 'candidate.jsonl', 'baseline.jsonl'] as const

function rows(row: (i: number) => Row, n = 30): Row[] {
  return Array.from({ length: n }, (_, i) => ({ id: `e-${i}`, ...row(i) }))
}

describe.each(KINDS)('task $task', kind => {
  const { task, gate, misfit, keys = '', gold, right, misshapen } = kind
  const answered = 'answer' in right(0)
  const prediction = answered ? ', prediction: answer' : ''
  const spec = `version: 1
name: never green
task: ${task}
gold: { path: gold.jsonl${'reference' in gold(0) ? ', reference: reference' : ''}${'source' in gold(0) ? ', source: source' : ''} }
candidate: { path: candidate.jsonl${prediction} }
baselines: { base: { path: baseline.jsonl${prediction} } }
${keys}
gates:
  - { ${gate} }
`
  const files = {
    'gold.jsonl': jsonl(rows(gold)),
    'candidate.jsonl': jsonl(rows(right)),
    'baseline.jsonl': jsonl(rows(right)),
  }
  const field = answered ? 'answer' : Object.keys(right(0))[0]!
  const renamed = rows(right).map(({ [field]: value, ...rest }) => ({ ...rest, [`${field}s`]: value }))

  test('passes as it is', async () => {
    const { verdict, problems } = await travel(spec, files)
    expect({ verdict, errors: problems.filter(({ severity }) => severity === 'error') }).toEqual({
      verdict: 'pass',
      errors: [],
    })
  })

  const broken: [string, Row[] | string, string][] = [
    ['no rows', '', 'file.empty'],
    ['half of the rows', rows(right, 15), 'rows.missing'],
    ['one row missing', rows(right, 29), 'rows.missing'],
    ['a row too many', rows(right, 31), 'rows.extra'],
    ['a row twice', [...rows(right), rows(right)[3]!], 'id.duplicate'],
    ['other ids', rows(right).map((row, i) => ({ ...row, id: i })), 'rows.missing'],
    ['no ids', rows(right).map(({ id: _, ...row }) => row), 'id.absent'],
    ['the answer under another name', renamed, answered ? 'prediction.absent' : 'recorded.absent'],
    [
      'answers that are all null',
      rows(right).map(row => ({ ...row, [field]: null })),
      answered ? 'prediction.none' : 'recorded.none',
    ],
    ['a cut last row', jsonl(rows(right)).slice(0, -9), 'json.truncated'],
    [
      'an answer of another shape',
      rows(right).map((row, i) => (i === 7 ? { ...row, ...misshapen } : row)),
      answered ? 'prediction.type' : 'recorded.type',
    ],
  ]

  describe.each(NAMES.slice(1))('in %s', name => {
    test.each(broken)('%s', async (_, content, code) => {
      const text = typeof content === 'string' ? content : jsonl(content)
      const { verdict, problems } = await travel(spec, { ...files, [name]: text })
      const errors = problems.filter(({ severity }) => severity === 'error')
      expect(verdict).toBe('error')
      expect(errors.map(problem => problem.code)).toContain(code)
      expect(errors.find(problem => problem.code === code)?.file).toBe(name)
    })
  })

  test.each(['e-0', 'e-29'])('a gold set without %s', async id => {
    const text = jsonl(rows(gold).filter(row => row.id !== id))
    const { verdict, problems } = await travel(spec, { ...files, 'gold.jsonl': text })
    expect(verdict).toBe('error')
    expect(problems.map(({ code }) => code)).toContain('rows.extra')
  })

  test('the same file twice', async () => {
    const { verdict, problems } = await travel(spec.replace('baseline.jsonl', 'candidate.jsonl'), files)
    expect(verdict).toBe('error')
    expect(problems.map(({ code }) => code)).toContain('file.shared')
  })

  test('a metric of another task is refused with what fits', async () => {
    const { verdict, problems } = await travel(spec.replace(/metric: [^,}]*/u, `metric: ${misfit}`), files)
    expect(verdict).toBe('error')
    const found = problems.find(({ code }) => code === 'gate.metric' || code === 'gate.stat-unfit')
    expect(found?.message).toContain(`"${misfit}"`)
  })

  test('a misspelt key', async () => {
    const { verdict, problems } = await travel(spec.replace('gates:', 'gate:'), files)
    expect(verdict).toBe('error')
    expect(problems.map(({ code }) => code)).toContain('spec.key')
  })

  test('a gate that only regressions can fail, with a regression', async () => {
    const worse = rows(right).map((row, i) => (i === 4 ? { id: row.id, ...wrong(kind) } : row))
    const changed = spec.replace(/- \{ .* \}/u, '- { metric: regressions, max: 0 }')
    const { verdict, regressions } = await travel(changed, { ...files, 'candidate.jsonl': jsonl(worse) })
    expect({ verdict, count: regressions[0]?.count }).toEqual({ verdict: 'fail', count: 1 })
  })
})

/** An answer that is there and wrong: null counts so for every task. */
function wrong({ right }: Kind): Row {
  return Object.fromEntries(Object.keys(right(0)).map(key => [key, null]))
}
