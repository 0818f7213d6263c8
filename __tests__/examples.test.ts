/** A folder of examples/ is a runnable example: what dist/cli.js makes of its files is the report.md that lies beside them. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, jest, test } from '@jest/globals'
import { Ajv } from 'ajv'
import type { Report } from '../src/report/report'
import { goldbar, ROOT } from './cli'

const EXIT = { pass: 0, fail: 1, error: 2, inconclusive: 3 } as const

const folders = readdirSync(join(ROOT, 'examples'), { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name)
  .sort()
const scratch = mkdtempSync(join(tmpdir(), 'goldbar-examples-'))
jest.setTimeout(60_000)
/** All start at once. */
const runs = new Map(folders.map(name => [name, judged(name)]))
const shape = new Ajv({ allErrors: true }).compile(
  JSON.parse(readFileSync(join(ROOT, 'schema/report.schema.json'), 'utf8')),
)

afterAll(async () => {
  await Promise.all(runs.values())
  rmSync(scratch, { recursive: true })
})

async function judged(name: string) {
  const output = join(scratch, name)
  const run = await goldbar(['check', `examples/${name}/gate.yml`, '--base', 'none', '--output', output])
  const written = (file: string) => readFileSync(join(output, file), 'utf8')
  return {
    ...run,
    markdown: () => written('report.md'),
    json: () => JSON.parse(written('report.json')) as Report,
  }
}

function committed(name: string, file: string): string {
  return readFileSync(join(ROOT, 'examples', name, file), 'utf8')
}

test('there are examples', () => {
  expect(folders).toEqual(
    expect.arrayContaining(['comment-tags', 'ticket-router', 'ticket-router-regressed']),
  )
})

describe.each(folders)('examples/%s', name => {
  const expected = /^# expect: (pass|fail|error|inconclusive)\n/.exec(committed(name, 'gate.yml'))?.[1]

  test('says in the first line of gate.yml what to expect, and that comes out', async () => {
    const { status, stderr, json } = await runs.get(name)!
    expect(stderr).toBe('')
    expect(json().verdict).toBe(expected)
    expect(status).toBe(EXIT[expected as keyof typeof EXIT])
  })

  test('gives the report that lies beside it, to the byte', async () => {
    const { markdown } = await runs.get(name)!
    const got = markdown()
    if (got !== committed(name, 'report.md')) console.log(renewal(name))
    expect(got).toBe(committed(name, 'report.md'))
  })

  test('gives a report.json of the published shape', async () => {
    const { json } = await runs.get(name)!
    shape(json())
    expect(shape.errors).toBeNull()
  })
})

function renewal(name: string): string {
  const commands = [
    `node dist/cli.js check examples/${name}/gate.yml --base none --output goldbar-report`,
    `cp goldbar-report/report.md examples/${name}/report.md`,
  ]
  return `If the new report is right, read it as prose and renew the expected one:\n${commands.join('\n')}`
}
