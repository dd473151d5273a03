/** What `JSON.parse` gives. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A type, not an interface: an object literal has to fit. */
export type JsonObject = { readonly [key: string]: Json }

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isList(value)

/** `Array.isArray` does not narrow a read-only array. */
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** The object under a key; an empty one where there is none, so that a walk needs no branches. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key]
  return isObject(value) ? value : {}
}

/** The string under a key; empty where there is none. */
export function textAt(parent: JsonObject, key: string): string {
  const value = parent[key]
  return typeof value === 'string' ? value : ''
}

/** The strings of a list under a key; none where there is no list. */
export function textsAt(parent: JsonObject, key: string): string[] {
  const value = parent[key]
  return isList(value) ? value.filter((entry) => typeof entry === 'string') : []
}

/** One text for equal values: the order of keys is not part of it. */
export function canonical(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const entries = Object.keys(value).sort()
  return `{${entries.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`
}
