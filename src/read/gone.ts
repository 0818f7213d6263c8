import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import type { Problems } from '../problems'
import type { Registered } from '../registration'
import type { SpecFile } from '../suite'
import { misplaced } from './blob'
import { checkoutOf } from './checkout'
import { isPattern, named } from './names'

/** The specs that `patterns` named at the base, and that the workspace `root` has no more. */
export async function goneSpecs(
  patterns: readonly string[],
  root: string,
  changed: () => Promise<readonly string[] | undefined>,
  registered: Registered,
  problems: Problems,
  repository = checkoutOf(root, 'goldbar.yml').root,
): Promise<SpecFile[]> {
  const open = patterns.filter(pattern => isPattern(pattern) && !existsSync(resolve(root, pattern)))
  if (open.length === 0) return []
  const touched = await changed()
  if (touched === undefined) problems.add('base.pattern', {}, { key: 'The input spec' })
  const files = (touched ?? [])
    .map(path => relative(root, join(repository, path)).replaceAll('\\', '/'))
    .filter(file => misplaced(file) === undefined && !existsSync(resolve(root, file)))
  const found = await Promise.all(open.map(pattern => named(pattern, files)))
  return specsAt([...new Set(found.flat())].sort(), registered, problems)
}

/** As the base has them; those that it does not have are left out. */
export async function specsAt(
  files: readonly string[],
  registered: Registered,
  problems: Problems,
): Promise<SpecFile[]> {
  const specs = await Promise.all(files.map(file => registered.spec(file, problems)))
  return specs.filter(spec => spec !== null && spec !== undefined)
}
