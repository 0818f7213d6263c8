/** One example, whole: each in the way of its shape. */
import { apart, changesApart } from '../../../text/numbers'
import type { BrowsedExample, PartOfAnswer, Suite } from '../../report'
import { element } from './element'
import { slicesOf } from './filter'
import { compared, legible, spanned } from './text'

export interface Setting {
  /** null without one */
  readonly baseline: string | null
  readonly graded: Suite['graded']
  readonly task: string
  readonly words: Readonly<Record<BrowsedExample['kind'], string>>
}

export function detail(example: BrowsedExample, setting: Setting): Node[] {
  const { id, kind } = example
  return [
    element(
      'h3',
      {},
      element('code', {}, legible(id)),
      ' ',
      element('span', { class: `kind ${kind}` }, setting.words[kind]),
    ),
    ...facts(example, setting),
    ...(isShown(example) ? content(example, setting) : hiddenContent(example)),
  ]
}

/** An example whose texts are shown. */
type ShownExample = BrowsedExample & { readonly expected: string }

function isShown(example: BrowsedExample): example is ShownExample {
  return example.expected !== null
}

function hiddenContent({ classes }: BrowsedExample): Node[] {
  const told = element('p', { class: 'quiet' }, 'The report leaves out the texts of examples.')
  return [
    ...(classes.length > 0 ? [block('class', [document.createTextNode(legible(classes.join(', ')))])] : []),
    told,
  ]
}

function content(example: ShownExample, setting: Setting): Node[] {
  const { spans, parts = [], more_parts: more = 0, source, alternatives = [] } = example
  return [
    ...(source === undefined ? [] : [block('source', [document.createTextNode(legible(source))])]),
    ...(spans ? spanBlocks(spans, example, setting) : []),
    ...(parts.length > 0 ? [partTable(parts, more, example, setting)] : []),
    ...(spans ? [] : answers(example, setting)),
    ...(alternatives.length > 0
      ? [
          block(
            'also right',
            alternatives.map(one => element('div', {}, legible(one))),
          ),
        ]
      : []),
  ]
}

function facts(example: BrowsedExample, { graded }: Setting): Node[] {
  const { verdicts = [], credit } = example
  const mark = (good: boolean) => (good ? '✓' : '✗')
  const chips = [
    ...slicesOf(example).map(slice => element('span', { class: 'chip' }, legible(slice))),
    ...verdicts.map(({ field, baseline, candidate }) =>
      element('span', { class: 'chip' }, `${legible(field)} ${mark(baseline)} → ${mark(candidate)}`),
    ),
    ...(credit && graded
      ? [element('span', { class: 'chip' }, `${graded.metric} ${creditWords(credit)}`)]
      : []),
  ]
  return chips.length === 0 ? [] : [element('p', { class: 'chips' }, ...chips)]
}

function creditWords({ baseline: then, candidate: now }: NonNullable<BrowsedExample['credit']>): string {
  if (then === null) return apart(now, now, 'accuracy')[0]
  const [from, to] = apart(then, now, 'accuracy')
  return `${from} → ${to} (${changesApart(now - then, now - then, 'accuracy')[0]})`
}

/** Expected beside what was answered; each has marked what the other lacks. */
function answers(example: ShownExample, setting: Setting): Node[] {
  const isJson = setting.task === 'structured'
  const layout = (text: string | null) => (isJson && text !== null ? laidOut(text) : text)
  const expected = isJson ? laidOut(example.expected) : example.expected
  const [baseline, candidate] = [layout(example.baseline), layout(example.candidate)]
  const answer = (text: string | null) =>
    text === null ? [element('em', {}, 'no answer')] : compared(text, expected, 'added')
  return [
    block('expected', compared(expected, candidate, 'missing')),
    ...(setting.baseline === null ? [] : [block(setting.baseline, answer(baseline), baseline === expected)]),
    block('candidate', answer(candidate), candidate === expected),
  ]
}

/** JSON with a value a line; another text stays as it is. */
function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function block(name: string, content: readonly Node[], right = false): HTMLElement {
  const title = element('h4', {}, legible(name), right ? ' ✓' : undefined)
  return element(
    'section',
    { class: 'answer' },
    title,
    element('div', { class: 'text', dir: 'auto' }, ...content),
  )
}

function spanBlocks(
  { text, expected, baseline, candidate }: NonNullable<BrowsedExample['spans']>,
  example: BrowsedExample,
  setting: Setting,
): Node[] {
  const none = [element('em', {}, 'no answer')]
  const marked = (answer: string | null, spans: typeof candidate) =>
    answer === null ? none : spanned(text, spans, expected, 'added')
  return [
    block('expected', spanned(text, expected, candidate, 'missing')),
    ...(setting.baseline === null ? [] : [block(setting.baseline, marked(example.baseline, baseline))]),
    block('candidate', marked(example.candidate, candidate)),
  ]
}

function partTable(
  parts: readonly PartOfAnswer[],
  more: number,
  example: BrowsedExample,
  setting: Setting,
): HTMLElement {
  const against = setting.baseline !== null
  const heads = ['part', 'expected', ...(against ? [setting.baseline!] : []), 'candidate']
  const cell = (text: string | null, expected: string | null) => {
    if (text === expected) return element('td', { class: 'right' }, '✓')
    if (text === null) return element('td', {}, element('em', {}, 'missing'))
    return element('td', {}, ...compared(text, expected ?? '', 'added'))
  }
  const rows = parts.map(({ part, expected, baseline, candidate }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, element('code', {}, legible(part))),
      element('td', {}, expected === null ? element('em', {}, 'nothing') : legible(expected)),
      against
        ? example.baseline === null
          ? element('td', {}, element('em', {}, 'no answer'))
          : cell(baseline, expected)
        : undefined,
      cell(candidate, expected),
    ),
  )
  const head = element(
    'thead',
    {},
    element('tr', {}, ...heads.map(head => element('th', { scope: 'col' }, legible(head)))),
  )
  const table = element('table', { class: 'parts' }, head, element('tbody', {}, ...rows))
  const rest = more > 0 ? element('p', { class: 'more' }, `… ${more} more`) : undefined
  return element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Parts' }, table, rest)
}
