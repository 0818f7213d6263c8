/** Where the Action runs besides github.com on a plain runner: GHES, behind a proxy, in containers, from Windows. */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server, request as send } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { put, run } from '../read/repository'
import { act, built, type Ended, named, rows, type Setting } from './action'
import { type Loopback, loopback } from './loopback'
import { BAD, GOLD, GOOD, pullRequest, SPEC, SUITE } from './ticket-router'

let github: Loopback
let servers: Server[]

beforeAll(built, 120_000)
beforeEach(async () => {
  github = await loopback()
  servers = []
})
afterEach(async () => {
  for (const server of servers) {
    server.close()
    server.closeAllConnections()
  }
  await github.close()
  expect(github.faults).toEqual([])
})

/** Its port on 127.0.0.1. */
async function listening(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return (server.address() as AddressInfo).port
}

/** The repository is shown by the loopback from a copy: what a test breaks in the workspace is whole on GitHub. */
async function judged(
  { workspace, setting }: ReturnType<typeof pullRequest>,
  change: Partial<Setting> = {},
): Promise<Ended> {
  if (github.repository === undefined) {
    github.repository = mkdtempSync(join(tmpdir(), 'goldbar-origin-'))
    const git = join(workspace, '.git')
    if (existsSync(git)) cpSync(git, join(github.repository, '.git'), { recursive: true })
  }
  return act(github, workspace, { ...setting, ...change })
}

const stateOf = ({ code, outputs, report }: Ended) => [
  code,
  outputs.verdict,
  report?.suites[0]?.registration.state,
]
const codesOf = ({ report }: Ended) =>
  [report!, ...report!.suites].flatMap(({ problems }) => problems.map(({ code }) => code))
const notesOf = (ended: Ended) => named(ended, 'notice').map(({ data }) => data)

describe('GitHub Enterprise Server', () => {
  test('is asked at its own addresses, for GraphQL too, and nowhere else', async () => {
    const strays: string[] = []
    const asked: string[] = []
    const server = createServer((incoming, outgoing) => {
      const { url = '', method, headers } = incoming
      const path = url === '/api/graphql' ? '/graphql' : /^\/api\/v3(\/.*)$/.exec(url)?.[1]
      asked.push(url)
      if (path === undefined) strays.push(url)
      const { hostname, port } = new URL(github.url)
      const onward = send({ hostname, port, path: path ?? '/', method, headers }, answer => {
        outgoing.writeHead(answer.statusCode!, answer.headers)
        answer.pipe(outgoing)
      })
      incoming.pipe(onward)
    })
    const url = `http://127.0.0.1:${await listening(server)}`
    const pull = pullRequest(GOOD)
    const env = {
      GITHUB_API_URL: `${url}/api/v3`,
      GITHUB_GRAPHQL_URL: `${url}/api/graphql`,
      GITHUB_SERVER_URL: url,
      GITHUB_RUN_ID: '42',
    }
    const ended = await judged(pull, { env })
    expect([...stateOf(ended), ended.log]).toEqual([0, 'pass', 'registered', ''])
    // whose comment there is already is asked of GraphQL
    await judged(pull, { env: { ...env, GITHUB_RUN_ATTEMPT: '2' } })
    expect([github.comments.length, strays]).toEqual([1, []])
    expect(asked).toContain('/api/graphql')
    const statement = JSON.parse(readFileSync(join(pull.workspace, ended.outputs.statement!), 'utf8'))
    expect(statement.predicate.url).toBe(`${url}/acme/router/actions/runs/42/attempts/2`)
  })
})

