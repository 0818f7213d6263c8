import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { commentOn, MOST } from '../../src/publish/comment'
import { markerOf, readMarker } from '../../src/publish/marker'
import { readThread } from '../../src/publish/thread'
import type { Example } from '../../src/report/report'
import { FORK, gate, HEAD, regressions, report, run, suite } from './fixture'
import { type Loopback, loopback } from './loopback'

let github: Loopback

beforeEach(async () => {
  github = await loopback()
})

afterEach(async () => {
  await github.close()
  expect(github.faults).toEqual([])
})

const KEY = 'ci / gate null'
const BOT = 'github-actions[bot]'
type Change = NonNullable<Parameters<typeof run>[1]>
async function publish(shown = report(), change: Change = {}, url = github.url) {
  const at = run(url, { id: { run: ++runs, attempt: 1 }, ...change })
  return commentOn(await readThread(at)).publish(shown, at, {})
}
let runs = 0
const names = () => github.requests.map(each => each.name.replace(/ \/repos\/.*/, ''))
const writes = () => github.requests.filter(each => /^(POST \/repos|PATCH|DELETE)/.test(each.name))
const stateOf = (at = 0) => readMarker(github.comments[at]?.body ?? '', KEY)?.state
const failing = () => report({ suites: [suite({ verdict: 'fail', gates: [gate({ outcome: 'fail' })] })] })

describe('the loopback', () => {
  const COMMENTS = '/repos/acme/router/issues/7/comments'

  test.each([
    ['POST', COMMENTS, { text: 'x' }, /must have required property 'body'/],
    ['POST', COMMENTS, { body: 7 }, /request\/body must be string/],
    ['POST', '/repos/acme/router/issues/seven/comments', { body: 'x' }, /issue_number must be integer/],
    ['GET', `${COMMENTS}?per_pages=100`, undefined, /no query parameter per_pages/],
    ['GET', `${COMMENTS}?per_page=many`, undefined, /per_page must be integer/],
    ['GET', `${COMMENTS}?per_page=101`, undefined, /per_page over 100/],
    ['PUT', COMMENTS, { body: 'x' }, /unknown route/],
    ['GET', '/repos/acme/router/comment', undefined, /unknown route/],
    ['POST', '/graphql', { query: '{ viewer { name } }' }, /unknown query/],
  ])('finds fault with %s %s %j', async (method, path, body, fault) => {
    const init = { method, headers: { authorization: 'token x' }, body: body && JSON.stringify(body) }
    await fetch(`${github.url}${path}`, init as RequestInit)
    expect(github.faults.splice(0).join()).toMatch(fault)
  })
})

