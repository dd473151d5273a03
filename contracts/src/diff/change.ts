import type { Json } from './json.ts'

/** Every way in which two contracts can differ; `docs/contract-changes.md` says what they do to a caller. */
export const changeKinds = [
  'route-added',
  'route-removed',
  'operation-renamed',
  'parameter-added',
  'parameter-removed',
  'parameter-renamed',
  'parameter-moved',
  'parameter-required',
  'parameter-optional',
  'parameter-style',
  'default-changed',
  'body-added',
  'body-removed',
  'body-required',
  'body-optional',
  'content-type-added',
  'content-type-removed',
  'status-added',
  'status-removed',
  'header-added',
  'header-removed',
  'header-required',
  'header-optional',
  'field-added',
  'field-removed',
  'field-required',
  'field-optional',
  'type-widened',
  'type-narrowed',
  'type-replaced',
  'nullable-added',
  'nullable-removed',
  'member-added',
  'member-removed',
  'members-listed',
  'members-unlisted',
  'tolerance-given',
  'tolerance-withdrawn',
  'variant-added',
  'variant-removed',
  'discriminator-changed',
  'bound-tightened',
  'bound-loosened',
  'format-added',
  'format-removed',
  'format-changed',
  'unit-changed',
  'reference-changed',
  'basis-changed',
  'quality-changed',
  'record-narrowed',
  'record-widened',
  'tuple-changed',
  'events-added',
  'events-removed',
  'access-narrowed',
  'access-widened',
  'roles-narrowed',
  'roles-widened',
  'cache-longer',
  'cache-shorter',
  'cache-tags',
  'target-slower',
  'target-faster',
  'stability-lowered',
  'stability-raised',
  'unread-word',
] as const
export type ChangeKind = (typeof changeKinds)[number]

/** Who is touched: what a caller sends, what a caller reads, what is promised beside the shape, or the route itself. */
export type Direction = 'request' | 'response' | 'policy' | 'route'

/**
 * `breaking` a caller that kept to the contract may fail or be misled · `additive` it goes on as before ·
 * `none-visible` it can't tell · `beta` the route promised nothing before.
 */
export type ChangeClass = 'breaking' | 'additive' | 'none-visible' | 'beta'

export interface Change {
  /** In words, such as `GET /api/v1/summary 200 data.tiles[].kpi.actual.value`. */
  readonly path: string
  readonly direction: Direction
  readonly kind: ChangeKind
  readonly class: ChangeClass
  /** A sentence about it. */
  readonly detail: string
  readonly before: Json
  readonly after: Json
  /** The same place seen from the named schema it is in, such as `Figure.value`; null outside of one. */
  readonly origin: string | null
}

/**
 * What a difference does to the set of values that a place can hold.
 *
 * `narrower` fewer values · `wider` more · `broken` a promise gone or another one in its place · `grown` more is promised ·
 * `unseen` nothing that crosses the wire.
 */
export type Effect = 'narrower' | 'wider' | 'broken' | 'grown' | 'unseen'

/** What an effect means to a caller: it is hurt when it may send less, or when it may be sent more. */
export function classOf(effect: Effect, direction: Direction): ChangeClass {
  if (effect === 'broken') return 'breaking'
  if (effect === 'grown') return 'additive'
  if (effect === 'unseen') return 'none-visible'
  return (effect === 'narrower') === (direction !== 'response') ? 'breaking' : 'additive'
}
