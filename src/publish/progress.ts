/** Which file is being read and how far, in one line of a terminal that is written again and erased at the end. */
import type { Open } from '../files'
import type { Source } from '../formats/format'
import { visible } from '../report/escape'
import { widthOf } from '../report/terminal/text'
import type { Stream } from './screen'

/** Milliseconds: a shorter run shows nothing, and a line stays this long at least. */
const PATIENCE = 1000
const PAUSE = 100
/** Where the terminal does not say how many it has. */
const COLUMNS = 80
/** ECMA-48: back to the first column, and erase the line. */
const ERASE = '\r\u001b[K'

export interface Progress {
  /** the same files, watched while they are read */
  watched(open: Open): Open
  /** takes the line away; nothing is shown any more */
  end(): void
}

export const NO_PROGRESS: Progress = { watched: open => open, end() {} }

/** `clock` gives milliseconds since whenever. */
export function progressOn(stream: Stream, clock: () => number = () => performance.now()): Progress {
  let next = clock() + PATIENCE
  let shown = false
  let ended = false

  function show(text: string): void {
    stream.write(`${ERASE}${text}`)
    shown = true
    next = clock() + PAUSE
  }

  function watch(source: Source): Source {
    let rows = 0
    const line = (verb: string) =>
      lineOf(
        verb,
        { file: source.file, rows, bytes: source.digest().bytes, size: source.size?.() },
        stream.columns || COLUMNS,
      )
    return {
      ...source,
      read(more) {
        rows += more
      },
      async *bytes() {
        for await (const chunk of source.bytes()) {
          if (!ended && clock() >= next) show(line('Reading'))
          yield chunk
        }
        // what follows may be long, and shows nothing of itself
        if (!ended && shown) show(line('Read'))
      },
    }
  }

  return {
    watched: open => async (path, from) => {
      const source = await open(path, from)
      return source && watch(source)
    },
    end() {
      if (shown) stream.write(ERASE)
      shown = false
      ended = true
    },
  }
}

/** Bytes are those on disk. */
interface Reading {
  readonly file: string
  readonly rows: number
  readonly bytes: number
  readonly size: number | undefined
}

/** Within the columns of the terminal, for a line that wraps cannot be written again; the name gives way. */
function lineOf(verb: string, { file, rows, bytes, size }: Reading, columns: number): string {
  const most = size === undefined || size < bytes ? bytes : size
  const [unit, each] = most < 1e6 ? ['kB', 1e3] : ['MB', 1e6]
  const amount = (n: number) => (n / each).toFixed(1)
  const parts = [
    ...(rows > 0 ? [`${number(rows)} ${rows === 1 ? 'row' : 'rows'}`] : []),
    `${amount(bytes)}${most === size ? ` of ${amount(size)}` : ''} ${unit}`,
  ]
  const told = `: ${parts.join(', ')}`
  // the last column is left free, where some terminals wrap already
  const room = columns - 1 - verb.length - 1 - told.length
  const name = shortened(visible(file, Number.POSITIVE_INFINITY), room)
  return name === '' ? '' : `${verb} ${name}${told}`
}

/** With its thousands apart, for one that grows is read at a glance or not at all. */
function number(n: number): string {
  return String(n).replace(/\B(?=(?:\d{3})+$)/gu, ',')
}

/** The end of a path says more than its beginning. */
function shortened(file: string, room: number): string {
  if (widthOf(file) <= room) return file
  const points = [...file]
  while (points.length > 0 && widthOf(points.join('')) > room - 1) points.shift()
  return points.length > 0 ? `…${points.join('')}` : ''
}
