import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { objectAt, type Json, type JsonObject } from '../../src/diff/json.ts'
import { exampleValues } from './example-values.ts'
import { valueAt, type Pointer } from './document-edit.ts'
import { expect, isOfValues, type Side } from './oracle.ts'
import type { Mutation } from './mutation.ts'
import { tryValues } from './witness-values.ts'

/** What values say of a mutation, beside what the oracle says. */
export interface Testimony {
  readonly mutation: Mutation
  readonly side: Side
  /** A value that a caller may send and no longer can, or may meet and never could; undefined where none was found. */
  readonly witness: Json | undefined
  /** The oracle says that the mutation breaks on this side, and that it does so by values. */
  readonly isClaimed: boolean
  /** The oracle says that it doesn't break, and a value shows that it does. */
  readonly isRefuted: boolean
}

/** Names of the schemas that a schema refers to, and of those that they refer to. */
function listNeeded(schema: Json, schemas: JsonObject, needed = new Set<string>()): Set<string> {
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (needed.has(name)) continue
    needed.add(name)
    listNeeded(schemas[name] ?? {}, schemas, needed)
  }
  return needed
}

/** What judges values by the schema at a pointer: compiled with no more of the contract than it needs. */
function passesAt(document: JsonObject, pointer: Pointer): (value: Json) => boolean {
  const schema = valueAt(document, pointer) ?? {}
  const schemas = objectAt(objectAt(document, 'components'), 'schemas')
  const needed = Object.fromEntries([...listNeeded(schema, schemas)].map((name) => [name, schemas[name] ?? {}]))
  const ajv = new Ajv2020({ strict: false, validateSchema: false })
  addFormats.default(ajv)
  const judge = ajv.compile({ allOf: [schema], components: { schemas: needed } })
  return (value) => judge(value)
}

/** Asks values about a mutation of a schema, on each side that a caller meets it on. */
export function* testify(mutation: Mutation): Generator<Testimony> {
  if (mutation.values === undefined) return
  const { pointer, sides, isOpen } = mutation.values
  const { before, operator } = mutation
  const after = mutation.after()
  const [passed, passesNow] = [passesAt(before, pointer), passesAt(after, pointer)]
  const values = [
    ...exampleValues(before, pointer),
    ...[before, after].flatMap((document) => tryValues(valueAt(document, pointer) ?? {}, document)),
  ]
  for (const side of sides) {
    const isWitness = (value: Json) =>
      side === 'request' ? passed(value) && !passesNow(value) : passesNow(value) && !passed(value)
    const witness = values.find(isWitness)
    // Required or not is a matter of defaults only, and those are no matter of values.
    const expected = expect(operator, new Set([side]), { isOpen, isRequired: true })
    // What may grow, grows by values that readers were told to pass over.
    const isUnknownMember = side === 'response' && isOpen
    // Who keeps to the contract sends no field that it doesn't declare.
    const isUndeclaredField = side === 'request' && operator === 'optional-field-added'
    yield {
      mutation,
      side,
      witness,
      isClaimed: expected === 'breaking' && isOfValues(operator),
      isRefuted: expected !== 'breaking' && witness !== undefined && !isUnknownMember && !isUndeclaredField,
    }
  }
}
