/** The jobs of docs/recipes.md are run as they stand there; a folder plays the artifact. */
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { ROOT } from '../cli'
import { commit, put, run } from '../read/repository'
import { act, built, rows } from './action'
import { loopback } from './loopback'

interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, string>>
}
const recipe = parse(
  /^```yaml\n([\s\S]*?)^```/m.exec(readFileSync(join(ROOT, 'docs/recipes.md'), 'utf8'))![1]!,
) as { jobs: Record<string, { needs?: string; if?: string; steps: Step[] }> }
const LABELS = ['a', 'b', 'a', 'b']
const SPEC = `version: 1
name: Recipe
task: classification
gold: { path: gold.jsonl, reference: label }
candidate: { path: candidate.jsonl, prediction: prediction }
gates: [{ metric: accuracy, min: 0.9 }]
`

beforeAll(built, 120_000)

test.each([
  ['predicts well', `cat > eval/candidate.jsonl <<'X'\n${rows('prediction', LABELS)}X\n`, 'pass', 0],
  ['fails', 'exit 1\n', 'error', 1],
])('two jobs: a first one that %s', async (_, script, verdict, code) => {
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-recipe-'))
  run(folder, 'init', '--quiet', '--initial-branch=main')
  put(folder, {
    'eval/gate.yml': SPEC,
    'eval/gold.jsonl': rows('label', LABELS),
    'predict.sh': `#!/bin/sh\n${script}`,
  })
  chmodSync(join(folder, 'predict.sh'), 0o755)
  run(folder, 'add', '--all')
  const sha = commit(folder, 'all')
  const { predict, 'model-gate': gate } = recipe.jobs
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an expression of GitHub's
  expect([gate!.needs, gate!.if]).toEqual(['predict', '${{ !cancelled() }}'])
  const artifact = mkdtempSync(join(tmpdir(), 'goldbar-artifact-'))
  const job = () => {
    const clone = mkdtempSync(join(tmpdir(), 'goldbar-job-'))
    run(clone, 'clone', '--quiet', `file://${folder}`, '.')
    return clone
  }
  const first = job()
  try {
    for (const step of predict!.steps) {
      if (step.run) execFileSync('sh', ['-ec', step.run], { cwd: first, stdio: 'ignore' })
      if (step.uses?.includes('upload-artifact'))
        cpSync(join(first, step.with!.path!), join(artifact, 'candidate.jsonl'))
    }
  } catch {
    expect(existsSync(join(artifact, 'candidate.jsonl'))).toBe(false)
  }
  const second = job()
  const download = gate!.steps.find(({ uses }) => uses?.includes('download-artifact'))!
  cpSync(artifact, join(second, download.with!.path!), { recursive: true })
  const github = await loopback()
  github.repository = folder
  const { with: inputs = {} } = gate!.steps.find(({ uses }) => uses?.includes('goldbar@'))!
  const payload = { merge_group: { base_sha: sha, head_sha: sha, base_ref: 'refs/heads/main' } }
  const ended = await act(github, second, { event: 'merge_group', payload, sha, ref: 'refs/heads/x', inputs })
  await github.close()
  expect([ended.code, ended.outputs.verdict]).toEqual([code, verdict])
})
