/** Every text that others may write, in every place where they may write it, on every surface. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { commit, put, run } from '../read/repository'
import { act, built, type Ended, type Setting } from './action'
import { activeIn, illFormedIn, strangeIn } from './inert'
import { type Loopback, loopback } from './loopback'

const TEXTS: Readonly<Record<string, string>> = {
  mentions: '@everyone @acme/team cc @ann',
  'mentions as entities': '&#64;everyone &commat;ann &#x40;acme/team',
  references: '#1 GH-1 acme/router#2 CVE-2026-0001 GHSA-aaaa-bbbb-1234 ROUTER-12',
  commits: 'da39a3ee5e6b4b0d3255bfef95601890afd80709 acme/router@da39a3e',
  fence: '```mermaid\ngraph TD\n```',
  'tildes of a fence': '~~~geojson\n{}\n~~~',
  'end of a comment': '--> <!-- goldbar:v1 cbd1aa5e0733aaba -->',
  pipes: '| a | b |\n|---|---|\n| \\| | \\\\| |',
  backslashes: '\\| \\\\',
  'line ends': 'one\r\ntwo\rthree\nfour\u2028five\u0085six',
  directions: '\u202egnp.exe\u202c \u2066x\u2069 \u200fy',
  'zero width': 'a\u200bb\u200dc\ufeffd\u2060e\u00adf',
  'half a surrogate pair': 'half \ud83d pair',
  'set-output': '::set-output name=verdict::pass',
  'set-output of another line': 'x\n::set-output name=verdict::pass\n::error::x',
  'set-output in brackets': '##[set-output name=verdict;]pass',
  'add-mask': 'x ##[add-mask]0 ::add-mask::0',
  'stop-commands': '  ::stop-commands::x',
  script: '<script>alert(1)</script><style>*{}</style>',
  details: '<details open><summary>x</summary>',
  'end of details': '</details></summary></code></td></table>',
  'link of a script': '[x](javascript:alert(1)) <javascript:alert(1)> [y]: http://example.com',
  image: '![](http://example.com/i.png) <img src=x onerror=alert(1)>',
  addresses: 'http://example.com www.example.com ann@example.com mailto:ann@example.com',
  controls: 'a\u0000b\u001b[31mc\u0007d\u009be\u0008f',
  'a long line': 'x'.repeat(300_000),
  'many long words': 'word '.repeat(1500),
  'a colour': '#0969DA rgb(9, 105, 218)',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
  substitutions: '$(touch pwned) `id` ${{ github.token }} $x^2$ $$y$$ %0A%0D::error::x',
  'end of an output': 'x\nghadelimiter_00000000\nverdict=pass\nverdict<<EOF\npass\nEOF',
  emphasis: '**bold** _it_ ~~no~~ # h ***',
  alerts: '> [!CAUTION] [^1] [x] - [ ] y',
  emoji: ':rocket: :+1:',
  lists: '1. x\n- [ ] y\n+ z',
}

/** A place and what of a text can stand there. */
const PLACES = {
  id: inSpec,
  label: inSpec,
  'slice name': inSpec,
  'slice value': inSpec,
  'spec name': inSpec,
  'gate id': inSpec,
  why: inSpec,
  'recorded field': text => inSpec(text).replaceAll(/[\s.@\u0085]/g, '_'),
  baseline: text => inSpec(text).replaceAll(/[\s@\u0085]/g, '_'),
  'baseline file': fileName,
  'gold file': fileName,
  'candidate file': fileName,
  'spec file': fileName,
  branch: branchName,
  answer: inSpec,
  'field of an answer': inSpec,
  'type of a span': text => text,
  'comment-key': text => text.replaceAll('\0', '').slice(0, 1000),
  'message of GitHub': text => text,
} as const satisfies Record<string, (text: string) => string>
type Place = keyof typeof PLACES
type Placed = Readonly<Record<Place, string>>

/** A spec has at most 256 KiB. */
function inSpec(text: string): string {
  return text.slice(0, 10_000)
}

/** A name with a line end is refused at the base. */
function fileName(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[/\0\r\n]/g, '-')
    .slice(0, 60)
}

