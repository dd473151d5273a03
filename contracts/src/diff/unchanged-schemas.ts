import { canonical, isList, isObject, objectAt, type Json, type JsonObject } from './json.ts'

const componentsAt = '#/components/schemas/'

/** Names of components that a schema refers to, by the object that it is: documents are not written to, and share most of their parts. */
const namesKept = new WeakMap<object, ReadonlySet<string>>()

/** What is no component might differ anywhere. */
const elsewhere = '*'

const nameOf = (reference: string) =>
  (reference.startsWith(componentsAt) && reference.slice(componentsAt.length).split('/')[0]) || elsewhere

function namesIn(schema: Json): ReadonlySet<string> {
  if (!isObject(schema) && !isList(schema)) return new Set()
  const kept = namesKept.get(schema)
  if (kept !== undefined) return kept
  const found = new Set<string>()
  for (const [word, part] of Object.entries(schema)) {
    if (word === '$ref' && typeof part === 'string') found.add(nameOf(part))
    else for (const name of namesIn(part)) found.add(name)
  }
  namesKept.set(schema, found)
  return found
}

const holdsAny = (names: ReadonlySet<string>, wanted: ReadonlySet<string>) => {
  for (const name of names) if (wanted.has(name)) return true
  return false
}

/**
 * Whether two schemas are the same to the last word, and all that they refer to is.
 *
 * A contract is large and a change small: what can't differ need not be walked for each place that it is used in.
 */
export function unchangedSchemas(before: JsonObject, after: JsonObject): (old: Json, present: Json) => boolean {
  const [old, present] = [before, after].map((document) => objectAt(objectAt(document, 'components'), 'schemas'))
  const changed = changedComponents(old ?? {}, present ?? {})
  return (was, is) => (was === is || canonical(was) === canonical(is)) && !holdsAny(namesIn(is), changed)
}

/** Names of components that differ, or that lead to one that does. */
function changedComponents(old: JsonObject, present: JsonObject): ReadonlySet<string> {
  const changed = new Set([elsewhere])
  if (old === present) return changed
  for (const name of Object.keys({ ...old, ...present })) {
    if (old[name] !== present[name] && canonical(old[name]) !== canonical(present[name])) changed.add(name)
  }
  // What did not change itself refers to what it referred to before.
  const users = usersOf(old)
  // A set goes on with what is added to it on the way.
  for (const name of changed) for (const user of users.get(name) ?? []) changed.add(user)
  return changed
}

const usersKept = new WeakMap<JsonObject, ReadonlyMap<string, readonly string[]>>()

/** Of each component, the names of those that refer to it. */
function usersOf(schemas: JsonObject): ReadonlyMap<string, readonly string[]> {
  const kept = usersKept.get(schemas)
  if (kept !== undefined) return kept
  const users = new Map<string, string[]>()
  for (const [user, schema] of Object.entries(schemas)) {
    for (const name of namesIn(schema)) users.set(name, [...(users.get(name) ?? []), user])
  }
  usersKept.set(schemas, users)
  return users
}
