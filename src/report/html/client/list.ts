/** A list box of any length: only the rows in sight are in the page. */
import { element } from './element'

/** Pixels; the style sheet says the same. */
const ROW = 46
/** Rows above and below those in sight, so that a quick scroll shows no gap. */
const MORE = 8

export interface ListRows {
  /** content of the row at a position of the list */
  row(at: number): readonly Node[]
  /** the row was chosen */
  chosen(at: number): void
}

export class List {
  readonly element: HTMLElement
  private readonly space = element('div', { class: 'space', role: 'presentation' })
  private length = 0
  private at = -1
  private drawn: [from: number, to: number] = [0, 0]

  constructor(
    private readonly name: string,
    label: string,
    private readonly rows: ListRows,
  ) {
    this.element = element(
      'div',
      { class: 'list', role: 'listbox', tabindex: '0', 'aria-label': label },
      this.space,
    )
    this.element.addEventListener('scroll', () => this.draw(false), { passive: true })
    this.element.addEventListener('keydown', event => this.key(event))
    this.element.addEventListener('click', event => {
      const row = (event.target as Element).closest<HTMLElement>('[role=option]')
      if (row) this.choose(Number(row.dataset.at))
    })
    new ResizeObserver(() => this.draw(false)).observe(this.element)
  }

  /** Another list, from its start. */
  show(length: number): void {
    this.length = length
    this.at = -1
    this.space.style.height = `${length * ROW}px`
    this.element.scrollTop = 0
    this.element.removeAttribute('aria-activedescendant')
    this.draw(true)
    if (length > 0) this.choose(0)
  }

  choose(at: number): void {
    if (this.length === 0) return
    this.at = Math.max(0, Math.min(this.length - 1, at))
    const { scrollTop, clientHeight } = this.element
    const top = this.at * ROW
    if (top < scrollTop) this.element.scrollTop = top
    if (top + ROW > scrollTop + clientHeight) this.element.scrollTop = top + ROW - clientHeight
    this.draw(true)
    this.element.setAttribute('aria-activedescendant', this.idOf(this.at))
    this.rows.chosen(this.at)
  }

  private key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.element.clientHeight / ROW) - 1)
    const moves: Record<string, number> = {
      ArrowDown: this.at + 1,
      ArrowUp: this.at - 1,
      PageDown: this.at + page,
      PageUp: this.at - page,
      Home: 0,
      End: this.length - 1,
    }
    const to = moves[event.key]
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    this.choose(to)
  }

  private draw(anew: boolean): void {
    const { scrollTop, clientHeight } = this.element
    const from = Math.max(0, Math.floor(scrollTop / ROW) - MORE)
    const to = Math.min(this.length, Math.ceil((scrollTop + clientHeight) / ROW) + MORE)
    if (!anew && from === this.drawn[0] && to === this.drawn[1]) return
    this.drawn = [from, to]
    this.space.replaceChildren(
      ...Array.from({ length: Math.max(0, to - from) }, (_, i) => this.rowAt(from + i)),
    )
  }

  private rowAt(at: number): HTMLElement {
    const attributes = {
      id: this.idOf(at),
      class: 'row',
      role: 'option',
      'data-at': String(at),
      'aria-selected': String(at === this.at),
      'aria-posinset': String(at + 1),
      'aria-setsize': String(this.length),
    }
    const row = element('div', attributes, ...this.rows.row(at))
    row.style.transform = `translateY(${at * ROW}px)`
    return row
  }

  private idOf(at: number): string {
    return `${this.name}-${at}`
  }
}
