/**
 * Pull requests that attack their bar: each would pass by its own version, fails by the base's, and is named in the
 * comment. And a GitHub that does not tell: nothing of it makes a pass.
 */
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { checkout, commit, put, run } from '../read/repository'
import { act, built, type Ended, type Setting } from './action'
import { payload } from './fixture'
import { type Loopback, loopback } from './loopback'

const SPEC = `version: 1
name: Ticket router
task: classification
gold: { path: eval/gold.jsonl, id: id, reference: label }
candidate: { path: out/candidate.jsonl, prediction: prediction }
baselines:
  base: { path: eval/base.jsonl, prediction: prediction }
slices: [lang]
gates:
  - { metric: accuracy, min: 0.7 }
  - { metric: accuracy, slice: { lang: de }, min: 0.6, min_n: 1 }
  - { id: no fall, metric: accuracy, max_drop: 0.1 }
`
const LABELS = ['refund', 'refund', 'refund', 'order', 'order', 'tech', 'tech', 'tech']
/** The first three are German. */
const gold = (labels: readonly string[]) => lines('label', labels, i => ({ lang: i < 3 ? 'de' : 'en' }))
const answers = (labels: readonly string[]) => lines('prediction', labels)
const wrong = (...at: number[]) => LABELS.map((label, i) => (at.includes(i) ? 'order' : label))
/** 5 of 8, and 1 of 3 in German: no gate is met, against a baseline with 7 of 8. */
const BAD = wrong(0, 1, 5)
/** 6 of 8, and 1 of 3 in German: of all gates that on the slice is missed, and the fall from 7 of 8. */
const LOST_SLICE = wrong(0, 1)

function lines(field: string, labels: readonly string[], more: (i: number) => object = () => ({})): string {
  return labels.map((label, i) => `${JSON.stringify({ id: `t${i}`, [field]: label, ...more(i) })}\n`).join('')
}

const REGISTERED = {
  'goldbar.yml': SPEC,
  'eval/gold.jsonl': gold(LABELS),
  'eval/base.jsonl': answers(wrong(0)),
}

interface Attack {
  /** what the pull request does, in the folder of its branch */
  readonly does: (folder: string) => void
  readonly answers?: readonly string[]
  readonly spec?: string
  /** what its own version would come to */
  readonly proposal: string | null
  /** the first line of the comment */
  readonly headline: string
  /** further words of the comment */
  readonly says: readonly string[]
}

const edits = (from: string | RegExp, to: string) => (folder: string) => {
  const spec = readFileSync(join(folder, 'goldbar.yml'), 'utf8')
  put(folder, { 'goldbar.yml': spec.replace(from, to) })
}
const LAX = SPEC.replace('min: 0.7', 'min: 0.1')
  .replace('min: 0.6', 'min: 0.1')
  .replace('max_drop: 0.1', 'max_drop: 0.9')
const EDITS =
  '**This change edits its own bar.** The bar of TIP on 2026-10-02 decides; the edited one would come to: pass.'
const FELL = '## ❌ Goldbar: fail. no fall: −25.0 points against base, allowed −10.0 points.'
const ALL_MISSED =
  '## ❌ Goldbar: fail. accuracy: 62.5 %, bar ≥ 70.0 %, 1 example short. And 2 more gates are not met.'

