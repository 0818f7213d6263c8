/** The events that the tests send are as GitHub describes them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { webhook } from './openapi'

const FOLDER = join(import.meta.dirname, 'payloads')

/** A webhook for each event, by how the file's name starts; what has none is made by Actions itself. */
const WEBHOOKS: Readonly<Record<string, string>> = {
  'pull_request.fork': 'pull-request-opened',
  'pull_request.deleted-fork': 'pull-request-labeled',
  'pull_request.dependabot': 'pull-request-opened',
  push: 'push',
  workflow_run: 'workflow-run-completed',
  repository_dispatch: 'repository-dispatch-sample.collected',
}

test.each(readdirSync(FOLDER).filter(file => file !== 'schedule.json'))('%s', file => {
  const name = file.replace(/\.json$/, '')
  const event = WEBHOOKS[name] ?? WEBHOOKS[name.split('.')[0]!] ?? name.replaceAll(/[._]/g, '-')
  expect(webhook(event, JSON.parse(readFileSync(join(FOLDER, file), 'utf8')))).toEqual([])
})
