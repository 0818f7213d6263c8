/** Translations, by hand or held against sacrebleu 2.6.0. */
import { describe, expect, test } from '@jest/globals'
import type { Suite } from '../../src/report/report'
import { BeamDistance } from '../../src/text/beam-distance'
import { codePoints, Ngrams, numbered } from '../../src/text/ngrams'
import { translationEdits } from '../../src/text/translation-edits'
import { chrfWords, type Tokenizer, tokens } from '../../src/text/translation-tokens'
import { withoutTrailingSpace, words } from '../../src/text/white-space'
import { random, travel } from '../journey'
import { jsonl } from '../suite'

interface Case {
  readonly gold: readonly unknown[]
  readonly candidate: readonly unknown[]
  readonly baseline?: readonly unknown[]
  readonly gate?: string
  readonly options?: object
  /** further keys of the spec */
  readonly rest?: string
}

/** Judges texts; an undefined one has no row. */
async function judged({ gold, candidate, baseline, gate, options = {}, rest = '' }: Case): Promise<Suite> {
  const rows = (field: string, values: readonly unknown[]) =>
    jsonl(
      values.flatMap((text, i) => (text === undefined ? [] : [{ id: `t${i}`, [field]: text, seconds: 1 }])),
    )
  const spec = `version: 1
name: translation
task: translation
gold: { path: gold.jsonl, reference: references }
candidate: { path: candidate.jsonl, prediction: text }
${baseline ? 'baselines: { base: { path: baseline.jsonl, prediction: text } }' : ''}
options: ${JSON.stringify(options)}
gates: [{ ${gate ?? 'metric: coverage, min: 0'} }]
${rest}`
  return travel(spec, {
    'gold.jsonl': rows('references', gold),
    'candidate.jsonl': rows('text', candidate),
    ...(baseline && { 'baseline.jsonl': rows('text', baseline) }),
  })
}

const problems = (suite: Suite, severity = 'error') =>
  suite.problems.filter(problem => problem.severity === severity).map(({ code }) => code)
const score = (suite: Suite, metric: string, system = 'candidate') =>
  suite.scores.find(s => s.metric === metric && s.system === system && s.slice === null)?.value

async function scoreOf(metric: string, gold: unknown[], candidate: unknown[], options: object = {}) {
  const suite = await judged({ gold, candidate, options })
  expect(problems(suite)).toEqual([])
  return score(suite, metric)
}

/** The example of sacrebleu's README. */
const DOG = {
  gold: [
    ['The dog bit the man.', 'The dog had bit the man.'],
    ['It was not unexpected.', 'No one was surprised.'],
    ['The man bit him first.', 'The man had bitten the dog.'],
  ],
  candidate: ['The dog bit the man.', "It wasn't surprising.", 'The man had just bitten him.'],
}

