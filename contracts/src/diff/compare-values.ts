import type { Change, Effect } from './change.ts'
import { changeAt, type Site } from './site.ts'
import { canonical, type Json, type JsonObject } from './json.ts'
import type { Shape } from './shape.ts'

const takes = (types: readonly string[], type: string) =>
  types.includes(type) || (type === 'integer' && types.includes('number'))

const holdsAll = (wide: readonly string[] | null, narrow: readonly string[] | null) =>
  wide === null || (narrow !== null && narrow.every((type) => takes(wide, type)))

const nameOf = (types: readonly string[] | null) => (types === null ? 'anything' : types.join(' or '))

/** Neither type holds the other, so that nothing further can be compared. */
export const isOtherType = (before: Shape, after: Shape): boolean =>
  !holdsAll(after.types, before.types) && !holdsAll(before.types, after.types)

export function* compareTypes(site: Site, before: Shape, after: Shape): Generator<Change> {
  const isWider = holdsAll(after.types, before.types)
  const isNarrower = holdsAll(before.types, after.types)
  if (isWider && isNarrower) return
  const detail = `${nameOf(before.types)} became ${nameOf(after.types)}`
  const [types, newTypes] = [before.types ?? null, after.types ?? null]
  if (isWider) yield changeAt(site, 'type-widened', 'wider', detail, types, newTypes)
  else if (isNarrower) yield changeAt(site, 'type-narrowed', 'narrower', detail, types, newTypes)
  else yield changeAt(site, 'type-replaced', 'broken', detail, types, newTypes)
}

/** A value of any type may be null anyway: there the type says it. */
const isAnything = ({ types, members, variants }: Shape) => types === null && members === null && variants === null

export function* compareNulls(site: Site, before: Shape, after: Shape): Generator<Change> {
  if (before.isNullable === after.isNullable || isAnything(before) || isAnything(after)) return
  // A key is a text, whatever its schema says.
  if (site.path.endsWith('{key}')) return
  if (after.isNullable) yield changeAt(site, 'nullable-added', 'wider', 'may be null now', false, true)
  else yield changeAt(site, 'nullable-removed', 'narrower', 'is never null now', true, false)
}

export const isOpen = ({ keywords }: Shape): boolean => keywords['x-tieback-open'] === true

const missingFrom = (present: readonly Json[], wanted: readonly Json[]) => {
  const known = new Set(present.map(canonical))
  return wanted.filter((member) => !known.has(canonical(member)))
}

export function* compareMembers(site: Site, before: Shape, after: Shape): Generator<Change> {
  if (before.members === null && after.members === null) return
  if (before.members === null) {
    yield changeAt(site, 'members-listed', 'narrower', 'only listed values now', null, after.members)
  } else if (after.members === null) {
    yield changeAt(site, 'members-unlisted', 'wider', 'no longer a list of values', before.members, null)
  } else {
    // A reader waits for a member, and may wait for ever: gone is broken in an answer too.
    for (const member of missingFrom(after.members, before.members)) {
      yield changeAt(site, 'member-removed', 'broken', `${canonical(member)} is gone`, member, null)
    }
    const effect = isOpen(before) ? 'grown' : 'wider'
    for (const member of missingFrom(before.members, after.members)) {
      yield changeAt(site, 'member-added', effect, `${canonical(member)} is new`, null, member)
    }
    yield* compareTolerance(site, before, after)
  }
}

/** Of a list of values or of alternatives: may it grow within a version? A request is refused or taken, whatever it says. */
export function* compareTolerance(site: Site, before: Shape, after: Shape): Generator<Change> {
  if (isOpen(before) === isOpen(after)) return
  const effect: Effect = site.direction === 'response' ? 'broken' : 'unseen'
  if (isOpen(after)) yield changeAt(site, 'tolerance-given', effect, 'may grow within a version now', false, true)
  else yield changeAt(site, 'tolerance-withdrawn', effect, 'no longer may grow within a version', true, false)
}

/** Whether one text pattern holds another can't be decided in general: only there or not there has a direction. */
export function* compareFormats(site: Site, before: JsonObject, after: JsonObject): Generator<Change> {
  for (const keyword of ['format', 'pattern', 'contentEncoding', 'contentMediaType']) {
    const [old, present] = [before[keyword], after[keyword]]
    if (canonical(old) === canonical(present)) continue
    if (old === undefined) yield changeAt(site, 'format-added', 'narrower', `${keyword} is new`, old, present)
    else if (present === undefined) yield changeAt(site, 'format-removed', 'wider', `no ${keyword} now`, old, present)
    else yield changeAt(site, 'format-changed', 'broken', `another ${keyword}`, old, present)
  }
}