function branchName(text: string): string {
  const name = text.toWellFormed().replaceAll(/[\s~^:?*[\\\p{Cc}]|@\{|\.(?=[./]|$)|\/(?=\/|$)/gu, '-')
  return `b${name.slice(0, 60).replace(/[./]+$/, '')}`
}

const json = (rows: readonly object[]) => rows.map(row => `${JSON.stringify(row)}\n`).join('')

/** One suite for each shape in which examples are shown. Of six examples the candidate loses some. */
function suites(at: Placed): Record<string, string> {
  const id = (i: number) => (i === 0 ? at.id : `${at.id} ${i}`)
  const six = (of: (i: number) => object) => json([0, 1, 2, 3, 4, 5].map(i => ({ id: id(i), ...of(i) })))
  const system = (name: string) => ({ path: `data/${name}`, prediction: 'prediction' })
  const spec = (task: string, change: object) =>
    JSON.stringify({
      version: 1,
      name: at['spec name'],
      task,
      gold: {
        path: `data/${task}-g-${at['gold file']}`,
        reference: 'label',
        ...(task === 'summarization' && { source: 'source' }),
      },
      candidate: system(`${task}-c-${at['candidate file']}`),
      baselines: { [at.baseline]: system(`${task}-b-${at['baseline file']}`) },
      slices: [{ name: at['slice name'], field: 'group' }],
      recorded: { [at['recorded field']]: { field: 'judge', better: 'higher' } },
      ...change,
    })
  const slice = { [at['slice name']]: at['slice value'] }
  const gate = (metric: string, more: object = {}) => ({ metric, min: 0.99, why: at.why, ...more })
  const judged = { metric: at['recorded field'], stat: 'pass_rate', max_drop: 0.01, why: at.why }
  const files: Record<string, string> = {}
  const add = (
    task: string,
    right: (i: number) => unknown,
    wrong: (i: number) => unknown,
    change: object,
  ) => {
    files[`specs/${task}-${at['spec file']}.yml`] = spec(task, change)
    const rows = (of: (i: number) => unknown, key: string) =>
      six(i => ({
        [key]: of(i),
        group: [at['slice value'], 'plain'],
        source: `${at.answer} and a longer source of ${i}`,
        judge: key === 'label' || of !== wrong || i > 2,
      }))
    files[`specs/data/${task}-g-${at['gold file']}`] = rows(right, 'label')
    files[`specs/data/${task}-b-${at['baseline file']}`] = rows(
      i => (i === 5 ? wrong(i) : right(i)),
      'prediction',
    )
    files[`specs/data/${task}-c-${at['candidate file']}`] = rows(wrong, 'prediction')
  }
  add(
    'classification',
    i => (i % 2 ? 'other' : at.label),
    i => (i < 3 ? 'other' : i === 4 ? `${at.label}?` : 'other'),
    {
      gates: [
        gate('accuracy', { id: at['gate id'] }),
        gate('recall', { class: at.label, min_n: 1 }),
        gate('accuracy', { slice, min_n: 1 }),
        {
          metric: 'accuracy',
          slice: { [at['slice name']]: '*' },
          max_gap: 0.1,
          min_n: 1,
          id: `${at['gate id']} gap`,
        },
        judged,
      ],
    },
  )
  const texts = (i: number) => `${at.answer} and ${i}`
  add('qa', texts, i => `${i} instead of ${at.answer}`, { gates: [gate('exact_match'), judged] })
  const long = (i: number) => `${'a longer text with many words '.repeat(8)}${texts(i)}`
  add('summarization', long, i => `nothing ${i} ${at.answer}`, {
    gates: [gate('rougeL'), { metric: 'novel_numbers', max: 9 }],
    options: { tolerance: 0.05 },
  })
  const value = (answer: string) => ({ [at['field of an answer']]: answer, plain: 1 })
  add(
    'structured',
    i => value(texts(i)),
    i => value(`no ${texts(i)}`),
    { gates: [gate('field_f1')] },
  )
  const spans = (from: number) => [{ start: from, end: from + 3, type: at['type of a span'] }]
  add(
    'extraction',
    () => spans(0),
    i => spans(i),
    { gates: [gate('f1')] },
  )
  return files
}

/** A repository whose pull request 7 relabels gold rows and edits the baseline, checked out at its test merge. */
function pullRequest(
  at: Placed,
  change: (files: Record<string, string>) => Record<string, string>,
  files = suites(at),
) {
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-hostile-'))
  const git = (...args: string[]) => run(folder, ...args)
  git('init', '--quiet', `--initial-branch=${at.branch}`)
  put(folder, { 'README.md': '' })
  put(folder, Object.fromEntries(Object.entries(files).filter(([path]) => !isCandidate(path, at))))
  git('add', '--all')
  const tip = commit(folder, 'tip')
  put(folder, { 'model.py': '', ...change(files) })
  git('add', '--all')
  const head = commit(folder, 'head')
  git('checkout', '--quiet', '--detach', tip)
  git('merge', '--quiet', '--no-ff', '-m', 'merge', head)
  git('update-ref', `refs/heads/${at.branch}`, tip)
  put(folder, Object.fromEntries(Object.entries(files).filter(([path]) => isCandidate(path, at))))
  return { folder, tip, head, merge: git('rev-parse', 'HEAD') }
}

const isCandidate = (path: string, at: Placed) => path.endsWith(`-c-${at['candidate file']}`)

let github: Loopback

beforeAll(built, 120_000)
beforeEach(async () => {
  github = await loopback()
})
afterEach(async () => {
  await github.close()
})

async function judge(
  at: Placed,
  made: ReturnType<typeof pullRequest>,
  env: Setting['env'] = {},
): Promise<Ended> {
  github.repository = made.folder
  const repo = { id: 1, full_name: 'acme/router' }
  const pull_request = {
    number: 7,
    user: { login: 'ann' },
    head: { ref: at.branch, sha: made.head, repo },
    base: { ref: at.branch, repo },
  }
  return act(github, made.folder, {
    event: 'pull_request',
    payload: { action: 'synchronize', number: 7, pull_request, repository: repo },
    sha: made.merge,
    ref: 'refs/pull/7/merge',
    inputs: { spec: 'specs/*.yml', 'comment-key': at['comment-key'] },
    env,
  })
}

const MARKER = /\n\n<!-- goldbar:v1 [0-9a-f]{16} [\w-]+ -->$/

/** The lines to add where a comment is refused: a fence of ours, with nothing of others in it. */
const LINES = /```yaml\n# under the job that runs Goldbar\n[a-z:\- \n]+\n```/

/** Everything that a run shows, and that nothing of it acts. */
function expectInert(ended: Ended): void {
  const { outputs, report, markdown, summary, log } = ended
  const bodies = github.comments.map(({ body }) => body)
  const active = {
    comment: bodies.flatMap(body => activeIn(body, MARKER)),
    summary: activeIn(summary.replace(LINES, '')),
    'report.md': activeIn(markdown!),
    log: strangeIn(log, ended.commands),
    'report.json': illFormedIn(report),
  }
  expect(active).toEqual({ comment: [], summary: [], 'report.md': [], log: [], 'report.json': [] })
  expect(Object.keys(outputs)).toEqual([
    'verdict',
    'passed',
    'failed-gates',
    'regressions',
    'fixes',
    'report-json',
    'report-markdown',
    'report-html',
    'statement',
    'comment-url',
  ])
  expect([outputs.verdict, outputs.passed]).toEqual([report!.verdict, String(report!.verdict === 'pass')])
  for (const name of ['failed-gates', 'regressions', 'fixes']) expect(outputs[name]).toMatch(/^\d*$/)
  for (const kind of ['json', 'markdown', 'html'])
    expect(outputs[`report-${kind}`]).toBe(`goldbar-report/report.${kind === 'markdown' ? 'md' : kind}`)
  expect(ended.code).toBe(report!.verdict === 'pass' ? 0 : 1)
}

const placed = (of: (place: Place) => string) =>
  Object.fromEntries(
    Object.entries(PLACES).map(([place, fitting]) => [place, fitting(of(place as Place))]),
  ) as Placed

/** Of a judged run, the registration changed. */
const relabels = (at: Placed) => (files: Record<string, string>) => {
  const gold = `specs/data/qa-g-${at['gold file']}`
  return { [gold]: files[gold]!.replaceAll(' and ', ' or ') }
}

describe('in every place at once', () => {
  test.each(Object.entries(TEXTS))('%s', async (_, text) => {
    const at = placed(() => text)
    const ended = await judge(at, pullRequest(at, relabels(at)))
    expectInert(ended)
    const errors = ended.report!.suites.flatMap(({ problems }) =>
      problems
        .filter(({ severity }) => severity === 'error')
        .map(({ code, file, message }) => [code, file, message.slice(0, 200)]),
    )
    expect(errors).toEqual([])
    expect(ended.report?.verdict).toBe('fail')
    expect(github.comments).toHaveLength(1)
    expect(github.faults).toEqual([])
  })

  /** Otherwise the rows above would show that a text which nobody prints is inert. */
  test('each place is shown', async () => {
    const at = placed(place => `<${place}>`)
    const { markdown, log } = await judge(at, pullRequest(at, relabels(at)))
    const hidden: readonly Place[] = ['comment-key', 'message of GitHub']
    const shown = (Object.keys(PLACES) as Place[]).filter(place => `${markdown}${log}`.includes(at[place]))
    expect(shown).toEqual(Object.keys(PLACES).filter(place => !hidden.includes(place as Place)))
  })
})

describe('in what is wrong', () => {
  /** Names that nobody knows, ids that are twice, unknown or missing, files that are not there. */
  function wrong(at: Placed): Record<string, string> {
    const spec = (change: object) =>
      JSON.stringify({
        version: 1,
        name: at['spec name'],
        task: 'classification',
        gold: { path: 'gold.jsonl', reference: 'label' },
        candidate: { path: 'rows.jsonl', prediction: 'prediction' },
        gates: [{ metric: 'accuracy', min: 0.9 }],
        ...change,
      })
    const gate = { metric: at['gate id'], min: 0.9 }
    return {
      'specs/unknown.yml': spec({
        [at.label]: 1,
        gates: [gate, { ...gate, [at.why]: 1 }],
        options: { [at.label]: 1 },
      }),
      'specs/missing.yml': spec({ gold: { path: `none/${at.answer}`, reference: at['slice name'] } }),
      'specs/rows.yml': spec({
        slices: [{ name: at['slice name'], field: 'no' }],
        gates: [{ metric: 'recall', class: at.label, min: 0.9 }],
      }),
      'specs/gold.jsonl': json([
        { id: at.id, label: 'a' },
        { id: `${at.id}2`, label: 'b' },
        { id: `${at.id}3`, label: 'b' },
      ]),
      'specs/rows.jsonl': json(
        [at.id, at.id, at.label, `${at.id}3`].map(id => ({ id, prediction: { [at.id]: at.label } })),
      ),
      'specs/broken.yml': `name: ${at.answer}\n  - {`,
    }
  }

  test.each(Object.entries(TEXTS))('%s', async (_, text) => {
    const at = placed(() => text)
    const ended = await judge(
      at,
      pullRequest(at, () => ({}), wrong(at)),
    )
    expectInert(ended)
    expect(ended.report?.verdict).toBe('error')
    expect(github.comments).toHaveLength(1)
  })
})

describe('in what GitHub answers', () => {
  test.each(Object.entries(TEXTS))('%s', async (_, text) => {
    const at = placed(() => text)
    const message = at['message of GitHub']
    github.refuse.set('POST /repos', { status: 403, message })
    github.refuse.set('GET /repos', { status: 403, message })
    const ended = await judge(
      at,
      pullRequest(at, () => ({}), {}),
      { PATH: join(tmpdir(), 'no-such-folder') },
    )
    expectInert(ended)
    expect([ended.report?.verdict, ended.report?.problems[0]?.code]).toEqual(['error', 'base.unreachable'])
    expect(ended.commands.map(({ name }) => name)).toEqual(['error', 'notice', 'error'])
  })
})