describe('one comment, kept up to date', () => {
  test('the first run creates it, the second updates it in place', async () => {
    const first = await publish()
    expect(first.notes).toEqual([])
    expect(github.comments).toHaveLength(1)
    expect(first.made?.['comment-url']).toBe('https://github.com/acme/router/pull/7#issuecomment-1000')

    const second = await publish(failing())
    expect(second).toMatchObject({ notes: [], made: first.made })
    expect(github.comments).toMatchObject([{ login: BOT, writes: 2 }])
  })

  test('a pass after a failure rewrites it', async () => {
    await publish(failing())
    const red = github.comments[0]?.body
    await publish()
    expect(github.comments).toHaveLength(1)
    expect(github.comments[0]?.body).not.toBe(red)
  })

  test('the marker is the last line: the key’s digest, and a state that one run hands to the next', async () => {
    await publish(report(), { id: { run: 77, attempt: 2 } })
    const line = github.comments[0]?.body.split('\n').at(-1) ?? ''
    const [, data = ''] = /^<!-- goldbar:v1 aef0e84e378cb2b6 ([\w-]+) -->$/.exec(line) ?? []
    expect(JSON.parse(Buffer.from(data, 'base64url').toString())).toEqual({
      run: 77,
      attempt: 2,
      head: HEAD,
      verdict: 'pass',
      replaced: 0,
      ledger: { complete: false, suites: [] },
    })
    // printf 'ci / gate null' | sha256sum
    expect(markerOf(KEY)).toBe('<!-- goldbar:v1 aef0e84e378cb2b6 -->')
  })

  test('another key has a comment of its own', async () => {
    await publish()
    await publish(report(), { inputs: { commentKey: 'ci / gate {"lang":"de"}' } })
    expect(github.comments).toHaveLength(2)
  })

  test('it is found on the second page', async () => {
    for (let i = 0; i < 130; i++) github.add('ann', `comment ${i}`)
    const mine = github.add(BOT, `old\n\n${markerOf(KEY)}`)
    for (let i = 0; i < 80; i++) github.add('bob', `comment ${i}`)
    await publish()
    expect(github.comments).toHaveLength(211)
    expect(mine.writes).toBe(1)
    expect(names()).toEqual(['GET', 'GET', 'GET', 'POST /graphql', 'PATCH'])
  })

  test('with three pages of comments by others, all are walked before one is created', async () => {
    for (let i = 0; i < 201; i++) github.add('ann', `comment ${i}`)
    await publish()
    expect(names()).toEqual(['GET', 'GET', 'GET', 'POST', 'GET'])
    expect(github.requests.at(-1)?.query).toContain('since=2026-10-02T11%3A50%3A00Z')
    expect(github.comments).toHaveLength(202)
  })

  test('of two the oldest is updated, and then the other one deleted', async () => {
    const older = github.add(BOT, `old\n\n${markerOf(KEY)}`)
    github.add(BOT, `old\n\n${markerOf(KEY)}`)
    expect((await publish()).notes).toEqual([])
    expect(github.comments).toEqual([older])
    expect(names()).toEqual(['GET', 'POST /graphql', 'PATCH', 'DELETE'])
  })

  test('one that cannot be deleted is told', async () => {
    github.add(BOT, `old\n\n${markerOf(KEY)}`)
    github.add(BOT, `old\n\n${markerOf(KEY)}`)
    github.refuse.set('DELETE', { status: 403, message: 'no' })
    const { notes, made } = await publish()
    expect(notes).toEqual([expect.stringContaining('A second comment of ours is left')])
    expect(made).toBeDefined()
  })

  test('a run needs three calls of GitHub to update it, and three to create it', async () => {
    await publish()
    expect(names().splice(0)).toEqual(['GET', 'POST', 'GET'])
    github.requests.length = 0
    await publish()
    expect(names()).toEqual(['GET', 'POST /graphql', 'PATCH'])
  })

  test('line ends that GitHub changed are no matter', async () => {
    const mine = github.add(BOT, `old\r\n\r\n${markerOf(KEY)}\r\n`)
    await publish()
    expect(mine.writes).toBe(1)
  })
})

describe('whose comment it is', () => {
  test('a planted marker of another author is ignored and left alone', async () => {
    const planted = github.add('eve', `mine now\n\n${markerOf(KEY)}`)
    const alike = github.add('github-actions', `mine now\n\n${markerOf(KEY)}`)
    await publish()
    expect([planted.writes, alike.writes]).toEqual([0, 0])
    expect(github.comments).toHaveLength(3)
  })

  test('a marker in the middle of our own comment (a quoted answer) is not its marker', async () => {
    const other = github.add(BOT, `quoted:\n\n${markerOf(KEY)}\n\n${markerOf('another key')}`)
    await publish()
    expect(other.writes).toBe(0)
    expect(github.comments).toHaveLength(2)
  })

  test('a personal token updates its own comment, not the job token’s', async () => {
    github.viewer = 'release-team'
    const bots = github.add(BOT, `old\n\n${markerOf(KEY)}`)
    const own = github.add('release-team', `old\n\n${markerOf(KEY)}`)
    await publish()
    expect([bots.writes, own.writes]).toEqual([0, 1])
  })

  test('an identity without [bot] is the same app', async () => {
    github.viewer = 'github-actions'
    const own = github.add(BOT, `old\n\n${markerOf(KEY)}`)
    await publish()
    expect(own.writes).toBe(1)
  })

  test('where GraphQL does not tell, it is the job token', async () => {
    github.viewer = undefined
    const own = github.add(BOT, `old\n\n${markerOf(KEY)}`)
    await publish()
    expect(own.writes).toBe(1)
  })

  test('nor when GraphQL is down', async () => {
    github.refuse.set('POST /graphql', { status: 500, message: 'Server Error' })
    const own = github.add(BOT, `old\n\n${markerOf(KEY)}`)
    await publish()
    expect(own.writes).toBe(1)
  })
})

