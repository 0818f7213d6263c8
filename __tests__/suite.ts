/** Small suites in temporary folders, judged by the committed command line. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from '@jest/globals'
import type { Problem } from '../src/problems'
import type { Report, Suite } from '../src/report/report'
import { goldbar, type Run } from './cli'

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A new folder that holds `files`, by relative path. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'goldbar-suite-'))
  made.push(folder)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

export interface Judged extends Run {
  readonly report: Report
  readonly suite: Suite
  /** of the suite and of none */
  readonly problems: readonly Problem[]
}

/** Judges `spec` in `folder`. */
export async function judge(
  folder: string,
  spec = 'gate.yml',
  words: readonly string[] = [],
): Promise<Judged> {
  const run = await goldbar(['check', spec, ...words], folder)
  const report = JSON.parse(readFileSync(join(folder, 'goldbar-report/report.json'), 'utf8')) as Report
  const problems = [...report.problems, ...report.suites.flatMap(suite => suite.problems)]
  return { ...run, report, suite: report.suites[0]!, problems }
}

export function jsonl(rows: readonly object[]): string {
  return rows.map(row => `${JSON.stringify(row)}\n`).join('')
}
