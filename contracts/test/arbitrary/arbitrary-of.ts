import fc from 'fast-check'
import type { z } from 'zod'
import { findKnown } from './known-schemas.ts'
import { type Rules, rulesOf } from './rules.ts'
import { numbersOf, textsOf } from './texts-and-numbers.ts'

/** A list without an end is tried up to this many items more than it needs: answers are deep, and grow with each level. */
const itemsTriedMax = 3

/** Tries before a rule that is code counts as one that nothing can be found for. */
const triesMax = 2_000

export interface Choices {
  /** Gives the values of a schema in place of what would be derived from it; undefined: derive them. `name` is its field's; empty: it is none. */
  readonly supply?: (schema: z.core.$ZodType, name: string) => fc.Arbitrary<unknown> | undefined
}

/**
 * Values that a schema takes, derived from the schema: what a caller may send, before defaults and rewriting.
 *
 * throws  Error for a kind of schema or rule that is not known here: nothing is passed over
 */
export function arbitraryOf(schema: z.core.$ZodType, choices: Choices = {}, name = ''): fc.Arbitrary<unknown> {
  const supplied = choices.supply?.(schema, name) ?? findKnown(schema)
  if (supplied !== undefined) return supplied
  const rules = rulesOf(schema)
  const derived = derive(schema, rules, choices, name)
  return rules.isRefined ? keepFitting(schema, derived) : derived
}

/** Those that fit a rule that is code. Throws where hardly any does: then `known-schemas.ts` has to give them. */
function keepFitting(schema: z.core.$ZodType, values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  // Safe: every schema of the contract is made by zod itself, not by its core.
  const { safeParse } = schema as z.ZodType
  let refusals = 0
  return values.filter((value) => {
    if (safeParse(value).success) {
      refusals = 0
      return true
    }
    refusals += 1
    if (refusals > triesMax) throw new Error('A rule refuses what is derived: give its values in known-schemas.ts')
    return false
  })
}

function derive(schema: z.core.$ZodType, rules: Rules, choices: Choices, name: string): fc.Arbitrary<unknown> {
  // Safe: zod makes no schema that is not one of these.
  const { def } = (schema as z.core.$ZodTypes)._zod
  const below = (inner: z.core.$ZodType) => arbitraryOf(inner, choices, name)
  switch (def.type) {
    case 'string':
      return textsOf(rules)
    case 'number':
      return numbersOf(rules)
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'unknown':
    case 'any':
      return fc.jsonValue({ maxDepth: 2 })
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries))
    case 'literal':
      return fc.constantFrom(...def.values)
    case 'array':
      return listsOf(below(def.element), rules)
    case 'object':
      return objectsOf(def.shape, choices)
    case 'record':
      return recordsOf(def, choices)
    case 'union':
      return fc.oneof(...def.options.map(below))
    case 'nullable':
      return fc.option(below(def.innerType), { nil: null })
    case 'optional':
    case 'default':
    case 'prefault':
      return fc.option(below(def.innerType), { nil: undefined, freq: 2 })
    case 'readonly':
      return below(def.innerType)
    case 'pipe':
      return below(def.in)
    default:
      throw new Error(`No values are known for the kind of schema "${def.type}": say in arbitrary-of.ts what fits it`)
  }
}

function listsOf(items: fc.Arbitrary<unknown>, { lengthMin, lengthMax }: Rules): fc.Arbitrary<unknown> {
  return fc.array(items, { minLength: lengthMin, maxLength: Math.min(lengthMax, lengthMin + itemsTriedMax) })
}

function objectsOf(shape: Readonly<Record<string, z.core.$ZodType>>, choices: Choices): fc.Arbitrary<unknown> {
  const fields = Object.entries(shape).map(([name, field]) => [name, arbitraryOf(field, choices, name)] as const)
  return fc.record(Object.fromEntries(fields)).map(withoutUndefined)
}

/** What is left out is left out in JSON too. */
const withoutUndefined = (value: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined))

/** A record whose keys are an enum has to have all of them. */
function recordsOf({ keyType, valueType }: z.core.$ZodRecordDef, choices: Choices): fc.Arbitrary<unknown> {
  const values = arbitraryOf(valueType, choices)
  const { def } = (keyType as z.core.$ZodTypes)._zod
  if (def.type === 'enum') {
    return fc.record(Object.fromEntries(Object.values(def.entries).map((key) => [String(key), values])))
  }
  const keys = arbitraryOf(keyType, choices).map(String)
  return fc.dictionary(keys, values, { maxKeys: itemsTriedMax })
}