describe('what GitHub refuses becomes one note', () => {
  const PERMISSION = 'permissions: { contents: read, pull-requests: write }'

  test.each([
    [403, 'Resource not accessible by integration', PERMISSION],
    [404, 'Not Found', PERMISSION],
    [410, 'Gone', 'takes no comments'],
    [422, 'Validation Failed', 'not accepted'],
    [423, 'Locked', 'locked'],
  ])('%i when it is created: told with its remedy, asked once', async (status, message, remedy) => {
    github.refuse.set('POST /repos', { status, message })
    const { notes, made } = await publish()
    expect(made).toBeUndefined()
    expect(notes).toHaveLength(1)
    expect(notes[0]).toContain(`GitHub answered ${status} (${message}`)
    expect(notes[0]).toContain(remedy)
    expect(notes[0]).toContain('The verdict stands; the report is in the job summary and in goldbar-report.')
    expect(writes()).toHaveLength(1)
    expect(github.comments).toHaveLength(0)
  })

  test.each([500, 502, 503])('%i when it is created: asked again, each time after a look', async status => {
    github.refuse.set('POST /repos', { status, message: 'Server Error' })
    const { notes } = await publish()
    expect(notes).toEqual([expect.stringMatching(`GitHub answered ${status}.*Run the job again`)])
    expect(names()).toEqual(['GET', 'POST', 'GET', 'POST', 'GET', 'POST'])
  })

  test('one that was made all the same, though GitHub said 502, is found and not made twice', async () => {
    github.refuse.set('POST /repos', { status: 502, message: 'Bad Gateway', times: 1, done: true })
    expect((await publish()).notes).toEqual([])
    expect(names()).toEqual(['GET', 'POST', 'GET', 'POST /graphql', 'PATCH'])
    expect(github.comments).toHaveLength(1)
  })

  test('an update that failed once is made again', async () => {
    github.add(BOT, `old\n\n${markerOf(KEY)}`)
    github.refuse.set('PATCH', { status: 502, message: 'Bad Gateway', times: 1 })
    expect((await publish()).notes).toEqual([])
    expect(names()).toEqual(['GET', 'POST /graphql', 'PATCH', 'PATCH'])
  })

  test.each<[string, number, string, Record<string, string>, number[]]>([
    ['retry-after', 403, 'You have exceeded a secondary rate limit', { 'retry-after': '7' }, [7000]],
    ['one that is too long', 429, 'Too many requests', { 'retry-after': '61' }, []],
    ['no word of when', 403, 'You have exceeded a secondary rate limit', {}, []],
  ])('a rate limit with %s', async (_, status, message, headers, waited) => {
    github.refuse.set('POST /repos', { status, message, headers, times: 1 })
    const slept: number[] = []
    const { notes } = await publish(report(), { sleep: async time => slept.push(time) })
    expect(slept).toEqual(waited)
    expect(github.comments).toHaveLength(waited.length)
    expect(notes).toHaveLength(1 - waited.length)
  })

  test.each([403, 404, 500])('%i when comments are listed: nothing is written', async status => {
    github.refuse.set('GET', { status, message: 'no' })
    expect((await publish()).notes[0]).toContain(`GitHub answered ${status}`)
    expect(writes()).toHaveLength(0)
  })

  test('403 when it is updated', async () => {
    github.add(BOT, `old\n\n${markerOf(KEY)}`)
    github.refuse.set('PATCH', { status: 403, message: 'Resource not accessible by integration' })
    expect((await publish()).notes[0]).toContain(PERMISSION)
    expect(writes()).toHaveLength(1)
  })

  test('a lost connection', async () => {
    const gone = await loopback()
    await gone.close()
    const { notes } = await publish(report(), {}, gone.url)
    expect(notes).toEqual([expect.stringContaining('GitHub could not be reached')])
  })

  test('a fork is told that this is how forks are', async () => {
    github.refuse.set('POST /repos', { status: 403, message: 'Resource not accessible by integration' })
    const { notes } = await publish(report(), { payload: FORK })
    expect(notes[0]).toContain('A run of a fork has a read-only token')
    expect(notes[0]).toContain('The verdict stands')
  })

  test('so is a fork that was deleted', async () => {
    github.refuse.set('POST /repos', { status: 403, message: 'Resource not accessible by integration' })
    const payload = { pull_request: { ...FORK.pull_request, head: { sha: HEAD, repo: null } } }
    expect((await publish(report(), { payload })).notes[0]).toContain('A run of a fork')
  })

  test('so is Dependabot', async () => {
    github.refuse.set('POST /repos', { status: 403, message: 'Resource not accessible by integration' })
    const repo = { full_name: 'acme/router' }
    const pull_request = {
      number: 7,
      user: { login: 'dependabot[bot]' },
      head: { sha: HEAD, repo },
      base: { repo },
    }
    const { notes } = await publish(report(), { payload: { pull_request } })
    expect(notes[0]).toContain('A run of Dependabot')
    expect(notes[0]).toContain(PERMISSION)
  })

  test('a token that is empty', async () => {
    const { notes } = await publish(report(), { inputs: { token: '' } })
    expect(notes).toEqual([expect.stringContaining('the input token is empty')])
    expect(github.requests).toHaveLength(0)
  })
})

