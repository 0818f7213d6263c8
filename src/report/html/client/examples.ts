/** The example browser of one suite: filters, a list of what passes them, and one example whole. */
import type { Browsed, BrowsedExample } from '../../report'
import type { SuiteData } from '../data'
import { detail } from './detail'
import { element } from './element'
import { type Filter, Filtered, slicesOf, type Tab } from './filter'
import { List } from './list'
import { line } from './text'

const NONE: Filter = { tab: 'all', cls: undefined, slice: undefined, answer: undefined, words: '' }
/** Milliseconds without a key before words are looked for. */
const PAUSE = 120

/** Narrows a browser from elsewhere in the page and brings it into sight. */
export type Narrow = (change: Partial<Filter>) => void

export function exampleBrowser(
  place: Element,
  lists: readonly Browsed[],
  suite: SuiteData,
  s: number,
): Narrow {
  let filtered: Filtered
  let examples: readonly BrowsedExample[]
  let positions: readonly number[] = []
  let filter = NONE
  let baseline: string | null

  const words = wordsOf(suite)
  const shown = element('div', {
    class: 'detail',
    tabindex: '0',
    role: 'group',
    'aria-label': 'The chosen example',
  })
  const list = new List(`example-${s}`, 'Examples', {
    row: at => rowOf(examples[positions[at]!]!, words),
    chosen: at => {
      shown.replaceChildren(...detail(examples[positions[at]!]!, { ...suite, baseline, words }))
      shown.scrollTop = 0
    },
  })
  const status = element('p', { class: 'quiet status', role: 'status' })
  const tabs = new Map<Tab, HTMLButtonElement>()
  const tabRow = element('div', { class: 'tabs', role: 'group', 'aria-label': 'What became of them' })
  const [cls, slice] = [choice('class'), choice('slice')]
  const search = element('input', {
    type: 'search',
    placeholder: 'Search',
    'aria-label': suite.shows === 'full' ? 'Search ids and texts' : 'Search ids',
  })
  const answer = element('button', { type: 'button', class: 'answer-filter' })
  const against = choice('baseline')
  const toolbar = element('div', { class: 'toolbar' }, tabRow, against, cls, slice, search, answer)
  place.append(
    element(
      'div',
      { class: 'browser' },
      element('h2', {}, 'Examples'),
      toolbar,
      status,
      element('div', { class: 'panes' }, list.element, shown),
    ),
  )

  function apply(change: Partial<Filter>): void {
    filter = { ...filter, ...change }
    positions = filtered.positions(filter)
    for (const [tab, button] of tabs) button.setAttribute('aria-pressed', String(tab === filter.tab))
    cls.value = filter.cls ?? ''
    slice.value = filter.slice ?? ''
    if (search.value !== filter.words) search.value = filter.words
    answer.hidden = filter.answer === undefined
    answer.textContent = `answered ${line(filter.answer ?? '')} ✕`
    answer.setAttribute('aria-label', `Answered ${line(filter.answer ?? '')}: show other answers too`)
    const { omitted } = lists[Number(against.value)]!
    status.textContent = `${positions.length} of ${examples.length} examples${omitted > 0 ? `; ${omitted} more are left out of this file for its size` : ''}`
    if (positions.length === 0)
      shown.replaceChildren(element('p', { class: 'quiet' }, 'No example passes these filters.'))
    list.show(positions.length)
  }

  function choose(at: number): void {
    ;({ examples, baseline } = lists[at]!)
    filtered = new Filtered(examples)
    const offered: Tab[] = offeredTabs(baseline, suite)
    tabs.clear()
    for (const tab of offered) {
      const title = tab === 'all' ? (baseline === null ? 'all wrong' : 'all listed') : words[tab]
      const button = element(
        'button',
        { type: 'button' },
        title,
        ' ',
        element('b', {}, String(filtered.count(tab))),
      )
      button.addEventListener('click', () => apply({ tab }))
      tabs.set(tab, button)
    }
    tabRow.replaceChildren(...tabs.values())
    const { classes, slices } = filtered.choices()
    fill(cls, [['', 'any class'], ...classes.map(name => [name, line(name)] as const)])
    fill(slice, [['', 'any slice'], ...slices.map(name => [name, line(name)] as const)])
    apply({ ...NONE, tab: offered.find(tab => filtered.count(tab) > 0) ?? 'all' })
  }

  let waiting: ReturnType<typeof setTimeout> | undefined
  search.addEventListener('input', () => {
    clearTimeout(waiting)
    waiting = setTimeout(() => apply({ words: search.value }), PAUSE)
  })
  cls.addEventListener('change', () => apply({ cls: cls.value || undefined }))
  slice.addEventListener('change', () => apply({ slice: slice.value || undefined }))
  answer.addEventListener('click', () => apply({ answer: undefined }))
  against.addEventListener('change', () => choose(Number(against.value)))
  fill(
    against,
    lists.map(({ baseline }, at) => [String(at), `against ${line(baseline ?? '')}`] as const),
  )
  choose(0)
  return change => {
    apply({ ...NONE, ...change })
    place.scrollIntoView({ block: 'start' })
    list.element.focus()
  }
}

/** Graded answers are never wrong, only better or worse. */
function offeredTabs(baseline: string | null, { graded }: SuiteData): Tab[] {
  if (baseline === null) return ['all']
  return graded ? ['regressed', 'fixed', 'all'] : ['regressed', 'fixed', 'still_wrong', 'all']
}

function choice(name: string): HTMLSelectElement {
  return element('select', { 'aria-label': name })
}

/** A choice of one is none. */
function fill(select: HTMLSelectElement, options: readonly (readonly [value: string, text: string])[]): void {
  select.hidden = options.length < 2
  select.replaceChildren(...options.map(([value, text]) => element('option', { value }, text)))
}

function wordsOf({ graded }: SuiteData): Record<BrowsedExample['kind'], string> {
  return {
    regressed: graded ? 'newly worse' : 'newly wrong',
    fixed: graded ? 'better' : 'fixed',
    still_wrong: 'still wrong',
    lost_more: 'still wrong, and worse now',
    wrong: graded ? 'lowest' : 'wrong',
  }
}

function rowOf(example: BrowsedExample, words: Readonly<Record<BrowsedExample['kind'], string>>): Node[] {
  const { id, kind, expected, candidate, classes } = example
  const names = [...classes, ...slicesOf(example)].map(line).join(', ')
  const told = expected === null ? names : `${line(expected)} → ${line(candidate)}`
  return [
    element(
      'span',
      { class: 'line' },
      element('code', {}, line(id)),
      element('span', { class: `kind ${kind}` }, words[kind]),
    ),
    element('span', { class: 'line quiet', dir: 'auto' }, told),
  ]
}
