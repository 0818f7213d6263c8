/** What each gate can and cannot show with this gold set: said before any result is known. */
import { COUNTS, Comparison, type SliceOf } from './compare'
import { type Open, SuiteFiles } from './files'
import { COMPARING, checkGates, checkNames } from './fits'
import { allowance, partsOf, stillAllowed } from './gates'
import { Vectors } from './intern'
import { isProportion, value } from './metrics/metric'
import { group } from './outcomes'
import { type Examples, readGold } from './pair/gold'
import { type Answers, readSystem } from './pair/system'
import { type Problem, type Problems, Stop } from './problems'
import type { Plan, PlannedGate } from './report/report'
import { leastOf } from './spec/least'
import { parseSpec } from './spec/parse'
import type { Gate, Spec } from './spec/spec'
import { falseAlarm, leastRows, neededToProve, smallestDifference, truthFor } from './statistics/power'
import { type SpecFile, settingOf } from './suite'
import { TASKS } from './tasks'
import { withRecorded } from './tasks/recorded/fields'
import type { AnyScorer } from './tasks/task'
import { change, measureOf, shown } from './text/numbers'

/** Nobody knows how many answers will change: for these shares of them it is told. */
const DISCORDANCES = [0.05, 0.1, 0.2] as const
/** 4 times in 5. */
const POWER = 0.8

/** Of gold set and baselines alone; `gates` is null where a problem left nothing to plan with. */
export async function plan(given: SpecFile, open: Open, problems: Problems): Promise<Plan> {
  const none = (found: readonly Problem[]): Plan => ({
    name: given.file,
    rows: 0,
    gates: null,
    problems: found,
  })
  const spec = parseSpec(given.text, given.file, TASKS, problems)
  try {
    if (!spec) throw new Stop(problems.list())
    const comparison = await compared(spec, open, problems)
    const gates = spec.gates.flatMap(gate =>
      partsOf(gate, spec, comparison).map(part => new Planned(gate, part, spec, comparison).told()),
    )
    return { name: spec.name, rows: comparison.examples.n, gates, problems: problems.list() }
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    return none(error.problems)
  }
}

/** The baselines on the gold set; where the candidate will stand, the first of them, or nobody. */
async function compared(spec: Spec, open: Open, problems: Problems): Promise<Comparison> {
  const task = TASKS.find(({ name }) => name === spec.task)!
  const at = new SuiteFiles(spec, open, undefined, problems)
  const setting = settingOf(spec, await at.documents(task.documents?.(spec.options) ?? {}))
  const scorer = withRecorded(task.scorer(setting), setting)
  checkGates(spec, scorer, problems)
  problems.stop()
  const { gold, systems } = await at.openSystems(spec.baselines)
  const examples = await readGold(at.rows(gold, spec.gold), gold.file, spec, scorer, problems)
  problems.stop()
  const outcomes = new Vectors()
  const answers: Answers[] = []
  for (const { system, source } of systems) {
    const rows = at.rows(source, system)
    const add = (outcome: ArrayLike<number>) => outcomes.add(outcome)
    answers.push(await readSystem(rows, source.file, system, spec, examples, scorer, add, problems))
  }
  problems.stop()
  const first = answers[0] ?? absent(examples, scorer, outcomes)
  const all = [{ ...first, name: 'candidate' }, ...answers]
  const comparison = new Comparison(group(examples, all), examples, all, scorer, outcomes, spec.confidence)
  if (answers.length > 0) checkNames(spec, comparison, problems)
  problems.stop()
  return comparison
}

function absent({ n, references }: Examples, scorer: AnyScorer, outcomes: Vectors): Answers {
  const numbers = Uint32Array.from({ length: n }, (_, i) =>
    outcomes.add(scorer.outcome(references[i], undefined)),
  )
  const none = { rows: 0, missing: n, absent: n, unreadable: 0, extra: 0, silent: true }
  return { name: 'candidate', outcomes: numbers, present: new Uint8Array(n), ...none }
}

/** One gate on one part of the gold set. */
class Planned {
  private readonly n: number
  private readonly metric: string

