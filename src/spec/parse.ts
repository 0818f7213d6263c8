/** Text → spec, or every problem with its line and column. */

import { listed, type Problems, quote } from '../problems'
import { checked } from './check'
import { type Path, parseField } from './field'
import { gateId, TRAIN_GATE } from './gate-id'
import { LIMITS } from './limits'
import type { TaskOptions } from './schema'
import type {
  At,
  Bars,
  Gate,
  Gold,
  RecordedSpec,
  RowsSpec,
  SliceSpec,
  Spec,
  Step,
  SystemSpec,
  TrainSpec,
  Waiver,
} from './spec'
import { checkWaivers } from './waivers'
import { type Located, readYaml } from './yaml'

/** A spec is a page of text. */
const MAX_BYTES = 256 * 1024

/** Undefined when an error leaves nothing to go on with; otherwise `problems` may still tell of some. */
export function parseSpec(
  text: string,
  file: string,
  tasks: readonly TaskOptions[],
  problems: Problems,
): Spec | undefined {
  const bytes = Buffer.byteLength(text)
  if (bytes > MAX_BYTES) {
    problems.add('spec.too-large', { file }, { bytes, limit: MAX_BYTES })
    return undefined
  }
  const located = readYaml(text, file, isName, problems)
  if (!located) return undefined
  const { usable, brokenGates } = checked(located, file, tasks, problems)
  return usable
    ? new Builder(located, file, tasks, brokenGates, problems).spec(located.value as Raw)
    : undefined
}

/** Places whose scalars are names or texts, whatever they look like. */
const NAMES: readonly (readonly string[])[] = [
  ['name'],
  ['gates', '*', 'class'],
  ['gates', '*', 'id'],
  ['gates', '*', 'slice', '*'],
  ['gold', 'sha256'],
  ['options', 'positive'],
  ['options', 'labels', '*'],
  ['options', 'squad_version'],
  ['options', 'alternatives', '*'],
  ['options', 'credit'],
  ['gates', '*', 'metric'],
  ['recorded', '*', 'against'],
  ['gold', 'as', '*', 'map', '*'],
  ['candidate', 'as', '*', 'map', '*'],
  ['baselines', '*', 'as', '*', 'map', '*'],
  ['recorded', '*', 'as', '*', 'map', '*'],
  ['waivers', '*', 'gate'],
  ['waivers', '*', 'until'],
]

function isName(path: readonly (string | number)[]): boolean {
  return NAMES.some(
    name => name.length === path.length && name.every((part, i) => part === '*' || part === path[i]),
  )
}

/** The document as the schema has found it to be. */
interface Raw {
  readonly name: string
  readonly task: string
  readonly gold: RawRows & {
    readonly reference?: string
    readonly source?: string
    readonly text?: string
    readonly sha256?: string
    readonly join?: Gold['join']
    readonly input?: string
  }
  readonly candidate: RawSystem
  readonly baselines?: Readonly<Record<string, RawSystem>>
  readonly train?: RawTrain
  readonly slices?: readonly (
    | string
    | (Omit<SliceSpec, 'field' | 'name' | 'at'> & { name?: string; field: string })
  )[]
  readonly options?: Readonly<Record<string, unknown>>
  readonly recorded?: Readonly<Record<string, RawRecorded>>
  readonly gates: readonly RawGate[]
  readonly decide?: Spec['decide']
  readonly cluster?: string
  readonly confidence?: number
  readonly missing?: 'error' | 'wrong'
  readonly extra?: 'error' | 'ignore'
  readonly waivers?: readonly Omit<Waiver, 'at'>[]
  readonly limits?: Partial<Spec['limits']>
  readonly report?: { readonly examples?: Spec['shows'] }
}

interface RawRows {
  readonly path: string
  readonly format?: 'conll'
  readonly records?: string
  readonly where?: Readonly<Record<string, string | number | boolean | null>>
  readonly as?: readonly (
    | string
    | { regex?: string; match?: 'first' | 'last'; group?: number; map?: Record<string, string> }
  )[]
  readonly id?: string | readonly string[]
}

type RawSystem = RawRows & { readonly prediction?: string; readonly probabilities?: string }