describe('the example of the README of sacrebleu', () => {
  test.each([
    // the digits that the README and test_bleu.py of sacrebleu print; without a source: computed with 2.6.0
    ['bleu', {}, 48.530827],
    ['bleu', { tokenize: 'none' }, 49.1919566],
    ['bleu', { tokenize: 'intl' }, 43.91623493],
    ['bleu', { smooth_method: 'none' }, 48.530827],
    ['bleu', { tokenize: 'char' }, 72.61],
    ['chrf', {}, 59.73],
    ['chrf', { chrf_whitespace: true }, 65.88],
    ['chrf', { lowercase: true }, 60.02],
    ['chrf++', {}, 59.15],
    ['ter', {}, 40],
  ])('%s %j', async (metric, options, value) => {
    const got = (await scoreOf(metric, DOG.gold, DOG.candidate, options))!
    const digits = String(value).split('.')[1]?.length ?? 0
    expect(got).toBeCloseTo(value, digits)
  })

  test('signatures are those of sacrebleu', async () => {
    const { signatures } = await judged(DOG)
    const ours = (metric: string) => signatures[metric]?.replace(/\|goldbar:.*$/u, '')
    expect(['bleu', 'chrf', 'chrf++', 'ter'].map(ours)).toEqual([
      'bleu|nrefs:2|case:mixed|eff:no|tok:13a|smooth:exp|version:2.6.0',
      'chrf|nrefs:2|case:mixed|eff:yes|nc:6|nw:0|space:no|version:2.6.0',
      'chrf++|nrefs:2|case:mixed|eff:yes|nc:6|nw:2|space:no|version:2.6.0',
      'ter|nrefs:2|case:lc|tok:tercom|norm:no|punct:yes|asian:no|version:2.6.0',
    ])
  })

  test('signatures tell options and varying numbers of references', async () => {
    const options = { tokenize: 'intl', smooth_method: 'floor', lowercase: true, chrf_whitespace: true }
    const rest = 'recorded: { seconds: { field: seconds, better: lower } }'
    const gold = [['a'], 'b', ['c', 'd']]
    const { signatures } = await judged({ gold, candidate: ['a', 'b', 'c'], options, rest })
    expect(signatures.bleu).toContain('nrefs:var|case:lc|eff:no|tok:intl|smooth:floor[0.10]|version:2.6.0')
    expect(signatures.chrf).toContain('nrefs:var|case:lc|eff:yes|nc:6|nw:0|space:yes|version:2.6.0')
  })
})

describe('BLEU by hand', () => {
  test.each<[string, [string[], string], object, number]>([
    ['one word wrong', [['a b x d e'], 'a b c d e'], {}, (4 / 5) * (2 / 4) * (1 / 2 / 3) * (1 / 4 / 2)],
    ['without smoothing', [['a b x d e'], 'a b c d e'], { smooth_method: 'none' }, 0],
    ['floor', [['a b x d e'], 'a b c d e'], { smooth_method: 'floor' }, 0.8 * 0.5 * (0.1 / 3) * (0.1 / 2)],
    ['add-k', [['a b x d e'], 'a b c d e'], { smooth_method: 'add-k' }, 0.8 * (3 / 5) * (1 / 4) * (1 / 3)],
    ['too short for four words', [['a b c'], 'a b c'], {}, 0],
    ['too short, add-k', [['a b c'], 'a b c'], { smooth_method: 'add-k' }, 1],
    ['nothing found', [['a b c d'], 'x y z w'], {}, 0],
    ['short', [['a b c d e f'], 'a b c d'], {}, Math.exp(1 - 6 / 4) ** 4],
    // the: 2 in the first, 1 in the second; pairs the the, the the, the the
    [
      'clipped',
      [['the the cat', 'the dog'], 'the the the the'],
      {},
      (2 / 4) * (1 / 3) * (1 / 2 / 2) * (1 / 4),
    ],
    // 3 and 5 are equally close to 4, and the shorter asks for no penalty
    ['the shorter of two', [['a b c', 'a b c d e'], 'a b c d'], {}, 1],
    ['the closest of two', [['a b c d e', 'x y'], 'a b c d'], {}, Math.exp(1 - 5 / 4) ** 4],
    ['case', [['A b c d'], 'a b c d'], {}, (3 / 4) * (2 / 3) * (1 / 2) * (1 / 2)],
    ['lower case', [['A b c d'], 'a b c d'], { lowercase: true }, 1],
  ])('%s', async (_, [references, answer], options, product) => {
    expect(await scoreOf('bleu', [references], [answer], options)).toBeCloseTo(100 * product ** (1 / 4), 9)
  })

  test('counts are summed before anything is divided', async () => {
    const got = await scoreOf('bleu', ['a b c d', 'e f g h'], ['a b c d', 'e f x y'])
    const product = ((4 + 2) / 8) * ((3 + 1) / 6) * (2 / 4) * (1 / 2)
    expect(got).toBeCloseTo(100 * product ** (1 / 4), 9)
  })
})

