import { classOf, type Change, type ChangeKind, type Effect } from './change.ts'
import type { Json, JsonObject } from './json.ts'

export interface Documents {
  readonly before: JsonObject
  readonly after: JsonObject
  /** Whether two schemas, one of each, are the same with all that they refer to. */
  readonly isUnchanged: (before: Json, after: Json) => boolean
}

/** Where a comparison of two schemas stands, and what it needs to go on. */
export interface Site {
  readonly documents: Documents
  readonly direction: 'request' | 'response'
  /** Up to the value: `GET /api/v1/summary 200`. */
  readonly place: string
  /** Within the value: `data.tiles[]`; empty at its root. */
  readonly path: string
  readonly origin: string | null
  /** Nobody could leave it out before. */
  readonly wasRequired: boolean
  /** The pairs of schemas that are being compared around this one: a pair within itself has nothing new. */
  readonly above: readonly { readonly before: Json; readonly after: Json }[]
  /** The comparison of two schemas. Handed down, so that the parts of it need not import the whole. */
  readonly compare: (site: Site, before: Json, after: Json) => Generator<Change>
}

const join = (path: string, step: string) =>
  path === '' || step.startsWith('[') || step.startsWith('{') || step.startsWith('(')
    ? `${path}${step}`
    : `${path}.${step}`

/** One step further into the value: a field's name, `[]`, `{}` or `(kind = sample)`. */
export const below = (site: Site, step: string, wasRequired = true): Site => ({
  ...site,
  path: join(site.path, step),
  origin: site.origin === null ? null : join(site.origin, step),
  wasRequired,
})

/** What was found at a site, with the class that its effect has there. */
export const changeAt = (
  site: Site,
  kind: ChangeKind,
  effect: Effect,
  detail: string,
  before: Json | undefined,
  after: Json | undefined,
): Change => ({
  path: site.path === '' ? site.place : `${site.place} ${site.path}`,
  direction: site.direction,
  kind,
  class: classOf(effect, site.direction),
  detail,
  before: before ?? null,
  after: after ?? null,
  origin: site.origin,
})
