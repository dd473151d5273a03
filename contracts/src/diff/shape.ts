import { canonical, isList, isObject, objectAt, textsAt, type Json, type JsonObject } from './json.ts'

/** One schema in one form, however it was written: references followed, `null` set apart, `const` a list of one. */
export interface Shape {
  /** Without `null`; null: of any type. */
  readonly types: readonly string[] | null
  readonly isNullable: boolean
  /** The values that are allowed, where they are listed. */
  readonly members: readonly Json[] | null
  /** The alternatives that are not `null`, where there are several. */
  readonly variants: readonly Json[] | null
  /** Every keyword of the schema and of what it refers to. */
  readonly keywords: JsonObject
}

/** A reference that only leads to references: no document of ours nests so many. */
const referencesMax = 100

/** The object that a reference within the document names; throws where there is none. */
function resolve(reference: string, document: JsonObject): Json {
  const steps = reference.replace(/^#\//, '').split('/')
  const found = steps.reduce<Json | undefined>(
    (at, step) => (isObject(at) ? at[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
    document,
  )
  if (found === undefined) throw new Error(`${reference} refers to nothing in its document`)
  return found
}

/** What a chain of references ends at; the value itself where it is no reference. */
export function targetOf(value: Json, document: JsonObject): Json {
  let at = value
  for (let steps = 0; isObject(at) && typeof at['$ref'] === 'string'; steps++) {
    if (steps === referencesMax) throw new Error(`${at['$ref']} refers to itself`)
    at = resolve(at['$ref'], document)
  }
  return at
}

/** The last name of a reference to a component, null for anything else. */
export function componentOf(schema: Json): string | null {
  const reference = isObject(schema) ? schema['$ref'] : undefined
  return typeof reference === 'string' ? reference.slice(reference.lastIndexOf('/') + 1) : null
}

/** The second says more about the same value than the first: what both say is the second's. */
function merge(first: JsonObject, second: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...first, ...second }
  if (isObject(first['properties']) && isObject(second['properties'])) {
    merged['properties'] = { ...first['properties'], ...second['properties'] }
  }
  const required = new Set([...textsAt(first, 'required'), ...textsAt(second, 'required')])
  if (required.size > 0) merged['required'] = [...required]
  return merged
}

function flatten(schema: Json, document: JsonObject, depth = 0): JsonObject {
  if (depth > referencesMax) throw new Error('A schema consists of itself')
  if (!isObject(schema)) return schema === false ? { not: {} } : {}
  const { $ref, allOf, ...own } = schema
  const parts: Json[] = isList(allOf) ? [...allOf] : []
  if (typeof $ref === 'string') parts.unshift(resolve($ref, document))
  return [...parts.map((part) => flatten(part, document, depth + 1)), own].reduce(merge, {})
}

const typeOfValue = (value: Json): string =>
  value === null
    ? 'null'
    : isList(value)
      ? 'array'
      : typeof value === 'number' && Number.isInteger(value)
        ? 'integer'
        : typeof value

function typesOf(keywords: JsonObject, members: readonly Json[] | null): readonly string[] | null {
  const { type } = keywords
  if (typeof type === 'string') return [type]
  if (isList(type)) return textsAt(keywords, 'type')
  return members === null ? null : [...new Set(members.map(typeOfValue))]
}

function membersOf(keywords: JsonObject): readonly Json[] | null {
  if (keywords['const'] !== undefined) return [keywords['const']]
  return isList(keywords['enum']) ? keywords['enum'] : null
}

const isNull = (schema: JsonObject) => schema['type'] === 'null' || schema['const'] === null

/** The schema in one form. */
export function shapeOf(schema: Json, document: JsonObject): Shape {
  const { anyOf, oneOf, ...keywords } = flatten(schema, document)
  const alternatives = isList(anyOf) ? anyOf : isList(oneOf) ? oneOf : null
  if (alternatives === null) return plainShape(keywords)
  const variants = alternatives.filter((variant) => !isNull(flatten(variant, document)))
  const hasNull = variants.length < alternatives.length
  const [only, ...others] = variants
  if (only !== undefined && others.length === 0) {
    const shape = shapeOf(merge(flatten(only, document), keywords), document)
    return { ...shape, isNullable: shape.isNullable || hasNull }
  }
  const isNullable = hasNull || variants.some((variant) => shapeOf(variant, document).isNullable)
  return { types: typesOf(keywords, null), isNullable, members: null, variants, keywords }
}

function plainShape(keywords: JsonObject): Shape {
  const members = membersOf(keywords)
  const types = typesOf(keywords, members)
  return {
    types: types?.filter((type) => type !== 'null') ?? null,
    isNullable: types?.includes('null') ?? true,
    members: members?.filter((member) => member !== null) ?? null,
    variants: null,
    keywords,
  }
}

/** The shape as a schema again, without its `null`. */
export function withoutNull({ keywords, types, members }: Shape): JsonObject {
  const { const: _, enum: __, type: ___, ...rest } = keywords
  return { ...rest, ...(types && { type: types }), ...(members && { enum: members }) }
}

/** The one value that every variant gives a property of that name, where each has its own: what tells them apart. */
export function discriminatorOf(variants: readonly Json[], document: JsonObject): string | null {
  const [first] = variants
  if (first === undefined) return null
  const names = Object.keys(objectAt(shapeOf(first, document).keywords, 'properties'))
  const isTold = (name: string) => {
    const tags = variants.map((variant) => tagOf(variant, name, document))
    return !tags.includes(null) && new Set(tags).size === tags.length
  }
  return names.find(isTold) ?? null
}

/** The only value of that property in a variant, as text; null where it may hold several. */
export function tagOf(variant: Json, name: string, document: JsonObject): string | null {
  const property = objectAt(shapeOf(variant, document).keywords, 'properties')[name]
  const members = property === undefined ? null : shapeOf(property, document).members
  return members?.length === 1 ? canonical(members[0]) : null
}
