/** Flags that every test starts it with. */
export const FLAGS: string[]
/** Path of a Chromium; throws where there is none. */
export function browser(): string
