import { isList, isObject, objectAt, textsAt, type Json, type JsonObject } from '../../src/diff/json.ts'
import { valueAt, type Pointer } from './document-edit.ts'
import { isNullSchema, type SchemaNode } from './mutation.ts'
import type { Side } from './oracle.ts'

type Growing = SchemaNode & { readonly sides: Set<Side>; readonly nullableSides: Set<Side> }
type Met = Pick<SchemaNode, 'role' | 'isRequired'> & { readonly isNullBeside: boolean }

/** Every schema that an operation reaches, once each, with the sides that a caller meets it on. */
export function listSchemaNodes(document: JsonObject, operation: Pointer): SchemaNode[] {
  const nodes = new Map<string, Growing>()
  const visited = new Set<string>()
  const visit = (pointer: Pointer, side: Side, { role, isRequired, isNullBeside }: Met) => {
    const schema = valueAt(document, pointer)
    const key = pointer.join('\n')
    const visitKey = [side, isNullBeside, key].join('\n')
    if (!isObject(schema) || visited.has(visitKey)) return
    visited.add(visitKey)
    const node = nodes.get(key) ?? { pointer, schema, role, isRequired, sides: new Set(), nullableSides: new Set() }
    nodes.set(key, node)
    node.sides.add(side)
    if (!isNullBeside) node.nullableSides.add(side)
    for (const [below, how] of childrenOf(pointer, schema, isNullBeside)) visit(below, side, how)
  }
  for (const [pointer, side, met] of rootsOf(document, operation)) visit(pointer, side, met)
  return [...nodes.values()]
}

const met = (role: SchemaNode['role'], isRequired = true, isNullBeside = false): Met => ({
  role,
  isRequired,
  isNullBeside,
})

/** The target of a reference, else where it stands. */
const follow = (document: JsonObject, pointer: Pointer): Pointer => {
  const value = valueAt(document, pointer)
  const reference = isObject(value) ? value['$ref'] : undefined
  return typeof reference === 'string' ? reference.slice(2).split('/') : pointer
}

function* rootsOf(document: JsonObject, pointer: Pointer): Generator<[Pointer, Side, Met]> {
  const operation = valueAt(document, pointer)
  if (!isObject(operation)) return
  const parameters = operation['parameters']
  for (const [index, entry] of (isList(parameters) ? parameters : []).entries()) {
    const isRequired = isObject(entry) && entry['required'] === true
    const at = follow(document, [...pointer, 'parameters', String(index)])
    yield [[...at, 'schema'], 'request', met('parameter', isRequired)]
  }
  const body = follow(document, [...pointer, 'requestBody'])
  for (const media of mediaOf(document, body)) yield [media, 'request', met('body')]
  for (const status of Object.keys(objectAt(operation, 'responses'))) {
    const response = follow(document, [...pointer, 'responses', status])
    for (const media of mediaOf(document, response)) yield [media, 'response', met('answer')]
    for (const header of Object.keys(objectAt(asObject(valueAt(document, response)), 'headers'))) {
      yield [[...follow(document, [...response, 'headers', header]), 'schema'], 'response', met('header')]
    }
  }
  if (isObject(operation['x-tieback-events'])) yield [[...pointer, 'x-tieback-events'], 'response', met('events')]
}

const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})

const mediaOf = (document: JsonObject, pointer: Pointer): Pointer[] =>
  Object.keys(objectAt(asObject(valueAt(document, pointer)), 'content')).map((type) => [
    ...pointer,
    'content',
    type,
    'schema',
  ])

function* childrenOf(pointer: Pointer, schema: JsonObject, isNullBeside: boolean): Generator<[Pointer, Met]> {
  if (typeof schema['$ref'] === 'string') yield [schema['$ref'].slice(2).split('/'), met('part', true, isNullBeside)]
  const required = textsAt(schema, 'required')
  for (const name of Object.keys(objectAt(schema, 'properties'))) {
    yield [[...pointer, 'properties', name], met('field', required.includes(name))]
  }
  if (isObject(schema['items'])) yield [[...pointer, 'items'], met('items')]
  if (isObject(schema['additionalProperties'])) yield [[...pointer, 'additionalProperties'], met('value')]
  if (isObject(schema['propertyNames'])) yield [[...pointer, 'propertyNames'], met('key', true, true)]
  for (const word of ['anyOf', 'oneOf', 'allOf', 'prefixItems']) {
    const list = schema[word]
    if (!isList(list)) continue
    const hasNull = isNullBeside || (word !== 'prefixItems' && list.some(isNullSchema))
    const role = word === 'allOf' ? 'part' : word === 'prefixItems' ? 'items' : 'variant'
    for (const [index, entry] of list.entries()) {
      if (!isNullSchema(entry))
        yield [[...pointer, word, String(index)], met(role, true, word === 'prefixItems' ? false : hasNull)]
    }
  }
}
