/** Which repository a file of the workspace belongs to: a workflow may check out several, or one in a folder. */
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

export interface Checkout {
  /** absolute path of the repository's folder */
  readonly root: string
  /** of the file in the repository, with `/` */
  readonly path: string
}

/**
 * Of the folders in the workspace that lead to the file and have a `.git`, the outermost: one that a step made further in
 * must not hide the file from its repository. Else the nearest above the workspace, else the workspace (no git in the image).
 */
export function checkoutOf(workspace: string, file: string): Checkout {
  const full = resolve(workspace, file)
  const top = resolve(workspace)
  let found: string | undefined
  for (let root = dirname(full); ; root = dirname(root)) {
    const outside = root !== top && !root.startsWith(top.endsWith(sep) ? top : top + sep)
    if (outside && found !== undefined) break
    if (existsSync(join(root, '.git'))) {
      found = root
      if (outside) break
    }
    if (dirname(root) === root) break
  }
  return at(found ?? top, full)
}

function at(root: string, file: string): Checkout {
  return { root, path: relative(root, file).split(sep).join('/') }
}
