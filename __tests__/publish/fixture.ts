/** Reports and runs made by hand, for tests of what is shown and where. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problems } from '../../src/problems'
import { patient } from '../../src/read/patience'
import type { Run } from '../../src/read/run'
import type { Example, GateResult, Report, Suite } from '../../src/report/report'
import { NO_BASE } from '../../src/suite'
import { TOKEN } from './loopback'

export function gate(change: Partial<GateResult> = {}): GateResult {
  return {
    id: 'accuracy',
    metric: 'accuracy',
    class: null,
    slice: null,
    baseline: null,
    bars: { min: 0.9 },
    n: 40,
    candidate: 0.95,
    reference: 0.9,
    lift: 0.05,
    interval: [0.83, 0.99],
    lift_interval: [-0.04, 0.14],
    no_interval: null,
    evidence: 'close',
    outcome: 'pass',
    level: 'blocking',
    waiver: null,
    summary: '95.0 %, bar ≥ 90.0 %',
    message: 'accuracy is 0.950, at least 0.900 is asked for.',
    why: null,
    line: 9,
    column: 5,
    ...change,
  }
}

export function suite(change: Partial<Suite> = {}): Suite {
  return {
    name: 'Ticket router',
    task: 'classification',
    right: 'the labels are equal',
    graded: null,
    verdict: 'pass',
    shows: 'full',
    spec: { path: 'goldbar.yml', sha256: 'a'.repeat(64), blob: null },
    registration: NO_BASE,
    candidate_given: null,
    systems: [
      { name: 'candidate', role: 'candidate', files: [], rows: 40, missing: 0, unreadable: 0, extra: 0 },
      { name: 'base', role: 'baseline', files: [], rows: 40, missing: 0, unreadable: 0, extra: 0 },
    ],
    gold: { files: [], rows: 40 },
    documents: [],
    gates: [gate()],
    waivers: [],
    waivers_on: null,
    scores: [
      {
        metric: 'accuracy',
        class: null,
        slice: null,
        system: 'candidate',
        n: 40,
        value: 0.95,
        interval: [0.83, 0.99],
      },
    ],
    regressions: [regressions([])],
    recorded_changes: [],
    losses: { classes: [], slices: [], confusions: [], wrong: 0, examples: [] },
    contamination: null,
    signatures: { accuracy: 'accuracy|scikit-learn:1.2.1' },
    confidence: 0.95,
    problems: [],
    ...change,
  }
}

export function regressions(examples: readonly Example[]): Suite['regressions'][number] {
  return {
    baseline: 'base',
    count: examples.length,
    fixes: 3,
    still_wrong: 0,
    lost_more: 0,
    p: 0.5,
    smallest_drop: 0.1,
    examples,
    omitted: 0,
    lost_more_examples: [],
    still_wrong_examples: [],
    fixed_examples: [],
  }
}

export function report(change: Partial<Report> = {}): Report {
  const suites = change.suites ?? [suite()]
  return {
    version: 1,
    goldbar: '0.1.0',
    goldbar_sha256: 'c'.repeat(64),
    verdict: suites[0]?.verdict ?? 'error',
    problems: [],
    suites,
    ...change,
  }
}

/** A run on pull request 7 of acme/router, in a folder of its own. */
export function run(
  api: string,
  change: {
    readonly inputs?: Partial<Run['inputs']>
    readonly event?: string
    readonly payload?: object
    readonly held?: string
    readonly id?: Run['id']
    readonly head?: string
    readonly sleep?: (milliseconds: number) => Promise<unknown>
  } = {},
): Run {
  const workspace = mkdtempSync(join(tmpdir(), 'goldbar-test-'))
  const event = join(workspace, 'event.json')
  writeFileSync(event, JSON.stringify(payload(change.payload)))
  const summary = join(workspace, 'summary.md')
  writeFileSync(summary, change.held ?? '')
  return {
    workspace,
    date: '2026-11-25',
    problems: new Problems(),
    inputs: {
      specs: ['goldbar.yml'],
      candidate: undefined,
      artifact: undefined,
      output: 'goldbar-report',
      token: TOKEN,
      comment: 'always',
      commentKey: 'ci / gate null',
      onFlip: 'edit',
      unregistered: 'fail',
      commitStatus: undefined,
      checkRun: undefined,
      checkRunId: undefined,
      ...change.inputs,
    },
    job: 'gate',
    page: undefined,
    occasion: {
      name: change.event ?? 'pull_request',
      payload: payload(change.payload),
      sha: 'c'.repeat(40),
      ref: '',
      repository: 'acme/router',
      workflow: { ref: '', sha: '' },
    },
    event: { name: change.event ?? 'pull_request', file: event, repository: 'acme/router' },
    id: change.id ?? { run: 1, attempt: 1 },
    head: change.head,
    ask: patient(change.sleep ?? (async () => undefined)),
    api,
    summary: { file: summary, before: Buffer.byteLength(change.held ?? '') },
  }
}

/** The commit that pull request 7 proposes. */
export const HEAD = 'abc1234'.padEnd(40, '0')

export function payload(change: object = {}): object {
  const repo = { full_name: 'acme/router' }
  const pull_request = { number: 7, user: { login: 'ann' }, head: { sha: HEAD, repo }, base: { repo } }
  return { action: 'synchronize', pull_request, ...change }
}

/** Of a pull request from a fork. */
export const FORK = {
  pull_request: {
    number: 7,
    user: { login: 'eve' },
    head: { sha: HEAD, repo: { full_name: 'eve/router' } },
    base: { repo: { full_name: 'acme/router' } },
  },
}
