import { refused } from './patience'

/** What bears the name of its own content is asked for once; again only after a refusal that may have passed. */
export function once<T>(question: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return name => {
    const known = answers.get(name)
    if (known !== undefined) return known
    const answer = question(name).then(given => {
      if (refused(given) && given.passing) answers.delete(name)
      return given
    })
    answers.set(name, answer)
    return answer
  }
}
