/** A JSON Schema as an OpenAPI document has it, as far as walking along a value needs it. */
interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly 'x-tieback-open'?: boolean
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: Schema }>> }>>
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

/** What every word of an open enum becomes; the rest of the word keeps two of them apart. */
export const newWord = 'something-new'

/** What each object gets besides. */
const newField = { fieldOfTomorrow: { isKnown: false } }

/** The answers of an API that has grown within its version: each open word is a new one, each object has a field more. */
export class GrownApi {
  private readonly document: Document

  constructor(document: Document) {
    this.document = document
  }

  /** A successful answer to GET `path`, grown. */
  grow(path: string, answer: unknown): unknown {
    return this.growValue(this.schemaOf(path), answer)
  }

  private schemaOf(path: string): Schema {
    for (const [template, operations] of Object.entries(this.document.paths)) {
      const shape = new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`)
      const schema = operations['get']?.responses['200']?.content?.['application/json']?.schema
      if (schema !== undefined && shape.test(path)) return schema
    }
    throw new Error(`the contract has no GET ${path}`)
  }

  /** The schema itself, and all that it is put together from. */
  private partsOf(schema: Schema): Schema[] {
    const { $ref, anyOf = [], oneOf = [], allOf = [] } = schema
    const target = $ref === undefined ? undefined : this.document.components.schemas[$ref.split('/').at(-1) ?? '']
    const below = [...(target ? [target] : []), ...anyOf, ...oneOf, ...allOf]
    return [schema, ...below.flatMap((part) => this.partsOf(part))]
  }

  private growValue(schema: Schema, value: unknown): unknown {
    const parts = this.partsOf(schema)
    if (typeof value === 'string') {
      const isOpen = parts.some((part) => part['x-tieback-open'] === true && part.enum?.includes(value))
      return isOpen ? `${newWord}-${value}` : value
    }
    if (Array.isArray(value)) {
      const items = parts.find((part) => part.items)?.items ?? {}
      return value.map((item) => this.growValue(items, item))
    }
    if (typeof value !== 'object' || value === null) return value
    const grown = Object.entries(value).map(([name, field]) => [name, this.growValue(fieldOf(parts, name), field)])
    return { ...Object.fromEntries(grown), ...newField }
  }
}

function fieldOf(parts: readonly Schema[], name: string): Schema {
  for (const { properties, additionalProperties } of parts) {
    const own = properties?.[name]
    if (own) return own
    if (typeof additionalProperties === 'object') return additionalProperties
  }
  return {}
}
