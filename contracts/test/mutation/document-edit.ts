import { isObject, type Json, type JsonObject } from '../../src/diff/json.ts'

/** Keys from the root of a document down to a value. */
export type Pointer = readonly string[]

/** The value at a pointer; undefined where there is none. */
export const valueAt = (document: Json, pointer: Pointer): Json | undefined =>
  pointer.reduce<Json | undefined>((at, key) => {
    if (Array.isArray(at)) return (at as readonly Json[])[Number(key)]
    return isObject(at) ? at[key] : undefined
  }, document)

/** The document with another value at a pointer, or without it. All that is not on the way there is shared. */
export function replaceAt<Value extends Json>(document: Value, pointer: Pointer, value: Json | undefined): Value {
  // Safe: an object stays an object and a list a list.
  return replaceIn(document, pointer, value) as Value
}

function replaceIn(at: Json, pointer: Pointer, value: Json | undefined): Json {
  const [key = '', ...rest] = pointer
  if (pointer.length === 0) return value ?? null
  if (Array.isArray(at)) {
    const list = at as readonly Json[]
    return list.map((entry, index) => (String(index) === key ? replaceIn(entry, rest, value) : entry))
  }
  const object: JsonObject = isObject(at) ? at : {}
  if (rest.length === 0 && value === undefined) return without(object, key)
  return { ...object, [key]: replaceIn(object[key] ?? {}, rest, value) }
}

/** The object without some of its keys. */
export const without = (object: JsonObject, ...keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
