/** The files that a spec names: opened, read as rows, held against each other. */
import { readRows } from './formats'
import type { Row, Source } from './formats/format'
import { type AnswersShown, type Listing, listed } from './losses'
import type { Examples } from './pair/gold'
import { readAnswers } from './pair/system'
import { type Place, Problems, quote } from './problems'
import { fieldText, type Path } from './spec/field'
import type { Limits } from './spec/limits'
import type { NamedFile, RowsSpec, Spec, SystemSpec } from './spec/spec'
import type { AnyScorer } from './tasks/task'

/**
 * Opens a file of the workspace, or adds what is wrong to `problems`. `path` is relative to the folder of `spec`,
 * without it to the workspace; `key` is where the path was written, such as candidate.path.
 */
export type Open = (
  path: string,
  from: { spec?: string; key: string; place: Place; limits: Limits; problems: Problems },
) => Promise<Source | undefined>

export interface SystemFile {
  readonly system: SystemSpec
  readonly source: Source
}

export interface Files {
  readonly gold: Source
  readonly systems: readonly SystemFile[]
}

/** A suite's files; `candidate` takes the place of the spec's candidate.path. */
export class SuiteFiles {
  constructor(
    private readonly spec: Spec,
    private readonly open: Open,
    private readonly candidate: string | undefined,
    private readonly problems: Problems,
  ) {}

  openAll(): Promise<Files> {
    return this.openSystems([this.spec.candidate, ...this.spec.baselines])
  }

  /** The gold set and these systems. */
  async openSystems(named: readonly SystemSpec[]): Promise<Files> {
    const { spec, problems } = this
    const gold = await this.openRows(spec.gold, 'gold.path', problems)
    const systems: { system: SystemSpec; source: Source | undefined }[] = []
    for (const system of named) systems.push({ system, source: await this.openSystem(system, problems) })
    problems.stop()
    return { gold: gold!, systems: systems as SystemFile[] }
  }

  rows(source: Source, rows: RowsSpec, problems = this.problems): AsyncIterable<Row[]> {
    const { spec } = this
    const named: (Path | undefined)[] = [...(rows.id ?? []), ...rows.where.map(({ field }) => field)]
    named.push(spec.gold.input)
    if (rows === spec.gold) {
      const { reference, source, text } = spec.gold
      named.push(reference, source, text, spec.cluster, ...spec.slices.map(({ field }) => field))
    } else named.push((rows as SystemSpec).prediction, ...spec.recorded.map(({ field }) => field))
    const fields = named.flatMap(path => (typeof path?.[0] === 'string' ? [path[0]] : []))
    const { limits } = spec
    const { format, records } = rows
    return readRows(source, { file: source.file, format, records, fields, limits, problems })
  }

  /** The JSON documents that options name, by option. */
  async documents(
    paths: Readonly<Record<string, string>>,
  ): Promise<Record<string, { value: unknown; source: Source }>> {
    const { file, limits } = this.spec
    const before = this.problems.errors
    const found: Record<string, { value: unknown; source: Source }> = {}
    for (const [option, path] of Object.entries(paths)) {
      const from = { spec: file, key: `options.${option}`, place: { file }, limits, problems: this.problems }
      const source = await this.open(path, from)
      if (!source) continue
      const chunks: Uint8Array[] = []
      for await (const chunk of source.bytes()) chunks.push(chunk)
      try {
        const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
        found[option] = { value: JSON.parse(text), source }
      } catch (error) {
        this.problems.add('document.json', { file: source.file }, { why: (error as Error).message })
      }
    }
    // without a document no task can go on; other errors of the spec are told together with those of its gates
    if (this.problems.errors > before) this.problems.stop()
    return found
  }

  /** The prompts of the judges, by where the spec names them. They are read for their digests only. */
  async prompts(): Promise<[key: string, source: Source][]> {
    const found: [string, Source][] = []
    for (const { name, prompt } of this.spec.recorded) {
      if (prompt === undefined) continue
      const key = `recorded.${name}.prompt`
      const source = await this.openNamed(prompt, key)
      if (!source) continue
      for await (const _ of source.bytes());
      found.push([key, source])
    }
    return found
  }

