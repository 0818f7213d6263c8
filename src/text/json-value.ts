/** JSON values as they are compared: how deep they may nest, and one text for all values that are equal. */

/** Answers nested deeper are not read: how much stack a walk through one takes would be its writer's choice. */
export const DEEPEST = 256

/** What RFC 8259 has no words for, or what nests too deep; undefined when the value is sound. */
export function unsound(value: unknown): 'deep' | 'number' | undefined {
  const left: (readonly [value: unknown, depth: number])[] = [[value, 0]]
  for (let next = left.pop(); next; next = left.pop()) {
    const [at, depth] = next
    // JSON.parse reads 1e400 as Infinity
    if (typeof at === 'number' && !Number.isFinite(at)) return 'number'
    if (typeof at !== 'object' || at === null) continue
    if (depth >= DEEPEST) return 'deep'
    for (const item of Array.isArray(at) ? at : Object.values(at)) left.push([item, depth + 1])
  }
  return undefined
}

/** Equal for values that are equal as JSON: keys sorted, 1.0 as 1, −0 as 0. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return scalar(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const members = Object.keys(value)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`)
  return `{${members.join()}}`
}

function scalar(value: unknown): string {
  return typeof value === 'number' ? String(value + 0) : JSON.stringify(value)
}

/** The same JSON type and value; objects are unordered, arrays ordered. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (!isContainer(a) || !isContainer(b) || Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every(key => Object.hasOwn(b, key) && equalJson(a[key as never], b[key as never]))
  )
}

export function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return isContainer(value) && !Array.isArray(value)
}
