/** What concerns the page as a whole. */

/** Switches between light and dark; without it the system's choice holds. */
export function themeButton(): void {
  const dark = () =>
    document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches
  const button = document.createElement('button')
  button.className = 'theme'
  const label = () => {
    button.textContent = dark() ? 'Light' : 'Dark'
    button.setAttribute('aria-label', dark() ? 'Use light colours' : 'Use dark colours')
  }
  button.addEventListener('click', () => {
    document.documentElement.dataset.theme = dark() ? 'light' : 'dark'
    label()
  })
  label()
  document.querySelector('header')?.append(button)
}

/** What is folded away is printed too. */
export function openForPrint(): void {
  const folded: HTMLDetailsElement[] = []
  addEventListener('beforeprint', () => {
    folded.push(...document.querySelectorAll<HTMLDetailsElement>('details:not([open])'))
    for (const one of folded) one.open = true
  })
  addEventListener('afterprint', () => {
    for (const one of folded.splice(0)) one.open = false
  })
}
