import { type Alignment, BeamDistance } from './beam-distance'

/** How many words a shift may move, how far, and how many shifts are tried in all: limits of TERcom and sacrebleu. */
const LIMITS = { words: 10, distance: 50, tried: 1000 } as const

/**
 * The fewest edits that make `text` the reference: insertions, deletions and substitutions of words, and shifts of a
 * stretch that the reference has elsewhere, found greedily. Snover et al., 2006, with the rules of TERcom; sacrebleu
 * 2.6.0, translation_edit_rate.
 */
export function translationEdits(
  text: Int32Array,
  reference: Int32Array,
  step: (count: number) => void = () => {},
): number {
  if (reference.length === 0) return text.length
  // rows of the table, each with a few numbers of its own
  step(text.length)
  const distance = new BeamDistance(reference, text.length, step)
  let [words, tried] = [text, 0]
  for (let shifts = 0; ; shifts++) {
    const edits = distance.hold(words)
    if (edits === 0) return shifts
    const found = bestShift(words, reference, distance, edits, LIMITS.tried - tried, step)
    tried += found.tried
    // the shift that was found when the limit was met is not done: so does the reference implementation
    if (found.shift === undefined || found.gain <= 0 || tried >= LIMITS.tried) return shifts + edits
    words = moved(words, found.shift)
  }
}

interface Shift {
  /** the first word, and how many */
  readonly start: number
  readonly length: number
  /** the place in front of which they go */
  readonly target: number
}

interface Found {
  readonly shift: Shift | undefined
  /** edits that it saves */
  readonly gain: number
  readonly tried: number
}

/** Tries `most` shifts, and those that belong to the last of them. */
function bestShift(
  words: Int32Array,
  reference: Int32Array,
  distance: BeamDistance,
  edits: number,
  most: number,
  step: (count: number) => void,
): Found {
  let shift: Shift | undefined
  let [gain, tried] = [0, 0]
  for (const { start, length, targets } of stretches(words, reference, distance.alignment(), step)) {
    step(targets.length * words.length)
    for (const target of targets) {
      const next = { start, length, target }
      const [first, last] = touched(next)
      const saved = edits - distance.distance(moved(words, next), first, last)
      if (shift !== undefined && !ranks(saved - gain, next, shift)) continue
      shift = next
      gain = saved
    }
    tried += targets.length
    if (tried >= most) break
  }
  return { shift, gain, tried }
}

/** Stretches that the reference has elsewhere, where both it and they are wrong, with the places that they could go. */
function* stretches(
  words: Int32Array,
  reference: Int32Array,
  alignment: Alignment,
  step: (count: number) => void,
) {
  const { places, wrongWords, wrongReference } = alignment
  for (let start = 0; start < words.length; start++) {
    const end = Math.min(start + LIMITS.words, words.length)
    if (wrongWords[start] === wrongWords[end]) continue
    const last = Math.min(start + LIMITS.distance, reference.length - 1)
    step(Math.max(last - start + LIMITS.distance, 1))
    for (let at = Math.max(0, start - LIMITS.distance); at <= last; at++) {
      for (let length = 1; start + length <= end && at + length <= reference.length; length++) {
        if (words[start + length - 1] !== reference[at + length - 1]) break
        if (wrongWords[start] === wrongWords[start + length]) continue
        if (wrongReference[at] === wrongReference[at + length]) continue
        // already within itself
        if (start <= places[at]! && places[at]! < start + length) continue
        yield { start, length, targets: targets(places, at, length) }
      }
    }
  }
}

/** In front of, between and behind the words that stand for `length` words of the reference from `at` on. */
function targets(places: Int32Array, at: number, length: number): number[] {
  const found: number[] = []
  for (let before = at - 1; before < at + length; before++) {
    const target = before < 0 ? 0 : places[before]! + 1
    if (target !== found.at(-1)) found.push(target)
  }
  return found
}

/** The greatest gain ranks first, then the longest stretch, the earliest, the earliest target. */
function ranks(moreGain: number, one: Shift, other: Shift): boolean {
  const order = moreGain || one.length - other.length || other.start - one.start || other.target - one.target
  return order > 0
}

/** The words without the stretch, and it among them again. A target within it means that many places on. */
function moved(words: Int32Array, { start, length, target }: Shift): Int32Array {
  const others = words.length - length
  const to = Math.min(target > start + length ? target - length : target, others)
  const result = new Int32Array(words.length)
  result.set(words.subarray(start, start + length), to)
  if (to <= start) {
    result.set(words.subarray(0, to))
    result.set(words.subarray(to, start), to + length)
    result.set(words.subarray(start + length), start + length)
  } else {
    result.set(words.subarray(0, start))
    result.set(words.subarray(start + length, to + length), start)
    result.set(words.subarray(to + length), to + length)
  }
  return result
}

/** From where to where (exclusive) a shift changes words. */
function touched({ start, length, target }: Shift): [first: number, last: number] {
  if (target < start) return [target, start + length]
  return [start, target > start + length ? target : target + length]
}
