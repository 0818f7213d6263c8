/**
 * What is compared of a text, as hashes of 64 bits: its very characters, its words, and each run of n words. One object
 * is read into again and again, because there are many train rows.
 *
 * Words are what stands between white space once the text is in Unicode form NFKC, case is folded and punctuation
 * (Unicode's P), control and format characters are gone; each character of a script without spaces is a word.
 */
export class Fingerprint {
  /** of the characters; 0, 0 for an empty text */
  exactA = 0
  exactB = 0
  /** of all words in order; 0, 0 where there is none */
  wholeA = 0
  wholeB = 0
  words = 0
  /** runs of n words, repeated ones too; none where there are fewer words */
  grams = 0
  /** of the runs: first and second half in turn */
  keys = new Uint32Array(512)
  /** of the words, likewise */
  private hashes = new Uint32Array(512)
  /** what the word that leaves a run was multiplied by */
  private readonly leavingA: number
  private readonly leavingB: number
  private readonly plain = plainTable()

  constructor(readonly ngram: number) {
    this.leavingA = power(BASE_A, ngram)
    this.leavingB = power(BASE_B, ngram)
  }

  read(text: string): this {
    this.characters(text)
    if (!this.cut(text, false)) this.cut(folded(text), true)
    this.whole()
    this.runs()
    return this
  }

  get empty(): boolean {
    return this.exactA === 0 && this.exactB === 0
  }

  get wordless(): boolean {
    return this.wholeA === 0 && this.wholeB === 0
  }

  /** Makes room for `count` runs. */
  room(count: number): void {
    if (count * 2 > this.keys.length) this.keys = new Uint32Array(count * 3)
    this.grams = count
  }

  private characters(text: string): void {
    let [a, b] = [0, 0]
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i) + 1
      a = Math.imul(a ^ unit, MIX_A)
      a ^= a >>> 15
      b = Math.imul(b ^ unit, MIX_B)
      b ^= b >>> 13
    }
    this.exactA = text === '' ? 0 : mixed(a, text.length)
    this.exactB = text === '' ? 0 : mixed(b, ~text.length)
  }

  /** Hashes each word; false at the first character that needs its neighbours to be folded. */
  private cut(text: string, isFolded: boolean): boolean {
    let [a, b, length] = [0, 0, 0]
    this.words = 0
    for (let i = 0; i <= text.length; i++) {
      let unit = i < text.length ? text.charCodeAt(i) : SPACE
      if (!isFolded) {
        unit = unit < this.plain.length ? this.plain[unit]! : SLOW
        if (unit === GONE) continue
        if (unit === SLOW) return false
      }
      if (unit === SPACE) {
        if (length > 0) this.word(mixed(a, length), mixed(b, ~length))
        a = b = length = 0
        continue
      }
      a = Math.imul(a ^ unit, MIX_A)
      a ^= a >>> 15
      b = Math.imul(b ^ unit, MIX_B)
      b ^= b >>> 13
      length++
    }
    return true
  }

  private word(a: number, b: number): void {
    if (this.words * 2 === this.hashes.length) {
      const larger = new Uint32Array(this.hashes.length * 2)
      larger.set(this.hashes)
      this.hashes = larger
    }
    this.hashes[this.words * 2] = a
    this.hashes[this.words * 2 + 1] = b
    this.words++
  }

  private whole(): void {
    let [a, b] = [0, 0]
    for (let i = 0; i < this.words; i++) {
      a = Math.imul(a ^ this.hashes[i * 2]!, MIX_A)
      a ^= a >>> 15
      b = Math.imul(b ^ this.hashes[i * 2 + 1]!, MIX_B)
      b ^= b >>> 13
    }
    this.wholeA = this.words === 0 ? 0 : mixed(a, this.words)
    this.wholeB = this.words === 0 ? 0 : mixed(b, ~this.words)
  }

  /** A polynomial of the words' hashes, so that the next run costs one step, however long runs are. */
  private runs(): void {
    const { ngram, words, hashes } = this
    this.room(Math.max(0, words - ngram + 1))
    if (this.grams === 0) return
    let [a, b] = [0, 0]
    for (let i = 0; i < words; i++) {
      a = (Math.imul(a, BASE_A) + hashes[i * 2]!) | 0
      b = (Math.imul(b, BASE_B) + hashes[i * 2 + 1]!) | 0
      const first = i - ngram
      if (first >= 0) {
        a = (a - Math.imul(hashes[first * 2]!, this.leavingA)) | 0
        b = (b - Math.imul(hashes[first * 2 + 1]!, this.leavingB)) | 0
      }
      if (first >= -1) {
        this.keys[(first + 1) * 2] = a
        this.keys[(first + 1) * 2 + 1] = b
      }
    }
  }
}

const SPACE = 32
const GONE = 0
const SLOW = 0xffff
/** Latin, Greek and Cyrillic letters, and what typesetting puts between them. */
const PLAIN = [...Array(0x530).keys(), ...[0x2013, 0x2014, 0x2018, 0x2019, 0x201c, 0x201d, 0x2026]]
let table: Uint16Array | undefined

/** What becomes of a character whatever stands beside it: another one, a space, nothing, or SLOW where that is open. */
function plainTable(): Uint16Array {
  if (table) return table
  table = new Uint16Array(PLAIN.at(-1)! + 1).fill(SLOW)
  for (const unit of PLAIN) {
    const character = String.fromCharCode(unit)
    const one = folded(character)
    if (one === '') table[unit] = GONE
    else if (one.length === 1 && !/\p{M}/u.test(character)) table[unit] = one.charCodeAt(0)
  }
  return table
}

/** Scripts that are written without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu

/** The text with its words between spaces; upper case comes first so that ß is ss. */
function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll('ς', 'σ')
    .replace(/[\s\u0085]+/gu, ' ')
    .replace(/[\p{P}\p{Cc}\p{Cf}]+/gu, '')
    .replace(UNSPACED, ' $& ')
}

/** Odd, so that no bit is lost; 5 more than a multiple of 8, so that their powers differ in all but a few bits. */
const BASE_A = 0x8a5cd78d | 0
const BASE_B = 0x2c1b3c6d | 0
const MIX_A = 0x85ebca6b | 0
const MIX_B = 0x27d4eb2f | 0

function power(base: number, exponent: number): number {
  let result = 1
  for (let i = 0; i < exponent; i++) result = Math.imul(result, base)
  return result
}

/** The last step of MurmurHash3 over a hash and a length. */
function mixed(hash: number, length: number): number {
  let h = hash ^ Math.imul(length, 0x9e3779b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
