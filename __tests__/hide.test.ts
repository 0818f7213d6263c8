/** What `report.examples` hides must be nowhere: every byte that a run writes is searched, in the command line and the Action. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { inflateRawSync } from 'node:zlib'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Open } from '../src/files'
import type { Problems } from '../src/problems'
import { type Registered, registeredSuites } from '../src/registration'
import type { Report } from '../src/report/report'
import type { Shows } from '../src/spec/shows'
import type { SpecFile } from '../src/suite'
import { goldbar } from './cli'
import { ID, SECRETS, type Secret, secretFiles, TEXT } from './hidden-suites'
import { act, built } from './publish/action'
import { type Loopback, loopback } from './publish/loopback'
import { pullRequest } from './publish/ticket-router'
import { put } from './read/repository'
import { folderOf } from './suite'

const NAMES = Object.keys(SECRETS)
const ALL: readonly Shows[] = ['full', 'ids', 'hash']

/** Also inside of deflated blocks, and where marks or escapes stand within a word. */
function holds(text: string, marker: string): boolean {
  const blocks = text.matchAll(/<script type="application\/octet-stream"[^>]*>([^<]*)</gu)
  const inflated = Array.from(blocks, ([, block]) => inflateRawSync(Buffer.from(block!, 'base64')).toString())
  return [text, ...inflated].some(part =>
    [part, part.replace(/<[^>]*>/gu, ''), part.replace(/[^a-z]/giu, '')].some(form =>
      form.toLowerCase().includes(marker.toLowerCase()),
    ),
  )
}

/** Names of what holds a marker. */
const holding = (written: Readonly<Record<string, string>>, marker: string) =>
  Object.keys(written).filter(name => holds(written[name]!, marker))

function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'utf8')]))
}

/** What shows each kind of secret where nothing is hidden, so that the search is known to find it. */
const FULL = {
  text: ['losses.jsonl', 'report.html', 'report.json', 'report.md', 'report.sarif', 'terminal', 'plan'],
  id: ['losses.jsonl', 'next-data.csv', 'report.html', 'report.json', 'report.md', 'terminal', 'plan'],
}

function expectHidden(written: Readonly<Record<string, string>>, shows: Shows, full: typeof FULL): void {
  const [text, id] = [TEXT, ID].map(marker => holding(written, marker))
  if (shows === 'full') {
    expect(text).toEqual(expect.arrayContaining(full.text))
    expect(id).toEqual(expect.arrayContaining(full.id))
    return
  }
  expect(text).toEqual([])
  if (shows === 'ids') expect(id).toEqual(expect.arrayContaining(full.id))
  else expect(id).toEqual([])
}

function expectTold({ suites }: Report, shows: Shows): void {
  const found = Object.fromEntries(
    NAMES.map(name => {
      const suite = suites.find(({ spec }) => spec.path === `${name}/gate.yml`)!
      return [
        name,
        [suite.shows, SECRETS[name]!.codes.filter(code => !suite.problems.some(one => one.code === code))],
      ]
    }),
  )
  expect(found).toEqual(Object.fromEntries(NAMES.map(name => [name, [shows, []]])))
}

describe('the command line', () => {
  test.each(ALL)(
    'shows: %s',
    async shows => {
      const { bar, made } = secretFiles(shows)
      const folder = folderOf({ ...bar, ...made })
      const run = await goldbar(['check', '*/gate.yml'], folder)
      const json = await goldbar(['check', '*/gate.yml', '--json'], folder)
      const plans = ['classification', 'extraction', 'structured', 'declared', 'gold-tags'].map(name =>
        goldbar(['plan', `${name}/gate.yml`], folder),
      )
      const plan = (await Promise.all(plans)).map(({ stdout, stderr }) => stdout + stderr).join('')
      const written = {
        plan,
        ...filesIn(join(folder, 'goldbar-report')),
        terminal: run.stdout + run.stderr,
        json: json.stdout + json.stderr,
      }
      expectTold(JSON.parse(written['report.json' as keyof typeof written]), shows)
      expectHidden(written, shows, FULL)
    },
    60_000,
  )
})

describe('where the base cannot tell what it lets be shown', () => {
  const openIn =
    (files: Readonly<Record<string, string>>): Open =>
    async file => {
      const bytes = Buffer.from(files[file]!)
      async function* chunks() {
        yield bytes
      }
      return { file, bytes: chunks, digest: () => ({ sha256: '', bytes: bytes.length }) }
    }
  /** The change is one of the bar alone, and lets all be shown. */
  const judged = async ({ spec, files }: Secret, bar: (problems: Problems) => SpecFile | undefined) => {
    const open = openIn(files)
    const registered: Registered = {
      base: { sha: 'b'.repeat(40), ref: 'main', date: null },
      unregistered: 'fail',
      spec: async (_, problems) => bar(problems),
      open: () => open,
      only: async () => true,
      compared: true,
    }
    const [suite] = await registeredSuites([at(spec('full'))], [], { open, date: '2026-11-25' }, registered)
    return suite!
  }
  const at = (text: string): SpecFile => ({ file: 'gate.yml', text, sha256: '' })

  test('a base that cannot be read', async () => {
    const suite = await judged(SECRETS.qa!, problems => {
      problems.add('base.file', { file: 'gate.yml' }, { sha: 'b', why: 'it is a link' })
      return undefined
    })
    expect([suite.verdict, suite.shows, suite.regressions[0]?.count]).toEqual(['error', 'hash', 15])
    expect([TEXT, ID].map(marker => holds(JSON.stringify(suite), marker))).toEqual([false, false])
  })

  test('a spec of the base that cannot be read', async () => {
    const broken = SECRETS.missing!
    const suite = await judged(broken, () => at(`${broken.spec('hash')}nothing: x\n`))
    expect([suite.verdict, suite.registration.state]).toEqual(['error', 'registration_change'])
    expect(suite.problems.map(({ code }) => code)).toContain('rows.missing')
    expect([TEXT, ID].map(marker => holds(JSON.stringify(suite), marker))).toEqual([false, false])
  })
})

