/**
 * Word → stem as NLTK 3.8 has it, PorterStemmer() in its default mode NLTK_EXTENSIONS: M. F. Porter, "An algorithm
 * for suffix stripping" (1980), with irregular words and other rules for short ones. Words are in lower case.
 */
export function stem(word: string): string {
  const irregular = IRREGULAR.get(word)
  if (irregular !== undefined || word.length <= 2) return irregular ?? word
  return withoutE(suffixes(suffixes(derived(finalI(withoutPast(singular(word)))), STEP_3), STEP_4))
}

const IRREGULAR: ReadonlyMap<string, string> = new Map(
  Object.entries({
    sky: ['sky', 'skies'],
    die: ['dying'],
    lie: ['lying'],
    tie: ['tying'],
    news: ['news'],
    inning: ['innings', 'inning'],
    outing: ['outings', 'outing'],
    canning: ['cannings', 'canning'],
    howe: ['howe'],
    proceed: ['proceed'],
    exceed: ['exceed'],
    succeed: ['succeed'],
  }).flatMap(([stem, words]) => words.map(word => [word, stem] as const)),
)

/** The first suffix that a word ends in is replaced if what stands before it fits, and otherwise nothing happens. */
type Rule = readonly [suffix: string, replacement: string, fits: (rest: string) => boolean]

function suffixes(word: string, rules: readonly Rule[]): string {
  for (const [suffix, replacement, fits] of rules) {
    if (!word.endsWith(suffix)) continue
    const rest = word.slice(0, word.length - suffix.length)
    return fits(rest) ? rest + replacement : word
  }
  return word
}

const always = () => true
/** One change from vowels to consonants, or more. */
const some = (rest: string) => measure(rest) > 0
/** Two of them, or more. */
const several = (rest: string) => measure(rest) > 1

const table = (fits: Rule[2], pairs: Readonly<Record<string, string>>): Rule[] =>
  Object.entries(pairs).map(([suffix, replacement]) => [suffix, replacement, fits])

const STEP_1A = table(always, { sses: 'ss', ies: 'i', ss: 'ss', s: '' })
const AFTER_PAST = table(always, { at: 'ate', bl: 'ble', iz: 'ize' })
const STEP_2: readonly Rule[] = [
  ...table(some, {
    ational: 'ate',
    tional: 'tion',
    enci: 'ence',
    anci: 'ance',
    izer: 'ize',
    bli: 'ble',
    alli: 'al',
    entli: 'ent',
    eli: 'e',
    ousli: 'ous',
    ization: 'ize',
    ation: 'ate',
    ator: 'ate',
    alism: 'al',
    iveness: 'ive',
    fulness: 'ful',
    ousness: 'ous',
    aliti: 'al',
    iviti: 'ive',
    biliti: 'ble',
    fulli: 'ful',
  }),
  // the l belongs to what is measured
  ['logi', 'log', rest => some(`${rest}l`)],
]
const STEP_3 = table(some, {
  icate: 'ic',
  ative: '',
  alize: 'al',
  iciti: 'ic',
  ical: 'ic',
  ful: '',
  ness: '',
})
const dropped = (...list: readonly string[]) => list.map((suffix): Rule => [suffix, '', several])
const STEP_4: readonly Rule[] = [
  ...dropped('al', 'ance', 'ence', 'er', 'ic', 'able', 'ible', 'ant', 'ement', 'ment', 'ent'),
  ['ion', '', rest => several(rest) && /[st]$/u.test(rest)],
  ...dropped('ou', 'ism', 'ate', 'iti', 'ous', 'ive', 'ize'),
]

/** Step 1a; flies → flie, but cries of four letters only. */
function singular(word: string): string {
  return word.length === 4 && word.endsWith('ies') ? word.slice(0, -1) : suffixes(word, STEP_1A)
}

/** Step 1b: -ied, -eed, -ed and -ing. */
function withoutPast(word: string): string {
  if (word.endsWith('ied')) return word.slice(0, word.length === 4 ? -1 : -2)
  if (word.endsWith('eed')) return some(word.slice(0, -3)) ? word.slice(0, -1) : word
  const rest = word.replace(/(?:ed|ing)$/u, '')
  if (rest === word || !shape(rest).includes('v')) return word
  const whole = suffixes(rest, AFTER_PAST)
  if (whole !== rest) return whole
  if (/(.)\1$/u.test(rest) && shape(rest).endsWith('c'))
    return /[lsz]$/u.test(rest) ? rest : rest.slice(0, -1)
  return measure(rest) === 1 && endsShort(rest) ? `${rest}e` : rest
}

/** Step 1c: y → i after a consonant that is not the first letter. */
function finalI(word: string): string {
  const rest = word.slice(0, -1)
  return word.endsWith('y') && rest.length > 1 && shape(rest).endsWith('c') ? `${rest}i` : word
}

/** Step 2; what -alli leaves goes through it once more. */
function derived(word: string): string {
  if (word.endsWith('alli') && some(word.slice(0, -4))) return derived(word.slice(0, -2))
  return suffixes(word, STEP_2)
}

/** Step 5: a silent e, then the second l of two. */
function withoutE(word: string): string {
  const rest = word.slice(0, -1)
  const silent = word.endsWith('e') && (several(rest) || (some(rest) && !endsShort(rest)))
  const left = silent ? rest : word
  return left.endsWith('ll') && several(left.slice(0, -1)) ? left.slice(0, -1) : left
}

/** Each letter as c, a consonant, or v, a vowel; y is a vowel behind a consonant. */
function shape(word: string): string {
  let letters = ''
  let before = 'v'
  for (const letter of word) {
    before = letter === 'y' ? (before === 'c' ? 'v' : 'c') : 'aeiou'.includes(letter) ? 'v' : 'c'
    letters += before
  }
  return letters
}

/** How often a consonant follows a vowel: the m of [C](VC)^m[V]. */
function measure(word: string): number {
  return shape(word).split('vc').length - 1
}

/** Consonant, vowel, consonant other than w, x, y; or a word of a vowel and a consonant. */
function endsShort(word: string): boolean {
  const letters = shape(word)
  return letters === 'vc' || (letters.endsWith('cvc') && !/[wxy]$/u.test(word))
}
