/** What the scores of summaries are made of, against tables of other tools and plain implementations. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { fragments, novelNgrams } from '../../src/metrics/fragments'
import { novelNames, novelNumbers } from '../../src/metrics/novel'
import { Rouge } from '../../src/metrics/rouge'
import { namesIn, numbersIn, wordsIn } from '../../src/text/facts'
import { CommonSubsequence } from '../../src/text/lcs'
import { Occurrences } from '../../src/text/occurrences'
import { stem } from '../../src/text/porter'
import { hasToken, RougeTokens } from '../../src/text/rouge-tokens'
import { random } from '../journey'
import { describeShared } from '../shared'

describeShared('golden/summ-porter-stems', 'stems', folder => {
  test('every word has the stem that NLTK gives', () => {
    const rows = readFileSync(join(folder, 'stems.tsv'), 'utf8').trimEnd().split('\n')
    expect(rows.length).toBe(3890)
    expect(rows.filter(row => row !== `${row.split('\t')[0]}\t${stem(row.split('\t')[0]!)}`)).toEqual([])
  })
})

describe('stems of', () => {
  test.each([
    ['caresses', 'caress'], // Porter (1980), the examples of its steps
    ['ponies', 'poni'],
    ['hopping', 'hop'],
    ['falling', 'fall'],
    ['filing', 'file'],
    ['happy', 'happi'],
    ['relational', 'relat'],
    ['electriciti', 'electr'],
    ['adoption', 'adopt'],
    ['controll', 'control'],
    ['dies', 'die'], // NLTK 3.8, where the paper has di, sky and dy
    ['skies', 'sky'],
    ['dying', 'die'],
    ['4th', '4th'],
  ])('%s', (word, wanted) => expect(stem(word)).toBe(wanted))

  test('a word of any length', () => expect(stem('y'.repeat(100_000))).toHaveLength(100_000))
})

describe('tokens of', () => {
  const tokens = new RougeTokens()
  const words = new Map<number, string>()
  /** The words behind the numbers, as far as they were read one by one before. */
  const named = (text: string) => {
    for (const word of text.toLowerCase().split(/[^a-z0-9]+/)) {
      const [id] = tokens.read(word).ids
      if (id !== undefined) words.set(id, word)
    }
    const { ids, ends } = tokens.read(text)
    return [Array.from(ids, id => words.get(id)), ends]
  }

  test.each<[string, string[], number[]]>([
    ['', [], []],
    ['The U.S. state-of-the-art', ['the', 'u', 's', 'state', 'of', 'the', 'art'], [7]],
    ['Café Zürich', ['caf', 'z', 'rich'], [3]],
    ['\u212Aelvin', ['kelvin'], [1]], // the Kelvin sign in lower case is k
    ['日本語 の 文 2', ['2'], [1]],
    ['\n\none two\r\n\n!!\nthree\u2028four', ['one', 'two', 'three', 'four'], [2, 4]],
    ['__proto__ constructor', ['proto', 'constructor'], [2]],
    ['a\ud800b', ['a', 'b'], [2]],
  ])('%j', (text, wanted, ends) => {
    expect(named(text)).toEqual([wanted, ends])
    expect(hasToken(text)).toBe(wanted.length > 0)
  })

  test('stems stand for words of four letters and more', () => {
    const [running, run, was, wa] = ['running', 'run', 'was', 'wa'].map(word => tokens.read(word))
    expect(tokens.stemmed(running!).ids).toEqual(tokens.stemmed(run!).ids)
    expect(tokens.stemmed(was!).ids).not.toEqual(tokens.stemmed(wa!).ids)
  })
})

/** Two texts of few words, so that they have much in common. */
const pairs = Array.from({ length: 300 }, (_, seed) => {
  const draw = random(seed)
  const length = () => Math.floor(draw() * [4, 20, 34, 70, 130][seed % 5]!)
  const text = () => Int32Array.from({ length: length() }, () => Math.floor(draw() * (2 + (seed % 7))))
  return [text(), text()] as const
})

test('common subsequences are those of the plain table, of several the one that rouge-score takes', () => {
  const subsequence = new CommonSubsequence()
  const index = new Occurrences()
  for (const [rows, columns] of pairs) {
    const inner = (list: Int32Array) => ({ start: Math.min(1, list.length), end: list.length })
    index.read(columns)
    const wanted = plain([...rows].slice(1), [...columns].slice(1))
    expect(subsequence.length(rows, inner(rows), index, inner(columns))).toBe(wanted.length)
    const marks = new Uint8Array(rows.length)
    subsequence.mark(rows, inner(rows), index, inner(columns), marks)
    expect([...marks.keys()].filter(i => marks[i] === 1)).toEqual(wanted.map(i => i + 1))
  }
})

/** Positions in `rows`: the table filled cell by cell, and gone back from its end. */
function plain(rows: readonly number[], columns: readonly number[]): number[] {
  const table = [new Array<number>(columns.length + 1).fill(0)]
  for (const row of rows) {
    const above = table.at(-1)!
    const line = [0]
    for (const [j, column] of columns.entries())
      line.push(row === column ? above[j]! + 1 : Math.max(above[j + 1]!, line[j]!))
    table.push(line)
  }
  const found: number[] = []
  let [i, j] = [rows.length, columns.length]
  while (i > 0 && j > 0) {
    if (rows[i - 1] === columns[j - 1]) {
      found.unshift(--i)
      j--
    } else if (table[i]![j - 1]! > table[i - 1]![j]!) j--
    else i--
  }
  return found
}