describe('chrF by hand', () => {
  const f = (p: number, r: number) => (100 * 5 * p * r) / (4 * p + r)
  test.each<[string, string, [string[], string], number]>([
    ['equal', 'chrf', [['abc'], 'a b c'], 100],
    // words: none of the three
    ['equal but for spaces', 'chrf++', [['abc'], 'a b c'], f(3 / 4, 3 / 4)],
    ['half', 'chrf', [['ab'], 'aa'], 25],
    ['half, with words', 'chrf++', [['ab'], 'aa'], f(1 / 6, 1 / 6)],
    // orders 1 to 3 are in both; found 2 of 3, 1 of 2, 0 of 1
    ['one more', 'chrf', [['abcd'], 'abx'], f((2 / 3 + 1 / 2) / 3, (2 / 4 + 1 / 3) / 3)],
    ['the best reference', 'chrf', [['xyz', 'abc'], 'abc'], 100],
    ['empty answer', 'chrf', [['abc'], ''], 0],
    // an emoji is one character: 1 of 2, 0 of 1
    ['astral characters', 'chrf', [['a😀'], 'b😀'], 25],
    ['a mark at the end', 'chrf++', [['ab .'], 'ab.'], 100],
    ['a mark at the start', 'chrf++', [['( ab'], '(ab'], 100],
  ])('%s: %s', async (_, metric, [references, answer], value) => {
    expect(await scoreOf(metric, [references], [answer])).toBeCloseTo(value, 9)
  })

  test('counts are summed, and each row brings its best reference', async () => {
    // row 1 finds 2 of 2 and 1 of 1, row 2 1 of 2 and 0 of 1
    const got = await scoreOf('chrf', [['zz', 'ab'], ['cd']], ['ab', 'cx'])
    expect(got).toBeCloseTo(f((3 / 4 + 1 / 2) / 2, (3 / 4 + 1 / 2) / 2), 9)
  })

  test('white space counts when it is asked for', async () => {
    const got = await scoreOf('chrf', [['a b']], ['ab'], { chrf_whitespace: true })
    expect(got).toBeCloseTo(f((2 / 2 + 0) / 2, (2 / 3 + 0) / 2), 9)
  })
})

