import { type Answered, exactMatch, meanF1 } from '../../metrics/answers'
import type { Figure, Metric } from '../../metrics/metric'
import type { Counted } from '../task'
import type { QaGold } from './gold'
import type { Options } from './options'

/**
 * Positions in an outcome: whether the question has an answer, then how right the system's is; in multiple choice also
 * whether it is a choice at all, 1 or 0, and −1 where there is no answer.
 */
export const [ANSWERABLE, EXACT, F1, EQUAL, NUMERIC, CHOICE] = [0, 1, 2, 3, 4, 5]

export interface Sum {
  readonly answerable: Answered
  readonly unanswerable: Answered
  readonly n: number
  readonly equal: number
  readonly numeric: number
  /** answers that are a choice of the gold set, and those that are none */
  readonly choices: number
  readonly others: number
}

export function metrics(options: Options, gold: QaGold): Metric<Sum>[] {
  const { normalizer = 'squad', language, regexes_to_ignore: ignored, ignore_case: lower } = options
  const deleted = [
    ...(ignored ? [`regexes_to_ignore:${JSON.stringify(ignored)}`] : []),
    ...(lower ? ['ignore_case:true'] : []),
  ]
  const normalized = [`normalizer:${normalizer}`, ...(language ? [`language:${language}`] : []), ...deleted]
  const metric = (
    name: string,
    whole: (sum: Sum) => Figure,
    only: Pick<Metric<Sum>, 'applies' | 'wants' | 'rows'> = {},
    how: Metric<Sum>['how'] = () => [`squad_version:${gold.version}`, ...normalized].join('|'),
  ): Metric<Sum> => ({
    name,
    better: 'higher',
    range: [0, 1],
    whole,
    ...(name.endsWith('f1') && { mean: true }),
    ...only,
    how,
  })
  const split = {
    applies: () => gold.version === '2.0',
    wants: 'a question without an answer (an empty list of references), or options.squad_version 2.0',
  }
  const answered = { ...split, rows: ({ answerable }: Sum) => answerable.n }
  const declined = { ...split, rows: ({ unanswerable }: Sum) => unanswerable.n }
  const how = ['decimal', ...deleted].join('|')
  const numeric = { applies: () => gold.numeric, wants: NUMBERS }
  return [
    metric('exact_match', ({ answerable, unanswerable }) => exactMatch(answerable, unanswerable)),
    metric('f1', ({ answerable, unanswerable }) => meanF1(answerable, unanswerable)),
    metric('has_ans_exact_match', ({ answerable }) => exactMatch(answerable), answered),
    metric('has_ans_f1', ({ answerable }) => meanF1(answerable), answered),
    metric('no_ans_exact_match', ({ unanswerable }) => exactMatch(unanswerable), declined),
    metric('no_ans_f1', ({ unanswerable }) => meanF1(unanswerable), declined),
    metric('accuracy', ({ equal, n }) => ({ hits: equal, of: n }), {}, 'raw'),
    metric('numeric_match', ({ numeric, n }) => ({ hits: numeric, of: n }), numeric, how),
  ]
}

const NUMBERS =
  'a number among the references of every question that has an answer, what options.regexes_to_ignore deletes aside'

export function sum(counted: Counted): Sum {
  const parts = [part(), part()] as const
  let [n, equal, numeric, choices, others] = [0, 0, 0, 0, 0]
  for (const [outcome, count] of counted) {
    const of = parts[outcome[ANSWERABLE] as 0 | 1]
    of.n += count
    of.exact += count * outcome[EXACT]!
    of.f1.push(count * outcome[F1]!)
    n += count
    equal += count * outcome[EQUAL]!
    numeric += count * outcome[NUMERIC]!
    if (outcome[CHOICE] === 1) choices += count
    if (outcome[CHOICE] === 0) others += count
  }
  return { unanswerable: parts[0], answerable: parts[1], n, equal, numeric, choices, others }
}

function part() {
  return { n: 0, exact: 0, f1: [] as number[] }
}
