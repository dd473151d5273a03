import type { JsonSchema } from './document.ts'

/** JSON Schema as data: what 3.0 writes differs from the types of 2020-12. */
export type Schema30 = Record<string, unknown>

type Sub = JsonSchema | boolean
type Resolve = (reference: string) => JsonSchema

/** Keywords that mean the same in both. */
const kept = new Set([
  'additionalProperties',
  'allOf',
  'anyOf',
  'default',
  'deprecated',
  'description',
  'enum',
  'example',
  'format',
  'items',
  'maxItems',
  'maxLength',
  'maxProperties',
  'maximum',
  'minItems',
  'minLength',
  'minProperties',
  'minimum',
  'multipleOf',
  'not',
  'oneOf',
  'pattern',
  'properties',
  'readOnly',
  'required',
  'title',
  'type',
  'uniqueItems',
  'writeOnly',
])

/** Null alone. 3.0 has no such type: a value of any type that may be null, and has to be. */
const onlyNull: Schema30 = { type: 'string', nullable: true, enum: [null] }

const isOnlyNull = (schema: Sub): boolean =>
  typeof schema === 'object' && (schema.type === 'null' || ('const' in schema && schema.const === null))

function withoutConst({ const: value, ...schema }: JsonSchema): JsonSchema {
  return value === undefined ? schema : { ...schema, enum: [value] }
}

/** `example` in place of `examples`: 3.0 has one. */
function withOneExample({ examples, ...schema }: JsonSchema): JsonSchema {
  return Array.isArray(examples) && examples.length > 0 ? { ...schema, example: examples[0] } : schema
}

/** A bound is a number in 3.1 and a switch beside one in 3.0; where both bounds stand, the narrower one holds. */
function withBoundSwitches({ exclusiveMinimum: above, exclusiveMaximum: below, ...schema }: JsonSchema): Schema30 {
  const { minimum = -Infinity, maximum = Infinity } = schema
  return {
    ...schema,
    ...(typeof above === 'number' && above >= minimum ? { minimum: above, exclusiveMinimum: true } : {}),
    ...(typeof below === 'number' && below <= maximum ? { maximum: below, exclusiveMaximum: true } : {}),
  }
}

/** A position's own schema can't be said: each item fits one of them, and the length stays. */
function withoutTuple({ prefixItems, items, ...schema }: JsonSchema): JsonSchema {
  if (prefixItems === undefined) return items === undefined ? schema : { ...schema, items }
  const rest = items === undefined || items === false ? [] : [items].flat()
  const members = [...prefixItems, ...rest]
  return { ...schema, items: members.length === 1 ? members[0] : { anyOf: members } } as JsonSchema
}

/** Keys from a list become properties; what 3.0 can't say of other keys is kept as a remark. */
function withoutPropertyNames({ propertyNames, ...schema }: JsonSchema, resolve: Resolve): JsonSchema {
  if (propertyNames === undefined || typeof propertyNames === 'boolean') return schema
  if (Object.keys(propertyNames).every((keyword) => keyword === 'type')) return schema
  const remarked = { ...schema, 'x-tieback-property-names': propertyNames }
  const names = propertyNames.$ref === undefined ? propertyNames : resolve(propertyNames.$ref)
  if (names.enum === undefined) return remarked
  const { additionalProperties: values = {} } = schema
  return { ...remarked, properties: Object.fromEntries(names.enum.map((name) => [String(name), values])) }
}

/** Says of a schema with one type that null is allowed too. */
function nullable(schema: Schema30): Schema30 {
  const { enum: members } = schema
  const withNull = Array.isArray(members) ? { enum: [...new Set<unknown>([...(members as unknown[]), null])] } : {}
  return { ...schema, nullable: true, ...withNull }
}

/** Several types at once become alternatives. The other keywords stay: each constrains one type only. */
function withOneType({ type, ...schema }: Schema30): Schema30 {
  if (!Array.isArray(type)) return type === undefined ? schema : { type, ...schema }
  const types = type.filter((name) => name !== 'null') as unknown[]
  const hasNull = types.length < type.length
  const [only] = types
  if (types.length === 1) return hasNull ? nullable({ type: only, ...schema }) : { type: only, ...schema }
  const alternatives = [...types.map((name) => ({ type: name })), ...(hasNull ? [onlyNull] : [])]
  return 'anyOf' in schema ? { allOf: [{ anyOf: alternatives }, schema] } : { ...schema, anyOf: alternatives }
}

/**
 * Alternatives of which one is null. Beside `nullable` 3.0 wants a `type` in the same schema, so a lone plain
 * alternative takes its place, and a reference keeps null beside it.
 */
function withoutNullAlternative(schema: JsonSchema, keyword: 'anyOf' | 'oneOf', resolve: Resolve): Schema30 | null {
  const { [keyword]: alternatives, ...around } = schema
  if (alternatives === undefined) return null
  const [only, ...others] = alternatives.filter((alternative) => !isOnlyNull(alternative))
  const hasNull = others.length + (only === undefined ? 0 : 1) < alternatives.length
  if (!hasNull || only === undefined || others.length > 0) return null
  const inner = toSchema30(only, resolve)
  const isPlain = typeof inner['type'] === 'string' && Object.keys(around).every((key) => !(key in inner))
  return isPlain ? nullable({ ...inner, ...toSchema30(around, resolve) }) : null
}

function below(keyword: string, value: unknown, resolve: Resolve): unknown {
  const convert = (schema: unknown) => toSchema30(schema as Sub, resolve)
  switch (keyword) {
    case 'properties':
      return Object.fromEntries(Object.entries(value as object).map(([name, schema]) => [name, convert(schema)]))
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return (value as unknown[]).map(convert)
    case 'additionalProperties':
      return typeof value === 'boolean' ? value : convert(value)
    case 'items':
    case 'not':
      return convert(value)
    default:
      return value
  }
}

/**
 * The same schema in the words of OpenAPI 3.0.3: it accepts what the one of 3.1 accepts, and beyond that only what 3.0
 * can't refuse (the place of an item in a tuple, the shape of a key).
 *
 * throws  Error for a keyword that has no translation here
 */
export function toSchema30(schema: Sub, resolve: Resolve): Schema30 {
  if (typeof schema === 'boolean') return schema ? {} : { not: {} }
  if (isOnlyNull(schema))
    return { ...(schema.description === undefined ? {} : { description: schema.description }), ...onlyNull }
  const { $ref, ...around } = schema
  if ($ref !== undefined) {
    // Beside a reference 3.0 reads nothing.
    return Object.keys(around).length === 0 ? { $ref } : { ...toSchema30(around, resolve), allOf: [{ $ref }] }
  }
  const flattened = withoutNullAlternative(schema, 'anyOf', resolve) ?? withoutNullAlternative(schema, 'oneOf', resolve)
  if (flattened !== null) return flattened
  const plain = withoutPropertyNames(withoutTuple(withOneExample(withoutConst(schema))), resolve)
  const written = Object.entries(withOneType(withBoundSwitches(plain)))
  return Object.fromEntries(
    written.map(([keyword, value]) => {
      const isKnown = kept.has(keyword) || /^x-|^nullable$|^exclusiveM/.test(keyword)
      if (!isKnown) throw new Error(`OpenAPI 3.0 has no ${keyword}: say how it is written there.`)
      return [keyword, below(keyword, value, resolve)]
    }),
  )
}
