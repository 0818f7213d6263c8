/**
 * Whether a regular expression matches anywhere in a text, in steps that are bounded by the product of their sizes:
 * Thompson's simulation, "Regular Expression Search Algorithm" (1968), which keeps a set of states instead of going
 * back. The syntax is ECMAScript's with the u flag. Single characters are left to the language's own engine, which
 * cannot go back on one character, so that classes such as [^\p{L}\s] mean what they mean there. Look-around and
 * backreferences are what the method cannot do, and are refused.
 */
import type { Steps } from './steps'

/** States of one expression; {1000} of {1000} would be a million. */
const MOST_STATES = 10_000

/** Throws a SyntaxError, with a reason, for what is no regular expression or needs more than the method can do. */
export function linearRegex(pattern: string, steps: Steps): (text: string) => boolean {
  new RegExp(pattern, 'u')
  const { states, start } = new Compiler(pattern).program()
  const seen = new Uint32Array(states.length)
  let mark = 0

  return text => {
    const open: number[] = []
    const reached: number[] = []
    for (let at = 0; ; ) {
      mark = mark === 0xffffffff ? 1 : mark + 1
      // a match may begin at every character
      open.push(start)
      reached.length = 0
      while (open.length > 0) {
        const s = open.pop()!
        if (seen[s] === mark) continue
        seen[s] = mark
        steps.take()
        const state = states[s]!
        if (state.kind === 'match') return true
        if (state.kind === 'character') reached.push(s)
        else if (state.kind === 'split') open.push(state.other, state.next)
        else if (state.holds(text, at)) open.push(state.next)
      }
      if (at >= text.length) return false
      const code = text.codePointAt(at)!
      for (const s of reached) {
        const state = states[s] as Extract<State, { kind: 'character' }>
        if (state.is(code)) open.push(state.next)
      }
      at += code > 0xffff ? 2 : 1
    }
  }
}

type State =
  | { readonly kind: 'match' }
  | { readonly kind: 'character'; readonly is: (code: number) => boolean; next: number }
  | { readonly kind: 'assert'; readonly holds: (text: string, at: number) => boolean; next: number }
  | { readonly kind: 'split'; next: number; other: number }

/** A piece of the expression as it was read; it becomes states once for each repetition. */
type Node =
  | { readonly kind: 'character'; readonly is: (code: number) => boolean }
  | { readonly kind: 'assert'; readonly holds: (text: string, at: number) => boolean }
  | { readonly kind: 'sequence' | 'choice'; readonly of: readonly Node[] }
  | { readonly kind: 'repeat'; readonly of: Node; readonly least: number; readonly most: number }

class Compiler {
  private at = 0
  private readonly states: State[] = [{ kind: 'match' }]

  constructor(private readonly pattern: string) {}

  program(): { readonly states: readonly State[]; readonly start: number } {
    const start = this.build(this.choice(), 0)
    return { states: this.states, start }
  }

  /** The engine has found the pattern to be valid, so that what is read here needs no checks of its own. */
  private choice(): Node {
    const of = [this.sequence()]
    while (this.pattern[this.at] === '|') {
      this.at++
      of.push(this.sequence())
    }
    return of.length === 1 ? of[0]! : { kind: 'choice', of }
  }

  private sequence(): Node {
    const of: Node[] = []
    while (this.at < this.pattern.length && !'|)'.includes(this.pattern[this.at]!)) of.push(this.term())
    return of.length === 1 ? of[0]! : { kind: 'sequence', of }
  }

  private term(): Node {
    const atom = this.atom()
    const [whole, sign, least, comma, most] =
      /^(?:([*+?])|\{(\d+)(,(\d*))?\})\??/.exec(this.pattern.slice(this.at, this.at + 64)) ?? []
    if (whole === undefined) return atom
    this.at += whole.length
    const [from, to] =
      sign === undefined
        ? [Number(least), comma === undefined ? Number(least) : Number(most || Number.POSITIVE_INFINITY)]
        : [sign === '+' ? 1 : 0, sign === '?' ? 1 : Number.POSITIVE_INFINITY]
    return { kind: 'repeat', of: atom, least: from, most: to }
  }

