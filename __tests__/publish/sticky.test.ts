/** Which comment is written, by which run, and what it hands to the next. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { commentOn, counted } from '../../src/publish/comment'
import { MOST, markerOf, readMarker, type State } from '../../src/publish/marker'
import { publish as publishAll } from '../../src/publish/publish'
import { readThread } from '../../src/publish/thread'
import type { Report, Verdict } from '../../src/report/report'
import { FORK, gate, HEAD, payload, regressions, report, run, suite } from './fixture'
import { type Loopback, loopback } from './loopback'

let github: Loopback
let runs = 0

beforeEach(async () => {
  github = await loopback()
  runs = 100
})

afterEach(async () => {
  await github.close()
  expect(github.faults).toEqual([])
})

const KEY = 'ci / gate null'
const BOT = 'github-actions[bot]'
const NEWER = 'd'.repeat(40)
const GOLD = {
  files: [{ path: 'gold.jsonl', registered: true, blob: null, sha256: 'a'.repeat(64), bytes: 1 }],
  rows: 40,
}

const judged = (verdict: Verdict, change = {}) =>
  report({ suites: [suite({ verdict, gates: [gate({ outcome: verdict })], gold: GOLD, ...change })] })

type Change = NonNullable<Parameters<typeof run>[1]>

async function publish(shown: Report | Verdict, change: Change = {}) {
  const at = run(github.url, { id: { run: ++runs, attempt: 1 }, ...change })
  const given = typeof shown === 'string' ? judged(shown) : shown
  const thread = await readThread(at)
  const before = counted(given, thread, at).suites[0]!.looks
  const ended = await commentOn(thread).publish(given, at, {})
  return { ...ended, before, looks: (ended.report ?? given).suites[0]!.looks }
}

const names = () => github.requests.map(each => each.name.replace(/ \/repos\/.*/, ''))
const body = (at = 0) => github.comments[at]!.body
const stateOf = (at = 0) => readMarker(body(at), KEY)?.state

const state = (change: Partial<State> = {}): State => ({
  run: 5,
  attempt: 1,
  head: HEAD,
  verdict: 'fail',
  replaced: 0,
  ledger: { complete: true, suites: [] },
  ...change,
})
const ours = (change: Partial<State> = {}, text = 'old') =>
  github.add(BOT, `${text}\n\n${markerOf(KEY, state(change))}`)

describe('a comment of a newer run is left as it is', () => {
  test.each<[string, Partial<State>]>([
    ['a later run', { run: 900 }],
    ['a later attempt', { run: 50, attempt: 3 }],
  ])('%s', async (_, change) => {
    const newer = ours(change)
    const { notes, made, looks, report: told } = await publish('pass', { id: { run: 50, attempt: 2 } })
    expect(notes).toEqual([
      expect.stringContaining('is of a newer run and was left as it is. The verdict stands'),
    ])
    expect([newer.writes, newer.body.startsWith('old\n')]).toEqual([0, true])
    expect(made?.['comment-url']).toContain(`#issuecomment-${newer.id}`)
    expect(looks).toBeNull()
    expect(told!.suites[0]!.problems[0]!.message).toContain('not recorded: the comment is of a newer run')
    expect(names()).toEqual(['GET', 'POST /graphql'])
  })

  test('an earlier attempt, and the same one, are overwritten', async () => {
    ours({ run: 50, attempt: 1 })
    for (const attempt of [2, 2])
      expect((await publish('pass', { id: { run: 50, attempt } })).notes).toEqual([])
    expect(github.comments).toMatchObject([{ writes: 2 }])
    expect(stateOf()).toMatchObject({ run: 50, attempt: 2, verdict: 'pass' })
  })

  test('so is one where the pull request has another commit by now', async () => {
    const mine = ours()
    const { notes } = await publish('fail', { head: NEWER })
    expect(notes).toEqual([expect.stringContaining('was left to the run of its newer commit ddddddd')])
    expect(mine.writes).toBe(0)
    mine.body = 'x'
    expect((await publish('fail', { head: NEWER })).notes).toHaveLength(1)
    expect(github.comments).toHaveLength(1)
    expect((await publish('fail', { head: HEAD })).notes).toEqual([])
    expect(github.comments).toHaveLength(2)
  })
})