describe('TER', () => {
  test.each<[string, unknown, string, number]>([
    // test_ter.py of sacrebleu
    ['equal', 'aaaa bbbb cccc dddd', 'aaaa bbbb cccc dddd', 0],
    ['nothing in common', 'aaaa bbbb cccc', 'dddd eeee ffff', 100],
    ['empty answer', 'a', '', 100],
    ['one shift', 'a b c d e f g h', 'd e f g h a b c', 100 / 8],
    // by hand
    ['case does not count', 'a b', 'A B', 0],
    ['punctuation does', 'a b .', 'a b.', (100 * 2) / 3],
    ['above 100', 'a', 'b c d', 300],
    // 2 edits to the first, 3 to the second; 2 and 4 words
    ['several references', ['b c', 'a b c d'], 'a', (100 * 2) / 3],
  ])('%s', async (_, reference, answer, value) => {
    expect(await scoreOf('ter', [reference], [answer])).toBeCloseTo(value, 9)
  })

  test('takes edits and words of all rows together', async () => {
    expect(await scoreOf('ter', ['a b c d', 'x'], ['a b c', 'y z'])).toBeCloseTo((100 * (1 + 2)) / 5, 9)
  })

  const range = (n: number) => Int32Array.from({ length: n }, (_, i) => i)
  const turned = (n: number, by: number) => range(n).map(i => (i + by) % n)
  const cycle = (n: number, of: number, times: number, from: number) =>
    range(n).map(i => (i * times + from) % of)

  // sacrebleu 2.6.0, translation_edit_rate
  test.each<[string, Int32Array, Int32Array, number]>([
    ['ten words move at once', turned(60, 10), range(60), 1],
    ['eleven do not', turned(60, 11), range(60), 2],
    ['words move the short way', turned(20, 11), range(20), 1],
    ['nothing moves over more than fifty', turned(120, 52), range(120), 120],
    ['reversed', range(30).reverse(), range(30), 29],
    ['reversed, beyond the beam', range(100).reverse(), range(100), 99],
    ['few words, often', cycle(40, 3, 1, 0), cycle(40, 3, 2, 1), 26],
    ['few words, of two kinds', cycle(40, 5, 2, 0), cycle(30, 5, 3, 1), 26],
    ['until a thousand shifts are tried', cycle(100, 7, 3, 0), cycle(100, 7, 5, 2), 86],
    ['two words against three', cycle(100, 2, 1, 0), cycle(90, 3, 1, 0), 50],
    ['much too short', cycle(3, 3, 1, 0), cycle(200, 50, 1, 0), 197],
    ['much too long', cycle(200, 50, 1, 0), cycle(3, 3, 1, 0), 197],
    ['long and regular', cycle(150, 10, 3, 0), cycle(150, 10, 7, 0), 120],
  ])('%s', (_, text, reference, edits) => {
    expect(translationEdits(text, reference)).toBe(edits)
  })

  test('a stretch that differs is measured as the whole is', () => {
    const draw = random(5)
    for (let round = 0; round < 300; round++) {
      const [n, m, kinds] = [1 + 60 * draw(), 1 + 60 * draw() ** 2, 1 + 9 * draw()].map(Math.floor)
      const any = (length: number) => Int32Array.from({ length }, () => Math.floor(draw() * kinds!))
      const [reference, text] = [any(m!), any(n!)]
      const distance = new BeamDistance(reference, n!)
      distance.hold(text)
      const first = Math.floor(draw() * n!)
      const last = first + 1 + Math.floor(draw() * (n! - first))
      const other = text.map((word, i) => (i >= first && i < last ? Math.floor(draw() * kinds!) : word))
      expect(distance.distance(other, first, last)).toBe(new BeamDistance(reference, n!).hold(other))
    }
  })

  test('a long text costs little more than its length', () => {
    const n = 20_000
    const text = range(n).map(i => (i % 40 === 7 ? i + 1 : i % 40 === 8 ? i - 1 : i))
    // 500 pairs are swapped; a thousand shifts are tried before the first is done, and so none is
    expect(translationEdits(text, range(n))).toBe(1000)
  }, 5000)
})

