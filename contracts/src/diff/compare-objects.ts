import type { Change } from './change.ts'
import { below, changeAt, type Site } from './site.ts'
import { isList, objectAt, textsAt, type Json, type JsonObject } from './json.ts'
import type { Shape } from './shape.ts'

/** Fields, the keys and values of records, and the places of tuples. */
export function* compareObjects(site: Site, before: Shape, after: Shape): Generator<Change> {
  const [old, present] = [before.keywords, after.keywords]
  yield* compareFields(site, old, present)
  yield* compareRequired(site, old, present)
  yield* compareRecords(site, old, present)
  yield* compareTuples(site, old, present)
}

function* compareFields(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [objectAt(before, 'properties'), objectAt(after, 'properties')]
  const [oldRequired, required] = [new Set(textsAt(before, 'required')), new Set(textsAt(after, 'required'))]
  for (const [name, schema] of Object.entries(old)) {
    const field = below(site, name, oldRequired.has(name))
    const now = present[name]
    // A server passes over fields it doesn't know: what a caller sends there would be lost without a word.
    if (now === undefined) yield changeAt(field, 'field-removed', 'broken', `${name} is gone`, schema, null)
    else yield* site.compare(field, schema, now)
  }
  for (const [name, schema] of Object.entries(present)) {
    if (old[name] !== undefined) continue
    const effect = site.direction === 'request' && required.has(name) ? 'narrower' : 'grown'
    const how = required.has(name) ? 'required' : 'optional'
    yield changeAt(below(site, name), 'field-added', effect, `${name} is new, ${how}`, null, schema)
  }
}

/** Of fields that stay; a record may also require keys that it doesn't list as fields. */
function* compareRequired(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [textsAt(before, 'required'), textsAt(after, 'required')]
  const [oldFields, fields] = [objectAt(before, 'properties'), objectAt(after, 'properties')]
  const isNew = (name: string) => fields[name] !== undefined && oldFields[name] === undefined
  const isGone = (name: string) => fields[name] === undefined && oldFields[name] !== undefined
  for (const name of present.filter((required) => !old.includes(required) && !isNew(required))) {
    yield changeAt(below(site, name), 'field-required', 'narrower', `${name} is required now`, false, true)
  }
  for (const name of old.filter((required) => !present.includes(required) && !isGone(required))) {
    yield changeAt(below(site, name), 'field-optional', 'wider', `${name} may be left out now`, true, false)
  }
}

/** `true` and no word at all both leave other keys as they are. */
const restOf = (keywords: JsonObject, word: string): Json => {
  const rest = keywords[word]
  return rest === undefined || rest === true ? {} : rest
}

const saysOf = (word: string, ...sides: readonly JsonObject[]) => sides.some((keywords) => keywords[word] !== undefined)

function* compareRecords(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  if (saysOf('additionalProperties', before, after)) yield* compareRest(site, before, after)
  if (!saysOf('propertyNames', before, after)) return
  // Keys are texts anyway: a record of any text says no more than one that doesn't name its keys.
  const [keys, keysNow] = [before, after].map((keywords) => ({
    allOf: [{ type: 'string' }, restOf(keywords, 'propertyNames')],
  }))
  yield* site.compare(below(site, '{key}'), keys ?? {}, keysNow ?? {})
}

function* compareRest(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [restOf(before, 'additionalProperties'), restOf(after, 'additionalProperties')]
  if (old !== false && present !== false) yield* site.compare(below(site, '{}'), old, present)
  else if (present === false && old !== false) {
    yield changeAt(site, 'record-narrowed', 'narrower', 'no other keys now', old, present)
  } else if (present !== false) yield changeAt(site, 'record-widened', 'wider', 'other keys now', old, present)
}

function* compareTuples(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [before['prefixItems'], after['prefixItems']]
  const [oldPlaces, places] = [isList(old) ? old : [], isList(present) ? present : []]
  if (oldPlaces.length !== places.length) {
    const detail = `${oldPlaces.length} places became ${places.length}`
    yield changeAt(site, 'tuple-changed', 'broken', detail, oldPlaces.length, places.length)
    return
  }
  for (const [index, schema] of oldPlaces.entries()) {
    yield* site.compare(below(site, `[${index}]`), schema, places[index] ?? {})
  }
}
