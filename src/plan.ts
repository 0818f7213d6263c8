/** What each gate can and cannot show with this gold set: said before any result is known. */
import { Comparison } from './compare'
import { type Open, SuiteFiles } from './files'
import { checkGates, checkNames } from './fits'
import { partsOf } from './gates'
import { Vectors } from './intern'
import { group } from './outcomes'
import { type Examples, readGold } from './pair/gold'
import { type Answers, readSystem } from './pair/system'
import { plannedGate } from './plan/gate'
import { plannedGap, plannedParts } from './plan/parts'
import { type Problem, type Problems, Stop } from './problems'
import type { Plan } from './report/report'
import { parseSpec } from './spec/parse'
import { least, type Shows } from './spec/shows'
import type { Gate, Spec } from './spec/spec'
import { knownClasses, type SpecFile, settingOf } from './suite'
import { TASKS } from './tasks'
import { withRecorded } from './tasks/recorded/fields'
import type { AnyScorer } from './tasks/task'

/**
 * Of gold set and baselines alone; `gates` is null where a problem left nothing to plan with. Of the gates only those that
 * are `wanted`; no more of the data is told than `most`.
 */
export async function plan(
  given: SpecFile,
  open: Open,
  problems: Problems,
  { wanted = () => true, most = 'full' }: { wanted?: (gate: Gate) => boolean; most?: Shows } = {},
): Promise<Plan> {
  const none = (found: readonly Problem[]): Plan => ({
    name: given.file,
    rows: 0,
    gates: null,
    parts: [],
    problems: found,
  })
  const spec = parseSpec(given.text, given.file, TASKS, problems)
  try {
    if (!spec) throw new Stop(problems.list())
    const shows = least([spec.shows, most])
    problems.hide(shows)
    const comparison = await compared(spec, open, problems)
    const known = knownClasses(spec, comparison)
    // a class that only a baseline answers has no example: nothing is planned with it
    const shown = (cls: string | null) => shows === 'full' || cls === null || known.has(cls)
    const gates = spec.gates.filter(wanted).flatMap(gate => {
      const parts = partsOf(gate, spec, comparison).filter(part => shown(part.class))
      const { max_gap: gap, ...others } = gate.bars
      const each = Object.keys(others).length > 0 ? parts : []
      return [
        ...each.map(part => plannedGate(gate, part, spec, comparison)),
        ...(gap === undefined
          ? []
          : [plannedGap(gate, gap, parts, comparison, (gate.decide ?? spec.decide) === 'proven')]),
      ]
    })
    const parts = plannedParts(comparison).filter(part => shown(part.class))
    return { name: spec.name, rows: comparison.examples.n, gates, parts, problems: problems.list() }
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