describe('the Action', () => {
  let github: Loopback

  beforeAll(built, 120_000)
  beforeEach(async () => {
    github = await loopback()
  })
  afterEach(async () => {
    await github.close()
    expect(github.faults).toEqual([])
  })

  /** The registered files, what the pull request makes of them, and how much the specs let be shown, before and after. */
  async function judged(bar: Record<string, string>, change: Record<string, string | null>) {
    const pull = pullRequest([], { 'model.py': 'x = 1\n', ...change }, bar)
    put(pull.workspace, secretFiles('full').made)
    github.repository = pull.workspace
    const inputs = { spec: '*/gate.yml', 'check-run': 'goldbar' }
    // a check run goes on heads of this repository alone
    const { pull_request: told } = pull.setting.payload as { pull_request: Record<'head' | 'base', object> }
    for (const end of [told.head, told.base])
      Object.assign(end, { repo: { id: 1, full_name: 'acme/router' } })
    const ended = await act(github, pull.workspace, { ...pull.setting, inputs })
    const written: Record<string, string> = {
      ...filesIn(join(pull.workspace, 'goldbar-report')),
      log: ended.log,
      summary: ended.summary,
      outputs: JSON.stringify(ended.outputs),
      comment: JSON.stringify(github.comments.map(({ body }) => body)),
      'check run': JSON.stringify(github.checkRuns),
      sent: JSON.stringify(github.requests.map(({ body }) => body)),
    }
    return { report: ended.report!, written }
  }

  const ACTION = {
    text: [...FULL.text.slice(0, -2), 'log', 'summary', 'comment', 'check run'],
    id: [...FULL.id.slice(0, -2), 'log', 'summary', 'comment', 'check run'],
  }

  test.each(ALL)(
    'shows: %s',
    async shows => {
      const { report, written } = await judged(secretFiles(shows).bar, {})
      expectTold(report, shows)
      expectHidden(written, shows, ACTION)
    },
    60_000,
  )

  test('a pull request that lets more be shown is told, and shows no more', async () => {
    const gates = Object.entries(secretFiles('full').bar).filter(([name]) => name.endsWith('gate.yml'))
    const relabelled = secretFiles('full').bar['qa/gold.jsonl']!.replace(
      `${TEXT} answer 1"`,
      `${TEXT} answer X"`,
    )
    const change = { ...Object.fromEntries(gates), 'qa/gold.jsonl': relabelled }
    const { report, written } = await judged(secretFiles('hash').bar, change)
    expectTold(report, 'hash')
    expectHidden(written, 'hash', ACTION)
    const { changes, files } = report.suites.find(({ name }) => name === 'Questions')!.registration
    expect(changes[0]).toEqual({
      key: 'report.examples',
      kind: 'loosened',
      from: 'hash',
      to: 'full',
      words: 'the report shows more of the data',
    })
    // printf %s QIDSECRETQ-1 | sha256sum
    expect(files[0]!.rows!.relabelled).toEqual({ count: 1, ids: ['426f18d313bb60ba'] })
  }, 60_000)

  test('so does a change of the bar alone that is no bar any more, and a spec of another name', async () => {
    const { bar } = secretFiles('hash')
    const { 'qa/gate.yml': spec, 'schema/gate.yml': broken } = secretFiles('full').bar
    const change = {
      'model.py': null,
      'qa/gate.yml': spec!.replace('reference: answers', 'reference: nothing'),
      'schema/gate.yml': broken!,
    }
    const alone = await judged({ ...bar, 'model.py': '' }, { ...change, 'model.py': '' })
    expect(alone.report.suites.map(({ registration: { state } }) => state)).toContain('registration_change')
    expectHidden(alone.written, 'hash', ACTION)

    const { 'qa/gold.jsonl': gold, 'qa/base.jsonl': base } = bar
    const added = { 'qa2/gate.yml': spec!.replaceAll('path: ', 'path: ../qa/'), 'qa/gate.yml': null }
    const moved = await judged(
      { 'qa/gate.yml': bar['qa/gate.yml']!, 'qa/gold.jsonl': gold!, 'qa/base.jsonl': base! },
      added,
    )
    const [suite] = moved.report.suites.filter(({ spec: { path } }) => path === 'qa2/gate.yml')
    expect([suite?.registration.state, suite?.shows, suite?.regressions[0]?.count]).toEqual([
      'unregistered',
      'hash',
      15,
    ])
    expectHidden(moved.written, 'hash', ACTION)
  }, 60_000)
})
