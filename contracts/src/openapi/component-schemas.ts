import { z } from 'zod'
import * as contract from '../index.ts'
import type { JsonSchema, Reference } from './document.ts'

/** A schema and its type share a name, and so does its component: what the contract exports is what gets one. */
const named = z.registry<{ id: string }>()
for (const [id, exported] of Object.entries(contract)) {
  if (exported instanceof z.ZodType) named.add(exported, { id })
}

const metaOf = (schema: z.core.$ZodType): Readonly<Record<string, unknown>> => z.globalRegistry.get(schema) ?? {}

/** What `.describe()` and `.meta()` say of a schema itself: what it has from a named one stands there, beside its definition. */
function ownMetaOf(schema: z.core.$ZodType): Record<string, unknown> {
  const { parent } = schema._zod
  const inherited = parent !== undefined && named.has(parent) ? metaOf(parent) : {}
  return Object.fromEntries(Object.entries(metaOf(schema)).filter(([key, value]) => inherited[key] !== value))
}

function complete({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: JsonSchema }): void {
  // zod writes only what the registry of names holds, and the rest is in its global one.
  Object.assign(jsonSchema, ownMetaOf(zodSchema))
  // Not promised: a later version may send more fields, and a reader should pass over what it doesn't know.
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  delete jsonSchema.id
}

const atComponents = (schema: JsonSchema): JsonSchema =>
  // Safe: only the targets of references change, the shape stays.
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema

const isReference = (schema: JsonSchema): boolean => Object.keys(schema).join() === '$ref'

/** Turns zod schemas into JSON Schema 2020-12, collecting each named one once. */
export class ComponentSchemas {
  readonly #components = new Map<string, JsonSchema>()

  /**
   * The JSON Schema of a zod schema, its named parts as references.
   *
   * io      `input` what a caller may send, `output` what an answer holds
   * throws  Error where one name would stand for two shapes
   */
  add(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const {
      $schema: _,
      $defs,
      ...root
    } = z.toJSONSchema(schema, { target: 'draft-2020-12', metadata: named, io, override: complete })
    for (const [id, definition] of Object.entries($defs ?? {})) this.#keep(id, definition)
    return atComponents(root)
  }

  /** A reference to a zod schema, kept under `id` unless it has a name of its own: gateways store no schema that stands inside an operation. */
  addAs(id: string, schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
    const added = this.add(schema, io)
    if (isReference(added)) return added
    this.#keep(id, added)
    return { $ref: `#/components/schemas/${id}` }
  }

  /** A reference to what the contract exports under this name. Throws where it exports no such schema. */
  refer(id: string): Reference {
    const exported: unknown = Reflect.get(contract, id)
    if (!(exported instanceof z.ZodType)) throw new Error(`The contract exports no schema ${id}.`)
    this.add(exported, 'output')
    return { $ref: `#/components/schemas/${id}` }
  }

  /** All that were collected, by name. */
  list(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#components].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #keep(id: string, definition: JsonSchema): void {
    const component = atComponents(definition)
    const before = this.#components.get(id)
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(component)) {
      throw new Error(
        `${id} would be two schemas: what is sent and what is answered differ. Give one of them a name of its own.`,
      )
    }
    this.#components.set(id, component)
  }
}
