/** Single fields of a JSON value that others made, each taken only when it is of the wanted kind. */
export interface Payload {
  text(path: string): string | undefined
  /** a whole number over 0 */
  number(path: string): number | undefined
  /** the full name of an object of git */
  sha(path: string): string | undefined
  /** true only when it is true */
  flag(path: string): boolean
}

/** Paths are dotted: `pull_request.head.sha`. */
export function fieldsOf(value: unknown): Payload {
  const at = (path: string): unknown =>
    path.split('.').reduce<unknown>((part, name) => {
      const held = typeof part === 'object' && part !== null && Object.hasOwn(part, name)
      return held ? (part as Readonly<Record<string, unknown>>)[name] : undefined
    }, value)
  const text = (path: string) => {
    const found = at(path)
    return typeof found === 'string' && found !== '' ? found : undefined
  }
  return {
    text,
    number: path => {
      const found = at(path)
      return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? found : undefined
    },
    sha: path => {
      const found = text(path)
      return found !== undefined && SHA.test(found) ? found : undefined
    },
    flag: path => at(path) === true,
  }
}

/** SHA-1 or SHA-256, whole. */
export const SHA = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