describe('tokens', () => {
  // sacrebleu 2.6.0
  test.each<[Tokenizer, string, string]>([
    ['13a', 'It costs $3.50 (approx. 1,000 yen).', 'It|costs|$|3.50|(|approx|.|1,000|yen|)|.'],
    ['13a', '2-3 a-b x.y 5.6 7,8', '2|-|3|a-b|x|.|y|5.6|7,8'],
    ['13a', 'He said: "don\'t"—then left...', 'He|said|:|"|don\'t|"|—then|left|.|.|.'],
    ['13a', '&amp;lt; &quot;a&quot; &lt;b&gt;', '<|"|a|"|<|b|>'],
    ['13a', 'one-\ntwo\nthree-\n', 'onetwo|three-'],
    ['13a', 'a<skipped>b', 'ab'],
    ['13a', '1,2.3,', '1,2.3|,'],
    ['13a', '«Zu spät», sagte er – 20 %.', '«Zu|spät»|,|sagte|er|–|20|%|.'],
    ['13a', '٣٫٤٣ ٣.٤', '٣٫٤٣|٣|.|٤'],
    ['13a', 'x\u2028y\x1cz\x85a\ufeffw', 'x|y|z|a\ufeffw'],
    ['13a', '', ''],
    ['intl', '2-3 a-b x.y 5.6 7,8', '2-3|a|-|b|x|.|y|5.6|7,8'],
    ['intl', 'He said: "don\'t"—then', 'He|said|:|"|don|\'|t|"|—|then'],
    ['intl', '«Zu spät», sagte er – 20 %.', '«|Zu|spät|»|,|sagte|er|–|20|%|.'],
    ['intl', '½.x 😀.😀 a.5 5.a', '½|.|x|😀|.|😀|a|.|5|5|.|a'],
    ['intl', '٣٫٤٣ ٣.٤ 1,2.3,', '٣٫٤٣|٣.٤|1,2.3,'],
    ['intl', 'C++ a_b a@b.c', 'C|+|+|a|_|b|a|@|b|.|c'],
    ['intl', '&lt; <skipped>', '&|lt|;|<|skipped|>'],
    ['none', ' a.b  c\u3000d\ufeff ', 'a.b|c|d\ufeff'],
    ['char', 'a b.\n😀', 'a|b|.|😀'],
  ])('%s of %j', (tokenizer, text, joined) => {
    expect(tokens(text, tokenizer, false).join('|')).toBe(joined)
  })

  test('are of the lower-case text on request', () => {
    expect(tokens('ÄPFEL İ ΟΔΟΣ', '13a', true)).toEqual(['äpfel', 'i\u0307', 'οδος'])
  })

  test.each([
    ['(hi) "a" . ... é, —x—', '(hi|)|"a|"|.|..|.|é|,|—x—'],
    ["'tis $5 5$ @ \ud83d", "'|tis|$|5|5|$|@|\ud83d"],
  ])('of chrF++, %j', (text, joined) => expect(chrfWords(text).join('|')).toBe(joined))

  test('stand between what Python takes for white space', () => {
    // Python 3.11: [c for c in map(chr, range(0x110000)) if c.isspace()]
    const space = [9, 10, 11, 12, 13, 28, 29, 30, 31, 32, 133, 160, 5760, 8192, 8193, 8194, 8195, 8196, 8197]
    space.push(8198, 8199, 8200, 8201, 8202, 8232, 8233, 8239, 8287, 12288)
    for (let unit = 0; unit < 0x10000; unit++) {
      const character = String.fromCharCode(unit)
      const found = [words(`a${character}b`).length === 2, withoutTrailingSpace(`a${character}`) === 'a']
      expect([unit, ...found]).toEqual([unit, space.includes(unit), space.includes(unit)])
    }
  })
})

describe('n-grams', () => {
  test('in common are what counting them one by one finds', () => {
    const draw = random(11)
    const text = () =>
      Array.from({ length: Math.floor(draw() * 30) }, () => 'abc😀'.at(Math.floor(draw() * 5))).join('')
    for (let round = 0; round < 200; round++) {
      const [own, ...others] = [text(), text(), text()] as [string, string, string]
      expect(new Ngrams(codePoints(own), 4).common(others.map(codePoints))).toEqual(
        [1, 2, 3, 4].map(n => commonSlowly(own, others, n)),
      )
    }
  })

  test('equal items have one number, whatever they are called', () => {
    expect(
      numbered([
        ['__proto__', 'constructor', ''],
        ['', '__proto__', 'x'],
      ]),
    ).toEqual([Int32Array.of(0, 1, 2), Int32Array.of(2, 0, 3)])
  })
})

function commonSlowly(own: string, others: readonly string[], n: number): number {
  const grams = (text: string) => {
    const points = Array.from(text)
    return Array.from({ length: Math.max(0, points.length - n + 1) }, (_, i) => points.slice(i, i + n).join())
  }
  const times = (text: string, gram: string) => grams(text).filter(one => one === gram).length
  return [...new Set(grams(own))].reduce(
    (sum, gram) => sum + Math.min(times(own, gram), Math.max(...others.map(other => times(other, gram)))),
    0,
  )
}