describe('behind a proxy', () => {
  /** A name that nobody knows but the proxy. */
  const HOST = 'github.internal.test'

  /** Opens every tunnel to the loopback GitHub, or refuses it; `asked` are the hosts. */
  async function proxy(open = true) {
    const asked: string[] = []
    const server = createServer((incoming, outgoing) => {
      asked.push(incoming.url ?? '')
      outgoing.writeHead(502).end()
    })
    server.on('connect', (incoming, socket, head) => {
      asked.push(incoming.url ?? '')
      socket.on('error', () => {})
      if (!open) return socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
      const onward = connect(Number(new URL(github.url).port), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        onward.write(head)
        onward.pipe(socket)
        socket.pipe(onward)
      })
      onward.on('error', () => socket.destroy())
    })
    return { asked, url: `http://127.0.0.1:${await listening(server)}` }
  }

  test.each(['http_proxy', 'HTTP_PROXY'])('every call goes through it: %s', async name => {
    const { asked, url } = await proxy()
    const env = { [name]: url, GITHUB_API_URL: `http://${HOST}` }
    const ended = await judged(pullRequest(GOOD), { env })
    expect([...stateOf(ended), ended.log]).toEqual([0, 'pass', 'registered', ''])
    expect(github.comments).toHaveLength(1)
    expect(new Set(asked)).toEqual(new Set([`${HOST}:80`]))
  })

  test('so does what is asked over TLS, and a proxy that refuses changes no verdict', async () => {
    const { asked, url } = await proxy(false)
    const env = { https_proxy: url, http_proxy: 'http://127.0.0.1:9', GITHUB_API_URL: `https://${HOST}` }
    const ended = await judged(pullRequest(BAD), { env })
    // git has the commit that the merge was built on
    expect([...stateOf(ended), codesOf(ended)]).toEqual([
      1,
      'fail',
      'registered',
      ['base.parent', 'looks.lost'],
    ])
    expect(new Set(asked)).toEqual(new Set([`${HOST}:443`]))
    expect(notesOf(ended)).toEqual([expect.stringContaining('GitHub could not be reached')])
  })

  test('not so a host of no_proxy', async () => {
    const { asked, url } = await proxy(false)
    const direct = github.url.replace('127.0.0.1', '0.0.0.0')
    const env = { http_proxy: url, GITHUB_API_URL: direct }
    const ended = await judged(pullRequest(GOOD), { env: { ...env, no_proxy: 'example.com,0.0.0.0' } })
    expect([...stateOf(ended), asked]).toEqual([0, 'pass', 'registered', []])
    await judged(pullRequest(GOOD), { env })
    expect(asked).not.toEqual([])
  })
})

describe('in a container', () => {
  /** A git in front of git; without `lines` there is none. */
  function path(...lines: string[]): string {
    const bin = mkdtempSync(join(tmpdir(), 'goldbar-bin-'))
    if (lines.length === 0) return bin
    const real = join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git')
    put(bin, { git: ['#!/bin/sh', ...lines, `exec '${real}' "$@"`, ''].join('\n') })
    chmodSync(join(bin, 'git'), 0o755)
    return `${bin}${delimiter}${process.env.PATH}`
  }

  test('whose user does not own the workspace git answers all the same', async () => {
    const pull = pullRequest(BAD)
    const PATH = path('export GIT_TEST_ASSUME_DIFFERENT_OWNER=1')
    expect(() =>
      execFileSync('git', ['-C', pull.workspace, 'status'], { env: { PATH }, stdio: 'pipe' }),
    ).toThrow(/dubious ownership/)
    github.refuse.set('GET /repos', { status: 403, message: 'Resource not accessible by integration' })
    const ended = await judged(pull, { env: { PATH } })
    expect([...stateOf(ended), codesOf(ended)]).toEqual([
      1,
      'fail',
      'registered',
      ['base.parent', 'looks.lost'],
    ])
  })

  test('where git refuses nevertheless the API answers', async () => {
    const PATH = path('echo "fatal: detected dubious ownership in repository" >&2', 'exit 128')
    expect(stateOf(await judged(pullRequest(BAD), { env: { PATH } }))).toEqual([1, 'fail', 'registered'])
  })

  test('without git the bar is read over the API', async () => {
    const lax = { 'goldbar.yml': SPEC.replace('min: 0.7', 'min: 0.1'), 'model.py': 'x = 1\n' }
    const ended = await judged(pullRequest(BAD, lax), { env: { PATH: path() } })
    expect(stateOf(ended)).toEqual([1, 'fail', 'changed'])
  })

  test.each<[string, Record<string, string>, string]>([
    ['and leaves the bar alone', { 'model.py': 'x = 1\n' }, 'registered'],
    [
      'and edits the bar alone',
      { 'gold.jsonl': rows('label', GOLD.with(7, 'order')) },
      'registration_change',
    ],
  ])('a checkout without .git, as of an archive, is judged as any other: %s', async (_, change, state) => {
    const pull = pullRequest(GOOD, change)
    github.repository = mkdtempSync(join(tmpdir(), 'goldbar-origin-'))
    cpSync(join(pull.workspace, '.git'), join(github.repository, '.git'), { recursive: true })
    rmSync(join(pull.workspace, '.git'), { recursive: true })
    expect(stateOf(await judged(pull))).toEqual([0, 'pass', state])
  })

  test.each([
    ['pass', GOOD, 0],
    ['fail', BAD, 1],
  ])(
    'a workspace that cannot be written is a note, and the verdict stands: %s',
    async (verdict, answers, code) => {
      const pull = pullRequest(answers)
      // in the folder's place, which stops root as well
      put(pull.workspace, { 'goldbar-report': 'a file' })
      const { outputs, code: ended, ...rest } = await judged(pull)
      expect([ended, outputs.verdict, outputs['report-json'], outputs.statement]).toEqual([
        code,
        verdict,
        '',
        '',
      ])
      expect(notesOf({ ...rest, outputs, code: ended })).toEqual([
        expect.stringContaining('could not be written to goldbar-report'),
      ])
      expect(github.comments).toHaveLength(1)
    },
  )
})

