import type { Change, ChangeKind } from './change.ts'
import { canonical, objectAt, type JsonObject } from './json.ts'
import { changeAt, type Site } from './site.ts'

const measuredKinds = {
  unit: 'unit-changed',
  reference: 'reference-changed',
  basis: 'basis-changed',
  quality: 'quality-changed',
} as const satisfies Record<string, ChangeKind>

/** The number stays a number and means another: nothing fails, so nobody notices. Always a break, also where it was not said before. */
export function* compareMeasured(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [objectAt(before, 'x-tieback-measured'), objectAt(after, 'x-tieback-measured')]
  for (const [word, kind] of Object.entries(measuredKinds)) {
    if (canonical(old[word]) === canonical(present[word])) continue
    const detail = `${word} was ${canonical(old[word])}, is ${canonical(present[word])}`
    yield changeAt(site, kind, 'broken', detail, old[word], present[word])
  }
  yield* compareUnreadOf(site, old, present, new Set(Object.keys(measuredKinds)))
}

/** Left out, it meant one thing and means another. Where nobody could leave it out, a new default changes nothing. */
export function* compareDefaults(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  const [old, present] = [before['default'], after['default']]
  if (canonical(old) === canonical(present) || (old === undefined && site.wasRequired)) return
  // An answer says every value itself.
  const effect = site.direction === 'request' ? 'broken' : 'unseen'
  yield changeAt(site, 'default-changed', effect, `was ${canonical(old)}, is ${canonical(present)}`, old, present)
}

/** Words for people, and words that another comparison reads. */
const readWords = new Set([
  ...['title', 'description', 'example', 'examples', 'deprecated', '$comment', '$schema', '$id', 'id'],
  ...['type', 'enum', 'const', 'default', 'x-tieback-open', 'x-tieback-measured', 'discriminator'],
  ...['format', 'pattern', 'contentEncoding', 'contentMediaType', 'multipleOf', 'uniqueItems'],
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength'],
  ...['minItems', 'maxItems', 'minProperties', 'maxProperties', 'items', 'prefixItems'],
  ...['properties', 'required', 'additionalProperties', 'propertyNames'],
])

export function* compareUnread(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  yield* compareUnreadOf(site, before, after, readWords)
}

/** What no comparison reads may mean anything: a difference in it breaks until somebody teaches the comparison. */
export function* compareUnreadOf(
  site: Site,
  before: JsonObject,
  after: JsonObject,
  read: ReadonlySet<string>,
): Generator<Change> {
  for (const word of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (read.has(word) || canonical(before[word]) === canonical(after[word])) continue
    const detail = `${word} differs, and nothing here knows what it means`
    yield changeAt(site, 'unread-word', 'broken', detail, before[word], after[word])
  }
}