type RawTrain = Pick<RawRows, 'format' | 'records' | 'where'> &
  Partial<Pick<TrainSpec, 'max_overlap' | 'ngram' | 'containment'>> & {
    readonly path?: string | readonly string[]
    readonly index?: string | readonly string[]
    readonly text?: string
    readonly gold_text?: string
  }

type RawRecorded = Omit<RecordedSpec, 'name' | 'field' | 'as' | 'at' | 'prompt'> &
  Pick<RawRows, 'as'> & { readonly field: string; readonly prompt?: string }

type RawGate = Bars &
  Pick<Gate, 'metric' | 'stat' | 'class' | 'baseline' | 'min_n' | 'why' | 'decide'> & {
    readonly id?: string
    readonly slice?: Readonly<Record<string, string>>
    readonly relative?: boolean
    readonly level?: Gate['level']
  }

/** Words of a run where the spec, or the command line, does not say. */
export const NGRAM = 13

const BARS = ['min', 'max', 'min_lift', 'max_drop', 'max_gap'] as const

/** Fills in defaults and parses what is written in a language of its own; tells every problem it meets. */
class Builder {
  constructor(
    private readonly located: Located,
    private readonly file: string,
    private readonly tasks: readonly TaskOptions[],
    private readonly brokenGates: ReadonlySet<number>,
    private readonly problems: Problems,
  ) {}

  spec(raw: Raw): Spec | undefined {
    const { join = 'id' } = raw.gold
    const position = join !== 'id'
    const id = position ? undefined : this.fields(raw.gold.id ?? 'id', ['gold', 'id'])
    if (position && raw.gold.id !== undefined) {
      this.value(['gold', 'id'], 'gold.id', `beside join: ${join}`, 'one of the two')
    }
    if (!position && raw.gold.input !== undefined) {
      this.value(['gold', 'input'], 'gold.input', 'beside join: id', 'join: position or tokens beside it')
    }
    if (join === 'tokens') this.streamed(raw)
    this.unread(raw)
    const { reference, source, text } = raw.gold
    const gold: Gold = {
      ...this.rows(raw.gold, ['gold'], id),
      join,
      ...(reference !== undefined && { reference: this.field(reference, ['gold', 'reference']) }),
      ...(source !== undefined && { source: this.field(source, ['gold', 'source']) }),
      ...(text !== undefined && { text: this.field(text, ['gold', 'text']) }),
      ...(raw.gold.sha256 !== undefined && { sha256: raw.gold.sha256 }),
      ...(raw.gold.input !== undefined && { input: this.field(raw.gold.input, ['gold', 'input']) }),
    }
    const spec: Spec = {
      file: this.file,
      name: raw.name,
      task: raw.task,
      gold,
      candidate: this.system('candidate', raw.candidate, ['candidate'], id),
      baselines: this.located
        .keys(['baselines'])
        .map(name => this.system(name, raw.baselines![name]!, ['baselines', name], id)),
      ...(raw.train && { train: this.train(raw.train) }),
      slices: this.slices(raw.slices ?? []),
      options: { ...this.defaults(raw.task), ...raw.options },
      recorded: this.recorded(raw.recorded ?? {}),
      gates: this.gates(raw, this.located.keys(['baselines'])[0], this.located.keys(['recorded'])),
      decide: raw.decide ?? 'observed',
      ...(raw.cluster !== undefined && { cluster: this.field(raw.cluster, [], 'cluster') }),
      confidence: raw.confidence ?? 0.95,
      missing: raw.missing ?? 'error',
      extra: raw.extra ?? 'error',
      waivers: (raw.waivers ?? []).map((waiver, i) => ({ ...waiver, at: this.located.at(['waivers', i]) })),
      limits: { ...LIMITS, ...raw.limits },
      shows: raw.report?.examples ?? 'full',
    }
    // a gate that cannot be read may be the one that is waived
    if (this.brokenGates.size === 0) checkWaivers(spec, this.problems)
    return spec
  }

  private defaults(task: string): Record<string, unknown> {
    const options = this.tasks.find(({ name }) => name === task)?.options ?? {}
    return Object.fromEntries(
      Object.entries(options).flatMap(([name, { default: value }]) =>
        value === undefined ? [] : [[name, value]],
      ),
    )
  }