const ATTACKS: Readonly<Record<string, Attack>> = {
  'lowers its bars': {
    does: folder => put(folder, { 'goldbar.yml': LAX }),
    proposal: 'pass',
    headline: ALL_MISSED,
    says: [
      EDITS,
      '**What it changes**: 3 of 3 loosen',
      '| ⚠️ loosened | `gates.accuracy.min` | `0.7` | `0.1` | it asks for less |',
      '| ⚠️ loosened | `gates.accuracy{lang=de}.min` | `0.6` | `0.1` | it asks for less |',
    ],
  },
  'deletes a slice gate': {
    does: edits(/.*lang: de.*\n.*max_drop.*\n/, ''),
    answers: LOST_SLICE,
    proposal: 'pass',
    headline:
      '## ❌ Goldbar: fail. accuracy{lang=de}: 33.3 %, bar ≥ 60.0 %, 1 example short. And 1 more gate is not met.',
    says: [EDITS, '| ⚠️ loosened | `gates.accuracy{lang=de}` |'],
  },
  'makes its gates advisory': {
    does: edits(/ }\n/g, ', level: advisory }\n'),
    proposal: 'error',
    headline: ALL_MISSED,
    says: [
      'the edited one would come to: error.',
      '| ⚠️ loosened | `goldbar.yml` | – | – | the proposed spec cannot be read |',
    ],
  },
  'swaps gold labels': {
    does: folder => put(folder, { 'eval/gold.jsonl': gold(BAD) }),
    proposal: 'pass',
    headline: ALL_MISSED,
    says: [
      EDITS,
      '| ⚠️ loosened | `gold.path (eval/gold.jsonl)` | `8 rows` | `8 rows` | 3 relabelled |',
      'Rows of `eval/gold.jsonl`:\n\n- 3 relabelled: `t0` `t1` `t5`',
    ],
  },
  'drops the rows that it lost': {
    does: folder => put(folder, { 'eval/gold.jsonl': gold(LABELS).split('\n').slice(2).join('\n') }),
    spec: SPEC.replace('task:', 'extra: ignore\ntask:').replace(/.*max_drop.*\n/, ''),
    answers: LOST_SLICE,
    proposal: 'pass',
    headline: '## ❌ Goldbar: fail. accuracy{lang=de}: 33.3 %, bar ≥ 60.0 %, 1 example short.',
    says: [EDITS, '- 2 removed: `t0` `t1`'],
  },
  'edits the baseline': {
    does: folder => put(folder, { 'eval/base.jsonl': answers(BAD) }),
    spec: SPEC.replace(/.*min: 0.*\n.*min: 0.*\n/, ''),
    proposal: 'pass',
    headline: FELL,
    says: [EDITS, '`baselines.base.path (eval/base.jsonl)`', '- 2 relabelled: `t1` `t5`'],
  },
  'judges a file that it committed': {
    does: folder => {
      put(folder, { 'eval/perfect.jsonl': answers(LABELS) })
      edits('out/candidate.jsonl', 'eval/perfect.jsonl')(folder)
    },
    proposal: 'pass',
    headline: ALL_MISSED,
    says: [EDITS, '| ⚠️ loosened | `candidate.path` | `out/candidate.jsonl` | `eval/perfect.jsonl` |'],
  },
  'compares with a weaker baseline': {
    does: folder => {
      put(folder, { 'eval/weak.jsonl': answers(BAD.map(() => 'tech')) })
      edits('eval/base.jsonl', 'eval/weak.jsonl')(folder)
    },
    spec: SPEC.replace(/.*min: 0.*\n.*min: 0.*\n/, ''),
    proposal: 'pass',
    headline: FELL,
    says: [EDITS, '| ⚠️ loosened | `baselines.base.path` |'],
  },
  'puts a link in the place of its spec': {
    does: folder => {
      put(folder, { 'eval/lax.yml': LAX })
      rmSync(join(folder, 'goldbar.yml'))
      symlinkSync('eval/lax.yml', join(folder, 'goldbar.yml'))
    },
    proposal: 'pass',
    headline: ALL_MISSED,
    says: [EDITS, '| ⚠️ loosened | `gates.accuracy.min` | `0.7` | `0.1` | it asks for less |'],
  },
}

/**
 * A GitHub's repository with pull request 7, and a checkout of its test merge alone, with the predictions that a step
 * wrote. `main` holds the bar.
 *
 *     old ── tip ─────── main
 *             ╲   ╲
 *             head ─ merge
 */
function pullRequest(does: Attack['does'], wrote: readonly string[] = BAD, spec = SPEC) {
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-attack-'))
  const git = (...args: string[]) => run(folder, ...args)
  git('init', '--quiet', '--initial-branch=main')
  git('config', 'uploadpack.allowAnySHA1InWant', 'true')
  put(folder, { 'README.md': 'old' })
  git('add', '--all')
  const old = commit(folder, 'old')
  put(folder, { ...REGISTERED, 'goldbar.yml': spec })
  git('add', '--all')
  const tip = commit(folder, 'tip')
  git('checkout', '--quiet', '-b', 'feature')
  put(folder, { 'model.py': 'x = 1\n' })
  does(folder)
  git('add', '--all')
  const head = commit(folder, 'head')
  git('checkout', '--quiet', '--detach', tip)
  git('merge', '--quiet', '--no-ff', '-m', 'merge', head)
  const merge = git('rev-parse', 'HEAD')
  git('checkout', '--quiet', 'main')
  const workspace = checkout({ folder, old, tip, head, merge }, merge)
  put(workspace, { 'out/candidate.jsonl': answers(wrote) })
  return { folder, old, tip, head, merge, workspace }
}

