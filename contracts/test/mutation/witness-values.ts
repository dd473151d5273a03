import { isList, isObject, objectAt, textAt, textsAt, type Json, type JsonObject } from '../../src/diff/json.ts'
import { valueAt } from './document-edit.ts'

/** Values of every kind that no schema was asked about. */
const strangers: readonly Json[] = [
  null,
  true,
  false,
  'never-seen-before',
  '',
  0,
  0.0625,
  1,
  3,
  -1,
  1e15,
  -1e15,
  [],
  {},
  [true],
  ['x', 'x'],
]

/** Values tried for one schema: more would only repeat themselves. */
const triedMax = 160
const depthMax = 5

/** Values on and just beyond the borders of a schema; most fit it, and some don't. */
export function tryValues(schema: Json, document: JsonObject): Json[] {
  return [...valuesOf(schema, document, 0), ...strangers]
}

function valuesOf(schema: Json, document: JsonObject, depth: number): Json[] {
  if (!isObject(schema) || depth > depthMax) return []
  const { $ref, enum: members, const: constant } = schema
  if (typeof $ref === 'string') return valuesOf(valueAt(document, $ref.slice(2).split('/')) ?? {}, document, depth)
  if (constant !== undefined) return [constant]
  if (isList(members)) return [...members]
  const variants = ['anyOf', 'oneOf'].flatMap((word) => (isList(schema[word]) ? [...schema[word]] : []))
  if (variants.length > 0)
    return variants.flatMap((variant) => valuesOf(variant, document, depth + 1)).slice(0, triedMax)
  const types = [schema['type']].flat()
  return types.flatMap((type) => valuesOfType(type ?? null, schema, document, depth)).slice(0, triedMax)
}

function valuesOfType(type: Json, schema: JsonObject, document: JsonObject, depth: number): Json[] {
  if (type === 'null') return [null]
  if (type === 'boolean') return [true, false]
  if (type === 'string') return texts(schema)
  if (type === 'number' || type === 'integer') return numbers(schema)
  if (type === 'array') return lists(schema, document, depth)
  return type === 'object' ? objects(schema, document, depth) : []
}

const numberAt = (schema: JsonObject, word: string) => {
  const value = schema[word]
  return typeof value === 'number' ? value : undefined
}

/** Texts of the forms that the contract knows; a pattern of a length is tried with letters and digits. */
const knownTexts = [
  '2026-11-19T05:00:00.000Z',
  '2026-11-19',
  '06:00',
  'asset-t7n2d4r6k8',
  '9319466',
  '257038740',
  'text/csv',
  '1',
]

function texts(schema: JsonObject): string[] {
  const [least, most] = [numberAt(schema, 'minLength') ?? 0, numberAt(schema, 'maxLength') ?? 6000]
  const lengths = [least - 1, least, least + 1, most - 1, most, most + 1].filter(
    (length) => length >= 0 && length < 2e5,
  )
  const prefix = /^\^([a-z]+-)/.exec(textAt(schema, 'pattern'))?.[1] ?? ''
  const filled = lengths.flatMap((length) => ['a'.repeat(length), '7'.repeat(length), `${prefix}${'a7'.repeat(5)}`])
  return [...knownTexts, ...filled]
}

function numbers(schema: JsonObject): number[] {
  const ends = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].map((word) => numberAt(schema, word))
  return ends.flatMap((end) => (end === undefined ? [] : [end, end - 1, end + 1, end - 0.0625, end + 0.0625, end + 3]))
}

function lists(schema: JsonObject, document: JsonObject, depth: number): Json[] {
  const items = valuesOf(schema['items'] ?? {}, document, depth + 1)
  const [least, most] = [numberAt(schema, 'minItems') ?? 0, numberAt(schema, 'maxItems') ?? 5001]
  const lengths = [least - 1, least, least + 1, most, most + 1].filter((length) => length >= 0 && length < 20_001)
  const [first = 'x'] = items
  return [...lengths.map((length) => Array<Json>(length).fill(first)), ...items.map((item) => [item])]
}

/** One with all that is required, and others that differ from it in one field. */
function objects(schema: JsonObject, document: JsonObject, depth: number): Json[] {
  const fields = objectAt(schema, 'properties')
  const required = textsAt(schema, 'required')
  const rest = valuesOf(schema['additionalProperties'] ?? {}, document, depth + 1)
  const choices = new Map(Object.entries(fields).map(([name, field]) => [name, valuesOf(field, document, depth + 1)]))
  const filled = Object.fromEntries(required.map((name) => [name, choices.get(name)?.[0] ?? rest[0] ?? 'x']))
  const one: Json[] = [...choices].flatMap(([name, values]) =>
    values.slice(0, 8).map((value) => ({ ...filled, [name]: value })),
  )
  const less: Json[] = required.map((name) =>
    Object.fromEntries(Object.entries(filled).filter(([key]) => key !== name)),
  )
  const more: Json[] = [...rest, 'x', 3].map((value) => ({ ...filled, neverSeenBefore: value }))
  const many: JsonObject =
    depth > 0 ? {} : Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`field${index}`, rest[0] ?? 'x']))
  return [filled, ...more, ...less, ...one, { ...filled, ...many }]
}
