/** What bears the name of its own content is asked for once. */
export function once<T>(question: (name: string) => Promise<T>): (name: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>()
  return name => {
    const answer = answers.get(name) ?? question(name)
    answers.set(name, answer)
    return answer
  }
}