describe('the input comment', () => {
  const lost = { id: 't1', slices: {}, expected: 'a', baseline: 'a', candidate: 'b' }
  const turned = { baseline: 'base', field: 'ok', count: 1, fixes: 0, ids: ['t1'], examples: [] }
  const registration = suite().registration
  const change = { key: 'gates.accuracy.min', kind: 'neutral', from: '1', to: '2', words: 'x' } as const

  const CASES: [string, Report, { changes: number; failures: number }][] = [
    ['a pass that lost nothing', judged('pass'), { changes: 0, failures: 0 }],
    ['a failure', judged('fail'), { changes: 1, failures: 1 }],
    ['an error', judged('error'), { changes: 1, failures: 1 }],
    ['undecided', judged('inconclusive'), { changes: 1, failures: 1 }],
    ['a regression', judged('pass', { regressions: [regressions([lost])] }), { changes: 1, failures: 0 }],
    ['a verdict that turned', judged('pass', { recorded_changes: [turned] }), { changes: 1, failures: 0 }],
    [
      'a changed bar',
      judged('pass', { registration: { ...registration, state: 'changed', changes: [change] } }),
      { changes: 1, failures: 0 },
    ],
    [
      'no registered bar',
      judged('pass', { registration: { ...registration, state: 'unregistered' } }),
      { changes: 1, failures: 0 },
    ],
  ]

  test.each(CASES)('%s', async (_, shown, made) => {
    for (const mode of ['changes', 'failures'] as const) {
      github.comments.length = 0
      const { notes } = await publish(shown, { inputs: { comment: mode } })
      expect([mode, notes, github.comments.length]).toEqual([mode, [], made[mode]])
    }
    github.comments.length = 0
    await publish(shown)
    expect(github.comments).toHaveLength(1)
  })

  test.each(['always', 'changes', 'failures'] as const)(
    '%s: a pass after a failure rewrites it',
    async mode => {
      await publish('fail', { inputs: { comment: mode } })
      const red = body()
      await publish('pass', { inputs: { comment: mode } })
      await publish('pass', { inputs: { comment: mode } })
      expect(github.comments).toMatchObject([{ writes: 3 }])
      expect(body()).not.toBe(red)
      expect(body()).toContain('fail, pass, now pass')
    },
  )

  test.each(['changes', 'failures'] as const)(
    '%s: looks before the first comment are not known',
    async mode => {
      const quiet = await publish('pass', { inputs: { comment: mode } })
      expect([quiet.looks, github.comments.length]).toEqual([null, 0])
      expect(quiet.report!.suites[0]!.problems.map(({ message }) => message)).toEqual([
        expect.stringContaining(
          'The attempt number is unknown: the input comment leaves some runs without one',
        ),
        expect.stringContaining(`not recorded: the input comment is ${mode}, and no comment was called for`),
      ])
      expect((await publish('fail', { inputs: { comment: mode } })).looks).toBeNull()
      expect(body()).toContain('Attempt number unknown')
      expect((await publish('pass', { inputs: { comment: mode } })).looks).toMatchObject({
        number: 2,
        at_least: true,
      })
    },
  )

  test('off: nothing is asked, and the look is told as not recorded', async () => {
    const { looks, before, notes } = await publish('pass', { inputs: { comment: 'off' } })
    expect([looks, before, notes, names()]).toEqual([undefined, null, [], []])
  })
})

