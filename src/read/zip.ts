/**
 * A zip that a stranger made. Its directory is looked at whole before anything of it is taken, single files are then
 * inflated under names of ours, and no name of the zip ever becomes a path on this machine.
 */
import { createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { crc32 } from 'node:zlib'
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl'

export interface Zip {
  /** what its directory says of each file, by name, with `/` */
  readonly files: ReadonlyMap<string, { readonly packed: number; readonly bytes: number }>
  /** Inflates a file to a path where none is; a text says why it cannot be. */
  extract(name: string, to: string): Promise<string | undefined>
  close(): void
}

/** Entries of one zip, folders among them. */
export const MOST_ENTRIES = 10_000
/** UTF-16 units of one name. */
export const MOST_NAME = 1_000
/** Inflated bytes of all files together. */
export const MOST_BYTES = 4 * 2 ** 30

/** A text says why it is not to be trusted. */
export async function openZip(path: string): Promise<Zip | string> {
  const zip = await openPromise(path, OPTIONS).catch(unreadable)
  if (typeof zip === 'string') return zip
  const entries = await directory(zip).catch(unreadable)
  if (typeof entries === 'string') {
    zip.close()
    return entries
  }
  return {
    files: new Map(
      [...entries].map(([name, entry]) => [
        name,
        { packed: entry.compressedSize, bytes: entry.uncompressedSize },
      ]),
    ),
    extract: (name, to) => extract(zip, entries.get(name)!, to),
    close: () => zip.close(),
  }
}

/** Names stay bytes at first, so that what is wrong with one is told in our words. */
const OPTIONS = {
  autoClose: false,
  lazyEntries: true,
  decodeStrings: false,
  validateEntrySizes: true,
} as const

function unreadable(): string {
  return 'it is cut short, damaged, or not packed as zip'
}

async function directory(zip: ZipFile): Promise<ReadonlyMap<string, Entry> | string> {
  const entries = new Map<string, Entry>()
  let bytes = 0
  let count = 0
  for await (const entry of zip.eachEntry()) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true)
    const why = misnamed(name) ?? special(entry)
    if (why !== undefined) return why
    bytes += entry.uncompressedSize
    count++
    if (count > MOST_ENTRIES) return `it has more than ${MOST_ENTRIES} entries`
    if (bytes > MOST_BYTES) return `its files have more than ${MOST_BYTES} bytes`
    if (name.endsWith('/')) continue
    if (entries.has(name)) return 'two of its entries bear one name'
    entries.set(name, entry)
  }
  return entries
}

function misnamed(name: string): string | undefined {
  if (name.length > MOST_NAME) return `a name in it has more than ${MOST_NAME} characters`
  return NAMES.find(([pattern]) => pattern.test(name))?.[1]
}

const NAMES = [
  [/^$/, 'an entry has no name'],
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  [/[\0-\x1f\x7f]/, 'a name in it holds a control character'],
  [/\\/, 'a name in it holds a backslash'],
  [/^\//, 'a name in it is an absolute path'],
  [/^[A-Za-z]:/, 'a name in it begins with the letter of a drive'],
  [/(?:^|\/)\.\.?(?:\/|$)/, 'a name in it leads out of its folder'],
] as const

/** Unix modes lie in the upper half; other systems have no links there. */
function special({ externalFileAttributes, generalPurposeBitFlag }: Entry): string | undefined {
  const kind = (externalFileAttributes >>> 16) & 0o170000
  if (kind !== 0 && kind !== REGULAR && kind !== FOLDER) return 'it holds a link or a device'
  return (generalPurposeBitFlag & ENCRYPTED) === 0 ? undefined : 'it is encrypted'
}

const REGULAR = 0o100000
const FOLDER = 0o040000
const ENCRYPTED = 1

async function extract(zip: ZipFile, entry: Entry, to: string): Promise<string | undefined> {
  let sum = 0
  const check = new Transform({
    transform(chunk: Buffer, _, done) {
      sum = crc32(chunk, sum)
      done(null, chunk)
    },
  })
  try {
    // more bytes than the directory says, or fewer, end in an error
    const bytes = await zip.openReadStreamPromise(entry)
    await pipeline(bytes, check, createWriteStream(to, { flags: 'wx' }))
  } catch (fault) {
    if (typeof (fault as NodeJS.ErrnoException).syscall === 'string') throw fault
    return unreadable()
  }
  return sum === entry.crc32 ? undefined : unreadable()
}
