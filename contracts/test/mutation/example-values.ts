import { isList, isObject, objectAt, type Json, type JsonObject } from '../../src/diff/json.ts'
import type { Pointer } from './document-edit.ts'
import { valueAt, without } from './document-edit.ts'

/** Examples of one schema that are kept: the rest would only repeat them. */
const keptMax = 3

/** By contract, by the pointer of a schema: what the contract's own examples hold there. */
const collected = new WeakMap<JsonObject, ReadonlyMap<string, Json[]>>()

/** What the examples of a contract have at a schema, and the same with one thing left out or taken apart. */
export function exampleValues(document: JsonObject, pointer: Pointer): Json[] {
  const all = collected.get(document) ?? collect(document)
  collected.set(document, all)
  const schema = valueAt(document, pointer)
  const listed =
    isObject(schema) && schema['items'] !== undefined ? (all.get([...pointer, 'items'].join('\n')) ?? []) : []
  return [...(all.get(pointer.join('\n')) ?? []).flatMap(vary), ...listed]
}

function vary(value: Json): Json[] {
  if (isList(value)) return [value, ...value]
  if (!isObject(value)) return [value]
  return [value, ...Object.keys(value).map((key) => without(value, key)), { ...value, neverSeenBefore: 'x' }]
}

function collect(document: JsonObject): ReadonlyMap<string, Json[]> {
  const found = new Map<string, Json[]>()
  const keep = (pointer: Pointer, value: Json) => {
    const schema = valueAt(document, pointer)
    const values = found.get(pointer.join('\n')) ?? []
    if (!isObject(schema) || values.length === keptMax) return
    found.set(pointer.join('\n'), [...values, value])
    for (const [below, part] of partsOf(pointer, schema, value)) keep(below, part)
  }
  for (const [pointer, example] of examplesOf(document)) keep(pointer, example)
  return found
}

function* examplesOf(document: JsonObject): Generator<[Pointer, Json]> {
  for (const [path, item] of Object.entries(objectAt(document, 'paths'))) {
    for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
      const responses = isObject(operation) ? objectAt(operation, 'responses') : {}
      for (const status of Object.keys(responses)) {
        const content = objectAt(objectAt(responses, status), 'content')
        for (const [type, media] of Object.entries(content)) {
          const example = isObject(media) ? media['example'] : undefined
          const at = ['paths', path, method, 'responses', status, 'content', type, 'schema']
          if (example !== undefined) yield [at, example]
        }
      }
    }
  }
}

/** The schemas of the parts of a value, each with its part. Which alternative it is of is not asked: it is tried as each. */
function* partsOf(pointer: Pointer, schema: JsonObject, value: Json): Generator<[Pointer, Json]> {
  const { $ref } = schema
  if (typeof $ref === 'string') yield [$ref.slice(2).split('/'), value]
  for (const word of ['anyOf', 'oneOf', 'allOf']) {
    const list = schema[word]
    for (const index of isList(list) ? list.keys() : []) yield [[...pointer, word, String(index)], value]
  }
  if (isList(value)) for (const item of value.slice(0, keptMax)) yield [[...pointer, 'items'], item]
  if (!isObject(value)) return
  const fields = objectAt(schema, 'properties')
  for (const [name, part] of Object.entries(value)) {
    if (fields[name] !== undefined) yield [[...pointer, 'properties', name], part]
    else yield [[...pointer, 'additionalProperties'], part]
  }
}
