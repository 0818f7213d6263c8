import { isAlias, isMap, isPair, isScalar, LineCounter, type Node, parseAllDocuments, visit } from 'yaml'
import { type Problems, quote } from '../problems'
import type { At } from './spec'

/** A parsed document that still knows where everything stood. */
export interface Located {
  readonly value: unknown
  /** where the value at `path` stands, or the key `key` of the map there */
  at(path: readonly (string | number)[], key?: string): At
  /** the keys of the map at `path` as written; a JavaScript object would put numbers first */
  keys(path: readonly (string | number)[]): string[]
}

/** Whether the scalar at this path is a name, which keeps its spelling: `class: 01` is "01", `no` is "no". */
export type IsName = (path: readonly (string | number)[]) => boolean

/**
 * Reads one YAML 1.2 document. Anchors, aliases, tags, duplicate keys and several documents are refused: a spec must
 * say what it means in place.
 */
export function readYaml(
  text: string,
  file: string,
  isName: IsName,
  problems: Problems,
): Located | undefined {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    uniqueKeys: true,
    strict: true,
    prettyErrors: false,
  })
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { file, line, column: col }
  }
  if (!Array.isArray(documents) || documents.length === 0) {
    problems.add('spec.syntax', { file, line: 1, column: 1 }, { why: 'the file is empty' })
    return undefined
  }
  const [document, second] = documents
  for (const error of documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])) {
    if (error.code !== 'TAG_RESOLVE_FAILED' && error.code !== 'BAD_ALIAS') {
      problems.add('spec.syntax', place(error.pos[0]), {
        why: error.message.replace(/\.?\s*$/u, '').toLowerCase(),
      })
    }
  }
  if (second) problems.add('spec.documents', place(second.range[0]), {})
  for (const doc of documents) {
    visit(doc, {
      Node(_, node) {
        const offset = (node as Node).range?.[0] ?? 0
        if (isAlias(node) || ('anchor' in node && node.anchor)) problems.add('spec.alias', place(offset), {})
        if ('tag' in node && node.tag) problems.add('spec.tag', place(offset), { tag: quote(node.tag) })
      },
    })
  }
  if (problems.blocking) return undefined
  keepNames(document!, isName)
  return {
    value: document!.toJS({ maxAliasCount: 0 }),
    keys(path) {
      const node = document!.getIn(path, true)
      return isMap(node) ? node.items.map(({ key }) => String(isScalar(key) ? key.value : key)) : []
    },
    at(path, key) {
      let node: unknown = path.length === 0 ? document!.contents : document!.getIn(path, true)
      if (key !== undefined && isMap(node)) {
        const pair = node.items.find(({ key: name }) => isScalar(name) && String(name.value) === key)
        node = pair?.key ?? node
      }
      const { line, column } = place((node as Node | undefined)?.range?.[0] ?? 0)
      return { line, column }
    },
  }
}

/** Puts the spelling in place of the number or boolean that a plain scalar would be read as. */
function keepNames(document: Parameters<typeof visit>[0], isName: IsName): void {
  visit(document, {
    Scalar(key, node, parents) {
      if (typeof node.value === 'string' || node.source === undefined) return
      const path: (string | number)[] = []
      for (const [i, parent] of parents.entries()) {
        if (isPair(parent)) path.push(String((parent.key as { value?: unknown }).value))
        else if ('items' in parent && !isMap(parent))
          path.push((parent.items as unknown[]).indexOf(parents[i + 1] ?? node))
      }
      if (isName(path) || key === 'key') node.value = node.source
    },
  })
}
