import type { World } from '../evaluate'
import type { Problems } from '../problems'
import { goneSpecs } from './gone'
import type { Inputs } from './inputs'
import type { Reached } from './reach'
import { registeredAt } from './registered'
import type { Scratch } from './scratch'
import { workspace } from './sources'
import { checkedOut } from './version'

/** What lies in the workspace `root`, judged by the bar of its base where it has one. */
export async function checkedOutWorld(
  root: string,
  reached: Extract<Reached, { kind: 'checkout' }> | undefined,
  scratch: Scratch,
  { specs: patterns, unregistered }: Inputs,
  problems: Problems,
): Promise<Omit<World, 'date' | 'goldbar_sha256'>> {
  const { specs: find, open } = workspace(root, problems)
  const { specs } = await find(patterns)
  problems.stop()
  if (reached === undefined) return { specs, problems, open }
  const { base, changed, stale } = reached
  const version = checkedOut(root, base.sha, scratch)
  const registered = registeredAt({
    base,
    open,
    version,
    scratch,
    unregistered,
    compared: true,
    changed,
    stale,
  })
  const gone = await goneSpecs(patterns, root, changed, registered, problems)
  return { specs, problems, open, registered, gone }
}