test('fragments and new n-grams are those of a plain search', () => {
  const index = new Occurrences()
  for (const [summary, source] of pairs) {
    index.read(source)
    expect(fragments(summary, index)).toEqual(plainFragments(summary, source))
    for (const n of [2, 3]) {
      const grams = (text: Int32Array) =>
        Array.from(text.subarray(n - 1), (_, i) => text.slice(i, i + n).join())
      const known = new Set(grams(source))
      expect(novelNgrams(summary, index, n)).toBe(grams(summary).filter(gram => !known.has(gram)).length)
    }
  }
})

/** At each place the longest match of one way through the source that goes on behind every match. */
function plainFragments(summary: Int32Array, source: Int32Array) {
  let [tokens, squares] = [0, 0]
  for (let at = 0; at < summary.length; ) {
    let best = 0
    for (let here = 0; here < source.length; ) {
      let length = 0
      while (
        at + length < summary.length &&
        here + length < source.length &&
        summary[at + length] === source[here + length]
      )
        length++
      best = Math.max(best, length)
      here += Math.max(length, 1)
    }
    tokens += best
    squares += best ** 2
    at += Math.max(best, 1)
  }
  return { tokens, squares }
}

describe('numbers of', () => {
  test.each([
    ['', []],
    ['It paid 1,000 euros in 2019.', ['1000', '2019']],
    ['up 3.5% to $12m, again 3.5', ['3.5', '12', '3.5']],
    ['v1.2.3, the 4th', ['1.2.3', '4']],
    ['٤٢', ['٤٢']],
    ['forty-two', []],
  ])('%j', (text, wanted) => expect(numbersIn(text)).toEqual(wanted))

  test('those that the source lacks, each time', () =>
    expect(novelNumbers('42 of 1,000, or 42 of 7', '1000 and 77')).toEqual(['42', '42', '7']))
})

describe('names of', () => {
  test.each([
    ['Sales rose. The board met Ada Lovelace', ['Sales', 'Ada', 'Lovelace']],
    ['“The EU” said so', ['EU']],
    ['I think that I, Robot is fine', ['Robot']],
    ['an iPhone with v2 and 5G, 4th of 10am', ['iPhone', 'v2', '5G']],
    ['in May. May it be', ['May']],
    ['- Who rang?\n- The WHO', ['WHO']],
    ['Ångström and Жанна', ['Ångström', 'Жанна']],
    ['all lower case', []],
  ])('%j', (text, wanted) => expect(namesIn(text).map(name => name.text)).toEqual(wanted))

  test.each([
    ['Ada met Bob', 'ada met Bob', []], // a sentence may begin with any word
    ['So Ada met Bob', 'ada met Bob', ['Ada']],
    ['Berlin grew', 'Berliner grew', ['Berlin']],
    ['Ada, Ada and Ada', 'Nobody', ['Ada', 'Ada', 'Ada']],
    ['Ada met Bob', 'ada met bob', []],
    ['', 'Ada', []],
  ])('%j from %j', (summary, source, wanted) => expect(novelNames(summary, source)).toEqual(wanted))

  test.each([
    ['a 𝒜b c', 'b', false],
    ['é1 b', 'b', true],
    ['abc', 'b', false],
    ['a-b', 'b', true],
    ['bb b', 'b', true],
    ['b\u0301', 'b', false],
  ])('%j has the word %j: %j', (text, word, wanted) => expect(wordsIn(text).has(word)).toBe(wanted))
})

describe('the work of', () => {
  const tokens = new RougeTokens()
  /** Steps that holding a summary against a text takes. */
  const steps = (work: (step: (count: number) => void) => void) => {
    let all = 0
    work(count => {
      all += count
    })
    return all
  }
  const rouge = (summary: string, reference: string) =>
    steps(step => new Rouge(step).overlaps(tokens.read(summary), [tokens.read(reference)]))

  test('many short lines is no more than a few steps for each', () => {
    expect(rouge('a\n'.repeat(2000), 'the cat a sat')).toBeLessThan(2000 * 80)
  })

  test.each<[string, number]>([
    ['n-grams that begin alike', rouge(Array.from({ length: 1000 }, (_, i) => `a b${i}`).join(' '), 'a')],
    ['long texts of one word', rouge('a '.repeat(1000), 'a '.repeat(1000))],
    ['lines against lines', rouge('a\n'.repeat(700), 'a\n'.repeat(700))],
    ['a long line beside a short one', rouge(`b ${'c '.repeat(4000)}\na`, 'b')],
    [
      'fragments of a word that the source has everywhere',
      steps(step => {
        const source = new Occurrences(step).read(tokens.read('the cat '.repeat(1000)).ids)
        fragments(tokens.read('the '.repeat(1000)).ids, source)
      }),
    ],
  ])('%s is counted', (_, taken) => expect(taken).toBeGreaterThan(400_000))
})
