import { relative, resolve, sep } from 'node:path'
import { glob, isDynamicPattern } from 'tinyglobby'

/**
 * What a path or glob names among the files of a commit, sorted: the file of that very name, else what it matches, just as
 * if they lay in a folder.
 */
export async function named(pattern: string, paths: readonly string[]): Promise<string[]> {
  const literal = relative(ROOT, resolve(ROOT, pattern)).split(sep).join('/')
  if (paths.includes(literal)) return [literal]
  if (!isDynamicPattern(pattern)) return []
  const options = { absolute: true, dot: true, expandDirectories: false, followSymbolicLinks: false }
  const found = await glob(pattern, { cwd: ROOT, ...options, fs: folderOf(paths) })
  return found.map(path => relative(ROOT, path).split(sep).join('/')).sort()
}

/** Whether a path may name other files than the one of that very name. */
export function isPattern(path: string): boolean {
  return /[*?[\]{}!()]/.test(path)
}

/** A folder that is on no disk. */
const ROOT = resolve(sep, 'commit')

/** Looks like node:fs to the search, which asks for nothing but the entries of folders. */
function folderOf(paths: readonly string[]): { readdir: typeof import('node:fs').readdir } {
  const folders = new Map<string, Map<string, Entry>>()
  for (const path of paths) {
    const parts = path.split('/')
    for (const [i, name] of parts.entries()) {
      const at = parts.slice(0, i).join('/')
      const entries = folders.get(at) ?? new Map<string, Entry>()
      folders.set(at, entries.set(name, entryOf(name, i < parts.length - 1)))
    }
  }
  const readdir = (path: string, _: unknown, done: (fault: null, entries: Entry[]) => void) => {
    const entries = folders.get(relative(ROOT, path).split(sep).join('/'))
    // later, or the search would go as deep into the stack as the folders are nested
    setImmediate(done, null, [...(entries?.values() ?? [])])
  }
  return { readdir } as unknown as { readdir: typeof import('node:fs').readdir }
}

interface Entry {
  readonly name: string
  isFile(): boolean
  isDirectory(): boolean
  isSymbolicLink(): boolean
}

function entryOf(name: string, folder: boolean): Entry {
  return { name, isFile: () => !folder, isDirectory: () => folder, isSymbolicLink: () => false }
}
