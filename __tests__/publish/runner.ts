/**
 * How the runner reads a job's log: a port of actions/runner, ActionCommand.cs (`TryParseV2`, `TryParse`) and
 * ActionCommandManager.cs.
 */
export interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

const NAMES = new Set(
  'error warning notice debug group endgroup add-mask set-output set-env add-path save-state add-matcher remove-matcher echo stop-commands internal-set-repo-path'.split(
    ' ',
  ),
)

/** All commands that a text written to stdout would run. */
export function commands(log: string): Command[] {
  return log
    .split(/\r\n|\r|\n/)
    .map(line => second(line) ?? first(line))
    .filter(each => each !== undefined)
}

/** `::name key=value,key=value::data` at a line's start. */
function second(line: string): Command | undefined {
  const text = line.trimStart()
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1
  return end < 0 ? undefined : command(text.slice(2, end), ',', text.slice(end + 2))
}

/** `##[name key=value;key=value]data` anywhere. */
function first(line: string): Command | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  return end < 0 ? undefined : command(line.slice(start + 3, end), ';', line.slice(end + 1))
}

function command(info: string, separator: string, data: string): Command | undefined {
  const space = info.indexOf(' ')
  const name = (space < 0 ? info : info.slice(0, space)).toLowerCase()
  if (!NAMES.has(name)) return undefined
  const pairs =
    space < 0
      ? []
      : info
          .slice(space + 1)
          .trim()
          .split(separator)
  const properties = Object.fromEntries(
    pairs
      .map(pair => pair.split(/=(.*)/s))
      .filter(([key, value]) => key && value)
      .map(([key, value]) => [key, decoded(value ?? '')]),
  )
  return { name, properties, data: decoded(data) }
}

function decoded(text: string): string {
  return text
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%25', '%')
}

/**
 * What later steps see of a step's GITHUB_OUTPUT: the runner reads `name=value`, or `name<<mark` with a value of all
 * lines up to the mark. Anything else fails the step there, and here too.
 */
export function outputsIn(file: string): Record<string, string> {
  const lines = file.split(/\r\n|\n|\r/)
  const found: Record<string, string> = {}
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    const [equals, marker] = [line.indexOf('='), line.indexOf('<<')]
    if (line === '') continue
    if (equals >= 0 && (marker < 0 || equals < marker)) {
      found[line.slice(0, equals)] = line.slice(equals + 1)
      continue
    }
    const end = lines.indexOf(line.slice(marker + 2), at + 1)
    if (marker <= 0 || end < 0) throw new Error(`the runner refuses the line ${JSON.stringify(line)}`)
    found[line.slice(0, marker)] = lines.slice(at + 1, end).join('\n')
    at = end
  }
  return found
}
