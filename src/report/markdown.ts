/** report.md, the comment and the job summary: verdict, what failed, what was lost, and only then the rest. */

import { type Problem, where as placeOf } from '../problems'
import { apart, change, changesApart, number, shown } from '../text/numbers'
import { code, prose } from './escape'
import { fitInto, type Section } from './fit'
import type { Example, GateResult, Interval, Loss, Outcome, Report, Score, Suite, Verdict } from './report'

export function renderMarkdown(report: Report, limit: number): string {
  const suites = [...report.suites].sort((a, b) => WORST.indexOf(a.verdict) - WORST.indexOf(b.verdict))
  const sections = [
    headline(report),
    ...problemsOf(report.problems, 'error', 'Problems', 1),
    ...(suites.length > 1 ? [overview(suites)] : []),
    ...suites.flatMap(suite => suiteSections(suite, suites.length > 1)),
  ]
  return `${fitInto(sections, limit - 1)}\n`
}

const WORST: readonly Verdict[] = ['error', 'fail', 'inconclusive', 'pass']
const SIGNS = {
  pass: '✅',
  fail: '❌',
  inconclusive: '❔',
  error: '⛔',
  too_small: '▫️',
} as const satisfies Record<Outcome, string>
const OUTCOMES = {
  pass: 'met',
  fail: 'not met',
  inconclusive: 'undecided',
  error: 'error',
  too_small: 'too small',
} as const satisfies Record<Outcome, string>

/** One line that says it all, also where only the first words are shown. */
function headline(report: Report): Section {
  return {
    head: [`## ${SIGNS[report.verdict]} Goldbar: ${report.verdict}. ${reason(report)}`],
    rows: [],
    priority: 0,
    rowsAre: '',
  }
}

function reason({ suites, problems, verdict }: Report): string {
  const problem = [...problems, ...suites.flatMap(suite => suite.problems)].find(
    ({ severity }) => severity === 'error',
  )
  if (verdict === 'error' && problem) return prose(`${where(problem)}${problem.message}`)
  const decisive = suites.flatMap(suite => deciding(suite).map(gate => ({ suite, gate })))
  if (suites.length === 0) return 'There was nothing to judge.'
  if (verdict === 'pass') {
    const met = suites.flatMap(suite => deciding(suite).map(({ line }) => `${suite.name} ${line}`))
    const gates = new Set(met).size
    const unmet = suites.flatMap(({ gates }) =>
      gates.filter(({ level, outcome }) => level === 'advisory' && outcome === 'fail'),
    ).length
    const lost = suites.reduce((sum, { regressions }) => sum + (regressions[0]?.count ?? 0), 0)
    return `${[
      gates === 1 ? 'The gate is met' : `All ${gates} gates are met`,
      ...(unmet > 0 ? [`${unmet} advisory ${unmet === 1 ? 'one is' : 'ones are'} not`] : []),
      ...(lost > 0 ? [`${lost} ${lost === 1 ? 'example is' : 'examples are'} newly wrong`] : []),
    ].join('; ')}.`
  }
  const first = decisive[0]
  if (!first) return 'No gate could be judged.'
  const more = decisive.length - 1
  return `${code(first.gate.id)}: ${prose(first.gate.message.replace(/^Not met: | n = \d+\.$/gu, ''))}${more > 0 ? ` And ${more} more ${more === 1 ? 'gate is' : 'gates are'} ${OUTCOMES[verdict]}.` : ''}`
}

/** The blocking results that have the suite's verdict. */
function deciding({ gates, verdict }: Suite): GateResult[] {
  return gates.filter(({ level, outcome }) => level === 'blocking' && outcome === verdict)
}

function overview(suites: readonly Suite[]): Section {
  return {
    head: ['| | suite | verdict | gates not met | newly wrong | fixed |', '|---|---|---|---|---|---|'],
    rows: suites.map(({ name, verdict, gates, regressions }) => {
      const unmet = gates.filter(
        ({ level, outcome }) => level === 'blocking' && outcome !== 'pass' && outcome !== 'too_small',
      )
      return row([
        SIGNS[verdict],
        code(name, true),
        verdict,
        String(unmet.length),
        count(regressions[0]?.count),
        count(regressions[0]?.fixes),
      ])
    }),
    priority: 1,
    rowsAre: 'suites',
  }
}

