import { z } from 'zod'
import * as contract from '../index.ts'

export type JsonSchema = z.core.JSONSchema.BaseSchema

/** A schema and its type share a name, and so does its component: what the contract exports is what gets one. */
const named = z.registry<{ id: string }>()
for (const [id, exported] of Object.entries(contract)) {
  if (exported instanceof z.ZodType) named.add(exported, { id })
}

function simplify({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  // Not promised: a later version may send more fields, and a reader should pass over what it doesn't know.
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
  delete jsonSchema.id
}

const atComponents = (schema: JsonSchema): JsonSchema =>
  // Safe: only the targets of references change, the shape stays.
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonSchema

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
    } = z.toJSONSchema(schema, {
      target: 'draft-2020-12',
      metadata: named,
      io,
      override: simplify,
    })
    for (const [id, definition] of Object.entries($defs ?? {})) this.#keep(id, definition)
    return atComponents(root)
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
