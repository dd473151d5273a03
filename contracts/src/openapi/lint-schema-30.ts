/** Where a document breaks a rule: a JSON pointer into it, and why it does. */
export interface Offence {
  readonly pointer: string
  readonly rule: string
  readonly message: string
}

type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One step further down in a JSON pointer. */
export const step = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

/** The Schema Object of OpenAPI 3.0.3: all that it may hold besides extensions. */
const keywords = new Set(
  `title multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems
  uniqueItems maxProperties minProperties required enum type allOf oneOf anyOf not items properties additionalProperties
  description format default nullable discriminator readOnly writeOnly xml externalDocs example deprecated`.split(
    /\s+/,
  ),
)

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string']

/** Each names what is wrong with one schema by itself, or null. */
const rules: Readonly<Record<string, (schema: Json) => string | null>> = {
  keyword: (schema) => {
    const unknown = Object.keys(schema).filter((key) => key !== '$ref' && !keywords.has(key) && !key.startsWith('x-'))
    return unknown.length === 0 ? null : `3.0 has no ${unknown.join(', ')}`
  },
  'type-array': ({ type }) => (Array.isArray(type) ? 'a schema has one type' : null),
  type: ({ type }) => (typeof type !== 'string' || types.includes(type) ? null : `there is no type ${type}`),
  'numeric-exclusive': ({ exclusiveMinimum, exclusiveMaximum }) =>
    [exclusiveMinimum, exclusiveMaximum].some((bound) => bound !== undefined && typeof bound !== 'boolean')
      ? 'an exclusive bound is a switch beside minimum or maximum'
      : null,
  'exclusive-without-bound': ({ exclusiveMinimum, exclusiveMaximum, minimum, maximum }) =>
    (exclusiveMinimum === true && minimum === undefined) || (exclusiveMaximum === true && maximum === undefined)
      ? 'the bound that is exclusive is missing'
      : null,
  'nullable-without-type': ({ nullable, type }) =>
    nullable === true && type === undefined ? 'nullable says nothing where no type stands beside it' : null,
  'enum-without-null': ({ nullable, enum: members }) =>
    nullable === true && Array.isArray(members) && !members.includes(null)
      ? 'nullable, and null is not a member of the enum'
      : null,
  'array-without-items': ({ type, items }) =>
    type === 'array' && !isObject(items) ? 'an array says what its items are, in one schema' : null,
  'reference-siblings': (schema) =>
    '$ref' in schema && Object.keys(schema).length > 1 ? 'what stands beside a reference is not read' : null,
}

/** The schemas right below one, with their pointers. */
function* schemasBelow(schema: Json, pointer: string): Generator<[unknown, string]> {
  for (const keyword of ['allOf', 'oneOf', 'anyOf']) {
    const members = schema[keyword]
    if (Array.isArray(members))
      for (const [at, member] of members.entries()) yield [member, step(step(pointer, keyword), at)]
  }
  for (const keyword of ['items', 'not', 'additionalProperties']) {
    if (isObject(schema[keyword])) yield [schema[keyword], step(pointer, keyword)]
  }
  const { properties } = schema
  if (!isObject(properties)) return
  for (const [name, property] of Object.entries(properties)) yield [property, step(step(pointer, 'properties'), name)]
}

/** What a schema and all below it hold that OpenAPI 3.0.3 doesn't know or reads otherwise. References are not followed. */
export function* lintSchema30(schema: unknown, pointer: string): Generator<Offence> {
  if (!isObject(schema)) {
    yield { pointer, rule: 'schema', message: 'a schema is an object' }
    return
  }
  for (const [rule, check] of Object.entries(rules)) {
    const message = check(schema)
    if (message !== null) yield { pointer, rule, message }
  }
  for (const [below, place] of schemasBelow(schema, pointer)) yield* lintSchema30(below, place)
}

/** The references in a schema, with their pointers. */
export function* referencesIn(schema: unknown, pointer: string): Generator<{ reference: string; pointer: string }> {
  if (!isObject(schema)) return
  if (typeof schema['$ref'] === 'string') yield { reference: schema['$ref'], pointer }
  for (const [below, place] of schemasBelow(schema, pointer)) yield* referencesIn(below, place)
}