function suiteSections(suite: Suite, several: boolean): Section[] {
  const { name, task, gold, systems } = suite
  const [, primary] = systems
  const against = primary ? `, compared with ${code(primary.name)}` : ', without a baseline'
  const size = gold.rows > 0 ? `: ${gold.rows} gold examples${against}` : ''
  const title = {
    head: [
      `${several ? '### ' : '**'}${code(name)}${several ? '' : '**'}${task ? ` (${prose(task)})` : ''}${size}.`,
    ],
    rows: [],
    priority: 0,
    rowsAre: '',
  }
  return [
    title,
    ...problemsOf(suite.problems, 'error', 'Problems to mend first', 1),
    ...gateSections(suite),
    ...registration(suite),
    ...lossTable('Weakest classes', suite.losses.classes, 4),
    ...lossTable('Weakest slices', suite.losses.slices, 4),
    ...confusions(suite),
    ...newlyWrong(suite),
    ...stillWrong(suite),
    ...notes(suite),
    ...details(suite),
  ]
}

function problemsOf(
  problems: readonly Problem[],
  severity: Problem['severity'],
  title: string,
  priority: number,
): Section[] {
  const told = problems.filter(problem => problem.severity === severity)
  if (told.length === 0) return []
  return [{ head: [`**${title}**`, ''], rows: told.map(problemRow), priority, rowsAre: 'problems' }]
}

function problemRow(problem: Problem): string {
  const example = problem.id === null ? '' : ` (example ${code(problem.id)})`
  return `- ${prose(`${where(problem)}${problem.message}`)}${example} ${code(problem.code)}`
}

function where(problem: Problem): string {
  const place = placeOf(problem)
  return place === '' ? '' : `${place}: `
}

function gateSections({ gates, systems, confidence }: Suite): Section[] {
  if (gates.length === 0) return []
  const order: readonly Outcome[] = ['error', 'fail', 'inconclusive', 'pass', 'too_small']
  const rank = ({ outcome, level }: GateResult) => order.indexOf(outcome) + (level === 'advisory' ? 0.5 : 0)
  const sorted = [...gates].sort((a, b) => rank(a) - rank(b))
  const baseline = systems[1] ? code(systems[1].name, true) : 'baseline'
  const unmet = sorted.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'too_small')
  const because = unmet.filter(({ why }) => why !== null)
  return [
    {
      head: [`| | gate | bar | candidate | ${baseline} | lift | n |`, '|---|---|---|---|---|---|---|'],
      rows: sorted.map(gate => gateRow(gate, systems[1]?.name)),
      foot: because.length > 0 ? ['', ...because.map(({ id, why }) => `- ${code(id)}: ${prose(why!)}`)] : [],
      priority: 2,
      rowsAre: 'gates',
    },
    {
      head: [
        `<sub>In brackets the ${number(confidence * 100)} % interval. Lift is signed so that + is better.</sub>`,
      ],
      rows: [],
      priority: 0,
      rowsAre: '',
    },
  ]
}

function gateRow(gate: GateResult, primary: string | undefined): string {
  const { id, metric, outcome, level, reference, interval, n, message } = gate
  const judged = outcome === 'pass' || outcome === 'fail'
  const { bars, candidate, lift } = against(gate, primary)
  return row([
    level === 'advisory' && outcome !== 'pass'
      ? `⚠️ ${OUTCOMES[outcome]} (advisory)`
      : `${SIGNS[outcome]} ${OUTCOMES[outcome]}${level === 'advisory' ? ' (advisory)' : ''}`,
    code(id, true),
    bars,
    judged && gate.bars.max_gap === undefined
      ? `**${candidate}**${range(interval, metric)}`
      : unbroken(prose(message.replace(/^(?:Not met|Met): |, allowed [^,]*$/gu, ''), true)),
    value(reference, metric),
    lift,
    String(n),
  ])
}

