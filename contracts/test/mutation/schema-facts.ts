import { isList, isObject, type Json, type JsonObject } from '../../src/diff/json.ts'
import { valueAt } from './document-edit.ts'
import { isNullSchema } from './mutation.ts'

/** The types that a schema itself names. */
export const typesOf = (schema: JsonObject): string[] =>
  [schema['type']].flat().filter((type): type is string => typeof type === 'string')

export const hasType = (schema: JsonObject, ...types: readonly string[]): boolean =>
  typesOf(schema).some((type) => types.includes(type))

/** The schema under other types: `null` stays where it was. */
export function asType(schema: JsonObject, type: string, keywords: JsonObject = {}): JsonObject {
  return { ...keywords, type: hasType(schema, 'null') ? [type, 'null'] : type }
}

/** Any value fits, as far as it says itself. */
export const isAnything = (schema: JsonObject): boolean =>
  ['type', 'enum', 'const', 'anyOf', 'oneOf', 'allOf', '$ref'].every((word) => schema[word] === undefined)

/** Its values are listed one by one. */
export const isListed = (schema: JsonObject): boolean => isList(schema['enum']) || schema['const'] !== undefined

/** Whether null fits the schema, seen through its references. */
export function isNullable(schema: Json, document: JsonObject): boolean {
  if (!isObject(schema) || isAnything(schema)) return true
  if (hasType(schema, 'null') || (isList(schema['enum']) && schema['enum'].includes(null))) return true
  const { $ref } = schema
  if (typeof $ref === 'string') return isNullable(valueAt(document, $ref.slice(2).split('/')) ?? {}, document)
  const variants = schema['anyOf'] ?? schema['oneOf']
  return isList(variants) && variants.some((variant) => isNullSchema(variant) || isNullable(variant, document))
}

/** Every type that a value of the schema may have, seen through references and alternatives. */
export function possibleTypes(schema: Json, document: JsonObject): string[] {
  if (!isObject(schema)) return []
  const { $ref } = schema
  const target = typeof $ref === 'string' ? valueAt(document, $ref.slice(2).split('/')) : undefined
  const alternatives = ['anyOf', 'oneOf', 'allOf'].flatMap((word) => {
    const list = schema[word]
    return isList(list) ? [...list] : []
  })
  const below = [target ?? null, ...alternatives].flatMap((each) => possibleTypes(each, document))
  return [...typesOf(schema), ...below]
}
