import { isOpen, compareTolerance } from './compare-values.ts'
import type { Change } from './change.ts'
import { objectAt, type Json } from './json.ts'
import { discriminatorOf, shapeOf, tagOf, withoutNull, type Shape } from './shape.ts'
import { below, changeAt, type Site } from './site.ts'

/** A schema with one alternative is a union of one. */
const variantsOf = (shape: Shape): readonly Json[] => shape.variants ?? [withoutNull(shape)]

/** Two variants that stand for one another, with the step that a place is named by. */
interface Match {
  readonly step: string
  readonly before: Json
  readonly after: Json
}

interface Matching {
  readonly matches: readonly Match[]
  readonly removed: readonly Json[]
  readonly added: readonly Json[]
}

export function* compareUnions(site: Site, before: Shape, after: Shape): Generator<Change> {
  const { matches, removed, added } = matchVariants(site, variantsOf(before), variantsOf(after))
  for (const match of matches) yield* site.compare(below(site, match.step), match.before, match.after)
  for (const variant of removed)
    yield changeAt(site, 'variant-removed', 'broken', 'an alternative is gone', variant, null)
  // A list of values that may grow is no list of alternatives that may.
  const effect = before.variants !== null && isOpen(before) ? 'grown' : 'wider'
  for (const variant of added) yield changeAt(site, 'variant-added', effect, 'an alternative is new', null, variant)
  if (before.variants !== null && after.variants !== null) yield* compareTolerance(site, before, after)
  yield* compareDiscriminators(site, before, after)
}

/** Its mapping only repeats what the variants' own tags say. */
function* compareDiscriminators(site: Site, before: Shape, after: Shape): Generator<Change> {
  const [old, present] = [before, after].map(({ keywords }) => objectAt(keywords, 'discriminator')['propertyName'])
  if (old === present || old === undefined || present === undefined) return
  yield changeAt(site, 'discriminator-changed', 'broken', 'told apart by another field', old, present)
}

function matchVariants(site: Site, before: readonly Json[], after: readonly Json[]): Matching {
  const name = discriminatorOf(before, site.documents.before)
  const isTold = name !== null && name === discriminatorOf(after, site.documents.after)
  return isTold ? matchByTag(site, name, before, after) : matchByShape(site, before, after)
}

function matchByTag(site: Site, name: string, before: readonly Json[], after: readonly Json[]): Matching {
  const tagged = (variants: readonly Json[], document: Site['documents']['before']) =>
    new Map(variants.map((variant) => [tagOf(variant, name, document) ?? '', variant]))
  const [old, present] = [tagged(before, site.documents.before), tagged(after, site.documents.after)]
  return {
    matches: [...old].flatMap(([tag, variant]) => {
      const now = present.get(tag)
      return now === undefined ? [] : [{ step: `(${name} = ${tag})`, before: variant, after: now }]
    }),
    removed: [...old].filter(([tag]) => !present.has(tag)).map(([, variant]) => variant),
    added: [...present].filter(([tag]) => !old.has(tag)).map(([, variant]) => variant),
  }
}

/** Without a tag: first what is the same, then what is of the same type, in the order that they stand in. */
function matchByShape(site: Site, before: readonly Json[], after: readonly Json[]): Matching {
  const left = [...after]
  const take = (wanted: (variant: Json) => boolean): Json | undefined => {
    const index = left.findIndex(wanted)
    return index < 0 ? undefined : left.splice(index, 1)[0]
  }
  const isSame = (old: Json) => (now: Json) => site.compare(site, old, now).next().done === true
  const changed = before.filter((old) => take(isSame(old)) === undefined)
  const typeOf = (variant: Json, document: Site['documents']['before']) =>
    String(shapeOf(variant, document).types).replace('integer', 'number')
  const matches: Match[] = []
  const removed: Json[] = []
  for (const [index, old] of changed.entries()) {
    const now = take((other) => typeOf(other, site.documents.after) === typeOf(old, site.documents.before))
    if (now === undefined) removed.push(old)
    else matches.push({ step: `(${index + 1})`, before: old, after: now })
  }
  return { matches, removed, added: left }
}
