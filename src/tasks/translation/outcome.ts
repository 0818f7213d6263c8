import type { BleuCounts } from '../../metrics/bleu'
import { chrf, type GramCounts } from '../../metrics/chrf'
import { exactSum } from '../../metrics/exact-sum'
import type { EditCounts } from '../../metrics/ter'
import { codePoints, gramCounts, Ngrams, numbered } from '../../text/ngrams'
import { translationEdits } from '../../text/translation-edits'
import { chrfWords, type Tokenizer, tokens } from '../../text/translation-tokens'
import { words } from '../../text/white-space'
import type { Counted, Outcome } from '../task'

export interface TextOptions {
  readonly tokenize: Tokenizer
  readonly lowercase: boolean
  readonly chrf_whitespace: boolean
}

/** What corpus scores are read off: sums of the counts of all examples. */
export interface Sum {
  readonly n: number
  readonly bleu: BleuCounts
  readonly chrf: GramCounts
  /** with n-grams of words, too */
  readonly chrfPlus: GramCounts
  readonly ter: EditCounts
}

/** n-gram orders: of BLEU, of characters and, in chrF++, of words. */
const BLEU = 4
const CHARACTERS = 6
const WORDS = 2

/** Where the counts of each score begin in an outcome. */
const AT = {
  bleu: 0,
  chrf: 2 + 2 * BLEU,
  chrfPlus: 2 + 2 * BLEU + 3 * CHARACTERS,
  ter: 2 + 2 * BLEU + 3 * CHARACTERS + 3 * (CHARACTERS + WORDS),
} as const

/** An outcome is the counts of BLEU, chrF, chrF++ and TER, one after the other, each as below; `step` counts the work of TER. */
export function outcomeOf(
  references: readonly string[],
  answer: string,
  options: TextOptions,
  step?: (count: number) => void,
): number[] {
  return [
    ...bleuCounts(references, answer, options),
    ...chrfCounts(references, answer, options),
    ...editCounts(references, answer, step),
  ]
}

/** From 0 to 1. sacrebleu 2.6.0, sentence_chrf, divided by 100. */
export function sentenceChrf(outcome: Outcome): number {
  return chrf(gramsAt(outcome, AT.chrf, CHARACTERS)) / 100
}

export function sum(counted: Counted): Sum {
  const sums = new Array<number>(AT.ter).fill(0)
  const [edits, lengths]: [number[], number[]] = [[], []]
  let n = 0
  for (const [outcome, count] of counted) {
    n += count
    for (let i = 0; i < AT.ter; i++) sums[i]! += count * outcome[i]!
    edits.push(count * outcome[AT.ter]!)
    lengths.push(count * outcome[AT.ter + 1]!)
  }
  const [answered, expected] = sums as [number, number]
  return {
    n,
    bleu: { answered, expected, common: sums.slice(2, 2 + BLEU), grams: sums.slice(2 + BLEU, AT.chrf) },
    chrf: gramsAt(sums, AT.chrf, CHARACTERS),
    chrfPlus: gramsAt(sums, AT.chrfPlus, CHARACTERS + WORDS),
    ter: { edits: exactSum(edits), words: exactSum(lengths) },
  }
}

function gramsAt(counts: Outcome, at: number, orders: number): GramCounts {
  const part = (i: number) => Array.from({ length: orders }, (_, n) => counts[at + i * orders + n]!)
  return { answered: part(0), expected: part(1), common: part(2) }
}

/**
 * Tokens of the answer and of the reference closest in length, the shorter of two that are equally close; n-grams in
 * common, as often as in the reference that has each most often; n-grams of the answer.
 */
function bleuCounts(references: readonly string[], answer: string, options: TextOptions): number[] {
  const tokenized = [answer, ...references].map(text => tokens(text, options.tokenize, options.lowercase))
  const [own, ...others] = numbered(tokenized) as [Int32Array, ...Int32Array[]]
  const [closest] = others
    .map(({ length }) => length)
    .sort((a, b) => Math.abs(a - own.length) - Math.abs(b - own.length) || a - b)
  return [own.length, closest!, ...new Ngrams(own, BLEU).common(others), ...gramCounts(own.length, BLEU)]
}

/** n-grams of the answer, of its best reference and in common, for chrF and then for chrF++: each has its own best. */
function chrfCounts(references: readonly string[], answer: string, options: TextOptions): number[] {
  const { lowercase, chrf_whitespace: whole } = options
  const texts = [answer, ...references].map(text => (lowercase ? text.toLowerCase() : text))
  const [characters, ...theirs] = texts.map(text => codePoints(whole ? text : words(text).join(''))) as [
    Int32Array,
    ...Int32Array[],
  ]
  const [ownWords, ...theirWords] = numbered(texts.map(chrfWords)) as [Int32Array, ...Int32Array[]]
  const [ofCharacters, ofWords] = [new Ngrams(characters, CHARACTERS), new Ngrams(ownWords, WORDS)]
  const plain = theirs.map(one => meet(characters, one, CHARACTERS, ofCharacters))
  const plus = plain.map((one, i) => joined(one, meet(ownWords, theirWords[i]!, WORDS, ofWords)))
  return [best(plain), best(plus)].flatMap(({ answered, expected, common }) => [
    ...answered,
    ...expected,
    ...common,
  ])
}

/** n-grams of the answer count only where the reference has any of that order. */
function meet(own: Int32Array, other: Int32Array, order: number, grams: Ngrams): GramCounts {
  const expected = gramCounts(other.length, order)
  const answered = gramCounts(own.length, order).map((count, n) => (expected[n] === 0 ? 0 : count))
  return { answered, expected, common: grams.common([other]) }
}

function joined(one: GramCounts, other: GramCounts): GramCounts {
  return {
    answered: [...one.answered, ...other.answered],
    expected: [...one.expected, ...other.expected],
    common: [...one.common, ...other.common],
  }
}

/** The first of those with the highest F. */
function best(counts: readonly GramCounts[]): GramCounts {
  const values = counts.map(chrf)
  return counts[values.indexOf(Math.max(...values))]!
}

/** Edits to the nearest reference, and the mean length of the references. Case never counts, as in sacrebleu's TER(). */
function editCounts(references: readonly string[], answer: string, step?: (count: number) => void): number[] {
  const [own, ...others] = numbered([answer, ...references].map(text => words(text.toLowerCase()))) as [
    Int32Array,
    ...Int32Array[],
  ]
  const edits = others.map(other => translationEdits(own, other, step))
  const length = others.reduce((all, other) => all + other.length, 0)
  return [Math.min(...edits), length / others.length]
}
