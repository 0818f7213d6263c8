/** Examples that were lost or won, each in the way of its shape: a row, its wrong parts, or its texts one below the other. */
import { apart, changesApart } from '../../text/numbers'
import { code, compared, prose } from '../escape'
import type { Section } from '../fit'
import type { Example, PartOfAnswer, Suite } from '../report'
import { row } from './cells'

/** An example that the spec does not hide. */
type Shown = Example & { readonly expected: string }

/** Of one example; the rest is counted. */
const PARTS = 8
/** Right answers that are shown beside the nearest one. */
const ALTERNATIVES = 3
/** Code points of one text. */
const TEXT = 600
/** A longer answer stands by itself, not in a table. */
const CELL = 120

/** A list of examples; `total` counts those that the report leaves out, too. */
export function exampleList(
  title: string,
  examples: readonly Example[],
  total: number,
  baseline: string | null,
  { graded }: Pick<Suite, 'graded'>,
  place: { readonly priority: number; readonly rowsAre: string; readonly most: number },
): Section {
  const shown = examples.slice(0, place.most)
  const frame = { omitted: total - shown.length, priority: place.priority, rowsAre: place.rowsAre }
  if (shown.length === 0) return { head: [title], rows: [], ...frame }
  const against = baseline === null ? [] : [code(baseline, true)]
  if (!shown.every(isShown))
    return { head: [title, ''], rows: shown.map(one => hiddenRow(one, graded)), ...frame }
  if (graded || shown.some(isLong)) {
    return { head: [title, ''], rows: shown.map(example => block(example, baseline, graded)), ...frame }
  }
  if (shown.some(({ parts }) => parts)) {
    const head = row(['example', 'part', 'expected', ...against, 'candidate'])
    const rows = shown.map(example => partRows(example, baseline !== null))
    return { head: [title, '', head, `|${'---|'.repeat(4 + against.length)}`], rows, ...frame }
  }
  const head = row(['example', 'slices', 'expected', ...against, 'candidate'])
  return {
    head: [title, '', head, `|${'---|'.repeat(4 + against.length)}`],
    rows: shown.map(example => exampleRow(example, baseline !== null)),
    ...frame,
  }
}

function isShown(example: Example): example is Shown {
  return example.expected !== null
}

/** Of an example whose texts are not to be shown. */
function hiddenRow(example: Example, graded: Suite['graded']): string {
  const { id, credit } = example
  return `- ${[code(id), slicesOf(example, false), creditWords(credit, graded)].filter(Boolean).join(' ')}`
}

function isLong({ source, parts, expected, baseline, candidate }: Shown): boolean {
  const texts = [expected, baseline, candidate]
  return source !== undefined || (!parts && texts.some(text => text !== null && text.length > CELL))
}

function exampleRow(example: Shown, against: boolean): string {
  const { id, expected, alternatives = [], baseline, candidate } = example
  const others = alternatives.slice(0, ALTERNATIVES).map(text => ` or ${code(text, true)}`)
  return row([
    code(id, true),
    slicesOf(example, true),
    (candidate === null ? code(expected, true) : compared(expected, candidate, true)) + others.join(''),
    ...(against ? [answer(baseline, expected)] : []),
    answer(candidate, expected),
  ])
}

function answer(text: string | null, expected: string): string {
  return text === null ? '*no answer*' : compared(text, expected, true)
}

/** A row for each wrong part; the example's own name stands in the first. */
function partRows(example: Shown, against: boolean): string {
  const { id, parts = [], more_parts: others = 0, expected, baseline, candidate } = example
  const name = [code(id, true), slicesOf(example, true)].filter(text => text !== '').join(' ')
  if (parts.length === 0 || candidate === null) {
    const cells = [answer(candidate, expected)]
    return row([name, '', code(expected, true), ...(against ? [answer(baseline, expected)] : []), ...cells])
  }
  const shown = parts.slice(0, PARTS)
  const rows = shown.map((part, i) => row([i === 0 ? name : '', ...partCells(part, example, against)]))
  const more = parts.length - shown.length + others
  const counted = more > 0 ? [row(['', `*… ${more} more*`, '', ...(against ? [''] : []), ''])] : []
  return [...rows, ...counted].join('\n')
}

function partCells(part: PartOfAnswer, { baseline }: Example, against: boolean): string[] {
  const { expected } = part
  const cell = (text: string | null) => {
    if (text === expected) return '✓'
    return text === null ? '*missing*' : compared(text, expected ?? '', true)
  }
  const then = baseline === null ? '*no answer*' : cell(part.baseline)
  return [
    code(part.part, true),
    expected === null ? '*nothing*' : code(expected, true),
    ...(against ? [then] : []),
    cell(part.candidate),
  ]
}

/** Texts one below the other, with what the expected one lacks in bold. */
function block(example: Shown, baseline: string | null, graded: Suite['graded']): string {
  const { id, source, expected, credit } = example
  const line = (name: string, text: string | null, other: string) =>
    `  - ${name}: ${text === null ? '*no answer*' : compared(text, other, false, TEXT)}`
  return [
    `- ${[`**${code(id)}**`, slicesOf(example, false), creditWords(credit, graded)].filter(Boolean).join(' ')}`,
    ...(source === undefined ? [] : [`  - source: ${code(source, false, TEXT)}`]),
    `  - expected: ${code(expected, false, TEXT)}`,
    ...(baseline === null ? [] : [line(code(baseline), example.baseline, expected)]),
    line('candidate', example.candidate, expected),
    ...partLines(example, baseline),
  ].join('\n')
}

/** What each system has wrong, in a line each. */
function partLines({ parts = [], more_parts: others = 0 }: Example, baseline: string | null): string[] {
  const shown = parts.slice(0, PARTS)
  const answered = (text: string | null, expected: string | null) =>
    text === expected ? '✓' : text === null ? '*missing*' : code(text)
  const lines = shown.map(({ part, expected, ...answers }) => {
    const wanted = expected === null ? [] : [`expected ${code(expected)}`]
    const then = baseline === null ? [] : [`${code(baseline)} ${answered(answers.baseline, expected)}`]
    return `  - ${code(part)}: ${[...wanted, ...then, `candidate ${answered(answers.candidate, expected)}`].join(', ')}`
  })
  const more = parts.length - shown.length + others
  return more > 0 ? [...lines, `  - *… ${more} more*`] : lines
}

/** `rougeL 41.0 % → 22.3 % (−18.7 points)` */
function creditWords(credit: Example['credit'], graded: Suite['graded']): string {
  if (!credit || !graded) return ''
  const { metric } = graded
  const { baseline: then, candidate: now } = credit
  if (then === null) return `${prose(metric)} ${apart(now, now, 'accuracy')[0]}`
  const [from, to] = apart(then, now, 'accuracy')
  return `${prose(metric)} ${from} → ${to} (${changesApart(now - then, now - then, 'accuracy')[0]})`
}

/** The slices that an example is in, and the recorded verdicts on it that changed. */
function slicesOf({ slices, verdicts = [] }: Example, cell: boolean): string {
  const names = Object.entries(slices).flatMap(([name, values]) =>
    values.map(value => code(`${name} = ${value}`, cell)),
  )
  const mark = (good: boolean) => (good ? '✓' : '✗')
  const changed = verdicts.map(
    ({ field, baseline, candidate }) => `${code(field, cell)} ${mark(baseline)} → ${mark(candidate)}`,
  )
  return [...names, ...changed].join(' ')
}