describe('the journey', () => {
  const gold = [['Die Tür ist offen.', 'Die Tür steht offen.'], 'Das Fenster ist zu.', ['Es ist kalt.']]
  const right = ['Die Tür steht offen.', 'Das Fenster ist zu.', 'Es ist kalt.']

  test('perfect answers', async () => {
    const suite = await judged({ gold, candidate: right, baseline: right, gate: 'metric: bleu, min: 100' })
    expect(suite.verdict).toBe('pass')
    expect(['bleu', 'chrf', 'chrf++', 'ter', 'regressions'].map(name => score(suite, name))).toEqual([
      expect.closeTo(100, 9),
      100,
      100,
      0,
      0,
    ])
    expect(score(suite, 'losses')).toBeUndefined()
  })

  test.each<[string, unknown]>([
    ['an empty text', ''],
    ['white space', ' \u00a0\n'],
    ['a list of such', ['', ' ']],
  ])('a reference that is %s is refused', async (_, reference) => {
    const suite = await judged({ gold: ['a b', reference], candidate: ['a b', ''] })
    expect(problems(suite)).toEqual(['reference.type'])
    expect(suite.problems[0]?.message).toContain('at least one word')
  })

  test('a reference without a word beside others is left out, so that silence is no translation', async () => {
    const references = ['the cat sat', '']
    const silent = await judged({ gold: [references], candidate: [''], gate: 'metric: ter, max: 45' })
    expect([silent.verdict, score(silent, 'ter'), problems(silent, 'note')]).toEqual([
      'fail',
      100,
      ['reference.empty'],
    ])
    const said = await judged({ gold: [references], candidate: ['the cat sat'] })
    expect(['chrf', 'ter'].map(metric => score(said, metric))).toEqual([100, 0])
    expect(said.signatures.ter).toContain('nrefs:1|')
  })

  test('an answer that is missing, null or empty is a translation without a word', async () => {
    const gate = 'metric: regressions, max: 0'
    const all = await Promise.all(
      [undefined, null, ''].map(none =>
        judged({
          gold,
          candidate: [right[0], none, right[2]],
          baseline: right,
          gate,
          rest: 'missing: wrong',
        }),
      ),
    )
    for (const suite of all) {
      expect(suite.verdict).toBe('fail')
      expect(suite.regressions[0]?.examples).toEqual([
        expect.objectContaining({ id: 't1', credit: { baseline: 1, candidate: 0 } }),
      ])
      // 4 of the 4 + 4 + 3 words are missing
      expect(score(suite, 'ter')).toBeCloseTo((100 * 4) / 11, 9)
    }
    expect(all.map(suite => score(suite, 'coverage'))).toEqual([2 / 3, 2 / 3, 1])
    expect(all.map(suite => suite.regressions[0]?.examples[0]?.candidate)).toEqual([null, null, ''])
  })

  test('a missing answer is an error by default', async () => {
    const suite = await judged({ gold, candidate: [right[0], undefined, right[2]] })
    expect([suite.verdict, ...problems(suite)]).toEqual(['error', 'rows.missing'])
  })

  test.each([[5], [true], [['Es ist kalt.']], [{ text: 'Es ist kalt.' }]])('%j is no answer', async value => {
    const suite = await judged({ gold, candidate: [right[0], right[1], value] })
    expect([suite.verdict, ...problems(suite)]).toEqual(['error', 'prediction.type'])
  })

  test.each([[5], [[]], [null], [['a', null]], [['a', 5]], [{ a: 'b' }]])(
    '%j is no reference',
    async value => {
      const suite = await judged({ gold: [gold[0], value], candidate: right.slice(0, 2) })
      expect([suite.verdict, ...problems(suite)]).toEqual(['error', 'reference.type'])
    },
  )

  test('shows the first reference beside both answers, the largest fall first', async () => {
    const baseline = [right[0], 'Das Fenster ist zu.', 'Es ist kalt.']
    const candidate = ['Die Tür ist auf.', 'Das Fenster ist zu!', 'Warm.']
    const suite = await judged({ gold, candidate, baseline })
    const [first, second] = suite.regressions[0]!.examples
    expect([suite.graded, suite.regressions[0]!.count]).toEqual([{ metric: 'chrf', tolerance: 0.05 }, 3])
    expect(first).toMatchObject({ id: 't2', expected: 'Es ist kalt.', candidate: 'Warm.' })
    expect(second).toMatchObject({ id: 't0', expected: 'Die Tür ist offen.', baseline: right[0] })
  })

  test('a fall within the tolerance is no regression', async () => {
    const [was, is] = ['Das Fenster ist zu.', 'Das Fenster ist zu!']
    const fall = 1 - (await scoreOf('chrf', [was], [is]))! / 100
    const count = async (tolerance: number) =>
      score(
        await judged({ gold: [was], candidate: [is], baseline: [was], options: { tolerance } }),
        'regressions',
      )
    expect(fall).toBeGreaterThan(0.01)
    expect([await count(fall + 0.001), await count(fall), await count(fall - 0.001)]).toEqual([0, 0, 1])
  })

  test('hostile texts are texts', async () => {
    const texts = [
      '__proto__ constructor',
      '\ud800 \udfff x',
      'a\u0000b',
      '<script>&amp;</script>',
      'ı'.repeat(5000),
    ]
    const suite = await judged({ gold: texts, candidate: texts, baseline: texts })
    expect(['chrf', 'chrf++', 'ter'].map(name => score(suite, name))).toEqual([100, 100, 0])
  })

  test.each([
    ['accuracy', 'gate.metric', 'bleu, chrf, chrf++, ter'],
    ['losses', 'gate.metric', 'bleu, chrf, chrf++, ter'],
    ['chrF', 'gate.metric', 'Did you mean "chrf"?'],
  ])('a gate on %s is refused with what fits', async (metric, code, text) => {
    const { verdict, problems: all } = await judged({
      gold,
      candidate: right,
      gate: `metric: ${metric}, min: 1`,
    })
    expect(verdict).toBe('error')
    expect(all.map(({ code }) => code)).toContain(code)
    expect(all.find(problem => problem.code === code)?.message).toContain(text)
  })

  test.each([
    ['metric: bleu, min: 0.35', 'Write 35 if 0.35 was meant'],
    ['metric: chrf, min: 1', 'Write 100 if 1 was meant'],
    ['metric: bleu, min: 101', '0 to 100'],
    ['metric: ter, max: -1', '0 or more'],
    ['metric: bleu, class: a, min: 2', 'no value per class'],
  ])('a bar that is none is refused: %s', async (gate, text) => {
    const { verdict, problems: all } = await judged({ gold, candidate: right, gate })
    expect(verdict).toBe('error')
    expect(all.map(({ message }) => message).join()).toContain(text)
  })

  test('a bar may be as high as a bad translation needs', async () => {
    const suite = await judged({ gold: ['a'], candidate: ['b c d'], gate: 'metric: ter, max: 300' })
    expect(suite.verdict).toBe('pass')
  })

  test.each([
    ['tokenize', 'zh'],
    ['smooth_method', 'add'],
    ['lowercase', 'yes'],
    ['tolerance', 2],
    ['beta', 3],
  ])('an option %s of %j is refused', async (option, value) => {
    const suite = await judged({ gold, candidate: right, options: { [option]: value } })
    expect(suite.verdict).toBe('error')
    expect(problems(suite)[0]).toMatch(/^spec\./u)
  })
})

test('the work of TER is counted, and grows with the length of a text', () => {
  const steps = (text: string, reference: string) => {
    let all = 0
    const [own, other] = numbered([text.split(' '), reference.split(' ')]) as [Int32Array, Int32Array]
    translationEdits(own, other, count => {
      all += count
    })
    return all
  }
  const loop = (times: number) => Array(times).fill('the cat mat').join(' ')
  expect(steps('the cat sat', 'the cat sat')).toBeLessThan(100)
  expect(steps(loop(300), 'the cat sat on a mat')).toBeGreaterThan(
    5 * steps(loop(30), 'the cat sat on a mat'),
  )
  expect(() =>
    translationEdits(new Int32Array(2000), new Int32Array(2000).fill(1), count => {
      if (count > 50_000) throw new RangeError('before there is room made')
    }),
  ).toThrow('before there is room made')
})