  constructor(
    private readonly gate: Gate,
    private readonly part: { id: string; class: string | null; slice: SliceOf },
    private readonly spec: Spec,
    private readonly comparison: Comparison,
  ) {
    this.n = comparison.rows(gate.metric, part.class, part.slice)
    this.metric = measureOf(gate.metric, name => comparison.has(name))
  }

  told(): PlannedGate {
    const { gate, n, part } = this
    const least = leastOf(gate)
    const frame = { id: part.id, n, level: gate.level, line: gate.at.line }
    if (n < least)
      return { ...frame, never: false, says: [`${n} examples, fewer than ${least}: it will not be judged.`] }
    const { needed, says } = this.share()
    const never = needed === undefined
    return { ...frame, never, says: [...says, ...this.now(), ...this.moved(), ...this.counted()] }
  }

  private get figure() {
    return this.comparison.figure(0, this.gate.metric, this.part.class, this.part.slice)
  }

  /** What the first baseline has today. */
  private now(): string[] {
    const { comparison, gate, part } = this
    const today = value(this.figure)
    if (comparison.answers.length < 2 || today === undefined || COUNTS.includes(gate.metric)) return []
    const sure = comparison.estimate(1, gate.metric, part.class, part.slice)
    const range = sure?.interval ? ` (${sure.interval.map(x => shown(x, this.metric)).join(' to ')})` : ''
    return [`${comparison.answers[1]!.name} has ${shown(today, this.metric)}${range}.`]
  }

  /** How many must be right; undefined where no number of them would do. */
  private share(): { needed: number | undefined; says: string[] } {
    const { gate, spec, n, figure } = this
    const bar = gate.bars.min
    if (bar === undefined || !isProportion(figure)) return { needed: 0, says: [] }
    const proven = (gate.decide ?? spec.decide) === 'proven'
    const needed = proven ? neededToProve(bar, n, spec.confidence) : Math.ceil(bar * n - 1e-9 * n)
    if (needed === undefined) {
      const rows = leastRows(bar, spec.confidence)
      const says = `It can never pass: ${n} examples cannot show ${shown(bar, this.metric)}, ${rows === undefined ? 'nor can any number' : `${rows} can, all of them right`}. Add examples.`
      return { needed, says: [says] }
    }
    const truth = shown(truthFor(needed, n, POWER), this.metric)
    return {
      needed,
      says: [`${needed} of ${n} must be right; what is truly ${truth} passes 4 times in 5.`],
    }
  }

  /** Which falls and gains can be seen, and how often an unchanged model would fail. */
  private moved(): string[] {
    const { gate, spec, n } = this
    if (!COMPARING.some(bar => gate.bars[bar] !== undefined)) return []
    const alpha = (1 - spec.confidence) / 2
    const seen = DISCORDANCES.flatMap(d => {
      const size = smallestDifference(n, d, alpha, POWER)
      return size === undefined
        ? []
        : [`${change(size, 'accuracy').slice(1)} where ${d * 100} % of the answers change`]
    })
    const says = [
      seen.length > 0
        ? `Smallest change of right answers seen 4 times in 5: ${seen.join(', ')}.`
        : `Where ${DISCORDANCES.at(-1)! * 100} % of the answers change or fewer, no change of right ones is seen 4 times in 5.`,
    ]
    const drop = gate.bars.max_drop
    const today = value(this.figure)
    if (drop === undefined || !isProportion(this.figure) || today === undefined) return says
    const margin = allowance(drop, gate.relative, today)
    const alarm = shown(falseAlarm(n, 0.1, margin), 'accuracy')
    says.push(
      `A model no better and no worse fails it ${alarm} of the time where 10 % of its answers change.`,
    )
    const visible = smallestDifference(n, 0.1, alpha, POWER)
    if (visible === undefined || visible > 2 * margin)
      says.push(`What it allows is less than half of what ${n} examples can show: add examples.`)
    return says
  }

  private counted(): string[] {
    const { gate } = this
    if (!COUNTS.includes(gate.metric) || gate.bars.max !== 0) return []
    return [`Should none be found, ${stillAllowed(this.n, this.spec.confidence)}.`]
  }
}