  /** Tells of fields that the task does not read: what they were declared for would not happen. */
  private unread(raw: Raw): void {
    const { fields } = this.tasks.find(({ name }) => name === raw.task)!
    const { reference, prediction, probabilities, gold = [] } = fields
    const tell = (path: readonly string[], key: string) =>
      this.problems.add('spec.unread', this.place(path, key), {
        key: quote([...path, key].join('.')),
        task: raw.task,
      })
    for (const key of ['source', 'text'] as const) {
      if (raw.gold[key] !== undefined && !gold.includes(key)) tell(['gold'], key)
    }
    for (const key of ['reference', 'as'] as const)
      if (reference === 'none' && raw.gold[key] !== undefined) tell(['gold'], key)
    const systems = this.located.keys(['baselines']).map(name => ['baselines', name])
    for (const path of [['candidate'], ...systems]) {
      const system = path.length === 1 ? raw.candidate : raw.baselines![path[1]!]!
      for (const key of ['prediction', 'as'] as const)
        if (prediction === 'none' && system[key] !== undefined) tell(path, key)
      if (!probabilities && system.probabilities !== undefined) tell(path, 'probabilities')
    }
  }

  /** What is cut anew must be lists of their own; nothing else of a row has a place in the new one. */
  private streamed(raw: Raw): void {
    const { sequences } = this.tasks.find(({ name }) => name === raw.task)!.fields
    if (sequences === undefined || raw.options?.[sequences] === undefined) {
      const why = sequences === undefined ? `with task: ${raw.task}` : `without options.${sequences}`
      this.value(['gold', 'join'], 'gold.join', `tokens ${why}`, 'id or position')
    }
    const named: [path: readonly string[], name: string | undefined][] = [
      [['gold', 'reference'], raw.gold.reference],
      [['gold', 'input'], raw.gold.input],
      [['candidate', 'prediction'], raw.candidate.prediction],
      ...this.located
        .keys(['baselines'])
        .map((name): [string[], string | undefined] => [
          ['baselines', name, 'prediction'],
          raw.baselines![name]!.prediction,
        ]),
    ]
    for (const [path, name] of named) {
      if (name !== undefined && (parseField(name) as Path).length > 1)
        this.value(
          path,
          path.join('.'),
          `${quote(name)} beside join: tokens`,
          'the name of a field of the row',
        )
    }
    if (raw.recorded) this.value(['recorded'], 'recorded', 'beside join: tokens', 'another join')
  }

  private rows(raw: RawRows, path: readonly string[], id: readonly Path[] | undefined): RowsSpec {
    return {
      path: raw.path,
      at: this.located.at([...path, 'path']),
      ...(raw.format && { format: raw.format }),
      where: Object.entries(raw.where ?? {}).map(([name, equals]) => ({
        field: this.field(name, [...path, 'where'], name),
        equals,
      })),
      as: (raw.as ?? []).flatMap((step, i) => this.step(step, [...path, 'as', i]) ?? []),
      ...(raw.records !== undefined && { records: this.field(raw.records, [...path, 'records']) }),
      ...(id && { id }),
    }
  }

  private system(
    name: string,
    raw: RawSystem,
    path: readonly string[],
    goldId: readonly Path[] | undefined,
  ): SystemSpec {
    if (raw.id !== undefined && !goldId)
      this.value([...path, 'id'], `${path.join('.')}.id`, 'beside join: position', 'no id')
    const id = raw.id === undefined ? goldId : this.fields(raw.id, [...path, 'id'])
    return {
      name,
      ...this.rows(raw, path, id),
      ...(raw.prediction !== undefined && {
        prediction: this.field(raw.prediction, [...path, 'prediction']),
      }),
      ...(raw.probabilities !== undefined && {
        probabilities: this.field(raw.probabilities, [...path, 'probabilities']),
      }),
    }
  }