type Made = ReturnType<typeof pullRequest>

function judge(
  github: Loopback,
  { folder, workspace, head, merge }: Made,
  setting: Partial<Setting> = {},
): Promise<Ended> {
  github.repository = folder
  const told = payload() as { pull_request: { head: object; base: object } }
  Object.assign(told.pull_request.head, { sha: head })
  Object.assign(told.pull_request.base, { ref: 'main' })
  const event = { event: 'pull_request', payload: told, sha: merge, ref: 'refs/pull/7/merge' }
  return act(github, workspace, { ...event, ...setting })
}

let github: Loopback

beforeAll(built, 120_000)
beforeEach(async () => {
  github = await loopback()
})
afterEach(async () => {
  await github.close()
  expect(github.faults).toEqual([])
})

describe('a pull request that', () => {
  test.each(Object.entries(ATTACKS))('%s', async (_, attack) => {
    const made = pullRequest(attack.does, attack.answers, attack.spec)
    const { code, outputs, report } = await judge(github, made)
    expect([code, outputs.verdict]).toEqual([1, 'fail'])
    const { state, base, proposal } = report!.suites[0]!.registration
    expect({ state, base, proposal }).toEqual({ state: 'changed', base: made.tip, proposal: attack.proposal })
    const comment = github.comments[0]!.body
    expect(comment.split('\n')[0]).toBe(attack.headline)
    for (const words of attack.says) expect(comment).toContain(words.replace('TIP', tipOf(made)))
  })

  const renames = (folder: string) => {
    rmSync(join(folder, 'goldbar.yml'))
    put(folder, { 'gate.yml': LAX })
  }

  test('renames its spec is judged by neither name', async () => {
    const made = pullRequest(renames)
    const { code, outputs } = await judge(github, made, { inputs: { spec: 'gate.yml' } })
    expect([code, outputs.verdict]).toEqual([1, 'fail'])
    const comment = github.comments[0]!.body
    expect(comment.split('\n')[0]).toMatch(
      /^## ❌ Goldbar: fail\. `gate\.yml:` On main there is no such spec/,
    )
    expect(comment).toContain(
      `**Not registered:** ${tipOf(made)} has no \`gate.yml\`, so this bar was not there first.`,
    )
  })

  test('renames its spec is judged by the old one where a pattern names both', async () => {
    const made = pullRequest(renames)
    const inputs = { spec: 'g*.yml', unregistered: 'pass' }
    const { code, outputs } = await judge(github, made, { inputs })
    expect([code, outputs.verdict]).toEqual([1, 'fail'])
    const comment = github.comments[0]!.body
    expect(comment.split('\n')[0]).toBe(
      ALL_MISSED.replace('accuracy', 'Ticket router, accuracy').replace(/\.$/, ', in 1 of 2 suites.'),
    )
    expect(comment).toContain(`**This change takes its own bar away.** The bar of ${tipOf(made)}`)
  })

  test('renames its spec and leaves the old name in the workflow has no spec', async () => {
    const { code, outputs } = await judge(github, pullRequest(renames))
    expect([code, outputs.verdict]).toEqual([1, 'error'])
    expect(github.comments[0]!.body).toContain('⛔ Goldbar: error. No gate spec matches')
  })
})