describe('on-flip: new', () => {
  const onFlip = 'new' as const
  const hidden = () => github.comments.map(({ minimised }) => minimised)

  test('hides the old comment and makes one that carries the looks on', async () => {
    await publish('fail', { inputs: { onFlip } })
    await publish('fail', { inputs: { onFlip } })
    expect(github.comments).toHaveLength(1)
    github.requests.length = 0
    const third = await publish('pass', { inputs: { onFlip } })
    expect(hidden()).toEqual(['outdated', undefined])
    expect(third.made?.['comment-url']).toContain(`#issuecomment-${github.comments[1]!.id}`)
    expect(names()).toEqual(['GET', 'POST /graphql', 'POST /graphql', 'POST', 'GET'])
    expect(body(1)).toContain('Look 3 on this gold set in this pull request: fail, fail, now pass.')
    await publish('pass', { inputs: { onFlip } })
    expect(github.comments.map(({ writes }) => writes)).toEqual([2, 2])
  })

  test('a hidden one is not found again, also where REST does not tell', async () => {
    github.tellsMinimised = false
    for (const verdict of ['fail', 'pass', 'fail', 'fail'] as const)
      await publish(verdict, { inputs: { onFlip } })
    expect(hidden()).toEqual(['outdated', 'outdated', undefined])
    expect(github.comments.map(({ writes }) => writes)).toEqual([1, 1, 2])
    expect(body(2)).toContain('Look 4')
  })

  test('where only a hidden one is left, its looks are carried on', async () => {
    await publish('fail')
    github.comments[0]!.minimised = 'resolved'
    expect((await publish('fail')).looks).toMatchObject({ number: 2, at_least: false })
    expect(github.comments).toHaveLength(2)
  })

  test('a token that may not hide edits in place, and says so', async () => {
    github.minimises = false
    await publish('fail', { inputs: { onFlip } })
    const { notes } = await publish('pass', { inputs: { onFlip } })
    expect(notes).toEqual([expect.stringContaining('edited in place')])
    expect(github.comments).toMatchObject([{ writes: 2, minimised: undefined }])
  })

  test('failures: a pass edits, for it calls for no comment', async () => {
    await publish('fail', { inputs: { onFlip, comment: 'failures' } })
    await publish('pass', { inputs: { onFlip, comment: 'failures' } })
    expect(github.comments).toHaveLength(1)
    await publish('fail', { inputs: { onFlip, comment: 'failures' } })
    expect(hidden()).toEqual(['outdated', undefined])
  })

  test('a comment whose state cannot be read is edited', async () => {
    github.add(BOT, `old\n\n${markerOf(KEY)}`)
    await publish('pass', { inputs: { onFlip } })
    expect(github.comments).toMatchObject([{ writes: 1, minimised: undefined }])
  })
})

describe('runs at the same time', () => {
  /** No comment is made before so many have listed what is there. */
  function listedBy(many: number) {
    let free = () => {}
    let listed = 0
    const all = new Promise<void>(done => {
      free = done
    })
    github.before = ({ name, query }) => {
      if (name.startsWith('GET') && !query.includes('since') && ++listed === many) free()
      return name.startsWith('POST /repos') ? all : undefined
    }
  }

  test.each([2, 5])('%i with one key end in one comment, with the report of one of them', async many => {
    listedBy(many)
    const verdicts: Verdict[] = ['fail', 'pass', 'error', 'inconclusive', 'fail']
    const all = await Promise.all(
      verdicts
        .slice(0, many)
        .map((verdict, i) =>
          publish(judged(verdict, { name: `suite of ${i}` }), { id: { run: 60, attempt: i + 1 } }),
        ),
    )
    expect(all.flatMap(({ notes }) => notes).filter(note => !note.includes('newer run'))).toEqual([])
    expect(github.comments).toHaveLength(1)
    const { attempt } = stateOf()!
    expect(body().match(/suite of \d/g)).toEqual([`suite of ${attempt - 1}`])
  })

  test('with other keys each has its own', async () => {
    listedBy(2)
    const keys = ['de', 'en'].map(lang => `ci / gate {"lang":"${lang}"}`)
    await Promise.all(keys.map(commentKey => publish('fail', { inputs: { commentKey } })))
    await Promise.all(keys.map(commentKey => publish('pass', { inputs: { commentKey } })))
    expect(github.comments.map(({ writes }) => writes)).toEqual([2, 2])
  })

  test('of two that were left, the looks of both are kept', async () => {
    await publish('fail', { id: { run: 3, attempt: 1 } })
    const first = github.comments.pop()!
    await publish('fail', { id: { run: 4, attempt: 1 } })
    github.comments.unshift(first)
    expect((await publish('pass')).looks).toMatchObject({ number: 3, at_least: false })
    expect(github.comments.map(({ id }) => id)).toEqual([first.id])
  })
})

