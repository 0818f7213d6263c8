/** Of a folder in examples/. */
export const EXAMPLE: string
export function commentPage(markdown: string): string
export function digestsOf(texts: Readonly<Record<string, string>>): Record<string, string>
/** report.md and report.html as dist/cli.js writes them into `folder`. */
export function reported(
  example: string,
  folder: string,
): Promise<{ readonly 'report.md': string; readonly 'report.html': string }>