  private train(raw: RawTrain): TrainSpec {
    const [paths, indexes] = [this.listed('path', raw.path), this.listed('index', raw.index)]
    const missing = (key: string, hint: string) =>
      this.problems.add('spec.missing', this.place(['train']), {
        key: quote(key),
        where: ' in train',
        hint,
      })
    if (paths.length + indexes.length === 0)
      missing('path', 'training rows, or index: what goldbar index wrote')
    if (paths.length > 0 && raw.text === undefined) missing('text', 'the field of a training row’s text')
    const goldText = raw.gold_text ?? raw.text
    if (paths.length === 0 && goldText === undefined) missing('gold_text', 'the field of a gold row’s text')
    for (const key of ['format', 'records', 'where'] as const) {
      if (paths.length === 0 && raw[key] !== undefined)
        this.value(['train', key], `train.${key}`, 'without train.path', 'train.path beside it')
    }
    const { path: _, as: __, ...rows } = this.rows({ ...raw, path: '' }, ['train'], undefined)
    return {
      ...rows,
      at: this.located.at([], 'train'),
      paths,
      indexes,
      ...(raw.text !== undefined && { text: this.field(raw.text, ['train', 'text']) }),
      gold_text:
        goldText === undefined
          ? []
          : this.field(goldText, ['train', raw.gold_text === undefined ? 'text' : 'gold_text']),
      max_overlap: raw.max_overlap ?? 0,
      ngram: raw.ngram ?? NGRAM,
      containment: raw.containment ?? 0.8,
    }
  }

  /** One file, or a list of them. */
  private listed(key: 'path' | 'index', raw: string | readonly string[] | undefined): TrainSpec['paths'] {
    if (typeof raw === 'string') return [{ path: raw, at: this.located.at(['train', key]) }]
    return (raw ?? []).map((path, i) => ({ path, at: this.located.at(['train', key, i]) }))
  }

  private slices(raw: NonNullable<Raw['slices']>): SliceSpec[] {
    const first = new Map<string, number>()
    return raw.map((slice, i) => {
      const path = ['slices', i]
      const at = this.located.at(path)
      const { field, name = field, ...rest } = typeof slice === 'string' ? { field: slice } : slice
      this.once('The slice', name, at, first)
      const { edges } = rest
      if (edges?.some((edge, e) => e > 0 && edge <= edges[e - 1]!)) {
        this.value([...path, 'edges'], 'edges', JSON.stringify(edges), 'ascending numbers')
      }
      return {
        name,
        field: this.field(field, typeof slice === 'string' ? path : [...path, 'field']),
        ...rest,
        at,
      }
    })
  }

  private recorded(raw: NonNullable<Raw['recorded']>): RecordedSpec[] {
    const names = this.located.keys(['recorded'])
    return names.map(name => {
      const path = ['recorded', name]
      const { field, as = [], prompt, ...rest } = raw[name]!
      if (rest.against !== undefined && (rest.against === name || !names.includes(rest.against))) {
        const known = names.filter(other => other !== name).join(', ') || 'another field under recorded'
        this.value([...path, 'against'], `${path.join('.')}.against`, quote(rest.against), known)
      } else if (rest.against !== undefined && reads(raw[name]!) === reads(raw[rest.against]!)) {
        const got = `${quote(rest.against)}, which reads the same values`
        this.value([...path, 'against'], `${path.join('.')}.against`, got, 'a field of other verdicts')
      }
      return {
        name,
        ...rest,
        ...(prompt !== undefined && { prompt: { path: prompt, at: this.located.at([...path, 'prompt']) } }),
        field: this.field(field, [...path, 'field']),
        as: as.flatMap((step, i) => this.step(step, [...path, 'as', i]) ?? []),
        at: this.located.at(path),
      }
    })
  }