describe('among three hundred comments', () => {
  test('only our own is written, once', async () => {
    for (let i = 0; i < 250; i++) {
      const line = markerOf(KEY, state({ run: 999 }))
      if (i === 20) github.add('eve', `mine\n\n${line}`)
      else if (i === 30) github.add(BOT, `an answer:\n\n${line}\n\nand on\n\n${markerOf('another', state())}`)
      else github.add('ann', `comment ${i}`)
    }
    const mine = ours({}, `a quoted answer\n\n${markerOf(KEY, state({ run: 999 }))}\n\nmore`)
    for (let i = 0; i < 49; i++) github.add('bob', `comment ${i}`)
    expect(github.comments).toHaveLength(300)
    const before = github.comments.map(({ body }) => body)
    expect((await publish('pass')).notes).toEqual([])
    expect(names()).toEqual(['GET', 'GET', 'GET', 'POST /graphql', 'PATCH'])
    const touched = github.comments.filter(({ body }, i) => body !== before[i])
    expect(touched).toEqual([mine])
    expect(mine.writes).toBe(1)
  })
})

describe('a state that is not as we write it is none', () => {
  const good = () =>
    JSON.parse(Buffer.from(/ ([\w-]+) -->$/.exec(markerOf(KEY, full()))![1]!, 'base64url').toString())
  const full = () =>
    state({
      ledger: {
        complete: true,
        suites: [
          {
            spec: 'a'.repeat(12),
            gold: 'b'.repeat(12),
            total: 1,
            looks: [{ run: 1, attempt: 1, head: 'abcdef0', verdict: 'fail' }],
          },
        ],
      },
    })
  const edited = (edit: (state: ReturnType<typeof good>) => void) => {
    const value = good()
    edit(value)
    return Buffer.from(JSON.stringify(value)).toString('base64url')
  }
  const start = markerOf(KEY).replace(' -->', '')

  test('written and read it is the same', () => {
    expect(readMarker(`x\n\n${markerOf(KEY, full())}`, KEY)).toEqual({ state: full() })
  })

  test.each<[string, string]>([
    ['nothing', ''],
    ['garbage', 'garbage'],
    ['not base64', '!!! -- <b>'],
    ['no object', Buffer.from('null').toString('base64url')],
    ['empty', Buffer.from('{}').toString('base64url')],
    ['a run that is none', edited(value => Object.assign(value, { run: -1 }))],
    ['a text for a number', edited(value => Object.assign(value, { attempt: '1' }))],
    ['another verdict', edited(value => Object.assign(value, { verdict: '<script>' }))],
    ['a head that is none', edited(value => Object.assign(value, { head: '@everyone' }))],
    ['no ledger', edited(value => Object.assign(value, { ledger: null }))],
    ['suites that are none', edited(value => Object.assign(value.ledger, { suites: {} }))],
    ['a suite that is none', edited(value => Object.assign(value.ledger, { suites: [null] }))],
    ['fewer than are listed', edited(value => value.ledger.suites[0].splice(2, 1, 0))],
    [
      'a look of another shape',
      edited(value => value.ledger.suites[0].splice(3, 1, [[1, 1, 'ABCDEF0', 'fail']])),
    ],
    ['a look that is none', edited(value => value.ledger.suites[0].splice(3, 1, [7]))],
    [
      'too many looks',
      edited(value => value.ledger.suites[0].splice(2, 2, 99, Array(31).fill([1, 1, 'abcdef0', 'fail']))),
    ],
  ])('%s', async (_, data) => {
    const mine = github.add(BOT, `old\n\n${start} ${data} -->`)
    const { looks, before, notes } = await publish('pass')
    expect([looks, before, notes, mine.writes]).toEqual([null, null, [], 1])
    expect(mine.body).toContain('Attempt number unknown')
    expect(mine.body).toContain('the comment on the pull request holds no count that can be read')
    expect((await publish('pass')).looks).toMatchObject({ number: 2, at_least: true })
  })

  test('however many suites there are, it keeps to its length and counts on', () => {
    const digest = (i: number) => i.toString(16).padStart(12, '0')
    const look = { run: 20_000_000_000, attempt: 1, head: 'abcdef0', verdict: 'inconclusive' } as const
    const suites = (n: number) =>
      Array.from({ length: n }, (_, i) => ({
        spec: digest(i),
        gold: digest(i),
        total: 40,
        looks: Array(30).fill(look),
      }))
    const marker = (n: number) => markerOf(KEY, state({ ledger: { complete: true, suites: suites(n) } }))
    const read = (n: number) => readMarker(marker(n), KEY)!.state!.ledger
    for (const n of [1, 5, 20, 80, 1000]) expect(marker(n).length).toBeLessThanOrEqual(MOST)
    expect(read(5).suites.map(({ looks, total }) => [looks.length, total])).toEqual(Array(5).fill([30, 40]))
    expect(read(80).suites.map(({ looks, total }) => [looks.length, total])).toEqual(Array(80).fill([1, 40]))
    expect(read(1000)).toEqual({ complete: false, suites: [] })
  })
})

