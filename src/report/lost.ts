/** losses.jsonl: what is lost, an example a line, for programs. */
import { wellFormed } from './json'
import type { Browsed, Report, Suite } from './report'

/** UTF-16 units that are written at once. */
const CHUNK = 1_000_000

/** In pieces, for it may be much. */
export function* renderLost({ suites }: Report): Iterable<string> {
  let chunk = ''
  for (const { name, browsed = [] } of suites) {
    for (const { baseline, examples } of browsed) {
      for (const example of examples) {
        if (example.kind === 'fixed') continue
        chunk += `${wellFormed(JSON.stringify(lineOf(name, baseline, example)))}\n`
        if (chunk.length < CHUNK) continue
        yield chunk
        chunk = ''
      }
    }
  }
  yield chunk
}

/** How many examples lost against each baseline the file leaves out for its size. */
export function omittedLost({ browsed = [] }: Suite): readonly { baseline: string | null; count: number }[] {
  return browsed
    .filter(({ omitted_lost: count }) => count > 0)
    .map(({ baseline, omitted_lost: count }) => ({ baseline, count }))
}

function lineOf(suite: string, against: string | null, example: Browsed['examples'][number]) {
  const { id, kind, classes, slices, expected, alternatives, baseline, candidate, spans, ...more } = example
  return {
    suite,
    id,
    kind,
    against,
    classes,
    slices,
    expected,
    ...(alternatives && { alternatives }),
    baseline,
    candidate,
    ...more,
  }
}