  private gates(raw: Raw, primary: string | undefined, recorded: readonly string[]): Gate[] {
    const first = new Map<string, number>()
    if (raw.train) first.set(TRAIN_GATE, this.located.at([], 'train').line)
    return raw.gates.flatMap((gate, i) => {
      if (this.brokenGates.has(i)) return []
      const at = this.located.at(['gates', i])
      const { min_n, why, baseline, decide, level = 'blocking', relative = false } = gate
      const ofRecorded = recorded.includes(gate.metric)
      const stat = ofRecorded ? (gate.stat ?? 'mean') : undefined
      const metric = stat === undefined ? gate.metric : `${gate.metric}.${stat}`
      if (gate.stat !== undefined && !ofRecorded) {
        this.problems.add('gate.stat-unfit', this.place(['gates', i], 'stat'), {
          metric: quote(gate.metric),
          known: listed(recorded),
        })
      }
      const slices = Object.entries(gate.slice ?? {})
      if (slices.length > 1) {
        const names = slices.map(([name]) => quote(name)).join(' and ')
        this.problems.add(
          'gate.slice-count',
          { file: this.file, ...this.located.at(['gates', i], 'slice') },
          { got: names },
        )
      }
      const [slice] = slices.map(([name, value]) => ({ name, value }))
      const id =
        gate.id ??
        gateId(metric, gate.class ?? null, slice ?? null, baseline === primary ? null : (baseline ?? null))
      this.once('The gate', id, at, first)
      const bars = Object.fromEntries(
        BARS.filter(bar => gate[bar] !== undefined).map(bar => [bar, gate[bar]]),
      ) as Bars
      return {
        id,
        metric,
        bars,
        level,
        relative,
        at,
        ...(gate.class !== undefined && { class: gate.class }),
        ...(stat !== undefined && { stat }),
        ...(slice && { slice }),
        ...(baseline !== undefined && { baseline }),
        ...(min_n !== undefined && { min_n }),
        ...(why !== undefined && { why }),
        ...(decide !== undefined && { decide }),
      }
    })
  }

  private step(
    raw: NonNullable<RawRows['as']>[number],
    path: readonly (string | number)[],
  ): Step | undefined {
    if (typeof raw === 'string') return { kind: raw as 'strip' }
    const { regex, match = 'first', group, map } = raw
    if (
      (regex === undefined) === (map === undefined) ||
      (map && (raw.match !== undefined || group !== undefined))
    ) {
      this.value(
        path,
        path.join('.'),
        JSON.stringify(raw),
        'a step with regex (and match, group), or one with map',
      )
      return undefined
    }
    if (map) return { kind: 'map', map: new Map(Object.entries(map)) }
    try {
      const step = { kind: 'regex', regex: new RegExp(regex!, 'gu'), match } as const
      // with an empty alternative it matches anything, and tells how many groups it has
      const groups = new RegExp(`${regex}|`, 'u').exec('')!.length - 1
      if (group !== undefined && group > groups) {
        this.value(
          [...path, 'group'],
          path.join('.'),
          `group ${group}`,
          `0 to ${groups}, the groups of the expression`,
        )
        return undefined
      }
      return group === undefined ? step : { ...step, group }
    } catch (error) {
      const why = (error as Error).message.replace(/^Invalid regular expression: /u, '')
      this.problems.add('spec.regex', this.place([...path, 'regex']), { key: quote(path.join('.')), why })
      return undefined
    }
  }

  private fields(raw: string | readonly string[], path: readonly (string | number)[]): readonly Path[] {
    return typeof raw === 'string'
      ? [this.field(raw, path)]
      : raw.map((text, i) => this.field(text, [...path, i]))
  }

  private field(text: string, path: readonly (string | number)[], key?: string): Path {
    const parsed = parseField(text)
    if (!('why' in parsed)) return parsed
    this.problems.add('spec.field', this.place(path, key), {
      key: quote(path.join('.')),
      got: quote(text),
      why: parsed.why,
    })
    return []
  }

  /** Tells when `name` was seen before. */
  private once(what: string, name: string, at: At, first: Map<string, number>): void {
    const line = first.get(name)
    if (line === undefined) first.set(name, at.line)
    else this.problems.add('spec.duplicate', { file: this.file, ...at }, { what, name: quote(name), line })
  }

  private value(path: readonly (string | number)[], key: string, got: string, known: string): void {
    this.problems.add('spec.value', this.place(path), { key: quote(key), got, nearest: '', known })
  }

  private place(path: readonly (string | number)[], key?: string) {
    return { file: this.file, ...this.located.at(path, key) }
  }
}

/** What a recorded field is read from, and how. */
function reads({ field, as, reduce, at_least: least }: RawRecorded): string {
  return JSON.stringify([field, as, reduce, least])
}