describe('what cannot be recorded is not counted as the first', () => {
  test.each<[string, Change, RegExp]>([
    ['no token', { inputs: { token: '' } }, /not recorded: the input token is empty/],
    ['comment: off', { inputs: { comment: 'off' } }, /not recorded: .*the input comment is off/],
    [
      'an event that cannot be read',
      { payload: { pull_request: null } },
      /not recorded: the event cannot be read/,
    ],
  ])('%s', async (_, change, why) => {
    const { before } = await publish('pass', change)
    expect(before).toBeNull()
    const at = run(github.url, change)
    const { problems } = counted(judged('pass'), await readThread(at), at).suites[0]!
    expect(problems.map(({ message }) => message).join()).toMatch(why)
  })

  test.each(['GET', 'POST /repos'])('%s refused', async start => {
    github.refuse.set(start, { status: 403, message: 'Resource not accessible by integration' })
    const at = run(github.url)
    const shown = await publishAllQuietly(judged('fail'), at)
    expect(shown.suites[0]!.looks).toBeNull()
    const read = (name: string) => readFileSync(join(at.workspace, 'goldbar-report', name), 'utf8')
    expect(JSON.parse(read('report.json')).suites[0].looks).toBeNull()
    const texts = [read('report.md'), readFileSync(at.summary!.file, 'utf8')]
    for (const text of texts) {
      expect(text).toContain('Attempt number unknown')
      expect(text).toContain('This look at the gold set is not recorded: GitHub answered 403')
    }
    expect(texts[1]).toContain(
      '\n```yaml\n# under the job that runs Goldbar\npermissions:\n  contents: read\n  pull-requests: write\n```\n',
    )
    expect(texts[1]!.match(/^## /gm)).toHaveLength(1)
  })

  test('a locked conversation: the number is known, and this look is lost', async () => {
    await publish('fail')
    github.refuse.set('PATCH', { status: 423, message: 'Locked' })
    const { looks, before, notes } = await publish('pass')
    expect(before).toMatchObject({ number: 2, recorded: true })
    expect(looks).toMatchObject({ number: 2, at_least: true, recorded: false })
    expect(notes).toEqual([expect.stringContaining('The conversation is locked.')])
  })

  test('a run made again without a comment, and a fork that may write now, had looks before', async () => {
    expect((await publish('pass', { id: { run: 4, attempt: 2 } })).looks).toBeNull()
    github.comments.length = 0
    expect((await publish('pass', { payload: FORK })).looks).toBeNull()
    github.comments.length = 0
    expect((await publish('pass')).looks).toMatchObject({ number: 1, at_least: false, recorded: true })
  })

  test('on no pull request nothing is said', async () => {
    const { before, looks } = await publish('pass', { event: 'push', payload: payload() })
    expect([before, looks]).toEqual([undefined, undefined])
  })
})

async function publishAllQuietly(shown: Report, at: ReturnType<typeof run>): Promise<Report> {
  const { write } = process.stdout
  const { GITHUB_OUTPUT } = process.env
  process.stdout.write = (() => true) as typeof write
  process.env.GITHUB_OUTPUT = join(at.workspace, 'output')
  writeFileSync(process.env.GITHUB_OUTPUT, '')
  try {
    return await publishAll(shown, at)
  } finally {
    process.stdout.write = write
    if (GITHUB_OUTPUT === undefined) delete process.env.GITHUB_OUTPUT
    else process.env.GITHUB_OUTPUT = GITHUB_OUTPUT
  }
}