/** A gate's bars, value and lift in words, with as many digits as it takes to tell them apart. */
function against(
  { bars, metric, candidate, reference, lift, baseline }: GateResult,
  primary: string | undefined,
) {
  const got = candidate ?? Number.NaN
  const moved = lift ?? Number.NaN
  const fall = bars.max_drop ?? (bars['max_drop.rel'] ?? Number.NaN) * Math.abs(reference ?? 0)
  const wanted = bars.min_lift ?? (Number.isNaN(fall) ? moved : 0 - fall)
  const size = (bar: number) => changesApart(moved, 0 - bar, metric)[1].slice(1)
  const or = bars['max_drop.abs'] === undefined ? 'drop ≤' : 'or'
  const words: Record<string, (bar: number) => string> = {
    min: bar => `≥ ${apart(got, bar, metric)[1]}`,
    max: bar => `≤ ${apart(got, bar, metric)[1]}`,
    min_lift: bar => `lift ≥ ${changesApart(moved, bar, metric)[1]}`,
    'min_lift.rel': bar => `lift ≥ ${shown(bar, 'accuracy')} of the baseline`,
    max_drop: bar => `drop ≤ ${size(bar)}`,
    'max_drop.abs': bar => `drop ≤ ${size(bar)}`,
    'max_drop.rel': bar => `${or} ${shown(bar, 'accuracy')} of the baseline`,
    max_gap: bar => `gap ≤ ${size(bar)}`,
  }
  const all = Object.entries(bars).map(([name, bar]) => words[name]!(bar))
  const other = baseline === null || baseline === primary ? '' : ` against ${code(baseline, true)}`
  return {
    bars: unbroken(all.join(', ')) + other,
    candidate: candidate === null ? '–' : unbroken(apart(got, bars.min ?? bars.max ?? got, metric)[0]),
    lift: lift === null ? '–' : unbroken(changesApart(moved, wanted, metric)[0]),
  }
}

/** A number and its unit stay on one line. */
function unbroken(text: string): string {
  return text.replace(/ (?=%|points)/gu, '\u00a0')
}

function registration({ registration: { state }, spec, gates }: Suite): Section[] {
  if (state !== 'no_base' || gates.length === 0) return []
  return [
    {
      head: [
        `The bar was read from this checkout (${code(spec.path)}); it was not compared with a base branch.`,
      ],
      rows: [],
      priority: 0,
      rowsAre: '',
    },
  ]
}

/** At most so many rows of one list stand in the text; all are in report.json. */
const ROWS = { losses: 8, confusions: 8, examples: 20, fixed: 10 } as const

function lossTable(title: string, all: readonly Loss[], priority: number): Section[] {
  const rows = all.slice(0, ROWS.losses)
  if (rows.length === 0) return []
  const compared = rows.some(({ reference }) => reference !== null)
  const [{ metric }] = rows as [Loss, ...Loss[]]
  const head = compared ? ['newly wrong', 'fixed', 'still wrong'] : ['wrong']
  return [
    {
      head: [
        `**${title}** by ${code(metric)}${compared ? (rows.some(({ lift }) => lift !== null && lift < 0) ? ', largest loss first' : ', smallest gain first') : ''}`,
        '',
        row(['', metric, ...(compared ? ['baseline', 'lift'] : []), ...head, 'n']),
        `|${'---|'.repeat(head.length + (compared ? 5 : 3))}`,
      ],
      rows: rows.map(loss =>
        row([
          lossName(loss),
          `${barOf(loss.candidate)} ${value(loss.candidate, metric)}`,
          ...(compared
            ? [value(loss.reference, metric), loss.lift === null ? '–' : unbroken(change(loss.lift, metric))]
            : []),
          ...(compared
            ? [
                count(loss.regressions),
                count(loss.fixes),
                count(loss.wrong === null ? null : loss.wrong - (loss.regressions ?? 0)),
              ]
            : [count(loss.wrong)]),
          String(loss.n),
        ]),
      ),
      omitted: all.length - rows.length,
      priority,
      rowsAre: title.split(' ')[1]!,
    },
  ]
}

