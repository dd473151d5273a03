import { isObject, objectAt, textsAt, type JsonObject } from '../../src/diff/json.ts'
import type { Changed } from './change-values.ts'
import { without } from './document-edit.ts'
import type { SchemaNode } from './mutation.ts'
import { hasType } from './schema-facts.ts'

/** Every change of which fields and keys an object has. */
export function* changeObjects({ schema }: SchemaNode): Generator<Changed> {
  if (!hasType(schema, 'object')) return
  const required = textsAt(schema, 'required')
  for (const name of Object.keys(objectAt(schema, 'properties'))) yield* changeField(schema, name, required)
  // Keys that a record requires, and doesn't list as fields.
  for (const name of required.filter((key) => objectAt(schema, 'properties')[key] === undefined)) {
    yield ['field-made-optional', { ...schema, required: required.filter((key) => key !== name) }]
  }
  yield* addFields(schema, required)
  yield* changeRest(schema)
}

function* changeField(schema: JsonObject, name: string, required: readonly string[]): Generator<Changed> {
  const fields = objectAt(schema, 'properties')
  const rest = required.filter((key) => key !== name)
  const isRequired = rest.length < required.length
  yield ['field-removed', { ...schema, properties: without(fields, name), required: rest }]
  const renamed = { ...without(fields, name), [`${name}Renamed`]: fields[name] ?? {} }
  const requiredRenamed = isRequired ? [...rest, `${name}Renamed`] : rest
  yield ['field-renamed', { ...schema, properties: renamed, required: requiredRenamed }]
  if (isRequired) yield ['field-made-optional', { ...schema, required: rest }]
  else yield ['field-made-required', { ...schema, required: [...required, name] }]
}

function* addFields(schema: JsonObject, required: readonly string[]): Generator<Changed> {
  if (!isObject(schema['properties'])) return
  const properties = { ...schema['properties'], neverSeenBefore: { type: 'string' } }
  yield ['optional-field-added', { ...schema, properties }]
  yield ['required-field-added', { ...schema, properties, required: [...required, 'neverSeenBefore'] }]
  const reordered = Object.fromEntries(Object.entries(schema['properties']).reverse())
  yield [
    'reordered',
    { ...schema, properties: reordered, ...(required.length > 0 && { required: required.toReversed() }) },
  ]
}

function* changeRest(schema: JsonObject): Generator<Changed> {
  const { additionalProperties: rest, propertyNames: keys } = schema
  if (rest !== false) yield ['object-closed', { ...schema, additionalProperties: false }]
  const isTyped = isObject(rest) && Object.keys(rest).length > 0
  if (isTyped) yield ['record-untyped', without(schema, 'additionalProperties')]
  else if (rest !== false) {
    yield ['rest-typed', { ...schema, additionalProperties: { type: 'string', const: 'this only' } }]
  }
  // That a key is a text is true of every key.
  const isNamed = isObject(keys) && Object.keys(keys).some((word) => word !== 'type')
  if (isNamed) yield ['keys-unnamed', without(schema, 'propertyNames')]
}
