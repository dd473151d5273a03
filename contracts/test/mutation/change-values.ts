import { isList, isObject, objectAt, type Json, type JsonObject } from '../../src/diff/json.ts'
import { valueAt, without } from './document-edit.ts'
import { isNullSchema, type SchemaNode } from './mutation.ts'
import type { Operator } from './oracle.ts'
import { asType, hasType, isAnything, isListed, isNullable, possibleTypes, typesOf } from './schema-facts.ts'

/** A schema as an operator leaves it. */
export type Changed = readonly [operator: Operator, schema: JsonObject]

/** Every change of which values a schema takes: its type, null, the values that are listed, its alternatives. */
export function* changeValues(node: SchemaNode, document: JsonObject): Generator<Changed> {
  const { schema, role } = node
  if (role !== 'key') yield* changeNull(node, document)
  if (role !== 'key' && role !== 'part') yield* changeContainer(schema)
  if (role !== 'key') yield* changeType(node, document)
  yield* changeMembers(schema)
  yield* changeVariants(schema)
  if (typeof schema['$ref'] === 'string') {
    const target = valueAt(document, schema['$ref'].slice(2).split('/'))
    if (isObject(target)) yield ['reference-inlined', { ...target, ...without(schema, '$ref') }]
  }
}

function* changeNull({ schema, role }: SchemaNode, document: JsonObject): Generator<Changed> {
  const types = typesOf(schema)
  if (!isNullable(schema, document)) {
    if (isListed(schema) || types.length === 0 || role === 'variant') {
      yield ['null-allowed', { anyOf: [schema, { type: 'null' }] }]
    } else yield ['null-allowed', { ...schema, type: [...types, 'null'] }]
    return
  }
  if (types.includes('null') && types.length > 1) {
    const rest = types.filter((type) => type !== 'null')
    yield ['null-forbidden', { ...schema, type: rest }]
    yield ['null-spelt-differently', { anyOf: [{ ...schema, type: rest }, { type: 'null' }] }]
  }
  const variants = schema['anyOf']
  if (isList(variants) && variants.some(isNullSchema)) {
    yield ['null-forbidden', { ...schema, anyOf: variants.filter((variant) => !isNullSchema(variant)) }]
  }
}

function* changeContainer(schema: JsonObject): Generator<Changed> {
  const { items } = schema
  // A list of anything may hold lists already.
  if (isAnything(schema) || (isObject(items) && isAnything(items))) return
  if (isObject(items) && hasType(schema, 'array')) yield ['list-unwrapped', items]
  yield ['wrapped-in-list', { type: 'array', items: schema }]
}

function* changeType({ schema, role }: SchemaNode, document: JsonObject): Generator<Changed> {
  if (isAnything(schema)) {
    yield ['anything-restricted', { ...schema, type: 'string' }]
    return
  }
  const types = possibleTypes(schema, document)
  yield ['type-changed', asType(schema, types.includes('string') ? 'boolean' : 'string')]
  // An alternative that takes anything takes the others' values too, and an object's fields would be gone.
  if (role !== 'variant' && role !== 'part' && !types.some((type) => type === 'object' || type === 'array'))
    yield ['restriction-lifted', onlyMeaning(schema)]
  if (isListed(schema)) return
  if (hasType(schema, 'integer')) yield ['fractions-allowed', asType(schema, 'number', without(schema, 'type'))]
  if (hasType(schema, 'number')) yield ['whole-numbers-only', asType(schema, 'integer', without(schema, 'type'))]
}

/** What a schema says besides which values fit. */
const onlyMeaning = (schema: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([word]) => word === 'default' || word === 'x-tieback-measured'))

function* changeMembers(schema: JsonObject): Generator<Changed> {
  const { enum: members, const: constant } = schema
  if (isList(members)) {
    const texts = members.filter((member) => member !== null)
    for (const member of texts.length > 1 ? texts : []) {
      yield ['member-dropped', { ...schema, enum: members.filter((other) => other !== member) }]
    }
    yield ['member-added', { ...schema, enum: [...members, newMember(texts[0])] }]
    if (typesOf(schema).length > 0) yield ['list-of-values-dropped', without(schema, 'enum', 'x-tieback-open')]
    yield ['reordered', { ...schema, enum: members.toReversed() }]
    yield* changeTolerance(schema)
  } else if (constant !== undefined) {
    yield ['constant-changed', { ...schema, const: newMember(constant) }]
    yield ['constant-made-list', { ...without(schema, 'const'), enum: [constant, newMember(constant)] }]
  } else if (hasType(schema, 'string') && schema['format'] === undefined && schema['pattern'] === undefined) {
    yield ['list-of-values-added', { ...schema, enum: ['this only', ...(hasType(schema, 'null') ? [null] : [])] }]
  }
}

const newMember = (like: Json | undefined): Json => (typeof like === 'number' ? 987_654 : 'never-seen-before')

function* changeTolerance(schema: JsonObject): Generator<Changed> {
  if (schema['x-tieback-open'] === true) yield ['growth-forbidden', without(schema, 'x-tieback-open')]
  else yield ['growth-allowed', { ...schema, 'x-tieback-open': true }]
}

function* changeVariants(schema: JsonObject): Generator<Changed> {
  for (const word of ['anyOf', 'oneOf']) {
    const variants = schema[word]
    if (!isList(variants)) continue
    const shown = variants.filter((variant) => !isNullSchema(variant))
    for (const variant of shown.length > 1 ? shown : []) {
      yield ['variant-dropped', { ...schema, [word]: variants.filter((other) => other !== variant) }]
    }
    const isTagged = isObject(schema['discriminator']) || word === 'oneOf'
    const added: JsonObject = isTagged ? newTagged(schema) : { type: 'array', items: { type: 'boolean' } }
    yield ['variant-added', { ...schema, [word]: [...variants, added] }]
    yield ['reordered', { ...schema, [word]: variants.toReversed() }]
    if (shown.length > 1) yield* changeTolerance(schema)
  }
}

function newTagged(schema: JsonObject): JsonObject {
  const tag = objectAt(schema, 'discriminator')['propertyName']
  const name = typeof tag === 'string' ? tag : 'kind'
  return { type: 'object', properties: { [name]: { const: 'never-seen-before' } }, required: [name] }
}