function lossName({ class: cls, slice }: Loss): string {
  return cls === null ? sliceText(slice) : code(cls, true)
}

function sliceText(slice: Readonly<Record<string, string>> | null): string {
  return Object.entries(slice ?? {})
    .map(([name, value]) => code(`${name} = ${value}`, true))
    .join(' ')
}

/** Ten blocks for 0 to 1; plain text, so that it shows in an e-mail too. */
function barOf(share: number | null): string {
  if (share === null || share < 0 || share > 1) return ''
  const full = Math.floor(share * 10 + 1e-9)
  return `${'█'.repeat(full)}${'░'.repeat(10 - full)}`
}

function confusions({ losses: { confusions }, systems }: Suite): Section[] {
  const rows = confusions.slice(0, ROWS.confusions)
  if (rows.length === 0) return []
  const compared = systems.length > 1
  return [
    {
      head: [
        `**${compared ? 'Confusions that grew' : 'Confusions'}**`,
        '',
        row(['expected', 'answered', ...(compared ? ['baseline'] : []), 'candidate']),
        `|${'---|'.repeat(compared ? 4 : 3)}`,
      ],
      rows: rows.map(({ expected, answered, candidate, reference }) =>
        row([
          code(expected, true),
          code(answered, true),
          ...(compared ? [count(reference)] : []),
          `**${candidate}**`,
        ]),
      ),
      omitted: confusions.length - rows.length,
      priority: 5,
      rowsAre: 'confusions',
    },
  ]
}

function newlyWrong({ regressions, losses, systems }: Suite): Section[] {
  const sections = regressions.map(({ baseline, count, fixes, examples }) =>
    exampleTable(
      count === 0
        ? `**No newly wrong examples** against ${code(baseline)}; ${fixes} fixed`
        : `**${count} newly wrong** against ${code(baseline)} (${fixes} fixed)`,
      examples,
      count,
      baseline,
      3,
      'newly wrong examples',
    ),
  )
  if (systems.length !== 1) return sections
  return [
    exampleTable(
      '**Wrong examples**',
      losses.examples,
      losses.wrong ?? losses.examples.length,
      null,
      3,
      'wrong examples',
    ),
  ]
}

function exampleTable(
  title: string,
  examples: readonly Example[],
  total: number,
  baseline: string | null,
  priority: number,
  rowsAre: string,
): Section {
  const rows = examples.slice(0, ROWS.examples)
  const against = baseline === null ? [] : [code(baseline, true)]
  const head =
    rows.length === 0
      ? []
      : [
          '',
          row(['example', 'slices', 'expected', ...against, 'candidate']),
          `|${'---|'.repeat(4 + against.length)}`,
        ]
  return {
    head: [title, ...head],
    rows: rows.map(example => exampleRow(example, baseline !== null)),
    omitted: total - rows.length,
    priority,
    rowsAre,
  }
}

function exampleRow({ id, slices, expected, baseline, candidate }: Example, compared: boolean): string {
  const names = Object.entries(slices).flatMap(([name, values]) =>
    values.map(value => code(`${name} = ${value}`, true)),
  )
  return row([
    code(id, true),
    names.join(' '),
    code(expected, true),
    ...(compared ? [answer(baseline)] : []),
    answer(candidate),
  ])
}

function answer(text: string | null): string {
  return text === null ? '*no answer*' : code(text, true)
}

function stillWrong({ regressions: [primary] }: Suite): Section[] {
  if (!primary || primary.still_wrong === 0) return []
  const { baseline, still_wrong: total, still_wrong_examples: examples } = primary
  return [
    folded(
      exampleTable('', examples, total, baseline, 7, 'still wrong examples'),
      `${total} still wrong, as in ${baseline}`,
    ),
  ]
}