describe('a GitHub that does not tell', () => {
  /** Would pass by its own version in every way: lower bars, easier gold labels, a weaker baseline. */
  const attack = (folder: string) =>
    put(folder, { 'goldbar.yml': LAX, 'eval/gold.jsonl': gold(BAD), 'eval/base.jsonl': answers(BAD) })
  const CALLS = {
    commit: 'GET /repos/{owner}/{repo}/commits/',
    object: 'GET /repos/{owner}/{repo}/git/commits/',
    tree: 'GET /repos/{owner}/{repo}/git/trees/',
    contents: 'GET /repos/{owner}/{repo}/contents/',
    pull: 'GET /repos/{owner}/{repo}/pulls/',
  } as const
  /** What can be told without git. Where the bar can be read, the base's judges, whatever else cannot. */
  const WITHOUT_GIT: Readonly<Record<keyof typeof CALLS, 'fail' | 'base.unreachable' | 'base.file'>> = {
    commit: 'base.unreachable',
    object: 'fail',
    tree: 'fail',
    contents: 'base.file',
    pull: 'fail',
  }
  const noGit = { PATH: join(tmpdir(), 'no-such-folder') }

  async function told(call: keyof typeof CALLS, status: number, setting: Partial<Setting> = {}) {
    const own = await loopback()
    own.refuse.set(CALLS[call], { status, message: 'no' })
    const made = pullRequest(attack)
    const ended = await judge(own, made, setting)
    await own.close()
    expect(own.faults).toEqual([])
    const { report, code, outputs } = ended
    const all = [...report!.problems, ...report!.suites.flatMap(({ problems }) => problems)]
    const errors = all.filter(({ severity }) => severity === 'error').map(each => each.code)
    const bars = report!.suites.flatMap(({ gates, registration }): unknown[] =>
      registration.base === made.tip ? gates.map(({ bars }) => bars) : ['another bar'],
    )
    return { code, verdict: outputs.verdict, errors: [...new Set(errors)], bars }
  }

  const REFUSED = {
    code: 1,
    verdict: 'fail',
    errors: [],
    bars: [{ min: 0.7 }, { min: 0.6 }, { max_drop: 0.1 }],
  }

  /** Faults of GitHub's are asked about again, which takes seconds: all of them wait together. */
  test.each([[403], [404], [422], [500]])('%d leaves it to git, and the bar of the base', async status => {
    const calls = Object.keys(CALLS) as (keyof typeof CALLS)[]
    const ends = await Promise.all(calls.map(call => told(call, status)))
    expect(Object.fromEntries(calls.map((call, i) => [call, ends[i]]))).toEqual(
      Object.fromEntries(calls.map(call => [call, REFUSED])),
    )
  })

  test.each([[403], [404], [422], [503]])(
    '%d and no git is an error, or the bar of the base',
    async status => {
      const calls = Object.keys(CALLS) as (keyof typeof CALLS)[]
      const ends = await Promise.all(calls.map(call => told(call, status, { env: noGit })))
      for (const [i, call] of calls.entries()) {
        const wanted = WITHOUT_GIT[call]
        if (wanted === 'fail') expect([call, ends[i]]).toEqual([call, REFUSED])
        else expect([call, ends[i]]).toMatchObject([call, { code: 1, verdict: 'error', errors: [wanted] }])
      }
    },
  )

  test('of the contents is no proof that there is no spec, whatever the input allows', async () => {
    for (const status of [403, 404]) {
      const end = await told('contents', status, { env: noGit, inputs: { unregistered: 'pass' } })
      expect([status, end]).toMatchObject([status, { code: 1, verdict: 'error', errors: ['base.file'] }])
    }
  })

  test('without a token git fetches the one commit that a checkout of depth 1 lacks', async () => {
    const made = pullRequest(attack)
    const { report, code } = await judge(github, made, { inputs: { token: '' } })
    expect([code, report?.verdict, report?.suites[0]?.registration.base]).toEqual([1, 'fail', made.tip])
    expect(github.requests).toEqual([])
  })

  test('without a token and with a remote that gives nothing it is an error', async () => {
    const made = pullRequest(attack)
    run(made.workspace, 'remote', 'set-url', 'origin', `file://${made.workspace}/none`)
    const { report, code } = await judge(github, made, { inputs: { token: '' } })
    expect([code, report?.verdict]).toEqual([1, 'error'])
    expect(report?.problems.map(({ code }) => code)).toEqual(['base.unreachable'])
    expect(report?.problems[0]?.message).toMatch(/contents: read; or check out with fetch-depth: 2/)
  })

  test('a base that was deleted leaves the commit that the test merge was built on', async () => {
    const made = pullRequest(attack)
    run(made.folder, 'checkout', '--quiet', '--detach')
    run(made.folder, 'branch', '--quiet', '-D', 'main')
    const { report, code, markdown } = await judge(github, made)
    expect([code, report?.verdict, report?.suites[0]?.registration.base]).toEqual([1, 'fail', made.tip])
    expect(report?.problems.map(({ code }) => code)).toEqual(['base.parent'])
    expect(markdown).toContain('The bar is that of the parent commit')
  })
})

function tipOf({ tip }: Made): string {
  return `\`${tip.slice(0, 7)}\` of \`main\``
}
