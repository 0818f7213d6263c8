/** Which repository a file of the workspace belongs to: a workflow may check out several, or one in a folder. */
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

export interface Checkout {
  /** absolute path of the repository's folder */
  readonly root: string
  /** of the file in the repository, with `/` */
  readonly path: string
}

/** The nearest folder above the file that has a `.git`; the workspace itself where there is none (no git in the image). */
export function checkoutOf(workspace: string, file: string): Checkout {
  const full = resolve(workspace, file)
  let root = dirname(full)
  while (!existsSync(join(root, '.git'))) {
    if (dirname(root) === root) return at(resolve(workspace), full)
    root = dirname(root)
  }
  return at(root, full)
}

function at(root: string, file: string): Checkout {
  return { root, path: relative(root, file).split(sep).join('/') }
}