/** Defects, small slices and what else a reader must know to judge the numbers. */
function notes({ problems, gates, systems }: Suite): Section[] {
  const small = gates.filter(({ outcome }) => outcome === 'too_small')
  const told = problems.filter(({ severity, code }) => severity !== 'error' && !COUNTED.includes(code))
  const rows = [
    ...systems.flatMap(({ name, missing, unreadable, extra }) => [
      ...counted(name, missing, 'without a prediction, counted as wrong'),
      ...counted(name, unreadable, 'without a readable answer, counted as wrong'),
      ...counted(name, extra, 'with an unknown id, left out'),
    ]),
    ...(small.length > 0
      ? [`- Not judged, too few examples: ${small.map(({ id, n }) => `${code(id)} (${n})`).join(', ')}.`]
      : []),
    ...told.map(problemRow),
  ]
  if (rows.length === 0) return []
  return [{ head: ['**Notes on the data**', ''], rows, priority: 6, rowsAre: 'notes' }]
}

/** Defects of single rows that are told as one count; report.json has the rows. */
const COUNTED: readonly string[] = [
  'rows.missing',
  'rows.extra',
  'prediction.absent',
  'prediction.null',
  'prediction.type',
  'prediction.unreadable',
]

function counted(system: string, n: number, what: string): string[] {
  return n === 0 ? [] : [`- ${code(system)}: ${n} ${n === 1 ? 'example' : 'examples'} ${what}.`]
}

function details(suite: Suite): Section[] {
  if (suite.scores.length === 0) return []
  const {
    spec,
    gold,
    systems,
    regressions: [primary],
  } = suite
  const fixed =
    primary && primary.fixes > 0
      ? [
          folded(
            exampleTable(
              '',
              primary.fixed_examples.slice(0, ROWS.fixed),
              primary.fixes,
              primary.baseline,
              8,
              'fixed examples',
            ),
            `${primary.fixes} fixed`,
          ),
        ]
      : []
  const files = [
    ['spec', spec.path, spec.sha256 ?? ''],
    ...gold.files.map(({ path, sha256 }) => ['gold', path, sha256]),
    ...systems.flatMap(({ name, files }) => files.map(({ path, sha256 }) => [name, path, sha256])),
  ]
  return [
    folded(metricTable(suite), 'All metrics'),
    ...fixed,
    folded(
      {
        head: [
          `Run ${code(`goldbar check ${spec.path}`)} on these files to get the same report.`,
          '',
          '| | file | sha256 |',
          '|---|---|---|',
        ],
        rows: files.map(cells => row(cells.map(cell => code(cell!, true)))),
        priority: 9,
        rowsAre: 'files',
      },
      'Reproduce',
    ),
  ]
}

function metricTable({ scores, systems }: Suite): Section {
  const whole = scores.filter(({ class: cls, slice }) => cls === null && slice === null)
  const of = (system: string, metric: string) =>
    whole.find(score => score.system === system && score.metric === metric)
  const names = systems.map(({ name }) => name)
  const metrics = whole.filter(({ system }) => system === names[0]).map(({ metric }) => metric)
  return {
    head: [row(['metric', ...names.map(name => code(name, true))]), `|${'---|'.repeat(names.length + 1)}`],
    rows: metrics.map(metric => row([code(metric, true), ...names.map(name => scoreCell(of(name, metric)))])),
    priority: 10,
    rowsAre: 'metrics',
  }
}

function scoreCell(score: Score | undefined): string {
  return score ? `${value(score.value, score.metric)}${range(score.interval, score.metric)}` : ''
}

function folded(section: Section, summary: string): Section {
  const title = summary.replace(/[^\p{L}\p{N} ,._-]/gu, '')
  return {
    ...section,
    head: [
      `<details><summary>${title}</summary>`,
      '',
      ...section.head.filter(
        (line, i) => line !== '' || section.head.slice(0, i).some(before => before !== ''),
      ),
    ],
    foot: [...(section.foot ?? []), '', '</details>'],
  }
}

function value(x: number | null, metric: string): string {
  return x === null ? '–' : unbroken(shown(x, metric))
}

function range(interval: Interval | null, metric: string): string {
  if (interval === null) return ''
  const [low, high] = interval.map(x => shown(x, metric).replace(' %', ''))
  return ` (${low}–${high})`
}

function count(x: number | null | undefined): string {
  return x === null || x === undefined ? '–' : number(x)
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
