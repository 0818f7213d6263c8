/** `goldbar diff`: what differs between two specs, as a user asks for it. */
import { expect, test } from '@jest/globals'
import { goldbar } from './cli'
import { folderOf } from './suite'

const SPEC = `version: 1
name: Router
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
gates:
  - { metric: accuracy, min: 0.8 }
`
const folder = folderOf({
  'base.yml': SPEC,
  'same.yml': `# again\n${SPEC.replace('0.8', '0.80')}`,
  'stricter.yml': SPEC.replace('0.8', '0.9').replace('Router', 'Router 2'),
  'easier.yml': SPEC.replace('0.8', '0.7').replace('Router', '"\\u202eevil\\n::error::x"'),
  'sub/gate.yml': SPEC,
  'broken.yml': SPEC.replace('accuracy, min', 'accuracy, mim'),
  'unread.yml': SPEC.replace('label }', 'label, source: s }'),
})

test.each([
  ['same.yml', 0, 'No change of meaning.\n'],
  ['sub/gate.yml', 0, 'No change of meaning.\n'],
  [
    'stricter.yml',
    0,
    `tightened  gates.accuracy.min: 0.8 → 0.9 (it asks for more)
neutral    name: Router → Router 2 (shown only)

0 loosened, 1 tightened, 1 neutral.
`,
  ],
  [
    'easier.yml',
    1,
    `LOOSENED   gates.accuracy.min: 0.8 → 0.7 (it asks for less)
neutral    name: Router → \\u{202e}evil\\u{a}::error::x (shown only)

1 loosened, 0 tightened, 1 neutral.
`,
  ],
])('%s', async (head, status, stdout) => {
  expect(await goldbar(['diff', 'base.yml', head], folder)).toEqual({ status, stdout, stderr: '' })
})

test.each([
  ['broken.yml', 'spec.key'],
  ['unread.yml', 'spec.unread'],
  ['absent.yml', 'spec.none'],
])('%s cannot be compared, as base or as head', async (file, code) => {
  for (const words of [
    ['base.yml', file],
    [file, 'base.yml'],
  ]) {
    const { status, stdout } = await goldbar(['diff', ...words], folder)
    expect({ status, stdout }).toEqual({ status: 2, stdout: expect.stringContaining(`(${code})`) })
    expect(stdout).toContain('Not compared.')
    const json = await goldbar(['diff', ...words, '--json'], folder)
    expect(json.status).toBe(2)
    expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, changes: null, problems: [{ code }] })
  }
})

test('as JSON', async () => {
  const { status, stdout } = await goldbar(['diff', 'base.yml', 'easier.yml', '--json'], folder)
  expect(status).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    changes: [
      {
        key: 'gates.accuracy.min',
        kind: 'loosened',
        from: '0.8',
        to: '0.7',
        words: expect.stringMatching(/less/),
      },
      { key: 'name', kind: 'neutral', from: 'Router' },
    ],
    problems: [],
  })
})

test.each([[[]], [['base.yml']], [['base.yml', 'same.yml', 'easier.yml']], [['base.yml', '*.yml']]])(
  '%j are not two specs',
  async words => {
    const { status, stdout, stderr } = await goldbar(['diff', ...words], folder)
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    expect(stderr).toContain('diff takes two gate specs')
  },
)

test('the help says what it is', async () => {
  expect((await goldbar(['--help'])).stdout).toMatch(/goldbar diff BASE HEAD[\s\S]*0 nothing loosens/)
})
