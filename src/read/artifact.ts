/**
 * What the run before this one left behind: predictions, and nothing else. It is a stranger's, so only files that a spec
 * names are taken from it, and none of it is believed.
 */
import { createHash } from 'node:crypto'
import { open as openFile } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import type { Open } from '../files'
import type { Source } from '../formats/format'
import { type Problems, quote } from '../problems'
import type { Followed } from './followed'
import type { Api, Artifact } from './github'
import { refused } from './patience'
import type { Scratch } from './scratch'
import { excess, source } from './source'
import { openZip, type Zip } from './zip'

/** Bytes of an artifact as it is sent; predictions of a million examples have some tens of millions. */
export const MOST_SENT = 512 * 2 ** 20

export interface Left {
  /** opens a file that a spec or the input candidate names */
  readonly open: Open
  close(): void
}

/** Undefined where there is none to read, which joins `problems`. */
export async function leftBehind(
  name: string,
  { run, started }: Followed,
  api: Api | undefined,
  scratch: Scratch,
  problems: Problems,
): Promise<Left | undefined> {
  const at = { artifact: quote(name), run }
  const all = await api?.artifacts(run, name)
  if (all === undefined || refused(all)) {
    const why = all?.why ?? 'there is no token to ask GitHub with'
    problems.add('artifact.unreachable', {}, { ...at, why })
    return undefined
  }
  const here = all.filter(({ expired }) => !expired)
  // a run that is repeated keeps what its earlier attempts left
  const last = here.filter(({ made = 0 }) => started !== undefined && made >= started)
  const [one, other] = last.length > 0 ? last : here
  if (one === undefined)
    problems.add('artifact.none', {}, { ...at, expired: all.length > 0 ? ', or only one that expired' : '' })
  else if (other !== undefined) problems.add('artifact.several', {}, at)
  else if (one.bytes > MOST_SENT) problems.add('artifact.too-large', {}, { ...at, limit: MOST_SENT })
  else {
    const zip = await sent(one, api!, scratch.path())
    if (typeof zip === 'object') return left(zip, at.artifact, scratch)
    problems.add('artifact.unreadable', {}, { ...at, why: zip })
  }
  return undefined
}

/** A text says why it cannot be read. */
async function sent({ id, sha256 }: Artifact, api: Api, path: string): Promise<Zip | string> {
  const got = await api.zip(id, async bytes => {
    const hash = createHash('sha256')
    const file = await openFile(path, 'w')
    try {
      let length = 0
      for await (const chunk of bytes) {
        length += chunk.length
        if (length > MOST_SENT) return undefined
        hash.update(chunk)
        await file.writeFile(chunk)
      }
      return hash.digest('hex')
    } finally {
      await file.close()
    }
  })
  if (refused(got)) return got.why
  if (got === undefined) return `it has more than ${MOST_SENT} bytes, which is not what GitHub said of it`
  if (sha256 !== undefined && got !== sha256)
    return `GitHub names sha256 ${sha256}, and what it sent has ${got}`
  return openZip(path)
}

function left(zip: Zip, artifact: string, scratch: Scratch): Left {
  const taken = new Map<string, Promise<string | { readonly path: string }>>()

  /** Each file once, for it is read once more for the examples that a report shows. */
  function take(name: string): Promise<string | { readonly path: string }> {
    const path = scratch.path()
    const known = taken.get(name) ?? zip.extract(name, path).then(why => why ?? { path })
    taken.set(name, known)
    return known
  }

  async function open(path: string, from: Parameters<Open>[1]): Promise<Source | undefined> {
    const { spec, key, place, limits, problems } = from
    const given = path.replaceAll('\\', '/')
    const file = join(spec === undefined ? '' : dirname(spec), given).replaceAll('\\', '/')
    const name = find([file, posix.normalize(given)], zip)
    if (typeof name !== 'string') {
      const why =
        name === undefined ? 'does not hold it' : `holds ${name.several} files of that name elsewhere`
      problems.add('artifact.file', place, { key, file: quote(file), artifact, why })
      return undefined
    }
    const { packed, bytes } = zip.files.get(name)!
    const over = excess(bytes, packed, limits)
    if (over !== undefined) {
      problems.add('file.too-large', { file }, over)
      return undefined
    }
    const found = await take(name)
    if (typeof found !== 'string') return source(found.path, file, limits, problems)
    problems.add('file.truncated', { file }, { why: found })
    return undefined
  }

  return { open, close: () => zip.close() }
}

/** Uploading cuts off the folders that all files share, so a bare name will do where only one file bears it. */
function find(names: readonly string[], { files }: Zip): string | undefined | { several: number } {
  const exact = names.find(name => files.has(name))
  if (exact !== undefined) return exact
  const bare = posix.basename(names[0]!)
  const [one, ...others] = [...files.keys()].filter(name => posix.basename(name) === bare)
  return others.length > 0 ? { several: others.length + 1 } : one
}
