import type { Place, Problems } from '../problems'

/**
 * Tells when the first bytes show that a file holds no rows at all, so that nobody has to guess it from a syntax
 * error; true when it was told.
 */
export function tellForeign(head: Buffer, place: Place, problems: Problems): boolean {
  if (UTF16_MARKS.some(mark => startsWith(head, mark)) || halfNul(head)) problems.add('text.utf16', place, {})
  else if (startsWith(head, LFS_POINTER)) problems.add('file.lfs-pointer', place, {})
  else if (HTML.test(head.toString('latin1', 0, 1024)))
    problems.add(
      'json.syntax',
      { ...place, line: 1 },
      { why: 'it looks like an HTML page, as a failed download leaves it' },
    )
  else if (!tellBinary(head, place, problems)) return tellNul(head, place, problems)
  return true
}

const UTF16_MARKS = [Buffer.of(0xff, 0xfe), Buffer.of(0xfe, 0xff)]
const LFS_POINTER = Buffer.from('version https://git-lfs.github.com/spec/')
const HTML = /^\s*<(?:!doctype|!--|html|head|body|\?xml)/iu

const BINARY: readonly (readonly [Buffer, string])[] = [
  [Buffer.of(0x28, 0xb5, 0x2f, 0xfd), 'compressed with Zstandard'],
  [Buffer.of(0x1f, 0x8b), 'compressed twice'],
  [Buffer.from('PK\x03\x04'), 'a ZIP archive or a spreadsheet'],
  [Buffer.from('PAR1'), 'Parquet'],
  [Buffer.from('ARROW1'), 'Arrow'],
  [Buffer.of(0x80, 0x02), 'a Python pickle'],
  [Buffer.of(0x80, 0x03), 'a Python pickle'],
  [Buffer.of(0x80, 0x04), 'a Python pickle'],
  [Buffer.of(0x80, 0x05), 'a Python pickle'],
]

function tellBinary(head: Buffer, place: Place, problems: Problems): boolean {
  const what = BINARY.find(([magic]) => startsWith(head, magic))?.[1]
  if (what === undefined) return false
  const why = `The file looks ${what.startsWith('compressed') ? '' : 'like '}${what}, which is not read`
  problems.add('file.shape', place, { why, remedy: 'Export JSON Lines or CSV, plain or gzip' })
  return true
}

function tellNul(head: Buffer, place: Place, problems: Problems): boolean {
  const at = head.indexOf(0)
  if (at < 0) return false
  problems.add('text.nul', { ...place, line: head.toString('latin1', 0, at).split('\n').length }, {})
  return true
}

/** UTF-16 without a mark: every other byte of Latin text is NUL, and none of the rest. */
function halfNul(head: Buffer): boolean {
  const start = head.subarray(0, Math.min(head.length, 64) & ~1)
  const nuls = [0, 0]
  for (const [i, byte] of start.entries()) if (byte === 0) nuls[i % 2]!++
  return start.length >= 4 && Math.max(...nuls) > start.length / 4 && Math.min(...nuls) === 0
}

function startsWith(head: Buffer, magic: Buffer): boolean {
  return head.subarray(0, magic.length).equals(magic)
}
