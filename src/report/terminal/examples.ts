/** Single examples that were lost, with what differs between their answers. */
import { apart, changesApart } from '../../text/numbers'
import { runs } from '../difference'
import { visible } from '../escape'
import { wordsOfChange } from '../markdown/cells'
import type { Example, PartOfAnswer, Suite } from '../report'
import { type Row, table } from './table'
import { hanging, type Line, NBSP, type Screen, type Span, span, widthOf } from './text'
import { heading, name } from './words'

/** Of one list, as rows of a table, or one below the other where they are long. */
const MOST = { rows: 10, blocks: 3 } as const
/** Of one example. */
const PARTS = 5
/** A longer answer stands by itself, not in a table. */
const CELL = 60
/** Words beside a difference; of what is equal, more is left out. */
const CONTEXT = 8
/** Fewer words than these are not worth leaving out. */
const LEAST = 5
/** Code points of one text. */
const TEXT = 700

/** Blocks of lines: newly wrong against the primary baseline, or wrong where there is none. */
export function exampleBlocks(suite: Suite, screen: Screen): Line[][] {
  const { regressions, losses, graded, systems } = suite
  const [worse, better] = wordsOfChange(suite)
  const [primary, ...others] = regressions
  if (!primary) {
    if (systems.length !== 1 || losses.examples.length === 0) return []
    const total = losses.wrong ?? losses.examples.length
    const title = graded ? heading(`Lowest ${graded.metric}`) : heading(`${total} wrong`)
    return [[title, ...exampleLines(losses.examples, total, null, suite, screen)]]
  }
  const counts = (of: (typeof regressions)[number]) =>
    [
      ...(of.fixes > 0 ? [`${of.fixes} ${better}`] : []),
      ...(of.still_wrong > 0 ? [`${of.still_wrong} still wrong`] : []),
    ].join(', ')
  const beside = (of: (typeof regressions)[number]) => (counts(of) === '' ? '' : ` (${counts(of)})`)
  const title = (of: (typeof regressions)[number]) =>
    heading(
      `${of.count === 0 ? 'None' : String(of.count)} ${worse}`,
      ` against ${name(of.baseline)}${beside(of)}`,
    )
  return [
    [title(primary), ...exampleLines(primary.examples, primary.count, primary.baseline, suite, screen)],
    ...(others.length > 0 ? [others.map(title)] : []),
  ]
}

function exampleLines(
  all: readonly Example[],
  total: number,
  baseline: string | null,
  suite: Suite,
  screen: Screen,
): Line[] {
  const first = all.slice(0, MOST.rows)
  const asBlocks = first.some(isHidden) ? false : suite.graded !== null || first.some(isLong)
  const shown = first.slice(0, asBlocks ? MOST.blocks : MOST.rows)
  const rest = total - shown.length
  return [
    ...(asBlocks
      ? shown.flatMap(example => block(example, baseline, suite, screen))
      : shown.some(({ parts }) => parts) && !shown.some(isHidden)
        ? partTable(shown, baseline, screen)
        : exampleTable(shown, baseline, screen)),
    ...(rest > 0 && all.length > 0 ? [[span(`  … and ${rest} more`, 'faint')]] : []),
  ]
}

/** A report may hide what the rows say. */
function isHidden({ expected, baseline, candidate }: Example): boolean {
  return [expected, baseline, candidate].every(text => text === null)
}

function isLong({ source, parts, expected, baseline, candidate }: Example): boolean {
  const texts: (string | null)[] = [expected, baseline, candidate]
  return source !== undefined || (!parts && texts.some(text => text !== null && text.length > CELL))
}