describe('its length', () => {
  const row = (i: number): Example => ({
    id: `row-${i}`,
    slices: { lang: ['日本語'] },
    expected: '返金'.repeat(30),
    baseline: '返金'.repeat(30),
    candidate: '注文'.repeat(30),
  })
  const long = () =>
    report({
      suites: [suite({ regressions: [regressions(Array.from({ length: 3000 }, (_, i) => row(i)))] })],
    })

  test('keeps within characters and bytes, the marker with it', async () => {
    expect((await publish(long())).notes).toEqual([])
    const body = github.comments[0]?.body ?? ''
    expect(body.length).toBeLessThanOrEqual(MOST.units)
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MOST.bytes)
    expect(readMarker(body, KEY)?.state).toBeDefined()
  })

  test('a GitHub that takes less gets the verdict alone', async () => {
    github.refuse.set('POST /repos', {
      status: 422,
      message: 'Validation Failed: Body is too long (maximum is 1000 characters)',
      times: 1,
    })
    expect((await publish(long())).notes).toEqual([])
    expect(github.comments[0]?.body).toContain('The verdict is pass')
    expect(github.comments[0]?.body.length).toBeLessThan(1000)
    expect(stateOf()).toBeDefined()
  })

  test('and one that takes not even that gets nothing', async () => {
    github.refuse.set('POST /repos', { status: 422, message: 'Body is too long' })
    expect((await publish(long())).notes).toHaveLength(1)
    expect(writes()).toHaveLength(2)
  })
})

describe('when there is none', () => {
  test.each(['push', 'merge_group', 'schedule', 'workflow_dispatch', 'workflow_run', ''])(
    'event "%s"',
    async event => {
      expect(await publish(report(), { event })).toEqual({ notes: [] })
      expect(github.requests).toHaveLength(0)
    },
  )

  test('a pull request that was closed', async () => {
    expect(await publish(report(), { payload: { action: 'closed' } })).toEqual({ notes: [] })
    expect(github.requests).toHaveLength(0)
  })

  test('comment: off', async () => {
    expect(await publish(report(), { inputs: { comment: 'off' } })).toEqual({ notes: [] })
    expect(github.requests).toHaveLength(0)
  })

  test('an event file that is none is told', async () => {
    const { notes } = await publish(report(), { payload: { pull_request: null } })
    expect(notes).toEqual([expect.stringContaining('the event cannot be read')])
  })

  test('pull_request_target does comment', async () => {
    await publish(report(), { event: 'pull_request_target', payload: FORK })
    expect(github.comments).toHaveLength(1)
  })
})
