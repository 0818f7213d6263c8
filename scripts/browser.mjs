// Finds the Chromium that the tests of report.html run in, and installs Debian's where there is none and that is possible.

import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Nothing but what the test asks for, and no wish for a sandbox that a container may not have. */
export const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking']

/** Path of a browser; throws where there is none, for a test that has none has tested nothing. */
export function browser() {
  return find() ?? install()
}

function find() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return NAMES.flatMap(name => folders.map(folder => join(folder, name))).find(isProgram)
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function install() {
  try {
    const run = (...words) => execFileSync('apt-get', words, { stdio: ['ignore', 'ignore', 'pipe'] })
    run('update', '-qq')
    run('install', '-y', '-qq', '--no-install-recommends', 'chromium')
  } catch (fault) {
    throw new Error(`The tests of report.html need Chromium, and it cannot be installed: ${fault.message}`)
  }
  const found = find()
  if (!found) throw new Error('The tests of report.html need Chromium; apt-get installed none.')
  return found
}