  private atom(): Node {
    const rest = this.pattern.slice(this.at, this.at + 96)
    const group = /^\((?:\?(?::|<(?![=!])[^>]*>))?(?!\?)/u.exec(rest)?.[0]
    if (group !== undefined) {
      this.at += group.length
      const inner = this.choice()
      this.at++
      return inner
    }
    if (rest[0] === '(') throw new SyntaxError('look-around and modifiers are not supported')
    const assertion = ASSERTIONS[rest.slice(0, 2)] ?? ASSERTIONS[rest[0]!]
    if (assertion) {
      this.at += rest[0] === '\\' ? 2 : 1
      return { kind: 'assert', holds: assertion }
    }
    if (/^\\[1-9k]/.test(rest)) throw new SyntaxError('backreferences are not supported')
    const source = rest[0] === '[' ? this.class() : CHARACTER.exec(rest)![0]
    this.at += source.length
    return { kind: 'character', is: characterTest(source) }
  }

  /** The text of a class; brackets in it are escaped, or open nothing. */
  private class(): string {
    let end = this.at + 1
    while (this.pattern[end] !== ']') end += this.pattern[end] === '\\' ? 2 : 1
    return this.pattern.slice(this.at, end + 1)
  }

  /** The first state of `node`, after which comes `next`. */
  private build(node: Node, next: number): number {
    switch (node.kind) {
      case 'character':
      case 'assert':
        return this.add({ ...node, next })
      case 'sequence':
        return node.of.reduceRight((after, part) => this.build(part, after), next)
      case 'choice':
        return node.of
          .map(part => this.build(part, next))
          .reduceRight((other, first) => this.add({ kind: 'split', next: first, other }))
      case 'repeat':
        return this.repeat(node, next)
    }
  }

  private repeat({ of, least, most }: Extract<Node, { kind: 'repeat' }>, next: number): number {
    let first = next
    if (most === Number.POSITIVE_INFINITY) {
      const loop = this.add({ kind: 'split', next, other: next })
      const state = this.states[loop] as Extract<State, { kind: 'split' }>
      state.next = this.build(of, loop)
      first = loop
    } else {
      // each optional repetition may leave at once
      for (let i = least; i < most; i++)
        first = this.add({ kind: 'split', next: this.build(of, first), other: next })
    }
    for (let i = 0; i < least; i++) {
      const before = this.states.length
      first = this.build(of, first)
      // nothing stays nothing, however often
      if (this.states.length === before) break
    }
    return first
  }

  private add(state: State): number {
    if (this.states.length >= MOST_STATES)
      throw new SyntaxError(`it stands for more than ${MOST_STATES} states`)
    this.states.push(state)
    return this.states.length - 1
  }
}

/** One character outside of a class: an escape, both halves of a pair, a plain one. */
const CHARACTER =
  /^(?:\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u\{[0-9a-fA-F]+\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]|\\[pP]\{[^}]*\}|\\.|.)/su

const word = (text: string, at: number) => /^\w/.test(text[at] ?? '')
const boundary = (text: string, at: number) => word(text, at - 1) !== word(text, at)
const ASSERTIONS: Readonly<Record<string, (text: string, at: number) => boolean>> = {
  '^': (_, at) => at === 0,
  $: (text, at) => at === text.length,
  '\\b': boundary,
  '\\B': (text, at) => !boundary(text, at),
}

/** Whether one character is what `source` says; answers for ASCII are kept. */
function characterTest(source: string): (code: number) => boolean {
  const one = new RegExp(`^${source}$`, 'u')
  const known = new Int8Array(128).fill(-1)
  return code => {
    if (code >= 128) return one.test(String.fromCodePoint(code))
    if (known[code]! < 0) known[code] = one.test(String.fromCharCode(code)) ? 1 : 0
    return known[code] === 1
  }
}
