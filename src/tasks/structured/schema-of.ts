import { listed, quote } from '../../problems'
import { fieldText, get, type Path, parseField } from '../../spec/field'
import { near } from '../../values'
import type { Tell } from '../task'
import { type Check, isFormat, Schemas } from './json-schema'
import type { StructuredOptions } from './options'
import { acceptsAll, formatsIn } from './schema-words'

/** The schema that answers are held against: one document, one in each gold row, or none. */
export class SchemaOf {
  /** for messages */
  readonly name: string
  private readonly schemas: Schemas
  private readonly field: Path | { readonly why: string } | undefined

  constructor(
    private readonly options: StructuredOptions,
    private readonly document: unknown,
  ) {
    const { schema, formats } = options
    this.schemas = new Schemas(formats)
    this.name = typeof schema === 'object' ? `in ${quote(schema.field)}` : quote(schema ?? '')
    this.field = typeof schema === 'object' ? parseField(schema.field) : undefined
  }

  /** The row's own schema; undefined, and told, when it should have one and does not. */
  ofRow(row: unknown, tell: Tell): { readonly schema?: unknown } | undefined {
    const { field } = this
    // that it is no field is told once, of the gold set
    if (field === undefined || 'why' in field) return {}
    const schema = get(row, field)
    if (schema === undefined) {
      tell('schema.absent', { field: quote(fieldText(field)), nearest: near(row, field) })
      return undefined
    }
    return this.usable(schema, tell) ? { schema } : undefined
  }

  review(tell: Tell): void {
    const { schema, formats } = this.options
    if (formats && schema === undefined)
      tell('option.beside', {
        option: 'options.formats',
        got: 'true',
        beside: 'a spec without options.schema',
        wanted: 'the schema that names the formats',
      })
    if (typeof schema === 'string') this.usable(this.document, tell)
    if (this.field && 'why' in this.field) {
      const got = quote((schema as { field: string }).field)
      tell('spec.field', { key: 'options.schema.field', got, why: this.field.why })
    }
  }

  /** Undefined without a schema. */
  check(ofRow: unknown): Check | undefined {
    if (this.options.schema === undefined) return undefined
    const check = this.schemas.get(this.field ? ofRow : this.document)
    return typeof check === 'function' ? check : undefined
  }

  private usable(schema: unknown, tell: Tell): boolean {
    const { name, schemas, options } = this
    const check = schemas.get(schema)
    if (typeof check !== 'function') {
      tell('schema.invalid', { schema: name, why: check.why })
      return false
    }
    const unasserted = formatsIn(schema).filter(format => !options.formats || !isFormat(format))
    if (unasserted.length > 0) {
      tell('schema.format', { schema: name, formats: listed(unasserted.map(quote)) })
    }
    if (!acceptsAll(schema, options.formats)) return true
    tell('schema.empty', { schema: name })
    return false
  }
}