  /** The answers to the listed examples, for which the systems' files are read once more. */
  async answersShown(
    files: Files,
    examples: Examples,
    list: Listing,
    scorer: AnyScorer,
  ): Promise<AnswersShown> {
    if (!scorer.showsAnswers) return []
    const wanted = new Set(listed(list))
    const shown: Map<number, unknown>[] = []
    for (const { system, source } of files.systems) {
      // what is wrong with the rows was told when they were read first
      const silent = new Problems()
      const again = await this.openSystem(system, silent)
      const rows = again ? this.rows(again, system, silent) : nothing()
      shown.push(await readAnswers(rows, system, examples, wanted, scorer.reader()))
      if (again?.digest().sha256 !== source.digest().sha256)
        this.problems.add('file.changed', { file: source.file }, {})
    }
    this.problems.stop()
    return shown
  }

  /** A gold set that differs from the registered one. */
  checkDigest(source: Source): void {
    const { gold, file } = this.spec
    const { sha256 } = source.digest()
    if (gold.sha256 === undefined || [sha256, source.lineEnds?.()].includes(gold.sha256)) return
    this.problems.add('spec.sha256', place(file, gold), { got: sha256, wanted: gold.sha256 })
  }

  /** A candidate that reads the gold set's own answers is right about everything. */
  checkSame(goldFile: Source, { system, source }: SystemFile): void {
    const { gold, file } = this.spec
    if (system.prediction === undefined || gold.reference === undefined) return
    if (goldFile.digest().sha256 !== source.digest().sha256 || !overlap(system.prediction, gold.reference))
      return
    const field = quote(fieldText(system.prediction))
    this.problems.add('file.same', place(file, system), { system: system.name, field })
  }

  /** Two systems that read the same answers of the same file: every lift would be 0, whatever the model does. */
  checkShared(systems: readonly SystemFile[]): void {
    const first = new Map<string, string>()
    for (const { system, source } of systems) {
      const { name, prediction, records, where, as } = system
      const key = JSON.stringify([source.file, prediction, records, where, as], (_, value: unknown) =>
        value instanceof RegExp ? value.source : value instanceof Map ? [...value] : value,
      )
      const other = first.get(key)
      if (other === undefined) first.set(key, name)
      else this.problems.add('file.shared', place(this.spec.file, system), { system: name, other })
    }
  }

  private openSystem(system: SystemSpec, problems: Problems): Promise<Source | undefined> {
    const { candidate } = this
    if (system === this.spec.candidate) {
      return candidate === undefined
        ? this.openRows(system, 'candidate.path', problems)
        : this.openRows(system, 'the candidate input', problems, candidate)
    }
    return this.openRows(system, `baselines.${system.name}.path`, problems)
  }

  openNamed({ path, at }: NamedFile, key: string): Promise<Source | undefined> {
    const { file, limits } = this.spec
    return this.open(path, { spec: file, key, place: { file, ...at }, limits, problems: this.problems })
  }

  private openRows(rows: RowsSpec, key: string, problems: Problems, workspacePath?: string) {
    const { file, limits } = this.spec
    return this.open(workspacePath ?? rows.path, {
      ...(workspacePath === undefined && { spec: file }),
      key,
      place: place(file, rows),
      limits,
      problems,
    })
  }
}

/** Whether two references lead to the same value, or into it: no two names tell them apart. */
function overlap(a: Path, b: Path): boolean {
  const at = a.findIndex((step, i) => i >= b.length || step !== b[i])
  return at < 0 || at >= b.length || typeof a[at] === 'number' || typeof b[at] === 'number'
}

function place(file: string, { at }: RowsSpec): Place {
  return { file, line: at.line, column: at.column }
}

async function* nothing(): AsyncIterable<Row[]> {}
