/** Zip files by hand (APPNOTE.TXT 4.3), so that they can also be what no honest program writes. */
import { crc32, deflateRawSync } from 'node:zlib'

export interface Entry {
  readonly name: string
  readonly bytes: string | Uint8Array
  /** as its directory says; what is true when absent */
  readonly declared?: number
  readonly crc?: number
  /** of Unix */
  readonly mode?: number
}

export function zip(entries: readonly Entry[]): Buffer {
  const local: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, bytes, declared, crc, mode = 0o100644 } of entries) {
    const plain = Buffer.from(bytes as string)
    const packed = deflateRawSync(plain)
    const path = Buffer.from(name, 'utf8')
    // flags: names are UTF-8; method: deflate; then time, date, crc, sizes, length of the name
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x800, 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc ?? crc32(plain), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(declared ?? plain.length, 18)
    common.writeUInt16LE(path.length, 22)
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(mode * 0x10000, 6)
    tail.writeUInt32LE(offset, 10)
    // made on Unix
    central.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, tail, path)
    local.push(Buffer.from('PK\x03\x04', 'latin1'), common, path, packed)
    offset += 30 + path.length + packed.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...local, directory, end])
}
