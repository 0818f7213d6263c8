import type { Found } from './blob'
import type { Tree } from './github'

/**
 * What a whole listing says of a file: its blob, that it is absent, or why it cannot be read. Undefined of a link, whose
 * aim must be asked for.
 */
export function listed(
  path: string,
  tree: Tree,
): Extract<Found, { kind: 'same' | 'absent' | 'unreadable' }> | undefined {
  const entry = tree.get(path)
  if (entry !== undefined) return ENTRIES[entry.slice(0, 6)]?.(entry.slice(7))
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    const folder = path.slice(0, at)
    const mode = tree.get(folder)?.slice(0, 6)
    if (mode === LINK) return { kind: 'unreadable', why: `${folder} is a link` }
    if (mode === SUBMODULE) return { kind: 'unreadable', why: `${folder} is a submodule` }
  }
  for (const other of tree.keys())
    if (other.startsWith(`${path}/`)) return { kind: 'unreadable', why: 'it is a folder' }
  return { kind: 'absent' }
}

const LINK = '120000'
const SUBMODULE = '160000'

const file = (blob: string) => ({ kind: 'same', blob }) as const

/** By mode; git knows no other one of a file. */
const ENTRIES: Readonly<Record<string, (blob: string) => Found & { kind: 'same' | 'unreadable' }>> = {
  '100644': file,
  '100755': file,
  '100664': file,
  [SUBMODULE]: () => ({ kind: 'unreadable', why: 'it is a submodule' }),
}
