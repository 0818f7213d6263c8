import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { named } from '../../src/read/names'
import { type Scratch, scratchFolder } from '../../src/read/scratch'
import { checkedOut, type Version } from '../../src/read/version'

describe('a file of the checkout', () => {
  let folder: string
  let scratch: Scratch
  let version: Version

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'goldbar-version-'))
    scratch = scratchFolder()
    version = checkedOut(folder, 'a'.repeat(40), scratch)
  })
  afterEach(() => scratch.remove())

  test('is named as git names it', async () => {
    writeFileSync(join(folder, 'gold.jsonl'), 'one\n')
    // git hash-object, also of an empty file
    expect(await version.blob('gold.jsonl')).toBe('5626abf0f72e58d7a153368ba57db4c673c0e171')
    writeFileSync(join(folder, 'empty'), '')
    expect(await version.blob('empty')).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391')
    const sha256 = checkedOut(folder, 'a'.repeat(64), scratch)
    expect(await sha256.blob('empty')).toBe(
      '473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813',
    )
  })

  test('that is swapped after it was named is read as it was named', async () => {
    writeFileSync(join(folder, 'gold.jsonl'), 'one\n')
    const blob = await version.blob('gold.jsonl')
    writeFileSync(join(folder, 'gold.jsonl'), 'two\n')
    const copy = await version.copy('gold.jsonl')
    expect([copy?.blob, readFileSync(copy!.path, 'utf8')]).toEqual([blob, 'one\n'])
  })

  test('is none where there is a folder, a pipe or nothing', async () => {
    if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe')])
    for (const file of ['.', 'pipe', 'none']) expect(await version.copy(file)).toBeUndefined()
  })

  test('leaves nothing behind', async () => {
    writeFileSync(join(folder, 'gold.jsonl'), 'one\n')
    const { path } = (await version.copy('gold.jsonl'))!
    scratch.remove()
    expect(() => readFileSync(path)).toThrow('ENOENT')
    expect(readdirSync(folder)).toEqual(['gold.jsonl'])
  })
})

describe('of the files of a commit', () => {
  const paths = ['eval/gate.yml', 'eval/.hidden.yml', 'a/b/gate.yml', 'x.yml', '[x].yml', 'eval.yml/gate.txt']
  test.each([
    ['eval/gate.yml', ['eval/gate.yml']],
    ['./eval/gate.yml', ['eval/gate.yml']],
    ['eval/*.yml', ['eval/.hidden.yml', 'eval/gate.yml']],
    ['**/gate.yml', ['a/b/gate.yml', 'eval/gate.yml']],
    ['{eval,a/b}/gate.yml', ['a/b/gate.yml', 'eval/gate.yml']],
    // the file of that very name, before what it would match
    ['[x].yml', ['[x].yml']],
    ['[xy].yml', ['x.yml']],
    ['eval', []],
    ['none.yml', []],
    ['../*.yml', []],
  ])('%s names %j', async (pattern, files) => {
    expect(await named(pattern, paths)).toEqual(files)
  })

  test('however deep they lie', async () => {
    const deep = `${'a/'.repeat(2000)}gate.yml`
    expect(await named('**/gate.yml', [deep])).toEqual([deep])
  })
})
