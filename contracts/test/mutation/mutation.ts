import type { Json, JsonObject } from '../../src/diff/json.ts'
import type { Pointer } from './document-edit.ts'
import type { Expectation, Operator, Side } from './oracle.ts'

/** One change of a contract, and what it does to a caller by the way it was made. */
export interface Mutation {
  readonly operator: Operator
  /** For people: the operation and where in it. */
  readonly place: string
  readonly expected: Expectation
  /** The contract of this one operation, before and after. */
  readonly before: JsonObject
  /** Made when it is asked for: of all that can be changed, often only a sample is. */
  readonly after: () => JsonObject
  /** The schema that was changed, where values can tell what the change does. */
  readonly values?: { readonly pointer: Pointer; readonly sides: ReadonlySet<Side>; readonly isOpen: boolean }
}

/** A schema of a contract that an operation reaches. */
export interface SchemaNode {
  readonly pointer: Pointer
  readonly schema: JsonObject
  /** What it is of its parent: decides what can be done to it. */
  readonly role:
    'parameter' | 'header' | 'body' | 'answer' | 'events' | 'field' | 'items' | 'value' | 'key' | 'variant' | 'part'
  readonly sides: ReadonlySet<Side>
  /** A caller can't leave it out. */
  readonly isRequired: boolean
  /** Where a null would be new: not beside one that its parent allows, and not where it is a key. */
  readonly nullableSides: ReadonlySet<Side>
}

export const isNullSchema = (schema: Json): boolean =>
  typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'null'
