import type { Change } from './change.ts'
import { compareBounds } from './compare-bounds.ts'
import { compareObjects } from './compare-objects.ts'
import { compareDefaults, compareMeasured, compareUnread } from './compare-meanings.ts'
import { compareUnions } from './compare-unions.ts'
import { compareFormats, compareMembers, compareNulls, compareTypes, isOtherType } from './compare-values.ts'
import { isObject, type Json } from './json.ts'
import { below, type Site } from './site.ts'
import { componentOf, shapeOf, targetOf, type Shape } from './shape.ts'

/** What differs between two schemas of one value, as a caller meets it in the site's direction. */
export function* compareSchemas(site: Site, before: Json, after: Json): Generator<Change> {
  if (site.documents.isUnchanged(before, after)) return
  const pair = { before: targetOf(before, site.documents.before), after: targetOf(after, site.documents.after) }
  // A schema within itself: the round that is under way says all there is to say.
  if (isObject(pair.before) && site.above.some((above) => above.before === pair.before && above.after === pair.after)) {
    return
  }
  const within: Site = {
    ...site,
    origin: componentOf(after) ?? componentOf(before) ?? site.origin,
    above: [...site.above, pair],
  }
  yield* compareShapes(within, shapeOf(before, site.documents.before), shapeOf(after, site.documents.after))
}

function* compareShapes(site: Site, before: Shape, after: Shape): Generator<Change> {
  yield* compareMeasured(site, before.keywords, after.keywords)
  yield* compareDefaults(site, before.keywords, after.keywords)
  yield* compareUnread(site, before.keywords, after.keywords)
  if (before.variants !== null || after.variants !== null) {
    yield* compareNulls(site, before, after)
    yield* compareUnions(site, before, after)
    return
  }
  yield* compareTypes(site, before, after)
  if (isOtherType(before, after)) return
  yield* compareNulls(site, before, after)
  yield* compareMembers(site, before, after)
  yield* compareFormats(site, before.keywords, after.keywords)
  yield* compareBounds(site, before, after)
  yield* compareLists(site, before, after)
  yield* compareObjects(site, before, after)
}

function* compareLists(site: Site, before: Shape, after: Shape): Generator<Change> {
  const [old, present] = [before.keywords['items'], after.keywords['items']]
  if (old !== undefined || present !== undefined) yield* site.compare(below(site, '[]'), old ?? {}, present ?? {})
}
