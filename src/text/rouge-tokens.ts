import { Strings } from '../intern'
import { stem } from './porter'

/** A text as numbers of its tokens; equal tokens have equal numbers. */
export interface Tokens {
  readonly ids: Int32Array
  /** behind the last token of each line that has any */
  readonly ends: readonly number[]
}

const LINE_FEED = 10
/** Shorter words are their own stems. */
const STEMMED = 4

/**
 * The tokens of rouge-score 0.1.2, tokenize.tokenize: runs of a–z and 0–9 in the lower-cased text. Whatever else there
 * is parts them, so that accents split words and other scripts have no tokens.
 */
export class RougeTokens {
  private readonly words = new Strings()
  /** by word, as far as it is known */
  private readonly stems = new Map<number, number>()
  private scratch = new Int32Array(256)

  read(text: string): Tokens {
    const lower = text.toLowerCase()
    const ends: number[] = []
    let [n, start, line] = [0, -1, 0]
    for (let i = 0; i <= lower.length; i++) {
      const unit = i < lower.length ? lower.charCodeAt(i) : LINE_FEED
      if (isTokenUnit(unit)) {
        if (start < 0) start = i
        continue
      }
      if (start >= 0) {
        this.put(n++, this.words.add(lower.slice(start, i)))
        start = -1
      }
      if (unit === LINE_FEED && n > line) {
        ends.push(n)
        line = n
      }
    }
    return { ids: this.scratch.slice(0, n), ends }
  }

  /** The same text with the stem in place of each word. */
  stemmed({ ids, ends }: Tokens): Tokens {
    return { ids: ids.map(id => this.stemOf(id)), ends }
  }

  private put(at: number, id: number): void {
    if (at === this.scratch.length) {
      const larger = new Int32Array(at * 2)
      larger.set(this.scratch)
      this.scratch = larger
    }
    this.scratch[at] = id
  }

  private stemOf(id: number): number {
    let known = this.stems.get(id)
    if (known === undefined) {
      const word = this.words.get(id)
      known = word.length < STEMMED ? id : this.words.add(stem(word))
      this.stems.set(id, known)
    }
    return known
  }
}

/** Whether the text has any such token. */
export function hasToken(text: string): boolean {
  return /[a-z0-9]/u.test(text.toLowerCase())
}

function isTokenUnit(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57)
}
