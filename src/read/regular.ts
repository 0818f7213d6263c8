import { constants, type Stats } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** Opens a regular file for reading; what else a path may lead to would wait for ever, or never end. */
export async function openRegular(path: string): Promise<FileHandle> {
  // without waiting for the other side of a pipe that took the file's place
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  const why = irregular(await handle.stat())
  if (why === undefined) return handle
  await handle.close()
  throw Object.assign(new Error(why), { code: 'EISDIR' })
}

/** Why this is no regular file, in words; undefined when it is one. */
export function irregular(stats: Stats): string | undefined {
  if (stats.isFile()) return undefined
  if (stats.isDirectory()) return 'it is a folder'
  return stats.isFIFO() || stats.isSocket() ? 'it is a pipe' : 'it is a device'
}

/** Why a file cannot be read, without paths of this machine. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return REASONS[code ?? ''] ?? code ?? message
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'its name is too long',
  ENOENT: 'it is a link to nothing, or was removed',
  ENOTDIR: 'a part of its path is no folder',
  ERR_INVALID_ARG_VALUE: 'its name holds a NUL character',
  EIO: 'the disk failed',
}