function exampleTable(shown: readonly Example[], baseline: string | null, screen: Screen): Line[] {
  const columns = [
    { title: 'example' },
    { title: 'expected' },
    ...(baseline === null ? [] : [{ title: name(baseline) }]),
    { title: 'candidate' },
    { title: '', drop: 1 },
  ]
  const rows = shown.map(example => {
    const { id, alternatives = [] } = example
    const expected: string | null = example.expected
    if (isHidden(example))
      return { cells: [[span(name(id))], [], ...(baseline === null ? [] : [[]]), [], [slices(example)]] }
    const also = alternatives.slice(0, 2).map(text => span(` or ${name(text)}`, 'faint'))
    return {
      cells: [
        [span(name(id))],
        [...differing(expected, example.candidate), ...also],
        ...(baseline === null ? [] : [answer(example.baseline, expected)]),
        answer(example.candidate, expected),
        [slices(example)],
      ],
    }
  })
  return table(columns, rows, screen)
}

/** A row for each wrong part; the example's own name stands before the first. */
function partTable(shown: readonly Example[], baseline: string | null, screen: Screen): Line[] {
  const columns = [
    { title: 'example' },
    { title: 'part' },
    { title: 'expected' },
    ...(baseline === null ? [] : [{ title: name(baseline) }]),
    { title: 'candidate' },
    { title: '', drop: 1 },
  ]
  return table(
    columns,
    shown.flatMap(example => partRows(example, baseline !== null)),
    screen,
  )
}

function partRows(example: Example, against: boolean): Row[] {
  const { id, parts = [], more_parts: others = 0, candidate } = example
  const expected: string | null = example.expected
  const first = [span(name(id))]
  if (parts.length === 0 || candidate === null) {
    const then = against ? [answer(example.baseline, expected)] : []
    return [
      { cells: [first, [], [span(text(expected))], ...then, answer(candidate, expected), [slices(example)]] },
    ]
  }
  const shown = parts.slice(0, PARTS)
  const more = parts.length - shown.length + others
  const cell = (answer: string | null, expected: string | null): Span[] =>
    answer === expected
      ? [span('✓', 'good')]
      : answer === null
        ? [span('(missing)')]
        : differing(answer, expected)
  return shown.map(({ part, expected, ...answers }: PartOfAnswer, i) => ({
    cells: [
      i === 0 ? first : [],
      [span(name(part))],
      [span(expected === null ? '(nothing)' : text(expected))],
      ...(against
        ? [example.baseline === null ? [span('(no answer)')] : cell(answers.baseline, expected)]
        : []),
      cell(answers.candidate, expected),
      i === 0 ? [slices(example)] : [],
    ],
    below: i === shown.length - 1 && more > 0 ? [[span(`… and ${more} more parts`, 'faint')]] : [],
  }))
}

/** Texts one below the other; marks below a line show what the other text lacks. */
function block(example: Example, baseline: string | null, suite: Suite, screen: Screen): Line[] {
  const { id, source, credit } = example
  const expected: string | null = example.expected
  const beside = [creditWords(credit, suite), slices(example).text].filter(part => part !== '').join(' · ')
  const title = hanging(
    '  ',
    [span(name(id), 'strong'), span(beside === '' ? '' : `  ${beside}`, 'faint')],
    screen.width,
  )
  const texts: [string, Span[]][] = [
    ...(source === undefined ? [] : [['source', [span(text(source))]] satisfies [string, Span[]]]),
    ['expected', near(expected, example.candidate)],
    ...(baseline === null
      ? []
      : [[name(baseline), answer(example.baseline, expected)] satisfies [string, Span[]]]),
    ['candidate', answer(example.candidate, expected)],
  ]
  const room = Math.min(16, Math.max(...texts.map(([title]) => widthOf(title))))
  const lines = texts.flatMap(([title, spans]) => {
    const label = `    ${title}${' '.repeat(Math.max(0, room - widthOf(title)))}  `
    return hanging(label, spans, screen.width).flatMap(underlined)
  })
  return [...title, ...lines, ...partLines(example, baseline, screen)]
}

