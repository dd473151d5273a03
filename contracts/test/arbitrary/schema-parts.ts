import { z } from 'zod'
import * as contract from '../../src/index.ts'
import { lineageOf } from './known-schemas.ts'
import { rulesOf } from './rules.ts'

const names = new Map<z.core.$ZodType, string>()
for (const [name, exported] of Object.entries(contract)) {
  if (exported instanceof z.ZodType) names.set(exported, name)
}

/** What a value has to be when it is there and not null. */
export function coreOf(schema: z.core.$ZodType): z.core.$ZodType {
  // Safe: zod makes no schema that is not one of these.
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'nullable':
      return coreOf(def.innerType)
    case 'pipe':
      return coreOf(def.in)
    default:
      return schema
  }
}

/** What a schema is called in a list that people read: the contract's name for it, else what kind it is. */
export function nameOf(schema: z.core.$ZodType): string {
  for (const link of lineageOf(schema)) {
    const name = names.get(link)
    if (name !== undefined) return name
  }
  const { type } = schema._zod.def
  if (type !== 'string') return type
  const { patterns, isRewritten } = rulesOf(schema)
  if (patterns.length > 0) return 'patterned text'
  return isRewritten ? 'trimmed text' : 'text'
}

export type Path = readonly (string | number)[]

/** A value inside another, and the schema that it is there by. */
export interface Place {
  readonly path: Path
  readonly schema: z.core.$ZodType
  readonly value: unknown
  /** A field that may not be left out. */
  readonly isRequired: boolean
}

const isOptional = (schema: z.core.$ZodType): boolean => schema._zod.optin === 'optional'

/** Every value inside a value that fits a schema, itself first; of a list the first item alone stands for all. */
export function* placesOf(
  schema: z.core.$ZodType,
  value: unknown,
  path: Path = [],
  isRequired = false,
): Generator<Place> {
  yield { path, schema, value, isRequired }
  if (value === null || value === undefined) return
  const core = coreOf(schema)
  const { def } = (core as z.core.$ZodTypes)._zod
  if (def.type === 'array') {
    const [first] = value as readonly unknown[]
    if (first !== undefined) yield* placesOf(def.element, first, [...path, 0])
  } else if (def.type === 'object') {
    for (const [name, field] of Object.entries(def.shape)) {
      const member = (value as Readonly<Record<string, unknown>>)[name]
      if (member !== undefined) yield* placesOf(field, member, [...path, name], !isOptional(field))
    }
  } else if (def.type === 'record') {
    const isComplete = coreOf(def.keyType)._zod.def.type === 'enum'
    for (const [name, member] of Object.entries(value)) {
      yield* placesOf(def.valueType, member, [...path, name], isComplete)
    }
  } else if (def.type === 'union') {
    const option = def.options.find((candidate) => z.safeParse(candidate, value).success)
    if (option !== undefined) yield* placesOf(option, value, path)
  }
}
