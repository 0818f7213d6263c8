/** The jobs that the documentation shows are run as they stand there; a folder plays the artifact. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { ROOT } from '../cli'
import { commit, put, run } from '../read/repository'
import { act, built, rows } from './action'
import { loopback } from './loopback'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly if?: string
  readonly with?: Readonly<Record<string, string>>
}
interface Job {
  readonly needs?: string
  readonly if?: string
  readonly steps: readonly Step[]
}
interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>
}

/** Every workflow that a page shows. */
function workflowsOf(file: string): Workflow[] {
  const blocks = readFileSync(join(ROOT, file), 'utf8').matchAll(/^```ya?ml\n([\s\S]*?)^```/gm)
  return [...blocks].filter(([, text]) => /^jobs:/m.test(text!)).map(([, text]) => parse(text!))
}

const [recipe] = workflowsOf('docs/recipes.md') as [Workflow]
/** Jobs that predict and judge in one. */
const JOBS = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
]
  .flatMap(file =>
    workflowsOf(file).flatMap(({ jobs }) => Object.entries(jobs).map(([name, job]) => ({ file, name, job }))),
  )
  .filter(({ job: { steps } }) => steps.some(isOurs) && steps.some(step => step.run !== undefined))
const LABELS = ['a', 'b', 'a', 'b']
const SPEC = `version: 1
name: Recipe
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
gates: [{ metric: accuracy, min: 0.9 }]
`

beforeAll(built, 120_000)

const ENDINGS = [
  ['predicts well', `cat > eval/candidate.jsonl <<'X'\n${rows('prediction', LABELS)}X\n`, 'pass', 0],
  ['fails', 'exit 1\n', 'error', 1],
] as const

/** One that holds the bar, and a `predict.sh` of these lines. */
function repository(script: string): { folder: string; sha: string } {
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-recipe-'))
  run(folder, 'init', '--quiet', '--initial-branch=main')
  put(folder, {
    'eval/gate.yml': SPEC,
    // where the input spec is left out
    'goldbar.yml': SPEC.replaceAll('path: ', 'path: eval/'),
    'eval/gold.jsonl': rows('label', LABELS),
    'predict.sh': `#!/bin/sh\n${script}`,
  })
  chmodSync(join(folder, 'predict.sh'), 0o755)
  run(folder, 'add', '--all')
  return { folder, sha: commit(folder, 'all') }
}

function isOurs({ uses }: Step): boolean {
  return uses?.startsWith('OWNER/goldbar@') === true
}

test('the pages show jobs that predict and judge', () => {
  const files = new Set(JOBS.map(({ file }) => file))
  expect([...files]).toEqual(['README.md', 'docs/forks.md', 'docs/recipes.md'])
})

describe.each(JOBS)('the job $name of $file', ({ job: { steps } }) => {
  test.each(ENDINGS)('that %s', async (_, script, verdict, code) => {
    const { folder, sha } = repository(script)
    let failed = false
    for (const { run } of steps.slice(0, steps.findIndex(isOurs))) {
      try {
        if (run && !failed) execFileSync('sh', ['-ec', run], { cwd: folder, stdio: 'ignore' })
      } catch {
        failed = true
      }
    }
    const step = steps.find(isOurs)!
    // it runs after a step that failed, too
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
    expect(step.if).toBe('${{ !cancelled() }}')
    const github = await loopback()
    github.repository = folder
    const payload = { merge_group: { base_sha: sha, head_sha: sha, base_ref: 'refs/heads/main' } }
    const { with: inputs = {} } = step
    const ended = await act(github, folder, {
      event: 'merge_group',
      payload,
      sha,
      ref: 'refs/heads/x',
      inputs,
    })
    await github.close()
    expect([failed, ended.code, ended.outputs.verdict]).toEqual([code !== 0, code, verdict])
  })
})

test.each(ENDINGS)('two jobs: a first one that %s', async (_, script, verdict, code) => {
  const { folder, sha } = repository(script)
  const { predict, 'model-gate': gate } = recipe.jobs
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
  expect([gate!.needs, gate!.if]).toEqual(['predict', '${{ !cancelled() }}'])
  const { ended } = await judged(folder, sha, predict!, gate!)
  expect([ended.code, ended.outputs.verdict]).toEqual([code, verdict])
})

test('what is to be signed after a pass is there, and after a failed prediction the job is skipped', async () => {
  const [{ jobs }] = workflowsOf('docs/statement.md') as [Workflow]
  const { predict, attest } = jobs
  // without an if of its own, GitHub skips it where the job that it needs failed
  expect([attest!.needs, attest!.if]).toEqual(['predict', undefined])
  const { folder, sha } = repository(ENDINGS[0][1])
  const { ended, workspace } = await judged(folder, sha, predict!, attest!)
  expect([ended.code, ended.outputs.verdict]).toEqual([0, 'pass'])
  const { with: signed } = attest!.steps.find(({ uses }) => uses?.startsWith('actions/attest@'))!
  const read = (name: string) => readFileSync(join(workspace, signed![name]!), 'utf8')
  const statement = JSON.parse(readFileSync(join(workspace, ended.outputs.statement!), 'utf8'))
  expect(statement.predicateType).toBe(signed!['predicate-type'])
  expect(statement.predicate).toEqual(JSON.parse(read('predicate-path')))
  expect(statement.predicate.result).toBe('PASSED')
  const candidate = readFileSync(join(workspace, 'eval/candidate.jsonl'))
  const sha256 = createHash('sha256').update(candidate).digest('hex')
  expect(read('subject-checksums')).toBe(`${sha256}  eval/candidate.jsonl\n`)
})

/** Two jobs on machines of their own, with a folder as the artifact between them. */
async function judged(folder: string, sha: string, predict: Job, gate: Job) {
  const artifact = mkdtempSync(join(tmpdir(), 'goldbar-artifact-'))
  const job = () => {
    const clone = mkdtempSync(join(tmpdir(), 'goldbar-job-'))
    run(clone, 'clone', '--quiet', `file://${folder}`, '.')
    return clone
  }
  const first = job()
  try {
    for (const step of predict.steps) {
      if (step.run) execFileSync('sh', ['-ec', step.run], { cwd: first, stdio: 'ignore' })
      if (step.uses?.includes('upload-artifact'))
        cpSync(join(first, step.with!.path!), join(artifact, 'candidate.jsonl'))
    }
  } catch {
    expect(existsSync(join(artifact, 'candidate.jsonl'))).toBe(false)
  }
  const second = job()
  const download = gate.steps.find(({ uses }) => uses?.includes('download-artifact'))!
  cpSync(artifact, join(second, download.with!.path!), { recursive: true })
  const github = await loopback()
  github.repository = folder
  const { with: inputs = {} } = gate.steps.find(isOurs)!
  const payload = { merge_group: { base_sha: sha, head_sha: sha, base_ref: 'refs/heads/main' } }
  const ended = await act(github, second, { event: 'merge_group', payload, sha, ref: 'refs/heads/x', inputs })
  await github.close()
  return { ended, workspace: second }
}