function partLines(
  { parts = [], more_parts: others = 0 }: Example,
  baseline: string | null,
  { width }: Screen,
): Line[] {
  const shown = parts.slice(0, PARTS)
  const more = parts.length - shown.length + others
  const answered = (answer: string | null, expected: string | null) =>
    answer === expected ? '✓' : answer === null ? '(missing)' : text(answer)
  const lines = shown.flatMap(({ part, expected, ...answers }) => {
    const wanted = expected === null ? [] : [`expected ${text(expected)}`]
    const then = baseline === null ? [] : [`${name(baseline)} ${answered(answers.baseline, expected)}`]
    const told = [...wanted, ...then, `candidate ${answered(answers.candidate, expected)}`].join(', ')
    return hanging(`    ${name(part)}: `, [span(told)], width)
  })
  return [...lines, ...(more > 0 ? [[span(`    … and ${more} more parts`, 'faint')]] : [])]
}

/** A line, and below it a mark for each column of a word that differs: colour alone would say nothing to some. */
function underlined(line: Line): Line[] {
  if (!line.some(({ style }) => style === 'differs')) return [line]
  const marks = line.map(({ text, style }) =>
    span((style === 'differs' ? '^' : ' ').repeat(widthOf(text)), style === 'differs' ? style : undefined),
  )
  return [line, marks]
}

function text(given: string | null): string {
  return given === null ? '(hidden)' : given === '' ? '(empty)' : visible(given, TEXT)
}

function answer(given: string | null, expected: string | null): Span[] {
  return given === null ? [span('(no answer)', 'faint')] : near(given, expected)
}

/** A text with what the other lacks marked; of what both have, only words beside a difference. */
function near(given: string | null, other: string | null): Span[] {
  const spans = differing(given, other)
  if (!spans.some(({ style }) => style === 'differs')) return spans
  return spans.map(({ text, style }, i) => {
    if (style === 'differs') return span(text, style)
    const words = text.split(' ')
    // behind the last one stands the space before the difference
    const [head, tail] = [i > 0 ? CONTEXT : 0, i < spans.length - 1 ? CONTEXT + 1 : 0]
    if (words.length <= head + tail + LEAST) return span(text)
    const kept = [...words.slice(0, head), '…', ...words.slice(words.length - tail)]
    return span(kept.join(' '))
  })
}

/** One word, and a text that has nothing in common with the other, need no marks. */
function differing(given: string | null, other: string | null): Span[] {
  if (given === null || other === null || given === other) return [span(text(given))]
  const [one, two] = [text(given), text(other)]
  if (!/\s/u.test(`${one.trim()}${two.trim()}`)) return [span(one)]
  const found = runs(one, two)
  if (!found.some(({ common }) => common)) return [span(one)]
  return found.flatMap(({ text, common }) => {
    if (common) return [span(text)]
    const word = text.trimEnd()
    return [span(word, 'differs'), ...(word === text ? [] : [span(text.slice(word.length))])]
  })
}

/** The slices that an example is in, and the recorded verdicts on it that changed. */
function slices({ slices, verdicts = [] }: Example): Span {
  const mark = (good: boolean) => (good ? '✓' : '✗')
  const names = Object.entries(slices).flatMap(([field, values]) =>
    values.map(value => name(`${field}=${value}`).replaceAll(' ', NBSP)),
  )
  const changed = verdicts.map(
    ({ field, baseline, candidate }) =>
      `${name(field)}${NBSP}${mark(baseline)}${NBSP}→${NBSP}${mark(candidate)}`,
  )
  return span([...names, ...changed].join(', '), 'faint')
}

/** `rougeL 41.0 % → 22.3 % (−18.7 points)` */
function creditWords(credit: Example['credit'], { graded }: Pick<Suite, 'graded'>): string {
  if (!credit || !graded) return ''
  const { baseline: then, candidate: now } = credit
  if (then === null) return `${name(graded.metric)} ${apart(now, now, 'accuracy')[0]}`
  const [from, to] = apart(then, now, 'accuracy')
  return `${name(graded.metric)} ${from} → ${to} (${changesApart(now - then, now - then, 'accuracy')[0]})`
}