describe('from Windows', () => {
  const spec = SPEC.replace('gold.jsonl', '..\\data\\gold.jsonl').replace(
    'out/candidate',
    '..\\out\\candidate',
  )
  const bar = {
    'eval/gate.yml': spec.replace('base.jsonl', 'base\\deployed.jsonl'),
    'eval/base/deployed.jsonl': SUITE['base.jsonl'],
    'data/gold.jsonl': SUITE['gold.jsonl'],
  }

  test.each(['eval\\gate.yml', 'eval\\*.yml', 'eval/gate.yml'])(
    'backslashes in inputs and in a spec name the same files: %s',
    async given => {
      const pull = pullRequest(BAD, { 'model.py': 'x = 1\n' }, bar)
      const inputs = { spec: given, output: 'out\\report' }
      const ended = await judged(pull, { inputs })
      expect([ended.code, ended.outputs.verdict]).toEqual([1, 'fail'])
      expect(ended.outputs['report-json']).toBe('out/report/report.json')
      const report = JSON.parse(readFileSync(join(pull.workspace, 'out/report/report.json'), 'utf8'))
      const [suite] = report.suites
      expect([suite.spec.path, suite.registration.state]).toEqual(['eval/gate.yml', 'registered'])
      const files = [...suite.gold.files, ...suite.systems.flatMap((one: { files: object[] }) => one.files)]
      expect(files).toMatchObject([
        { path: 'data/gold.jsonl', registered: true },
        { path: 'out/candidate.jsonl', registered: false },
        { path: 'eval/base/deployed.jsonl', registered: true },
      ])
      const places = named(ended, 'error').map(({ properties }) => properties.file)
      expect(places).toEqual(['eval/gate.yml', undefined])
    },
  )

  test('in the input candidate, too', async () => {
    const pull = pullRequest(BAD, { 'model.py': 'x = 1\n' })
    put(pull.workspace, { 'out/better/answers.jsonl': rows('prediction', GOOD) })
    const ended = await judged(pull, { inputs: { candidate: 'out\\better\\answers.jsonl' } })
    expect(stateOf(ended)).toEqual([0, 'pass', 'registered'])
    expect(ended.markdown).toContain("--candidate 'out\\better\\answers.jsonl'")
  })

  test('a drive is outside of the workspace', async () => {
    const drive = SPEC.replace('gold.jsonl', "'C:\\data\\gold.jsonl'")
    const ended = await judged(
      pullRequest(GOOD, { 'model.py': 'x = 1\n' }, { ...SUITE, 'goldbar.yml': drive }),
    )
    expect([ended.code, codesOf(ended)]).toEqual([1, ['file.absent']])
    const output = await judged(pullRequest(GOOD), { inputs: { output: 'C:\\report' } })
    expect([output.code, output.outputs.verdict]).toEqual([1, 'error'])
    expect(named(output, 'error')[0]!.data).toContain('(input.output)')
  })

  test('CRLF in a checkout of spec, rows and answers is no change', async () => {
    const crlf = (text: string) => text.replaceAll('\n', '\r\n')
    const pull = pullRequest(GOOD, { 'model.py': 'x = 1\n', '.gitattributes': '* text=auto\n' })
    run(pull.workspace, 'config', 'core.autocrlf', 'true')
    for (const [name, text] of Object.entries(SUITE)) put(pull.workspace, { [name]: crlf(text) })
    put(pull.workspace, { 'out/candidate.jsonl': crlf(rows('prediction', GOOD)) })
    const ended = await judged(pull)
    expect([...stateOf(ended), codesOf(ended)]).toEqual([0, 'pass', 'registered', []])
    expect(ended.report!.suites[0]!.gates[0]).toMatchObject({ n: GOLD.length, candidate: 7 / 8 })
  })

  test('a bar that was committed with CRLF holds, with its lines', async () => {
    const crlf = Object.fromEntries(
      Object.entries(SUITE).map(([name, text]) => [name, text.replaceAll('\n', '\r\n')]),
    )
    const ended = await judged(
      pullRequest(BAD, { 'model.py': 'x = 1\n', '.gitattributes': '* -text\n' }, crlf),
    )
    expect(stateOf(ended)).toEqual([1, 'fail', 'registered'])
    expect(named(ended, 'error')[0]!.properties).toMatchObject({ file: 'goldbar.yml', line: '9' })
  })
})
