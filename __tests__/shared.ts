/** Reference data that lies beside the repository and is not part of it. Where it is absent, tests say so and skip. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from '@jest/globals'
import { ROOT } from './cli'

const SHARED = join(ROOT, '../shared')

/** A block of tests on the folder `part`; without it one test that is skipped and says why. */
export function describeShared(part: string, title: string, tests: (folder: string) => void): void {
  const folder = join(SHARED, part)
  if (existsSync(folder)) {
    describe(title, () => tests(folder))
    return
  }
  console.warn(`NOT TESTED: ${title}. The reference data ../shared/${part} is not beside this repository.`)
  describe(title, () => test.skip(`../shared/${part} is not beside this repository`, () => {}))
}
